#!/usr/bin/env bats
# P2: who signed, for whom, and whether once.

load lib
load bad

setup_file() {
	setup_bad
	bundle real.sbag south
	take_apart real.sbag real
}
setup() {
	cd "$WORLD" || return 1
	rm -rf parts
	cp -a real parts
}
teardown() {
	[ ! -d copy ] || gpgconf --homedir copy/keys/gnupg --kill all
	rm -rf copy
}
teardown_file() { teardown_world; }

# copy_of_south: a store for this test alone receives, which may know and trust
# what south does not.
copy_of_south() {
	cp -a south copy
	receiver=copy
}

@test 'P2: unsigned' {
	rm parts/seal.json.sig
	frame parts b.sbag
	refused unsigned 'no seal.json.sig' b.sbag
}

@test 'P2: an empty signature is none' {
	: >parts/seal.json.sig
	frame parts b.sbag
	refused unsigned 'no signature' b.sbag
}

@test 'P2: an unknown signer' {
	make_store east
	pin east south
	bundle b.sbag south east
	not_received signer-unknown 'not known here' b.sbag
	# knowing a key is not trusting it
	copy_of_south
	gpg_of east --armor --export | gpg_of copy --import
	refused signer-unknown 'which no agency here has' b.sbag
}

@test 'P2: a signer who is known, and no longer pinned' {
	copy_of_south
	bundle b.sbag south west
	accepted sealbag agency unpin copy west
	refused signer-not-pinned 'agency west signed' b.sbag
}

@test 'P2: a signer without the role to seal' {
	copy_of_south
	bundle b.sbag south west
	accepted sealbag agency add copy west.card \
		--roles receive,order-deletion \
		--fingerprint "$(fingerprint_of west)"
	refused signer-role 'agency west lacks the role seal' b.sbag
}

@test 'P2: a signer without the role to order deletions' {
	copy_of_south
	accepted sealbag agency add copy west.card --roles seal,receive \
		--fingerprint "$(fingerprint_of west)"
	forge sound west south b.sbag
	accepted sealbag verify b.sbag --store copy
	printf '%s\n%s\n' '{"format":"sealbag-order/1","kind":"delete",
		"ground":"retention ended"}' \
		'{"target":"record","record_id":"R1"}' |
		tr -d '\n\t' | sed 's/}{/}\n{/; $s/$/\n/' >delete.jsonl
	accepted sealbag pack west --to south --purpose 'flow test' \
		--reference FT/1 --deletions delete.jsonl --output o.sbag
	not_received order-issuer 'lacks the role order-deletion' o.sbag
}

@test 'P2: a key that has expired' {
	accepted sealbag init short --agency short --name Short \
		--no-passphrase --expire 1d
	accepted sealbag agency card short --output short.card
	pin short south
	copy_of_south
	pin copy short
	bundle b.sbag south short
	under=(faketime '+2 days')
	refused signer-expired 'of agency short has expired' b.sbag
	# nor can it be used to seal
	echo x >file
	rejected 1 signer-expired faketime '+2 days' sealbag pack short file \
		--to south --purpose x --reference x --output never.sbag
	says "this agency's own key has expired"
	told short pack rejected signer-expired
	[ ! -e never.sbag ]
}

