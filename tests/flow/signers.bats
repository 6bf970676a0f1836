#!/usr/bin/env bats
# P2: each way in which a signer can be wrong, for each thing that is signed.

load lib
load bad
load orders

# Who signs here is "odd", in a store of its own. south judges; what it knows
# of odd is the row's matter, in a copy of south. Two keys of one person are in
# quorum.bats and quorum-documents.bats.
setup_file() {
	setup_bad
	bundle plain.sbag south
	make_store odd
	pin odd south
	pin south odd
	mkdir things
	# what odd signs: a seal of its own; that of a bundle with an order; a
	# seal of north, in the bundle and in a file for approval; a head of the
	# log of south, as its owner and as a witness; for a bundle of south
	# with an order, a receipt, a certificate and an exhibit; an account of
	# its dealings with south; a directory for a store that auth leads
	take_apart plain.sbag things/approval
	accepted sealbag approve take plain.sbag --output plain.approval
	mkdir things/file
	tar -xf plain.approval -C things/file
	bundle odd.sbag south odd
	take_apart odd.sbag things/seal
	order delete
	printf '{"target":"record","record_id":"none"}\n' >>delete
	accepted sealbag pack odd --to south --purpose p --reference r \
		--deletions delete --output order.sbag
	take_apart order.sbag things/order
	mkdir reads
	echo 'vrm,feed_id,source_id,camera_id,capture_time' >reads/a.csv
	echo "$plate,1,1,1,2026-01-05T10:00:00Z" >>reads/a.csv
	accepted sealbag pack south reads --to odd --purpose p --reference r \
		--deletions delete --output to-odd.sbag
	accepted sealbag receive odd to-odd.sbag --receipt things/receipt
	accepted sealbag list odd --orders --json
	accepted sealbag certificate make odd --output things/certificate \
		--order "$(json orders 0 order)"
	accepted sealbag extract odd --bundle "$(id_of to-odd.sbag)" \
		--exhibit AB/1 --purpose p --reference r --vrm "$plate" \
		--output exhibit.tar
	tar -xOf exhibit.tar exhibit.json >things/exhibit
	accepted sealbag log prove south --witness odd --output proof
	accepted sealbag log cosign odd proof --output things/cosignature
	accepted sealbag log prove odd --with south --output account.tar
	tar -xOf account.tar account.json >things/account
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
	# what the officer boss signs: a policy for south
	accepted sealbag init boss --agency south --person p-1 --name Boss \
		--no-passphrase --authority south.card \
		--authority-fingerprint "$(fingerprint_of south)"
	accepted sealbag agency card boss --output boss.card
	accepted sealbag agency add-key south boss.card --roles administer \
		--fingerprint "$(fingerprint_of boss)"
	accepted sealbag policy new south --output draft
	accepted sealbag policy sign south draft --output things/policy
	sed -i "s/$(fingerprint_of south)/$(fingerprint_of boss)/" things/policy
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

# put_into TAR NAME FILE: e.tar, with this statement and its signature there.
put_into() {
	perl -e '
		local $/;
		my ($of, $name, $file) = @ARGV;
		my %new = ($name, $file, "$name.sig", "$file.sig");
		open my $in, "<:raw", $of or die;
		my $all = <$in>;
		my $out = "";
		while (length $all > 1024) {
			my $head = substr $all, 0, 512, "";
			my ($name) = unpack "Z100", $head;
			my $size = oct substr $head, 124, 11;
			my $data = substr $all, 0, $size, "";
			substr $all, 0, -$size % 512, "";
			if ($new{$name}) {
				open my $part, "<:raw", $new{$name} or die;
				$data = <$part>;
				substr $head, 124, 11,
				    sprintf "%011o", length $data;
				substr $head, 148, 8, " " x 8;
				substr $head, 148, 8, sprintf "%06o\0 ",
				    unpack "%32C*", $head;
			}
			$out .= $head . $data . "\0" x (-length($data) % 512);
		}
		print $out, $all;
	' "$@" >e.tar
}

# judged THING: "counts", or the reason why what odd signed is refused. Of an
# approval that does not count the bundle stays sound.
judged() {
	case $1 in
	seal | order | approval)
		cp -a "things/$1" work
		sign_here work/seal.json
		if [ "$1" = approval ]; then
			merged things/approval/seal.json.sig here.sig \
				>work/seal.json.sig
		else
			cp here.sig work/seal.json.sig
		fi
		frame work b.sbag
		rm -r work
		if [ "$1" = order ]; then
			attempt "${under[@]}" sealbag receive copy b.sbag \
				--dry-run --json
		else
			attempt "${under[@]}" sealbag verify b.sbag \
				--store copy --json
		fi
		;;
	file)
		cp -a things/file work
		sign_here work/statement
		merged things/file/statement.sig here.sig >work/statement.sig
		approval_of work
		cp plain.sbag b.sbag
		attempt "${under[@]}" sealbag approve add copy b.sbag \
			work.approval --json
		rm -r work
		;;
	checkpoint)
		sign_here things/checkpoint
		attempt "${under[@]}" sealbag log verify copy \
			--checkpoint here --json
		;;
	cosignature)
		sign_here things/cosignature
		attempt "${under[@]}" sealbag log cosigned copy here \
			--dry-run --json
		;;
	receipt)
		sign_here things/receipt
		attempt "${under[@]}" sealbag receipt verify copy here --json
		;;
	certificate)
		sign_here things/certificate
		attempt "${under[@]}" sealbag certificate verify here \
			--store copy --order to-odd.sbag --json
		;;
	exhibit)
		sign_here things/exhibit
		put_into exhibit.tar exhibit.json here
		attempt "${under[@]}" sealbag verify e.tar --store copy --json
		;;
	account)
		sign_here things/account
		put_into account.tar account.json here
		attempt "${under[@]}" sealbag log verify e.tar --store copy \
			--json
		;;
	directory)
		sign_here things/directory
		attempt "${under[@]}" sealbag agency import taker here --json
		;;
	policy)
		[ "$signer" != odd ] || local signer=boss
		sign_here things/policy
		attempt "${under[@]}" sealbag policy import copy here --json
		;;
	esac
	if [ "$status" -ne 0 ]; then
		json reason
	elif [ "$1" = exhibit ] && [ "$(json vouched)" != true ]; then
		echo unvouched
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

