#include "keys/agent.h"

#include <gpgme.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The socket lies in the home, or where gpgconf says. NULL: nowhere. */
static char *
find_socket(gpgme_ctx_t gpg, const char *path)
{
	char *socket = NULL;
	char *told = NULL;

	if (asprintf(&socket, "%s/S.gpg-agent", path) < 0)
		return NULL;
	if (access(socket, F_OK) == 0)
		return socket;
	free(socket);
	socket = NULL;
	if (gpgme_ctx_set_engine_info(gpg, GPGME_PROTOCOL_GPGCONF, NULL,
		path) == 0 &&
	    gpgme_op_conf_dir(gpg, "agent-socket", &told) == 0 &&
	    told != NULL && access(told, F_OK) == 0)
		socket = strdup(told);
	gpgme_free(told);
	return socket;
}

/* Tell a running agent something; status lines go to on_status. */
static void
transact(const char *path, const char *command,
    gpgme_assuan_status_cb_t on_status, void *self)
{
	gpgme_ctx_t gpg = NULL;
	gpgme_error_t answer = 0;
	char *socket = NULL;

	if (gpgme_new(&gpg) != 0)
		return;
	socket = find_socket(gpg, path);
	if (socket != NULL &&
	    gpgme_set_protocol(gpg, GPGME_PROTOCOL_ASSUAN) == 0 &&
	    gpgme_ctx_set_engine_info(gpg, GPGME_PROTOCOL_ASSUAN, socket,
		NULL) == 0)
		gpgme_op_assuan_transact_ext(gpg, command, NULL, NULL, NULL,
		    NULL, on_status, self, &answer);
	free(socket);
	gpgme_release(gpg);
}

void
agent_end(const char *path)
{
	transact(path, "KILLAGENT", NULL, NULL);
}

/* "<keygrip> <type> <serial> <id> <cached> <protection> ...".
 * Source: GnuPG's agent/command.c, KEYINFO. */
static gpgme_error_t
on_keyinfo(void *self, const char *status, const char *args)
{
	char *protection = self;

	if (strcmp(status, "KEYINFO") != 0)
		return 0;
	for (int word = 0; word < 5 && args != NULL; word++) {
		args = strchr(args, ' ');
		if (args != NULL)
			args++;
	}
	if (args != NULL)
		*protection = *args;
	return 0;
}

char
agent_protection(const char *path, const char *keygrip)
{
	char command[64];
	char protection = '-';

	snprintf(command, sizeof command, "KEYINFO %.40s", keygrip);
	transact(path, command, on_keyinfo, &protection);
	return protection;
}
