#include "keys/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <gpgme.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "keys/hunt.h"
#include "keys/pump_inside.h"

/*
 * gpg moves 8 KiB at a time, and a full or empty pipe would wake us for each.
 * Once a message is long, and the pipes hold enough, wait a little where little
 * was moved: at 1 GB/s a pipe of PUMP_PIPE_BYTES lasts six times as long.
 */
#define PACE_AFTER_BYTES ((size_t)1 << 20)
#define PACE_BELOW_BYTES ((size_t)256 << 10)
#define PACE_NS		 150000
/* So little that a pipe ready for writing takes it whole. */
#define FIRST_BYTES 256
/* What gpg adds to a message, generously: headers and partial lengths. */
#define OVERHEAD(len) ((len) / 256 + 4096)

struct pump *
pump_new(struct why *w)
{
	struct pump *p = calloc(1, sizeof *p);

	if (p == NULL)
		why_memory(w);
	return p;
}

static void
drop_keys(struct pump *p)
{
	for (size_t i = 0; i < p->n_keys; i++)
		gpgme_key_unref(p->keys[i]);
	p->n_keys = 0;
}

void
pump_free(struct pump *p)
{
	if (p == NULL)
		return;
	drop_keys(p);
	explicit_bzero(p, sizeof *p);
	free(p);
}

gpgme_data_t
pump_in(const struct pump *p)
{
	return p->in;
}

gpgme_data_t
pump_out(const struct pump *p)
{
	return p->out;
}

static void
learn(struct pump *p, enum pump_role role)
{
	struct pump_end *e = p->serving;

	if (e == NULL || e->role != PUMP_UNKNOWN)
		return;
	e->role = role;
	fcntl(e->fd, F_SETFL, fcntl(e->fd, F_GETFL) | O_NONBLOCK);
	/* Refused to a user who has too many. */
	if (fcntl(e->fd, F_SETPIPE_SZ, PUMP_PIPE_BYTES) >= PUMP_PIPE_BYTES)
		p->wide++;
}

static ssize_t
on_data_read(void *self, void *out, size_t size)
{
	struct pump *p = self;
	size_t n = size < FIRST_BYTES ? size : FIRST_BYTES;

	learn(p, PUMP_IN);
	if (pump_refill(p) != 0) {
		errno = EIO;
		return -1;
	}
	if (n > p->rest_len)
		n = p->rest_len;
	if (n > 0)
		memcpy(out, p->rest, n);
	p->rest += n;
	p->rest_len -= n;
	return (ssize_t)n;
}

static ssize_t
on_data_write(void *self, const void *data, size_t size)
{
	struct pump *p = self;

	learn(p, PUMP_OUT);
	if (pump_deliver(p, data, size) != 0) {
		errno = EIO;
		return -1;
	}
	return (ssize_t)size;
}

static gpgme_error_t
on_add(void *self, int fd, int for_reading, gpgme_io_cb_t serve,
    void *serve_data, void **tag)
{
	struct pump *p = self;

	for (size_t i = 0; i < PUMP_ENDS_MAX; i++) {
		if (p->ends[i].fd >= 0)
			continue;
		p->ends[i] = (struct pump_end){
			.pump = p,
			.fd = fd,
			.for_reading = for_reading,
			.serve = serve,
			.serve_data = serve_data,
		};
		*tag = &p->ends[i];
		return 0;
	}
	return gpgme_error(GPG_ERR_ENOMEM);
}

static void
on_remove(void *tag)
{
	struct pump_end *e = tag;

	if (e == NULL)
		return;
	if (e->pump->serving == e)
		e->pump->serving = NULL;
	e->fd = -1;
}

static void
on_event(void *self, gpgme_event_io_t type, void *data)
{
	struct pump *p = self;
	const struct gpgme_io_event_done_data *end = data;

	if (type == GPGME_EVENT_NEXT_KEY) {
		if (p->n_keys < PUMP_KEYS_MAX)
			p->keys[p->n_keys++] = data;
		else
			gpgme_key_unref(data);
	}
	if (type != GPGME_EVENT_DONE)
		return;
	p->done = true;
	p->err = end->err != 0 ? end->err : end->op_err;
}

