#!/usr/bin/env bats
# A statement that others sign too: taken out, signed elsewhere, put back.

load lib
load bad

setup_file() {
	setup_bad
	pin west north
	bundle real.sbag south
	accepted sealbag approve take real.sbag --output real.approval \
		--json
	digest=$(json digest)
	echo "$digest" >digest
	tar -xf real.approval && mv statement seal.json && rm statement.sig
}
setup() {
	cd "$WORLD" || return 1
	digest=$(cat digest)
	cp real.sbag b.sbag
	cp real.approval b.approval
}
teardown_file() { teardown_world; }

# last STORE KEY: of its last event.
last() {
	sealbag log show "$1" --json | perl -MJSON::PP -e '
		my $at = decode_json(<STDIN>)->{events}[-1]{$ARGV[0]};
		print ref $at ? encode_json($at) : $at' "$2"
}

# unchanged FILE: it is what it was.
unchanged() {
	cmp "$1" "${1/b./real.}" || fail "$1 has changed"
}

@test 'what is taken out is the seal and its signature, for stock tools too' {
	mkdir out
	tar -xf b.sbag -C out
	tar -xf b.approval -C out
	[ "$(tar -tf b.approval | xargs)" = \
		'approval.txt statement statement.sig' ]
	cmp out/seal.json out/statement
	cmp out/seal.json.sig out/statement.sig
	[ "$(b2sum <out/statement)" = "$digest  -" ]
	gpg_of north --verify out/statement.sig out/statement
	rm -r out
	accepted sealbag approve show b.approval --json
	[ "$(json digest)" = "$digest" ]
	[ "$(json statement) $(json maker)" = 'seal north' ]
	[ "$(json checked)" = false ]
	[ "$(json signatures 0 key)" = "$(fingerprint_of north)" ]
	accepted sealbag approve show b.approval --store south --json
	[ "$(json signatures 0 agency) $(json signatures 0 counts)" = \
		'north true' ]
	rejected 2 usage sealbag approve take real.sbag --output b.approval
	unchanged b.approval
}

@test 'signed elsewhere and put back, the bundle has both signatures' {
	accepted sealbag approve sign west b.approval --digest "$digest" --json
	[ "$(json signatures 1 counts)" = true ]
	[ "$(last west act) $(last west other)" = 'approve-sign north' ]
	[ "$(last west seal)" = "$digest" ]
	[ "$(last west counts)" = '{"signatures":2}' ]
	accepted sealbag approve add north b.sbag b.approval --json
	[ "$(json added) $(json missing)" = '1 0' ]
	[ "$(last north act) $(last north seal)" = "approve-add $digest" ]
	# nothing but the last member is another
	mkdir one two
	tar -xf real.sbag -C one
	tar -xf b.sbag -C two
	[ "$(diff -rq one two)" = \
		'Files one/seal.json.sig and two/seal.json.sig differ' ]
	gpg_of south --verify two/seal.json.sig two/seal.json
	rm -r one two
	accepted sealbag verify b.sbag --store south --json
	[ "$(json sender) $(json checked)" = 'north everything' ]
	[ "$(json signatures 0 counts)$(json signatures 1 counts)" = truetrue ]
	[ "$( (json signatures 0 agency; json signatures 1 agency) | sort |
		xargs)" = 'north west' ]
	accepted sealbag verify b.sbag --signer north.card --json
	[ "$( (json signatures 0 counts; json signatures 1 counts) | sort |
		xargs)" = 'false true' ]
	# a second time there is nothing to add, and nothing to sign
	rejected 2 usage sealbag approve add north b.sbag b.approval
	says 'already'
	rejected 2 usage sealbag approve sign west b.approval --digest "$digest"
	says 'signed it already'
	accepted sealbag receive south b.sbag --json
	cmp "south/proof/$(json bundle)/seal.json.sig" \
		<(tar -xOf b.sbag seal.json.sig)
	accepted sealbag verify "south/received/$(json bundle)" --json
	[ "$(json signatures 1 counts)" = true ]
	[ -z "$(find . -name '*.partial')" ]
}

@test 'nothing is signed but what was meant' {
	rejected 1 approval sealbag approve sign west b.approval \
		--digest "${digest/?/x}"
	says 'not the one that was given'
	rejected 2 usage sealbag approve sign west b.approval
	says 'give --digest'
	unchanged b.approval
	[ "$(last west act)" != approve-sign ] ||
		[ "$(last west seal)" = "$digest" ]
}

@test 'a statement that the program does not understand is not signed' {
	mkdir t
	tar -xf b.approval -C t
	printf 'I owe you everything\n' >t/statement
	approval_of t
	rejected 1 approval sealbag approve sign west t.approval \
		--digest "$(b2sum <t/statement | cut -d' ' -f1)"
	says 'of a kind that is not approved here'
	# nor one in which a byte is another, although its kind is right
	tar -xf b.approval -C t statement
	sed -i 's/"sequence": [0-9]*/"sequence": 77/' t/statement
	approval_of t
	rejected 1 signature-bad sealbag approve sign west t.approval \
		--digest "$(b2sum <t/statement | cut -d' ' -f1)"
	rejected 1 signature-bad sealbag approve show t.approval --store west
	rm -r t
}

