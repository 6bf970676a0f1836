#include "tool/say.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where values begin, in columns. */
#define LABEL_WIDTH 18
/* JSON is written in stretches of this size. */
#define HELD_BYTES 32768

static const char *
verdict_word(enum why_exit status)
{
	return status == WHY_EXIT_YES ? "VERIFIED"
	    : status == WHY_EXIT_NO   ? "REJECTED"
				      : "INDETERMINATE";
}

/* No text with --json, and none but faults with --quiet. */
static bool
silent(const struct say *s)
{
	return s->o.json || s->o.quiet;
}

/* Write the JSON held back, when it is enough to be worth it. */
static void
flush_json(struct say *s, size_t least)
{
	if (s->held.len < least)
		return;
	say_out_json(&s->out, &s->held, &s->why);
	s->held.len = 0;
}

void
say_open(struct say *s, const struct say_options *o)
{
	const char *term = getenv("TERM");

	*s = (struct say){ .o = *o };
	if (s->o.out == NULL)
		s->o.out = stdout;
	if (s->o.err == NULL)
		s->o.err = stderr;
	s->out.file = s->o.out;
	s->colour = isatty(fileno(s->o.out)) && getenv("NO_COLOR") == NULL &&
	    term != NULL && strcmp(term, "dumb") != 0;
	s->tree.to = &s->held;
	if (o->json)
		text_out_open(&s->tree, NULL, '{');
}

/* Close what is open, say how it ended, write the last stretch. */
static void
end_json(struct say *s, enum why_exit status, const struct why *w)
{
	while (s->tree.depth > 1)
		text_out_close(&s->tree);
	if (w != NULL)
		s->verdict = verdict_word(status);
	if (s->verdict != NULL)
		text_out_string(&s->tree, "verdict", s->verdict);
	if (w != NULL) {
		text_out_string(&s->tree, "reason", why_name(w->reason));
		text_out_string(&s->tree, "message", w->text);
	}
	text_out_number(&s->tree, "exit", (uint64_t)status);
	text_out_close(&s->tree);
	(void)text_out_end(&s->tree, &s->why);
	flush_json(s, 0);
}

int
say_close(struct say *s, struct why *w)
{
	if (s->o.json)
		end_json(s, WHY_EXIT_YES, NULL);
	bytes_clear(&s->held);
	if (s->why.reason != WHY_NONE)
		return why_set(w, s->why.reason, "output: %s", s->why.text);
	return say_out_flush(&s->out, w);
}

int
say_fault(struct say *s, const struct why *w)
{
	enum why_exit status = why_exit(w->reason);

	say_status("");
	if (s->o.json)
		end_json(s, status, w);
	else if (s->o.verdicts && status != WHY_EXIT_USAGE)
		say_verdict(s, verdict_word(status));
	(void)fflush(s->o.out);
	bytes_clear(&s->held);
	(void)fprintf(s->o.err, "sealbag: %s: %s\n", why_name(w->reason),
	    w->text);
	if (w->reason == WHY_USAGE && s->o.help != NULL)
		(void)fprintf(s->o.err, "sealbag: see \"sealbag help%s%s\"\n",
		    s->o.help[0] == '\0' ? "" : " ", s->o.help);
	(void)fflush(s->o.err);
	return (int)status;
}

/* Keep a value, made printable, as the cell of its column. */
static void
keep_cell(struct say *s, const char *key, const char *value, bool right)
{
	for (size_t i = 0; i < s->n_columns; i++) {
		if (strcmp(s->columns[i].key, key) != 0)
			continue;
		s->cells[i] = s->held.len + 1;
		s->right[i] = right;
		(void)say_out_printable(&s->held, value, &s->why);
		(void)bytes_add(&s->held, "", 1, &s->why);
	}
}

/* One field as text. */
static void
show(struct say *s, const char *key, const char *label, const char *value,
    bool right)
{
	char head[80];

	if (value[0] == '\0')
		value = "-";
	if (s->in_row) {
		keep_cell(s, key, value, right);
		return;
	}
	if (label == NULL || silent(s))
		return;
	(void)snprintf(head, sizeof head, "%*s%-*s ", s->indent, "",
	    LABEL_WIDTH - s->indent, label);
	say_out_text(&s->out, head);
	s->held.len = 0;
	if (say_out_printable(&s->held, value, &s->why) == 0)
		say_out_write(&s->out, s->held.data, s->held.len);
	s->held.len = 0;
	say_out_text(&s->out, "\n");
}

static void
json_string(struct say *s, const char *key, const char *value)
{
	struct bytes clean = { 0 };

	if (say_out_utf8(&clean, value, &s->why) == 0 &&
	    bytes_add(&clean, "", 1, &s->why) == 0)
		text_out_string(&s->tree, key, (const char *)clean.data);
	bytes_clear(&clean);
}

void
say_text(struct say *s, const char *key, const char *label, const char *value)
{
	if (s->o.json) {
		json_string(s, key, value);
		flush_json(s, HELD_BYTES);
		return;
	}
	show(s, key, label, value, false);
}

void
say_number(struct say *s, const char *key, const char *label, uint64_t value)
{
	char text[SAY_OUT_NUMBER];

	if (s->o.json) {
		text_out_number(&s->tree, key, value);
		flush_json(s, HELD_BYTES);
		return;
	}
	say_out_number(text, value);
	show(s, key, label, text, true);
}

