#include "tool/report/report_inside.h"

#include <string.h>

/* A line of it; %s in a command is the id of the bundle. */
struct step {
	bool command;
	const char *text;
};

static const struct step sealed[] = {
	{ false,
	    "Anybody who has the card of the agency that sealed it can check "
	    "the signatures and every sealed byte; a recipient, with the key "
	    "of its store, everything inside too:" },
	{ true, "sealbag verify BUNDLE.sbag --signer CARD" },
	{ true, "sealbag verify BUNDLE.sbag --store STORE" },
	{ false,
	    "Stock tools (tar, gpg, zstd, b2sum, sha256sum) are enough: the "
	    "recipe is in README.txt, the first file of the bundle, which is "
	    "a tar. It is a script to be read first:" },
	{ true,
	    "tar -xOf BUNDLE.sbag README.txt | sed -n 's/^    //p' > open.sh" },
	{ false,
	    "The key must be the one of the fingerprint above, learnt from "
	    "the agency itself and not from this report." },
};

static const struct step received[] = {
	{ false,
	    "Who has the store can hold what was released against the "
	    "sender's seal, and check the custody log:" },
	{ true, "sealbag verify STORE/received/%s" },
	{ true, "sealbag log verify STORE" },
	{ false,
	    "Who has not can be given the events of this bundle with a proof, "
	    "or reads of it as an exhibit, and checks them with the card of "
	    "the agency alone:" },
	{ true, "sealbag log prove STORE --bundle %s --output FILE" },
	{ true, "sealbag log verify FILE --signer CARD" },
	{ false,
	    "With stock tools: every file has its SHA-256 in the folder of "
	    "the bundle, and the seal with its signature lies in the store:" },
	{ true, "sha256sum --strict -c manifest-sha256.txt" },
	{ true, "gpg --verify seal.json.sig seal.json" },
};

static const struct step sent[] = {
	{ false,
	    "Who has the sealed file can check it against the digest above; "
	    "who has the store, its custody log; who has neither can be given "
	    "the events of this bundle with a proof:" },
	{ true, "sealbag verify BUNDLE.sbag --signer CARD" },
	{ true, "sealbag log verify STORE" },
	{ true, "sealbag log prove STORE --bundle %s --output FILE" },
	{ false,
	    "With stock tools: \"b2sum seal.json\" of the sealed file, which "
	    "is a tar, gives the digest above." },
};

static const struct step exhibit[] = {
	{ false,
	    "Anybody who has the card of the agency that sealed the bundle "
	    "can check each read, with this program or with another one that "
	    "comes with it, needs Python and gpg alone, and was written to be "
	    "read:" },
	{ true, "sealbag verify EXHIBIT --signer CARD" },
	{ true, "verify-exhibit.py EXHIBIT --signer CARD" },
	{ false,
	    "Stock tools (tar, gpg, sed, sha256sum) show who made it, who "
	    "signed the seal, and that it is whole: the recipe is in "
	    "README.txt, the first file of the exhibit, which is a tar:" },
	{ true,
	    "tar -xOf EXHIBIT README.txt | sed -n 's/^    //p' > check.sh" },
	{ false,
	    "It does not show that nothing else was as asked for: that is the "
	    "word of the agency that made it." },
};

static const struct step store[] = {
	{ false, "Who has the store can check its custody log:" },
	{ true, "sealbag log verify STORE" },
	{ false,
	    "Who keeps an earlier signed head of it, as each agency does that "
	    "was sent a bundle, can hold the log against that:" },
	{ true, "sealbag log verify STORE --checkpoint FILE" },
	{ false, "A head is text, and its signature is for stock gpg:" },
	{ true, "gpg --verify FILE.sig FILE" },
};

#define STEPS(name)                                    \
	{                                              \
		name, sizeof(name) / sizeof((name)[0]) \
	}

void
report_how(struct paper *p, enum report_kind kind, const char *id)
{
	static const struct {
		const struct step *steps;
		size_t n;
	} all[] = {
		[REPORT_SEALED] = STEPS(sealed),
		[REPORT_RECEIVED] = STEPS(received),
		[REPORT_SENT] = STEPS(sent),
		[REPORT_EXHIBIT] = STEPS(exhibit),
		[REPORT_STORE] = STEPS(store),
	};

	paper_heading(p, 2, "Who can check this, and how");
	for (size_t i = 0; i < all[kind].n; i++) {
		const char *text = all[kind].steps[i].text;
		const char *at = strstr(text, "%s");

		if (!all[kind].steps[i].command)
			paper_say(p, PAPER_TEXT, "%s", text);
		else if (at == NULL)
			paper_say(p, PAPER_COMMAND, "%s", text);
		else
			paper_say(p, PAPER_COMMAND, "%.*s%s%s",
			    (int)(at - text), text, id, at + 2);
	}
}
