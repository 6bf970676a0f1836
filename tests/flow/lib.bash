# shellcheck shell=bash disable=SC2034,SC2154
# For the flows here: a world of its own for each test, and assertions that
# say what they saw. A flow begins with:
#
#	load lib
#	setup() { setup_world; }
#	teardown() { teardown_world; }
#
# or, where tests share a world because each leaves it as the next wants it:
#
#	setup_file() { setup_world; ...; }
#	setup() { cd "$WORLD"; }
#	teardown_file() { teardown_world; }

bats_require_minimum_version 1.5.0

# bats notes where it is before every command of every function, so as to tell
# where a test failed: nearly half of the time of a flow. The stack is the same
# when it fails, so it is taken then.
set +T
bats_error_trap() {
	bats_check_status_from_trap
	[ -n "$BATS_DEBUG_LAST_STACK_TRACE_IS_VALID" ] ||
		bats_capture_stack_trace
	BATS_DEBUG_LAST_STACK_TRACE_IS_VALID=1
}

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
SEALBAG_BIN=${SEALBAG_BIN:-$TOP/build/${MODE:-plain}}

# setup_world: an empty folder $WORLD with a short path (the sockets of
# gpg-agent have 108 bytes), an empty $HOME in it, and the program in $PATH.
# What the program puts into $TMPDIR is in the world too.
setup_world() {
	WORLD=$(mktemp -d /tmp/sb.XXXXXX) || return 1
	export WORLD HOME=$WORLD/home TMPDIR=$WORLD/tmp
	export PATH=$SEALBAG_BIN:$SEALBAG_BIN/tests/bench:$TOP/samples:$PATH
	export LD_PRELOAD=$SEALBAG_BIN/tests/shim/kdf.so
	export LC_ALL=C.UTF-8 TZ=UTC
	unset GNUPGHOME GPG_TTY DISPLAY
	mkdir "$HOME" "$TMPDIR"
	cd "$WORLD" || return 1
}

# teardown_world: end the agents of every GnuPG home in it, then remove it.
teardown_world() {
	[ -n "$WORLD" ] || return 0
	cd "$TOP" || return 1
	chmod -R u+rwX "$WORLD"
	end_agents
	rm -rf "$WORLD"
}

# cp ARGUMENT...: though sockets went away meanwhile. An agent that is ending
# takes those of its home along, by their names: also those of a copy that took
# its home's place.
cp() {
	local said
	said=$(command cp "$@" 2>&1) && return
	! grep -v "/S\.[a-z.-]*': No such file" <<<"$said" >&2
}

# fail TEXT...: say what is wrong, with what the last command said, and fail.
fail() {
	{
		echo "$*"
		echo "command: $last_command"
		echo "status:  $status"
		echo "stdout:  $output"
		echo "stderr:  ${stderr:-}"
	} >&2
	return 1
}

# attempt COMMAND...: run it, whatever comes of it: $status, $output, $stderr,
# and $lines of the output that are not empty. As "run --separate-stderr" of
# bats, which starts a program each time to name a file.
attempt() {
	local flags=$- file=${BATS_TEST_TMPDIR:-$BATS_FILE_TMPDIR}/$BASHPID
	last_command="$*"
	set +eE
	output=$("$@" 2>"$file") && status=0 || status=$?
	# neither ends with a NUL
	read -d '' -r stderr <"$file" || true
	IFS=$'\n' read -d '' -r -a lines <<<"$output" || true
	set "-$flags"
}

# accepted COMMAND...: it ends with status 0.
accepted() {
	attempt "$@"
	[ "$status" -eq 0 ] || fail 'wanted status 0'
}

# straced OPTION... COMMAND...: strace; nothing can look for leaks beside it.
straced() {
	ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 strace "$@"
}