# row SEAL APPROVAL CHECKPOINT DIRECTORY POLICY [ACCOUNT]: what is said of
# each; an account is judged as a seal, if nothing else is said, and so are a
# cosignature, a receipt, a certificate and an exhibit. A seal is one without
# and one with an order; an approval is one in a bundle, and one in a file. An
# exhibit stands by the seal in it: what nobody known made is shown as vouched
# for by nobody.
row() {
	local thing got wrong=0
	local -A want=([seal]=$1 [order]=$1 [approval]=$2 [file]=$2
		[checkpoint]=$3 [directory]=$4 [policy]=$5
		[account]=${6-$1} [cosignature]=$1 [receipt]=$1
		[certificate]=$1
		[exhibit]=${1/signer-unknown/unvouched})
	for thing in "${!want[@]}"; do
		got=$(judged "$thing")
		if [ "$got" != "${want[$thing]}" ]; then
			echo "$thing: wanted ${want[$thing]}, got $got" >&2
			wrong=1
		fi
	done
	[ $wrong -eq 0 ]
}

# key_of_odd OPTION TIME: what south notes of the key, and of its officer's.
key_of_odd() {
	accepted sealbag agency key copy "$(fingerprint_of odd)" "$@" &&
		accepted sealbag agency key copy "$(fingerprint_of boss)" "$@"
}

# The own key alone signs checkpoints, and the authority's alone directories:
# whoever else is known is as wrong there as one who is not. The officer of
# south is not pinned, and so cannot be unpinned.

@test 'P2 signers: nothing against it' {
	row counts counts checkpoint directory-issuer counts
}

@test 'P2 signers: unknown' {
	make_store east
	signer=east
	row signer-unknown signer-unknown checkpoint signer-unknown \
		signer-unknown
}

@test 'P2 signers: in the keyring, and in no directory' {
	signer=east
	gpg_of east --armor --export | gpg_of copy --import
	gpg_of east --armor --export | gpg_of taker --import
	row signer-unknown signer-unknown checkpoint directory-issuer \
		signer-unknown
}

