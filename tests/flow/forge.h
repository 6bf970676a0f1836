#ifndef TESTS_FLOW_FORGE_H
#define TESTS_FLOW_FORGE_H

/**
 * A bundle made step by step, signed and encrypted with a store's own keys. At
 * one stage a fault may change what stands there; everything after it is then
 * made as if nothing was wrong, so that just this one thing is.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/archive.h"
#include "formats/bag.h"
#include "formats/block.h"
#include "formats/contents.h"
#include "formats/frame.h"
#include "formats/order.h"
#include "formats/readme.h"
#include "formats/record.h"
#include "formats/salt.h"
#include "formats/segment.h"
#include "formats/tree.h"
#include "tool/store/store.h"

/** Stands in what is packed, and must be found nowhere afterwards. */
#define FORGE_PLATE	   "ZZ99PLT"

#define FORGE_MEMBERS_MAX  20
#define FORGE_SEGMENTS_MAX 3
#define FORGE_FILES_MAX	   6
#define FORGE_TAR_MAX	   ((size_t)8 << 20)

enum forge_stage {
	FORGE_NOTHING,
	FORGE_MEMBERS,	      /* payload, before the tag files */
	FORGE_TAGS,	      /* all members, with their bytes */
	FORGE_TAR,	      /* the inner tar, and where it is cut */
	FORGE_PACKED,	      /* the first segment, compressed */
	FORGE_MESSAGE,	      /* the first segment, encrypted */
	FORGE_ORDER_TEXT,     /* the one order */
	FORGE_CONTENTS,	      /* struct contents */
	FORGE_CONTENTS_TEXT,  /* contents.json */
	FORGE_CONTENTS_FILES, /* what contents.gpg holds */
	FORGE_CONTENTS_TAR,   /* the same as a tar */
	FORGE_SEAL,	      /* struct seal */
	FORGE_SEAL_TEXT,      /* seal.json */
};

struct forge;

/** One fault. */
struct forge_fault {
	const char *name;
	const char *reason; /* that a reader must give */
	const char *says;   /* part of its sentence */
	enum forge_stage stage;
	/** Make it. NULL: replace `find` (the end, if NULL) by `with` in the
	 *  text of that stage. */
	void (*make)(struct forge *f);
	const char *find;
	const char *with;
};

struct forge_member {
	char name[NAME_MAX_BYTES + 1];
	enum record_cut cut;
	struct bytes data;
	bool whole;	  /* the name stands alone, without the top folder */
	const char *pax;  /* records of an extended header, before its own */
	char type;	  /* of the header; 0: as it must be */
	const char *mode; /* likewise; NULL */
	const char *link;
	const char *raw; /* bytes that take the place of the name's end */
	uint64_t size;	 /* that the header tells; 0: the true one */
	struct timespec mtime;
	size_t head; /* where it begins in the tar */
	size_t body;
};

struct forge_file {
	char name[CONTENTS_NAME_BYTES];
	struct bytes data;
};

struct forge {
	const struct forge_fault *fault;
	struct store store;
	struct seal seal;
	struct seal_party to;
	struct seal_reader readers[2];
	struct seal_segment segments[FORGE_SEGMENTS_MAX];
	struct contents contents;
	struct contents_segment secrets[FORGE_SEGMENTS_MAX];
	char top[SEAL_ID_HEX];
	struct forge_member members[FORGE_MEMBERS_MAX];
	size_t n_members;
	uint32_t read_file; /* number of the member */
	struct bytes tar;
	size_t cuts[FORGE_SEGMENTS_MAX]; /* ends of segments but the last */
	size_t n_cuts;
	struct bytes packed;
	struct bytes messages[FORGE_SEGMENTS_MAX];
	struct forge_file files[FORGE_FILES_MAX];
	size_t n_files;
	struct bytes text; /* of the stage */
	struct bytes contents_sealed;
	struct bytes readme;
	int64_t time_s;	 /* in the headers of the file */
	bool alone;	 /* contents are not encrypted to the recipient */
	bool passphrase; /* but with a passphrase */
	struct why w;
};

/** Nothing here is expected to fail. */
static inline void
forge_must(struct forge *f, int rc)
{
	if (rc == 0)
		return;
	fprintf(stderr, "forge: %s: %s\n", why_name(f->w.reason), f->w.text);
	exit(1);
}

static inline void
forge_die(const char *text)
{
	fprintf(stderr, "forge: %s\n", text);
	exit(1);
}

static inline void
forge_add(struct forge *f, struct bytes *to, const void *data, size_t len)
{
	forge_must(f, bytes_add(to, data, len, &f->w));
}

/** Put a text in the place of another, which must be there; at the end, if find
 *  is NULL. */
static inline void
forge_replace(struct forge *f, struct bytes *text, const char *find,
    const char *with)
{
	struct bytes out = { 0 };
	const uint8_t *at = text->data + text->len;
	size_t len = find == NULL ? 0 : strlen(find);

	if (find != NULL)
		at = memmem(text->data, text->len, find, len);
	if (at == NULL) {
		forge_die("the text to replace is not there");
		return;
	}
	forge_add(f, &out, text->data, (size_t)(at - text->data));
	forge_add(f, &out, with, strlen(with));
	at += len;
	forge_add(f, &out, at, (size_t)(text->data + text->len - at));
	bytes_clear(text);
	*text = out;
}

/** Reach a stage: make the fault if this is where it belongs. text: what is
 *  there as text, or NULL. */
static inline void
forge_reach(struct forge *f, enum forge_stage stage, struct bytes *text)
{
	const struct forge_fault *fault = f->fault;

	if (fault->stage != stage)
		return;
	if (text != NULL)
		f->text = *text;
	if (fault->make != NULL)
		fault->make(f);
	else
		forge_replace(f, &f->text, fault->find, fault->with);
	if (text != NULL)
		*text = f->text;
}

static inline struct forge_member *
forge_member(struct forge *f, enum record_cut cut, const char *name,
    const char *data)
{
	struct forge_member *m = &f->members[f->n_members++];

	if (f->n_members > FORGE_MEMBERS_MAX)
		forge_die("too many members");
	*m = (struct forge_member){ .cut = cut };
	(void)snprintf(m->name, sizeof m->name, "%s", name);
	forge_add(f, &m->data, data, strlen(data));
	return m;
}

/** The member of this name. */
static inline struct forge_member *
forge_find(struct forge *f, const char *name)
{
	for (size_t i = 0; i < f->n_members; i++) {
		if (strcmp(f->members[i].name, name) == 0)
			return &f->members[i];
	}
	forge_die("no such member");
	return NULL;
}

static inline void
forge_digest(const struct bytes *b, struct seal_part *out)
{
	struct hash_digest d;

	hash_digest_init(&d);
	hash_digest_add(&d, b->data, b->len);
	hash_digest_final(&d, out->digest);
	out->bytes = b->len;
}

#endif
