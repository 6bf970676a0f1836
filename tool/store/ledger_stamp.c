#include "tool/store/ledger_stamp.h"

#include "tool/store/ledger_db.h"

/* --- authorities --- */

int
ledger_authority_put(struct ledger *l, const char *print, const void *der,
    size_t len, struct why *w)
{
	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT OR REPLACE INTO authority(print, certificate) "
		"VALUES(?, ?)",
		ledger_db_text(print), ledger_db_blob(der, len)),
	    w);
}

static int
take_nothing(void *self, struct ledger_db_row *row, struct why *w)
{
	(void)self;
	(void)ledger_db_take_string(row);
	return ledger_db_whole(row, w);
}

int
ledger_authority_drop(struct ledger *l, const char *print, bool *found,
    struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("DELETE FROM authority WHERE print = ? "
			    "RETURNING print",
		ledger_db_text(print)),
	    take_nothing, NULL, found, w);
}

struct authority_each {
	int (*each)(void *self, const void *der, size_t len, struct why *w);
	void *self;
};

static int
give_authority(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct authority_each *e = self;
	size_t len;
	const uint8_t *der = ledger_db_take_bytes(row, &len);

	if (ledger_db_whole(row, w) != 0)
		return -1;
	return e->each(e->self, der, len, w);
}

int
ledger_authority_each(struct ledger *l,
    int (*each)(void *self, const void *der, size_t len, struct why *w),
    void *self, struct why *w)
{
	struct authority_each e = { each, self };

	return ledger_db_each(l,
	    LEDGER_DB_PLAIN("SELECT certificate FROM authority ORDER BY print"),
	    give_authority, &e, w);
}

/* --- timestamps --- */

int
ledger_stamp_put(struct ledger *l, const struct ledger_stamp *s, struct why *w)
{
	const struct ledger_db_value none = { .kind = LEDGER_DB_NULL };

	return ledger_db_run(l,
	    LEDGER_DB_QUERY(
		"INSERT INTO stamp(challenge, bundle, size, dated, asked, "
		"covered, request, response) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
		s->nonce != 0 ? ledger_db_number(s->nonce) : none,
		s->of_seal ? ledger_db_blob(s->bundle, sizeof s->bundle) : none,
		ledger_db_number(s->size), ledger_db_signed(s->dated_s),
		ledger_db_signed(s->asked_s),
		ledger_db_blob(s->covered, s->covered_bytes),
		s->request != NULL
		    ? ledger_db_blob(s->request, s->request_bytes)
		    : none,
		s->response != NULL
		    ? ledger_db_blob(s->response, s->response_bytes)
		    : none),
	    w);
}

static int
take_nonce(void *self, struct ledger_db_row *row, struct why *w)
{
	(void)self;
	(void)ledger_db_take_number(row, INT64_MAX);
	return ledger_db_whole(row, w);
}

int
ledger_stamp_answer(struct ledger *l, uint64_t nonce, const void *response,
    size_t len, bool *found, struct why *w)
{
	return ledger_db_first(l,
	    LEDGER_DB_QUERY("UPDATE stamp SET response = ? "
			    "WHERE challenge = ? AND response IS NULL "
			    "RETURNING challenge",
		ledger_db_blob(response, len), ledger_db_number(nonce)),
	    take_nonce, NULL, found, w);
}

struct stamp_each {
	int (*each)(void *self, const struct ledger_stamp *s, struct why *w);
	void *self;
};

static int
give_stamp(void *self, struct ledger_db_row *row, struct why *w)
{
	const struct stamp_each *e = self;
	struct ledger_stamp s = { 0 };
	bool asked;
	bool answered;

	s.row = ledger_db_take_number(row, INT64_MAX);
	s.nonce = ledger_db_take_number(row, INT64_MAX);
	s.of_seal = ledger_db_take_number(row, 1) == 1;
	ledger_db_take_blob(row, s.bundle, sizeof s.bundle);
	s.size = ledger_db_take_number(row, INT64_MAX);
	s.dated_s = ledger_db_take_signed(row);
	s.asked_s = ledger_db_take_signed(row);
	s.covered = ledger_db_take_bytes(row, &s.covered_bytes);
	asked = ledger_db_take_number(row, 1) == 1;
	s.request = ledger_db_take_bytes(row, &s.request_bytes);
	answered = ledger_db_take_number(row, 1) == 1;
	s.response = ledger_db_take_bytes(row, &s.response_bytes);
	if (ledger_db_whole(row, w) != 0)
		return -1;
	if (!asked)
		s.request = NULL;
	if (!answered)
		s.response = NULL;
	return e->each(e->self, &s, w);
}

#define COLUMNS                                                         \
	"SELECT row, coalesce(challenge, 0), bundle IS NOT NULL, "      \
	"coalesce(bundle, zeroblob(16)), size, dated, asked, covered, " \
	"request IS NOT NULL, coalesce(request, x'00'), "               \
	"response IS NOT NULL, coalesce(response, x'00') FROM stamp "

int
ledger_stamp_each(struct ledger *l, const struct ledger_stamp_which *which,
    int (*each)(void *self, const struct ledger_stamp *s, struct why *w),
    void *self, struct why *w)
{
	struct stamp_each e = { each, self };

	/* by its index */
	if (which->bundle != NULL)
		return ledger_db_each(l,
		    LEDGER_DB_QUERY(COLUMNS "WHERE bundle = ? ORDER BY row",
			ledger_db_blob(which->bundle, SEAL_ID_BYTES)),
		    give_stamp, &e, w);
	return ledger_db_each(l,
	    LEDGER_DB_QUERY(COLUMNS "WHERE (?1 = 0 OR row = ?1) AND "
				    "(?2 = 0 OR challenge = ?2) ORDER BY row",
		ledger_db_number(which->row), ledger_db_number(which->nonce)),
	    give_stamp, &e, w);
}
