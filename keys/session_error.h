#ifndef KEYS_SESSION_ERROR_H
#define KEYS_SESSION_ERROR_H

/** Some operations of GPGME end well although gpg said that the passphrase is
 *  wrong: it is in a status line that GPGME passes over. */

#include "keys/session.h"

/** What listened before. */
struct session_error {
	struct session *session;
	unsigned int (*old)(void *self, const char *keyword, const char *args);
	void *old_self;
};

/** Listen during one operation; e must stay until session_error_end. */
void session_error_begin(struct session_error *e, struct session *s);

/** Stop. session_passphrase_failed then knows of a wrong passphrase. */
void session_error_end(struct session_error *e);

#endif
