#include "formats/receipt.h"

#include <string.h>

#include "formats/text.h"

/* Numbers, in the order of the text. */
static const struct {
	const char *key;
	size_t at;
} counts[] = {
	{ "records", offsetof(struct receipt, records) },
	{ "reads", offsetof(struct receipt, reads) },
	{ "files", offsetof(struct receipt, files) },
	{ "orders", offsetof(struct receipt, orders) },
};
enum {
	COUNTS = sizeof counts / sizeof counts[0]
};

static int
check(const struct receipt *r, struct why *w)
{
	if (seal_party_check(&r->maker, w) != 0)
		return why_in(w, "maker");
	if (seal_party_check(&r->sender, w) != 0)
		return why_in(w, "sender");
	if (strcmp(r->maker.agency, r->sender.agency) == 0)
		return why_set(w, WHY_RECEIPT,
		    "the receipt is one of %s for itself", r->maker.agency);
	return seal_log_check(&r->log, w);
}

int
receipt_write(const struct receipt *r, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	if (check(r, w) != 0)
		return -1;
	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", RECEIPT_FORMAT);
	text_out_hex(&o, "bundle", r->bundle, sizeof r->bundle);
	text_out_hex(&o, "seal", r->seal, sizeof r->seal);
	text_out_hex(&o, "kept", r->kept, sizeof r->kept);
	seal_party_write(&r->maker, "maker", &o);
	seal_party_write(&r->sender, "sender", &o);
	text_out_time(&o, "received", r->received_s);
	text_out_time(&o, "made", r->made_s);
	for (size_t i = 0; i < COUNTS; i++) {
		uint64_t value;

		memcpy(&value, (const char *)r + counts[i].at, sizeof value);
		text_out_number(&o, counts[i].key, value);
	}
	text_out_open(&o, "seen", '{');
	text_out_number(&o, "size", r->seen_size);
	text_out_hex(&o, "root", r->seen_root, sizeof r->seen_root);
	text_out_close(&o);
	seal_log_write(&r->log, &o);
	text_out_close(&o);
	return text_out_end(&o, w);
}

static int
take(struct receipt *r, struct text_object *from, struct why *w)
{
	struct text_object seen;
	const char *format;

	if (text_string(from, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, RECEIPT_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "the receipt has format \"%s\"; this reads " RECEIPT_FORMAT,
		    format);
	if (text_hex(from, "bundle", r->bundle, sizeof r->bundle, w) != 0 ||
	    text_hex(from, "seal", r->seal, sizeof r->seal, w) != 0 ||
	    text_hex(from, "kept", r->kept, sizeof r->kept, w) != 0 ||
	    seal_party_take(&r->maker, from, "maker", w) != 0 ||
	    seal_party_take(&r->sender, from, "sender", w) != 0 ||
	    text_time(from, "received", &r->received_s, w) != 0 ||
	    text_time(from, "made", &r->made_s, w) != 0)
		return -1;
	for (size_t i = 0; i < COUNTS; i++) {
		uint64_t value;

		if (text_number(from, counts[i].key, INT64_MAX, &value, w) != 0)
			return -1;
		memcpy((char *)r + counts[i].at, &value, sizeof value);
	}
	if (text_child(from, "seen", &seen, w) != 0 ||
	    text_number(&seen, "size", INT64_MAX, &r->seen_size, w) != 0 ||
	    text_hex(&seen, "root", r->seen_root, sizeof r->seen_root, w) !=
		0 ||
	    text_end(&seen, w) != 0 || seal_log_take(&r->log, from, w) != 0)
		return -1;
	return text_end(from, w);
}

/* There is one way to write it. */
static int
check_form(const struct receipt *r, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = receipt_write(r, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = why_set(w, WHY_RECEIPT,
		    "the receipt is not in its one form");
	bytes_clear(&again);
	return rc;
}

int
receipt_parse(struct receipt *r, const void *data, size_t len, struct why *w)
{
	struct text t = { 0 };
	struct text_object root;
	int rc = -1;

	*r = (struct receipt){ 0 };
	if (len > RECEIPT_MAX_BYTES)
		return why_set(w, WHY_RECEIPT, "the receipt is too large");
	if (text_parse(&t, data, len, w) == 0) {
		root = text_root(&t);
		if (take(r, &root, w) == 0)
			rc = check_form(r, data, len, w);
	}
	text_clear(&t);
	return rc;
}

void
receipt_clear(struct receipt *r)
{
	seal_log_clear(&r->log);
}
