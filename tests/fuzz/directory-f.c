/** Directories of agencies: the input is the file. Source: card.txt, 3. */

#include "keys/directory.h"

#include <unistd.h>

#include "keys/file.h"
#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_STORE, WHY_NONE };

static char folder[32];
static char path[sizeof folder + 16];

static void
remove_all(void)
{
	(void)unlink(path);
	(void)rmdir(folder);
}

/* In memory where there is such a place, so that nobody waits for a disk. */
static void
make_folder(void)
{
	(void)snprintf(folder, sizeof folder, "/dev/shm/fuzz-XXXXXX");
	if (mkdtemp(folder) == NULL) {
		(void)snprintf(folder, sizeof folder, "/tmp/fuzz-XXXXXX");
		fuzz_must(mkdtemp(folder) != NULL, "there is a folder");
	}
	(void)snprintf(path, sizeof path, "%s/agencies.json", folder);
	(void)atexit(remove_all);
}

static void
put(const uint8_t *data, size_t size)
{
	FILE *out = fopen(path, "wb");

	fuzz_must(out != NULL && fwrite(data, 1, size, out) == size &&
		fclose(out) == 0,
	    "there is a file");
}

static bool
same(const struct directory *a, const struct directory *b)
{
	for (size_t i = 0; a->n == b->n && i < a->n; i++) {
		const struct directory_entry *one = &a->entries[i];
		const struct directory_entry *two = &b->entries[i];

		if (strcmp(one->agency, two->agency) != 0 ||
		    strcmp(one->name, two->name) != 0 ||
		    strcmp(one->fingerprint, two->fingerprint) != 0 ||
		    one->roles != two->roles || one->status != two->status ||
		    one->pinned_at_s != two->pinned_at_s)
			return false;
	}
	return a->n == b->n;
}

static void
check_entries(const struct directory *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct directory_entry *e = &d->entries[i];
		struct why w = { 0 };

		fuzz_must(card_check(e->agency, e->name, e->fingerprint, &w) ==
			0,
		    "an entry holds what a card may hold");
		fuzz_must((e->status == DIRECTORY_SELF) == (i == 0),
		    "the agency itself comes first, and once");
		fuzz_must(directory_find_fingerprint(d, e->fingerprint) == e,
		    "a key stands once");
		fuzz_must(e->status == DIRECTORY_UNPINNED ||
			directory_find_agency(d, e->agency) == e,
		    "a trusted agency stands once");
		fuzz_must(e->roles != 0 &&
			directory_may(e, DIRECTORY_ALL_ROLES) ==
			    (e->status != DIRECTORY_UNPINNED),
		    "one that is trusted no longer may do nothing");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct directory d;
	struct directory again;
	struct why w = { 0 };

	if (path[0] == '\0')
		make_folder();
	put(data, size);
	if (!fuzz_passed(directory_load(&d, path, &w), &w, refusals)) {
		fuzz_must(d.entries == NULL && d.n == 0,
		    "nothing is left of what was refused");
		return 0;
	}
	fuzz_must(d.n > 0, "the agency itself is there");
	check_entries(&d);
	fuzz_must(directory_save(&d, path, &w) == 0 &&
		directory_load(&again, path, &w) == 0 && same(&d, &again),
	    "what was saved is what was loaded");
	directory_clear(&again);
	directory_clear(&d);
	return 0;
}
