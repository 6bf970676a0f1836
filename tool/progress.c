#include "tool/progress.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/say.h"

/* Five times a second. */
#define EVERY_MS 200
/* Before that a rate says nothing. */
#define RATE_AFTER_MS 500

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
progress_open(struct progress *p, const char *label, uint64_t total_bytes,
    bool quiet)
{
	p->label = label;
	p->total = total_bytes;
	p->start_ms = now_ms();
	p->shown = !quiet && say_terminal();
	atomic_init(&p->done, 0);
	atomic_init(&p->next_ms, p->start_ms);
}

/* "0:07", "12:34", "3:05:00" */
static void
clock_text(char out[32], uint64_t seconds)
{
	uint64_t hours = seconds / 3600;
	unsigned minutes = (unsigned)(seconds / 60 % 60);
	unsigned rest = (unsigned)(seconds % 60);

	if (hours > 0)
		(void)snprintf(out, 32, "%" PRIu64 ":%02u:%02u", hours, minutes,
		    rest);
	else
		(void)snprintf(out, 32, "%u:%02u", minutes, rest);
}

__attribute__((format(printf, 2, 3))) static void
add(char out[PROGRESS_LINE_BYTES], const char *format, ...)
{
	size_t at = strlen(out);
	va_list args;

	va_start(args, format);
	(void)vsnprintf(out + at, PROGRESS_LINE_BYTES - at, format, args);
	va_end(args);
}

void
progress_line(char out[PROGRESS_LINE_BYTES], const struct progress *p,
    uint64_t done, int64_t elapsed_ms)
{
	bool known = p->total > 0 && done <= p->total;
	double rate = 0; /* bytes a second */
	char text[SAY_OUT_SIZE];

	(void)snprintf(out, PROGRESS_LINE_BYTES, "%s", p->label);
	if (known) {
		double share = 100.0 * (double)done / (double)p->total;

		add(out, "  %3u %%", (unsigned)share);
	}
	if (elapsed_ms >= RATE_AFTER_MS) {
		rate = (double)done * 1000.0 / (double)elapsed_ms;
		add(out, "  %.1f MB/s", rate / 1e6);
	}
	say_out_size(text, done);
	add(out, "  %s", text);
	if (!known)
		return;
	say_out_size(text, p->total);
	add(out, " of %s", text);
	if (rate >= 1.0) {
		clock_text(text,
		    (uint64_t)((double)(p->total - done) / rate + 0.5));
		add(out, "  %s left", text);
	}
}

void
progress_add(struct progress *p, uint64_t bytes)
{
	uint64_t done =
	    atomic_fetch_add_explicit(&p->done, bytes, memory_order_relaxed) +
	    bytes;
	char line[PROGRESS_LINE_BYTES];
	int64_t next;
	int64_t now;

	if (!p->shown)
		return;
	now = now_ms();
	next = atomic_load_explicit(&p->next_ms, memory_order_relaxed);
	/* who moves the time on draws; the others have no time to lose */
	if (now < next ||
	    !atomic_compare_exchange_strong(&p->next_ms, &next, now + EVERY_MS))
		return;
	progress_line(line, p, done, now - p->start_ms);
	say_status(line);
}

void
progress_close(struct progress *p)
{
	if (p->shown)
		say_status("");
	p->shown = false;
}
