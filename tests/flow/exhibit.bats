#!/usr/bin/env bats
# shellcheck disable=SC2154
# Exhibits: some reads of a bundle with proof. Two programs check each, and give
# the same verdict: sealbag, and samples/verify-exhibit.py.

load lib
load orders

# north packs, south receives and shows; east passes a bundle on.
setup_file() {
	setup_world
	make_agencies
	known_export export
	# in pieces: one over the end of a segment, one of a full piece alone
	head -c 42000000 /dev/urandom >export/images/A-p1.jpg
	head -c 1048576 /dev/urandom >export/images/A-o1.jpg
	# a row that names another table as its image
	{
		echo "$header"
		echo "T-1,ZZ26 T1,1,2,3,2026-03-01T00:00:00Z,sub/b.csv,,"
	} >export/one-trap.csv
	pack_export b.sbag export
	accepted sealbag receive south b.sbag
	BUNDLE=$(basename "$(received south)")
	export BUNDLE
	extract south ab1.tar AB/1 --vrm 'ZZ26 A2' --vrm zz26-b5 --vrm ZZ26B3
	extract south ab2.tar AB/2 --vrm ZZ26A2 --vrm ZZ26B4
}
setup() {
	cd "$WORLD" || return 1
	rm -rf copy forged.tar shown
}
teardown_file() { teardown_world; }

# extract STORE FILE REFERENCE ASKED...: an exhibit.
extract() {
	local store=$1 file=$2 name=$3
	shift 3
	accepted sealbag extract "$store" --bundle "$BUNDLE" --exhibit "$name" \
		--purpose 'flow test' --reference OP/1 --output "$file" \
		"$@" --json
}

# independent FILE CARD...: what the other program says of it.
independent() {
	local file=$1 words=()
	shift
	for card; do words+=(--signer "$card"); done
	attempt "$TOP/samples/verify-exhibit.py" "$file" "${words[@]}"
}

# both_accept FILE CARD...
both_accept() {
	local file=$1 words=() card
	independent "$@"
	[ "$status" -eq 0 ] || fail 'the other program rejects it' || return 1
	[[ $output == VERIFIED* ]] || fail 'no verdict' || return 1
	shift
	for card; do words+=(--signer "$card"); done
	accepted sealbag verify "$file" "${words[@]}" --json
	[ "$(json verdict)" = VERIFIED ]
}

# both_reject REASON FILE CARD...
both_reject() {
	local reason=$1 file=$2 words=() card
	shift
	independent "$@"
	[ "$status" -eq 1 ] || fail 'the other program: not rejected' ||
		return 1
	[ "$output" = REJECTED ] || fail 'the other verdict' || return 1
	[[ $stderr == "verify-exhibit: $reason: "* ]] ||
		fail "the other program does not say $reason" || return 1
	shift
	for card; do words+=(--signer "$card"); done
	rejected 1 "$reason" sealbag verify "$file" "${words[@]}"
}

# forged WHAT [ARGUMENT]: with south's signature over all of it.
forged() {
	"$TOP/tests/flow/edit-exhibit" "${from:-ab1.tar}" forged.tar \
		"${by-south/keys/gnupg}" "$@"
}

@test 'the rows and images that were asked for come out byte-exact' {
	mkdir shown
	tar -xf ab1.tar -C shown
	sed -n '1p; 3p' export/a.csv | cmp - shown/data/a.csv
	perl -0777 -ne 'print /\A(.*?\r\n).*?(B-3,.*?\n).*(B-5,.*?\r\n)/s' \
		export/sub/b.csv | cmp - shown/data/sub/b.csv
	cmp export/images/A-p2.jpg shown/data/images/A-p2.jpg
	cmp export/sub/images/B-o3.jpg shown/data/sub/images/B-o3.jpg
	[ "$(find shown -type f | wc -l)" -eq 13 ]
	[ export/a.csv -ot shown/README.txt ]
	[ "$(stat -c %Y shown/data/a.csv)" = "$(stat -c %Y export/a.csv)" ]
	# and nothing of the others
	local n
	for n in 'ZZ26 '{A1,A3,A12,B1,B4,B6,C1} alone.jpg; do
		nowhere "$n" shown
	done
	cmp "south/proof/$BUNDLE/seal.json" shown/seal.json
}

