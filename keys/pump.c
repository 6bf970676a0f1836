#include "keys/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <gpgme.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

void
pump_free(struct pump *p)
{
	if (p == NULL)
		return;
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

	if (type != GPGME_EVENT_DONE)
		return;
	p->done = true;
	p->err = end->err != 0 ? end->err : end->op_err;
}

int
pump_begin(struct pump *p, gpgme_ctx_t gpg, const struct pump_io *io,
    struct why *w)
{
	static struct gpgme_data_cbs calls = {
		.read = on_data_read,
		.write = on_data_write,
	};
	struct gpgme_io_cbs loop = {
		.add = on_add,
		.add_priv = p,
		.remove = on_remove,
		.event = on_event,
		.event_priv = p,
	};

	p->gpg = gpg;
	p->io = io;
	p->w = w;
	p->serving = NULL;
	p->rest = io->source.read == NULL ? io->data : NULL;
	p->rest_len = io->source.read == NULL ? io->len : 0;
	p->out_before = io->bytes == NULL ? 0 : io->bytes->len;
	p->moved = 0;
	p->wide = 0;
	p->input_over = p->failed = p->done = false;
	p->err = 0;
	p->in = p->out = NULL;
	for (size_t i = 0; i < PUMP_ENDS_MAX; i++)
		p->ends[i].fd = -1;
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
	gpgme_set_io_cbs(gpg, &loop);
	return 0;
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
		gpgme_cancel(p->gpg);
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
	struct bytes *out = p->io->bytes;

	if (out == NULL || out->data == NULL || p->io->sink.write != NULL)
		return;
	explicit_bzero(out->data + p->out_before, out->len - p->out_before);
	out->len = p->out_before;
}
