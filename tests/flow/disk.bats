#!/usr/bin/env bats
# P1, P3: a disk that is full, or cannot be written, is no verdict, and leaves
# the store as it was.

load lib
load orders
load faults

setup_file() {
	[ "$(id -u)" -eq 0 ] || skip 'only root can mount'
	unshare -m true 2>/dev/null || skip 'no mount namespaces here'
	setup_faults
	head -c 300000 /dev/urandom >large.bin
	mkdir third disk
	cp large.bin third/large.bin
	echo "$mark" >third/note.txt
	pack_export third.sbag third
	make_store west
	pin south west
	pin west north
	pin west south
	pin north west
	accepted sealbag approve take third.sbag --output third.approval --json
	json digest >digest
	cp third.approval signed.approval
	accepted sealbag approve sign west signed.approval \
		--digest "$(cat digest)"
	for store in north south; do
		rm -rf $store.held
		cp -a $store $store.held
	done
}

# What is mounted is so for this process and whoever enters its namespace.
setup() {
	cd "$WORLD" || return 1
	fresh
	unshare -m sleep 600 3>&- &
	holder=$!
	soon own_namespace
	inside mount -t tmpfs -o size=8m none "$WORLD/disk"
}

teardown() {
	[ -z "$holder" ] || kill "$holder"
}
teardown_file() { teardown_world; }

own_namespace() {
	[ "$(readlink "/proc/$holder/ns/mnt")" != \
		"$(readlink /proc/self/ns/mnt)" ]
}

# inside COMMAND...: where the disk is mounted.
inside() {
	nsenter -t "$holder" -m env -C "$WORLD" "$@"
}

# fill KIB: leave so much room on the disk.
fill() {
	local free
	free=$(inside df --output=avail -k disk | tail -n 1)
	inside dd if=/dev/zero of=disk/filler bs=1k count=$((free - $1)) \
		status=none
}

on_disk() {
	inside find disk -mindepth 1 "$@"
}

# The state of the store on the disk, but for its log. That a receipt was begun
# stays there when not even its end can be written.
state() {
	inside find disk/south/received disk/south/proof disk/south/quarantine \
		-mindepth 1 -printf '%p %s %T@\n' | sort
	inside sealbag list disk/south --json |
		grep -oE '"bundle":"[0-9a-f]*",[^{]*"state":"[a-z]*"' |
		grep -v '"receiving"'
}

# kept: that state is as before, and nothing of the third bundle is there.
kept() {
	local found
	found=$(inside grep -rlaF -- "$mark" disk tmp || true)
	[ -z "$found" ] || fail "found the mark in: $found" || return 1
	diff <(echo "$before") <(state) >&2 ||
		fail 'the store has changed'
}

pack_there=(sealbag pack north third --to south --purpose x --reference x
	--output disk/x.sbag)
receive_there=(sealbag receive disk/south third.sbag)

@test 'P3: a disk that is full while packing' {
	local room
	for room in 0 4 100 290; do
		fill "$room"
		rejected 3 disk-full inside "${pack_there[@]}"
		[ "$(on_disk)" = disk/filler ] || fail 'something is left'
		[ "$(events north '"failed","reason":"disk-full"')" -gt 0 ]
		inside rm disk/filler
	done
	accepted sealbag log verify north
	accepted inside "${pack_there[@]}"
	accepted inside sealbag verify disk/x.sbag --store south
}

@test 'P1: a disk that is full while receiving' {
	local room before
	inside cp -a south disk/
	before=$(state)
	for room in 100 200 280; do
		fill "$room"
		rejected 3 disk-full inside "${receive_there[@]}"
		kept
		inside rm disk/filler
		accepted inside sealbag log verify disk/south
	done
	accepted inside sealbag log show disk/south --json
	prints '"failed","reason":"disk-full"'
	accepted inside "${receive_there[@]}"
	inside sh -c 'cmp large.bin disk/south/received/*/data/large.bin'
}

@test 'P3: a disk without room for the event' {
	local room before
	inside cp -a south disk/
	before=$(state)
	for room in 0 4 16 40; do
		fill "$room"
		rejected 3 disk-full inside "${receive_there[@]}"
		inside rm disk/filler
		kept
		accepted inside sealbag log verify disk/south
	done
	accepted inside "${receive_there[@]}"
}

