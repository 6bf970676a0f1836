# shellcheck shell=bash disable=SC2154
# For the flows with deletions: a small export of which every row is known,
# orders that name parts of it, and what must be left.

header='record_id,vrm,feed_id,source_id,camera_id,capture_time,'
header+='plate_image,overview_image,note'

# known_rows PREFIX COUNT END [LAST]: a file of reads on standard output: the
# header and rows 1 to COUNT, each ended by END, the last one by LAST. Row N
# has record id PREFIX-N and plate ZZ26 and PREFIX and N; rows 1 to 3 name
# images; row 5 has a line break in quotes.
known_rows() {
	local prefix=$1 count=$2 end=$3 last=${4-$3} n
	printf '%s' "$header"
	for ((n = 1; n <= count; n++)); do
		printf '%b%s-%d,ZZ26 %s%d,10,20,%d,' \
			"$end" "$prefix" "$n" "$prefix" "$n" "$n"
		printf '2026-03-01T%02d:%02d:00.%03dZ,' \
			$((n / 60)) $((n % 60)) "$n"
		if [ "$n" -le 3 ]; then
			printf 'images/%s-p%d.jpg,images/%s-o%d.jpg' \
				"$prefix" "$n" "$prefix" "$n"
		else
			printf ','
		fi
		if [ "$n" -eq 5 ]; then
			printf ',"a note\nof %s-%d"' "$prefix" "$n"
		else
			printf ',note of %s-%d' "$prefix" "$n"
		fi
	done
	printf '%b' "$last"
}

# known_export FOLDER [PREFIX]: 12 rows in a.csv, 7 in sub/b.csv (CR LF, no
# line end after the last), 1 in one.csv, with their images and a document.
known_export() {
	local folder=$1 prefix=${2:-} name n
	mkdir -p "$folder/images" "$folder/sub/images" "$folder/documents"
	known_rows "${prefix}A" 12 '\n' >"$folder/a.csv"
	known_rows "${prefix}B" 7 '\r\n' '' >"$folder/sub/b.csv"
	known_rows "${prefix}C" 1 '\n' >"$folder/one.csv"
	for n in 1 2 3; do
		for name in images/${prefix}A sub/images/${prefix}B \
			images/${prefix}C; do
			echo "plate image $name $n" >"$folder/$name-p$n.jpg"
			echo "overview of $name $n" >"$folder/$name-o$n.jpg"
		done
	done
	rm "$folder/images/${prefix}C"-[po][23].jpg
	echo "a document of ${prefix}" >"$folder/documents/note.txt"
	echo "an image of no read of ${prefix}" >"$folder/images/alone.jpg"
	find "$folder" -depth -exec touch -d '2026-03-02 01:02:03.456789Z' {} +
}

# order FILE [GROUND [REFERENCE]]: begin one.
order() {
	printf '{"format":"sealbag-order/1","kind":"delete",%s,%s}\n' \
		"\"ground\":\"${2:-retention ended}\"" \
		"\"reference\":\"${3:-DEL/1}\"" >"$1"
}

# targets of a known row PREFIX-N, one line each
by_read() {
	printf '{"target":"read","vrm":"ZZ26 %s%d","feed_id":"10",' "$1" "$2"
	printf '"source_id":"20","camera_id":"%d",' "$2"
	printf '"capture_time":"2026-03-01T%02d:%02d:00.%03dZ"}\n' \
		$(($2 / 60)) $(($2 % 60)) "$2"
}
by_record() {
	printf '{"target":"record","record_id":"%s-%d"}\n' "$1" "$2"
}
by_plate() { # PREFIX N [FROM TO]
	printf '{"target":"vrm","vrm":"zz26%s%d","from":"%s","to":"%s"}\n' \
		"$1" "$2" "${3:-2026-03-01T00:00:00Z}" \
		"${4:-2026-03-02T00:00:00Z}"
}
by_camera() { # KEYS [FROM TO]
	printf '{"target":"camera",%s,"from":"%s","to":"%s"}\n' "$1" \
		"${2:-2026-03-01T00:00:00Z}" "${3:-2026-03-02T00:00:00Z}"
}
by_area() { # SOUTH,WEST,NORTH,EAST [FROM TO]
	printf '{"target":"area","area":"%s","from":"%s","to":"%s"}\n' "$1" \
		"${2:-2026-03-01T00:00:00Z}" "${3:-2026-03-02T00:00:00Z}"
}
by_before() {
	printf '{"target":"before","before":"%s"}\n' "$1"
}
by_path() {
	printf '{"target":"member","path":"data/%s"}\n' "$1"
}
by_bundle() {
	printf '{"target":"bundle","bundle":"%s"}\n' "$1"
}

# without FOLDER FILE PREFIX N...: take known rows out of a file, and their
# images, without a trace in any time.
without() {
	local folder=$1 file=$2 prefix=$3 n sub
	local rest='(?:"[^"]*"|[^"\n])*(\n|\z)'
	shift 3
	sub=$(dirname "$file")
	for n; do
		perl -0777 -pi -e "s/^$prefix-$n,$rest//m" "$folder/$file"
		rm -f "$folder/$sub/images/$prefix-"[po]"$n.jpg"
	done
	find "$folder" -depth -exec touch -d '2026-03-02 01:02:03.456789Z' {} +
}

# bundle_of FILE: its id
bundle_of() {
	sealbag inspect "$1" --json |
		perl -ne '/"bundle":"([0-9a-f]+)"/ and print $1'
}

# carry ORDER BUNDLE [PATH...]: north seals an order for south, with nothing
# else or with these paths.
carry() {
	local file=$1 bundle=$2
	shift 2
	accepted sealbag pack north "$@" --to south --purpose 'flow test' \
		--reference FT/2 --deletions "$file" --output "$bundle"
}

# left FOLDER WANT: what was received is what is wanted, verifies, and is a
# complete bag.
left() {
	same_content "$2" "$1/data" || fail "$1: not what was wanted" ||
		return 1
	(cd "$1" && sed 's/%25/%/g' manifest-sha256.txt |
		sha256sum --quiet --strict -c - &&
		sha256sum --quiet --strict -c tagmanifest-sha256.txt) ||
		fail "$1: manifests do not fit" || return 1
	[ "$(wc -l <"$1/manifest-sha256.txt")" -eq \
		"$(find "$1/data" -type f | wc -l)" ] ||
		fail "$1: a manifest line too many or too few" || return 1
	accepted sealbag verify "$1" --json || return 1
	[ "$(json verdict)" = VERIFIED ]
}

# deleted READS RECORDS: the last verify counted so many under the only order.
deleted() {
	[ "$(json deleted_reads)" -eq "$1" ] ||
		fail "wanted $1 reads deleted" || return 1
	[ "$(json deleted_records)" -eq "$2" ] ||
		fail "wanted $2 records deleted" || return 1
	local order
	order=$(json deletions 0 order)
	[ "$(json deletions 0 records)" -eq "$2" ] ||
		fail "wanted all $2 under order $order" || return 1
	sealbag list south --orders --json | grep -q "\"order\":\"$order\"" ||
		fail "order $order is not listed"
}
