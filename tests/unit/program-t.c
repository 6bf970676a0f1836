#include "keys/program.h"

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static void
refused(const char *path, const char *sentence)
{
	struct why w = { 0 };

	tap_ok(program_check(path, &w) == -1 && w.reason == WHY_TOKEN &&
		strstr(w.text, sentence) != NULL,
	    "%s: %s", sentence, w.text);
}

static void
test_good(void)
{
	struct why w = { 0 };

	tap_ok(program_check("/bin/sh", &w) == 0, "a program of root: %s",
	    w.text);
	scratch_script(scratch_path("own"), "#!/bin/sh\n");
	tap_ok(program_check(scratch_path("own"), &w) == 0,
	    "one of this user, in a sticky folder: %s", w.text);
	tap_ok(symlink("own", scratch_path("link")) == 0 &&
		program_check(scratch_path("link"), &w) == 0,
	    "a link to it: %s", w.text);
}

static void
test_paths(void)
{
	refused("sh", "is not an absolute path");
	refused("", "is not an absolute path");
	refused("/bin/sh\nverbose", "holds a space");
	refused("/bin/sh -c", "holds a space");
	refused(scratch_path("none"), "is not there");
	refused(scratch_path("own/none"), "is not there");
	refused("/tmp", "is not a program");
	scratch_write(scratch_path("text"), "", 0);
	refused(scratch_path("text"), "is not a program");
}

static void
test_others(void)
{
	chmod(scratch_path("own"), 0720);
	refused(scratch_path("own"), "can be changed by others");
	refused(scratch_path("link"), "can be changed by others");
	chmod(scratch_path("own"), 0702);
	refused(scratch_path("own"), "can be changed by others");
	chmod(scratch_path("own"), 0700);
	mkdir(scratch_path("open"), 0700);
	scratch_script(scratch_path("open/own"), "#!/bin/sh\n");
	chmod(scratch_path("open"), 0770);
	refused(scratch_path("open/own"), "can be changed by others");
	if (geteuid() != 0)
		return;
	tap_ok(chown(scratch_path("own"), 65534, (gid_t)-1) == 0, "given away");
	refused(scratch_path("own"), "belongs to another user");
}

int
main(void)
{
	scratch_begin();
	test_good();
	test_paths();
	test_others();
	return tap_done();
}
