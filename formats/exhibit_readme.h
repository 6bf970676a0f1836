#ifndef FORMATS_EXHIBIT_README_H
#define FORMATS_EXHIBIT_README_H

/** README.txt of an exhibit: what it is, and what stock tools can check of it.
 *  The same text in every exhibit. Source: exhibit.txt, 6. */

#include "formats/bytes.h"
#include "formats/why.h"

/** Append the text. */
int exhibit_readme_write(struct bytes *out, struct why *w);

#endif
