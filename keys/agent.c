#include "keys/agent.h"

#include <gpgme.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats/bytes.h"
#include "keys/hunt.h"
#include "keys/limit.h"

#define COMMAND_BYTES 128

/* What is asked of an agent. GPGME waits for the answer without an end, so that
 * goes on in a thread, and the thread may outlive who asks. */
struct job {
	char *path;
	bool start; /* an agent, if none runs */
	bool end;
	char command[COMMAND_BYTES];
	struct bytes lines; /* of status that came back */
	gpgme_error_t answer;
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

static gpgme_error_t
on_line(void *self, const char *status, const char *args)
{
	struct job *j = self;
	struct why w = { 0 };

	return bytes_printf(&j->lines, &w, "%s %s\n", status, args) == 0
	    ? 0
	    : gpgme_error(GPG_ERR_ENOMEM);
}

static gpgme_error_t
transact(gpgme_ctx_t gpg, const char *socket, struct job *j)
{
	gpgme_error_t answer = 0;
	gpgme_error_t err = gpgme_set_protocol(gpg, GPGME_PROTOCOL_ASSUAN);

	if (err == 0)
		err = gpgme_ctx_set_engine_info(gpg, GPGME_PROTOCOL_ASSUAN,
		    socket, NULL);
	if (err == 0)
		err = gpgme_op_assuan_transact_ext(gpg, j->command, NULL, NULL,
		    NULL, NULL, on_line, j, &answer);
	return err != 0 ? err : answer;
}

/* GPGME waits for the end of what comes out, not for the program. */
static void
launch(gpgme_ctx_t gpg, const char *path)
{
	const char *gpgconf = gpgme_get_dirinfo("gpgconf-name");
	const char *argv[] = { "", "--homedir", path, "--launch", "gpg-agent",
		NULL };
	gpgme_data_t out = NULL;

	if (gpgconf != NULL && gpgme_data_new(&out) == 0 &&
	    gpgme_set_protocol(gpg, GPGME_PROTOCOL_SPAWN) == 0)
		(void)gpgme_op_spawn(gpg, gpgconf, argv, NULL, out, NULL, 0);
	gpgme_data_release(out);
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
	if (socket == NULL && j->start) {
		launch(gpg, j->path);
		socket = find_socket(gpg, j->path);
	}
	/* A signal reaches also an agent that answers nobody. The command is
	 * for one that cannot be seen in /proc. */
	if (socket != NULL && (!j->end || hunt_home(j->path) == 0))
		j->answer = transact(gpg, socket, j);
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
	j->answer = gpgme_error(GPG_ERR_NO_AGENT);
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
	bytes_clear(&j->lines);
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

unsigned int
agent_ask(const char *path, bool start, const char *command,
    struct bytes *lines)
{
	struct job *j = job_new(path);
	const struct limit_call call = { work, rescue, j };
	struct why w = { 0 };
	gpgme_error_t answer;

	if (j == NULL)
		return gpgme_error(GPG_ERR_ENOMEM);
	j->start = start;
	snprintf(j->command, sizeof j->command, "%s", command);
	if (limit_run(&call, LIMIT_SHORT) == LIMIT_LOST) {
		waited_in_vain = true;
		return gpgme_error(GPG_ERR_TIMEOUT);
	}
	answer = j->answer;
	if (j->lines.len > 0 &&
	    bytes_add(lines, j->lines.data, j->lines.len, &w) != 0)
		answer = gpgme_error(GPG_ERR_ENOMEM);
	job_free(j);
	return answer;
}

/* "KEYINFO <keygrip> <type> <serial> <id> <cached> <protection> ...".
 * Source: GnuPG's agent/command.c, KEYINFO. */
char
agent_protection(const char *path, const char *keygrip)
{
	struct bytes lines = { 0 };
	struct why w = { 0 };
	char command[COMMAND_BYTES];
	char protection = '-';
	const char *at;

	snprintf(command, sizeof command, "KEYINFO %.40s", keygrip);
	(void)agent_ask(path, false, command, &lines);
	if (lines.len > 0 && bytes_add(&lines, "", 1, &w) == 0 &&
	    strncmp((const char *)lines.data, "KEYINFO ", 8) == 0) {
		at = (const char *)lines.data;
		for (int word = 0; word < 6 && at != NULL; word++) {
			at = strchr(at, ' ');
			if (at != NULL)
				at++;
		}
		if (at != NULL)
			protection = *at;
	}
	bytes_clear(&lines);
	return protection;
}
