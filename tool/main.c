#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/why.h"
#include "keys/limit.h"
#include "tool/command.h"
#include "tool/say.h"
#include "tool/stop.h"

static bool ended;

/* libarchive ends the process with status 1 when memory is short, and 1 is a
 * verdict here. */
static void
at_exit(void)
{
	if (ended)
		return;
	say_ended();
	_exit(WHY_EXIT_UNKNOWN);
}

int
main(int argc, char **argv)
{
	const struct rlimit none = { 0 };
	int status = WHY_EXIT_UNKNOWN;

	/* whatever is written is for its owner alone */
	(void)umask(077);
	/* a core file would hold keys, and data that is not released */
	(void)setrlimit(RLIMIT_CORE, &none);
	stop_install();
	limit_stop(stop_asked);
	if (atexit(at_exit) == 0)
		status = command_run(argc, argv);
	ended = true;
	return status;
}
