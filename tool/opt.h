#ifndef TOOL_OPT_H
#define TOOL_OPT_H

/**
 * Options and operands of a command: one table that is parsed by and from
 * which help is printed. Long options only ("--name VALUE", "--name=VALUE"),
 * and -h; "--" ends them.
 *
 *     struct pack_args { const char *store; struct opt_list to; bool plain; };
 *     static const struct opt options[] = {
 *             { "STORE", NULL, NULL, OPT_OPERAND(struct pack_args, store) },
 *             { "to", "ID", "agency that shall read it, again for more",
 *                 OPT_LIST(struct pack_args, to), .required = true },
 *             { 0 },
 *     };
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

enum opt_kind {
	OPT_KIND_FLAG,	   /* bool */
	OPT_KIND_TEXT,	   /* const char *: NULL when not given */
	OPT_KIND_NUMBER,   /* struct opt_number */
	OPT_KIND_CHOICE,   /* unsigned: place among the words of value; 0 when
			      not given, so the first word is the default */
	OPT_KIND_LIST,	   /* struct opt_list: may be given again */
	OPT_KIND_OPERAND,  /* const char * */
	OPT_KIND_OPERANDS, /* struct opt_list: all that are left */
};

/** A number, and whether it was given at all. */
struct opt_number {
	uint64_t value;
	bool given;
};

/** Texts in the order given: an owned array of borrowed texts. */
struct opt_list {
	const char **items;
	size_t n;
};

/** One row. A table ends with a row of zeros. */
struct opt {
	const char *name;  /* "to"; of an operand as in help, "STORE" */
	const char *value; /* "ID"; choices "ed25519|rsa3072"; NULL: a flag */
	const char *help;  /* one sentence for people, without stop */
	enum opt_kind kind;
	size_t at;     /* where its value goes */
	bool required; /* operands are, unless optional */
	bool optional;
	uint64_t min, max; /* of a number */
};

/** Kind and place of a field; a field of the wrong type does not compile. */
#define OPT_INTO(k, s, field, type) \
	.kind = (k), .at = _Generic(((s *)0)->field, type : offsetof(s, field))
#define OPT_FLAG(s, field)   OPT_INTO(OPT_KIND_FLAG, s, field, bool)
#define OPT_TEXT(s, field)   OPT_INTO(OPT_KIND_TEXT, s, field, const char *)
#define OPT_CHOICE(s, field) OPT_INTO(OPT_KIND_CHOICE, s, field, unsigned)
#define OPT_NUMBER(s, field) \
	OPT_INTO(OPT_KIND_NUMBER, s, field, struct opt_number)
#define OPT_LIST(s, field)    OPT_INTO(OPT_KIND_LIST, s, field, struct opt_list)
#define OPT_OPERAND(s, field) OPT_INTO(OPT_KIND_OPERAND, s, field, const char *)
#define OPT_OPERANDS(s, field) \
	OPT_INTO(OPT_KIND_OPERANDS, s, field, struct opt_list)

/** A table and the struct that it fills. */
struct opt_set {
	const struct opt *rows;
	void *into;
};

/**
 * Parse argv[0..argc-1] (no program name, no command) into the structs, which
 * must be zero before. Operands are those of the first set. Returns 0, or -1
 * with WHY_USAGE; opt_clear is due in both cases.
 */
int opt_parse(const struct opt_set *sets, size_t n_sets, int argc,
    char *const *argv, struct why *w);

/** Whatever is required was given, or -1 with WHY_USAGE. Apart from opt_parse,
 *  so that --help needs nothing else. */
int opt_complete(const struct opt_set *sets, size_t n_sets, struct why *w);

/** Free the lists. */
void opt_clear(const struct opt_set *sets, size_t n_sets);

/** Append "usage: sealbag NAME STORE --to ID... [OPTION...]", wrapped. */
int opt_usage(struct bytes *out, const char *name, const struct opt *rows,
    struct why *w);

/** Append the rows of a table that have a help sentence, aligned, wrapped at 80
 *  columns. */
int opt_help(struct bytes *out, const struct opt *rows, struct why *w);

/** Append a paragraph, wrapped at 80 columns, each line after `indent`
 *  blanks; the first line begins behind `used` characters already there. */
int opt_wrap(struct bytes *out, const char *text, size_t indent, size_t used,
    struct why *w);

/** The nearest of several words to one that is unknown. */
struct opt_nearest {
	const char *word;
	const char *best; /* NULL: none is near */
	size_t distance;
};
void opt_nearest_try(struct opt_nearest *n, const char *candidate);

#endif
