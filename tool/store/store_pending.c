#include "tool/store/store_pending.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/store/journal.h"
#include "tool/store/store_key.h"

#define SETTING	     "key_pending"
#define TEXT_BYTES   256
#define DIGEST_HEX   (2 * HASH_DIGEST_BYTES + 1)
#define NUMBER_BYTES 24
#define APART_S	     3600 /* far longer than gpg may take */

struct pending {
	char act[sizeof((struct event *)0)->act];
	uint64_t number;
	char before[DIGEST_HEX]; /* of the public key */
};

/* The public key as it is now; "-" if it is not in the keyring. */
static int
digest_now(struct store *s, char out[DIGEST_HEX], struct why *w)
{
	uint8_t digest[HASH_DIGEST_BYTES];
	struct bytes text = { 0 };
	struct why fault = { 0 };
	int rc = 0;

	if (session_export(&s->session, s->fingerprint, &text, &fault) == 0) {
		directory_digest(&text, digest);
		bytes_to_hex(out, digest, sizeof digest);
	} else if (fault.reason == WHY_SIGNER_UNKNOWN) {
		(void)snprintf(out, DIGEST_HEX, "-");
	} else {
		rc = why_set(w, fault.reason, "%s", fault.text);
	}
	bytes_clear(&text);
	return rc;
}

int
store_pending_begin(struct store *s, const char *act, uint64_t number,
    struct why *w)
{
	char before[DIGEST_HEX];
	char text[TEXT_BYTES];

	if (digest_now(s, before, w) != 0)
		return -1;
	(void)snprintf(text, sizeof text, "%s %" PRIu64 " %s", act, number,
	    before);
	if (ledger_set(&s->ledger, SETTING, text, w) != 0)
		return -1;
	s->pending = true;
	return 0;
}

int
store_pending_end(struct store *s, struct why *w)
{
	if (!s->pending)
		return 0;
	if (ledger_set(&s->ledger, SETTING, "", w) != 0)
		return -1;
	s->pending = false;
	return 0;
}

/* Three words. */
static bool
parse(const char *text, struct pending *p)
{
	const char *number = strchr(text, ' ');
	const char *before = number == NULL ? NULL : strchr(number + 1, ' ');
	char digits[NUMBER_BYTES];

	if (before == NULL || (size_t)(number - text) >= sizeof p->act ||
	    (size_t)(before - number) > sizeof digits ||
	    strlen(before + 1) >= sizeof p->before)
		return false;
	(void)snprintf(p->act, sizeof p->act, "%.*s", (int)(number - text),
	    text);
	(void)snprintf(digits, sizeof digits, "%.*s",
	    (int)(before - number - 1), number + 1);
	(void)snprintf(p->before, sizeof p->before, "%s", before + 1);
	return bytes_decimal(digits, UINT64_MAX, &p->number);
}

static int
read_pending(struct store *s, struct pending *p, bool *found, struct why *w)
{
	char text[TEXT_BYTES];

	if (ledger_get(&s->ledger, SETTING, text, sizeof text, found, w) != 0)
		return -1;
	*found = *found && text[0] != '\0';
	if (!*found || parse(text, p))
		return 0;
	return why_set(w, WHY_STORE,
	    "%s: the ledger's \"" SETTING "\" is "
	    "\"%s\"",
	    s->path, text);
}

/* --- what became of it --- */

/* Every part has the end that the primary key has. gpg is asked twice, for
 * that key and then for its subkeys, and counts from its own clock each time.
 */
static bool
is_extended(const struct session_own *own)
{
	int64_t end_s = own->parts[0].expires_s;

	for (size_t i = 1; i < own->n; i++) {
		int64_t part_s = own->parts[i].expires_s;

		if (!own->parts[i].revoked && part_s != end_s &&
		    (part_s == 0 || end_s == 0 ||
			llabs(part_s - end_s) > APART_S))
			return false;
	}
	return true;
}

/* Every secret part but that of a primary key that is kept elsewhere. */
static bool
is_whole(const struct session_own *own)
{
	for (size_t i = 0; i < own->n; i++) {
		if (own->parts[i].place != SESSION_HERE &&
		    !(i == 0 && session_is_offline(own)))
			return false;
	}
	return own->n > 0;
}

