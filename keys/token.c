#include "keys/token.h"

#include <gpgme.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/bytes.h"
#include "keys/agent.h"

/* What a daemon or the agent says of a token, in our words. */
static const struct {
	gpgme_err_code_t code;
	enum why_reason reason;
	const char *sentence;
} faults[] = {
	{ GPG_ERR_BAD_PIN, WHY_TOKEN_PIN, "the PIN of the token is wrong" },
	{ GPG_ERR_BAD_PASSPHRASE, WHY_TOKEN_PIN,
	    "the PIN of the token is wrong" },
	{ GPG_ERR_NO_PIN, WHY_TOKEN_PIN, "the token wants its PIN" },
	{ GPG_ERR_PIN_BLOCKED, WHY_TOKEN_BLOCKED,
	    "the PIN of the token is blocked" },
	{ GPG_ERR_NO_SCDAEMON, WHY_TOKEN,
	    "the daemon of the token does not run" },
	{ GPG_ERR_CARD_NOT_PRESENT, WHY_TOKEN, "there is no token" },
	{ GPG_ERR_CARD_REMOVED, WHY_TOKEN, "there is no token" },
	{ GPG_ERR_ENODEV, WHY_TOKEN, "there is no token, or no reader" },
	{ GPG_ERR_WRONG_CARD, WHY_TOKEN, "it is another token" },
	{ GPG_ERR_UNUSABLE_SECKEY, WHY_TOKEN, "it is another token" },
	{ GPG_ERR_CARD, WHY_TOKEN, "the token failed" },
	{ GPG_ERR_CARD_RESET, WHY_TOKEN, "the token was reset" },
	{ GPG_ERR_INV_CARD, WHY_TOKEN, "the token is not of a kind used" },
	{ GPG_ERR_CARD_NOT_INITIALIZED, WHY_TOKEN, "the token has no keys" },
	{ GPG_ERR_UNSUPPORTED_OPERATION, WHY_TOKEN,
	    "the token cannot do this" },
};

bool
token_fault(unsigned int error, struct why *w)
{
	gpgme_err_code_t code = gpgme_err_code(error);

	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		if (faults[i].code == code) {
			why_set(w, faults[i].reason, "%s", faults[i].sentence);
			return true;
		}
	}
	return false;
}

/* Any failure of a question is one of the token. */
static int
not_answered(unsigned int error, struct why *w)
{
	char text[160];

	if (error == 0 || token_fault(error, w))
		return error == 0 ? 0 : -1;
	if (gpgme_strerror_r(error, text, sizeof text) != 0)
		text[sizeof text - 1] = '\0';
	return why_set(w, WHY_TOKEN, "the token does not answer: %s", text);
}

/* The next word of a line, cut off; NULL: there is none, or it is too long. */
static const char *
next_word(char **line, size_t size)
{
	char *word = strsep(line, " ");

	return word != NULL && word[0] != '\0' && strlen(word) < size ? word
								      : NULL;
}

/* "SERIALNO <serial> ..." and "KEYPAIRINFO <keygrip> <id> ...".
 * Source: GnuPG's scd/command.c, LEARN. */
static void
take_line(struct token *t, char *line)
{
	const char *keyword = strsep(&line, " ");
	const char *word;

	if (keyword == NULL || line == NULL)
		return;
	if (strcmp(keyword, "SERIALNO") == 0 &&
	    (word = next_word(&line, sizeof t->serial)) != NULL)
		snprintf(t->serial, sizeof t->serial, "%s", word);
	if (strcmp(keyword, "KEYPAIRINFO") == 0 && t->n < TOKEN_KEYS_MAX &&
	    (word = next_word(&line, TOKEN_GRIP_BYTES)) != NULL) {
		struct token_key *key = &t->keys[t->n];

		snprintf(key->keygrip, sizeof key->keygrip, "%s", word);
		word = next_word(&line, sizeof key->id);
		if (word == NULL)
			return;
		snprintf(key->id, sizeof key->id, "%s", word);
		t->n++;
	}
}

int
token_look(const struct home *h, struct token *out, struct why *w)
{
	struct bytes lines = { 0 };
	char *line;
	char *rest;
	int rc = -1;

	*out = (struct token){ 0 };
	if (not_answered(
		agent_ask(h->gnupg_path, true, "SCD LEARN --force", &lines),
		w) != 0 ||
	    bytes_add(&lines, "", 1, w) != 0)
		goto out;
	rest = (char *)lines.data;
	while ((line = strsep(&rest, "\n")) != NULL)
		take_line(out, line);
	if (out->n == 0) {
		why_set(w, WHY_TOKEN, "there is no token, or none with keys");
		goto out;
	}
	rc = 0;
out:
	bytes_clear(&lines);
	return rc;
}

int
token_learn(const struct home *h, struct why *w)
{
	struct bytes lines = { 0 };
	int rc = not_answered(
	    agent_ask(h->gnupg_path, true, "LEARN --force", &lines), w);

	bytes_clear(&lines);
	return rc;
}

const struct token_key *
token_find(const struct token *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct token_key *key = &t->keys[i];
		const char *slash = strrchr(key->id, '/');

		if (strcasecmp(key->keygrip, name) == 0 ||
		    strcmp(key->id, name) == 0 ||
		    (slash != NULL && strcmp(slash + 1, name) == 0))
			return key;
	}
	return NULL;
}
