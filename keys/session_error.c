#include "keys/session_error.h"

#include <gpgme.h>
#include <stdlib.h>
#include <string.h>

/* "ERROR <place> <gpg_error_t> ...". Source: GnuPG's doc/DETAILS. */
static gpgme_error_t
on_status(void *self, const char *keyword, const char *args)
{
	struct session_error *e = self;
	const char *number = strchr(args, ' ');

	if (strcmp(keyword, "ERROR") == 0 && number != NULL &&
	    gpgme_err_code((gpgme_error_t)strtoul(number + 1, NULL, 10)) ==
		GPG_ERR_BAD_PASSPHRASE)
		e->session->wrong = true;
	return e->old == NULL ? 0 : e->old(e->old_self, keyword, args);
}

void
session_error_begin(struct session_error *e, struct session *s)
{
	e->session = s;
	gpgme_get_status_cb(s->gpg, &e->old, &e->old_self);
	gpgme_set_status_cb(s->gpg, on_status, e);
}

void
session_error_end(struct session_error *e)
{
	gpgme_set_status_cb(e->session->gpg, e->old, e->old_self);
}
