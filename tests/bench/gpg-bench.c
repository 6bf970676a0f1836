/*
 * Passphrase encryption of segments through gpg, in memory, by one and by two
 * threads. Usage: gpg-bench [MIB [ROUNDS]]. Prints MB/s of plaintext in the
 * best round, since other work on the machine only takes away.
 */

#include <ftw.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/bytes.h"
#include "keys/session.h"

#define THREADS_MAX 2

static const char passphrase[] =
    "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";

struct worker {
	pthread_t thread;
	const struct home *home;
	const struct bytes *plain;
	unsigned int rounds;
	double encrypt_s;
	double decrypt_s;
	bool failed;
};

static pthread_barrier_t barrier;

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
keep_best(double *best_s, double took_s)
{
	if (*best_s <= 0 || took_s < *best_s)
		*best_s = took_s;
}

static int
work(struct worker *k, struct session *s, struct why *w)
{
	struct bytes sealed = { 0 };
	struct bytes opened = { 0 };
	struct pump_io in = { .data = k->plain->data,
		.len = k->plain->len,
		.bytes = &sealed,
		.max_bytes = 2 * k->plain->len };
	int rc = -1;

	for (unsigned int i = 0; i < k->rounds; i++) {
		struct pump_io out = { .bytes = &opened,
			.max_bytes = k->plain->len };
		double start;

		sealed.len = opened.len = 0;
		pthread_barrier_wait(&barrier);
		start = now_s();
		if (session_encrypt_symmetric(s, passphrase, &in, w) != 0)
			goto out;
		pthread_barrier_wait(&barrier);
		keep_best(&k->encrypt_s, now_s() - start);
		out.data = sealed.data;
		out.len = sealed.len;
		start = now_s();
		if (session_decrypt_symmetric(s, passphrase, &out, w) != 0)
			goto out;
		pthread_barrier_wait(&barrier);
		keep_best(&k->decrypt_s, now_s() - start);
	}
	rc = opened.data == NULL || opened.len != k->plain->len ||
	    memcmp(opened.data, k->plain->data, opened.len) != 0;
out:
	bytes_clear(&sealed);
	bytes_clear(&opened);
	return rc;
}

static void *
run(void *self)
{
	struct worker *k = self;
	struct session s = { 0 };
	struct why w = { 0 };

	if (session_open(&s, k->home, &w) != 0 || work(k, &s, &w) != 0) {
		fprintf(stderr, "gpg-bench: %s\n", w.text);
		exit(1); /* the others would wait for ever */
	}
	session_close(&s);
	return NULL;
}

static void
measure(const struct home *home, const struct bytes *plain, unsigned int n,
    unsigned int rounds)
{
	struct worker workers[THREADS_MAX] = { 0 };
	double total = (double)plain->len * n / 1e6;

	pthread_barrier_init(&barrier, NULL, n);
	for (unsigned int i = 0; i < n; i++) {
		workers[i].home = home;
		workers[i].plain = plain;
		workers[i].rounds = rounds;
		if (pthread_create(&workers[i].thread, NULL, run,
			&workers[i]) != 0)
			exit(1);
	}
	for (unsigned int i = 0; i < n; i++)
		pthread_join(workers[i].thread, NULL);
	pthread_barrier_destroy(&barrier);
	printf("threads %u: encrypt %.0f MB/s, decrypt %.0f MB/s\n", n,
	    total / workers[0].encrypt_s, total / workers[0].decrypt_s);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	/* The agent, as it ends, takes its sockets away itself. */
	(void)remove(path);
	return 0;
}

int
main(int argc, char **argv)
{
	uint64_t mib = 32;
	uint64_t rounds = 8;
	struct bytes plain = { 0 };
	struct home home = { 0 };
	struct why w = { 0 };
	char folder[] = "/tmp/gb-XXXXXX";
	char path[64];
	int rc = 1;

	if ((argc > 1 && !bytes_decimal(argv[1], 1024, &mib)) ||
	    (argc > 2 && !bytes_decimal(argv[2], 1000, &rounds)) || mib == 0 ||
	    rounds == 0) {
		fprintf(stderr, "usage: gpg-bench [MIB [ROUNDS]]\n");
		return 2;
	}
	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(path, sizeof path, "%s/h", folder);
	if (bytes_reserve(&plain, mib << 20, &w) != 0)
		goto out;
	plain.len = mib << 20;
	for (size_t at = 0; at < plain.len; at += 1 << 20) {
		if (bytes_random(plain.data + at, 1 << 20, &w) != 0)
			goto out;
	}
	if (home_create(path, &w) != 0 ||
	    home_open(&home, path, NULL, NULL, &w) != 0)
		goto out;
	for (unsigned int n = 1; n <= THREADS_MAX; n++)
		measure(&home, &plain, n, (unsigned int)rounds);
	rc = 0;
out:
	if (rc != 0)
		fprintf(stderr, "gpg-bench: %s\n", w.text);
	home_close(&home);
	bytes_clear(&plain);
	nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	return rc;
}
