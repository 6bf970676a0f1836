#ifndef FORMATS_QUALITY_INSIDE_H
#define FORMATS_QUALITY_INSIDE_H

/** Between the files of the quality statement. */

#include "formats/quality.h"

/* Days of cameras up to which gaps are looked for. Source: quality.txt, 5. */
#define QUALITY_DAYS_MAX (UINT32_C(1) << 21)

/* --- items by hash --- */

struct quality_slot {
	uint64_t hash;
	uint64_t item; /* counted from 1 */
};
struct quality_slots {
	struct bytes room;
	size_t cap; /* power of two */
	size_t n;
};
/** 0: not there. */
static inline size_t
quality_slots_find(const struct quality_slots *s, uint64_t hash)
{
	const struct quality_slot *slots =
	    (const struct quality_slot *)(const void *)s->room.data;
	size_t at = (size_t)hash & (s->cap - 1);

	if (s->cap == 0)
		return 0;
	while (slots[at].item != 0 && slots[at].hash != hash)
		at = (at + 1) & (s->cap - 1);
	return (size_t)slots[at].item;
}
static inline void
quality_slots_prefetch(const struct quality_slots *s, uint64_t hash)
{
	if (s->cap != 0)
		__builtin_prefetch(
		    (const struct quality_slot *)(const void *)s->room.data +
		    (hash & (s->cap - 1)));
}
/** Of a hash that is not there. */
int quality_slots_add(struct quality_slots *s, uint64_t hash, size_t item,
    struct why *w);

/* --- reads by camera and hour --- */

struct quality_cell {
	uint64_t reads; /* 0: a free slot */
	uint32_t camera;
	int32_t hour;
};
struct quality_cells {
	struct quality_cell *slots;
	size_t cap; /* power of two */
	size_t n;
};
int quality_cells_add(struct quality_cells *c, const struct quality_cell *one,
    struct why *w);
void quality_cells_clear(struct quality_cells *c);

/* --- days of cameras, each with its hours that have reads --- */

struct quality_days {
	struct bytes room; /* camera, day and hours, in one number */
	size_t cap;	   /* power of two */
	size_t n;
};
/** camera: below QUALITY_CAMERAS_MAX. */
int quality_days_add(struct quality_days *d, uint32_t camera, int32_t hour,
    struct why *w);
/** Gaps of all cameras; place: of each camera in the statement. */
int quality_days_gaps(const struct quality_days *d, const uint32_t *place,
    struct quality *out, struct why *w);
void quality_days_clear(struct quality_days *d);

/* --- cameras --- */

/* What each row touches: one line of the cache. */
struct quality_seen {
	uint64_t hash; /* of its ids */
	uint64_t reads;
	int64_t first_ms;
	int64_t last_ms;
	uint64_t position; /* hash of the text of the last good one; 0: none */
	int32_t hour;	   /* of the last read */
	uint32_t in_hour;  /* reads, not yet among the cells */
	uint64_t unused[2];
};
_Static_assert(sizeof(struct quality_seen) == 64, "a line of the cache");
struct quality_id {
	struct quality_camera camera; /* its texts and position */
	struct quality_place place;   /* of the row with the position */
	uint32_t number; /* in the sum, counted from 1; 0: not there yet */
};
struct quality_seers {
	struct bytes room; /* struct quality_seen */
	struct quality_id *ids;
	size_t n;
	size_t cap;
	struct quality_slots slots;
	struct quality_slots texts; /* by their ids as rows spell them */
};
static inline struct quality_seen *
quality_seers_item(const struct quality_seers *s, size_t item)
{
	return (struct quality_seen *)(void *)s->room.data + (item - 1);
}
/** The camera of this hash, or a new one with reads 0, counted from 1. 0:
 *  WHY_MEMORY. */
size_t
quality_seers_take(struct quality_seers *s, uint64_t hash, struct why *w);
void quality_seers_clear(struct quality_seers *s);

/* --- natural keys --- */

#define QUALITY_HEAP_BITS 9
#define QUALITY_HEAPS	  (1 << QUALITY_HEAP_BITS)
#define QUALITY_CHUNK	  127

struct quality_key {
	uint64_t hash;
	uint64_t place; /* file << 32 | line: never 0 */
};
/* Keys of one heap: by the top bits of their hashes, so that each heap is
 * small enough for the cache. */
