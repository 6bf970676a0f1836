#ifndef TESTS_FLOW_FORGE_SEALED_H
#define TESTS_FLOW_FORGE_SEALED_H

/** Faults in contents and seal. */

#include "tests/flow/forge_tar.h"

/* Contents. */

static inline void
forge_wrong_key(struct forge *f)
{
	f->secrets[0].key[0] = f->secrets[0].key[0] == '0' ? '1' : '0';
}

static inline void
forge_wrong_seed(struct forge *f)
{
	f->secrets[0].seed[0] ^= 1;
}

static inline void
forge_other_bundle(struct forge *f)
{
	f->contents.id[0] ^= 1;
}

static inline void
forge_other_print(struct forge *f)
{
	f->contents.sender = f->to;
}

static inline void
forge_other_agency(struct forge *f)
{
	(void)snprintf(f->contents.sender.agency,
	    sizeof f->contents.sender.agency, "west");
}

static inline void
forge_members_lie(struct forge *f)
{
	f->contents.members++;
}

static inline void
forge_reads_lie(struct forge *f)
{
	f->contents.reads--;
}

static inline void
forge_bytes_lie(struct forge *f)
{
	f->contents.payload_bytes--;
}

/** A file of reads passed off as a plain one, which no order reaches. */
static inline void
forge_reads_hidden(struct forge *f)
{
	f->contents.n_read_files = 0;
	f->contents.reads = 0;
}

static inline void
forge_reads_other(struct forge *f)
{
	f->contents.read_files[0].member = 5;
}

static inline void
forge_alone(struct forge *f)
{
	f->alone = true;
}

static inline void
forge_passphrase(struct forge *f)
{
	f->passphrase = true;
}

/** Nested so deep that a parser without a limit falls over. */
static inline void
forge_very_deep(struct forge *f)
{
	static char with[400000];

	memset(with, '[', sizeof with - 1);
	forge_replace(f, &f->text, "\"purpose\": ", "\"deep\": ");
	forge_replace(f, &f->text, "\"deep\": ", with);
}

static inline void
forge_no_salts(struct forge *f)
{
	f->n_files = 2;
}

static inline void
forge_one_more(struct forge *f)
{
	struct forge_file *file = &f->files[f->n_files++];

	(void)snprintf(file->name, sizeof file->name, "more.txt");
}

static inline void
forge_files_swapped(struct forge *f)
{
	struct forge_file keep = f->files[1];

	f->files[1] = f->files[2];
	f->files[2] = keep;
}

static inline void
forge_two_keys(struct forge *f)
{
	struct bytes *keys = &f->files[1].data;
	char line[CONTENTS_KEY_HEX + 1];

	(void)snprintf(line, sizeof line, "%s\n", f->secrets[0].key);
	forge_replace(f, keys, NULL, line);
}

static inline void
forge_key_upper(struct forge *f)
{
	f->files[1].data.data[0] = 'F';
}

static inline void
forge_seed_short(struct forge *f)
{
	f->files[2].data.len--;
}

static inline void
forge_contents_behind(struct forge *f)
{
	forge_replace(f, &f->text, NULL, "something behind it");
}

/* The seal. */

/** Put a text in the place of all from `from` up to `to`. */
static inline void
forge_cut_out(struct forge *f, const char *from, const char *to,
    const char *with)
{
	uint8_t *start = memmem(f->text.data, f->text.len, from, strlen(from));
	uint8_t *end = start == NULL
	    ? NULL
	    : memmem(start, f->text.len - (size_t)(start - f->text.data), to,
		  strlen(to));
	struct bytes out = { 0 };

	if (end == NULL) {
		forge_die("the text to cut out is not there");
		return;
	}
	forge_add(f, &out, f->text.data, (size_t)(start - f->text.data));
	forge_add(f, &out, with, strlen(with));
	forge_add(f, &out, end, f->text.len - (size_t)(end - f->text.data));
	bytes_clear(&f->text);
	f->text = out;
}

static inline void
forge_no_recipients(struct forge *f)
{
	forge_cut_out(f, " \"recipients\"", " \"readme\"",
	    " \"recipients\": [],\n");
}

static inline void
forge_no_records(struct forge *f)
{
	forge_cut_out(f, "   \"records\"", "   \"root\"",
	    "   \"records\": 0,\n");
}

static inline void
forge_print_lower(struct forge *f)
{
	uint8_t *at = memmem(f->text.data, f->text.len, "print\": \"", 9);

	if (at == NULL)
		forge_die("no fingerprint");
	else
		at[9] = 'a';
}

/** The order says that another row stands for a read: fault->with. */
static inline void
forge_rectify(struct forge *f)
{
	forge_replace(f, &f->text, "\"delete\"",
	    "\"rectify\",\"then\":\"delete\"");
	forge_replace(f, &f->text, "\"R9\"", f->fault->with);
}

/** Keys in another order. */
static inline void
forge_seal_order(struct forge *f)
{
	forge_replace(f, &f->text, " \"sequence\": 1,\n", "");
	forge_replace(f, &f->text, " \"marking\"",
	    " \"sequence\": 1,\n \"marking\"");
}

static inline void
forge_time(struct forge *f)
{
	f->time_s--;
}

static inline void
forge_future(struct forge *f)
{
	f->seal.created_s += 86400;
	f->time_s += 86400;
}

static inline void
forge_sender_other(struct forge *f)
{
	f->seal.sender = f->to;
	f->seal.n_recipients = 1;
}

static inline void
forge_sender_name(struct forge *f)
{
	(void)snprintf(f->seal.sender.agency, sizeof f->seal.sender.agency,
	    "west");
	f->readers[1].party = f->seal.sender;
}

static inline void
forge_plain_more(struct forge *f)
{
	f->segments[0].plain_max += SEAL_PLAIN_UNIT;
}

static inline void
forge_records_more(struct forge *f)
{
	f->segments[0].records++;
}

static inline void
forge_records_less(struct forge *f)
{
	f->segments[0].records--;
}

static inline void
forge_root(struct forge *f)
{
	f->segments[0].root[0] ^= 1;
}

static inline void
forge_segment_bytes(struct forge *f)
{
	f->segments[0].sealed.bytes = FRAME_MEMBER_MAX;
}

/** What is listed as the sender's own key is under another name. */
static inline void
forge_self_other(struct forge *f)
{
	forge_replace(f, &f->text,
	    "\"as\": \"recipient\"\n  },\n  {\n   "
	    "\"agency\": \"north\"",
	    "\"as\": \"recipient\"\n  },\n  {\n   "
	    "\"agency\": \"west\"");
}

static inline void
forge_opened(struct forge *f)
{
	f->seal.opened[0] ^= 1;
}

static inline void
forge_readme(struct forge *f)
{
	f->seal.readme.digest[0] ^= 1;
}

#endif
