#!/usr/bin/env bats
# What cannot be packed: a clear reason, and no bundle.

load lib
load bad

setup_file() { setup_bad; }
setup() {
	cd "$WORLD" || return 1
	rm -rf export out
	mkdir export out
	echo "a note on $plate" >export/note.txt
}
teardown_file() { teardown_world; }

header=vrm,feed_id,source_id,camera_id,capture_time

# not_packed [-s STATUS] REASON SENTENCE [ARGUMENT...]: north does not pack the
# export, and nothing is left of it but an event in the log.
not_packed() {
	local want=1
	if [ "$1" = -s ]; then
		want=$2
		shift 2
	fi
	local reason=$1 part=$2
	shift 2
	rejected "$want" "$reason" "${under[@]}" sealbag pack north \
		"${@:-export}" --to south --purpose x --reference x \
		--output out/never.sbag &&
		says "$part" &&
		no_bundle "$(outcome_of "$want")" "$reason"
}

# no_bundle OUTCOME REASON: there is none, and the log says why.
no_bundle() {
	local folder
	silent &&
		told north pack "$1" "$2" || return 1
	[ -z "$(ls -A out)" ] || fail 'something is left' || return 1
	[ -z "$(ls -A north/quarantine)" ] ||
		fail 'something is left' || return 1
	for folder in north out "$TMPDIR" "$HOME"; do
		nowhere "$plate" "$folder" || return 1
	done
}

@test 'links are not packed, wherever they point' {
	local to
	for to in note.txt absent ../north . /dev/zero; do
		ln -s "$to" export/link
		not_packed input-type 'is a symbolic link'
		rm export/link
	done
	# nor is the path itself followed
	ln -s export link
	not_packed input-type 'is a symbolic link' link
	not_packed input-type 'is a symbolic link' link/
	rm link
}

@test 'pipes, sockets and devices are not packed' {
	mkfifo export/pipe
	not_packed input-type 'is a pipe'
	rm export/pipe
	perl -MIO::Socket::UNIX -e \
		'IO::Socket::UNIX->new(Local => "export/socket", Listen => 1)'
	[ -S export/socket ]
	not_packed input-type 'is a socket'
	rm export/socket
	not_packed input-type 'is a device' /dev/null
	not_packed input-type 'is a device' export /dev/null
}

@test 'what cannot be read is told, and nothing is packed' {
	under=(bound)
	echo x >export/closed.txt
	chmod 0 export/closed.txt
	not_packed -s 3 system 'closed.txt: cannot open it: Permission denied'
	rm -f export/closed.txt
	mkdir -m 0 export/closed
	not_packed -s 3 system 'closed: cannot open the folder: Permission'
	rmdir export/closed
	under=()
	not_packed -s 3 system 'absent: cannot look at it: No such file' absent
}

@test 'names that climb, hide or are no text are not packed' {
	local name
	for name in $'a\nb' $'a\tb' $'a\eb' $'a\x7fb' $'a\u0085b' 'a\b' \
		$'a\u202ebat' $'a\u2066b' $'a\u200fb' $'a\u2028b'; do
		: >"export/$name"
		not_packed input-name 'forbidden character'
		rm "export/$name"
		mkdir "export/$name"
		not_packed input-name 'forbidden character'
		rmdir "export/$name"
	done
	for name in $'a\xff' $'a\xc0\xaf' $'a\xed\xa0\x80' $'\x80'; do
		: >"export/$name"
		not_packed input-name 'is not UTF-8'
		rm "export/$name"
	done
}

@test 'names that some disks take for one are not packed' {
	local pair
	for pair in 'a A' $'\u00e9 e\u0301' $'\u00df ss' $'\uff41 a' \
		$'K \u212a' $'a\u00ad a'; do
		mkdir "export/${pair% *}"
		: >"export/${pair#* }"
		not_packed input-name 'differs from another name only in'
		rm -r "export/${pair% *}" "export/${pair#* }"
	done
}

@test 'names that are too long or too deep are not packed' {
	local part deep
	deep=$(printf 'd/%.0s' {1..65})
	mkdir -p "export/$deep"
	not_packed input-name 'more than 64 parts'
	rm -r export/d
	printf -v part '%0250d' 0
	deep=$part
	(cd export && for _ in {1..17}; do mkdir "$deep" && cd "$deep"; done)
	not_packed input-name 'name'
}