@test 'P2 signers: a look-alike' {
	accepted sealbag init mask --agency odd --no-passphrase \
		--name "$(sealbag agency list odd --json |
			perl -ne '/"name":"([^"]*)"/ and print $1')"
	signer=mask
	row signer-unknown signer-unknown checkpoint signer-unknown \
		signer-unknown
}

@test 'P2 signers: not pinned any more' {
	accepted sealbag agency unpin copy odd
	row signer-not-pinned signer-not-pinned checkpoint directory-issuer \
		counts
}

@test 'P2 signers: suspended' {
	accepted sealbag agency unpin copy odd --suspend
	row signer-not-pinned signer-not-pinned checkpoint directory-issuer \
		counts
}

@test 'P2 signers: without the role' {
	accepted sealbag agency add copy odd.card --roles receive,approve \
		--fingerprint "$(fingerprint_of odd)"
	accepted sealbag agency key copy "$(fingerprint_of boss)" \
		--roles approve
	row signer-role counts checkpoint directory-issuer signer-role counts
}

@test 'P2 signers: revoked' {
	key_of_odd --revoked now
	row signer-revoked signer-revoked checkpoint directory-issuer \
		signer-revoked
}

@test 'P2 signers: compromised before, and only later' {
	key_of_odd --compromised 2100-01-01T00:00:00Z
	row counts counts checkpoint directory-issuer counts
	key_of_odd --compromised 2020-01-01T00:00:00Z
	row signer-compromised signer-compromised checkpoint directory-issuer \
		signer-compromised
}

@test 'P2 signers: superseded' {
	key_of_odd --superseded 2020-01-01T00:00:00Z
	row signer-superseded signer-superseded checkpoint directory-issuer \
		signer-superseded
}

@test 'P2 signers: expired' {
	under=(faketime '+10 years')
	# all keys of this world have expired by then: the sender's too
	row signer-expired signer-expired checkpoint directory-issuer \
		signer-expired
}

@test 'P2 signers: back-dated' {
	options=(--faked-system-time 20200101T000000! --ignore-time-conflict)
	row signature-bad signature-bad checkpoint signature-bad \
		signature-bad
}

@test 'P2 signers: dated in time to come' {
	options=(--faked-system-time "$(date -d '+2 days' +%Y%m%dT%H%M%S)!")
	row future future checkpoint directory-issuer future
}

@test 'P2 signers: another statement under this one' {
	echo 'some other statement' >other
	data=other
	row signature-bad signature-bad checkpoint signature-bad \
		signature-bad
}

@test 'P2 signers: with the role to seal, and not to order' {
	accepted sealbag agency add copy odd.card --roles seal,receive,approve \
		--fingerprint "$(fingerprint_of odd)"
	[ "$(judged seal) $(judged order)" = 'counts order-issuer' ]
}

# rightful CHECKPOINT DIRECTORY: what is said where those sign who alone may:
# the store its own checkpoint, the authority its directory.
rightful() {
	local got
	signer=south
	got=$(judged checkpoint)
	signer=auth
	got+=" $(judged directory)"
	[ "$got" = "$1 $2" ] || fail "wanted $1 $2, got $got"
}

@test 'P2 signers: who alone may: nothing against it' {
	rightful counts counts
}

