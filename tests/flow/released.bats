#!/usr/bin/env bats
# P4: what was received, also after deletions, is as it was sealed, or verify
# says where it is not.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	known_export export
	head -c 2500000 /dev/urandom >export/large.bin
	pack_export first.sbag export
	accepted sealbag receive south first.sbag
	cp -a south whole
	order order
	by_read A 2 >>order
	by_record A 12 >>order
	by_record B 3 >>order
	by_path documents/note.txt >>order
	carry order order.sbag
	accepted sealbag receive south order.sbag
	cp -a south after
	received south first.sbag >name
}
setup() {
	cd "$WORLD" || return 1
	first=$(cat name)
	data=$first/data
	rm -rf south
}
teardown_file() {
	teardown_world
}

# Each change below is made to the bundle as it was received, and again to what
# deletions left of it.
in_both() {
	local state
	for state in whole after; do
		rm -rf south
		cp -a $state south
		"$@" || fail "(in the store \"$state\")" || return 1
	done
}

# kept FILE COMMAND...: change it, and put its time back, and its folder's.
kept() {
	local file=$1
	shift
	touch -r "$file" "$WORLD/stamp"
	touch -r "$(dirname "$file")" "$WORLD/folder-stamp"
	"$@"
	touch -r "$WORLD/stamp" "$file"
	touch -r "$WORLD/folder-stamp" "$(dirname "$file")"
}

# stained FILE AT: flip a bit of the byte there, counted from the end if
# negative.
stained() {
	kept "$1" perl -e '
		open my $f, "+<:raw", $ARGV[0] or die;
		my $from = $ARGV[1] < 0 ? 2 : 0;
		seek $f, $ARGV[1], $from;
		read $f, my $c, 1;
		seek $f, $ARGV[1], $from;
		print $f $c ^ "\x01";' "$1" "$2"
}

# found REASON TEXT...: verify of the released bundle gives the reason, and the
# sentence has each text in it.
found() {
	rejected 1 "$1" sealbag verify "$first" || return 1
	shift
	local text
	for text; do
		says "$text" || return 1
	done
}

@test "P4: untouched, it verifies before and after" {
	cp -a whole south
	accepted sealbag verify "$first" --json
	[ "$(json deleted_records)" -eq 0 ]
	rm -rf south
	cp -a after south
	accepted sealbag verify "$first" --json
	[ "$(json deleted_reads) $(json deleted_records)" = '3 13' ]
}

@test "P4: it verifies by any way to its path" {
	cp -a after south
	accepted sealbag verify "$first/"
	accepted sealbag verify "$WORLD/$first"
	accepted sealbag verify "./$first/../$(basename "$first")"
	cd "$first"
	accepted sealbag verify .
	cd "$WORLD"
	mv south moved
	accepted sealbag verify "moved/received/$(basename "$first")"
	mv moved south
}

@test "P4: verify writes nothing" {
	cp -a after south
	tree_of south | sed '/ \.\/keys\/gnupg$/d' >before
	accepted sealbag verify "$first"
	tree_of south | sed '/ \.\/keys\/gnupg$/d' | diff before -
}

byte_in_row() {
	kept "$data/a.csv" sed -i 's/note of A-9/note of A-8/' "$data/a.csv"
	# the header is row 1
	found released-changed 'data/a.csv: row 10 '
}
@test "P4: one changed byte of a row is found, with file and row" {
	in_both byte_in_row
}

each_byte_of_row() {
	local from
	from=$(grep -abo 'A-9,' "$data/a.csv" | cut -d : -f 1)
	local at
	cp -p "$data/a.csv" copy
	for at in 0 2 4 9 12 20; do
		stained "$data/a.csv" $((from + at))
		rejected 1 released-changed sealbag verify "$first" || return 1
		says 'data/a.csv' || return 1
		cp -p copy "$data/a.csv"
	done
	accepted sealbag verify "$first"
}
@test "P4: a changed byte anywhere in a row is found" {
	in_both each_byte_of_row
}

line_end() {
	kept "$data/sub/b.csv" sed -i '2s/\r$//' "$data/sub/b.csv"
	found released-changed 'data/sub/b.csv: row 2 '
}
@test "P4: a changed line end is found" {
	in_both line_end
}

