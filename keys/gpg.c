#include "keys/gpg.h"

#include <gpgme.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys/hunt.h"
#include "keys/limit.h"

#define GPGME_VERSION_MIN "1.18.0"
#define NO_HOME		  "/nonexistent"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started;

/* Releases that are not used, though new enough: from the first up to, not
 * including, the one in which it was put right. */
static const struct {
	const char *first;
	const char *fixed;
	const char *why;
} broken[] = {
	{ "2.3.0", "2.3.7",
	    "a signature can forge what it says of it (CVE-2022-34903)" },
};

/* What would lead gpg to a person, other programs, another language or a
 * network, or have it write down what passes through it. LD_PRELOAD and its kin
 * stay: whoever sets them runs code in this process already. */
static const char *const dropped[] = {
	"DISPLAY",
	"WAYLAND_DISPLAY",
	"XAUTHORITY",
	"XDG_SESSION_TYPE",
	"INSIDE_EMACS",
	"GPG_TTY",
	"GPG_AGENT_INFO",
	"PINENTRY_USER_DATA",
	"GNUPG_BUILD_ROOT",
	"GPGME_DEBUG",
	"ASSUAN_DEBUG",
	"GPGRT_TRACE_FILE",
	"LANGUAGE",
	"http_proxy",
};

static void
start(void)
{
	for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
		unsetenv(dropped[i]);
	limit_start();
	/* GPGME asks gpg for its version without naming a home: gpg would read
	 * the user's configuration first. */
	if (setenv("LC_ALL", "C", 1) != 0 ||
	    setenv("GNUPGHOME", NO_HOME, 1) != 0 || hunt_start() != 0)
		return;
	started = gpgme_check_version(GPGME_VERSION_MIN) != NULL;
}

int
gpg_start(struct why *w)
{
	if (pthread_once(&once, start) != 0 || !started)
		return why_set(w, WHY_GPG,
		    "the GPGME library is older than " GPGME_VERSION_MIN
		    " or does not start");
	return 0;
}

int
gpg_failed(struct why *w, unsigned int error, const char *what)
{
	char text[160];

	if (gpgme_err_code(error) == GPG_ERR_ENOMEM)
		return why_memory(w);
	if (gpgme_strerror_r(error, text, sizeof text) != 0)
		text[sizeof text - 1] = '\0';
	return why_set(w,
	    gpgme_err_code(error) == GPG_ERR_ENOSPC ? WHY_DISK_FULL : WHY_GPG,
	    "%s: %s", what, text);
}

/* "2.2.40" as 2002040; what follows the three numbers is left. */
static uint64_t
version_number(const char *text)
{
	uint64_t out = 0;

	for (int part = 0; part < 3; part++) {
		uint64_t number = 0;

		while (*text >= '0' && *text <= '9' && number < 1000)
			number = number * 10 + (uint64_t)(*text++ - '0');
		if (*text == '.')
			text++;
		out = out * 1000 + number;
	}
	return out;
}

static struct {
	pthread_mutex_t lock;
	char gpg[GPG_VERSION_BYTES];
} used = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void
note_version(const char *text)
{
	pthread_mutex_lock(&used.lock);
	snprintf(used.gpg, sizeof used.gpg, "%s", text);
	pthread_mutex_unlock(&used.lock);
}

void
gpg_versions(struct gpg_versions *out)
{
	const char *gpgme = gpgme_check_version(NULL);

	pthread_mutex_lock(&used.lock);
	memcpy(out->gpg, used.gpg, sizeof out->gpg);
	pthread_mutex_unlock(&used.lock);
	snprintf(out->gpgme, sizeof out->gpgme, "%s", gpgme);
}