void
say_size(struct say *s, const char *key, const char *label, uint64_t bytes)
{
	char size[SAY_OUT_SIZE];
	char exact[SAY_OUT_NUMBER];
	char text[80];

	if (s->o.json) {
		say_number(s, key, label, bytes);
		return;
	}
	say_out_size(size, bytes);
	say_out_number(exact, bytes);
	if (s->in_row || bytes < 1000)
		(void)snprintf(text, sizeof text, "%s", size);
	else
		(void)snprintf(text, sizeof text, "%s (%s bytes)", size, exact);
	show(s, key, label, text, true);
}

void
say_time(struct say *s, const char *key, const char *label, int64_t time_s)
{
	char text[TEXT_TIME_BYTES];

	text_time_format(text, time_s);
	say_text(s, key, label, text);
}

void
say_flag(struct say *s, const char *key, const char *label, bool value)
{
	if (s->o.json)
		text_out_bool(&s->tree, key, value);
	else
		show(s, key, label, value ? "yes" : "no", false);
}

void
say_hex(struct say *s, const char *key, const char *label, const uint8_t *data,
    size_t len)
{
	struct bytes text = { 0 };

	if (bytes_reserve(&text, 2 * len + 1, &s->why) == 0) {
		bytes_to_hex((char *)text.data, data, len);
		say_text(s, key, label, (const char *)text.data);
	}
	bytes_clear(&text);
}

void
say_verdict(struct say *s, const char *word)
{
	const char *paint =
	    strcmp(word, "VERIFIED") == 0 ? "\033[1;32m" : "\033[1;31m";

	s->verdict = word;
	if (silent(s))
		return;
	say_out_text(&s->out, s->colour ? paint : "");
	say_out_text(&s->out, word);
	say_out_text(&s->out, s->colour ? "\033[0m\n" : "\n");
}

void
say_note(struct say *s, const char *format, ...)
{
	struct bytes text = { 0 };
	char raw[1024];
	va_list args;

	if (silent(s))
		return;
	va_start(args, format);
	if (vsnprintf(raw, sizeof raw, format, args) < 0)
		raw[0] = '\0';
	va_end(args);
	if (say_out_printable(&text, raw, &s->why) == 0)
		say_out_write(&s->out, text.data, text.len);
	say_out_text(&s->out, "\n");
	bytes_clear(&text);
}

void
say_block(struct say *s, const char *key, const char *text)
{
	if (s->o.json)
		json_string(s, key, text);
	else
		say_out_text(&s->out, text);
}

void
say_group_begin(struct say *s, const char *key, const char *label)
{
	if (s->o.json)
		text_out_open(&s->tree, key, '{');
	else if (label != NULL && !silent(s))
		say_note(s, "%*s%s", s->indent, "", label);
	s->indent += 2;
}

void
say_group_end(struct say *s)
{
	if (s->o.json)
		text_out_close(&s->tree);
	s->indent -= 2;
}

void
say_list_begin(struct say *s, const char *key, const char *label,
    const struct say_column *columns, size_t n)
{
	s->columns = columns;
	s->n_columns = n;
	s->titled = false;
	if (s->o.json)
		text_out_open(&s->tree, key, '[');
	else if (label != NULL)
		say_note(s, "%s", label);
}

void
say_row_begin(struct say *s)
{
	s->in_row = true;
	if (s->o.json)
		text_out_open(&s->tree, NULL, '{');
	memset(s->cells, 0, sizeof s->cells);
}

/* One line of the table: titles, or the cells that were kept. */
static void
put_row(struct say *s, bool titles)
{
	size_t pending = 0;

	for (size_t i = 0; i < s->n_columns; i++) {
		const char *text = s->columns[i].title;
		size_t width = (size_t)s->columns[i].width;
		size_t used;

		if (!titles)
			text = s->cells[i] == 0
			    ? ""
			    : (const char *)s->held.data + s->cells[i] - 1;
		used = say_out_width(text);
		if (s->right[i] && used < width)
			pending += width - used;
		if (used > 0) {
			say_out_blanks(&s->out, pending);
			say_out_text(&s->out, text);
			pending = 0;
		}
		if (!s->right[i] && used < width)
			pending += width - used;
		pending += 2;
	}
	say_out_text(&s->out, "\n");
}

void
say_row_end(struct say *s)
{
	s->in_row = false;
	if (s->o.json) {
		text_out_close(&s->tree);
		return;
	}
	if (!s->o.quiet && s->why.reason == WHY_NONE && s->n_columns > 0) {
		if (!s->titled)
			put_row(s, true);
		put_row(s, false);
	}
	s->titled = true;
	s->held.len = 0;
}

void
say_list_end(struct say *s, const char *none)
{
	if (s->o.json)
		text_out_close(&s->tree);
	else if (!s->titled)
		say_note(s, "%s", none);
	s->columns = NULL;
	s->n_columns = 0;
}

void
say_ended(void)
{
	static const char line[] =
	    "sealbag: memory: a library ended the process\n";

	(void)!write(STDERR_FILENO, line, sizeof line - 1);
}
