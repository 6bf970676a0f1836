#include "keys/directory.h"

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

static char told[4096];

static int
tell(void *self, const struct directory_change *c)
{
	size_t len = strlen(told);

	(void)snprintf(told + len, sizeof told - len, "%s %c %s [%s] [%s]\n",
	    c->agency, c->key == NULL ? '-' : c->key[0], c->what, c->before,
	    c->after);
	return *(int *)self;
}

static void
differ(const struct directory *a, const struct directory *b, const char *want,
    const char *rule)
{
	int go_on = 0;

	told[0] = '\0';
	tap_number(directory_diff(a, b, tell, &go_on), 0, "%s", rule);
	tap_text(told, want, "%s: this is told", rule);
}

#define ALL                                                             \
	"seal,receive,order-deletion,order-all,answer,approve,witness," \
	"administer"

static void
test_each_change(void)
{
	struct directory before;
	struct directory after;
	struct directory_agency *a;
	struct directory_key *k;

	agencies_begin(&before);
	agencies_add(&before, "agency-b", PRINT_B, DIRECTORY_SEAL);
	after = agencies_copy(&before);
	differ(&before, &after, "", "nothing is told of the same");
	agencies_next(&after, 200);
	differ(&before, &after, "", "nor of a new number alone");
	a = agencies_of(&after, "agency-b");
	(void)snprintf(a->name, sizeof a->name, "Another Name");
	a->kind = DIRECTORY_COURT;
	(void)snprintf(a->force_code, sizeof a->force_code, "F1");
	(void)snprintf(a->contact, sizeof a->contact, "desk");
	a->status = DIRECTORY_SUSPENDED;
	a->approved_from_s = 101;
	a->approved_until_s = 102;
	a->roles = DIRECTORY_SEAL | DIRECTORY_ORDER;
	k = agencies_key(&after, PRINT_B);
	k->use = DIRECTORY_SIGN;
	(void)snprintf(k->person, sizeof k->person, "p-1");
	k->roles = DIRECTORY_SEAL | DIRECTORY_APPROVE;
	k->valid_from_s = 51;
	k->valid_until_s = 103;
	k->superseded_s = 104;
	k->revoked_s = 105;
	k->compromised_s = 106;
	k->key.data[0] = 'b';
	differ(&before, &after,
	    "agency-b - name [An Agency] [Another Name]\n"
	    "agency-b - kind [police] [court]\n"
	    "agency-b - force_code [] [F1]\n"
	    "agency-b - contact [] [desk]\n"
	    "agency-b - status [approved] [suspended]\n"
	    "agency-b - approved_from [1970-01-01T00:01:40Z] "
	    "[1970-01-01T00:01:41Z]\n"
	    "agency-b - approved_until [] [1970-01-01T00:01:42Z]\n"
	    "agency-b - roles [seal] [seal,order-deletion]\n"
	    "agency-b B use [sign,encrypt] [sign]\n"
	    "agency-b B person [] [p-1]\n"
	    "agency-b B roles [" ALL "] [seal,approve]\n"
	    "agency-b B valid_from [1970-01-01T00:00:50Z] "
	    "[1970-01-01T00:00:51Z]\n"
	    "agency-b B valid_until [] [1970-01-01T00:01:43Z]\n"
	    "agency-b B superseded [] [1970-01-01T00:01:44Z]\n"
	    "agency-b B revoked [] [1970-01-01T00:01:45Z]\n"
	    "agency-b B compromised [] [1970-01-01T00:01:46Z]\n"
	    "agency-b B key [] [another text of the same key]\n",
	    "each change is told once");
	directory_clear(&before);
	directory_clear(&after);
}

static void
test_come_and_go(void)
{
	struct directory before;
	struct directory after;
	struct card c = agencies_card("agency-c", PRINT_D);
	struct directory_pin p = { .card = &c,
		.roles = DIRECTORY_SEAL,
		.supersedes = PRINT_C,
		.now_s = 200 };
	struct directory first;
	int stop = 7;
	struct why w = { 0 };

	agencies_begin(&first);
	agencies_begin(&before);
	after = agencies_copy(&before);
	agencies_add(&before, "agency-c", PRINT_C, DIRECTORY_SEAL);
	agencies_add(&after, "agency-c", PRINT_C, DIRECTORY_SEAL);
	agencies_add(&before, "agency-0", PRINT_B, DIRECTORY_ANSWER);
	agencies_add(&after, "agency-d", PRINT_B, DIRECTORY_WITNESS);
	if (directory_pin(&after, &p, &w) != 0)
		tap_ok(false, "%s", w.text);
	agencies_add_person(&after, "agency-d", "p-1", PRINT_E,
	    DIRECTORY_APPROVE);
	differ(&before, &after,
	    "agency-0 - removed [An Agency] []\n"
	    "agency-0 B removed [sign,encrypt] []\n"
	    "agency-c C superseded [] [1970-01-01T00:03:20Z]\n"
	    "agency-c D added [] [sign,encrypt]\n"
	    "agency-c D roles [] [" ALL "]\n"
	    "agency-c D valid_from [] [1970-01-01T00:00:00Z]\n"
	    "agency-d - added [] [An Agency]\n"
	    "agency-d - kind [] [police]\n"
	    "agency-d - status [] [approved]\n"
	    "agency-d - approved_from [] [1970-01-01T00:01:40Z]\n"
	    "agency-d - roles [] [witness]\n"
	    "agency-d B added [] [sign,encrypt]\n"
	    "agency-d B roles [] [" ALL "]\n"
	    "agency-d B valid_from [] [1970-01-01T00:00:50Z]\n"
	    "agency-d E added [] [sign]\n"
	    "agency-d E person [] [p-1]\n"
	    "agency-d E roles [] [approve]\n"
	    "agency-d E valid_from [] [1970-01-01T00:00:50Z]\n",
	    "agencies and keys that come or go, in order");
	told[0] = '\0';
	tap_number(directory_diff(&before, &after, tell, &stop), 7,
	    "who has heard enough");
	tap_text(told, "agency-0 - removed [An Agency] []\n", "hears no more");
	differ(&(struct directory){ 0 }, &first,
	    "agency-a - added [] [An Agency]\n"
	    "agency-a - kind [] [other]\n"
	    "agency-a - status [] [approved]\n"
	    "agency-a - approved_from [] [1970-01-01T00:01:40Z]\n"
	    "agency-a - roles [] [" ALL "]\n"
	    "agency-a A added [] [sign,encrypt]\n"
	    "agency-a A roles [] [" ALL "]\n"
	    "agency-a A valid_from [] [1970-01-01T00:00:50Z]\n",
	    "all of it, where there was none");
	directory_clear(&first);
	directory_clear(&before);
	directory_clear(&after);
}

int
main(void)
{
	test_each_change();
	test_come_and_go();
	return tap_done();
}
