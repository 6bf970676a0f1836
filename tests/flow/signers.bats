#!/usr/bin/env bats
# P2: each way in which a signer can be wrong, for each thing that is signed.

load lib
load bad

# Who signs here is "odd", in a store of its own. south judges; what it knows
# of odd is the row's matter, in a copy of south.
setup_file() {
	setup_bad
	bundle plain.sbag south
	make_store odd
	pin odd south
	pin south odd
	mkdir things
	# what odd signs: a seal of its own, a seal of north, a head of the
	# log of south, a directory for south
	take_apart plain.sbag things/approval
	bundle odd.sbag south odd
	take_apart odd.sbag things/seal
	accepted sealbag log checkpoint south --output things/checkpoint
	make_store auth
	accepted sealbag init importer --agency importer --name Importer \
		--no-passphrase --authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)"
	pin auth odd
	accepted sealbag agency publish auth --output first
	accepted sealbag agency import importer first
	accepted sealbag agency add auth odd.card --kind court \
		--fingerprint "$(fingerprint_of odd)"
	accepted sealbag agency publish auth --output things/directory
}
setup() {
	cd "$WORLD" || return 1
	rm -rf copy taker work here here.sig
	cp -a south copy
	cp -a importer taker
	signer=odd
	under=()
	options=()
	data=
}
teardown() {
	local store
	for store in copy taker; do
		gpgconf --homedir $store/keys/gnupg --kill all
	done
}
teardown_file() { teardown_world; }

# sign_here FILE: "here" is FILE, "here.sig" the signature of the row's signer
# over it, or over the row's other data.
sign_here() {
	cp "$1" here
	gpg_of "$signer" --digest-algo SHA256 "${options[@]}" \
		--output here.sig --detach-sign "${data:-here}"
}

# merged FILE FILE: both signatures, in the order of their keys.
merged() {
	perl -e '
		local $/;
		my @all = map { open my $in, "<:raw", $_ or die; <$in> } @ARGV;
		print for sort { substr($a, index($a, "\x16\x21\x04") + 3, 20)
		    cmp substr($b, index($b, "\x16\x21\x04") + 3, 20) } @all;
	' "$@"
}

# judged THING: "counts", or the reason why what odd signed is refused. Of an
# approval that does not count the bundle stays sound.
judged() {
	case $1 in
	seal | approval)
		cp -a "things/$1" work
		sign_here work/seal.json
		if [ "$1" = seal ]; then
			cp here.sig work/seal.json.sig
		else
			merged things/approval/seal.json.sig here.sig \
				>work/seal.json.sig
		fi
		frame work b.sbag
		rm -r work
		attempt "${under[@]}" sealbag verify b.sbag --store copy --json
		;;
	checkpoint)
		sign_here things/checkpoint
		attempt "${under[@]}" sealbag log verify copy \
			--checkpoint here --json
		;;
	directory)
		sign_here things/directory
		attempt "${under[@]}" sealbag agency import taker here --json
		;;
	esac
	if [ "$status" -ne 0 ]; then
		json reason
	elif [ "$1" != approval ]; then
		echo counts
	else
		printf '%s' "$output" | perl -MJSON::PP -e '
			local $/;
			my $north = shift;
			for (@{decode_json(<STDIN>)->{signatures}}) {
				next if $_->{fingerprint} eq $north;
				print $_->{counts} ? "counts" : $_->{reason};
			}' "$(fingerprint_of north)"
	fi
}

# row SEAL APPROVAL CHECKPOINT DIRECTORY: what is said of each.
row() {
	local thing got wrong=0
	for thing in seal approval checkpoint directory; do
		got=$(judged $thing)
		if [ "$got" != "$1" ]; then
			echo "$thing: wanted $1, got $got" >&2
			wrong=1
		fi
		shift
	done
	[ $wrong -eq 0 ]
}

# key_of_odd OPTION TIME: what south notes of the key.
key_of_odd() {
	accepted sealbag agency key copy "$(fingerprint_of odd)" "$@"
}

# The own key alone signs checkpoints, and the authority's alone directories:
# whoever else is known is as wrong there as one who is not.

@test 'P2 signers: nothing against it' {
	row counts counts checkpoint directory-issuer
}

@test 'P2 signers: unknown' {
	make_store east
	signer=east
	row signer-unknown signer-unknown checkpoint signer-unknown
}

@test 'P2 signers: in the keyring, and in no directory' {
	signer=east
	gpg_of east --armor --export | gpg_of copy --import
	gpg_of east --armor --export | gpg_of taker --import
	row signer-unknown signer-unknown checkpoint directory-issuer
}

@test 'P2 signers: a look-alike' {
	accepted sealbag init mask --agency odd --no-passphrase \
		--name "$(sealbag agency list odd --json |
			perl -ne '/"name":"([^"]*)"/ and print $1')"
	signer=mask
	row signer-unknown signer-unknown checkpoint signer-unknown
}

@test 'P2 signers: not pinned any more' {
	accepted sealbag agency unpin copy odd
	row signer-not-pinned signer-not-pinned checkpoint directory-issuer
}

@test 'P2 signers: suspended' {
	accepted sealbag agency unpin copy odd --suspend
	row signer-not-pinned signer-not-pinned checkpoint directory-issuer
}

@test 'P2 signers: without the role' {
	accepted sealbag agency add copy odd.card --roles receive,approve \
		--fingerprint "$(fingerprint_of odd)"
	row signer-role counts checkpoint directory-issuer
}

@test 'P2 signers: revoked' {
	key_of_odd --revoked now
	row signer-revoked signer-revoked checkpoint directory-issuer
}

@test 'P2 signers: compromised before, and only later' {
	key_of_odd --compromised 2100-01-01T00:00:00Z
	row counts counts checkpoint directory-issuer
	key_of_odd --compromised 2020-01-01T00:00:00Z
	row signer-compromised signer-compromised checkpoint directory-issuer
}

@test 'P2 signers: superseded' {
	key_of_odd --superseded 2020-01-01T00:00:00Z
	row signer-superseded signer-superseded checkpoint directory-issuer
}

@test 'P2 signers: expired' {
	under=(faketime '+10 years')
	# all keys of this world have expired by then: the sender's too
	row signer-expired signer-expired checkpoint directory-issuer
}

@test 'P2 signers: back-dated' {
	options=(--faked-system-time 20200101T000000! --ignore-time-conflict)
	row signature-bad signature-bad checkpoint signature-bad
}

@test 'P2 signers: dated in time to come' {
	options=(--faked-system-time "$(date -d '+2 days' +%Y%m%dT%H%M%S)!")
	row future future checkpoint directory-issuer
}

@test 'P2 signers: another statement under this one' {
	echo 'some other statement' >other
	data=other
	row signature-bad signature-bad checkpoint signature-bad
}

@test 'P2 signers: a weak hash' {
	accepted sealbag init rsa --agency rsa --name Rsa --no-passphrase \
		--key rsa3072
	accepted sealbag agency card rsa --output rsa.card
	pin copy rsa
	signer=rsa
	options=(--digest-algo SHA1)
	row signature-weak signature-weak checkpoint signature-weak
}

@test 'P2 signers: a sub-key that is not bound' {
	local home=unbound print
	mkdir -m 700 $home
	cp -a odd $home/odd
	print=$(fingerprint_of odd)
	gpg_of $home/odd --pinentry-mode loopback --passphrase '' \
		--quick-add-key "$print" ed25519 sign
	# south has the key without that part, as the directory tells it
	signer=$home/odd
	row signer-unknown signer-unknown checkpoint signer-unknown
	gpgconf --homedir $home/odd/keys/gnupg --kill all
}
