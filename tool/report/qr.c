#include "tool/report/qr.h"

#include <qrencode.h>
#include <stdbool.h>

/* Modules around it that stay white. */
#define QUIET 4

static bool
is_dark(const QRcode *code, int x, int y)
{
	return (code->data[y * code->width + x] & 1) != 0;
}

/* Dark modules that stand side by side are one box. */
static void
put_row(struct html *h, const QRcode *code, int y)
{
	for (int x = 0; x < code->width; x++) {
		int from = x;

		while (x < code->width && is_dark(code, x, y))
			x++;
		if (x > from)
			html_put(h, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET,
			    x - from, x - from);
	}
}

static void
put_code(struct html *h, const QRcode *code, const char *text)
{
	int side = code->width + 2 * QUIET;

	html_put(h,
	    "<svg class=\"qr\" role=\"img\" viewBox=\"0 0 %d %d\" "
	    "shape-rendering=\"crispEdges\"><title>QR code: ",
	    side, side);
	html_text(h, text);
	html_put(h,
	    "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
	    "<path fill=\"#000\" d=\"",
	    side, side);
	for (int y = 0; y < code->width; y++)
		put_row(h, code, y);
	html_put(h, "\"/></svg>\n");
}

void
qr_html(struct html *h, const char *text)
{
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);

	if (code == NULL) {
		h->rc = why_errno(h->w, "cannot make a QR code");
		return;
	}
	put_code(h, code, text);
	QRcode_free(code);
}