# while_packed COMMAND...: run it while the export is packed and its first
# file is open, then see that there is no bundle, because something changed.
while_packed() {
	local pid fd open=''
	# without bytes on the disk, but it takes a while
	truncate -s 512M export/0-large
	sealbag pack north export --to south --purpose x --reference x \
		--output out/never.sbag --json >said 2>error 3>&- &
	pid=$!
	while [ -z "$open" ] && kill -0 "$pid" 2>/dev/null; do
		for fd in "/proc/$pid/fd"/*; do
			[ ! "$fd" -ef export/0-large ] || open=$fd
		done
	done
	kill -STOP "$pid"
	"$@"
	kill -CONT "$pid"
	[ -n "$open" ] || fail 'it was never open' || return 1
	status=0
	wait "$pid" || status=$?
	output=$(cat said)
	stderr=$(cat error)
	last_command="pack, and meanwhile $*"
	[ "$status" -eq 1 ] || fail 'wanted status 1' || return 1
	[ "$(json reason)" = input-changed ] ||
		fail 'wanted input-changed' || return 1
	sentence=$(json message)
	no_bundle rejected input-changed
}

@test 'a file that changes while it is read is an error' {
	while_packed sh -c 'echo more >>export/0-large'
	says '0-large: changed while it was packed'
	rm export/0-large
	while_packed truncate -s 1000 export/0-large
	says '0-large changed while it was read'
	rm export/0-large
	while_packed touch -d 2026-01-01 export/0-large
	says '0-large: changed while it was packed'
	rm export/0-large
	while_packed dd if=/dev/urandom of=export/0-large bs=1 count=1 \
		seek=200M conv=notrunc status=none
	says '0-large: changed while it was packed'
}

@test 'a file that changes before it is read is an error' {
	while_packed sh -c 'echo more >>export/note.txt'
	says 'files changed while the export was read: 5'
	while_packed truncate -s 1 export/note.txt
	says 'files changed while the export was read: 5'
	while_packed rm export/note.txt
	says 'changed while the folder was read'
}

@test 'files that come or go while the export is read are an error' {
	mkdir export/sub
	while_packed sh -c 'echo x >export/sub/new.txt'
	says 'files came or went'
	while_packed rm export/sub/new.txt
	says 'files came or went while the export was read: 3 files at'
	while_packed rm -r export/sub
	says 'changed while the folder was read'
}

# rows LINE...: a file of reads with these, behind its header.
rows() {
	printf '%s\n' "$header" "$plate,1,1,1,2026-01-05T10:00:00Z" "$@" \
		>export/reads.csv
}

@test 'reads that others would read in another way are not packed' {
	rows 'ZZ26"ABC,1,1,1,2026-01-05T10:00:00Z'
	not_packed csv-quote 'reads.csv: line 3'
	rows '"ZZ26"ABC,1,1,1,2026-01-05T10:00:00Z'
	not_packed csv-quote 'reads.csv: line 3'
	rows 'ZZ26ABC,1,1,1,2026-01-05T10:00:00Z' '"ZZ26ABC,1,1,1,x' 'x,1,1,1,x'
	not_packed csv-quote 'reads.csv: line 4'
	rows $'ZZ26ABC,1,1,1,2026-01-05T10:00:00Z\rZZ26ABD'
	not_packed csv-line 'reads.csv: line 3'
	rows 'ZZ26ABC,1,1'
	not_packed csv-fields 'reads.csv: line 3'
	rows 'ZZ26ABC,1,1,1,2026-01-05T10:00:00Z,more'
	not_packed csv-fields 'reads.csv: line 3'
	rows
	printf 'ZZ26\0ABC,1,1,1,2026-01-05T10:00:00Z\n' >>export/reads.csv
	not_packed csv-nul 'reads.csv: line 3'
	rows
	sed -i '1s/$/,vrm/' export/reads.csv
	not_packed csv-header 'reads.csv: line 1'
}

@test 'a line of 2 GiB is not packed' {
	rows
	head -c 2G /dev/zero | tr '\0' R >>export/reads.csv
	not_packed csv-line 'reads.csv: line 3'
	rm export/reads.csv
	# nor one without header, if it is all there is
	{ echo "$header"; head -c 2M /dev/zero | tr '\0' '"'; } >export/x.csv
	not_packed csv-line 'x.csv: line 2'
}

@test 'times without a zone are not packed, unless one is declared' {
	rows 'ZZ26ABC,1,1,1,2026-01-05T10:00:00'
	not_packed time 'reads.csv: line 3'
	rejected 2 usage sealbag pack north export --to south --purpose x \
		--reference x --output out/never.sbag --zone local
	accepted sealbag pack north export --to south --purpose x \
		--reference x --output out/zoned.sbag --zone +01:00
	rm out/zoned.sbag
	for time in 2026-02-30T10:00:00Z 2026-01-05T25:00:00Z 05/01/2026 \
		2026-01-05T10:00:60Z 2026-01-05T10:00:00+99:00 ''; do
		rows "ZZ26ABC,1,1,1,$time"
		not_packed time 'reads.csv: line 3'
	done
}

@test 'orders that cannot be are not packed' {
	local order=order.jsonl
	local begin='{"format":"sealbag-order/1","kind":"delete","ground":"x"'
	local target='{"target":"record","record_id":"R1"}'
	bad_order() {
		local reason=$1 part=$2
		shift 2
		printf '%s\n' "$@" >"$order"
		not_packed "$reason" "$part" export --deletions "$order"
	}
	bad_order json "$order" 'not JSON'
	bad_order order "$order" "$begin}"
	bad_order json "$order" "$begin,\"ground\":\"y\"}" "$target"
	bad_order version 'sealbag-order/2' "${begin/\/1/\/2}}" "$target"
	local issuer
	issuer="\"agency\":\"west\",\"fingerprint\":\"$(fingerprint_of west)\""
	bad_order order-issuer 'by west, not by north' \
		"$begin,\"issuer\":{$issuer}}" "$target"
	begin+=',"issued":"2026-01-01T00:00:00Z"'
	bad_order order 'line 1: the deadline is over' \
		"$begin,\"deadline\":\"2026-01-02T00:00:00Z\"}" "$target"
	begin=${begin%,*}
	bad_order recipient 'agency nobody, which may answer the order' \
		"$begin,\"answer_by\":[\"south\",\"nobody\"]}" "$target"
	bad_order json 'line 2' "$begin}" "${target/\}/,\"more\":1\}}"
	bad_order order 'line 2' "$begin}" "${target/record/rekord}"
	bad_order json 'line 3' "$begin}" "$target" '{"target":'
	not_packed -s 3 system 'absent.jsonl' export --deletions absent.jsonl
}

# not_for REASON SENTENCE AGENCY: nothing is packed for it.
not_for() {
	rejected 1 "$1" "${under[@]}" sealbag pack north export --to "$3" \
		--purpose x --reference x --output out/never.sbag &&
		says "$2" &&
		no_bundle rejected "$1"
}

@test 'P2: recipients that are not pinned, may not receive or have expired' {
	not_for recipient 'agency east is not pinned' east
	accepted sealbag agency unpin north west
	not_for recipient 'agency west is not pinned' west
	accepted sealbag agency add north west.card --roles seal \
		--fingerprint "$(fingerprint_of west)"
	not_for recipient 'agency west lacks the role receive' west
	accepted sealbag init brief --agency brief --name Brief \
		--no-passphrase --expire 1d
	accepted sealbag agency card brief --output brief.card
	pin north brief
	under=(faketime '+2 days')
	not_for recipient 'the key of agency brief is expired' brief
}

@test 'a bundle never takes the place of a file' {
	echo keep >out/never.sbag
	rejected 2 usage sealbag pack north export --to south --purpose x \
		--reference x --output out/never.sbag
	says 'exists already'
	[ "$(cat out/never.sbag)" = keep ]
	rm out/never.sbag
	rejected 3 system sealbag pack north export --to south --purpose x \
		--reference x --output absent/never.sbag
	says 'absent'
	told north pack failed system
	chmod a-w out
	under=(bound)
	not_packed -s 3 system 'Permission denied'
	chmod u+w out
}
