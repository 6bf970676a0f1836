#include <sys/resource.h>
#include <sys/stat.h>

#include "tool/command.h"
#include "tool/stop.h"

int
main(int argc, char **argv)
{
	const struct rlimit none = { 0 };

	/* whatever is written is for its owner alone */
	(void)umask(077);
	/* a core file would hold keys, and data that is not released */
	(void)setrlimit(RLIMIT_CORE, &none);
	stop_install();
	return command_run(argc, argv);
}
