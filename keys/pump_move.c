#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "keys/pump_inside.h"

#define SLICE_MS 1000

int
pump_refill(struct pump *p)
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

int
pump_deliver(struct pump *p, const uint8_t *data, size_t len)
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

/* Let GPGME serve one end: all but the bulk of the data. */
static void
serve(struct pump *p, struct pump_end *e)
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
push(struct pump *p, struct pump_end *e)
{
	ssize_t n;

	if (pump_refill(p) != 0)
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
pull(struct pump *p, struct pump_end *e)
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
		pump_deliver(p, to, (size_t)n);
	} else if (n > 0) {
		out->len += (size_t)n;
	} else if (errno != EAGAIN && errno != EINTR) {
		why_errno(p->w, "cannot read from gpg");
		p->failed = true;
	}
}

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Wait for a pipe, for a while. Each wait counts as a slice at most, so that a
 * process that was stopped, and gpg with it, does not find its time over. Our
 * own work between two waits does not count either.
 */
static int
wait_for(struct pump *p, struct pollfd *polls, nfds_t n)
{
	int64_t before = now_ms();
	int64_t spent;
	int slice;
	int ready;

	p->left_ms = limit_left(p->left_ms);
	slice = p->left_ms < SLICE_MS ? p->left_ms : SLICE_MS;

	if (slice <= 0) {
		errno = ETIMEDOUT;
		return -1;
	}
	ready = poll(polls, n, slice);
	if (ready > 0 && p->limit != LIMIT_SHORT) {
		p->left_ms = limit_ms(p->limit);
		return ready;
	}
	spent = now_ms() - before;
	p->left_ms -= ready != 0 && spent < slice ? (int)spent : slice;
	return ready;
}

int
pump_turn(struct pump *p)
{
	struct pollfd polls[PUMP_ENDS_MAX];
	size_t which[PUMP_ENDS_MAX];
	nfds_t n = 0;
	int ready;

	for (size_t i = 0; i < PUMP_ENDS_MAX; i++) {
		if (p->ends[i].fd < 0)
			continue;
		polls[n].fd = p->ends[i].fd;
		polls[n].events = p->ends[i].for_reading ? POLLIN : POLLOUT;
		which[n++] = i;
	}
	if (n == 0)
		return 1;
	ready = wait_for(p, polls, n);
	if (ready < 0 && errno != EINTR) {
		p->failed = true;
		if (errno == ETIMEDOUT)
			limit_passed(p->w, p->limit);
		else
			why_errno(p->w, "cannot wait for gpg");
	}
	if (ready <= 0)
		return 0;
	for (nfds_t i = 0; i < n && !p->failed && !p->done; i++) {
		struct pump_end *e = &p->ends[which[i]];

		/* Serving one end may have closed another. */
		if (polls[i].revents == 0 || e->fd != polls[i].fd)
			continue;
		if (e->role == PUMP_IN)
			push(p, e);
		else if (e->role == PUMP_OUT)
			pull(p, e);
		else
			serve(p, e);
	}
	return 0;
}
