#!/usr/bin/env bats
# P2: a sealed bundle that was changed on its way.

load lib
load bad

setup_file() {
	setup_bad
	# three segments, so that there is something between two
	forge sound-three north south real.sbag
	forge sound-three north south other.sbag
	take_apart real.sbag real
	take_apart other.sbag other
	layout real.sbag >layout
}
setup() {
	cd "$WORLD" || return 1
	rm -rf parts
	cp -a real parts
}
teardown_file() { teardown_world; }

# layout FILE: where its members begin, their size and name, as tar tells.
layout() {
	tar -tvRf "$1" | perl -ne '
		m{^block (\d+): \S+ +\S+ +(\d+) \S+ \S+ (\S+)$} or next;
		print $1 * 512, " $2 $3\n"'
}

# flip FILE OFFSET BIT: a copy with one bit changed, in b.sbag.
flip() {
	cp "$1" b.sbag
	perl -e '
		open my $io, "+<:raw", $ARGV[0] or die;
		seek $io, $ARGV[1], 0;
		read $io, my $byte, 1;
		seek $io, $ARGV[1], 0;
		print $io chr(ord($byte) ^ 1 << $ARGV[2]);
	' b.sbag "$2" "$3"
}

# flipped REASONS OFFSET...: a bit at each is found, for one of the reasons: by
# receive and by verify, in turn.
flipped() {
	local reasons=$1 offset wrong=0 turn=0
	shift
	for offset; do
		flip real.sbag "$offset" $((offset % 8))
		turn=$((1 - turn))
		if [ "$turn" -eq 1 ]; then
			attempt sealbag receive south b.sbag --json
		else
			attempt sealbag verify b.sbag --signer north.card --json
		fi
		[ "$status" -eq 1 ] &&
			[[ "$(json reason)" =~ ^($reasons)$ ]] ||
			fail "offset $offset: not $reasons" ||
			wrong=$((wrong + 1))
		[ "$turn" -eq 0 ] ||
			told south receive rejected "$(json reason)" ||
			wrong=$((wrong + 1))
	done
	nothing_left && [ "$wrong" -eq 0 ]
}

# nothing_left: nothing of any of these bundles is on the disk.
nothing_left() {
	nowhere "$plate" &&
		[ -z "$(find south/received south/proof south/quarantine \
			-mindepth 1)" ]
}

# member NAME: its header's offset, its first byte's, its size.
member() {
	awk -v name="$1" '$3 == name { print $1, $1 + 512, $2 }' layout
}

@test 'P2: one bit flipped in README.txt is found' {
	read -r _ at size < <(member README.txt)
	flipped readme-damaged "$at" $((at + size / 2)) $((at + size - 1))
}

@test 'P2: one bit flipped in a segment is found' {
	local name
	for name in 00000000 00000001 00000002; do
		read -r _ at size < <(member "segments/$name.gpg")
		flipped segment-damaged "$at" $((at + 1)) $((at + size / 3)) \
			$((at + size / 2)) $((at + size - 1))
	done
}

@test 'P2: one bit flipped in the contents is found' {
	read -r _ at size < <(member contents.gpg)
	flipped contents-damaged "$at" $((at + size / 3)) $((at + size / 2)) \
		$((at + size - 1))
}

@test 'P2: one bit flipped in the seal is found' {
	read -r _ at size < <(member seal.json)
	flipped signature-bad "$at" $((at + 20)) $((at + size / 4)) \
		$((at + size / 2)) $((at + size - 20)) $((at + size - 1))
}

@test 'P2: one bit flipped in the signature is found, at every byte' {
	local i offsets=()
	read -r _ at size < <(member seal.json.sig)
	for ((i = 0; i < size; i += 7)); do
		offsets+=($((at + i)))
	done
	flipped 'signature-(bad|format|weak)|signer-unknown' "${offsets[@]}" \
		$((at + size - 1))
}

@test 'P2: one bit flipped in a header of the outer tar is found' {
	local head size name offset offsets=()
	while read -r -u 9 head size name; do
		[ "$name" = README.txt ] || offsets+=("$head")
		# mode, size, time, sum, type, magic, and what must be zero
		for offset in 101 130 140 150 156 260 300 400 511; do
			offsets+=($((head + offset)))
		done
	done 9<layout
	flipped frame "${offsets[@]:0:24}" "${offsets[@]: -16}"
	flipped not-a-bundle 0 5 10
	flipped frame 11 50
}

@test 'P2: one bit flipped in padding, or in the end mark, is found' {
	local head size name offsets=() end
	while read -r -u 9 head size name; do
		[ $((size % 512)) -eq 0 ] ||
			offsets+=($((head + 512 + size)))
	done 9<layout
	end=$(stat -c %s real.sbag)
	flipped frame "${offsets[@]}" $((end - 1024)) $((end - 513)) \
		$((end - 512)) $((end - 1))
}