last_line_end() {
	kept "$data/sub/b.csv" sh -c "printf '\r\n' >>'$data/sub/b.csv'"
	found released-changed 'data/sub/b.csv'
}
@test "P4: an added line end is found" {
	in_both last_line_end
}

header_byte() {
	kept "$data/a.csv" sed -i '1s/note/nota/' "$data/a.csv"
	found released-changed 'data/a.csv: row 1 '
}
@test "P4: a changed header row is found" {
	in_both header_byte
}

row_removed() {
	kept "$data/a.csv" sed -i '/^A-9,/d' "$data/a.csv"
	found released-changed 'data/a.csv'
}
@test "P4: a removed row is found" {
	in_both row_removed
}

rows_swapped() {
	kept "$data/a.csv" perl -0777 -pi -e \
		's/(A-8,.*\n)(A-9,.*\n)/$2$1/' "$data/a.csv"
	found released-changed 'data/a.csv: row 9 '
}
@test "P4: two swapped rows are found" {
	in_both rows_swapped
}

row_doubled() {
	kept "$data/a.csv" perl -0777 -pi -e 's/(A-8,.*\n)/$1$1/' "$data/a.csv"
	found released-changed 'data/a.csv'
}
@test "P4: a row that stands twice is found" {
	in_both row_doubled
}

row_added() {
	kept "$data/a.csv" sh -c "sed -n '\$p' '$data/a.csv' >>'$data/a.csv'"
	found released-changed 'data/a.csv' 'longer'
}
@test "P4: a row that was added is found" {
	in_both row_added
}

row_moved() {
	kept "$data/a.csv" sed -i '/^A-9,/d' "$data/a.csv"
	kept "$data/one.csv" sh -c "echo 'A-9,x' >>'$data/one.csv'"
	rejected 1 released-changed sealbag verify "$first"
}
@test "P4: a row that moved to another file is found" {
	in_both row_moved
}

file_emptied() {
	kept "$data/a.csv" truncate -s 0 "$data/a.csv"
	found released-changed 'data/a.csv' 'shorter'
}
@test "P4: an emptied file is found" {
	in_both file_emptied
}

file_cut() {
	kept "$data/large.bin" truncate -s -1 "$data/large.bin"
	found released-changed 'data/large.bin'
}
@test "P4: a file without its last byte is found" {
	in_both file_cut
}

file_grown() {
	kept "$data/large.bin" truncate -s +1 "$data/large.bin"
	found released-changed 'data/large.bin'
}
@test "P4: a file with a byte more is found" {
	in_both file_grown
}

piece_changed() {
	cp -p "$data/large.bin" copy
	stained "$data/large.bin" 1500000
	found released-changed 'data/large.bin: piece 2 ' || return 1
	cp -p copy "$data/large.bin"
	stained "$data/large.bin" -1
	found released-changed 'data/large.bin: piece 3 '
}
@test "P4: a changed byte of a plain file is found, with its piece" {
	in_both piece_changed
}

touched() {
	touch "$data/images/alone.jpg"
	found released-changed 'data/images/alone.jpg' time || return 1
	touch -d '2026-03-02 01:02:03.456788Z' "$data/images/alone.jpg"
	found released-changed 'data/images/alone.jpg' time || return 1
	touch -d '2026-03-02 01:02:03.456789Z' "$data/images/alone.jpg"
	accepted sealbag verify "$first" || return 1
	touch "$data/sub"
	found released-changed 'data/sub' time
}
@test "P4: a touched time is found, to the nanosecond, of folders too" {
	in_both touched
}

extra() {
	local name
	for name in data/extra.txt extra.txt data/.hidden data/sub/x; do
		touch -r "$(dirname "$first/$name")" stamp
		echo x >"$first/$name"
		touch -r stamp "$(dirname "$first/$name")"
		rejected 1 released-extra sealbag verify "$first" || return 1
		rm "$first/$name"
		touch -r stamp "$(dirname "$first/$name")"
	done
	mkdir "$first/folder"
	rejected 1 released-extra sealbag verify "$first" || return 1
	rmdir "$first/folder"
	ln -s data "$first/link"
	rejected 1 released-extra sealbag verify "$first" || return 1
	rm "$first/link"
	accepted sealbag verify "$first"
}
@test "P4: a file, folder or link too many is found" {
	in_both extra
}

