#include "formats/reads.h"

#include <string.h>

#include "formats/reads/csv.h"
#include "formats/reads/format.h"

static const struct reads_format *const formats[] = {
	&csv_format,
};
enum {
	FORMATS = sizeof formats / sizeof formats[0]
};

/* Does name end so, in upper or lower case? */
static bool
ends_in(const char *name, const char *ending)
{
	size_t len = strlen(name);
	size_t end = strlen(ending);
	size_t i = 0;

	if (len < end)
		return false;
	name += len - end;
	for (; i < end; i++) {
		char c = name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (c != ending[i])
			break;
	}
	return i == end;
}

const char *
reads_recognise(const char *name, const uint8_t *head, size_t len)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (ends_in(name, formats[i]->ending) &&
		    formats[i]->recognise(head, len))
			return formats[i]->name;
	}
	return NULL;
}

bool
reads_likely(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (ends_in(name, formats[i]->ending))
			return true;
	}
	return false;
}

int
reads_begin(struct reads *r, const char *format, const char *zone,
    struct why *w)
{
	*r = (struct reads){ 0 };
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i]->name, format) == 0)
			r->format = formats[i];
	}
	if (r->format == NULL)
		return why_set(w, WHY_CONTENTS, "no read format is called %s",
		    format);
	if (zone[0] == '\0')
		return 0;
	if (!reads_zone(zone, strlen(zone), &r->zone_s))
		return why_set(w, WHY_USAGE,
		    "%s is not a zone such as Z or +01:00", zone);
	r->zoned = true;
	return 0;
}

/* NOLINTBEGIN(readability-function-size): how, of what, and what came of it. */
int
reads_cut(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, struct records *out, size_t *used, struct why *w)
{
	return r->format->cut(r, how, data, len, out, used, w);
}
/* NOLINTEND(readability-function-size) */

int
reads_fields(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w)
{
	return r->format->fields(r, row, len, out, w);
}

bool
reads_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out)
{
	return r->format->field(r, which, row, out);
}

bool
reads_image_path(const char *csv_name, const struct reads_text *field,
    char out[NAME_MAX_BYTES + 1])
{
	const char *slash = strrchr(csv_name, '/');
	size_t folder = slash == NULL ? 0 : (size_t)(slash - csv_name) + 1;
	struct why w = { 0 };

	if (field->text == NULL || field->len == 0 ||
	    folder + field->len > NAME_MAX_BYTES ||
	    memchr(field->text, '\0', field->len) != NULL)
		return false;
	memcpy(out, csv_name, folder);
	memcpy(out + folder, field->text, field->len);
	out[folder + field->len] = '\0';
	/* The field alone too: "/x" behind a folder would look like "a//x",
	 * which is refused, and "" like the folder itself. */
	return name_check(out + folder, field->len, WHY_MEMBER_NAME, &w) == 0 &&
	    name_check(out, folder + field->len, WHY_MEMBER_NAME, &w) == 0;
}