struct quality_chunk {
	struct quality_chunk *next;
	uint16_t heap;
	uint16_t level; /* of its keys, at least */
	uint32_t n;
	struct quality_key items[QUALITY_CHUNK];
};
/* Memory that chunks are taken from. */
struct quality_slabs {
	struct bytes *items;
	size_t n;
	size_t cap;
	size_t used; /* chunks of the last one */
	struct quality_chunk *unused;
};
/* Where the next key of a heap goes. */
struct quality_room {
	struct quality_key *at;
	struct quality_key *end;
};
/* Of one thread. */
struct quality_basket {
	struct quality_room to[QUALITY_HEAPS];
	struct quality_chunk *open[QUALITY_HEAPS]; /* NULL: none yet */
	struct quality_chunk *full;
	struct quality_slabs slabs;
	unsigned level; /* so many low bits are zero */
};
struct quality_keys {
	struct quality_chunk *heaps[QUALITY_HEAPS];
	struct quality_slabs slabs;
	uint64_t n;
	unsigned level;
};
int quality_basket_more(struct quality_basket *b, size_t heap, struct why *w);
/** Add a key. */
static inline int
quality_basket_put(struct quality_basket *b, const struct quality_key *key,
    struct why *w)
{
	size_t heap = (size_t)(key->hash >> (64 - QUALITY_HEAP_BITS));

	if ((key->hash & ((UINT64_C(1) << b->level) - 1)) != 0)
		return 0;
	if (b->to[heap].at == b->to[heap].end &&
	    quality_basket_more(b, heap, w) != 0)
		return -1;
	*b->to[heap].at++ = *key;
	return 0;
}
void quality_basket_clear(struct quality_basket *b);
/** Take what is full, or all; the level rises where that would be too many. */
int quality_keys_take(struct quality_keys *to, struct quality_basket *from,
    bool all, struct why *w);
/** Count those whose hash was there before. */
int quality_keys_end(struct quality_keys *k, struct quality_found *found,
    struct why *w);
void quality_keys_clear(struct quality_keys *k);

/* --- images --- */

#define QUALITY_IS_PLATE    1
#define QUALITY_IS_OVERVIEW 2
struct quality_images {
	struct quality_image *slots;
	size_t cap;
	size_t n;
};
int quality_images_add(struct quality_images *i, uint64_t hash, struct why *w);
/** A row names it as `kind`: is it there? From any thread. */
bool quality_images_name(const struct quality_images *i, uint64_t hash,
    unsigned kind);
void quality_images_head(struct quality_images *i, uint64_t hash, uint64_t size,
    const uint8_t *head, size_t len);
void quality_images_end(const struct quality_images *i, struct quality *out);
/** Width and height of a JPEG by its first bytes. */
bool quality_images_size(const uint8_t *head, size_t len, unsigned *width,
    unsigned *height);

/* --- the text --- */

/** Keys of confidence. */
extern const char *const quality_write_bins[QUALITY_BINS + 1];

/* --- one row --- */

/* Shapes that were looked up before: 0 not yet, 1 yes, 2 no; by country, and
 * by a bit for each letter below one for the length. */
#define QUALITY_SHAPE_LETTERS 8
#define QUALITY_COUNTRIES     5
struct quality_shapes {
	uint8_t known[QUALITY_COUNTRIES][2 << QUALITY_SHAPE_LETTERS];
	uint16_t two; /* the last country of two letters */
	uint8_t of_two;
};
/** Does a normalised plate look like those of its country? */
bool quality_shape_ok(const char *vrm, const char *country, size_t len);
/** Is this plate, at most QUALITY_SHAPE_LETTERS long, already normalised: upper
 *  case letters and digits? Then *letters has a bit for each letter. room:
 *  bytes that can be read. */
bool quality_shape_plain(const char *vrm, size_t len, size_t room,
    unsigned *letters);
/** quality_shape_ok of such a plate. */
bool quality_shape_known(struct quality_shapes *s, size_t len, unsigned letters,
    const struct reads_text *country);

/** A decimal number as millionths; false for anything else. */
bool quality_value_number(const struct reads_text *t, int64_t *out);
/** Its bin, or -1 for no confidence at all. */
int quality_value_confidence(const struct reads_text *t);
/** Does a time name no zone? */
bool quality_value_naive(const struct reads_text *t);
/* The day of a time, as its text begins, and its first millisecond. */
struct quality_day {
	char text[12]; /* "2026-05-01T" */
	int64_t ms;
};
/** reads_time, quick where the day is that of the last one. */
bool quality_value_time(struct quality_day *day, const struct reads *r,
    const struct reads_text *t, int64_t *out_ms);
/** Hours since 1970: in them a clock may change. Source: quality.txt, 3.1. */
bool quality_value_clock_change(int64_t hour);

/** Is a text one of these words, in any case? words: up to NULL. */
bool quality_header_has(const char *text, size_t len, const char *const *words);

