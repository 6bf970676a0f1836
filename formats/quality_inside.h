#ifndef FORMATS_QUALITY_INSIDE_H
#define FORMATS_QUALITY_INSIDE_H

/** Between the files of the quality statement. */

#include "formats/quality.h"

/* Cells up to which gaps are looked for. Source: quality.txt, 5. */
#define QUALITY_CELLS_MAX (UINT32_C(1) << 19)

/** 64 bits of some bytes, keyed. They never leave the process. */
uint64_t quality_hash(uint64_t key, const void *data, size_t len);

/* --- counts by a pair of numbers --- */

struct quality_cell {
	uint64_t of; /* 0 with reads 0: a free slot */
	uint32_t hour;
	uint32_t reads;
};
struct quality_cells {
	struct quality_cell *slots;
	size_t cap; /* power of two */
	size_t n;
};
int quality_cells_add(struct quality_cells *c, uint64_t of, uint32_t hour,
    uint32_t reads, struct why *w);
void quality_cells_reset(struct quality_cells *c);
void quality_cells_clear(struct quality_cells *c);

/* --- cameras --- */

struct quality_seen {
	/* What each row touches comes first, within one line of the cache. */
	_Alignas(64) uint64_t hash;
	uint64_t reads;
	int64_t first_ms;
	int64_t last_ms;
	struct quality_place place; /* of the row with the position */
	bool placed;
	struct quality_camera camera; /* its texts and position */
};
struct quality_slot {
	uint64_t hash;
	uint32_t item; /* counted from 1 */
};
struct quality_seers {
	struct quality_seen *items;
	size_t n;
	size_t cap;
	struct quality_slot *slots;
	size_t slots_cap;
};
/** The camera of this hash, or a new one with reads 0. NULL: WHY_MEMORY. */
struct quality_seen *
quality_seers_find(struct quality_seers *s, uint64_t hash, struct why *w);
void quality_seers_reset(struct quality_seers *s);
void quality_seers_clear(struct quality_seers *s);

/* --- natural keys --- */

struct quality_key {
	uint64_t hash;
	uint64_t place; /* file << 32 | line */
};
struct quality_keys {
	struct bytes room;
	size_t n;
	unsigned level; /* so many low bits are zero */
};
/** Level: that of `to` is raised where it would hold too many. */
int quality_keys_add(struct quality_keys *to, const struct quality_key *items,
    size_t n, struct why *w);
/** Sorts; counts those whose hash was there before. */
int quality_keys_end(struct quality_keys *k, struct quality_found *found,
    struct why *w);

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

/* --- one row --- */

/** Does a normalised plate look like those of its country? */
bool quality_shape_ok(const char *vrm, const char *country, size_t len);

/** Is a text one of these words, in any case? words: up to NULL. */
bool quality_header_has(const char *text, size_t len, const char *const *words);

/** What is in the bytes of a CSV record. */
struct quality_scan {
	uint64_t lines;	   /* line ends */
	uint32_t formulas; /* cells */
	bool high;	   /* bytes above 0x7f */
	/* Ends of the fields, each where a separator or the row's end stands;
	 * those beyond are not kept. */
	size_t fields;
	size_t end[READS_COLUMNS_MAX + 72];
};
void quality_scan_row(struct quality_scan *out, const struct record *r,
    uint8_t separator, uint8_t quote);
bool quality_scan_is_formula(const char *text, size_t len);
bool quality_scan_is_utf8(const uint8_t *text, size_t len);
bool quality_scan_is_cp1252(const uint8_t *text, size_t len);

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
	struct quality_cells cells; /* camera and hour */
	struct quality_cells hours;
	struct bytes keys; /* struct quality_key */
	struct records scratch;
};
struct quality_sum {
	struct quality_ask ask;
	uint64_t key;
	bool cameras_whole;
	_Atomic bool hours_whole; /* workers look, and may look late */
	_Atomic bool cells_whole;
	struct quality_tally all;
	struct quality_keys keys;
	struct quality_images images;
};
/** One more of these, here. */
void quality_found_add(struct quality_found *f, uint64_t count, uint32_t file,
    uint64_t line);

#endif
