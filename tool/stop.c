#include "tool/stop.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t asked;

static void
note(int number)
{
	(void)number;
	asked = 1;
}

void
stop_install(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = note, .sa_flags = SA_RESTART };
	struct sigaction old;

	sigemptyset(&act.sa_mask);
	/* What the caller had ignored (nohup) stays ignored. */
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		if (sigaction(numbers[i], NULL, &old) == 0 &&
		    old.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &act, NULL);
	}
	act.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &act, NULL);
}

bool
stop_asked(void)
{
	return asked != 0;
}

int
stop_check(struct why *w)
{
	if (!stop_asked())
		return 0;
	return why_set(w, WHY_INTERRUPTED, "stopped on request");
}
