#include "tool/flow/since.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/signature.h"
#include "keys/file.h"
#include "tool/flow/since_inside.h"
#include "tool/store/ledger_shown.h"

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

static int
read_tokens(struct since *s, const struct since_given *given, struct why *w)
{
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

static int
read_proofs(struct since *s, const struct since_given *given, struct why *w)
{
	if (given->n_proofs > SINCE_PROOFS_MAX)
		return why_set(w, WHY_LIMIT, "more than %d proofs",
		    SINCE_PROOFS_MAX);
	s->proofs = calloc(given->n_proofs, sizeof *s->proofs);
	if (s->proofs == NULL)
		return why_memory(w);
	for (; s->n_proofs < given->n_proofs; s->n_proofs++) {
		struct since_proof *p = &s->proofs[s->n_proofs];

		p->path = given->proofs[s->n_proofs];
		if (file_read(p->path, SINCE_PROOF_MAX_BYTES, &p->file, w) != 0)
			return -1;
	}
	return 0;
}

int
since_open(struct since *s, struct store *store,
    const struct since_given *given, struct why *w)
{
	*s = (struct since){ .store = store };
	if (store != NULL) {
		s->session = &store->session;
		s->directory = &store->directory;
	}
	if (given == NULL)
		return 0;
	if (given->n_tokens > 0 && read_tokens(s, given, w) != 0)
		return -1;
	return given->n_proofs > 0 ? read_proofs(s, given, w) : 0;
}

void
since_close(struct since *s)
{
	for (size_t i = 0; i < s->n; i++) {
		bytes_clear(&s->tokens[i].response);
		bytes_clear(&s->tokens[i].covered);
	}
	free(s->tokens);
	for (size_t i = 0; i < s->n_proofs; i++)
		bytes_clear(&s->proofs[i].file);
	free(s->proofs);
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
recall(struct since *s, const struct since_seal *seal, struct why *w)
{
	const struct ledger_stamp_which which = { .bundle = seal->seal.id };

	if (s->store == NULL)
		return 0;
	if (store_stamp_each(s->store, &which, NULL, add_kept, s, w) != 0)
		return -1;
	return since_head_recall(s, seal, w);
}

/* --- what a token is over --- */

/* All of a file, then each of its signatures. */
static size_t
candidates(const void *data, size_t len,
    struct timestamp_data out[SIGNATURE_FILE_MAX + 1])
{
	struct signature_file file;
	struct why ignored = { 0 };
	size_t n = 0;

	if (signature_parse_file(&file, data, len, &ignored) != 0)
		return 0;
	out[n++] = (struct timestamp_data){ data, len };
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

/* What is not signed is refused by who reads it next. */
static int
place_all(struct since *s, const struct seal *seal,
    const struct timestamp_data *all, size_t n, struct why *w)
{
	for (size_t i = 0; n > 0 && i < s->n; i++) {
		struct since_token *t = &s->tokens[i];

		if (!t->placed && place(s, t, seal, all, n, w) != 0)
			return why_in(w, "%s", t->path);
	}
	return 0;
}

static int
look(struct since *s, const struct since_seal *seal,
    const struct bytes *signature, struct why *w)
{
	struct timestamp_data all[SIGNATURE_FILE_MAX + 1];
	size_t n = candidates(signature->data, signature->len, all);

	if (recall(s, seal, w) != 0 ||
	    place_all(s, &seal->seal, all, n, w) != 0)
		return -1;
	for (size_t i = 0; n > 0 && i < s->n_proofs; i++) {
		struct since_proof *p = &s->proofs[i];

		if (!p->placed && since_head_place(s, p, seal, w) != 0)
			return why_in(w, "%s", p->path);
	}
	return 0;
}

int
since_look(struct since *s, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	struct since_seal seal = { .text = text };
	struct why ignored = { 0 };
	int rc;

	/* nor is what is no seal */
	if (s == NULL || (s->store == NULL && s->n + s->n_proofs == 0) ||
	    seal_parse(&seal.seal, text->data, text->len, &ignored) != 0)
		return 0;
	if (!s->begun)
		s->left = seal.seal.n_earlier;
	else if (s->left > 0)
		s->left--;
	s->begun = true;
	rc = look(s, &seal, signature, w);
	seal_clear(&seal.seal);
	return rc;
}

int
since_signatures(struct since *s, const void *data, size_t len, size_t left,
    struct why *w)
{
	static const struct seal none;
	struct timestamp_data all[SIGNATURE_FILE_MAX + 1];

	s->left = left;
	return place_all(s, &none, all, candidates(data, len, all), w);
}

const struct known *
since_known(const struct since *s)
{
	return s == NULL ? NULL : &s->known;
}

int
since_keep(struct since *s, const char *actor, size_t *kept, struct why *w)
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
	for (size_t i = 0; i < s->n_proofs; i++) {
		const struct since_proof *p = &s->proofs[i];
		struct ledger_shown row = {
			.kept_s = time(NULL),
			.proof = p->file.data,
			.len = p->file.len,
		};
		bool fresh;

		memcpy(row.bundle, p->bundle, sizeof row.bundle);
		if (since_head_room(s, row.bundle, w) != 0 ||
		    ledger_shown_put(&s->store->ledger, &row, &fresh, w) != 0)
			return -1;
		*kept += fresh;
	}
	return 0;
}