@test 'what comes from outside is put into no other bundle, and must count' {
	cp b.approval kept.approval
	accepted sealbag approve sign west b.approval --digest "$digest"
	bundle other.sbag south
	cp other.sbag other.before
	rejected 1 approval sealbag approve add north other.sbag b.approval
	says 'another statement'
	cmp other.sbag other.before
	# one that nobody here knows
	make_store east
	pin east north
	mv kept.approval b.approval
	accepted sealbag approve sign east b.approval --digest "$digest"
	rejected 1 signer-unknown sealbag approve add north b.sbag b.approval
	unchanged b.sbag
	# what is no bundle, or a link to one
	rejected 1 not-a-bundle sealbag approve take b.approval --output x
	says 'a file for approval, which is not what belongs here'
	ln -s real.sbag link.sbag
	cp real.approval b.approval
	accepted sealbag approve sign west b.approval --digest "$digest"
	rejected 2 usage sealbag approve add north link.sbag b.approval
	says 'not a plain file'
	[ -z "$(find . -name '*.partial')" ]
	rm link.sbag other.sbag other.before
}

@test 'a directory has its signatures beside it' {
	local own
	accepted sealbag agency publish north --output list
	cp list before
	accepted sealbag approve take list --output list.approval --json
	own=$(json digest)
	[ "$(json statement) $(json maker)" = 'directory north' ]
	rejected 1 signer-role sealbag approve sign west list.approval \
		--digest "$own"
	accepted sealbag agency add west north.card --roles seal,administer \
		--fingerprint "$(fingerprint_of north)"
	accepted sealbag approve sign west list.approval --digest "$own"
	accepted sealbag approve add north list list.approval --json
	[ "$(json added) $(json missing)" = '1 0' ]
	cmp list before
	gpg_of south --verify list.sig list
	rejected 2 usage sealbag approve add north list list.approval
	says 'already'
	[ "$(last north act)" = approve-add ]
	accepted sealbag log verify north
	rm list list.sig list.approval before
}

# asked ANSWER FILE: west signs it at a terminal, where that is typed. What was
# shown is in $shown, without the line ends of a terminal.
asked() {
	run bash -c "echo '$1' |
		script -qec 'sealbag approve sign west $2' /dev/null"
	shown=$(tr -d '\r' <<<"$output")
}

# shows TEXT
shows() {
	[[ "$shown" == *"$1"* ]] || {
		echo "not shown: $1" >&2
		echo "$shown" >&2
		return 1
	}
}

@test 'at a terminal it is asked, and only yes signs' {
	local before answer
	before=$(sealbag log show west --json)
	for answer in no '' YES 'yes please'; do
		asked "$answer" b.approval
		[ "$status" -eq 3 ]
		shows "You sign the seal of bundle $(sealbag inspect b.sbag \
			--json | perl -ne '/"bundle":"(\w+)"/ && print $1'), \
from north to south, marked \"OFFICIAL-SENSITIVE\", with the digest $digest"
		shows 'Go on? Type yes: '
		shows 'interrupted: not confirmed: nothing was changed'
		unchanged b.approval
		[ "$(sealbag log show west --json)" = "$before" ]
	done
	asked yes b.approval
	[ "$status" -eq 0 ]
	accepted sealbag approve show b.approval --store south --json
	[ "$(json signatures 1 counts)" = true ]
	[ "$(last west act) $(last west seal)" = "approve-sign $digest" ]
	# one for more than one agency says so
	rm -f more.sbag
	mkdir more
	echo x >more/x
	accepted sealbag pack north more --to south --to west --purpose x \
		--reference x --output more.sbag
	accepted sealbag approve take more.sbag --output more.approval
	asked no more.approval
	shows 'from north to south and others, marked'
	rm -r more more.sbag more.approval
}

@test 'at a terminal a directory and a policy are named too' {
	local own
	accepted sealbag agency add west north.card --roles seal,administer \
		--fingerprint "$(fingerprint_of north)"
	accepted sealbag agency publish north --output list
	accepted sealbag approve take list --output list.approval --json
	own=$(json digest)
	asked no list.approval
	[ "$status" -eq 3 ]
	shows "You sign version $(sed -n 's/^ "version": \([0-9]*\),/\1/p' \
		list) of the directory of north, with the digest $own"
	accepted sealbag policy new north --output draft
	accepted sealbag policy sign north draft --output rules
	accepted sealbag approve take rules --output rules.approval --json
	own=$(json digest)
	asked no rules.approval
	[ "$status" -eq 3 ]
	shows "You sign version 1 of the policy neutral of north, with the \
digest $own"
	rm list* draft rules*
}
