#!/usr/bin/env bats
# order.txt, 7: a receipt of an order to restrict that is killed leaves it to be
# done or done, and an enforcement that takes a restriction off likewise.

load lib
load orders
load faults

# south has received one bundle, and then, in south.bound, an order that
# restricts two reads and a document, and that is over.
setup_file() {
	setup_world
	make_agencies
	known_export first
	pack_export first.sbag first
	accepted sealbag receive south first.sbag
	{
		printf '{"format":"sealbag-order/1","kind":"restrict",'
		printf '"ground":"x","ends":"2199-01-01T00:00:00Z"}\n'
		by_record A 2
		by_record B 4
		by_path documents/note.txt
	} >order
	carry order second.sbag
	cp -a north north.held
	cp -a south south.held
	accepted sealbag receive south second.sbag
	sqlite3 south/ledger.db 'UPDATE orders SET ends = issued + 1'
	cp -a south south.bound
}
setup() { fresh; }
teardown_file() { teardown_world; }

restrict='"act":"restrict","outcome":"done"'
unrestrict='"act":"unrestrict","outcome":"done"'

# says_restricted N: of the first bundle, which is as it was
says_restricted() {
	accepted sealbag list south --json || return 1
	[ "$(json bundles 0 restricted_records)" -eq "$1" ] ||
		fail "wanted $1 restricted" || return 1
	accepted sealbag verify "$at_first" --json || return 1
	[ "$(json verdict) $(json restricted_records)" = "VERIFIED $1" ] ||
		fail "wanted $1 verified" || return 1
	same_content first "$at_first/data" && accepted sealbag log verify south
}

# tripped: the command was killed, or made fewer calls this time
tripped() {
	[ "$status" -eq 137 ] || [ ! -e told ] || fail 'not killed'
}

# receive_killed AT
receive_killed() {
	fresh
	shimmed calls KILL "$1" sealbag receive south second.sbag
	tripped || return 1
	if [ "$(events south "$restrict")" -eq 0 ]; then
		says_restricted 0 &&
			accepted sealbag receive south second.sbag || return 1
	else
		says_restricted 3 && rejected 1 replayed sealbag receive south \
			second.sbag || return 1
	fi
	says_restricted 3 && [ "$(events south "$restrict")" -eq 1 ] &&
		soon quarantine_is_empty
}

# enforce_killed AT
enforce_killed() {
	rm -rf south
	cp -a south.bound south
	shimmed calls KILL "$1" sealbag enforce south
	tripped || return 1
	says_restricted "$((3 * (1 - $(events south "$unrestrict"))))" &&
		accepted sealbag enforce south && says_restricted 0 &&
		[ "$(events south "$unrestrict")" -eq 1 ]
}

# each_killed COUNT FUNCTION COMMAND...: at COUNT moments of the command
each_killed() {
	local at moments wrong=0 one=$2
	moments calls "$1" "${@:3}"
	for at in "${moments[@]}"; do
		"$one" "$at" && continue
		echo "at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

@test 'P1: a receipt of an order to restrict is killed, and restricts or not' {
	each_killed 5 receive_killed sealbag receive south second.sbag
}

@test 'P1: an enforcement that ends a restriction is killed, and did or not' {
	rm -rf south
	cp -a south.bound south
	each_killed 4 enforce_killed sealbag enforce south
}
