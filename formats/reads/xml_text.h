#ifndef FORMATS_READS_XML_TEXT_H
#define FORMATS_READS_XML_TEXT_H

/** Tags and texts of XML, where they stand. Source: reads.txt, 10. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

/** Where a reader is. What returns false has set what is wrong, static. */
struct xml_text {
	const uint8_t *at;
	const uint8_t *end;
	const char *fault;
	enum why_reason reason;
	bool more; /* the fault is that there are no more bytes */
};

enum xml_text_kind {
	XML_TEXT_OPEN,
	XML_TEXT_CLOSE,
	XML_TEXT_EMPTY
};
struct xml_text_tag {
	const uint8_t *name;
	size_t len;
	enum xml_text_kind kind;
};

/** Set what is wrong, unless something is already; false. */
bool xml_text_bad(struct xml_text *t, const char *fault);
/** There are n bytes more. */
bool xml_text_has(struct xml_text *t, size_t n);
/** Pass blanks and line ends. */
void xml_text_blank(struct xml_text *t);
/** Pass them and comments, up to something else or the end. */
bool xml_text_between(struct xml_text *t);
/** Does an XML declaration begin here? False with a fault where there are too
 *  few bytes to tell. */
bool xml_text_is_declaration(struct xml_text *t);
/** Pass it; it must say XML 1.0, and UTF-8 if anything. */
bool xml_text_declaration(struct xml_text *t);
/** Take the tag that begins here; attributes are read and left. */
bool xml_text_tag(struct xml_text *t, struct xml_text_tag *tag);
/** Pass text up to the next stop. *escaped: there is a reference in it. */
bool xml_text_run(struct xml_text *t, uint8_t stop, bool *escaped);
/** Text that was passed, without its references, into size bytes; false when
 *  it does not fit as it stands. */
bool xml_text_plain(const char *text, size_t text_len, char *out, size_t size,
    size_t *len);

#endif
