/** Each read format in the shapes in which its files come. Source: reads.txt,
 *  1; 4; 5; 6; 7; 10. */

#include "tests/unit/reads_shapes.h"

#include "tests/unit/formats.h"

static const char map_text[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","
    "\"dialect\":{\"separator\":\"\\t\",\"quote\":\"'\",\"header\":true},"
    "\"time\":{\"pattern\":\"yyyy:MM:dd HH:mm:ss\",\"zone\":\"Z\"},"
    "\"decimal\":\".\",\"confidence_scale\":100,\"fields\":{"
    "\"vrm\":{\"column\":\"Plate\"},\"feed_id\":{\"value\":\"7\"},"
    "\"source_id\":{\"value\":\"0\"},\"camera_id\":{\"column\":\"Cam\"},"
    "\"capture_time\":{\"column\":\"Day\",\"and_column\":\"Hour\"}}}";

#define ROWS(FORMAT)                                                 \
	{                                                            \
#FORMAT, shapes_##FORMAT,                            \
		    sizeof shapes_##FORMAT / sizeof *shapes_##FORMAT \
	}

static const struct {
	const char *format;
	const struct shape_row *rows;
	size_t n;
} formats[] = { ROWS(csv), ROWS(mapped), ROWS(compact), ROWS(ndjson),
	ROWS(json), ROWS(openalpr), ROWS(anprflow), ROWS(hikvision) };

static const char *const names[SHAPES] = {
	[SHAPE_LF] = "line feeds",
	[SHAPE_CRLF] = "carriage returns and line feeds",
	[SHAPE_CR] = "carriage returns alone",
	[SHAPE_NO_LAST_END] = "no last line end",
	[SHAPE_QUOTING] = "quoting",
	[SHAPE_MARK] = "a mark",
	[SHAPE_UTF8] = "UTF-8",
	[SHAPE_LATIN] = "an encoding of one byte",
	[SHAPE_UTF16] = "UTF-16",
	[SHAPE_SEPARATORS] = "other separators",
	[SHAPE_MISSING] = "something missing",
	[SHAPE_EXTRA] = "something more",
	[SHAPE_EMPTY] = "an empty file",
	[SHAPE_HEADER_ONLY] = "no reads",
};

int
main(void)
{
	struct reads_map *map = formats_map(map_text);

	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		const char *format = formats[i].format;
		uint32_t seen = 0;

		for (size_t k = 0; k < formats[i].n; k++) {
			const struct shape_row *row = &formats[i].rows[k];
			struct formats_file f = { .format = format,
				.map = reads_needs_map(format) ? map : NULL,
				.zone = "",
				.data = (const uint8_t *)row->file,
				.len = row->len };

			seen |= UINT32_C(1) << row->shape;
			formats_check(&f, row->want, names[row->shape]);
		}
		tap_number(seen, (UINT32_C(1) << SHAPES) - 1,
		    "%s is held against each shape", format);
	}
	reads_map_free(map);
	return tap_done();
}
