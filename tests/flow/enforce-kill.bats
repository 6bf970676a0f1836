#!/usr/bin/env bats
# enforce.txt, 2.3: an enforcement that is killed, or that meets a full disk,
# leaves each bundle as it was with what is due still due, or without it; the
# next one ends it.

load lib
load orders
load faults

columns=record_id,vrm,feed_id,source_id,camera_id,capture_time,plate_image

# south holds two bundles of reads. Rows 3 and 4 of a.csv have been kept too
# long since its policy has another version; row 3 has an image.
setup_file() {
	local n
	setup_world
	make_agencies
	sed 's/"retention": \[\]/"retention": [{"category":"x","days":9000}]/' \
		"$TOP/samples/policies/neutral.json" >draft
	sealbag policy sign south draft --output v1
	sealbag policy import south v1
	mkdir -p export/images
	{
		echo "$columns"
		for n in 1 2 3 4; do
			printf 'A-%d,ZZ26 A%d,1,1,2,%s,images/p%d.jpg\n' \
				"$n" "$n" "$(date -u -d "-$((n * 10)) days" \
				+%FT%TZ)" "$n"
		done
	} >export/a.csv
	for n in 1 2 3 4; do
		echo "picture of row $n" >"export/images/p$n.jpg"
	done
	find export -depth -exec touch -d '2026-03-02 01:02:03Z' {} +
	pack_export first.sbag export --category x
	pack_export second.sbag export --category x
	accepted sealbag receive south first.sbag
	accepted sealbag receive south second.sbag
	sed 's/9000/25/' draft >draft2
	sealbag policy sign south draft2 --output v2
	sealbag policy import south v2
	cp -a export want
	sed -i '/^A-[34],/d' want/a.csv
	rm want/images/p[34].jpg
	find want -depth -exec touch -d '2026-03-02 01:02:03Z' {} +
	cp -a south south.held
	cp -a north north.held
}
setup() { fresh; }
teardown_file() { teardown_world; }

# ended: each bundle is whole, as it was or without what was due, or nobody
# says so yet.
ended() {
	local at
	for at in "$at_first" "$at_second"; do
		attempt sealbag verify "$at" --json
		case "$status $(json reason || :)" in
		'0 ') ;;
		'3 interrupted') continue ;;
		*) fail "$at: neither whole nor unfinished" || return 1 ;;
		esac
		same_content want "$at/data" 2>/dev/null ||
			same_content export "$at/data" || return 1
	done
}

# all_gone: the next one ends it, and tells each bundle once.
all_gone() {
	local text
	accepted sealbag enforce south --json &&
		left "$at_first" want && left "$at_second" want &&
		accepted sealbag log verify south || return 1
	for text in 'ZZ26 A3' 'ZZ26 A4' 'row 3' 'row 4' p3.jpg p4.jpg; do
		nowhere "$text" south || return 1
	done
	[ "$(events south '"act":"expire","outcome":"done"')" -eq 2 ] ||
		fail 'not one event a bundle' || return 1
	[ "$(sqlite3 south/ledger.db 'PRAGMA freelist_count')" -eq 0 ] ||
		fail 'free pages' || return 1
	soon quarantine_is_empty
}

# cut_off AT
cut_off() {
	fresh
	shimmed calls "$how" "$1" sealbag enforce south
	case $how-$status in
	KILL-137 | ENOSPC-3) ;;
	*-0) [ ! -e told ] || [ "$how" = ENOSPC ] ||
		fail 'not killed' || return 1 ;;
	*) fail 'a verdict, or a wrong call' || return 1 ;;
	esac
	accepted sealbag log verify south && ended && all_gone
}

# each_cut HOW COUNT
each_cut() {
	local at moments wrong=0 how=$1
	moments calls "$2" sealbag enforce south
	for at in "${moments[@]}"; do
		cut_off "$at" && continue
		echo "$how at call $at: $(cat told)" >&2
		wrong=$((wrong + 1))
	done
	[ "$wrong" -eq 0 ]
}

@test 'P1: an enforcement that is killed is ended by the next one' {
	each_cut KILL 5
}

@test 'P1: one that meets a full disk too' {
	each_cut ENOSPC 5
}