missing() {
	kept "$data/images" rm "$data/images/alone.jpg"
	found released-missing 'data/images/alone.jpg'
}
@test "P4: a missing file is found" {
	in_both missing
}

missing_reads() {
	kept "$data" rm "$data/one.csv"
	found released-missing 'data/one.csv'
}
@test "P4: a missing file of reads is found" {
	in_both missing_reads
}

missing_folder() {
	kept "$data" rm -r "$data/sub"
	found released-missing 'data/sub'
}
@test "P4: a missing folder is found" {
	in_both missing_folder
}

missing_tags() {
	local name
	for name in bagit.txt bag-info.txt manifest-sha256.txt \
		tagmanifest-sha256.txt; do
		mv "$first/$name" copy
		found released-missing "$name" || return 1
		mv copy "$first/$name"
	done
}
@test "P4: a missing tag file is found" {
	in_both missing_tags
}

renamed() {
	kept "$data/images" mv "$data/images/alone.jpg" "$data/images/b.jpg"
	found released-missing 'data/images/alone.jpg'
}
@test "P4: a renamed file is found" {
	in_both renamed
}

replaced_by_link() {
	touch -r "$data/images" stamp
	mv "$data/images/alone.jpg" elsewhere
	ln -s "$WORLD/elsewhere" "$data/images/alone.jpg"
	touch -r stamp "$data/images"
	found released-changed 'data/images/alone.jpg' || return 1
	rm "$data/images/alone.jpg"
	mkfifo "$data/images/alone.jpg"
	touch -r stamp "$data/images"
	found released-changed 'data/images/alone.jpg' || return 1
	rm "$data/images/alone.jpg"
	mkdir "$data/images/alone.jpg"
	touch -r stamp "$data/images"
	found released-changed 'data/images/alone.jpg'
}
@test "P4: a link, a pipe or a folder in a file's place is found" {
	in_both replaced_by_link
}

manifest_line() {
	kept "$first/manifest-sha256.txt" \
		sed -i '2s/^./x/' "$first/manifest-sha256.txt"
	found released-changed manifest-sha256.txt
}
@test "P4: a changed line of the manifest is found" {
	in_both manifest_line
}

tags_changed() {
	local name
	for name in bagit.txt bag-info.txt tagmanifest-sha256.txt \
		manifest-sha256.txt; do
		cp -p "$first/$name" copy
		stained "$first/$name" 5
		found released-changed "$name" || return 1
		cp -p copy "$first/$name"
		stained "$first/$name" -3
		found released-changed "$name" || return 1
		cp -p copy "$first/$name"
		kept "$first/$name" sh -c "echo x >>'$first/$name'"
		found released-changed "$name" || return 1
		cp -p copy "$first/$name"
	done
	accepted sealbag verify "$first"
}
@test "P4: any change of a tag file is found" {
	in_both tags_changed
}

consistent_forgery() {
	# a row changed, and every digest of the bag written anew to match
	kept "$data/a.csv" sed -i 's/note of A-9/note of A-0/' "$data/a.csv"
	(
		cd "$first" || exit 1
		touch -r manifest-sha256.txt "$WORLD/stamp"
		sha256sum $(cut -c 67- manifest-sha256.txt) >"$WORLD/new"
		cat "$WORLD/new" >manifest-sha256.txt
		sha256sum bagit.txt bag-info.txt manifest-sha256.txt \
			>"$WORLD/new"
		cat "$WORLD/new" >tagmanifest-sha256.txt
		touch -r "$WORLD/stamp" manifest-sha256.txt \
			tagmanifest-sha256.txt
		sha256sum --quiet -c manifest-sha256.txt
	) || return 1
	found released-changed 'row 10 '
}
@test "P4: a forgery with fitting manifests is found all the same" {
	in_both consistent_forgery
}

@test "P4: what was deleted cannot be put back" {
	cp -a after south
	kept "$data/a.csv" cp whole/"${data#south/}"/a.csv "$data/a.csv"
	touch -d '2026-03-02 01:02:03.456789Z' "$data/a.csv"
	found released-changed 'data/a.csv'
	rm -rf south
	cp -a after south
	kept "$data/images" cp -p whole/"${data#south/}"/images/A-p2.jpg \
		"$data/images/"
	rejected 1 released-extra sealbag verify "$first"
	kept "$data/documents" cp -p \
		whole/"${data#south/}"/documents/note.txt "$data/documents/"
	rejected 1 released-extra sealbag verify "$first"
}

