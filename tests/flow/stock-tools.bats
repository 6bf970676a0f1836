#!/usr/bin/env bats
# P9: a bundle opens with stock tools alone, by the recipe inside it, and what
# is inside is a BagIt bag.

load lib
load orders

setup_file() {
	setup_world
	make_agencies
	known_export export
	echo '100 %' >'export/100%.txt'
	echo '%25' >'export/%25 ü.txt'
	touch -d '2026-03-02 01:02:03.456789Z' export/*.txt
	order order
	by_read A 2 >>order
	pack_export plain.sbag export
	pack_export first.sbag export --deletions order
	accepted sealbag receive south plain.sbag
	cp -a south whole
	accepted sealbag receive south first.sbag

	# what an expert has: the sender's public key, a recipient's secret one
	mkdir -m 700 expert
	gpg --homedir north/keys/gnupg --batch --export >north.pub
	gpg --homedir south/keys/gnupg --batch --pinentry-mode loopback \
		--passphrase '' --export-secret-keys >south.sec 2>/dev/null
	gpg --homedir expert --batch --quiet --import north.pub south.sec
}
setup() {
	cd "$WORLD" || return 1
	rm -rf opened open.sh
	export GNUPGHOME=$WORLD/expert
}
teardown_file() {
	gpgconf --homedir "$WORLD/expert" --kill all
	teardown_world
}

# cut BUNDLE: the recipe in it, cut out by the very line that it names, its
# settings made.
cut_out() {
	local bundle=$1 line
	line=$(tar -xOf "$bundle" README.txt | grep '^  tar -xOf BUNDLE ')
	[ "$(wc -l <<<"$line")" -eq 1 ] || fail 'not one such line' || return 1
	sh -c "${line/BUNDLE/\"$bundle\"}" || return 1
	sed -i -e "1s,=.*,=$bundle," -e "2s,=.*,=$(fingerprint_of north)," \
		-e '3s,=.*,=opened,' open.sh
	head -n 4 open.sh | sed 's/=.*//' | xargs >names
	[ "$(cat names)" = 'BUNDLE SENDER FOLDER EARLIER' ]
}

# opened_by_hand BUNDLE FOLDER: the recipe opens it, and gives that folder.
opened_by_hand() {
	cut_out "$1" || return 1
	accepted sh open.sh || return 1
	prints 'The bundle is complete and is what the sender signed.' &&
		prints 'The bundle is open, and every file is as it was' ||
		return 1
	bag=opened/$(bundle_of "$1")
	same_content "$2" "$bag/data" || fail 'it came out changed'
}

# stops BUNDLE: the recipe does not get to its end.
stops() {
	rm -rf opened
	attempt sh open.sh
	[ "$status" -ne 0 ] || fail 'wanted a fault' || return 1
	[[ $output != *'every file is as it was'* ]] ||
		fail 'it was said to be whole'
}

# flipped BUNDLE AT OUT: with one bit of one byte changed
flipped() {
	perl -0777 -pe 'BEGIN { $at = shift } substr($_, $at, 1) ^= "\x01"' \
		"$2" "$1" >"$3"
}

# complete BAG: as RFC 8493 has it
complete() {
	accepted "$BATS_TEST_DIRNAME/check-bag" "$1"
}

@test "P9: the recipe in a bundle opens it, byte for byte" {
	opened_by_hand plain.sbag export
	complete "$bag"
}

@test "P9: the recipe opens a bundle of many segments" {
	make-reads 400000 1 large
	head -c 3000000 /dev/urandom >large/noise
	pack_export large.sbag large
	[ "$(tar -tf large.sbag | grep -c '^segments/')" -gt 2 ]
	opened_by_hand large.sbag large
	complete "$bag"
	rm -r large large.sbag
}

