#include "tool/flow/cards.h"

#include "keys/card.h"
#include "keys/file.h"

static int
take_card(struct cards *c, const char *path, struct why *w)
{
	struct bytes text = { 0 };
	struct card card = { 0 };
	int rc = -1;

	if (file_read(path, CARD_MAX_BYTES, &text, w) != 0 ||
	    card_parse(&card, text.data, text.len, w) != 0)
		goto out;
	if (directory_find_agency(&c->directory, card.agency) != NULL) {
		why_set(w, WHY_USAGE, "agency %s is given twice", card.agency);
		goto out;
	}
	if (session_import(&c->session, &card.key, card.fingerprint, w) == 0)
		rc = directory_found(&c->directory, &card, 0, 0, w);
out:
	bytes_clear(&text);
	card_clear(&card);
	return rc == 0 ? 0 : why_in(w, "%s", path);
}

int
cards_open(struct cards *c, const char *const *paths, size_t n, struct why *w)
{
	if (home_open_temporary(&c->home, NULL, w) != 0 ||
	    session_open(&c->session, &c->home, w) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (take_card(c, paths[i], w) != 0)
			return -1;
	return 0;
}

void
cards_close(struct cards *c)
{
	directory_clear(&c->directory);
	session_close(&c->session);
	home_close(&c->home);
}