@test 'P2 signers: who alone may, revoked since' {
	sed 's/^:-----/-----/' south/keys/gnupg/openpgp-revocs.d/*.rev |
		gpg_of copy --import
	sed 's/^:-----/-----/' auth/keys/gnupg/openpgp-revocs.d/*.rev |
		gpg_of taker --import
	# a checkpoint was kept since before; a directory comes now
	rightful counts directory-issuer
}

@test 'P2 signers: who alone may, expired since' {
	under=(faketime '+10 years')
	# likewise; a directory was issued and signed while the key was good
	rightful counts counts
}

@test 'P2 signers: who alone may, dated back to before the key was made' {
	options=(--faked-system-time 20200101T000000! --ignore-time-conflict)
	rightful checkpoint signature-bad
}

@test 'P2 signers: who alone may, dated in time to come' {
	options=(--faked-system-time "$(date -d '+2 days' +%Y%m%dT%H%M%S)!")
	rightful checkpoint future
}

@test 'P2 signers: who alone may, another statement under this one' {
	echo 'some other statement' >other
	data=other
	rightful checkpoint signature-bad
}

@test 'P2 signers: who alone may, a weak hash' {
	options=(--digest-algo SHA1)
	rightful checkpoint signature-weak
}

# in_place THING FILE: what is said of this statement in the place of that one,
# signed by whom that one would count of.
in_place() {
	local signer=odd
	case $1 in
	checkpoint) signer=copy ;;
	directory) signer=auth ;;
	policy) signer=boss ;;
	esac
	sign_here "$2"
	rm -rf work
	case $1 in
	seal)
		cp -a things/seal work
		cp here work/seal.json
		cp here.sig work/seal.json.sig
		frame work b.sbag
		attempt sealbag verify b.sbag --store copy --json
		;;
	file)
		cp -a things/file work
		cp here work/statement
		cp here.sig work/statement.sig
		approval_of work
		attempt sealbag approve add copy plain.sbag work.approval --json
		;;
	exhibit)
		put_into exhibit.tar exhibit.json here
		attempt sealbag verify e.tar --store copy --json
		;;
	account)
		put_into account.tar account.json here
		attempt sealbag log verify e.tar --store copy --json
		;;
	receipt) attempt sealbag receipt verify copy here --json ;;
	certificate)
		attempt sealbag certificate verify here --store copy \
			--order to-odd.sbag --json
		;;
	checkpoint) attempt sealbag log verify copy --checkpoint here --json ;;
	cosignature) attempt sealbag log cosigned copy here --dry-run --json ;;
	directory) attempt sealbag agency import taker here --json ;;
	policy) attempt sealbag policy import copy here --json ;;
	esac
	json reason || echo counts
}

@test 'P2 signers: a statement of one type in the place of another' {
	local place what got should wrong=0
	local -A want=(['seal checkpoint']=json [seal]=version [file]=approval
		[checkpoint]=checkpoint [cosignature]=cosignature
		['directory checkpoint']=json [directory]=version
		['policy checkpoint']=json [policy]=version
		['seal cosignature']=json ['directory cosignature']=json
		['policy cosignature']=json
		[receipt]=version [certificate]=not-a-bundle
		['certificate seal']=certificate [exhibit]=version
		[account]=json)
	local papers='seal|file|receipt|certificate|exhibit'
	local logs='checkpoint|cosignature|account'
	local all=(seal checkpoint cosignature directory policy receipt
		certificate exhibit account)
	cp things/seal/seal.json s.seal
	for what in "${all[@]:1}"; do
		cp "things/$what" "s.$what"
	done
	for place in "${all[@]}" file; do
		for what in "${all[@]}"; do
			[ $place != $what ] || continue
			# papers about bundles: among themselves, and of seals
			[[ $place$what != *@(receipt|certificate|exhibit)* ||
				$place =~ $papers && $what =~ $papers ]] ||
				continue
			# what is about logs: among itself
			[[ $place$what != *account* ||
				$place =~ $logs && $what =~ $logs ]] ||
				continue
			got=$(in_place $place s.$what)
			should=${want["$place $what"]:-${want[$place]}}
			[ "$got" != "$should" ] || continue
			echo "$place from $what: $got" >&2
			wrong=1
		done
	done
	[ $wrong -eq 0 ]
	# each in its own place is right
	for what in "${all[@]}"; do
		[ "$(in_place $what s.$what)" = counts ]
	done
	rm s.*
}

@test 'P2 signers: a weak hash' {
	accepted sealbag init rsa --agency rsa --name Rsa --no-passphrase \
		--key rsa3072
	accepted sealbag agency card rsa --output rsa.card
	pin copy rsa
	signer=rsa
	options=(--digest-algo SHA1)
	row signature-weak signature-weak checkpoint signature-weak \
		signature-weak
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
	row signer-unknown signer-unknown checkpoint signer-unknown \
		signer-unknown
	gpgconf --homedir $home/odd/keys/gnupg --kill all
}
