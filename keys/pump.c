#include "keys/pump.h"

#include <errno.h>
#include <fcntl.h>
#include <gpgme.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* GPGME opens four pipes at most: status, command, in, out. */
#define ENDS_MAX     8
#define BUFFER_BYTES ((size_t)256 << 10)
#define PIPE_BYTES   (1 << 20)
/*
 * gpg moves 8 KiB at a time, and a full or empty pipe would wake us for each.
 * Once a message is long, and the pipes hold enough, wait a little where little
 * was moved: at 1 GB/s a pipe of PIPE_BYTES lasts six times as long.
 */
#define PACE_AFTER_BYTES ((size_t)1 << 20)
#define PACE_BELOW_BYTES ((size_t)256 << 10)
#define PACE_NS		 150000
/* So little that a pipe ready for writing takes it whole. */
#define FIRST_BYTES 256
/* What gpg adds to a message, generously: headers and partial lengths. */
#define OVERHEAD(len) ((len) / 256 + 4096)

/* What a pipe is for. GPGME does not tell; the first call of our data
 * callbacks does. */
enum role {
	ROLE_UNKNOWN,
	ROLE_IN,
	ROLE_OUT
};

struct end {
	struct pump *pump;
	int fd; /* -1: free */
	int for_reading;
	gpgme_io_cb_t serve;
	void *serve_data;
	enum role role;
};

struct pump {
	struct end ends[ENDS_MAX];
	struct end *serving;
	gpgme_ctx_t gpg;
	gpgme_data_t in;
	gpgme_data_t out;
	const struct pump_io *io;
	struct why *w;
	const uint8_t *rest; /* input that is to be written next */
	size_t rest_len;
	size_t moved;	   /* through both pipes, so far */
	int wide;	   /* pipes that hold PIPE_BYTES */
	size_t out_before; /* length of io->bytes at the start */
	bool input_over;
	bool failed; /* w says why */
	bool done;
	gpgme_error_t err;
	uint8_t in_buffer[BUFFER_BYTES];
	uint8_t out_buffer[BUFFER_BYTES];
};

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

/* Have something to write, unless the input is over. */
static int
refill(struct pump *p)
{
	ssize_t got;

	if (p->rest_len > 0 || p->input_over)
		return 0;
	if (p->io->source.read == NULL) {
		p->input_over = true;
		return 0;
	}
	got = p->io->source.read(p->io->source.self, p->in_buffer,
	    sizeof p->in_buffer, p->w);
	if (got < 0) {
		p->failed = true;
		return -1;
	}
	p->input_over = got == 0;
	p->rest = p->in_buffer;
	p->rest_len = (size_t)got;
	return 0;
}

/* Bytes that came out of gpg, and are not in io->bytes yet. */
static int
deliver(struct pump *p, const uint8_t *data, size_t len)
{
	const struct pump_io *io = p->io;

	if (io->sink.write != NULL) {
		if (io->sink.write(io->sink.self, data, len, p->w) == 0)
			return 0;
	} else if (len > io->max_bytes - (io->bytes->len - p->out_before)) {
		why_set(p->w, WHY_LIMIT, "more than %zu bytes", io->max_bytes);
	} else if (bytes_add(io->bytes, data, len, p->w) == 0) {
		return 0;
	}
	p->failed = true;
	return -1;
}

static void
learn(struct pump *p, enum role role)
{
	struct end *e = p->serving;

	if (e == NULL || e->role != ROLE_UNKNOWN)
		return;
	e->role = role;
	fcntl(e->fd, F_SETFL, fcntl(e->fd, F_GETFL) | O_NONBLOCK);
	/* Refused to a user who has too many. */
	if (fcntl(e->fd, F_SETPIPE_SZ, PIPE_BYTES) >= PIPE_BYTES)
		p->wide++;
}

