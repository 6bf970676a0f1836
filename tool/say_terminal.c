#include "tool/say.h"

#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_WITHOUT_TERMINAL 80
#define WIDTH_MAX	       200

bool
say_terminal(void)
{
	return isatty(STDERR_FILENO) == 1;
}

static size_t
terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return WIDTH_WITHOUT_TERMINAL;
	return size.ws_col < WIDTH_MAX ? size.ws_col : WIDTH_MAX;
}

/* One write, so that lines of several threads do not mix. */
void
say_status(const char *line)
{
	static const char erase[] = "\r\033[K";
	char out[WIDTH_MAX + sizeof erase];
	size_t len = strlen(line);
	size_t width;

	if (!say_terminal())
		return;
	/* the last column stays free: some terminals wrap there */
	width = terminal_width() - 1;
	if (len > width)
		len = width;
	memcpy(out, erase, sizeof erase - 1);
	memcpy(out + sizeof erase - 1, line, len);
	if (write(STDERR_FILENO, out, sizeof erase - 1 + len) < 0)
		return; /* nobody is watching any more */
}

__attribute__((format(printf, 2, 0))) static void
put(const char *end, const char *format, va_list args)
{
	struct bytes text = { 0 };
	struct why w = { 0 };
	char raw[1024];

	if (vsnprintf(raw, sizeof raw, format, args) < 0)
		raw[0] = '\0';
	if (say_out_printable(&text, raw, &w) == 0 && text.len > 0)
		(void)fwrite(text.data, 1, text.len, stderr);
	bytes_clear(&text);
	(void)fputs(end, stderr);
	(void)fflush(stderr);
}

void
say_prompt(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put("", format, args);
	va_end(args);
}

void
say_tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put("\n", format, args);
	va_end(args);
}
