#include "formats/block.h"

#include <string.h>

/* Octal digits with leading zeros. */
static void
octal(uint8_t *out, int digits, uint64_t value)
{
	for (int i = digits; i > 0; i--, value >>= 3)
		out[i - 1] = (uint8_t)('0' + (value & 7));
}

void
block_put(uint8_t block[BLOCK_BYTES], enum block_field field, uint64_t value)
{
	octal(block + field, 11, value);
	block[field + 11] = ' ';
}

void
block_sum(uint8_t block[BLOCK_BYTES])
{
	uint32_t sum = 0;

	memset(block + BLOCK_SUM, ' ', 8);
	for (size_t i = 0; i < BLOCK_BYTES; i++)
		sum += block[i];
	octal(block + BLOCK_SUM, 6, sum);
	block[BLOCK_SUM + 6] = '\0';
}

void
block_fill(uint8_t out[BLOCK_BYTES], const char *name, uint64_t size,
    uint64_t time_s)
{
	memset(out, 0, BLOCK_BYTES);
	memcpy(out + BLOCK_NAME, name, strnlen(name, BLOCK_NAME_BYTES));
	memcpy(out + BLOCK_MODE, "000644 ", 7);
	memcpy(out + BLOCK_UID, "000000 ", 7);
	memcpy(out + BLOCK_GID, "000000 ", 7);
	block_put(out, BLOCK_SIZE, size);
	block_put(out, BLOCK_TIME, time_s);
	out[BLOCK_TYPE] = '0';
	memcpy(out + BLOCK_MAGIC,
	    "ustar\0"
	    "00",
	    8);
	memcpy(out + BLOCK_DEVICE,
	    "000000 \0"
	    "000000 ",
	    15);
	block_sum(out);
}

uint32_t
block_padding(uint64_t size)
{
	return (uint32_t)(-size % BLOCK_BYTES);
}
