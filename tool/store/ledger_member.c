#include "tool/store/ledger_db.h"

static int
found_one(void *self, struct ledger_db_row *row, struct why *w)
{
	(void)self;
	(void)row;
	(void)w;
	return 0;
}

/* Is there a row already, whose content is about to be forgotten? */
static int
forget_older(struct ledger *l, const char *sql, const uint8_t *id,
    uint64_t number, struct why *w)
{
	bool found = false;

	if (ledger_db_first(l,
		LEDGER_DB_QUERY(sql, ledger_db_blob(id, SEAL_ID_BYTES),
		    ledger_db_number(number)),
		found_one, NULL, &found, w) != 0)
		return -1;
	return found ? ledger_db_forgot(l, w) : 0;
}

/* --- segments --- */

int
ledger_segment_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const struct ledger_segment *s, struct why *w)
{
	if (s->gone > 0 &&
	    forget_older(l,
		"SELECT 1 FROM segment WHERE bundle = ? AND number = ?", id,
		s->number, w) != 0)
		return -1;
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO segment(bundle, number, records, gone, cover) "
		"VALUES(?, ?, ?, ?, ?) "
		"ON CONFLICT(bundle, number) DO UPDATE SET "
		"records = excluded.records, gone = excluded.gone, "
		"cover = excluded.cover",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(s->number),
		ledger_db_number(s->records), ledger_db_number(s->gone),
		ledger_db_blob(s->cover, s->cover_bytes)),
	    w);
}

struct segment_taken {
	struct ledger_segment *segment;
	struct bytes *cover;
};

static int
take_segment(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct segment_taken *t = self;
	struct ledger_segment *s = t->segment;
	const uint8_t *cover;
	size_t len;

	s->number = ledger_db_take_number(row, INT64_MAX);
	s->records = (uint32_t)ledger_db_take_number(row, UINT32_MAX);
	s->gone = (uint32_t)ledger_db_take_number(row, UINT32_MAX);
	cover = ledger_db_take_bytes(row, &len);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	t->cover->len = 0;
	if (bytes_add(t->cover, cover, len, w) != 0)
		return -1;
	s->cover = t->cover->data;
	s->cover_bytes = len;
	return 0;
}

int
ledger_segment_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t number, struct ledger_segment *out, struct bytes *cover,
    bool *found, struct why *w)
{
	struct segment_taken t = { out, cover };

	*out = (struct ledger_segment){ 0 };
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT number, records, gone, cover FROM segment "
			    "WHERE bundle = ? AND number = ?",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(number)),
	    take_segment, &t, found, w);
}

/* --- members --- */

int
ledger_member_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const struct ledger_member *m, struct why *w)
{
	if (m->gone != 0 &&
	    forget_older(l,
		"SELECT 1 FROM member WHERE bundle = ? AND number = ?", id,
		m->number, w) != 0)
		return -1;
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO member(bundle, number, cut, gone, name, "
		"mtime_s, mtime_ns, segment, first, records, zone, "
		"format, map) "
		"VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		"ON CONFLICT(bundle, number) DO UPDATE SET "
		"cut = excluded.cut, gone = excluded.gone, "
		"name = excluded.name, mtime_s = excluded.mtime_s, "
		"mtime_ns = excluded.mtime_ns, segment = excluded.segment, "
		"first = excluded.first, records = excluded.records, "
		"zone = excluded.zone, format = excluded.format, "
		"map = excluded.map",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_number(m->number),
		ledger_db_signed(m->cut), ledger_db_signed(m->gone),
		ledger_db_text(m->name), ledger_db_signed(m->mtime_s),
		ledger_db_number(m->mtime_ns), ledger_db_number(m->segment),
		ledger_db_number(m->first), ledger_db_number(m->records),
		ledger_db_text(m->zone),
		ledger_db_text(m->format == NULL ? "" : m->format),
		ledger_db_number(m->map)),
	    w);
}

static int
take_member(struct ledger_member *m, struct ledger_db_row *row, struct why *w)
{
	m->number = (uint32_t)ledger_db_take_number(row, UINT32_MAX);
	m->cut = (char)ledger_db_take_number(row, 127);
	m->gone = (char)ledger_db_take_number(row, 1);
	m->name = ledger_db_take_string(row);
	m->mtime_s = ledger_db_take_signed(row);
	m->mtime_ns = (uint32_t)ledger_db_take_number(row, UINT32_MAX);
	m->segment = ledger_db_take_number(row, INT64_MAX);
	m->first = (uint32_t)ledger_db_take_number(row, UINT32_MAX);
	m->records = ledger_db_take_number(row, INT64_MAX);
	m->zone = ledger_db_take_string(row);
	m->format = ledger_db_take_string(row);
	m->map = (uint32_t)ledger_db_take_number(row, UINT32_MAX);
	return ledger_db_whole(row, w);
}

struct member_each {
	int (*each)(void *self, const struct ledger_member *m, struct why *w);
	void *self;
};

static int
give_member(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct member_each *e = self;
	struct ledger_member m = { 0 };

	if (take_member(&m, row, w) != 0)
		return -1;
	return e->each(e->self, &m, w);
}

int
ledger_member_each(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_member *m, struct why *w),
    void *self, struct why *w)
{
	struct member_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_QUERY("SELECT number, cut, gone, name, mtime_s, "
			    "mtime_ns, segment, first, records, zone, "
			    "format, map "
			    "FROM member WHERE bundle = ? ORDER BY number",
		ledger_db_blob(id, SEAL_ID_BYTES)),
	    give_member, &e, w);
}

static int
take_number(void *self, struct ledger_db_row *row, struct why *w)
{
	*(uint32_t *)self = (uint32_t)ledger_db_take_number(row, UINT32_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_member_find(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const char *name, uint32_t *number, bool *found, struct why *w)
{
	*number = 0;
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("SELECT number FROM member INDEXED BY "
			    "member_name "
			    "WHERE bundle = ? AND name = ? AND gone = 0 "
			    "ORDER BY number LIMIT 1",
		ledger_db_blob(id, SEAL_ID_BYTES), ledger_db_text(name)),
	    take_number, number, found, w);
}
