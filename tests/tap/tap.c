#include "tests/tap/tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static unsigned tests;
static unsigned failed;

static void result(bool passed, const char *name, va_list args)
    __attribute__((format(printf, 2, 0)));

static void
result(bool passed, const char *name, va_list args)
{
	tests++;
	failed += !passed;
	printf("%s %u - ", passed ? "ok" : "not ok", tests);
	vprintf(name, args);
	putchar('\n');
	fflush(stdout);
}

bool
tap_ok(bool passed, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	result(passed, name, args);
	va_end(args);
	return passed;
}

bool
tap_number(long long got, long long want, const char *name, ...)
{
	va_list args;

	va_start(args, name);
	result(got == want, name, args);
	va_end(args);
	if (got != want)
		tap_note("got %lld, wanted %lld", got, want);
	return got == want;
}

bool
tap_text(const char *got, const char *want, const char *name, ...)
{
	va_list args;
	bool same =
	    got == NULL || want == NULL ? got == want : strcmp(got, want) == 0;

	va_start(args, name);
	result(same, name, args);
	va_end(args);
	if (!same) {
		tap_note("got    %s", got == NULL ? "(NULL)" : got);
		tap_note("wanted %s", want == NULL ? "(NULL)" : want);
	}
	return same;
}

static void
show_bytes(const char *label, const unsigned char *data, size_t len)
{
	printf("# %s", label);
	for (size_t i = 0; i < len && i < 64; i++)
		printf(" %02x", data[i]);
	putchar('\n');
}

bool
tap_bytes(const void *got, const void *want, size_t len, const char *name, ...)
{
	va_list args;
	bool same = memcmp(got, want, len) == 0;

	va_start(args, name);
	result(same, name, args);
	va_end(args);
	if (!same) {
		show_bytes("got   ", got, len);
		show_bytes("wanted", want, len);
	}
	return same;
}

void
tap_skip(const char *why, ...)
{
	va_list args;

	tests++;
	printf("ok %u # SKIP ", tests);
	va_start(args, why);
	vprintf(why, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

void
tap_note(const char *format, ...)
{
	va_list args;

	fputs("# ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

int
tap_done(void)
{
	printf("1..%u\n", tests);
	if (failed != 0)
		tap_note("%u of %u tests failed", failed, tests);
	return failed != 0 || tests == 0;
}