@test "P4: a further row taken away by hand is no deletion" {
	cp -a after south
	kept "$data/one.csv" sed -i 2d "$data/one.csv"
	rejected 1 released-changed sealbag verify "$first"
	says 'data/one.csv'
}

seal_changed() {
	local proof=${first/received/proof}
	stained "$proof/seal.json" 40
	attempt sealbag verify "$first" --json
	[ "$status" -eq 1 ] || fail 'wanted status 1'
}
@test "P4: a changed seal in the proof is found" {
	in_both seal_changed
}

seal_of_another() {
	local proof=${first/received/proof} other
	rm -rf again.sbag
	pack_export again.sbag export || return 1
	accepted sealbag receive south again.sbag || return 1
	other=$(received south again.sbag)
	cp "${other/received/proof}"/seal.json* "$proof"
	attempt sealbag verify "$first" --json
	[ "$status" -ne 0 ] || fail 'wanted a fault'
}
@test "P4: the seal of another bundle does not fit" {
	in_both seal_of_another
}

swapped_bags() {
	rm -rf again.sbag
	echo other >export/large.bin
	pack_export again.sbag export || return 1
	accepted sealbag receive south again.sbag || return 1
	local other
	other=$(received south again.sbag)
	mv "$first" bag && mv "$other" "$first" && mv bag "$other"
	rejected 1 released-changed sealbag verify "$first" || return 1
	rejected 1 released-changed sealbag verify "$other"
}
@test "P4: two bags in each other's place do not verify" {
	in_both swapped_bags
}

hints_gone() {
	rm "${first/received/proof}/leaves"
	accepted sealbag verify "$first" || return 1
	stained "$data/a.csv" -3
	found released-changed
}
@test "P4: without the hints a change is still found" {
	in_both hints_gone
}

@test "P4: deletions that meet a changed file are not carried out on it" {
	cp -a whole south
	stained "$data/a.csv" -3
	order order-2
	by_record A 4 >>order-2
	rm -f order-2.sbag
	carry order-2 order-2.sbag
	tree_of "$first" >before
	accepted sealbag receive south order-2.sbag --json
	[ "$(json earlier_failed) $(json earlier_reads)" = '1 0' ]
	[ "$(json earlier_reason)" = released-changed ]
	[[ $(json earlier_message) == *"$(basename "$first"): data/a.csv:"* ]]
	tree_of "$first" | diff before -
}

# line_forged FILE: another digest stands in its line of the manifest, and all
# that tells of the manifest fits.
line_forged() {
	local name
	kept "$first/manifest-sha256.txt" sed -i \
		"\, data/$1\$,{s/^0/1/;t;s/^./0/}" \
		"$first/manifest-sha256.txt"
	name=$(sha256sum <"$first/manifest-sha256.txt")
	kept "$first/tagmanifest-sha256.txt" sed -i \
		"s/^[^ ]*\(  manifest-sha256.txt\)$/${name%% *}\1/" \
		"$first/tagmanifest-sha256.txt"
}
# Of the first file more goes now than went before, of the second nothing more,
# of the others nothing ever went.
@test "P4: deletions that meet a forged manifest are not carried out on it" {
	local name
	order order-3
	by_record A 4 >>order-3
	rm -f order-3.sbag
	carry order-3 order-3.sbag
	for name in a.csv sub/b.csv one.csv large.bin; do
		rm -rf south
		cp -a after south
		line_forged "$name"
		tree_of "$first" >before
		accepted sealbag receive south order-3.sbag --json
		[ "$(json earlier_failed) $(json earlier_reads)" = '1 0' ] ||
			fail "$name: was not refused"
		[ "$(json earlier_reason)" = released-changed ]
		tree_of "$first" | diff before -
	done
	rm -rf south
	cp -a after south
	accepted sealbag receive south order-3.sbag --json
	[ "$(json earlier_failed) $(json earlier_reads)" = '0 1' ]
	(cd "$first" && sha256sum --quiet --strict -c manifest-sha256.txt &&
		sha256sum --quiet --strict -c tagmanifest-sha256.txt)
	[ "$(wc -l <"$first/manifest-sha256.txt")" -eq \
		"$(find "$data" -type f | wc -l)" ]
	accepted sealbag verify "$first"
}
