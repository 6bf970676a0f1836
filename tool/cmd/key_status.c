#include <time.h>

#include "keys/session_own.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store_rotate.h"

#define DAY_S	  86400
#define SOON_DAYS 60 /* below it is warned */

struct status_args {
	const char *store;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct status_args, store) },
	{ 0 },
};

static const struct say_column columns[] = {
	{ "fingerprint", "FINGERPRINT", 40 },
	{ "algorithm", "ALGORITHM", 9 },
	{ "use", "USE", 7 },
	{ "secret", "SECRET", 7 },
	{ "protection", "PROTECTION", 10 },
	{ "expires", "EXPIRES", 0 },
};

/* The end of the part that lasts longest for this act; the primary key signs
 * too where it is here. 0: it has none. */
static int64_t
last_end(const struct session_own *own, bool encrypt)
{
	const struct session_part *best = NULL;

	for (size_t i = 0; i < own->n; i++) {
		const struct session_part *p = &own->parts[i];

		if ((p->revoked && !own->key.revoked) ||
		    (i == 0 && p->place != SESSION_HERE) ||
		    !(encrypt ? p->encrypt : p->sign))
			continue;
		if (best == NULL || p->expires_s == 0 ||
		    (best->expires_s != 0 && p->expires_s > best->expires_s))
			best = p;
	}
	return best == NULL ? own->key.expires_s : best->expires_s;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

/* From when on the key does not sign, or not decrypt; 0: there is no end. */
static int64_t
first_end(const struct session_own *own)
{
	return earlier(own->key.expires_s,
	    earlier(last_end(own, false), last_end(own, true)));
}

static const char *
state_word(const struct session_own *own, int64_t end_s, int64_t now_s)
{
	if (own->key.revoked)
		return "revoked";
	if (end_s != 0 && end_s <= now_s)
		return "expired";
	if (!own->key.can_sign || !own->key.can_encrypt)
		return "unusable";
	if (end_s != 0 && end_s - now_s < (int64_t)SOON_DAYS * DAY_S)
		return "expires-soon";
	return "valid";
}

static void
say_end(struct say *s, const char *label, int64_t end_s)
{
	if (end_s == 0)
		say_text(s, "expires", label, "never");
	else
		say_time(s, "expires", label, end_s);
}

static void
say_part(struct say *s, const struct session_part *p)
{
	static const char *const places[] = {
		[SESSION_HERE] = "here",
		[SESSION_OFFLINE] = "offline",
		[SESSION_CARD] = "card",
		[SESSION_MISSING] = "missing",
	};
	static const char *const covers[] = {
		[SESSION_COVER_UNKNOWN] = "unknown",
		[SESSION_COVER_NONE] = "none",
		[SESSION_COVER_PASSPHRASE] = "passphrase",
	};

	say_row_begin(s);
	say_text(s, "fingerprint", NULL, p->fingerprint);
	say_text(s, "algorithm", NULL, p->algorithm);
	say_number(s, "bits", NULL, p->bits);
	say_text(s, "use", NULL,
	    p->sign && p->encrypt ? "both"
		: p->encrypt	  ? "encrypt"
		: p->sign	  ? "sign"
				  : "none");
	say_text(s, "secret", NULL, places[p->place]);
	if (p->token[0] != '\0')
		say_text(s, "token", NULL, p->token);
	say_text(s, "protection", NULL, covers[p->cover]);
	say_time(s, "created", NULL, p->created_s);
	say_end(s, NULL, p->expires_s);
	say_flag(s, "expired", NULL, p->expired);
	say_flag(s, "revoked", NULL, p->revoked);
	say_row_end(s);
}

/* What somebody should do something about. */
static void
say_warnings(struct say *s, const struct session_own *own, int64_t end_s,
    int64_t now_s)
{
	bool missing = false;
	bool open = false;

	for (size_t i = 0; i < own->n; i++) {
		missing |= own->parts[i].place == SESSION_MISSING;
		open |= own->parts[i].cover == SESSION_COVER_NONE;
	}
	if (own->key.revoked)
		say_note(s, "WARNING: the key is revoked, for good.");
	else if (end_s != 0 && end_s <= now_s)
		say_note(s,
		    "WARNING: the key has expired: see "
		    "\"sealbag key extend\".");
	else if (end_s != 0 && end_s - now_s < (int64_t)SOON_DAYS * DAY_S)
		say_note(s,
		    "WARNING: less than %d days are left: see "
		    "\"sealbag key extend\".",
		    SOON_DAYS);
	if (missing)
		say_note(s,
		    "WARNING: the secret key is not here: see "
		    "\"sealbag key import\".");
	if (open)
		say_note(s, "WARNING: no passphrase protects the secret key.");
}

static void
say_own(struct say *s, const struct store *store, const struct session_own *own,
    const char *waiting)
{
	int64_t now_s = time(NULL);
	int64_t end_s = first_end(own);

	say_text(s, "agency", "Agency", store->agency);
	say_text(s, "person", store->person[0] == '\0' ? NULL : "Person",
	    store->person);
	say_text(s, "name", "Name", store->name);
	say_text(s, "fingerprint", "Fingerprint", own->key.fingerprint);
	say_text(s, "state", "State", state_word(own, end_s, now_s));
	say_time(s, "created", "Created", own->key.created_s);
	say_end(s, "Expires", end_s);
	if (end_s != 0)
		say_number(s, "days_left", "Days left",
		    end_s <= now_s ? 0 : (uint64_t)((end_s - now_s) / DAY_S));
	say_flag(s, "passphrase", "Passphrase", store->protected);
	if (store->token[0] != '\0') {
		say_text(s, "token", "Token", own->parts[0].token);
		say_text(s, "token_program", "Its program", store->token);
	}
	say_text(s, "gpg", "GnuPG", own->gpg_version);
	if (session_is_offline(own))
		say_text(s, "primary", "Primary key", "offline");
	if (waiting[0] != '\0')
		say_text(s, "waiting", "Waiting key", waiting);
	say_list_begin(s, "keys", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < own->n; i++)
		say_part(s, &own->parts[i]);
	say_list_end(s, "no keys");
	say_warnings(s, own, end_s, now_s);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct status_args *args = call->args;
	struct store store = { 0 };
	char waiting[CARD_PRINT_HEX];
	struct session_own own;
	int rc = -1;

	if (store_open(&store, args->store, STORE_READ, NULL, w) != 0)
		return -1;
	if (session_own(&store.session, store.fingerprint, &own, w) != 0) {
		directory_doubt(&store.directory, store.fingerprint, w);
	} else if (store_rotate_waiting(&store, waiting, w) == 0) {
		say_own(call->say, &store, &own, waiting);
		rc = 0;
	}
	store_close(&store);
	return rc;
}

const struct command cmd_key_status = {
	.name = "key status",
	.summary = "Show this agency's own key, and how long it is valid",
	.about =
	    "Shows the primary key and its subkeys, which sign and decrypt; "
	    "of several the newest does: where the secret part is (here, "
	    "offline, on a card, or missing) and what protects it. Warns when "
	    "less than 60 days are left. No passphrase is needed.",
	.options = options,
	.args_bytes = sizeof(struct status_args),
	.run = run,
};