@test "P9: the recipe opens a bundle with an order, and hides nothing" {
	opened_by_hand first.sbag export
	grep -q '"record"\|"read"' opened/contents/orders/*
}

@test "P9: the recipe opens what an RSA key sealed, with empty folders" {
	accepted sealbag init rsa --agency rsa --name R --key rsa3072 \
		--no-passphrase
	accepted sealbag agency card rsa --output rsa.card
	pin rsa south
	gpg --homedir rsa/keys/gnupg --batch --export | gpg --batch --quiet \
		--import
	mkdir -p sparse/a/b sparse/c
	: >sparse/empty
	accepted sealbag pack rsa sparse --to south --purpose p --reference r \
		--output rsa.sbag
	cut_out rsa.sbag
	sed -i "2s,=.*,=$(fingerprint_of rsa)," open.sh
	accepted sh open.sh
	bag=opened/$(bundle_of rsa.sbag)
	same_content sparse "$bag/data"
	complete "$bag"
}

@test "P9: without a recipient's key the recipe checks the seal, and stops" {
	cut_out plain.sbag
	mkdir -m 700 public
	gpg --homedir public --batch --quiet --import north.pub
	GNUPGHOME=$WORLD/public attempt sh open.sh
	[ "$status" -ne 0 ]
	prints 'The bundle is complete and is what the sender signed.'
	[ ! -e opened/bag.tar ]
	rm -r public
}

@test "P9: the recipe stops at a wrong sender" {
	cut_out plain.sbag
	sed -i "2s,=.*,=$(fingerprint_of south)," open.sh
	stops
}

@test "P9: the recipe stops at one changed bit, wherever it is" {
	local part where
	# in the text, in each part that has a digest, in seal and signature
	for part in README.txt segments/00000000.gpg contents.gpg seal.json \
		seal.json.sig; do
		where=$(tar -tRvf plain.sbag | awk -v part="$part" '
			$NF == part { print ($2 + 1) * 512 + $5 - 5 }')
		flipped plain.sbag "$where" bad.sbag
		cut_out plain.sbag
		sed -i '1s,=.*,=bad.sbag,' open.sh
		stops || fail "part $part"
	done
}

@test "P9: the recipe stops at a member too many, and at one too few" {
	cut_out plain.sbag
	sed -i '1s,=.*,=bad.sbag,' open.sh
	cp plain.sbag bad.sbag
	echo extra >extra
	tar -rf bad.sbag extra
	stops
	cp plain.sbag bad.sbag
	tar --delete -f bad.sbag segments/00000000.gpg
	stops
}

@test "P9: the bundle is a plain tar, its members in the order specified" {
	tar -tf first.sbag >members
	printf '%s\n' README.txt segments/00000000.gpg contents.gpg seal.json \
		seal.json.sig | cmp members -
	tar -xOf first.sbag segments/00000000.gpg | gpg --list-packets \
		--batch --passphrase x --pinentry-mode loopback 2>&1 |
		grep -q 'cipher 9, .*\|AES256'
}

@test "P9: what was received is a bag, complete and valid" {
	complete "$(received whole plain.sbag)"
}

@test "P9: after deletions it still is one" {
	complete "$(received south plain.sbag)"
	complete "$(received south first.sbag)"
	order more
	by_path a.csv >>more
	by_path sub/b.csv >>more
	by_path one.csv >>more
	by_path '100%.txt' >>more
	carry more more.sbag
	accepted sealbag receive south more.sbag --json
	[ "$(json absent)" -eq 0 ]
	complete "$(received south plain.sbag)"
	complete "$(received south more.sbag)"
}

@test "the check of bags sees what is wrong" {
	local n bag
	bag=$(received whole plain.sbag)
	for n in 'echo x >data/more' 'rm data/one.csv' 'echo x >>data/a.csv' \
		'echo x >more.txt' 'echo x >>bagit.txt' 'rm bag-info.txt' \
		'sed -i /Oxum/s/.$/0/ bag-info.txt' 'mkdir folder' \
		'sed -i 1d manifest-sha256.txt' 'ln -s a.csv data/link' \
		'sed -i 1p manifest-sha256.txt'; do
		rm -rf copy
		cp -a "$bag" copy
		(cd copy && eval "$n")
		attempt "$BATS_TEST_DIRNAME/check-bag" copy
		[ "$status" -eq 1 ] || fail "did not see: $n"
	done
}