@test 'P2: a bundle cut short anywhere is refused' {
	local head size name end at wrong=0 cuts=(12 511 512) state
	# it stays the same from one to the next, which is what is asked
	state=$(state_of south)
	end=$(stat -c %s real.sbag)
	while read -r -u 9 head size name; do
		[ "$head" -eq 0 ] || cuts+=("$head" $((head + 1)))
		cuts+=($((head + 512)) $((head + 512 + size / 2))
			$((head + 512 + size)))
	done 9<layout
	cuts+=($((end - 1024)) $((end - 512)) $((end - 1)))
	for at in "${cuts[@]}"; do
		head -c "$at" real.sbag >b.sbag
		not_received truncated '' b.sbag || wrong=$((wrong + 1))
		rejected 1 truncated sealbag verify b.sbag \
			--signer north.card || wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
	for at in 0 1 10; do
		head -c "$at" real.sbag >b.sbag
		refused not-a-bundle 'no README.txt at the start' b.sbag
	done
}

@test 'P2: bytes behind the end are refused, zeros too' {
	{ cat real.sbag; printf x; } >b.sbag
	refused trailing 'follows the end mark' b.sbag
	# as tar fills up its records
	{ cat real.sbag; head -c 9216 /dev/zero; } >b.sbag
	refused trailing 'follows the end mark' b.sbag
	cat real.sbag other.sbag >b.sbag
	refused trailing 'follows the end mark' b.sbag
}

@test 'P2: members in another order, missing or too many are refused' {
	# GNU tar writes another form of the same
	tar -cf b.sbag -C parts README.txt segments/0000000{0,1,2}.gpg \
		contents.gpg seal.json seal.json.sig
	refused frame 'not canonical' b.sbag
	mv parts/README.txt readme
	frame parts b.sbag 2>/dev/null
	refused not-a-bundle 'no README.txt' b.sbag
	mv readme parts/README.txt
	mv parts/contents.gpg .
	frame parts b.sbag
	refused frame 'no contents.gpg' b.sbag
	mv contents.gpg parts
	mv parts/seal.json .
	frame parts b.sbag
	refused frame 'no seal.json' b.sbag
}

segment() {
	echo "parts/segments/0000000$1.gpg"
}

@test "P2: segments in each other's place are refused" {
	mv "$(segment 0)" keep
	mv "$(segment 1)" "$(segment 0)"
	mv keep "$(segment 1)"
	frame parts b.sbag
	refused segment-damaged sealed b.sbag
}

@test 'P2: a dropped segment is missed, wherever it stood' {
	local n
	for n in 0 1 2; do
		rm -r parts
		cp -a real parts
		rm "$(segment "$n")"
		frame parts b.sbag
		if [ "$n" -lt 2 ]; then
			refused frame "no " b.sbag
			# numbered anew
			[ "$n" -ne 0 ] || mv "$(segment 1)" "$(segment 0)"
			mv "$(segment 2)" "$(segment 1)"
			frame parts b.sbag
		fi
		refused segment-damaged 'the seal names 3 segments, the file' \
			b.sbag
	done
}

@test 'P2: a duplicated segment is refused' {
	cp "$(segment 2)" "$(segment 3)"
	frame parts b.sbag
	refused segment-damaged 'the seal names 3 segments, the file' b.sbag
	rm "$(segment 3)"
	cp "$(segment 0)" "$(segment 1)"
	frame parts b.sbag
	refused segment-damaged 'segment 1' b.sbag
}

@test 'P2: a part of another bundle of the same sender is refused' {
	local n
	for n in 0 1 2; do
		rm -r parts
		cp -a real parts
		cp "other/segments/0000000$n.gpg" "$(segment "$n")"
		frame parts b.sbag
		refused segment-damaged "segment $n" b.sbag
	done
	rm -r parts
	cp -a real parts
	cp other/contents.gpg parts
	frame parts b.sbag
	refused contents-damaged 'contents.gpg' b.sbag
	cp real/contents.gpg parts
	cp other/seal.json other/seal.json.sig parts
	frame parts b.sbag
	attempt sealbag receive south b.sbag --json
	[[ "$(json reason)" =~ ^(segment|contents)-damaged|frame$ ]]
	[ "$status" -eq 1 ]
	nothing_left
}

@test 'what is no file is no bundle' {
	mkfifo pipe
	refused not-a-bundle 'pipe is not a file' pipe
	not_received not-a-bundle '/dev/null is not a file' /dev/null
	not_received not-a-bundle 'real is not a file' real
	rejected 3 system sealbag receive south absent.sbag
	says 'absent.sbag'
	told south receive failed system
}

@test 'the same bundle, unchanged, is received' {
	sound real.sbag
}