/* No operation is left over from before. */
static void
clear(struct pump *p, gpgme_ctx_t gpg, enum limit limit, struct why *w)
{
	drop_keys(p);
	p->gpg = gpg;
	p->w = w;
	p->io = NULL;
	p->serving = NULL;
	p->rest = NULL;
	p->rest_len = p->out_before = p->moved = 0;
	p->wide = 0;
	p->input_over = p->failed = p->done = false;
	p->err = 0;
	p->limit = limit;
	p->left_ms = limit_ms(limit);
	p->in = p->out = NULL;
	for (size_t i = 0; i < PUMP_ENDS_MAX; i++)
		p->ends[i].fd = -1;
}

/* From now on GPGME asks us to wait for its pipes. */
static void
take_over(struct pump *p)
{
	struct gpgme_io_cbs loop = {
		.add = on_add,
		.add_priv = p,
		.remove = on_remove,
		.event = on_event,
		.event_priv = p,
	};

	gpgme_set_io_cbs(p->gpg, &loop);
}

int
pump_begin(struct pump *p, gpgme_ctx_t gpg, const struct pump_io *io,
    struct why *w)
{
	static struct gpgme_data_cbs calls = {
		.read = on_data_read,
		.write = on_data_write,
	};

	clear(p, gpg, LIMIT_SILENCE, w);
	p->io = io;
	p->rest = io->source.read == NULL ? io->data : NULL;
	p->rest_len = io->source.read == NULL ? io->len : 0;
	p->out_before = io->bytes == NULL ? 0 : io->bytes->len;
	if (io->sink.write == NULL && io->len > 0) {
		size_t want = io->len + OVERHEAD(io->len);

		if (want > io->max_bytes)
			want = io->max_bytes;
		if (bytes_reserve(io->bytes, want, w) != 0)
			return -1;
	}
	if (gpgme_data_new_from_cbs(&p->in, &calls, p) != 0 ||
	    gpgme_data_new_from_cbs(&p->out, &calls, p) != 0) {
		gpgme_data_release(p->in);
		p->in = NULL;
		return why_memory(w);
	}
	take_over(p);
	return 0;
}

void
pump_watch(struct pump *p, gpgme_ctx_t gpg, struct why *w)
{
	clear(p, gpg, LIMIT_SHORT, w);
	take_over(p);
}

void
pump_person(struct pump *p)
{
	p->limit = LIMIT_PERSON;
	p->left_ms = limit_ms(p->limit);
}

gpgme_key_t
pump_key(struct pump *p)
{
	gpgme_key_t first = p->keys[0];

	if (p->n_keys == 0)
		return NULL;
	p->n_keys--;
	memmove(p->keys, p->keys + 1, p->n_keys * sizeof p->keys[0]);
	return first;
}

/* Closing its pipes ends a gpg that is well; a dead one needs more. */
static void
stop(struct pump *p)
{
	int fds[PUMP_ENDS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < PUMP_ENDS_MAX; i++) {
		if (p->ends[i].fd >= 0)
			fds[n++] = p->ends[i].fd;
	}
	hunt_pipes(fds, n);
	gpgme_cancel(p->gpg);
}

int
pump_finish(struct pump *p, gpgme_error_t started, gpgme_error_t *ended)
{
	static const struct timespec pace = { .tv_nsec = PACE_NS };

	if (started != 0) {
		p->done = true;
		p->err = started;
	}
	while (!p->done && !p->failed) {
		/* All pipes closed and no verdict: gpg went away. */
		size_t before = p->moved;

		if (pump_turn(p) != 0) {
			p->done = true;
			p->err = gpgme_error(GPG_ERR_EOF);
		}
		if (p->wide == 2 && before > PACE_AFTER_BYTES &&
		    p->moved - before < PACE_BELOW_BYTES)
			nanosleep(&pace, NULL);
	}
	if (!p->done)
		stop(p);
	gpgme_set_io_cbs(p->gpg, NULL);
	gpgme_data_release(p->in);
	gpgme_data_release(p->out);
	p->in = p->out = NULL;
	*ended = p->err;
	if (p->failed)
		pump_discard(p);
	return p->failed ? -1 : 0;
}

void
pump_discard(struct pump *p)
{
	struct bytes *out = p->io == NULL ? NULL : p->io->bytes;

	if (out == NULL || out->data == NULL || p->io->sink.write != NULL)
		return;
	explicit_bzero(out->data + p->out_before, out->len - p->out_before);
	out->len = p->out_before;
}
