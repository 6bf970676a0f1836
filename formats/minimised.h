#ifndef FORMATS_MINIMISED_H
#define FORMATS_MINIMISED_H

/** What was left out of an export before it was sealed: by which rule and how
 *  much, never what. Source: contents.txt, 2.4. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/text.h"
#include "formats/why.h"

/** The rules, in the order in which a row is held against them. */
enum minimised_rule {
	MINIMISED_TIME,
	MINIMISED_VRM,
	MINIMISED_CAMERA,
	MINIMISED_FEED,
	MINIMISED_AREA,
	MINIMISED_RETENTION,
	MINIMISED_ROW_RULES, /* those before leave out rows */
	MINIMISED_COLUMNS = MINIMISED_ROW_RULES,
	MINIMISED_CREDENTIALS,
	MINIMISED_IMAGES,
	MINIMISED_RULES
};

struct minimised {
	struct minimised_count {
		bool applied;
		uint64_t rows;	/* left out; of the columns: with some emptied
				 */
		uint64_t files; /* left out */
	} rule[MINIMISED_RULES];
};

/** "time", "vrm", ... */
const char *minimised_name(enum minimised_rule rule);
/** Was any rule applied? */
bool minimised_any(const struct minimised *m);
/** Rows that all rules left out. */
uint64_t minimised_rows(const struct minimised *m);
/** Files likewise. */
uint64_t minimised_files(const struct minimised *m);

/** Write the key "minimised", where any rule was applied. */
void minimised_write(const struct minimised *m, struct text_out *o);
/** Take it, if it is there. WHY_CONTENTS, WHY_JSON. */
int minimised_take(struct minimised *m, struct text_object *o, struct why *w);

#endif
