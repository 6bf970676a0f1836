#ifndef FORMATS_README_H
#define FORMATS_README_H

/**
 * README.txt of a bundle: what it is, and how to check and open it with stock
 * tools. The same text in every bundle, so that no personal data is in it.
 * Source: bundle.txt, 7.
 */

#include "formats/bytes.h"
#include "formats/why.h"

/** Append the text. */
int readme_write(struct bytes *out, struct why *w);

#endif
