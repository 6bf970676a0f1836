#include <sys/stat.h>

#include "tool/command.h"
#include "tool/stop.h"

int
main(int argc, char **argv)
{
	/* whatever is written is for its owner alone */
	(void)umask(077);
	stop_install();
	return command_run(argc, argv);
}
