#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "tool/flow/prove.h"

/* Text and signature agree with each other, and with the head. */
static int
check_times(const struct cosignature *said, int64_t signed_s, struct why *w)
{
	int64_t apart_s = signed_s - said->time_s;

	if (apart_s > SESSION_CLOCK_SLACK_S || -apart_s > SESSION_CLOCK_SLACK_S)
		return why_set(w, WHY_COSIGNATURE,
		    "it was signed %" PRId64 " seconds %s the time that it "
		    "says",
		    apart_s > 0 ? apart_s : -apart_s,
		    apart_s > 0 ? "after" : "before");
	if (said->time_s >= said->head.time_s - SESSION_CLOCK_SLACK_S)
		return 0;
	return why_set(w, WHY_COSIGNATURE,
	    "it says a time %" PRId64 " seconds before that of the head",
	    said->head.time_s - said->time_s);
}

/* Only the key may be to blame, if this fails without a fault. */
static int
check_signers(struct prove_cosigned *out, const struct prove_cosigned_ask *ask,
    struct why *w)
{
	const struct signers_ask by = {
		.session = ask->session,
		.directory = ask->directory,
		.data = ask->data,
		.now_s = time(NULL),
		.logged_s = ask->logged_s,
	};
	struct signers signers;

	out->faulty = true;
	if (signers_check(&signers, &by, w) != 0)
		return -1;
	out->faulty = false;
	if (signers_any(&signers, &by, DIRECTORY_WITNESS, &out->decision, w) !=
	    0)
		return -1;
	out->faulty = true;
	if (signers.n > 1)
		return why_set(w, WHY_COSIGNATURE,
		    "there is more than one signature");
	if (strcmp(out->decision.agency, ask->owner) == 0)
		return why_set(w, WHY_COSIGNATURE,
		    "agency %s is no witness of its own log", ask->owner);
	return check_times(&out->said, out->decision.claimed_s, w);
}

int
prove_cosigned(struct prove_cosigned *out, const struct prove_cosigned_ask *ask,
    struct why *w)
{
	struct why fault = { 0 };

	*out = (struct prove_cosigned){ .faulty = true };
	if (cosignature_parse(&out->said, ask->data.data, ask->data.len,
		&fault) == 0 &&
	    check_signers(out, ask, &fault) == 0) {
		out->faulty = false;
		return 0;
	}
	if (why_exit(fault.reason) != WHY_EXIT_NO)
		return why_set(w, fault.reason, "%s", fault.text);
	out->why = fault;
	return 0;
}
