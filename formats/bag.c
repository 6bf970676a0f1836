#include "formats/bag.h"

#include <string.h>

#include "formats/text.h"

const char bag_declaration[] = "BagIt-Version: 1.0\n"
			       "Tag-File-Character-Encoding: UTF-8\n";

size_t
bag_line(char out[BAG_LINE_MAX], const uint8_t digest[SHA256_BYTES],
    const char *name)
{
	char *at = out + 2 * SHA256_BYTES;

	bytes_to_hex(out, digest, SHA256_BYTES);
	*at++ = ' ';
	*at++ = ' ';
	for (; *name != '\0'; name++) {
		if (*name == '%') {
			memcpy(at, "%25", 3);
			at += 3;
		} else {
			*at++ = *name;
		}
	}
	*at++ = '\n';
	return (size_t)(at - out);
}

int
bag_info(struct bytes *out, const struct bag_info *info, struct why *w)
{
	char id[SEAL_ID_HEX];
	char time[TEXT_TIME_BYTES];

	bytes_to_hex(id, info->id, SEAL_ID_BYTES);
	text_time_format(time, info->created_s);
	return bytes_printf(out, w,
	    "External-Identifier: %s\n"
	    "Bagging-Date: %.10s\n"
	    "Bag-Software-Agent: sealbag\n"
	    "Payload-Oxum: %llu.%llu\n",
	    id, time, (unsigned long long)info->octets,
	    (unsigned long long)info->files);
}