@test 'both programs verify it, by the card of the sender alone' {
	both_accept ab1.tar north.card
	[ "$(json exhibit) $(json bundle)" = "AB/1 $BUNDLE" ]
	[ "$(json sender) $(json reads) $(json files)" = 'north 3 4' ]
	[ "$(json vouched)" = false ] || [ "$(json vouched)" = 0 ]
	[ "$(json asked 0 value)" = 'ZZ26 A2' ]
	[ "$(json shown 1 file)" = data/sub/b.csv ]
	[ "$(json shown 1 shown)" = 'rows, header' ]
	[ "$(json shown 2 shown)" = whole ]
	accepted sealbag verify ab1.tar --signer north.card
	prints 'Not checked: who made it'
	independent ab1.tar north.card
	prints 'Who made the exhibit was not checked: no card of south'
	# with that of who made it
	both_accept ab1.tar south.card north.card
	accepted sealbag verify ab1.tar --store north
	prints 'Proven: each of 3 reads and 4 files shown is part of what north'
	prints 'the word of south, whose signature was checked'
	both_reject signer-unknown ab1.tar south.card
	says 'seal.json: the signer'
}

@test 'pieces of large images, over the end of a segment' {
	extract south big.tar AB/3 --record A-1
	both_accept big.tar north.card
	[ "$(json shown 1 file)" = data/images/A-o1.jpg ]
	[ "$(json shown 1 shown)" = 'end unproven' ]
	[ "$(json shown 2 records) $(json shown 2 shown)" = '41 whole' ]
	tar -xOf big.tar data/images/A-p1.jpg | cmp - export/images/A-p1.jpg
	tar -xOf big.tar proof.txt >proof
	[ "$(grep -c ^segment proof)" -eq 2 ]
	# a piece less, in the file and in the proof
	local last
	last=$(grep -n '^record' proof | tail -n 1)
	from=big.tar forged sub "proof.txt|${last#*:}
|"
	rejected 1 exhibit sealbag verify forged.tar --signer north.card
	says 'data/images/A-p1.jpg is longer than the proof says'
	both_reject exhibit forged.tar north.card
	rm big.tar proof
}

@test 'all that is asked for must fit' {
	# of sub/b.csv and of a.csv, at the same time
	local asked=(--camera 3 --camera 4 --from 2026-03-01T00:03:00.003Z
		--until 2026-03-01T00:04:00.004Z)
	extract south one.tar CD/1 "${asked[@]}"
	[ "$(json reads)" -eq 2 ]
	extract south two.tar CD/2 "${asked[@]}" --vrm ZZ26B3 --vrm ZZ26A4
	[ "$(json reads)" -eq 1 ]
	both_accept two.tar north.card
	extract south three.tar CD/3 "${asked[@]}" --record A-3 --record C-1
	[ "$(json reads)" -eq 1 ]
	rm one.tar two.tar three.tar
}

@test 'a table that a row names as its image is not shown for that' {
	extract south trap.tar TR/1 --record T-1
	[ "$(json reads) $(json files) $(json absent_files)" = '1 0 1' ]
	both_accept trap.tar north.card
	tar -tf trap.tar >members
	[ "$(grep ^data/ members)" = data/one-trap.csv ]
	rm trap.tar members
}

@test 'the recipe in it checks who signed, with stock tools' {
	mkdir -m 700 expert
	export GNUPGHOME=$WORLD/expert
	local name
	for name in north south; do
		gpg --homedir $name/keys/gnupg --batch --export >key
		gpg --batch --quiet --import key
	done
	tar -xOf ab1.tar README.txt | sed -n 's/^    //p' >check.sh
	sed -i -e '1s,=.*,=ab1.tar,' -e "2s,=.*,=$(fingerprint_of south)," \
		-e "3s,=.*,=$(fingerprint_of north)," -e '4s,=.*,=shown,' \
		check.sh
	accepted sh check.sh
	prints 'The exhibit is whole and is what its maker signed.'
	rm -rf shown
	by=- forged sub 'data/a.csv|A-2|A-9'
	sed -i '1s,=.*,=forged.tar,' check.sh
	attempt sh check.sh
	[ "$status" -ne 0 ]
	gpgconf --kill all
	rm -rf expert key check.sh
}

# --- what is not so ---