/* GPGME takes a missing gpg for one of version 1.0.0. */
static int
check_version(gpgme_ctx_t gpg, struct why *w)
{
	gpgme_engine_info_t info = gpgme_ctx_get_engine_info(gpg);
	uint64_t number;

	while (info != NULL && info->protocol != GPGME_PROTOCOL_OpenPGP)
		info = info->next;
	if (info == NULL || info->version == NULL ||
	    strcmp(info->version, "1.0.0") == 0)
		return why_set(w, WHY_GPG,
		    "gpg is not installed or does not run");
	number = version_number(info->version);
	if (number < version_number(GPG_VERSION_MIN))
		return why_set(w, WHY_GPG,
		    "gpg is version %s: at least " GPG_VERSION_MIN " is needed",
		    info->version);
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		if (number >= version_number(broken[i].first) &&
		    number < version_number(broken[i].fixed))
			return why_set(w, WHY_GPG,
			    "gpg is version %s: %s; at least %s is needed",
			    info->version, broken[i].why, broken[i].fixed);
	}
	note_version(info->version);
	return 0;
}

/* A context in the making. GPGME waits for the programs that it asks for their
 * versions without an end, so that goes on in a thread of its own. */
struct start {
	char *gpg; /* program; NULL: the one GPGME finds */
	char *home;
	gpgme_ctx_t context;
	gpgme_error_t err;
};

static void
start_context(void *self)
{
	struct start *s = self;

	s->err = gpgme_new(&s->context);
	if (s->err == 0)
		s->err = gpgme_ctx_set_engine_info(s->context,
		    GPGME_PROTOCOL_OpenPGP, s->gpg, s->home);
}

static void
kill_marked(void *self)
{
	(void)self;
	hunt_marked();
}

static struct start *
start_new(const struct home *home)
{
	struct start *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	s->home = strdup(home->gnupg_path);
	s->gpg = home->gpg == NULL ? NULL : strdup(home->gpg);
	if (s->home != NULL && (s->gpg != NULL || home->gpg == NULL))
		return s;
	free(s->home);
	free(s->gpg);
	free(s);
	return NULL;
}

static void
start_free(struct start *s)
{
	gpgme_release(s->context);
	free(s->home);
	free(s->gpg);
	free(s);
}

static int
new_context(gpgme_ctx_t *out, const struct home *home, struct why *w)
{
	struct start *s = start_new(home);
	const struct limit_call call = { start_context, kill_marked, s };
	enum limit_end end;
	int rc = 0;

	if (s == NULL)
		return why_memory(w);
	end = limit_run(&call, LIMIT_START);
	if (end != LIMIT_ENDED) {
		limit_passed(w, LIMIT_START);
		if (end == LIMIT_RESCUED)
			start_free(s);
		return -1;
	}
	if (s->err == 0) {
		*out = s->context;
		s->context = NULL;
	} else {
		rc = gpg_failed(w, s->err,
		    gpgme_err_code(s->err) == GPG_ERR_INV_ENGINE
			? "gpg is not installed or does not run"
			: "GPGME does not start");
	}
	start_free(s);
	return rc;
}

static int
set_up(gpgme_ctx_t gpg, struct why *w)
{
	static const struct {
		const char *name;
		const char *value;
	} flags[] = {
		{ "full-status", "1" },
		{ "no-symkey-cache", "1" },
		{ "auto-key-retrieve", "0" },
	};
	gpgme_error_t err = 0;

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (err == 0)
			err = gpgme_set_ctx_flag(gpg, flags[i].name,
			    flags[i].value);
	}
	if (err == 0)
		err =
		    gpgme_set_pinentry_mode(gpg, GPGME_PINENTRY_MODE_LOOPBACK);
	if (err != 0)
		return gpg_failed(w, err, "GPGME does not start");
	gpgme_set_offline(gpg, 1);
	return check_version(gpg, w);
}

int
gpg_context(gpgme_ctx_t *out, const struct home *home, struct why *w)
{
	gpgme_ctx_t gpg = NULL;

	if (gpg_start(w) != 0 || new_context(&gpg, home, w) != 0)
		return -1;
	if (set_up(gpg, w) != 0) {
		gpgme_release(gpg);
		return -1;
	}
	*out = gpg;
	return 0;
}