@test 'P3: a disk that is mounted read-only' {
	local before
	inside cp -a south disk/
	before=$(state)
	inside mount -o remount,ro "$WORLD/disk"
	rejected 3 system inside "${receive_there[@]}"
	rejected 3 system inside "${pack_there[@]}"
	inside mount -o remount,rw "$WORLD/disk"
	kept
	[ "$(on_disk -name '*.sbag')" = '' ]
	accepted inside sealbag log verify disk/south
	accepted inside "${receive_there[@]}"
}

forward_there=(sealbag forward south third.sbag --to west
	--output disk/x.sbag)

@test 'P3: a disk that is full while forwarding' {
	local room n=0 failed='"act":"forward","outcome":"failed",'
	failed+='"reason":"disk-full"'
	for room in 0 4 100 290; do
		fill "$room"
		rejected 3 disk-full inside "${forward_there[@]}"
		[ "$(on_disk)" = disk/filler ] || fail 'something is left'
		n=$((n + 1))
		[ "$(events south "$failed")" -eq "$n" ] || fail 'no event'
		inside rm disk/filler
	done
	accepted sealbag log verify south
	accepted inside "${forward_there[@]}"
	accepted inside sealbag verify disk/x.sbag --store west
}

# unsigned FILE KEPT COMMAND...: with so little room it does not, and the file
# on the disk is what it was.
unsigned() {
	local room file=$1 kept=$2
	shift 2
	for room in 0 4; do
		fill "$room"
		rejected 3 disk-full inside "$@" || return 1
		inside cmp "$file" "$kept" || fail "$file has changed" ||
			return 1
		[ "$(on_disk -type f | sort | xargs)" = "$file disk/filler" ] ||
			fail "on the disk: $(on_disk)" || return 1
		inside rm disk/filler
	done
}

@test 'P3: a disk that is full while signing' {
	local signing=(sealbag approve sign west disk/a.approval --digest
		"$(cat digest)") before
	inside cp third.approval disk/a.approval
	before=$(events west '"act":"approve-sign"')
	unsigned disk/a.approval third.approval "${signing[@]}"
	[ "$(events west '"act":"approve-sign"')" -eq "$before" ]
	accepted inside "${signing[@]}"
	[ "$(events west '"act":"approve-sign"')" -eq $((before + 1)) ]
	accepted sealbag log verify west
}

@test 'P3: a disk that is full while signatures are added' {
	local room adding=(sealbag approve add north disk/b.sbag
		signed.approval)
	inside cp third.sbag disk/b.sbag
	unsigned disk/b.sbag third.sbag "${adding[@]}"
	for room in 100 290; do
		fill "$room"
		rejected 3 disk-full inside "${adding[@]}"
		inside cmp disk/b.sbag third.sbag
		inside rm disk/filler
	done
	[ "$(events north '"act":"approve-add"')" -eq 0 ]
	accepted inside "${adding[@]}"
	accepted inside sealbag verify disk/b.sbag --store south --json
	[ "$(json signatures 1 counts)" = true ]
	accepted sealbag log verify north
}

@test 'P3: a disk that is full while something is taken out to be signed' {
	local taking=(sealbag approve take third.sbag --output disk/a.approval)
	for room in 0 4; do
		fill "$room"
		rejected 3 disk-full inside "${taking[@]}"
		[ "$(on_disk)" = disk/filler ] || fail 'something is left'
		inside rm disk/filler
	done
	accepted inside "${taking[@]}"
	inside cmp disk/a.approval third.approval
}

@test 'P3: what cannot be logged is not signed' {
	local room signing=(sealbag approve sign disk/west mine.approval
		--digest "$(cat digest)")
	cp third.approval mine.approval
	cp -a west west.held
	inside cp -a west.held disk/west
	for room in 0 4 16; do
		fill "$room"
		rejected 3 disk-full inside "${signing[@]}"
		inside rm disk/filler
		cmp mine.approval third.approval
		accepted inside sealbag log verify disk/west
	done
	accepted inside "${signing[@]}"
	rm -rf west.held mine.approval
}