@test 'a row that was changed, moved, or taken from another file' {
	forged nothing
	both_accept forged.tar north.card
	forged sub 'data/a.csv|ZZ26 A2|ZZ26 A9'
	both_reject tree forged.tar north.card
	says 'what is shown of segment'
	# its neighbour in the proof, as long as itself
	forged sub 'data/sub/b.csv|B-3,ZZ26 B3|B-4,ZZ26 B4'
	both_reject tree forged.tar north.card
	# of a.csv, as if it stood in sub/b.csv
	forged rename 'data/a.csv|data/c.csv'
	both_reject tree forged.tar north.card
	forged time 'data/a.csv|1772413323'
	both_reject tree forged.tar north.card
	forged sub 'data/a.csv|\n\Z|'
	both_reject exhibit forged.tar north.card
	says 'shorter than the proof says'
	forged sub 'data/a.csv|\Z|x'
	both_reject exhibit forged.tar north.card
	says 'longer than the proof says'
}

@test 'a row claimed for another file' {
	# the line of the row of a.csv goes to the end of those of sub/b.csv,
	# and its bytes with it
	local row='^(record [0-9]+ 8[0-9] [0-9a-f]+\n)'
	forged sub "proof.txt|$row(reads.*?)(^file)|\\2\\1\\3"
	both_reject exhibit forged.tar north.card
	forged sub 'proof.txt|^(reads [0-9]+) 2|\1 3'
	both_reject tree forged.tar north.card
}

@test 'an image that is missing, or another' {
	forged drop data/images/A-p2.jpg
	both_reject exhibit forged.tar north.card
	by=- forged drop data/images/A-p2.jpg
	both_reject manifest forged.tar north.card
	forged sub 'data/images/A-p2.jpg|2|3'
	both_reject tree forged.tar north.card
	forged add data/more.jpg
	both_reject exhibit forged.tar north.card
	by=- forged add data/more.jpg
	rejected 1 exhibit sealbag verify forged.tar --signer north.card
	says 'data/more.jpg is no part'
}

@test 'a proof of another exhibit, another salt, a hash less or more' {
	forged take 'proof.txt|ab2.tar'
	both_reject exhibit forged.tar north.card
	forged sub 'proof.txt|^(record \d+ \d+) .{4}|\1 0000'
	both_reject tree forged.tar north.card
	forged sub 'proof.txt|^node [^\n]*\n|'
	both_reject tree forged.tar north.card
	forged sub 'proof.txt|(node [^\n]*\n)\Z|\1\1'
	both_reject tree forged.tar north.card
	forged sub 'proof.txt|^node .{4}|node 0000'
	both_reject tree forged.tar north.card
	forged sub 'proof.txt|^segment 0|segment 7'
	both_reject exhibit forged.tar north.card
}

@test 'a seal of another bundle' {
	known_export other-export X
	pack_export other.sbag other-export
	cp -a south copy
	accepted sealbag receive copy other.sbag
	BUNDLE=$(sealbag inspect other.sbag --json | perl -ne \
		'/"bundle":"([0-9a-f]+)"/ and print $1') \
		extract copy other.tar EF/1 --vrm ZZ26XA2
	both_accept other.tar north.card
	tar -xf other.tar seal.json seal.json.sig
	forged take 'proof.txt|other.tar'
	both_reject exhibit forged.tar north.card
	# the seal too, as if these were rows of that bundle
	forged take 'seal.json|other.tar'
	both_reject signature-bad forged.tar north.card
	from=forged.tar forged take 'seal.json.sig|other.tar'
	both_reject exhibit forged.tar north.card
	says 'tells of another bundle than the seal'
	gpgconf --homedir copy/keys/gnupg --kill all
	rm -r other-export other.sbag other.tar seal.json seal.json.sig
}

@test 'counts, a statement that was changed, and none' {
	forged sub 'exhibit.json|"reads": 3|"reads": 4'
	both_reject exhibit forged.tar north.card
	says 'counts 4 reads and 4 files, shown are 3 and 4'
	forged sub 'exhibit.json|"files": 4|"files": 3'
	both_reject exhibit forged.tar north.card
	by=- forged sub 'exhibit.json|AB/1|AB/9'
	both_reject signature-bad forged.tar south.card north.card
	# the hash in the signature tells that much without south's card
	both_reject signature-bad forged.tar north.card
	# signed by a key that is not known, anybody can say anything of it
	forged sub 'exhibit.json|AB/1|AB/9'
	both_accept forged.tar north.card
	[ "$(json vouched)" = false ] || [ "$(json vouched)" = 0 ]
	forged drop exhibit.json.sig
	both_reject unsigned forged.tar north.card
	# another agency's signature in its place
	by=north/keys/gnupg forged nothing
	both_reject signer-mismatch forged.tar south.card north.card
	forged drop seal.json.sig
	rejected 1 exhibit sealbag verify forged.tar --signer north.card
	by=- forged sub 'README.txt|EXHIBIT|exhibit'
	both_reject manifest forged.tar north.card
	forged sub 'exhibit.json|"purpose": "flow test"|"purpose": "flow test" '
	rejected 1 exhibit sealbag verify forged.tar --signer north.card
}

