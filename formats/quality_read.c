#include <stdlib.h>
#include <string.h>

#include "formats/quality_hash.h"
#include "formats/quality_inside.h"

/* Clocks of two machines may differ so much. */
#define LATE_S 300
/* Spellings of cameras that are kept. */
#define TEXTS_MAX (2 * (size_t)QUALITY_CAMERAS_MAX)

void
quality_read_note(struct quality_walk *k, enum quality_finding f)
{
	quality_found_add(&k->t->found[f], 1, k->run->file, k->now->line);
}

/* Two fields side by side, with what is between them. */
static uint64_t
hash_joined(const struct quality_walk *k, const struct reads_text *from,
    const struct reads_text *to)
{
	return quality_hash_bytes(k->t->sum->key, from->text,
	    (size_t)(to->text + to->len - from->text));
}

static uint64_t
hash_position(const struct quality_walk *k)
{
	const struct reads_text *f = &k->now->row.field[READS_LATITUDE];
	uint64_t h;

	if (k->now->scanned && k->place_joined)
		return hash_joined(k, f, f + 1);
	h = quality_hash_bytes(k->t->sum->key, f[0].text, f[0].len);
	return quality_hash_bytes(h, f[1].text, f[1].len);
}

_Static_assert(READS_LONGITUDE == READS_LATITUDE + 1 &&
	READS_SOURCE == READS_FEED + 1 && READS_CAMERA == READS_FEED + 2,
    "fields side by side");

void
quality_read_ahead(struct quality_walk *k)
{
	const struct reads_text *f = &k->now->row.field[READS_FEED];
	uint64_t h = k->t->sum->key;

	k->now->ids = 0;
	k->now->item = 0;
	if (f[0].text == NULL || f[1].text == NULL || f[2].text == NULL)
		return;
	if (k->now->scanned && k->ids_joined) {
		h = hash_joined(k, f, f + 2);
	} else {
		for (size_t i = 0; i < 3; i++)
			h = quality_hash_bytes(h, f[i].text, f[i].len);
	}
	k->now->ids = h;
	quality_slots_prefetch(&k->t->seers.texts, h);
}

void
quality_read_next(const struct quality_walk *k, struct quality_read *next)
{
	if (!next->is_row || next->ids == 0)
		return;
	next->item = quality_slots_find(&k->t->seers.texts, next->ids);
	if (next->item != 0)
		__builtin_prefetch(
		    quality_seers_item(&k->t->seers, next->item));
}

static void
look_at_position(struct quality_walk *k)
{
	const struct reads_text *f = &k->now->row.field[READS_LATITUDE];
	struct quality_seen *seen = NULL;
	struct quality_id *id;
	uint64_t hash = 0;
	int64_t north;
	int64_t east;

	if (f[0].len == 0 && f[1].len == 0)
		return;
	if (f[0].len == 0 || f[1].len == 0) {
		quality_read_note(k, QUALITY_HALF);
		return;
	}
	if (k->now->item != 0) {
		/* Most cameras stand still. */
		hash = hash_position(k);
		seen = quality_seers_item(&k->t->seers, k->now->item);
		if (seen->position == hash)
			return;
	}
	if (!quality_value_number(&f[0], &north) ||
	    !quality_value_number(&f[1], &east) || llabs(north) > 90000000 ||
	    llabs(east) > 180000000) {
		quality_read_note(k, QUALITY_RANGE);
	} else if (north == 0 && east == 0) {
		quality_read_note(k, QUALITY_ZERO);
	} else if (seen != NULL) {
		id = &k->t->seers.ids[k->now->item - 1];
		seen->position = hash;
		/* Rows of a tally come by file and line. */
		if (id->camera.placed)
			return;
		id->camera.placed = true;
		id->camera.latitude = (int32_t)north;
		id->camera.longitude = (int32_t)east;
		id->place =
		    (struct quality_place){ k->run->file, k->now->line };
	}
}

