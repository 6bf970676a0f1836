#include "tool/cmd/receipt.h"

#include "tool/cmd/trust.h"

void
receipt_say(struct say *s, const struct receipts_checked *c)
{
	const struct receipt *r = &c->receipt;

	say_verdict(s, "VERIFIED");
	say_hex(s, "bundle", "Bundle", r->bundle, sizeof r->bundle);
	say_hex(s, "kept_as", NULL, r->kept, sizeof r->kept);
	say_hex(s, "seal_digest", NULL, r->seal, sizeof r->seal);
	say_text(s, "maker", "Received by", r->maker.agency);
	say_text(s, "fingerprint", "Fingerprint", r->maker.fingerprint);
	say_time(s, "received", "Received", r->received_s);
	say_time(s, "made", "Receipt made", r->made_s);
	trust_say(s, &c->decision, false);
	say_number(s, "records", "Records", r->records);
	say_number(s, "reads", "Reads", r->reads);
	say_number(s, "files", "Files", r->files);
	say_number(s, "orders", "Orders", r->orders);
	say_number(s, "seen", "Saw our log with", r->seen_size);
	say_text(s, "log", "Its log", witness_name(c->log.finding));
	say_number(s, "log_size", NULL, r->log.size);
	say_hex(s, "log_root", NULL, r->log.root, sizeof r->log.root);
}
