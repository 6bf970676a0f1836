/**
 * make-files COUNT BYTES FOLDER: COUNT files whose bytes do not compress,
 * together BYTES, between half and one and a half times the mean each, a
 * thousand to a folder.
 */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PER_FOLDER 1000

static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

/** xorshift64*. */
static uint64_t
draw(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * UINT64_C(0x2545f4914f6cdd1d);
}

static void
die(const char *what)
{
	(void)fprintf(stderr, "make-files: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t
number(const char *text)
{
	char *end;
	uint64_t n;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text)
		die(text);
	return n;
}

static void
write_file(const char *name, uint64_t *words, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	for (size_t i = 0; i < len / sizeof *words + 1; i++)
		words[i] = draw();
	if (fd < 0 || write(fd, words, len) != (ssize_t)len || close(fd) != 0)
		die(name);
}

int
main(int argc, char **argv)
{
	char name[4096];
	uint64_t *words;
	uint64_t count, mean, len;
	uint64_t left = 0;

	if (argc != 4) {
		(void)fputs("usage: make-files COUNT BYTES FOLDER\n", stderr);
		return 2;
	}
	count = number(argv[1]);
	mean = count == 0 ? 0 : number(argv[2]) / count;
	words = malloc(2 * mean + 2 * sizeof *words);
	if (words == NULL || mkdir(argv[3], 0755) != 0)
		die(argv[3]);
	for (uint64_t i = 0; i < count; i++) {
		if (i % PER_FOLDER == 0) {
			(void)snprintf(name, sizeof name, "%s/%06" PRIu64,
			    argv[3], i / PER_FOLDER);
			if (mkdir(name, 0755) != 0)
				die(name);
		}
		(void)snprintf(name, sizeof name,
		    "%s/%06" PRIu64 "/%08" PRIu64 ".jpg", argv[3],
		    i / PER_FOLDER, i);
		/* in pairs, so that the sum is exact */
		len = i % 2 == 0 ? mean / 2 + draw() % (mean + 1) : left;
		left = 2 * mean - len;
		write_file(name, words, (size_t)len);
	}
	free(words);
	return 0;
}