@test 'a tar that was cut, or has more behind it' {
	head -c 20000 ab1.tar >forged.tar
	rejected 1 archive sealbag verify forged.tar --signer north.card
	independent forged.tar north.card
	[ "$status" -eq 1 ]
	cat ab1.tar ab2.tar >forged.tar
	rejected 1 archive sealbag verify forged.tar --signer north.card
	head -c -1024 ab1.tar >forged.tar
	rejected 1 archive sealbag verify forged.tar --signer north.card
}

# --- making one ---

@test 'the store tells what it showed, and to no one what was asked for' {
	accepted sealbag list south --exhibits --json
	[ "$(json exhibits 0 exhibit)" = AB/1 ]
	[ "$(json exhibits 0 bundle) $(json exhibits 0 reads)" = "$BUNDLE 3" ]
	[ "$(json exhibits 1 exhibit)" = AB/2 ]
	sha=$(tar -xOf ab1.tar exhibit.json | b2sum)
	[ "$(json exhibits 0 digest)" = "${sha%% *}" ]
	accepted sealbag log show south
	prints 'extract done'
	prints 'exhibit AB/1, reference OP/1'
	accepted sealbag log verify south
	nowhere 'ZZ26 A2' south/ledger.db
	nowhere zz26-b5 south/ledger.db
}

@test 'nothing is made where nothing fits, or twice, or by a wrong call' {
	local call=(sealbag extract south --purpose p --reference r) one
	one=("${call[@]}" --output none.tar --bundle "$BUNDLE")
	rejected 1 exhibit "${one[@]}" --exhibit Z/1 --vrm ZZ26QQ
	says 'no read of this bundle is as was asked for'
	accepted sealbag log show south
	prints 'extract rejected: exhibit'
	prints 'exhibit Z/1'
	rejected 2 usage "${one[@]}" --exhibit AB/1 --vrm ZZ26A2
	says 'exhibit AB/1 was made here before'
	rejected 2 usage "${one[@]}" --exhibit Z/1
	says 'nothing is asked for'
	rejected 2 usage "${one[@]}" --exhibit AB/1/A --vrm ZZ26A2
	says 'exhibit AB/1/A would be one derived from AB/1'
	call+=(--exhibit Z/1 --vrm ZZ26A2)
	rejected 2 usage "${call[@]}" --bundle x --output none.tar
	says 'no id of 32'
	rejected 2 usage "${call[@]}" --output none.tar \
		--bundle 00112233445566778899aabbccddeeff
	says 'this store has received no bundle'
	rejected 2 usage "${call[@]}" --bundle "$BUNDLE" --output ab1.tar
	says 'ab1.tar exists already'
	rejected 1 read-format "${one[@]}" --exhibit Z/1 --area 1,2,3,4
	says 'a.csv'
	[ ! -e none.tar ]
	before=$(sealbag list south --exhibits)
	accepted "${one[@]}" --exhibit Z/1 --vrm ZZ26A2 --dry-run
	prints 'Nothing was written.'
	[ ! -e none.tar ]
	[ "$(sealbag list south --exhibits)" = "$before" ]
}

@test 'nothing is shown of a bundle that is not as sealed' {
	cp -a south copy
	sed -i 's/A-12,/A-21,/' "copy/received/$BUNDLE/data/a.csv"
	touch -r export/a.csv "copy/received/$BUNDLE/data/a.csv"
	rejected 1 released-changed sealbag extract copy --bundle "$BUNDLE" \
		--exhibit Z/1 --purpose p --reference r --output none.tar \
		--vrm ZZ26A2
	[ ! -e none.tar ]
	gpgconf --homedir copy/keys/gnupg --kill all
}

