#include "formats/reads/xml.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

#define FRONT "<EventNotificationAlert a='b'>"
#define BACK  "</EventNotificationAlert>\n"

/* The row without what stands at this name, "!" before it if it changed; or
 *  what is wrong. */
static const char *
emptied(const char *name, const char *text)
{
	static char told[4096];
	struct record row = { .bytes = (const uint8_t *)text,
		.len = (uint32_t)strlen(text) };
	struct reads_empty e = { 0 };
	struct bytes out = { 0 };
	struct reads r;
	struct why w = { 0 };
	bool changed = false;
	bool found;

	if (reads_begin(&r, "hikvision", "", &w) != 0 ||
	    reads_empty_column(&r, NULL, name, &e, &found, &w) != 0 ||
	    reads_empty_row(&r, &e, &row, &out, &changed, &w) != 0)
		(void)snprintf(told, sizeof told, "%s", w.text);
	else
		(void)snprintf(told, sizeof told, "%s%.*s", changed ? "!" : "",
		    (int)out.len, (const char *)out.data);
	bytes_clear(&out);
	return told;
}

int
main(void)
{
	tap_text(emptied("channelName",
		     FRONT "\n <channelName>N</channelName>"
			   "\n <a/>" BACK),
	    "!" FRONT "\n \n <a/>" BACK, "an element, not the blanks around");
	tap_text(
	    emptied("camera_name", FRONT "<channelName>N</channelName >" BACK),
	    "!" FRONT BACK, "by the name of the field");
	tap_text(emptied("confidence",
		     FRONT "<ANPR><x>1</x><confidenceLevel>9</confidenceLevel>"
			   "</ANPR><confidenceLevel>8</confidenceLevel>" BACK),
	    "!" FRONT "<ANPR><x>1</x></ANPR><confidenceLevel>8"
	    "</confidenceLevel>" BACK,
	    "where it is, and nowhere else");
	tap_text(emptied("x",
		     FRONT "<x/><y/><x a='>'><x>1</x><!-- </x> --></x>"
			   "<z><x>2</x></z>" BACK),
	    "!" FRONT "<y/><z><x>2</x></z>" BACK,
	    "all of that name, with what is in them");
	tap_text(emptied("z.x", FRONT "<x>1</x><z><x>2</x><y/></z>" BACK),
	    "!" FRONT "<x>1</x><z><y/></z>" BACK, "one inside another");
	tap_text(
	    emptied("x", "<?xml version='1.0'?>\n" FRONT "<x>&lt;</x>" BACK),
	    "!<?xml version='1.0'?>\n" FRONT BACK, "behind a declaration");
	tap_text(emptied("y", FRONT "<x>1</x>" BACK "<!-- -->"),
	    FRONT "<x>1</x>" BACK "<!-- -->", "none");
	tap_text(emptied("y", "<EventNotificationAlert/>"),
	    "<EventNotificationAlert/>", "of an empty one");
	tap_text(emptied("ANPR", FRONT BACK),
	    "--drop-column ANPR: no read can be without it",
	    "what holds the plate");
	tap_text(emptied("x", FRONT "<x>"), "it ends too early",
	    "what was not checked is refused");
	return tap_done();
}
