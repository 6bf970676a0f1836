#include "tool/flow/reach.h"

#include <string.h>

#include "tests/tap/tap.h"

/* Numbers as statfs(2) gives them. */
static const struct {
	uint64_t type;
	int turns;
	enum reach_state state;
	const char *reason;
} rows[] = {
	{ 0x9123683e, 0, REACH_UNKNOWN, "copy-on-write" },
	{ 0x2fc12fc1, 1, REACH_UNKNOWN, "copy-on-write" },
	{ 0xca451a4e, -1, REACH_UNKNOWN, "copy-on-write" },
	{ 0x3434, 1, REACH_UNKNOWN, "log" },
	{ 0xf2f52010, 0, REACH_UNKNOWN, "log" },
	{ 0x794c7630, 1, REACH_UNKNOWN, "overlay" },
	{ 0x6969, -1, REACH_UNKNOWN, "network" },
	{ 0xff534d42, -1, REACH_UNKNOWN, "network" },
	/* as a system with numbers of 32 bits with a sign has it */
	{ UINT64_C(0xffffffffff534d42), -1, REACH_UNKNOWN, "network" },
	{ 0x65735546, -1, REACH_UNKNOWN, "network" },
	{ 0x01021994, -1, REACH_UNKNOWN, "memory" },
	/* ext4, xfs */
	{ 0xef53, 1, REACH_NOT, "unlinked" },
	{ 0xef53, 0, REACH_UNKNOWN, "flash" },
	{ 0x58465342, 1, REACH_NOT, "unlinked" },
	{ 0xef53, -1, REACH_UNKNOWN, "no-device" },
	{ 0x12345678, -1, REACH_UNKNOWN, "no-device" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct reach_place p =
		    reach_medium(rows[i].type, rows[i].turns);

		tap_ok(p.state == rows[i].state &&
			strcmp(p.reason, rows[i].reason) == 0,
		    "%llx, %d: %s %s", (unsigned long long)rows[i].type,
		    rows[i].turns, reach_word(rows[i].state), rows[i].reason);
		tap_text(p.place, "medium", "of the medium");
	}
	return tap_done();
}