static void
look_at_confidence(struct quality_walk *k)
{
	const struct reads_text *f = &k->now->row.field[READS_CONFIDENCE];
	int bin = f->len == 0 ? QUALITY_BINS : quality_value_confidence(f);

	if (bin < 0)
		quality_read_note(k, QUALITY_CONFIDENCE);
	else
		k->t->confidence[bin]++;
}

static void
look_at_image(struct quality_walk *k, enum reads_field which, unsigned kind)
{
	const struct reads_text *f = &k->now->row.field[which];
	const struct quality_sum *s = k->t->sum;
	char path[NAME_MAX_BYTES + 1];

	if (which == READS_PLATE_IMAGE)
		k->t->plate_images++;
	else
		k->t->overview_images++;
	if (!s->ask.images)
		return;
	if (!reads_image_path(k->run->name, f, path) ||
	    !quality_images_name(&s->images,
		quality_hash_bytes(s->key, path, strlen(path)), kind))
		quality_read_note(k, QUALITY_MISSING);
}

static int
look_at_time(struct quality_walk *k, struct why *w)
{
	struct quality_tally *t = k->t;
	const struct quality_sum *s = t->sum;
	struct quality_seen *seen;
	int64_t ms = k->key.time_ms;
	int64_t second = ms / 1000 - (ms % 1000 < 0);
	int64_t hour = second / 3600 - (second % 3600 < 0);

	/* a zone may lead out of the years that a text can name */
	hour = hour < QUALITY_HOUR_LEAST ? QUALITY_HOUR_LEAST : hour;
	hour = hour > QUALITY_HOUR_MOST ? QUALITY_HOUR_MOST : hour;
	if (quality_value_naive(&k->now->row.field[READS_TIME]))
		quality_read_note(k, QUALITY_NAIVE);
	if (second > s->ask.now_s + LATE_S)
		quality_read_note(k, QUALITY_FUTURE);
	if (s->ask.windowed &&
	    (second < s->ask.from_s || second >= s->ask.to_s))
		quality_read_note(k, QUALITY_WINDOW);
	if (t->hour != hour && quality_tally_hour(t, (int32_t)hour, w) != 0)
		return -1;
	t->in_hour++;
	if (t->change)
		quality_read_note(k, QUALITY_CHANGE);
	if (k->now->item == 0)
		return 0;
	seen = quality_seers_item(&t->seers, k->now->item);
	if (ms < seen->first_ms)
		seen->first_ms = ms;
	if (ms > seen->last_ms)
		seen->last_ms = ms;
	if (seen->hour != hour && seen->in_hour > 0 &&
	    quality_tally_spot(t, seen, w) != 0)
		return -1;
	seen->hour = (int32_t)hour;
	seen->in_hour++;
	return 0;
}

/* --- the natural key --- */

/* The slow way to the camera of a row: 1, its hash, and its item where it is
 * among them; 0 where an id is none. */
static int
take_camera(struct quality_walk *k, uint64_t text, uint64_t *hash,
    struct why *w)
{
	const struct reads_text *f = k->now->row.field;
	struct quality_seers *all = &k->t->seers;
	struct quality_camera *camera;
	struct reads_key *key = &k->key;

	if (!reads_id(f[READS_FEED].text, f[READS_FEED].len, key->feed) ||
	    !reads_id(f[READS_SOURCE].text, f[READS_SOURCE].len, key->source) ||
	    !reads_id(f[READS_CAMERA].text, f[READS_CAMERA].len, key->camera))
		return 0;
	*hash =
	    quality_hash_bytes(k->t->sum->key, key->feed, strlen(key->feed));
	*hash = quality_hash_bytes(*hash, key->source, strlen(key->source));
	*hash = quality_hash_bytes(*hash, key->camera, strlen(key->camera));
	if (!k->t->sum->cameras_whole)
		return 1;
	k->now->item = quality_seers_take(all, *hash, w);
	if (k->now->item == 0)
		return -1;
	camera = &all->ids[k->now->item - 1].camera;
	memcpy(camera->feed, key->feed, READS_ID_BYTES);
	memcpy(camera->source, key->source, READS_ID_BYTES);
	memcpy(camera->camera, key->camera, READS_ID_BYTES);
	if (all->n > QUALITY_CAMERAS_MAX)
		k->t->sum->cameras_whole = false;
	/* a row between may have been the first with this spelling */
	if (all->texts.n < TEXTS_MAX &&
	    quality_slots_find(&all->texts, text) == 0 &&
	    quality_slots_add(&all->texts, text, k->now->item, w) != 0)
		return -1;
	return 1;
}

