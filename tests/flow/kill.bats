#!/usr/bin/env bats
# P1: a process that is killed leaves nothing behind, at whatever moment.

load lib
load orders
load faults

setup_file() { setup_faults; }
setup() { fresh; }
teardown_file() { teardown_world; }

cut_off='"outcome":"failed","reason":"interrupted","actor":"recovery"'

# committed: what a receipt that was killed after its commit says.
committed() {
	attempt sealbag verify "$at_first" --json
	if [ "$status" -ne 0 ]; then
		[ "$status $(json reason)" = '3 interrupted' ] ||
			fail 'a verdict on what is not finished' || return 1
	fi
	rejected 1 replayed sealbag receive south second.sbag
}

# given_up: what one says that was killed before.
given_up() {
	local begun
	untouched &&
		accepted sealbag verify "$at_first" &&
		accepted sealbag list south --json || return 1
	begun=$(grep -o '"state":"receiving"' <<<"$output" | wc -l)
	if [ -e "$at_second" ]; then
		rejected 3 interrupted sealbag verify "$at_second" || return 1
	else
		soon quarantine_is_empty || return 1
	fi
	accepted sealbag receive south second.sbag || return 1
	[ "$(events south "$cut_off")" -eq "$begun" ] ||
		fail "of $begun begun not each was told"
}

# receive_killed AT: at that call; then nothing is half done.
receive_killed() {
	fresh
	shimmed calls KILL "$1" sealbag receive south second.sbag
	# at the last calls of a run that has fewer
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed' || return 1
	accepted sealbag log verify south || return 1
	if [ "$(events south "$received")" -eq 2 ]; then
		committed
	else
		given_up
	fi && all_there
}

# pack_killed AT: at that call; then there is a bundle or none.
pack_killed() {
	local begun
	fresh
	mkdir out
	shimmed calls KILL "$1" "${packing[@]}"
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed' || return 1
	accepted sealbag list north --json || return 1
	begun=$(grep -o '"state":"packing"' <<<"$output" | wc -l)
	bundle_or_nothing && pack_again || return 1
	[ "$(events north "$cut_off")" -eq "$begun" ] ||
		fail "of $begun begun not each was told"
}

# init_killed AT: at that call; then there is a store or none.
init_killed() {
	rm -rf new new.new-*
	shimmed calls KILL "$1" sealbag init new --agency new --name New \
		--no-passphrase
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed' || return 1
	[ -e new ] || accepted sealbag init new --agency new --name New \
		--no-passphrase || return 1
	accepted sealbag log verify new
}

# killed COUNT FUNCTION COMMAND...: at COUNT moments of the command.
killed() {
	local at moments wrong=0 count=$1 look=$2
	shift 2
	moments calls "$count" "$@"
	for at in "${moments[@]}"; do
		"$look" "$at" && continue
		echo "killed at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

packing=(sealbag pack north second --to south --purpose x --reference x
	--output out/x.sbag)

@test 'P1: a receipt that is killed leaves all or nothing' {
	killed 8 receive_killed sealbag receive south second.sbag
}

@test 'P1: a packing that is killed leaves a bundle or nothing' {
	mkdir out
	killed 7 pack_killed "${packing[@]}"
}

@test 'P1: an init that is killed leaves a store or none' {
	killed 6 init_killed sealbag init new --agency new --name New \
		--no-passphrase
}
