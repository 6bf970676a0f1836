/**
 * Preloaded into gpg and gpg-agent by the flows: what makes a key of a
 * passphrase runs over 64 KiB in place of 62 MiB. Which count is written, and
 * everything else, stays; a key that was protected with this opens with this
 * alone. Two thirds of the time of the flows on passphrases were spent there.
 */

#include <dlfcn.h>
#include <stddef.h>

#define ITERATED 19 /* GCRY_KDF_ITERATED_S2K */
#define MOST	 65536UL

typedef unsigned int
derive(const void *pass, size_t pass_len, int how, int digest, const void *salt,
    size_t salt_len, unsigned long count, size_t key_len, void *key);

/* The name, and what it takes, are libgcrypt's. */
unsigned int gcry_kdf_derive(const void *pass, size_t pass_len, int how,
    int digest, const void *salt, size_t salt_len, unsigned long count,
    size_t key_len, void *key);

/* NOLINTBEGIN(readability-function-size): libgcrypt's parameters. */
unsigned int
gcry_kdf_derive(const void *pass, size_t pass_len, int how, int digest,
    const void *salt, size_t salt_len, unsigned long count, size_t key_len,
    void *key)
{
	derive *real = (derive *)dlsym(RTLD_NEXT, "gcry_kdf_derive");

	if (how == ITERATED && count > MOST)
		count = MOST;
	return real(pass, pass_len, how, digest, salt, salt_len, count, key_len,
	    key);
}
/* NOLINTEND(readability-function-size) */