@test 'P2: a key that was revoked' {
	copy_of_south
	# gpg keeps its line from being imported by accident
	sed 's/^:-----/-----/' north/keys/gnupg/openpgp-revocs.d/*.rev |
		gpg_of copy --import
	cp real.sbag b.sbag
	refused signer-revoked 'key is revoked' b.sbag
}

@test 'P2: a signature with a weak hash' {
	accepted sealbag init rsa --agency rsa --name Rsa --no-passphrase \
		--key rsa3072
	accepted sealbag agency card rsa --output rsa.card
	pin rsa south
	copy_of_south
	pin copy rsa
	bundle b.sbag south rsa
	rm -r parts
	take_apart b.sbag parts
	local hash
	for hash in SHA1 RIPEMD160 SHA224; do
		sign rsa parts --digest-algo "$hash"
		frame parts "$hash.sbag"
		refused signature-weak 'the signature uses' "$hash.sbag"
	done
	sign rsa parts --digest-algo SHA512
	frame parts b.sbag
	refused signature-format 'SHA-256' b.sbag
	sign rsa parts
	frame parts b.sbag
	sound b.sbag
}

@test 'P2: a signature of an RSA key of 1024 bits' {
	local small
	mkdir -m 700 scratch
	gpg --homedir scratch --batch --quiet --passphrase '' \
		--quick-generate-key 'north' rsa1024 sign 3>&-
	small=$(gpg --homedir scratch --batch --with-colons --list-keys |
		awk -F: '$1 == "fpr" { print $10; exit }')
	# the key is there, and even the fingerprint is that of north
	copy_of_south
	gpg --homedir scratch --batch --armor --export |
		gpg_of copy --import
	directory_edit copy "s/$(fingerprint_of north)/$small/"
	sed -i "s/$(fingerprint_of north)/$small/" parts/seal.json
	rm parts/seal.json.sig
	gpg --homedir scratch --batch --quiet --digest-algo SHA256 --output \
		parts/seal.json.sig --detach-sign parts/seal.json 3>&-
	gpgconf --homedir scratch --kill all
	frame parts b.sbag
	refused signature-weak 'bits' b.sbag
}

# user_id STORE: of the agency's own key.
user_id() {
	gpg_of "$1" --with-colons --list-keys "$(fingerprint_of "$1")" |
		awk -F: '$1 == "uid" { print $10 }'
}

@test 'P2: a look-alike: the same user id, another fingerprint' {
	accepted sealbag init mask --agency north --no-passphrase \
		--name 'Northshire Police (synthetic)'
	accepted sealbag agency card mask --output mask.card
	pin mask south
	[ "$(user_id mask)" = "$(user_id north)" ]
	bundle b.sbag south mask
	not_received signer-unknown 'not known here' b.sbag
	copy_of_south
	gpg_of mask --armor --export "$(fingerprint_of mask)" |
		gpg_of copy --import
	refused signer-unknown 'which no agency here has' b.sbag
	# and its card does not take the place of the one pinned
	rejected 1 card sealbag agency add south mask.card \
		--fingerprint "$(fingerprint_of mask)"
	says 'another key'
}

@test 'P2: a signature of another seal' {
	bundle other.sbag south
	take_apart other.sbag other
	cp other/seal.json.sig parts/
	frame parts b.sbag
	refused signature-bad 'not one of this data' b.sbag
	# with that seal too, but none of what it speaks of
	cp other/seal.json parts/
	touch -r other/README.txt parts/README.txt
	frame parts b.sbag
	attempt sealbag receive south b.sbag --json
	[ "$status" -eq 1 ]
	[[ "$(json reason)" =~ ^(segment|contents)-damaged$ ]]
	told south receive rejected "$(json reason)"
	nowhere "$plate"
	rm -r other other.sbag b.sbag
}

# merge FILE FILE...: signatures in the order of their fingerprints, which are
# the 20 bytes from 11 on, on standard output.
merge() {
	perl -e '
		local $/;
		my @all = map { open my $in, "<:raw", $_ or die; <$in> } @ARGV;
		print for sort { substr($a, 11, 20) cmp substr($b, 11, 20) }
		    @all;
	' "$@"
}

@test 'P2: two signatures, of which one counts' {
	cp parts/seal.json.sig north.sig
	sign west parts
	cp parts/seal.json.sig west.sig
	merge north.sig west.sig >parts/seal.json.sig
	frame parts b.sbag
	accepted sealbag verify b.sbag --store south --json
	[ "$(json sender)" = north ]
	[ "$(json signatures 0 counts)$(json signatures 1 counts)" = truetrue ]
	# in another order, or twice, it is another file
	cat north.sig west.sig >turned
	! cmp -s turned parts/seal.json.sig || cat west.sig north.sig >turned
	cp turned parts/seal.json.sig
	frame parts b.sbag
	refused signature-format 'not in the order of their keys' b.sbag
	cat north.sig north.sig >parts/seal.json.sig
	frame parts b.sbag
	refused signature-format 'two of them are by one key' b.sbag
}

@test 'P2: a signature taken off, and another pinned agency signs' {
	sign west parts
	frame parts b.sbag
	refused signer-mismatch 'sealed by agency west, but the seal says' \
		b.sbag
	# under its own name it cannot have packed the contents
	sed -i "s/$(fingerprint_of north)/$(fingerprint_of west)/
		s/\"agency\": \"north\"/\"agency\": \"west\"/" parts/seal.json
	sign west parts
	frame parts b.sbag
	refused contents-mismatch 'north packed the contents, but west' b.sbag
}

@test 'P2: not addressed to us' {
	bundle b.sbag west
	not_received not-addressed 'sealed for west, not for agency south' \
		b.sbag
	# what can be known without the key is in order
	accepted sealbag verify b.sbag --store south --json
	[ "$(json checked)" = sealed ]
	rm b.sbag
}

@test 'P2: addressed to us by a former recipient' {
	rm -r parts
	bundle b.sbag west
	take_apart b.sbag parts
	gpg_of west --output opened --decrypt parts/contents.gpg
	rm parts/contents.gpg
	gpg_of west --output parts/contents.gpg --compress-algo none \
		--recipient "$(fingerprint_of south)" --encrypt opened
	rm opened
	# as it is: the seal tells of other contents, and of west alone
	frame parts b.sbag
	not_received not-addressed 'sealed for west' b.sbag
	not_verified contents-damaged 'contents.gpg' b.sbag
	# with a seal that names south, which only west can sign
	sed -i "/\"recipients\"/,/\]/ {
		s/$(fingerprint_of west)/$(fingerprint_of south)/
		s/\"west\"/\"south\"/
	}" parts/seal.json
	measure parts
	frame parts b.sbag
	refused signature-bad 'not one of this data' b.sbag
	sign west parts
	frame parts b.sbag
	refused signer-mismatch 'but the seal says that north' b.sbag
	# and under its own name
	sed -i "s/$(fingerprint_of north)/$(fingerprint_of west)/
		s/\"north\"/\"west\"/" parts/seal.json
	sign west parts
	frame parts b.sbag
	refused contents-mismatch 'north packed the contents, but west' b.sbag
}

@test 'P2: a second recipient is no sender to the first' {
	rm -r parts
	mkdir export
	echo "a note on $plate" >export/note.txt
	rm -f b.sbag
	accepted sealbag pack north --to west --to south --purpose x \
		--reference x --output b.sbag export
	rm -r export
	take_apart b.sbag parts
	gpg_of west --output opened --decrypt parts/contents.gpg
	rm parts/contents.gpg
	gpg_of west --output parts/contents.gpg --compress-algo none \
		--recipient "$(fingerprint_of south)" --encrypt opened
	rm opened
	frame parts b.sbag
	refused contents-damaged 'contents.gpg' b.sbag
}

# literals FILE: two literal packets with halves of it.
literals() {
	# shellcheck disable=SC2016
	perl -e '
		local $/;
		my $data = <>;
		my $half = int(length($data) / 2);
		for my $part (substr($data, 0, $half), substr($data, $half)) {
			print "\xcb\xff", pack("N", 6 + length $part),
			    "b\0\0\0\0\0", $part;
		}
	' "$1"
}

@test 'P1: two plaintexts in one message, in the contents' {
	gpg_of south --output opened --decrypt parts/contents.gpg
	rm parts/contents.gpg
	literals opened | gpg_of south --compress-algo none --no-literal \
		--recipient "$(fingerprint_of south)" \
		--output parts/contents.gpg --encrypt
	rm opened
	measure parts
	sign north parts
	frame parts b.sbag
	refused several-plaintexts 'more than one plaintext' b.sbag
}

@test 'P1: two plaintexts in one message, in a segment' {
	gpg_of south --decrypt parts/contents.gpg | tar -xO keys.txt >key
	local phrase=(--pinentry-mode loopback --passphrase-file key)
	gpg_of south "${phrase[@]}" --output opened \
		--decrypt parts/segments/00000000.gpg
	rm parts/segments/00000000.gpg
	literals opened | gpg_of south "${phrase[@]}" --compress-algo none \
		--no-literal --s2k-mode 1 \
		--output parts/segments/00000000.gpg --symmetric
	rm opened key
	measure parts
	sign north parts
	frame parts b.sbag
	refused several-plaintexts 'more than one plaintext' b.sbag
}

@test 'P2: a bundle received before' {
	local before
	bundle b.sbag south
	accepted sealbag receive south b.sbag
	before=$(state_of south)
	rejected 1 replayed sealbag receive south b.sbag
	says 'was received before'
	told south receive rejected replayed
	# under another name, and from a copy
	cp b.sbag another.sbag
	rejected 1 replayed sealbag receive south another.sbag
	[ "$(state_of south)" = "$before" ]
	# it is sound all the same
	accepted sealbag verify another.sbag --store south
}