# rejected STATUS REASON COMMAND...: with --json it ends with that status, and
# both the JSON on standard output and the line on standard error name the
# reason. The sentence is then in $sentence.
rejected() {
	local want_status=$1 want_reason=$2
	shift 2
	attempt "$@" --json
	[ "$status" -eq "$want_status" ] ||
		fail "wanted status $want_status" || return 1
	# without a JSON parser, since it is asked so often
	[[ "$output" =~ \"message\":\"(([^\"\\]|\\.)*)\" ]] ||
		fail 'no JSON with a message' || return 1
	sentence=${BASH_REMATCH[1]//\\\"/\"}
	[[ "$output" == *"\"reason\":\"$want_reason\""* ]] ||
		fail "wanted reason $want_reason" || return 1
	[[ "${stderr:-}" == *"$want_reason"* ]] ||
		fail "standard error does not name $want_reason"
}

# says TEXT: the sentence of the last rejection has this in it.
says() {
	[[ "$sentence" == *"$1"* ]] || fail "the sentence lacks: $1"
}

# prints TEXT: standard output of the last command has this in it.
prints() {
	[[ "$output" == *"$1"* ]] || fail "standard output lacks: $1"
}

# json KEY...: one value of the JSON in $output; an index for an array.
json() {
	"$SEALBAG_BIN/tests/flow/field" "$@" <<<"$output"
}

# end_agents: of stock gpg in the homes of this world.
end_agents() {
	find "$WORLD" -type d -name 'gnupg*' -exec \
		gpgconf --homedir {} --kill all \; 2>/dev/null
}

# left_of_gpg: the processes of GnuPG, or of what stands in for it, that work
# for this world. Only what the shell has itself is used: a program would be
# in the list.
left_of_gpg() {
	local process name words
	for process in /proc/[0-9]*; do
		{ read -r name <"$process/comm"; } 2>/dev/null || continue
		case $name in
		*gpg* | gnupg* | scd* | keyboxd | dirmngr | sleep | sealbag*) ;;
		*) continue ;;
		esac
		{ mapfile -d '' words <"$process/cmdline" &&
			mapfile -d '' -O "${#words[@]}" words \
				<"$process/environ"; } 2>/dev/null
		[[ "${words[*]}" != *"$WORLD"* ]] ||
			echo "${process##*/} $name ${words[*]:0:4}"
	done
}

# nothing_runs: there are none; what is just ending gets a few seconds.
nothing_runs() {
	local i
	for i in {1..100}; do
		[ -n "$(left_of_gpg)" ] || return 0
		read -rt 0.05 <> <(:) || :
	done
	fail "left: $(left_of_gpg)"
}

# nowhere TEXT [FOLDER]: no file in the world, nor its name, has this in it.
nowhere() {
	local found
	found=$(grep -rlaF -- "$1" "${2:-$WORLD}"
		find "${2:-$WORLD}" -name "*$1*")
	[ -z "$found" ] || fail "found \"$1\" in: $found"
}

# tree_of FOLDER [NAME...]: name, kind, mode, time and digest of everything in
# it, or of these names in it, for comparing before and after.
tree_of() {
	(
		cd "$1" && shift || exit 1
		find "${@:-.}" -printf '%y %m %T@ %p\n' | sort -k 4
		find "${@:-.}" -type f -print0 | sort -z | xargs -0r sha256sum
	)
}

# content_of FOLDER: kind, time to the nanosecond, digest and name of all that
# is in it, for comparing with a copy; modes and the folder itself do not count.
content_of() {
	(
		cd "$1" || exit 1
		find . -mindepth 1 -printf '%y %T@ %p\0' | sort -z -k 3
		find . -type f -print0 | sort -z | xargs -0r sha256sum -z
	) | tr '\0' '\n'
}

# same_content FOLDER OTHER
same_content() {
	diff <(content_of "$1") <(content_of "$2") >&2
}

# received STORE [BUNDLE]: folder of what was received from that bundle file,
# or of the only one.
received() {
	local id
	if [ $# -gt 1 ]; then
		id=$(sealbag inspect "$2" --json |
			perl -ne '/"bundle":"([0-9a-f]+)"/ and print $1')
	else
		id=$(ls "$1/received")
	fi
	echo "$1/received/$id"
}

# held_by STORE: everything that a store holds of others: what was released,
# its proofs, and work in progress. Work that came and went is none.
held_by() {
	(
		cd "$1" || exit 1
		shopt -s nullglob dotglob
		set -- received/* proof/* quarantine/*
		[ $# -eq 0 ] || tree_of . "$@"
	)
}

# fingerprint_of STORE: full fingerprint of the agency's own key.
fingerprint_of() {
	gpg --homedir "$1/keys/gnupg" --batch --with-colons \
		--list-secret-keys | awk -F: '$1 == "fpr" { print $10; exit }'
}

# make_store STORE [NAME]: an agency of that id with its card in STORE.card.
make_store() {
	accepted sealbag init "$1" --agency "$1" --no-passphrase \
		--name "${2:-${1^} Police (synthetic)}" &&
		accepted sealbag agency card "$1" --output "$1.card"
}

# pin STORE OTHER: STORE accepts the agency of the store OTHER.
pin() {
	accepted sealbag agency add "$1" "$2.card" \
		--fingerprint "$(fingerprint_of "$2")"
}

# make_agencies: north and south, each pinned by the other.
make_agencies() {
	make_store north 'Northshire Police (synthetic)' &&
		make_store south 'Southmere Constabulary (synthetic)' &&
		pin north south &&
		pin south north
}

# make_export FOLDER [OPTION...]: a small export of 200 reads and 5 images.
make_export() {
	local folder=$1
	shift
	make-sample --rows 200 --images 5 "$@" "$folder"
}

# pack_export BUNDLE FOLDER [OPTION...]: north packs it for south.
pack_export() {
	local bundle=$1 folder=$2
	shift 2
	accepted sealbag pack north --to south --purpose 'flow test' \
		--reference FT/1 --output "$bundle" "$@" "$folder"
}
