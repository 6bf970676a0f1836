#include "formats/reads/map.h"

/* Source: reads.txt, 5. */
const struct reads_map map_compact = {
	.name = "compact",
	.form = READS_MAP_CSV,
	.separator = '|',
	.headless = true,
	.columns = 15,
	.columns_min = 7,
	.zone = "",
	.source = {
		[READS_VRM] = { .number = 3 },
		[READS_FEED] = { .number = 4 },
		[READS_SOURCE] = { .number = 5 },
		[READS_CAMERA] = { .number = 6 },
		[READS_TIME] = { .number = 7 },
		[READS_LATITUDE] = { .number = 8 },
		[READS_LONGITUDE] = { .number = 9 },
		[READS_CONFIDENCE] = { .number = 14 },
		[READS_MOTION] = { .number = 15 },
	},
};