@test 'reads that were deleted are counted, and the proof holds' {
	cp -a south copy
	order o
	for n in A1 A3 B3; do
		printf '{"target":"vrm","vrm":"ZZ26%s",' $n
		printf '"from":"%s-01-01T00:00:00Z",' 2026
		printf '"to":"%s-01-01T00:00:00Z"}\n' 2027
	done >>o
	accepted sealbag order delete north --to south --deletions o \
		--output o.sbag
	accepted sealbag receive copy o.sbag
	extract copy left.tar GH/1 --vrm ZZ26A2 --vrm ZZ26B3 --vrm ZZ26B5
	[ "$(json reads) $(json deleted_reads)" = '2 3' ]
	both_accept left.tar north.card
	[ "$(json deleted_reads)" -eq 3 ]
	gpgconf --homedir copy/keys/gnupg --kill all
	rm o o.sbag left.tar
}

# held_and_deleted: "copy" is south, where two reads were ordered deleted and
# $hold keeps one of them.
held_and_deleted() {
	cp -a south copy
	order o
	for n in A2 B3; do
		printf '{"target":"vrm","vrm":"ZZ26%s",' $n
		printf '"from":"%s-01-01T00:00:00Z",' 2026
		printf '"to":"%s-01-01T00:00:00Z"}\n' 2027
	done >>o
	accepted sealbag hold add copy --ground court --officer 'A. Officer' \
		--rank DI --number 77 --reference OP/1 --review 2099-01-01 \
		--record A-2 --json
	hold=$(json hold)
	accepted sealbag order delete north --to south --deletions o \
		--output o.sbag &&
		accepted sealbag receive copy o.sbag
}

@test 'reads that a hold alone keeps are withheld, unless it is named' {
	held_and_deleted
	local asked=(--vrm ZZ26A2 --vrm ZZ26B3 --vrm ZZ26B5)
	extract copy without.tar KL/1 "${asked[@]}"
	[ "$(json reads) $(json withheld_reads)" = '1 1' ]
	[ "$(json deleted_reads) $(json files)" = '1 0' ]
	both_accept without.tar north.card
	nowhere 'ZZ26 A2' without.tar
	extract copy with.tar KL/2 "${asked[@]}" --hold "$hold"
	[ "$(json reads) $(json withheld_reads)" = '2 0' ]
	[ "$(json files) $(json asked 3 option)" = '2 hold' ]
	both_accept with.tar north.card
	rejected 2 usage sealbag extract copy --bundle "$BUNDLE" --exhibit Z/1 \
		--purpose p --reference r --vrm ZZ26A2 --output none.tar \
		--hold x
	# once it is released nobody sees them, until they are deleted
	accepted sealbag hold release copy "$hold" --reason 'case closed'
	extract copy released.tar KL/3 "${asked[@]}" --hold "$hold"
	[ "$(json reads) $(json withheld_reads)" = '1 1' ]
	gpgconf --homedir copy/keys/gnupg --kill all
	rm o o.sbag without.tar with.tar released.tar
}

@test 'of a bundle that was passed on, every seal is in it' {
	make_store east
	pin south east
	pin north east
	pin east north
	pin east south
	cp -a east copy
	accepted sealbag forward south b.sbag --to east --output on.sbag
	accepted sealbag receive copy on.sbag
	extract copy on.tar IJ/1 --vrm ZZ26A2
	both_accept on.tar north.card south.card
	[ "$(json sender) $(json forwarded 0 agency)" = 'north south' ]
	both_reject signer-unknown on.tar south.card
	both_reject signer-unknown on.tar north.card
	from=on.tar by=copy/keys/gnupg forged drop earlier/000.json.sig
	rejected 1 exhibit sealbag verify forged.tar --signer north.card \
		--signer south.card
	gpgconf --homedir copy/keys/gnupg --kill all
	rm on.sbag on.tar
}

# --- exhibits that are derived from others ---

# derive FILE REFERENCE PARENT ASKED...: south makes it.
derive() {
	local file=$1 name=$2 parent=$3
	shift 3
	accepted sealbag extract "${store:-south}" --parent "$parent" \
		--exhibit "$name" --purpose 'flow test' --reference OP/1 \
		--output "$file" "$@" --json
}