/** What is in the bytes of a CSV record. */
struct quality_scan {
	uint8_t separator;
	uint8_t quote;
	/* Scan a row, not an empty one. room: bytes that can be read, at least
	 * those of it. */
	void (*row)(struct quality_scan *out, const struct record *r,
	    size_t room);
	uint64_t lines;	   /* line ends */
	uint32_t formulas; /* cells */
	bool high;	   /* bytes above 0x7f */
	/* Before the first field, then ends of the fields, each where a
	 * separator or the row's end stands; those beyond are not kept. */
	size_t fields;
	uint32_t end[READS_COLUMNS_MAX + 72];
};
/** The quickest way on this processor; 0: one for all. */
unsigned quality_scan_best(void);
void quality_scan_begin(struct quality_scan *s, uint8_t separator,
    uint8_t quote, unsigned path);
bool quality_scan_is_formula(const char *text, size_t len);
bool quality_scan_is_utf8(const uint8_t *text, size_t len);
bool quality_scan_is_cp1252(const uint8_t *text, size_t len);

/* A row whose fields are found. */
struct quality_read {
	const struct record *record;
	uint64_t line;
	bool is_row;  /* else none of what follows is set */
	bool scanned; /* fields point into the record */
	bool high;    /* of CSV, as in quality_scan */
	uint32_t formulas;
	uint64_t ids; /* hash of its ids as they are spelled; 0: not all */
	size_t item;  /* its camera; 0: not known yet, or there are too many */
	struct reads_row row;
};
/* Rows on their way through: while one is looked at, the fields of others are
 * found. */
#define QUALITY_AHEAD 3
struct quality_walk {
	struct quality_tally *t;
	const struct quality_run *run;
	const char *end;   /* up to here bytes can be read */
	bool native;	   /* our own CSV: fields are found with its bytes */
	bool compact;	   /* the compact form */
	bool ids_joined;   /* the three ids stand side by side */
	bool place_joined; /* latitude and longitude do */
	size_t n_asked;	   /* fields that the file has a column for */
	struct {
		uint16_t column;
		uint16_t field;
	} asked[READS_ALL];
	uint64_t line; /* of the next row */
	struct quality_read *now;
	struct quality_read *next;
	struct quality_read *after;
	size_t item;		  /* its camera; 0: there are too many */
	struct quality_scan scan; /* of CSV */
	struct reads_key key;
	struct quality_read rows[QUALITY_AHEAD];
};

/* Reads of a camera in an hour, still to be added to the sum. */
struct quality_spot {
	uint32_t item; /* of the tally's cameras */
	int32_t hour;
	uint32_t reads;
};

struct quality_tally {
	struct quality_sum *sum;
	struct quality_found found[QUALITY_FINDINGS];
	uint32_t files; /* highest number of one */
	uint64_t rows;
	uint64_t confidence[QUALITY_BINS + 1];
	uint64_t plate_images;
	uint64_t overview_images;
	bool verifiable;
	uint64_t verified;
	struct quality_seers seers;
	struct bytes spots;	    /* struct quality_spot */
	struct quality_cells hours; /* of camera 0 */
	int32_t hour;		    /* of the last read */
	bool change;		    /* a clock may change in it */
	struct quality_day day;	    /* likewise */
	uint64_t in_hour;	    /* reads, not yet among the hours */
	struct quality_basket keys;
	struct quality_shapes shapes;
	struct records scratch;
};
struct quality_sum {
	struct quality_ask ask;
	uint64_t key;
	/* Workers look at these, and may look late. */
	_Atomic bool cameras_whole;
	_Atomic bool hours_whole;
	_Atomic bool days_whole;
	bool cells_whole;
	struct quality_tally all;
	struct quality_cells cells;
	struct quality_days days;
	struct quality_keys keys;
	struct quality_images images;
};
/** One more of these, here. */
void quality_found_add(struct quality_found *f, uint64_t count, uint32_t file,
    uint64_t line);
void
quality_found_join(struct quality_found *to, const struct quality_found *from);
/** One more of these, in the row that is looked at. */
void quality_read_note(struct quality_walk *k, enum quality_finding f);
/** The fields of the row are found, so ask for what finds its camera. */
void quality_read_ahead(struct quality_walk *k);
/** This row is next, so ask for its camera. */
void quality_read_next(const struct quality_walk *k, struct quality_read *next);
/** Look at the read. Returns 1, 0 where it has no natural key, or -1. */
int quality_read_look(struct quality_walk *k, struct why *w);

/** The reads that a camera has in its last hour are among the spots. */
int quality_tally_spot(struct quality_tally *t, struct quality_seen *s,
    struct why *w);
/** A read in this hour, which is another one than before. */
int quality_tally_hour(struct quality_tally *t, int32_t hour, struct why *w);

#endif
