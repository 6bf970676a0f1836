#ifndef TOOL_REPORT_QR_H
#define TOOL_REPORT_QR_H

/** QR codes, as a drawing for a page; the only place with <qrencode.h>.
 *  Source: checkcode.txt, 5. */

#include "tool/report/html.h"

/** Append one as SVG, with its quiet zone; the page's pixels do not matter.
 *  text: of the letters, digits and marks that a QR code packs closely; it is
 *  the drawing's name too. A fault sticks in h. */
void qr_html(struct html *h, const char *text);

#endif
