#!/usr/bin/env bats
# P3: what the machine does not do is no verdict: the n-th call that asks the
# system for something fails, for many n.

load lib
load orders
load faults

setup_file() { setup_faults; }
setup() { fresh; }
teardown_file() { teardown_world; }



# each SHIM ERROR COUNT FUNCTION COMMAND...: at COUNT moments of the command
# one call fails; the function, given the moment, runs it and looks.
each() {
	local shim=$1 error=$2 count=$3 look=$4 at moments wrong=0
	shift 4
	[ "$shim" != memory ] || [ "$MODE" != asan ] ||
		skip 'the sanitizer gives memory itself'
	moments "$shim" "$count" "$@"
	for at in "${moments[@]}"; do
		"$look" "$shim" "$error" "$at" "$@" && continue
		echo "$error at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

# yes_or_unknown SHIM ERROR AT COMMAND...: it never says no, nor breaks down.
yes_or_unknown() {
	shimmed "$@"
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ] ||
		fail 'wanted status 0 or 3' || return 1
	[ "$status" -eq 0 ] || [[ "${stderr:-}" == *sealbag:\ * ]] ||
		fail 'it does not say why'
}

@test 'P3: a call that fails is no verdict on a bundle' {
	each calls EIO 10 yes_or_unknown \
		sealbag verify second.sbag --store south
}

@test 'P3: a call that fails is no verdict on it without a store' {
	each calls EIO 8 yes_or_unknown \
		sealbag verify second.sbag --signer north.card
}

@test 'P3: a call that fails is no verdict on what was released' {
	each calls EIO 10 yes_or_unknown sealbag verify "$at_first"
}

@test 'P3: a call that fails is no verdict on the log' {
	each calls EIO 8 yes_or_unknown sealbag log verify south
}

@test 'P3: memory that is not there is no verdict' {
	each memory ENOMEM 6 yes_or_unknown \
		sealbag verify second.sbag --store south
	each memory ENOMEM 6 yes_or_unknown sealbag verify "$at_first"
	each memory ENOMEM 6 yes_or_unknown sealbag log verify south
}

@test 'P3: a library that ends the process gives no verdict' {
	local at starved=libarchive ends=0
	[ "$MODE" != asan ] || skip 'the sanitizer gives memory itself'
	# it breaks down at some, and ends with status 1 at most
	moments memory 25 sealbag verify second.sbag --store south
	for at in "${moments[@]}"; do
		shimmed memory ENOMEM "$at" \
			sealbag verify second.sbag --store south
		[ "$status" -eq 3 ] || [ "$status" -gt 128 ] ||
			[ ! -e told ] || fail "at $at: wanted no verdict"
		[[ "${stderr:-}" != *'a library ended'* ]] || ends=$((ends + 1))
	done
	[ "$ends" -gt 0 ]
}

# receive_all_or_nothing SHIM ERROR AT COMMAND...
receive_all_or_nothing() {
	fresh
	yes_or_unknown "$@" || return 1
	if [ "$(events south "$received")" -eq 2 ]; then
		rejected 1 replayed sealbag receive south second.sbag
	else
		[ "$status" -eq 3 ] || fail 'it told of success' || return 1
		soon quarantine_is_empty && untouched || return 1
		[ ! -e "$at_second" ] || fail 'it stays released' || return 1
		accepted sealbag verify "$at_first" &&
			accepted sealbag receive south second.sbag
	fi && all_there
}

@test 'P1: a receipt in which a call fails leaves all or nothing' {
	each calls ENOSPC 10 receive_all_or_nothing \
		sealbag receive south second.sbag
}

@test 'P1: a receipt that lacks memory leaves all or nothing' {
	each memory ENOMEM 5 receive_all_or_nothing \
		sealbag receive south second.sbag
}

# pack_all_or_nothing SHIM ERROR AT COMMAND...
pack_all_or_nothing() {
	fresh
	mkdir out
	yes_or_unknown "$@" || return 1
	bundle_or_nothing && pack_again
}

@test 'P1: a packing in which a call fails leaves a bundle or nothing' {
	mkdir out
	each calls ENOSPC 7 pack_all_or_nothing \
		sealbag pack north second --to south --purpose x \
		--reference x --output out/x.sbag
}

@test 'P1: a packing that lacks memory leaves a bundle or nothing' {
	mkdir out
	each memory ENOMEM 4 pack_all_or_nothing \
		sealbag pack north second --to south --purpose x \
		--reference x --output out/x.sbag
}
