#include "keys/gpg.h"

#include <gpgme.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GPGME_VERSION_MIN "1.18.0"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool started;

/* What would lead gpg to a person, another home or another language. */
static const char *const dropped[] = {
	"DISPLAY",
	"WAYLAND_DISPLAY",
	"XAUTHORITY",
	"GPG_TTY",
	"GPG_AGENT_INFO",
	"GNUPGHOME",
	"PINENTRY_USER_DATA",
	"LANGUAGE",
};

static void
start(void)
{
	for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
		unsetenv(dropped[i]);
	if (setenv("LC_ALL", "C", 1) != 0)
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

/* GPGME takes a missing gpg for one of version 1.0.0. */
static int
check_version(gpgme_ctx_t gpg, struct why *w)
{
	gpgme_engine_info_t info = gpgme_ctx_get_engine_info(gpg);

	while (info != NULL && info->protocol != GPGME_PROTOCOL_OpenPGP)
		info = info->next;
	if (info == NULL || info->version == NULL ||
	    strcmp(info->version, "1.0.0") == 0)
		return why_set(w, WHY_GPG,
		    "gpg is not installed or does not run");
	if (version_number(info->version) < version_number(GPG_VERSION_MIN))
		return why_set(w, WHY_GPG,
		    "gpg is version %s: at least " GPG_VERSION_MIN " is needed",
		    info->version);
	return 0;
}

int
gpg_context(gpgme_ctx_t *out, const struct home *home, struct why *w)
{
	static const struct {
		const char *name;
		const char *value;
	} flags[] = {
		{ "full-status", "1" },
		{ "no-symkey-cache", "1" },
		{ "auto-key-retrieve", "0" },
	};
	gpgme_ctx_t gpg = NULL;
	gpgme_error_t err;

	if (gpg_start(w) != 0)
		return -1;
	err = gpgme_new(&gpg);
	if (err == 0)
		err = gpgme_ctx_set_engine_info(gpg, GPGME_PROTOCOL_OpenPGP,
		    home->gpg, home->gnupg_path);
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (err == 0)
			err = gpgme_set_ctx_flag(gpg, flags[i].name,
			    flags[i].value);
	}
	if (err == 0)
		err =
		    gpgme_set_pinentry_mode(gpg, GPGME_PINENTRY_MODE_LOOPBACK);
	if (err != 0) {
		gpg_failed(w, err,
		    gpgme_err_code(err) == GPG_ERR_INV_ENGINE
			? "gpg is not installed or does not run"
			: "GPGME does not start");
		gpgme_release(gpg);
		return -1;
	}
	gpgme_set_offline(gpg, 1);
	if (check_version(gpg, w) != 0) {
		gpgme_release(gpg);
		return -1;
	}
	*out = gpg;
	return 0;
}