/* What was looked up ahead. */
static int
look_at_camera(struct quality_walk *k, uint64_t *hash, struct why *w)
{
	if (k->now->ids == 0)
		return 0;
	if (k->now->item == 0)
		return take_camera(k, k->now->ids, hash, w);
	*hash = quality_seers_item(&k->t->seers, k->now->item)->hash;
	return 1;
}

/* The hash of the plate; false where it is none. */
static bool
look_at_plate(struct quality_walk *k, uint64_t *hash, bool *shape)
{
	const struct reads_text *vrm = &k->now->row.field[READS_VRM];
	const struct reads_text *country = &k->now->row.field[READS_COUNTRY];
	size_t room = k->now->scanned ? (size_t)(k->end - vrm->text) : vrm->len;
	unsigned letters;

	if (vrm->text == NULL)
		return false;
	if (quality_shape_plain(vrm->text, vrm->len, room, &letters)) {
		*hash = quality_hash_bytes(k->t->sum->key, vrm->text, vrm->len);
		*shape = quality_shape_known(&k->t->shapes, vrm->len, letters,
		    country);
		return true;
	}
	if (!reads_vrm(vrm->text, vrm->len, k->key.vrm))
		return false;
	*hash =
	    quality_hash_bytes(k->t->sum->key, k->key.vrm, strlen(k->key.vrm));
	*shape = quality_shape_ok(k->key.vrm, country->text, country->len);
	return true;
}

/* 0: it has no natural key. */
static int
look_at_key(struct quality_walk *k, struct why *w)
{
	const struct reads *r = k->run->reads;
	const struct reads_text *time = &k->now->row.field[READS_TIME];
	uint64_t line = k->now->line < UINT32_MAX ? k->now->line : UINT32_MAX;
	struct quality_key key = { .place =
				       (uint64_t)k->run->file << 32 | line };
	uint64_t camera = 0;
	uint64_t vrm = 0;
	bool shape = true;
	int rc;

	if (!look_at_plate(k, &vrm, &shape) || time->text == NULL ||
	    !quality_value_time(&k->t->day, r, time, &k->key.time_ms))
		return 0;
	rc = look_at_camera(k, &camera, w);
	if (rc != 1)
		return rc;
	key.hash = quality_hash_mix(vrm, camera, (uint64_t)k->key.time_ms);
	if (!shape)
		quality_read_note(k, QUALITY_SHAPE);
	if (k->now->item != 0)
		quality_seers_item(&k->t->seers, k->now->item)->reads++;
	return quality_basket_put(&k->t->keys, &key, w) == 0 ? 1 : -1;
}

int
quality_read_look(struct quality_walk *k, struct why *w)
{
	int rc = look_at_key(k, w);

	if (rc == 0)
		quality_read_note(k, QUALITY_UNREADABLE);
	if (rc != 1)
		return rc;
	if (look_at_time(k, w) != 0)
		return -1;
	look_at_position(k);
	look_at_confidence(k);
	if (k->now->row.field[READS_PLATE_IMAGE].len > 0)
		look_at_image(k, READS_PLATE_IMAGE, QUALITY_IS_PLATE);
	if (k->now->row.field[READS_OVERVIEW_IMAGE].len > 0)
		look_at_image(k, READS_OVERVIEW_IMAGE, QUALITY_IS_OVERVIEW);
	return 1;
}
