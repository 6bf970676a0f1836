#include "keys/agent.h"

#include <gpgme.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keys/hunt.h"
#include "keys/limit.h"

#define COMMAND_BYTES 64

/* What is asked of an agent. GPGME waits for the answer without an end, so that
 * goes on in a thread, and the thread may outlive who asks. */
struct job {
	char *path;
	bool end;
	char command[COMMAND_BYTES];
	char protection; /* of a key */
};

/* GPGME 1.18 crashes when an agent that it reads from is killed: once a thread
 * still waits for an answer, agents are left to the next command. */
static atomic_bool waited_in_vain;

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

/* "<keygrip> <type> <serial> <id> <cached> <protection> ...".
 * Source: GnuPG's agent/command.c, KEYINFO. */
static gpgme_error_t
on_keyinfo(void *self, const char *status, const char *args)
{
	struct job *j = self;

	if (strcmp(status, "KEYINFO") != 0)
		return 0;
	for (int word = 0; word < 5 && args != NULL; word++) {
		args = strchr(args, ' ');
		if (args != NULL)
			args++;
	}
	if (args != NULL)
		j->protection = *args;
	return 0;
}

static void
transact(gpgme_ctx_t gpg, const char *socket, struct job *j)
{
	gpgme_error_t answer = 0;

	if (gpgme_set_protocol(gpg, GPGME_PROTOCOL_ASSUAN) == 0 &&
	    gpgme_ctx_set_engine_info(gpg, GPGME_PROTOCOL_ASSUAN, socket,
		NULL) == 0)
		gpgme_op_assuan_transact_ext(gpg, j->command, NULL, NULL, NULL,
		    NULL, on_keyinfo, j, &answer);
}

static void
work(void *self)
{
	struct job *j = self;
	gpgme_ctx_t gpg = NULL;
	char *socket = NULL;

	if (gpgme_new(&gpg) != 0)
		return;
	socket = find_socket(gpg, j->path);
	/* A signal reaches also an agent that answers nobody. The command is
	 * for one that cannot be seen in /proc. */
	if (socket != NULL && (!j->end || hunt_home(j->path) == 0))
		transact(gpg, socket, j);
	free(socket);
	gpgme_release(gpg);
}

/* For gpgconf; not for the agent. */
static void
rescue(void *self)
{
	(void)self;
	hunt_marked();
}

static struct job *
job_new(const char *path)
{
	struct job *j = calloc(1, sizeof *j);

	if (j == NULL)
		return NULL;
	j->protection = '-';
	j->path = strdup(path);
	if (j->path == NULL) {
		free(j);
		return NULL;
	}
	return j;
}

static void
job_free(struct job *j)
{
	free(j->path);
	free(j);
}

void
agent_end(const char *path)
{
	struct job *j = waited_in_vain ? NULL : job_new(path);
	const struct limit_call call = { work, rescue, j };

	if (j == NULL)
		return;
	j->end = true;
	snprintf(j->command, sizeof j->command, "KILLAGENT");
	if (limit_run(&call, LIMIT_END) != LIMIT_LOST)
		job_free(j);
}

char
agent_protection(const char *path, const char *keygrip)
{
	struct job *j = job_new(path);
	const struct limit_call call = { work, rescue, j };
	char protection = '-';

	if (j == NULL)
		return protection;
	snprintf(j->command, sizeof j->command, "KEYINFO %.40s", keygrip);
	if (limit_run(&call, LIMIT_SHORT) == LIMIT_LOST) {
		waited_in_vain = true;
		return protection;
	}
	protection = j->protection;
	job_free(j);
	return protection;
}
