# shellcheck shell=bash disable=SC2034,SC2154
# For the flows of what goes wrong underneath: a store that has received one
# bundle; a second bundle with an order that reaches into the first; and a shim
# (tests/shim) under the program. A flow begins with:
#
#	load lib
#	load orders
#	load faults
#	setup_file() { setup_faults; }
#	setup() { fresh; }
#	teardown_file() { teardown_world; }

# How many moments of one command are tried, spread evenly. To try them all:
# FAULTS=100000 bats tests/flow/kill.bats
FAULTS=${FAULTS:-}

# These are in the second bundle alone; in the first, and deleted by the order
# of the second.
mark='ZZ26 Z'
image='image images/ZA'
deleted_plate='ZZ26 A2'
deleted_note='note of B-4'
deleted_file='a document of '

# Whose requests for memory fail. GPGME and libcrypto break down without it.
packed='"act":"pack","outcome":"done"'
received='"act":"receive","outcome":"done"'
starved=/sealbag,libjansson,libsqlite3

# setup_faults: north and south; first.sbag received; second.sbag; what south
# holds then in want-first and want-second.
setup_faults() {
	setup_world
	make_agencies
	known_export first
	known_export second Z
	pack_export first.sbag first
	accepted sealbag receive south first.sbag
	order order
	{
		by_read A 2
		by_record B 4
		by_read ZA 3
		by_path documents/note.txt
	} >>order
	carry order second.sbag second
	cp -a first want-first
	rm want-first/documents/note.txt
	without want-first a.csv A 2
	without want-first sub/b.csv B 4
	cp -a second want-second
	rm want-second/documents/note.txt
	without want-second a.csv ZA 3
	cp -a north north.held
	cp -a south south.held
}

# fresh: as after setup_faults.
fresh() {
	local store
	cd "$WORLD" || return 1
	for store in north south; do
		rm -rf "$store"
		cp -a "$store.held" "$store"
	done
	rm -rf -- out new* told ./*.partial
	at_first=$(received south first.sbag)
	at_second=$(received south second.sbag)
}

# shimmed SHIM DO AT COMMAND...: attempt it with a shim under it. What tripped
# is in the file "told".
shimmed() {
	local shim=$1 how=$2 at=$3
	shift 3
	rm -f told
	attempt env "LD_PRELOAD=$SEALBAG_BIN/tests/shim/$shim.so:$LD_PRELOAD" \
		SHIM_DO="$how" SHIM_AT="$at" SHIM_TOLD="$WORLD/told" \
		SHIM_FROM="$starved" "$@"
}

# moments SHIM COUNT COMMAND...: numbers of COUNT of the calls that it makes,
# and of the last ones, into $moments.
moments() {
	local shim=$1 count=${FAULTS:-$2} all step at
	shift 2
	shimmed "$shim" '' 0 "$@"
	[ "$status" -eq 0 ] || fail 'wanted status 0' || return 1
	all=$(cat told)
	step=$((all / count))
	[ "$step" -gt 0 ] || step=1
	moments=()
	for ((at = 1; at <= all; at += step)); do
		moments+=("$at")
	done
}

# soon COMMAND...: it succeeds within five seconds.
soon() {
	local n
	for ((n = 0; n < 50; n++)); do
		! "$@" || return 0
		sleep 0.1
	done
	fail "not after five seconds: $*"
}

quarantine_is_empty() {
	[ -z "$(ls -A south/quarantine)" ]
}

# only_in FOLDER TEXT [STORE]: nothing else in the store, nor in TMPDIR, has it.
only_in() {
	local found
	found=$(grep -rlaF -- "$2" "${3:-south}" "$TMPDIR" |
		grep -v "^$1/" || true)
	[ -z "$found" ] || fail "found \"$2\" in: $found"
}

# untouched: south holds the first bundle and nothing of the second, but what
# was released whole and is still to be told or taken back.
untouched() {
	same_content first "$at_first/data" || fail 'the first has changed' ||
		return 1
	if [ -e "$at_second" ]; then
		same_content want-second "$at_second/data" ||
			fail 'the second is there, not whole' || return 1
	fi
	only_in "$at_second" "$mark" && only_in "$at_second" "$image"
}

# all_there: south holds both, without what was ordered to go.
all_there() {
	left "$at_first" want-first && left "$at_second" want-second &&
		nowhere "$deleted_plate" south &&
		nowhere "$deleted_note" south &&
		nowhere "$deleted_file" south &&
		quarantine_is_empty && accepted sealbag log verify south
}

# events STORE TEXT: how many in its log have it.
events() {
	sealbag log show "$1" --json | grep -oF -- "$2" | wc -l
}

# bundle_or_nothing: in "out" is a sound bundle that was told, or nothing; and
# the sender keeps nothing of what was packed.
bundle_or_nothing() {
	only_in . "$mark" north && only_in . "$image" north || return 1
	accepted sealbag log verify north || return 1
	if [ -e out/x.sbag ]; then
		[ "$(events north "$packed")" -eq 3 ] ||
			fail 'a bundle left without its event' || return 1
		accepted sealbag verify out/x.sbag --store south || return 1
		rm out/x.sbag
	fi
	[ -z "$(ls -A out)" ] || fail "in out: $(ls -A out)"
}

# pack_again: north packs the second once more.
pack_again() {
	pack_export out/y.sbag second &&
		accepted sealbag verify out/y.sbag --store south &&
		accepted sealbag log verify north
}
