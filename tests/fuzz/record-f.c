/** Lines of tag files: sizes of stretches, a zero byte, the file. Source:
 *  record.txt, 2. */

#include "formats/record.h"

#include "tests/fuzz/fuzz.h"

/* The next line must be just this long. */
static void
check_line(const uint8_t *line, size_t len, size_t left)
{
	const uint8_t *lf = memchr(line, '\n', len);

	fuzz_must(len > 0 && len <= left, "a line has bytes of the file");
	fuzz_must(lf == line + len - 1 || (lf == NULL && len == left),
	    "a line ends with its line end, or with the file");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_steps steps = fuzz_steps(&data, &size);
	size_t start = 0;
	size_t end = 0;

	do {
		int64_t len;
		struct why w = { 0 };

		end += fuzz_step(&steps, size - end);
		while ((len = record_line(data + start, end - start,
			    end == size, &w)) > 0) {
			check_line(data + start, (size_t)len, size - start);
			start += (size_t)len;
		}
		fuzz_must(len == 0 && w.reason == WHY_NONE,
		    "short lines are never refused");
	} while (end < size);
	fuzz_must(start == size, "the lines are the whole file");
	return 0;
}