@test 'an exhibit is derived from another one, and shows a part of it' {
	derive ab1a.tar AB/1/A ab1.tar --vrm ZZ26A2
	[ "$(json parent) $(json parent_by)" = 'AB/1 south' ]
	[ "$(json reads) $(json files) $(json absent_files)" = '1 2 0' ]
	[ "$(json parent_reads) $(json parent_files)" = '3 4' ]
	tar -xOf ab1.tar exhibit.json | b2sum | cut -d ' ' -f 1 >digest
	[ "$(json parent_digest)" = "$(cat digest)" ]
	[ "$(json bundle)" = "$BUNDLE" ]
	mkdir shown
	tar -xf ab1a.tar -C shown
	sed -n '1p; 3p' export/a.csv | cmp - shown/data/a.csv
	cmp export/images/A-p2.jpg shown/data/images/A-p2.jpg
	cmp "south/proof/$BUNDLE/seal.json" shown/seal.json
	# nothing of what only the parent shows, and not what that was asked
	nowhere 'ZZ26 B' shown
	nowhere zz26-b5 shown
	nowhere B-p3 shown
	[ "$(find shown/data -type f | wc -l)" -eq 3 ]
	# to check it takes the sender's card alone
	both_accept ab1a.tar north.card
	[ "$(json exhibit) $(json parent)" = 'AB/1/A AB/1' ]
	accepted sealbag verify ab1a.tar --signer north.card
	prints 'Not checked: that it is a part of AB/1'
	independent ab1a.tar north.card
	prints 'Not checked: that it is a part of AB/1'
	accepted sealbag list south --exhibits --json
	[[ $output == *'"exhibit":"AB/1/A"'* ]]
	accepted sealbag log show south --json
	[ "$(json events -1 act) $(json events -1 exhibit)" = 'extract AB/1/A' ]
	[ "$(json events -1 bundle) $(json events -1 counts reads)" = \
		"$BUNDLE 1" ]
	rm digest
}

@test 'a derived exhibit is held against its parent' {
	accepted sealbag verify ab1a.tar --signer north.card --parent ab1.tar
	prints 'Proven too: all of it is shown in AB/1, which has 3 reads'
	accepted "$TOP/samples/verify-exhibit.py" ab1a.tar --parent ab1.tar \
		--signer north.card
	prints 'All of it is shown in AB/1, too.'
	with_parent exhibit ab1a.tar ab2.tar
	says 'not the one that it was derived from'
	with_parent exhibit ab1.tar ab2.tar
	says 'it is not derived from another exhibit'
	# one that shows more than its parent, under south's own signature
	derive ab1e.tar AB/1/E ab1.tar --vrm ZZ26B3
	from=ab1e.tar forged sub 'exhibit.json|AB/1"|AB/2"'
	from=forged.tar forged sub 'exhibit.json|AB/1/E|AB/2/E'
	both_accept forged.tar north.card
	with_parent exhibit forged.tar ab2.tar
	says 'not the one that it was derived from'
	local key
	for key in id blake2b reads files; do
		from=forged.tar forged sub "exhibit.json|$(of_parent ab1.tar \
			$key)|$(of_parent ab2.tar $key)"
	done
	both_accept forged.tar north.card
	with_parent exhibit forged.tar ab2.tar
	says 'is not shown in AB/2'
	# a parent that is not sound
	by=- from=ab1.tar forged sub 'data/a.csv|A-2|A-9'
	cp forged.tar parent.tar
	with_parent manifest ab1a.tar parent.tar
	rm parent.tar
	rejected 2 usage sealbag verify b.sbag --signer north.card \
		--parent ab1.tar
}

# with_parent REASON FILE PARENT: both programs reject it.
with_parent() {
	attempt "$TOP/samples/verify-exhibit.py" "$2" --signer north.card \
		--parent "$3"
	[ "$status" -eq 1 ] || fail 'the other program: not rejected' ||
		return 1
	[[ $stderr == "verify-exhibit: $1: "* ]] ||
		fail "the other program does not say $1" || return 1
	rejected 1 "$1" sealbag verify "$2" --signer north.card --parent "$3"
}

# of_parent FILE KEY: how "parent" tells this of the exhibit in that file.
of_parent() {
	local value
	value=$(tar -xOf "$1" exhibit.json |
		perl -ne '/^ "'"$2"'": "?(\w+)/ and print $1')
	[ "$2" != blake2b ] ||
		value=$(tar -xOf "$1" exhibit.json | b2sum | cut -d ' ' -f 1)
	case $2 in
	id | blake2b) echo "\"$2\": \"$value\"" ;;
	*) echo "  \"$2\": $value" ;;
	esac
}

