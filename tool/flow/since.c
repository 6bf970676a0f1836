#include "tool/flow/since.h"

#include <stdlib.h>
#include <string.h>

#include "formats/signature.h"
#include "keys/file.h"

/* --- what is given --- */

static int
add_authority(struct store_stamp_pins *pins, const char *path, struct why *w)
{
	struct bytes pem = { 0 };
	int rc = -1;

	if (pins->n == STORE_STAMP_PINS_MAX)
		return why_set(w, WHY_LIMIT,
		    "more than %d timestamp authorities", STORE_STAMP_PINS_MAX);
	if (file_read(path, TIMESTAMP_MAX_BYTES, &pem, w) == 0) {
		rc = timestamp_certificate(&pins->all[pins->n], pem.data,
		    pem.len, w);
		if (rc != 0)
			why_in(w, "%s", path);
	}
	if (rc == 0)
		pins->n++;
	bytes_clear(&pem);
	return rc;
}

static int
open_pins(struct since *s, const struct since_given *given, struct why *w)
{
	int rc = 0;

	s->pins = calloc(1, sizeof *s->pins);
	if (s->pins == NULL)
		return why_memory(w);
	if (s->store != NULL)
		rc = store_stamp_pins(s->store, s->pins, w);
	for (size_t i = 0; rc == 0 && i < given->n_authorities; i++)
		rc = add_authority(s->pins, given->authorities[i], w);
	return rc;
}

int
since_open(struct since *s, struct store *store,
    const struct since_given *given, struct why *w)
{
	*s = (struct since){ .store = store };
	if (given == NULL || given->n_tokens == 0)
		return 0;
	if (given->n_tokens > SINCE_TOKENS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d timestamps",
		    SINCE_TOKENS_MAX);
	s->tokens = calloc(given->n_tokens, sizeof *s->tokens);
	if (s->tokens == NULL)
		return why_memory(w);
	for (; s->n < given->n_tokens; s->n++) {
		struct since_token *t = &s->tokens[s->n];

		t->path = given->tokens[s->n];
		if (file_read(t->path, TIMESTAMP_MAX_BYTES, &t->response, w) !=
		    0)
			return -1;
	}
	return open_pins(s, given, w);
}

void
since_close(struct since *s)
{
	for (size_t i = 0; i < s->n; i++) {
		bytes_clear(&s->tokens[i].response);
		bytes_clear(&s->tokens[i].covered);
	}
	free(s->tokens);
	if (s->pins != NULL)
		store_stamp_pins_clear(s->pins);
	free(s->pins);
	*s = (struct since){ 0 };
}

/* --- what is kept --- */

static int
add_kept(void *self, const struct store_stamp *stamp, struct why *w)
{
	struct since *s = self;
	const struct known_since since = { stamp->token.time_s, KNOWN_TOKEN };

	if (stamp->row->response == NULL || stamp->why.reason != WHY_NONE)
		return 0;
	return known_add(&s->known, stamp->row->covered,
	    stamp->row->covered_bytes, &since, w);
}

static int
recall(struct since *s, const struct seal *seal, struct why *w)
{
	const struct ledger_stamp_which which = { .bundle = seal->id };

	return s->store == NULL
	    ? 0
	    : store_stamp_each(s->store, &which, NULL, add_kept, s, w);
}

/* --- what a token is over --- */

/* All of a file, then each of its signatures. */
static size_t
candidates(const struct bytes *signature,
    struct timestamp_data out[SIGNATURE_FILE_MAX + 1])
{
	struct signature_file file;
	struct why ignored = { 0 };
	size_t n = 0;

	if (signature_parse_file(&file, signature->data, signature->len,
		&ignored) != 0)
		return 0;
	out[n++] = (struct timestamp_data){ signature->data, signature->len };
	for (size_t i = 0; i < file.n && file.n > 1; i++)
		out[n++] = (struct timestamp_data){ file.all[i].data,
			file.all[i].len };
	return n;
}

static int
count(struct since *s, struct since_token *t, const struct seal *seal,
    const struct timestamp_data *over, struct why *w)
{
	const struct timestamp_ask ask = {
		.data = over->data,
		.len = over->len,
		.response = t->response.data,
		.response_len = t->response.len,
		.pins = s->pins->all,
		.n_pins = s->pins->n,
	};
	struct known_since since = { .by = KNOWN_TOKEN };

	if (timestamp_check(&ask, &t->token, w) != 0)
		return -1;
	since.time_s = t->token.time_s;
	memcpy(t->bundle, seal->id, sizeof t->bundle);
	t->dated_s = seal->created_s;
	t->placed = true;
	if (bytes_add(&t->covered, over->data, over->len, w) != 0)
		return -1;
	return known_add(&s->known, over->data, over->len, &since, w);
}

/* Is it over one of these? With no seal to come, it must be. */
static int
place(struct since *s, struct since_token *t, const struct seal *seal,
    const struct timestamp_data *all, size_t n, struct why *w)
{
	struct why other = { 0 };
	size_t which;

	if (timestamp_which(t->response.data, t->response.len, all, n, &which,
		&other) == 0)
		return count(s, t, seal, &all[which], w);
	if (why_exit(other.reason) == WHY_EXIT_NO && s->left > 0)
		return 0;
	return why_set(w, other.reason, "%s", other.text);
}

int
since_look(struct since *s, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	struct timestamp_data all[SIGNATURE_FILE_MAX + 1];
	struct seal seal = { 0 };
	struct why ignored = { 0 };
	size_t n = candidates(signature, all);
	int rc;

	/* what is no seal is refused by who reads it next */
	if (s == NULL || (s->store == NULL && s->n == 0) ||
	    seal_parse(&seal, text->data, text->len, &ignored) != 0)
		return 0;
	if (!s->begun)
		s->left = seal.n_earlier;
	else if (s->left > 0)
		s->left--;
	s->begun = true;
	rc = recall(s, &seal, w);
	/* nor is anything else that is not signed */
	for (size_t i = 0; rc == 0 && n > 0 && i < s->n; i++) {
		if (s->tokens[i].placed)
			continue;
		rc = place(s, &s->tokens[i], &seal, all, n, w);
		if (rc != 0)
			why_in(w, "%s", s->tokens[i].path);
	}
	seal_clear(&seal);
	return rc;
}

const struct known *
since_known(const struct since *s)
{
	return s == NULL ? NULL : &s->known;
}

int
since_keep(const struct since *s, const char *actor, size_t *kept,
    struct why *w)
{
	*kept = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct since_token *t = &s->tokens[i];
		struct ledger_stamp row = {
			.of_seal = true,
			.dated_s = t->dated_s,
			.covered = t->covered.data,
			.covered_bytes = t->covered.len,
			.response = t->response.data,
			.response_bytes = t->response.len,
		};
		bool fresh;

		memcpy(row.bundle, t->bundle, sizeof row.bundle);
		if (store_stamp_keep(s->store, &row, &t->token, actor, &fresh,
			w) != 0)
			return -1;
		*kept += fresh;
	}
	return 0;
}
