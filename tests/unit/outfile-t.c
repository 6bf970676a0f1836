#include "tool/flow/outfile.h"

#include <dirent.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "formats/frame.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define TIME_S INT64_C(1767323045)

/* Where O_TMPFILE is not to be had, everything is asked again. */
static const char *kind;

/* The entries of the folder, in no order; *hidden counts dotted ones. */
static int
entries(int *hidden)
{
	DIR *dir = opendir(scratch_path("d"));
	struct dirent *e;
	int n = 0;

	*hidden = 0;
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		n++;
		*hidden += e->d_name[0] == '.';
	}
	if (dir != NULL)
		closedir(dir);
	return n;
}

static bool
empty(void)
{
	int hidden;

	return entries(&hidden) == 0;
}

static bool
opens(struct outfile *o, const char *name, struct why *w)
{
	return outfile_open(o, scratch_path("d/%s", name), TIME_S, w) == 0;
}

static bool
fill(struct outfile *o, struct why *w)
{
	return outfile_member(o, "README.txt", "read me", 7, w) == 0 &&
	    outfile_member(o, "seal.json", "", 0, w) == 0;
}

/* What the file must be, made by the frame's own writer. */
static void
expected(struct bytes *out)
{
	static const uint8_t zeros[2 * FRAME_BLOCK_BYTES];
	uint8_t block[FRAME_BLOCK_BYTES];
	struct why w = { 0 };

	frame_header(block, "README.txt", 7, TIME_S);
	bytes_add(out, block, sizeof block, &w);
	bytes_add(out, "read me", 7, &w);
	bytes_add(out, zeros, FRAME_BLOCK_BYTES - 7, &w);
	frame_header(block, "seal.json", 0, TIME_S);
	bytes_add(out, block, sizeof block, &w);
	bytes_add(out, zeros, sizeof zeros, &w);
}

static void
test_success(void)
{
	struct bytes want = { 0 };
	struct bytes got = { 0 };
	struct outfile o;
	struct stat st = { 0 };
	struct why w = { 0 };
	int hidden;

	tap_ok(opens(&o, "x", &w) && fill(&o, &w), "%s: it is written: %s",
	    kind, w.text);
	tap_number(entries(&hidden) - hidden, 0,
	    "%s: no name is there before it is closed", kind);
	tap_number(hidden, o.partial == NULL ? 0 : 1,
	    "%s: nor a dotted one, unless there must be", kind);
	tap_number(outfile_finish(&o, &w), 0, "%s: it is finished", kind);
	tap_ok(access(scratch_path("d/x"), F_OK) != 0,
	    "%s: and still has no name", kind);
	tap_number(outfile_close(&o, true, &w), 0, "%s: closed, it is there",
	    kind);
	tap_ok(entries(&hidden) == 1 && hidden == 0, "%s: under its name alone",
	    kind);
	tap_ok(stat(scratch_path("d/x"), &st) == 0 &&
		(st.st_mode & 07777) == 0600 && st.st_nlink == 1,
	    "%s: nobody else may read it", kind);
	tap_number(o.fd, -1, "%s: it is closed", kind);
	expected(&want);
	scratch_read(scratch_path("d/x"), &got);
	tap_ok(got.len == want.len &&
		memcmp(got.data, want.data, want.len) == 0,
	    "%s: headers, bytes, padding, end mark, byte for byte", kind);
	unlink(scratch_path("d/x"));
	bytes_clear(&want);
	bytes_clear(&got);
}

static void
test_counts(void)
{
	static const size_t lens[] = { 0, 1, 511, 512, 513, 100000 };
	static const uint8_t data[100000];
	struct outfile o;
	struct why w = { 0 };
	uint64_t want = 0;

	opens(&o, "x", &w);
	for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
		outfile_member(&o, "m", data, lens[i], &w);
		want += 512 + (lens[i] + 511) / 512 * 512;
		tap_number((long long)o.bytes, (long long)want,
		    "%s: a member of %zu bytes is padded and counted", kind,
		    lens[i]);
	}
	outfile_close(&o, false, NULL);
}

static void
test_failure(void)
{
	struct outfile o;
	struct why w = { 0 };

	tap_ok(opens(&o, "x", &w) && outfile_close(&o, false, NULL) == 0 &&
		empty(),
	    "%s: given up at once, nothing stays", kind);
	opens(&o, "x", &w);
	fill(&o, &w);
	outfile_close(&o, false, NULL);
	tap_ok(empty(), "%s: given up half-way, nothing stays", kind);
	opens(&o, "x", &w);
	fill(&o, &w);
	outfile_finish(&o, &w);
	tap_ok(outfile_close(&o, false, NULL) == 0 && empty(),
	    "%s: given up at the very end, nothing stays", kind);
	tap_number(outfile_close(&o, false, NULL), 0,
	    "%s: giving up again does nothing", kind);
	tap_text(w.text, "", "%s: none of that is a fault", kind);
}

static void
check_kept(const char *name, const char *text)
{
	struct bytes got = { 0 };
	struct why w = { 0 };
	int hidden;

	scratch_read(scratch_path("d/x"), &got);
	bytes_add(&got, "", 1, &w);
	tap_text((char *)got.data, text, "%s: %s", kind, name);
	tap_ok(entries(&hidden) == 1 && hidden == 0,
	    "%s: and nothing beside it", kind);
	bytes_clear(&got);
}

