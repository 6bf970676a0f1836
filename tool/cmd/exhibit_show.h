#ifndef TOOL_CMD_EXHIBIT_SHOW_H
#define TOOL_CMD_EXHIBIT_SHOW_H

/** Exhibits, told the same way by every command that knows them. */

#include "formats/exhibit.h"
#include "tool/flow/exhibit_check.h"
#include "tool/say.h"
#include "tool/store/ledger_exhibit.h"

/** What exhibit.json says: which it is, by whom, for what, of which bundle,
 *  what was asked for and what not shown. */
void exhibit_show_statement(struct say *s, const struct exhibit *e);

/** What a check found. parent: that was checked with it; NULL: none. by_card:
 *  trusted without a store. */
void exhibit_show_check(struct say *s, const struct exhibit_check *r,
    const struct exhibit_check *parent, bool by_card);

/** Those that a store made. */
int exhibit_show_list(struct say *s, struct ledger *l, struct why *w);

#endif
