/**
 * forge-log <LINES >SQL: what somebody writes who changes a custody log and
 * knows the format: the lines, in their new order, are numbered anew, hashed to
 * leaves and gathered in a tree. The output puts all that in place of what a
 * ledger had; checkpoints cannot be forged.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/event.h"
#include "formats/tree.h"

static void
die(const struct why *w)
{
	(void)fprintf(stderr, "forge-log: %s\n", w->text);
	exit(1);
}

static void
put_hex(const uint8_t *data, size_t len)
{
	(void)fputs("x'", stdout);
	for (size_t i = 0; i < len; i++)
		(void)printf("%02x", data[i]);
	(void)fputs("'", stdout);
}

static void
put_event(struct tree *t, const char *text, size_t len)
{
	struct why w = { 0 };
	struct bytes line = { 0 };
	uint8_t leaf[HASH_BYTES];
	struct event e;

	if (event_parse(&e, text, len, &w) != 0)
		die(&w);
	e.sequence = t->leaves;
	if (event_write(&e, &line, &w) != 0)
		die(&w);
	event_leaf(leaf, e.sequence, line.data, line.len);
	(void)printf("INSERT INTO event VALUES(%" PRIu64 ", ", e.sequence);
	put_hex(line.data, line.len);
	(void)fputs(", ", stdout);
	put_hex(leaf, sizeof leaf);
	(void)puts(");");
	tree_add(&tree_blake2, t, leaf);
	bytes_clear(&line);
}

int
main(void)
{
	static struct tree tree;
	char *text = NULL;
	size_t room = 0;
	ssize_t len;

	(void)puts("BEGIN; DELETE FROM event;");
	while ((len = getline(&text, &room, stdin)) > 0)
		put_event(&tree, text, (size_t)len);
	free(text);
	(void)printf("UPDATE frontier SET leaves = %" PRIu64 ", hashes = ",
	    tree.leaves);
	put_hex(tree.frontier[0], sizeof tree.frontier);
	(void)puts("; COMMIT;");
	return fflush(stdout) == 0 ? 0 : 1;
}
