#!/usr/bin/env bats
# The process itself: what it leaves behind when it ends badly.

load lib

setup() { setup_world; }
teardown() { teardown_world; }

@test 'P1: no core file can hold what was in memory' {
	mkfifo passphrase
	ulimit -S -c unlimited || skip 'the limit is lower here'
	# it waits for its passphrase
	sealbag init north --agency north --name North --passphrase-fd 9 \
		9<>passphrase 3>&- &
	local limit='' n=0
	while [ "$limit" != 0 ] && [ "$n" -lt 50 ]; do
		sleep 0.1
		n=$((n + 1))
		limit=$(awk '/^Max core file size/ { print $5 }' \
			"/proc/$!/limits")
	done
	kill "$!"
	[ "$limit" = 0 ]
}

@test 'P3: more recipients than a seal can name are a wrong call' {
	make_agencies
	make_export export
	local i to=()
	for i in {1..65}; do
		to+=(--to south)
	done
	rejected 2 usage sealbag pack north export --purpose test \
		--reference FT/1 "${to[@]}"
	says 'more than 63 recipients'
}
