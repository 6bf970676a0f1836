#include "tool/flow/convert.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/reads/utf8.h"
#include "tool/stop.h"

#define HEAD_BYTES   (UINT32_C(64) << 10)
#define BUFFER_BYTES (UINT32_C(8) << 20)
#define FLUSH_BYTES  (UINT32_C(1) << 20)

struct converting {
	const struct convert_options *o;
	struct convert_result *result;
	struct bytes in;
	struct bytes out;
	struct records cut;
	int out_fd;
};

static int
fill(struct bytes *b, size_t size, int fd, bool *eof, struct why *w)
{
	*eof = false;
	while (b->len < size && !*eof) {
		ssize_t n = read(fd, b->data + b->len, size - b->len);

		if (stop_asked())
			return why_set(w, WHY_INTERRUPTED, "interrupted");
		if (n < 0 && errno != EINTR)
			return why_errno(w, "cannot read");
		*eof = n == 0;
		b->len += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int
flush(struct converting *c, struct why *w)
{
	size_t done = 0;

	while (done < c->out.len) {
		ssize_t n =
		    write(c->out_fd, c->out.data + done, c->out.len - done);

		if (n < 0 && errno != EINTR)
			return why_errno(w, "cannot write %s", c->o->output);
		done += n > 0 ? (size_t)n : 0;
	}
	c->out.len = 0;
	return 0;
}

/* A cell of CSV, in quotes where it must be. */
static int
put_cell(struct bytes *out, const struct reads_text *t, struct why *w)
{
	const char *text = t->text == NULL ? "" : t->text;
	bool quoted = false;

	for (size_t i = 0; i < t->len; i++)
		quoted |= strchr(",\"\r\n", text[i]) != NULL;
	if (!quoted)
		return bytes_add(out, text, t->len, w);
	if (bytes_add(out, "\"", 1, w) != 0)
		return -1;
	for (size_t i = 0; i < t->len; i++)
		if ((text[i] == '"' && bytes_add(out, "\"", 1, w) != 0) ||
		    bytes_add(out, &text[i], 1, w) != 0)
			return -1;
	return bytes_add(out, "\"", 1, w);
}

static int
put_string(struct bytes *out, const struct reads_text *t, struct why *w)
{
	if (bytes_add(out, "\"", 1, w) != 0)
		return -1;
	for (size_t i = 0; i < t->len; i++) {
		unsigned char c = (unsigned char)t->text[i];
		int rc;

		if (c < 0x20)
			rc = bytes_printf(out, w, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			rc = bytes_printf(out, w, "\\%c", c);
		else
			rc = bytes_add(out, &c, 1, w);
		if (rc != 0)
			return -1;
	}
	return bytes_add(out, "\"", 1, w);
}

static int
put_csv(struct bytes *out, const struct reads_row *row, struct why *w)
{
	for (size_t i = 0; i < READS_ALL; i++)
		if (put_cell(out, &row->field[i], w) != 0 ||
		    bytes_add(out, i + 1 < READS_ALL ? "," : "\n", 1, w) != 0)
			return -1;
	return 0;
}

static int
put_ndjson(struct bytes *out, const struct reads_row *row, struct why *w)
{
	const char *before = "{";

	for (enum reads_field i = 0; i < READS_ALL; i++) {
		if (row->field[i].text == NULL)
			continue;
		if (bytes_printf(out, w, "%s\"%s\":", before,
			reads_field_name(i)) != 0 ||
		    put_string(out, &row->field[i], w) != 0)
			return -1;
		before = ",";
	}
	return bytes_add(out, "}\n", 2, w);
}

static int
put_header(struct converting *c, struct why *w)
{
	for (enum reads_field i = 0; i < READS_ALL && !c->o->ndjson; i++)
		if (bytes_printf(&c->out, w, "%s%c", reads_field_name(i),
			i + 1 < READS_ALL ? ',' : '\n') != 0)
			return -1;
	return 0;
}

/* A time without zone gets the declared one. */
static void
declare(const struct converting *c, struct reads_row *row)
{
	struct reads_text *t = &row->field[READS_TIME];
	size_t zone = strlen(c->o->zone);
	char *to = row->scratch + row->filled;
	int64_t ms;

	if (zone == 0 || t->text == NULL ||
	    reads_time(t->text, t->len, false, 0, &ms) ||
	    sizeof(row->scratch) - row->filled < t->len + zone)
		return;
	memcpy(to, t->text, t->len);
	memcpy(to + t->len, c->o->zone, zone);
	*t = (struct reads_text){ to, t->len + zone };
}

static int
put_row(struct converting *c, const struct reads *reads,
    const struct record *one, struct why *w)
{
	struct reads_row row;

	if (reads_fields_all(reads, one->bytes, one->len, &row, w) != 0)
		return -1;
	declare(c, &row);
	for (enum reads_field i = 0; i < READS_ALL; i++)
		if (row.field[i].len > 0 &&
		    !utf8_is(row.field[i].text, row.field[i].len))
			return why_set(w, WHY_READ_ENCODING,
			    "%s is no UTF-8, in read %llu", reads_field_name(i),
			    (unsigned long long)c->result->reads + 1);
	c->result->reads++;
	if ((c->o->ndjson ? put_ndjson(&c->out, &row, w)
			  : put_csv(&c->out, &row, w)) != 0)
		return -1;
	return c->out.len < FLUSH_BYTES ? 0 : flush(c, w);
}

static int
put_rows(struct converting *c, struct reads *reads, int fd, struct why *w)
{
	bool header = reads->headed;
	bool eof = false;

	while (!eof) {
		struct reads_cut how = { .check = true };
		size_t used;

		if (fill(&c->in, BUFFER_BYTES, fd, &eof, w) != 0)
			return -1;
		how.last = eof;
		c->cut.n = 0;
		if (c->in.len == 0)
			break;
		if (reads_cut(reads, &how, c->in.data, c->in.len, &c->cut,
			&used, w) != 0)
			return -1;
		for (size_t i = 0; i < c->cut.n; i++) {
			const struct record *one = &c->cut.items[i];

			if (!header && reads_is_row(reads, one) &&
			    put_row(c, reads, one, w) != 0)
				return -1;
			header = false;
		}
		c->in.len -= used;
		memmove(c->in.data, c->in.data + used, c->in.len);
	}
	return 0;
}

static int
open_file(const char *path, struct why *w)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return why_errno(w, "cannot open %s", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return why_set(w, WHY_INPUT_TYPE, "%s is no plain file", path);
}

/* The first bytes of a file, and what it is. */
static int
look(const struct convert_options *o, const char *path, int fd,
    struct bytes *in, struct reads_found *found, struct why *w)
{
	const struct reads_ask ask = { o->format, o->maps, o->n_maps };
	bool eof;

	in->len = 0;
	if (bytes_reserve(in, HEAD_BYTES, w) != 0 ||
	    fill(in, HEAD_BYTES, fd, &eof, w) != 0)
		return why_in(w, "%s", path);
	*found = reads_detect(&ask, path, in->data, in->len);
	return 0;
}

int
convert_detect(const struct convert_options *o, const char *path,
    struct reads_found *found, struct why *w)
{
	struct bytes in = { 0 };
	int fd = open_file(path, w);
	int rc;

	if (fd < 0)
		return -1;
	rc = look(o, path, fd, &in, found, w);
	close(fd);
	bytes_clear(&in);
	return rc;
}

static int
put_file(struct converting *c, const char *path, struct why *w)
{
	struct reads_found found;
	struct reads reads;
	int fd = open_file(path, w);
	int rc = -1;

	if (fd < 0)
		return -1;
	if (look(c->o, path, fd, &c->in, &found, w) != 0)
		goto out;
	if (found.format == NULL) {
		why_set(w, WHY_READ_FORMAT, "%s is of no read format", path);
		goto out;
	}
	if (reads_begin_mapped(&reads, found.format, c->o->zone,
		found.map == 0 ? NULL : c->o->maps[found.map - 1], w) == 0)
		rc = put_rows(c, &reads, fd, w);
	if (rc == 0)
		c->result->asides += reads.asides;
	else
		why_in(w, "%s", path);
	c->result->files++;
out:
	close(fd);
	return rc;
}

static int
put_all(struct converting *c, struct why *w)
{
	if (bytes_reserve(&c->in, BUFFER_BYTES, w) != 0 ||
	    put_header(c, w) != 0)
		return -1;
	for (size_t i = 0; i < c->o->n_paths; i++)
		if (put_file(c, c->o->paths[i], w) != 0)
			return -1;
	if (flush(c, w) != 0)
		return -1;
	return fsync(c->out_fd) == 0
	    ? 0
	    : why_errno(w, "cannot write %s", c->o->output);
}

/* Give it its name, unless that is taken. */
static int
commit(const char *part, const char *output, struct why *w)
{
	if (renameat2(AT_FDCWD, part, AT_FDCWD, output, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno == EEXIST)
		return why_set(w, WHY_USAGE, "%s is there already", output);
	return why_errno(w, "cannot name %s", output);
}

int
convert(const struct convert_options *o, struct convert_result *r,
    struct why *w)
{
	struct converting c = { .o = o, .result = r };
	char part[4096];
	struct stat st;
	int rc;

	*r = (struct convert_result){ 0 };
	if (lstat(o->output, &st) == 0)
		return why_set(w, WHY_USAGE, "%s is there already", o->output);
	rc = snprintf(part, sizeof(part), "%s.part", o->output);
	if (rc < 0 || (size_t)rc >= sizeof(part))
		return why_set(w, WHY_USAGE, "the output has a long name");
	c.out_fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (c.out_fd < 0)
		return why_errno(w, "cannot create %s", part);
	rc = put_all(&c, w);
	if (close(c.out_fd) != 0 && rc == 0)
		rc = why_errno(w, "cannot write %s", o->output);
	if (rc == 0)
		rc = commit(part, o->output, w);
	if (rc != 0)
		(void)unlink(part);
	bytes_clear(&c.in);
	bytes_clear(&c.out);
	records_clear(&c.cut);
	return rc;
}
