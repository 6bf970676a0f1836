#ifndef TESTS_UNIT_PARTS_H
#define TESTS_UNIT_PARTS_H

/** The four parts of a file that tests/vectors/make-timestamps writes. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum parts_which {
	PARTS_DATA,
	PARTS_REQUEST,
	PARTS_ANSWER,
	PARTS_CERTIFICATE,
	PARTS_N
};

struct parts {
	const uint8_t *data[PARTS_N];
	size_t len[PARTS_N];
};

/* Borrowed. False: it has not four parts. */
static inline bool
parts_take(struct parts *p, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < PARTS_N; i++) {
		size_t n;

		if (size < 4)
			return false;
		n = (size_t)data[0] << 24 | (size_t)data[1] << 16 |
		    (size_t)data[2] << 8 | data[3];
		if (n > size - 4)
			return false;
		p->data[i] = data + 4;
		p->len[i] = n;
		data += 4 + n;
		size -= 4 + n;
	}
	return size == 0;
}

#endif