/* Of what an import was to bring back, what is there; as the number says it. */
static uint64_t
brought_back(const struct store *s, const struct pending *p,
    const struct session_own *own)
{
	uint64_t there = is_whole(own) ? STORE_KEY_MENDED_KEY : 0;

	if (faccessat(s->fd, STORE_SECRET, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		there |= STORE_KEY_MENDED_SECRET;
	return p->number & there;
}

/* Did the act come to its end? Counts as of one that did. */
static bool
was_done(const struct store *s, const struct pending *p,
    const struct session_own *own, struct event *e)
{
	if (own->n > 0 && strcmp(p->act, "key-extend") == 0 &&
	    is_extended(own)) {
		event_add_count(e, "expires", (uint64_t)own->key.expires_s);
		return true;
	}
	if (strcmp(p->act, "key-revoke") == 0 && own->key.revoked) {
		event_add_count(e, "reason_code", p->number);
		return true;
	}
	if (strcmp(p->act, "key-import") == 0) {
		uint64_t back = brought_back(s, p, own);

		event_add_count(e, "key",
		    (back & STORE_KEY_MENDED_KEY) != 0 ? 1 : 0);
		event_add_count(e, "secret",
		    (back & STORE_KEY_MENDED_SECRET) != 0 ? 1 : 0);
		return true;
	}
	return false;
}

static bool
is_changed(const struct store *s, const struct pending *p,
    const struct session_own *own, const char *now)
{
	if (strcmp(p->act, "key-import") == 0)
		return brought_back(s, p, own) != 0;
	return strcmp(p->before, now) != 0;
}

static int
forget(struct store *s, struct why *w)
{
	s->pending = true;
	return store_pending_end(s, w);
}

/* In the log, and where the directory is kept here, in that. A key that signs
 * no more leaves an event alone. */
static int
tell(struct store *s, const struct event *e, bool changed, struct why *w)
{
	struct event again = *e;
	struct why ignored = { 0 };

	s->pending = true;
	if (changed && store_renew_key(s, &again, &ignored) == 0)
		return 0;
	again = *e;
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (journal_append(&s->ledger, &again, w) == 0 && forget(s, w) == 0 &&
	    ledger_commit(&s->ledger, w) == 0)
		return 0;
	ledger_rollback(&s->ledger);
	return -1;
}

static int
settle(struct store *s, bool killed, struct why *w)
{
	struct event e = { .outcome = "failed", .actor = "recovery" };
	struct session_own own = { 0 };
	struct why fault = { 0 };
	struct pending p = { 0 };
	char now[DIGEST_HEX];
	bool found = false;
	bool changed;

	if (read_pending(s, &p, &found, w) != 0 || !found)
		return found ? -1 : 0;
	if (digest_now(s, now, w) != 0 ||
	    (session_own(&s->session, s->fingerprint, &own, &fault) != 0 &&
		fault.reason != WHY_SIGNER_UNKNOWN))
		return why_set(w, fault.reason, "%s", fault.text);
	changed = is_changed(s, &p, &own, now);
	if (!changed && !killed)
		return forget(s, w);
	(void)snprintf(e.act, sizeof e.act, "%s", p.act);
	if (changed && was_done(s, &p, &own, &e))
		(void)snprintf(e.outcome, sizeof e.outcome, "done");
	else
		(void)snprintf(e.reason, sizeof e.reason, "%s",
		    why_name(WHY_INTERRUPTED));
	return tell(s, &e, changed, w);
}

void
store_pending_drop(struct store *s)
{
	struct why ignored = { 0 };

	ledger_rollback(&s->ledger);
	/* what fails here is for store_pending_recover */
	(void)settle(s, false, &ignored);
}

int
store_pending_recover(struct store *s, struct why *w)
{
	struct why fault = { 0 };

	/* to put a key back, the keyring need not be sound */
	if (settle(s, true, &fault) == 0 || s->mode == STORE_MEND)
		return 0;
	return why_set(w, fault.reason, "%s", fault.text);
}