static void
test_existing(void)
{
	struct outfile o;
	struct why w = { 0 };

	scratch_write(scratch_path("d/x"), "mine", 4);
	tap_ok(!opens(&o, "x", &w) && w.reason == WHY_USAGE,
	    "%s: a file that is there is refused: %s", kind, w.text);
	check_kept("it stays", "mine");
	unlink(scratch_path("d/x"));
	why_clear(&w);
	if (symlink("nowhere", scratch_path("d/x")) != 0)
		tap_note("%s", strerror(errno));
	tap_ok(!opens(&o, "x", &w) && w.reason == WHY_USAGE,
	    "%s: so is a link that leads nowhere: %s", kind, w.text);
	unlink(scratch_path("d/x"));
	why_clear(&w);
	opens(&o, "x", &w);
	fill(&o, &w);
	outfile_finish(&o, &w);
	scratch_write(scratch_path("d/x"), "came between", 12);
	tap_ok(outfile_close(&o, true, &w) == -1 && w.reason == WHY_SYSTEM,
	    "%s: a file that came meanwhile is told: %s", kind, w.text);
	check_kept("it is not replaced", "came between");
	unlink(scratch_path("d/x"));
}

/* A limit on the size of files stands in for a full disk; it is lifted before
 * anything is printed, for output may be a file too. */
static int
member_on_full(struct outfile *o, size_t len, uint64_t most, struct why *w)
{
	static const uint8_t data[600];
	const struct rlimit small = { most, RLIM_INFINITY };
	const struct rlimit all = { RLIM_INFINITY, RLIM_INFINITY };
	int rc;

	setrlimit(RLIMIT_FSIZE, &small);
	rc = outfile_member(o, "m", data, len, w);
	if (rc == 0)
		rc = outfile_finish(o, w);
	setrlimit(RLIMIT_FSIZE, &all);
	return rc;
}

static void
test_full(void)
{
	/* header, bytes, padding, the first and the second end block */
	static const uint64_t room[] = { 0, 511, 512, 1111, 1535, 1536, 2559 };
	struct outfile o;
	struct why good = { 0 };

	for (size_t i = 0; i < sizeof room / sizeof room[0]; i++) {
		struct why w = { 0 };

		opens(&o, "x", &w);
		tap_ok(member_on_full(&o, 600, room[i], &w) == -1 &&
			w.reason == WHY_SYSTEM,
		    "%s: with room for %llu bytes it is told: %s", kind,
		    (unsigned long long)room[i], w.text);
		outfile_close(&o, false, NULL);
		tap_ok(empty(), "%s: and nothing stays", kind);
	}
	opens(&o, "x", &good);
	tap_number(member_on_full(&o, 600, 2560, &good), 0,
	    "%s: with room for 2560 it is written", kind);
	outfile_close(&o, false, NULL);
}

static const struct {
	const char *rule;
	const char *path;
	enum why_reason reason;
} refused[] = {
	{ "a folder", "d", WHY_USAGE },
	{ "a folder with a slash behind it", "d/", WHY_USAGE },
	{ "this folder", "d/.", WHY_USAGE },
	{ "a file in a folder that is not there", "none/x", WHY_SYSTEM },
	{ "a file in what is no folder", "file/x", WHY_SYSTEM },
};

static void
test_paths(void)
{
	struct outfile o;
	struct why w = { 0 };
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	scratch_write(scratch_path("file"), "", 0);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		why_clear(&w);
		outfile_open(&o, scratch_path("%s", refused[i].path), TIME_S,
		    &w);
		tap_text(why_name(w.reason), why_name(refused[i].reason),
		    "%s: %s is refused: %s", kind, refused[i].rule, w.text);
		tap_ok(o.fd == -1 && o.dir_fd == -1 && o.name == NULL,
		    "%s: %s: nothing is open", kind, refused[i].rule);
	}
	unlink(scratch_path("file"));
	why_clear(&w);
	if (here < 0 || chdir(scratch_path("d")) != 0)
		abort();
	tap_ok(outfile_open(&o, "x", TIME_S, &w) == 0 &&
		outfile_close(&o, true, &w) == 0 &&
		access(scratch_path("d/x"), F_OK) == 0,
	    "%s: a name alone is one in the current folder: %s", kind, w.text);
	unlink(scratch_path("d/x"));
	if (fchdir(here) != 0)
		abort();
	close(here);
}

static void
test_all(const char *name)
{
	kind = name;
	test_success();
	test_counts();
	test_failure();
	test_existing();
	test_full();
	test_paths();
}

/* From here on openat refuses O_TMPFILE, as a file system that lacks it
 * does. False where the kernel does not let us. */
static bool
forbid_nameless(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, args[2]) +
			(__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY,
		    0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof code / sizeof code[0], code };
	int fd;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return false;
	fd = open(scratch, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	return fd < 0 && errno == EOPNOTSUPP;
}

int
main(void)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGXFSZ, &ignore, NULL);
	scratch_begin();
	mkdir(scratch_path("d"), 0700);
	test_all("without a name");
	if (forbid_nameless())
		test_all("with a dotted name");
	else
		tap_skip("the kernel does not let us forbid O_TMPFILE");
	return tap_done();
}