@test 'the number of a derived exhibit is that of its parent, and letters' {
	local call=(sealbag extract south --purpose p --reference r
		--output none.tar --vrm ZZ26A2) name
	for name in AB/2/A AB/9 AB/1/a AB/1/1 AB/1/ABCD AB/1/A/B; do
		rejected 2 usage "${call[@]}" --parent ab1.tar --exhibit "$name"
		says 'is not a number of one derived from AB/1 (AB/1/A)'
	done
	rejected 2 usage "${call[@]}" --parent ab1.tar --exhibit AB/1/A
	says 'was made here before'
	rejected 2 usage "${call[@]}" --parent ab1.tar --bundle "$BUNDLE" \
		--exhibit AB/1/B
	says '--bundle ID or --parent FILE'
	rejected 2 usage "${call[@]}" --exhibit AB/1/B
	rejected 2 usage "${call[@]}" --bundle "$BUNDLE" --exhibit X/1 \
		--format csv
	says 'are for --parent'
	rejected 1 exhibit sealbag extract south --purpose p --reference r \
		--output none.tar --vrm ZZ26A1 --parent ab1.tar \
		--exhibit AB/1/B
	says 'no read of this exhibit is as was asked for'
	forged sub 'data/a.csv|ZZ26 A2|ZZ26 A9'
	rejected 1 tree "${call[@]}" --parent forged.tar --exhibit AB/1/B
	accepted sealbag log show south --json
	[ "$(json events -1 outcome)-$(json events -1 reason)" = rejected-tree ]
	! json events -1 bundle || fail 'what was not believed is repeated'
	# numbers that a statement must not have, under south's own signature
	from=ab1a.tar forged sub 'exhibit.json|AB/1/A|AB/1/a'
	both_reject exhibit forged.tar north.card
	forged sub 'exhibit.json|AB/1|AB/1/A'
	both_reject exhibit forged.tar north.card
	from=ab1a.tar forged sub 'exhibit.json|("reads": )3|\g<1>0'
	both_reject exhibit forged.tar north.card
	[ ! -e none.tar ]
}

@test 'others derive from it too, where they know who made it' {
	# two generations: south's AB/1, north's AB/1/B, north's AB/1/B/C
	store=north derive ab1b.tar AB/1/B ab1.tar --camera 3 --camera 5
	[ "$(json by) $(json parent_by) $(json reads)" = 'north south 2' ]
	store=north derive ab1bc.tar AB/1/B/C ab1b.tar --record B-5
	[ "$(json parent) $(json reads) $(json files)" = 'AB/1/B 1 0' ]
	both_accept ab1bc.tar north.card
	accepted sealbag verify ab1bc.tar --store south --parent ab1b.tar
	tar -xOf ab1bc.tar data/sub/b.csv >rows
	perl -0777 -ne 'print /\A(.*?\r\n).*?(B-5,.*?\r\n)/s' \
		export/sub/b.csv | cmp - rows
	with_parent exhibit ab1bc.tar ab1.tar
	make_store west
	pin west north
	rejected 1 signer-unknown sealbag extract west --parent ab1.tar \
		--exhibit AB/1/D --purpose p --reference r --vrm ZZ26A2 \
		--output none.tar
	says 'agency south, who made it, is not known here'
	[ ! -e none.tar ]
	gpgconf --homedir west/keys/gnupg --kill all
	rm -rf west ab1b.tar ab1bc.tar rows
}

@test 'what was deleted or is withheld here is not shown out of an exhibit' {
	held_and_deleted
	store=copy derive later.tar AB/1/X ab1.tar --vrm ZZ26A2 --vrm ZZ26B3 \
		--vrm ZZ26B5
	[ "$(json reads) $(json withheld_reads)" = '1 1' ]
	[ "$(json deleted_reads) $(json files)" = '1 0' ]
	both_accept later.tar north.card
	nowhere 'ZZ26 A2' later.tar
	nowhere 'ZZ26 B3' later.tar
	gpgconf --homedir copy/keys/gnupg --kill all
	rm o o.sbag later.tar
}

@test 'an exhibit is sealed for an agency as any file is' {
	mkdir -p court
	cp ab1.tar court
	accepted sealbag pack south court --to north --purpose 'trial' \
		--reference OP/1 --output court.sbag
	nowhere 'ZZ26 A2' court.sbag
	accepted sealbag receive north court.sbag
	accepted sealbag verify "$(received north)/data/ab1.tar" \
		--signer north.card
	rm -r court court.sbag
}
