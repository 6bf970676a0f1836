#!/usr/bin/env bats
# P2: a signature over one kind of statement never counts for another, whatever
# the key that made it may sign.

load lib
load bad

# The authority's key signs all three: checkpoints of its log, the directory
# that others import, and bundles. Nothing but the texts keeps them apart.
setup_file() {
	setup_world
	make_store auth
	accepted sealbag init south --agency south --name South \
		--no-passphrase --authority auth.card \
		--authority-fingerprint "$(fingerprint_of auth)"
	accepted sealbag agency card south --output south.card
	pin auth south
	mkdir true
	accepted sealbag agency publish auth --output true/directory
	accepted sealbag agency import south true/directory
	# the next version: what is refused is not refused for its age
	accepted sealbag agency add auth south.card --kind police \
		--fingerprint "$(fingerprint_of south)"
	rm true/directory*
	accepted sealbag agency publish auth --output true/directory
	accepted sealbag log checkpoint auth --output true/checkpoint
	bundle real.sbag south auth
	take_apart real.sbag real
	cp real/seal.json true/seal
	cp real/seal.json.sig true/seal.sig
}
setup() {
	cd "$WORLD" || return 1
	rm -rf parts here here.sig b.sbag
	kinds='checkpoint directory seal'
}
teardown_file() { teardown_world; }

# as KIND REASON SENTENCE: the files "here" and "here.sig", taken for a
# statement of this kind, are refused.
as() {
	local want=$2 part=$3 before
	case $1 in
	checkpoint)
		rejected 1 "$want" sealbag log verify auth --checkpoint here &&
			says "$part"
		;;
	directory)
		before=$(sealbag agency list south --json)
		rejected 1 "$want" sealbag agency diff south here &&
			says "$part" &&
			rejected 1 "$want" sealbag agency import south here &&
			says "$part" &&
			told south directory-import rejected "$want" || return 1
		[ "$(sealbag agency list south --json)" = "$before" ] ||
			fail 'the directory has changed'
		;;
	seal)
		cp -a real parts
		cp here parts/seal.json
		cp here.sig parts/seal.json.sig
		frame parts b.sbag
		refused "$want" "$part" b.sbag || return 1
		rm -r parts
		;;
	esac
}

@test 'P2: each statement is good for what it is' {
	accepted sealbag log verify auth --checkpoint true/checkpoint
	accepted sealbag agency diff south true/directory
	accepted sealbag verify real.sbag --store south
	cp -a real parts
	cp true/seal parts/seal.json
	cp true/seal.sig parts/seal.json.sig
	frame parts b.sbag
	accepted sealbag verify b.sbag --store south
}

@test 'P2: the signature of one statement, beside the text of another' {
	local text signature wrong=0
	for text in $kinds; do
		for signature in $kinds; do
			[ "$text" != "$signature" ] || continue
			cp "true/$text" here
			cp "true/$signature.sig" here.sig
			if [ "$text" = checkpoint ]; then
				as "$text" checkpoint 'not one of this data'
			else
				as "$text" signature-bad 'not one of this data'
			fi || {
				echo "$signature.sig beside $text" >&2
				wrong=1
			}
		done
	done
	[ "$wrong" -eq 0 ]
}

# row TRUE TAKEN REASON SENTENCE
row() {
	cp "true/$1" here
	cp "true/$1.sig" here.sig
	as "$2" "$3" "$4" || fail "a $1 as a $2"
}

@test 'P2: one statement with its own signature, taken for another' {
	row directory checkpoint checkpoint 'not the origin of a log'
	row seal checkpoint checkpoint 'not the origin of a log'
	# which line depends on the head, which is no JSON anywhere
	row checkpoint directory json 'here: line '
	row seal directory version 'format'
	row checkpoint seal json 'seal.json'
	row directory seal version 'seal.json'
}
