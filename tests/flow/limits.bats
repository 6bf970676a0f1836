#!/usr/bin/env bats
# P11: memory does not grow with a bundle. P12: nothing goes to a network.

load lib

setup_file() {
	setup_world
	make_agencies
	make_export export
	pack_export b.sbag export
	cp -a south south.held
}
setup() {
	cd "$WORLD" || return 1
	rm -rf south
	cp -a south.held south
}
teardown_file() { teardown_world; }

# within MIB COMMAND...: its peak memory is no more than that.
within() {
	local most=$(($1 * 1024)) used
	shift
	accepted command time -f %M -o used "$@" || return 1
	used=$(tail -n 1 used)
	[ "$used" -le "$most" ] || fail "it took $used KiB"
}

# packed_within MIB FOLDER: packing and receiving it are.
packed_within() {
	[ "$MODE" != asan ] || skip 'the sanitizer takes memory of its own'
	within "$1" sealbag pack north "$2" --to south --purpose x \
		--reference x --jobs 2 --output "$2.sbag" &&
		within "$1" sealbag receive south "$2.sbag" --jobs 2
}

@test 'P11: many small files take no more memory' {
	make-files 30000 1920000 many
	packed_within 400 many
}

@test 'P11: many reads take no more memory' {
	make-reads 800000 2 reads
	[ "$(du -sm reads | cut -f 1)" -ge 130 ]
	packed_within 400 reads
}

# traced COMMAND...: all its sockets, and those of what it starts, are local.
traced() {
	accepted straced -f -qq -o trace -e trace=socket,connect,bind,sendto \
		"$@" || return 1
	! grep -E 'AF_INET|AF_NETLINK|AF_PACKET' trace >&2 ||
		fail 'it asks for a network' || return 1
	# what was started is seen as well
	[ "$(cut -d ' ' -f 1 trace | sort -u | wc -l)" -gt 1 ] ||
		fail 'nothing was traced'
}

@test 'P12: no command opens a socket but to its agent' {
	strace true 2>/dev/null || skip 'nothing can be traced here'
	traced sealbag pack north export --to south --purpose x \
		--reference x --output traced.sbag
	traced sealbag verify traced.sbag --store south
	traced sealbag receive south traced.sbag
}

@test 'P12: without a network all is as with one' {
	unshare -n true 2>/dev/null || skip 'no network namespaces here'
	accepted unshare -n sealbag pack north export --to south --purpose x \
		--reference x --output alone.sbag
	accepted unshare -n sealbag verify alone.sbag --signer north.card
	accepted unshare -n sealbag verify alone.sbag --store south
	accepted unshare -n sealbag receive south alone.sbag
}