static ssize_t
on_data_read(void *self, void *out, size_t size)
{
	struct pump *p = self;
	size_t n = size < FIRST_BYTES ? size : FIRST_BYTES;

	learn(p, ROLE_IN);
	if (refill(p) != 0) {
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

	learn(p, ROLE_OUT);
	if (deliver(p, data, size) != 0) {
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

	for (size_t i = 0; i < ENDS_MAX; i++) {
		if (p->ends[i].fd >= 0)
			continue;
		p->ends[i] = (struct end){
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
	struct end *e = tag;

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

/* Let GPGME serve one end: all but the bulk of the data. */
static void
serve(struct pump *p, struct end *e)
{
	p->serving = e;
	e->serve(e->serve_data, e->fd);
	p->serving = NULL;
}

/* The caller's memory stays as it is until gpg is done, so its pages go into
 * the pipe without a copy, where the kernel allows it. */
static ssize_t
hand_over(const struct pump *p, int fd)
{
	struct iovec pages = { .iov_len = p->rest_len };
	ssize_t n = -1;

	if (p->io->source.read == NULL) {
		memcpy(&pages.iov_base, &p->rest, sizeof p->rest);
		n = vmsplice(fd, &pages, 1, SPLICE_F_NONBLOCK);
		if (n >= 0 || errno == EAGAIN || errno == EPIPE)
			return n;
	}
	return write(fd, p->rest, p->rest_len);
}

/* Write what gpg takes; at the end, or when gpg wants no more, close. */
static void
push(struct pump *p, struct end *e)
{
	ssize_t n;

	if (refill(p) != 0)
		return;
	if (p->rest_len == 0) {
		serve(p, e);
		return;
	}
	n = hand_over(p, e->fd);
	if (n >= 0) {
		p->moved += (size_t)n;
		p->rest += n;
		p->rest_len -= (size_t)n;
	} else if (errno == EPIPE) {
		/* gpg says elsewhere what it did not like. */
		p->rest_len = 0;
		p->input_over = true;
		serve(p, e);
	} else if (errno != EAGAIN && errno != EINTR) {
		why_errno(p->w, "cannot write to gpg");
		p->failed = true;
	}
}

/* Read into the caller's memory, or pass on to the sink. */
static void
pull(struct pump *p, struct end *e)
{
	struct bytes *out = p->io->bytes;
	uint8_t *to = p->out_buffer;
	size_t room = sizeof p->out_buffer;
	size_t left = 0;
	ssize_t n;

	if (p->io->sink.write == NULL) {
		left = p->io->max_bytes - (out->len - p->out_before);
		if (left > 0) {
			if (bytes_reserve(out, left < room ? left : room,
				p->w) != 0) {
				p->failed = true;
				return;
			}
			to = out->data + out->len;
			room = out->cap - out->len;
			room = left < room ? left : room;
		}
	}
	n = read(e->fd, to, room);
	p->moved += n > 0 ? (size_t)n : 0;
	if (n == 0) {
		serve(p, e);
	} else if (n > 0 && to == p->out_buffer) {
		deliver(p, to, (size_t)n);
	} else if (n > 0) {
		out->len += (size_t)n;
	} else if (errno != EAGAIN && errno != EINTR) {
		why_errno(p->w, "cannot read from gpg");
		p->failed = true;
	}
}

/* Wait until some end is ready and serve all that are. 1: none is open. */
static int
turn(struct pump *p)
{
	struct pollfd polls[ENDS_MAX];
	size_t which[ENDS_MAX];
	nfds_t n = 0;

	for (size_t i = 0; i < ENDS_MAX; i++) {
		if (p->ends[i].fd < 0)
			continue;
		polls[n].fd = p->ends[i].fd;
		polls[n].events = p->ends[i].for_reading ? POLLIN : POLLOUT;
		which[n++] = i;
	}
	if (n == 0)
		return 1;
	if (poll(polls, n, -1) < 0) {
		if (errno == EINTR)
			return 0;
		p->failed = true;
		why_errno(p->w, "cannot wait for gpg");
		return 0;
	}
	for (nfds_t i = 0; i < n && !p->failed && !p->done; i++) {
		struct end *e = &p->ends[which[i]];

		/* Serving one end may have closed another. */
		if (polls[i].revents == 0 || e->fd != polls[i].fd)
			continue;
		if (e->role == ROLE_IN)
			push(p, e);
		else if (e->role == ROLE_OUT)
			pull(p, e);
		else
			serve(p, e);
	}
	return 0;
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
	for (size_t i = 0; i < ENDS_MAX; i++)
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

		if (turn(p) != 0) {
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
