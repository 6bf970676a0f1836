#!/usr/bin/env bats
# P1: a forwarding or an approval that is killed leaves the old or the new, at
# whatever moment; and the next one works.

load lib
load orders
load faults

# north made on.sbag for south, which can forward it to west, and which west
# signs too.
setup_file() {
	local store
	setup_faults
	make_store west
	pin north west
	pin south west
	pin west north
	pin west south
	pack_export on.sbag second
	mkdir signing
	accepted sealbag approve take on.sbag \
		--output signing/plain.approval --json
	json digest >signing/digest
	for store in north south west; do
		rm -rf $store.held
		cp -a $store $store.held
	done
	cp signing/plain.approval signing/signed.approval
	accepted sealbag approve sign west signing/signed.approval \
		--digest "$(cat signing/digest)"
}
setup() {
	fresh
	digest=$(cat signing/digest)
}
teardown_file() { teardown_world; }

# renew: as after setup_file, with an empty folder out.
renew() {
	fresh
	rm -rf west out
	cp -a west.held west
	mkdir out
}

# stopped: the last command was killed, or got to its end.
stopped() {
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed'
}

# killed COUNT FUNCTION COMMAND...: at COUNT moments of the command, and at as
# many or more of those at which it makes or names a file.
killed() {
	local at calls moments wrong=0 count=$1 look=$2
	shift 2
	for calls in '' create,linkat,rename,renameat2,unlink; do
		unset SHIM_CALLS
		[ -z "$calls" ] || export SHIM_CALLS=$calls
		renew
		"${before[@]}"
		moments calls "$count" "$@" || return 1
		for at in "${moments[@]}"; do
			"$look" "$at" && continue
			echo "killed at call $at $calls: $(cat told)" >&2
			wrong=$((wrong + 1))
		done
	done
	unset SHIM_CALLS
	[ "$wrong" -eq 0 ]
}
before=(true)

# --- forward ---

forwarding=(sealbag forward south on.sbag --to west --output out/x.sbag)
forwarded='"act":"forward","outcome":"done"'
cut_off='"outcome":"failed","reason":"interrupted","actor":"recovery"'

# forward_killed AT: at that call; then there is a bundle, with its event, or
# none; and it can be forwarded.
forward_killed() {
	local begun
	renew
	shimmed calls KILL "$1" "${forwarding[@]}"
	stopped || return 1
	accepted sealbag log verify south &&
		accepted sealbag list south --json || return 1
	begun=$(grep -o '"state":"packing"' <<<"$output" | wc -l)
	only_in . "$mark" south || return 1
	if [ -e out/x.sbag ]; then
		[ "$(events south "$forwarded")" -eq 1 ] ||
			fail 'a bundle left without its event' || return 1
		accepted sealbag verify out/x.sbag --store west || return 1
		rm out/x.sbag
	fi
	[ -z "$(ls -A out)" ] || fail "in out: $(ls -A out)" || return 1
	accepted "${forwarding[@]}" &&
		accepted sealbag verify out/x.sbag --store west &&
		accepted sealbag log verify south || return 1
	[ "$(events south "$cut_off")" -eq "$begun" ] ||
		fail "of $begun begun not each was told"
}

@test 'P1: a forwarding that is killed leaves a bundle or nothing' {
	killed 5 forward_killed "${forwarding[@]}"
}

# --- approve ---

# one_of FILE OLD NEW: it is the old one, or as the new one.
one_of() {
	cmp -s "$1" "$2" || "$3" || fail "$1 is neither old nor new"
}

nothing_beside() {
	local left
	left=$(find out -name '.*.partial' | wc -l)
	[ "$(find out -type f | wc -l)" -eq $((1 + left)) ] ||
		fail "in out: $(ls -A out)"
}

# An approval has its two signatures, and each counts.
approval_is_new() {
	accepted sealbag approve show out/a.approval --store north --json &&
		[ "$(json signatures 1 counts)" = true ]
}

sign_killed() {
	renew
	cp signing/plain.approval out/a.approval
	shimmed calls KILL "$1" "${signing[@]}"
	stopped || return 1
	nothing_beside &&
		accepted sealbag log verify west &&
		one_of out/a.approval signing/plain.approval approval_is_new ||
		return 1
	if cmp -s out/a.approval signing/plain.approval; then
		accepted "${signing[@]}"
	else
		[ "$(events west '"act":"approve-sign","outcome":"done"')" \
			-eq 1 ] || fail 'it signed without an event'
	fi || return 1
	approval_is_new && [ "$(ls -A out)" = a.approval ] ||
		fail "in out: $(ls -A out)" || return 1
	accepted sealbag log verify west
}
signing=(sealbag approve sign west out/a.approval --digest)

@test 'P1: a signing that is killed leaves the old file or the new' {
	signing+=("$digest")
	before=(cp signing/plain.approval out/a.approval)
	killed 5 sign_killed "${signing[@]}"
}

bundle_is_new() {
	accepted sealbag verify out/b.sbag --store south --json &&
		[ "$(json signatures 1 counts)" = true ]
}

add_killed() {
	renew
	cp on.sbag out/b.sbag
	shimmed calls KILL "$1" "${adding[@]}"
	stopped || return 1
	nothing_beside &&
		accepted sealbag log verify north &&
		one_of out/b.sbag on.sbag bundle_is_new || return 1
	if cmp -s out/b.sbag on.sbag; then
		accepted "${adding[@]}"
	else
		[ "$(events north '"act":"approve-add","outcome":"done"')" \
			-eq 1 ] || fail 'it was added without an event'
	fi || return 1
	bundle_is_new && [ "$(ls -A out)" = b.sbag ] ||
		fail "in out: $(ls -A out)" || return 1
	accepted sealbag log verify north
}
adding=(sealbag approve add north out/b.sbag signing/signed.approval)

@test 'P1: an adding that is killed leaves the old bundle or the new' {
	before=(cp on.sbag out/b.sbag)
	killed 5 add_killed "${adding[@]}"
}

take_killed() {
	renew
	shimmed calls KILL "$1" "${taking[@]}"
	stopped || return 1
	[ -e out/a.approval ] || accepted "${taking[@]}" || return 1
	cmp out/a.approval signing/plain.approval &&
		[ "$(ls -A out)" = a.approval ] || fail "in out: $(ls -A out)"
}
taking=(sealbag approve take on.sbag --output out/a.approval)

@test 'P1: a taking that is killed leaves a file or none' {
	killed 5 take_killed "${taking[@]}"
}
