#include "formats/tree_text.h"

void
tree_text_write(struct text_out *o, const char *key, const struct tree_proof *p)
{
	text_out_open(o, key, '[');
	for (size_t i = 0; i < p->n; i++)
		text_out_hex(o, NULL, p->hashes[i], HASH_BYTES);
	text_out_close(o);
}

int
tree_text_take(struct text_object *from, const char *key, struct tree_proof *p,
    struct why *w)
{
	struct text_array all;
	const char *hex;

	if (text_array(from, key, TREE_PROOF_MAX, &all, w) != 0)
		return -1;
	for (; p->n < all.n; p->n++) {
		if (text_string_at(&all, p->n, (size_t)2 * HASH_BYTES, &hex,
			w) != 0)
			return -1;
		if (!bytes_from_hex(p->hashes[p->n], HASH_BYTES, hex))
			return why_set(w, WHY_JSON, "%s: not a hash", key);
	}
	return 0;
}
