#!/usr/bin/env bats
# What every command keeps to: exit statuses, --json, help, quiet, --dry-run.

load lib

setup_file() {
	setup_world
	make_agencies
	make_export export
	pack_export first.sbag export
	make-deletions --reads 2 export/reads-1.csv >deletions
	pack_export second.sbag export --deletions deletions
	sealbag receive south first.sbag >first.txt
	sealbag log checkpoint south --output checkpoint >/dev/null
}
setup() {
	cd "$WORLD" || return 1
	rm -rf twin
}
teardown_file() {
	teardown_world
}

# fields: the names of all fields in the JSON in $output, in order, those
# inside behind a dot, those of a list's rows behind [].
fields() {
	printf '%s' "$output" | perl -MJSON::PP -e '
		local $/;
		my $text = <STDIN>;
		# the order of the text is what is promised too
		my %at;
		sub walk {
			my ($v, $path) = @_;
			if (ref $v eq "HASH") {
				walk($v->{$_}, $path eq "" ? $_ : "$path.$_")
				    for keys %$v;
				$at{$path} = 1 if !%$v;
			} elsif (ref $v eq "ARRAY") {
				walk($_, "$path\[]") for @$v;
				$at{"$path\[]"} = 1 if !@$v;
			} else {
				$at{$path} = 1;
			}
		}
		walk(JSON::PP->new->decode($text), "");
		print join(" ", sort keys %at), "\n";
	'
}

# gives FIELDS COMMAND...: it succeeds, with --json on one line these fields.
gives() {
	local want
	want=$(tr -s ' \n\t' '\n' <<<"$1" | grep . | LC_ALL=C sort | xargs)
	shift
	accepted "$@" --json || return 1
	[ "$(printf '%s\n' "$output" | wc -l)" -eq 1 ] ||
		fail 'more than one line' || return 1
	[ -z "${stderr:-}" ] || fail 'something on standard error' || return 1
	[ "$(json exit)" = 0 ] || fail 'no exit 0' || return 1
	[ "$(fields)" = "$want" ] || fail "wanted fields: $want
have fields:   $(fields)"
}

# store_of STORE: all that is in a store; gpg's sockets come and go in keys.
store_of() {
	tree_of "$1" | sed '/ \.\/keys\/gnupg$/d'
}

@test "--json of the commands that make and know agencies has its fields" {
	gives 'agency exit fingerprint name store' \
		sealbag init east --agency east --name East --no-passphrase
	gives 'card exit' sealbag agency card east
	gives 'agency exit fingerprint output' \
		sealbag agency card east --output east.card
	gives 'agency exit fingerprint name pinned roles' \
		sealbag agency add south east.card \
		--fingerprint "$(fingerprint_of east)" --roles seal
	gives 'agencies[].agency agencies[].approved_from agencies[].contact
		agencies[].fingerprint agencies[].force_code agencies[].kind
		agencies[].key_roles agencies[].may agencies[].name
		agencies[].person agencies[].roles agencies[].state
		agencies[].status agencies[].valid_from directory_issuer
		directory_version exit' \
		sealbag agency list south
	[ "$(json agencies 0 roles)" = seal ]
	[ "$(json agencies 2 status)" = self ]
	gives 'directory_version exit fingerprint since what' \
		sealbag agency key south "$(fingerprint_of east)" \
		--revoked now
	gives 'agency exit status unpinned' sealbag agency unpin south east
	gives 'digest exit issuer output version' \
		sealbag agency publish south --output list
	[ "$(json version)" = 5 ]
	[ "$(json digest)" = "$(b2sum <list | cut -d ' ' -f 1)" ]
}

@test "--json of what takes a directory has its fields" {
	gives 'agency authority exit fingerprint name store' \
		sealbag init led --agency led --name Led --no-passphrase \
		--authority south.card \
		--authority-fingerprint "$(fingerprint_of south)"
	sealbag agency publish south --output led.json
	local fields='changes[].after changes[].agency changes[].before
		changes[].key changes[].what exit issued issuer version'
	gives "$fields held" sealbag agency diff led led.json
	gives "$fields" sealbag agency import led led.json
}

# What pack tells of each way to read that it took.
maps=$(printf ' read_formats[].%s' files format map rule)
# What is told of the reads, to who sends them and who gets them.
told='findings[] minimised[] sources[].feed sources[].reads
	sources[].source quality.cameras quality.findings
	quality.overview_images
	quality.plate_images quality.rows'

# What the sender said of the request, to who gets the reads.
request="purpose reference $(printf ' authority.%s' authorised_at authoriser \
	category number policy rank requester)"
request+=' captured.expires captured.newest captured.oldest'

@test "--json of pack and of inspect has its fields" {
	gives 'bundle bytes check_code check_words exit file files hidden
		members missing no_reads payload_bytes read_files reads
		records seal_digest
		segments unrecognised
		sequence'"$maps $told" \
		sealbag pack north export --to south --purpose p \
		--reference r --output packed.sbag
	[ "$(json bytes)" -eq "$(stat -c %s packed.sbag)" ]
	gives 'bundle bytes check_code check_words exit file files hidden
		members missing no_reads orders payload_bytes read_files
		reads records
		seal_digest segments unrecognised
		sequence targets'"$maps $told" \
		sealbag pack north export --to south --purpose p \
		--reference r --output orders.sbag --deletions deletions
	gives 'bundle bytes check_code check_words checked created earlier[]
		exit file log_root
		log_size marking plain_bytes_max recipients[].agency
		recipients[].as
		recipients[].fingerprint
		records seal_digest sealed_bytes segments sender.agency
		sender.fingerprint sequence signatures[].bundle
		signatures[].claimed signatures[].key signatures[].seal_of
		signatures_checked' \
		sealbag inspect packed.sbag
	[ "$(json checked) $(json signatures_checked)" = 'false false' ]
	[ "$(json signatures 0 key)" = "$(fingerprint_of north)" ]
}

@test "--json of an order to rectify has its fields" {
	local all='answer_by[].agency deadline exit files ground kind legal
		read_files reference targets then'
	local by
	by=$(sed -n '2s/,.*//p' export/reads-1.csv)
	cp -a north third
	gives "$all bundle bytes check_code check_words file missing order
		reads seal_digest sequence" \
		sealbag order rectify third export --to south --ground x \
		--reference r --then restrict --record R000001 --by "$by" \
		--output rectify.sbag
	rm rectify.sbag
	gives "$all absent bundles[] failed hits[].bundles hits[].files
		hits[].kind hits[].reads hits[].target looked" \
		sealbag order rectify north export --to south --ground x \
		--reference r --then restrict --record R000001 --by "$by" \
		--dry-run
}

# What is told of each signature.
signatures=$(printf ' signatures[].%s' agency bundle claimed counted_for \
	counts fingerprint person roles seal_of state)
signatures+=' quorum[]'

@test "--json of verify has its fields, and says what was checked" {
	local by='directory_issuer directory_version'
	local sealed='bundle bytes check_code check_words checked exit
		fingerprint gpg gpgme known known_by
		marking notes person records seal_digest segments sender
		sender_name signed trusted_by verdict'
	sealed+=" forwarded[]$signatures"
	gives "$sealed" sealbag verify second.sbag --signer north.card
	[ "$(json verdict) $(json checked)" = 'VERIFIED sealed' ]
	gives "$sealed $by $told $request files members orders
		payload_bytes reads targets" \
		sealbag verify second.sbag --store south
	[ "$(json verdict) $(json checked)" = 'VERIFIED everything' ]
	gives "$by bundle check_code check_words checked deleted_reads
		deleted_records deletions[] exit fingerprint
		forwarded[] gpg gpgme held held_due known
		known_by minimised[] notes
		payload_bytes sources[].feed sources[].reads sources[].source
		person reads received records replaced_records
		rectified_records restricted_records sender signed trusted_by
		verdict$signatures" \
		sealbag verify "$(received south first.sbag)"
	[ "$(json verdict) $(json checked)" = 'VERIFIED everything' ]
}

@test "--json of receive has its fields" {
	cp -a south twin
	local plain='bundle check_code check_words created directory_issuer
		directory_version exit
		files fingerprint gpg gpgme known known_by log log_seen
		marking members notes orders
		payload_bytes person reads records released
		seal_digest segments sender trusted_by verdict'
	plain+=" forwarded[]$signatures $told $request"
	gives "$plain" sealbag receive twin packed.sbag
	gives "$plain absent answers[].absent answers[].answer
		answers[].deleted_bundles answers[].deleted_files
		answers[].deleted_reads answers[].held answers[].kind
		answers[].named answers[].order restricted
		answers[].targets deleted_files deleted_reads earlier_bundles
		earlier_failed earlier_files earlier_held earlier_missing
		earlier_reads earlier_whole held_files held_reads
		kept_out_files kept_out_reads targets unread" \
		sealbag receive twin second.sbag
	gives 'bundle check_code check_words checked deleted_reads
		deleted_records deletions[].expired deletions[].ground
		deletions[].order deletions[].records deletions[].reference
		directory_issuer directory_version exit fingerprint
		forwarded[] gpg gpgme held held_due known
		known_by minimised[] notes payload_bytes
		person reads received records sources[]
		rectified_records replaced_records restricted_records
		sender signed trusted_by
		verdict'"$signatures" \
		sealbag verify "$(received twin first.sbag)"
	gives 'agency exit orders[].absent orders[].answer_by orders[].answered
		orders[].carrier orders[].deadline orders[].legal
		orders[].deleted_bundles orders[].deleted_members
		orders[].deleted_reads orders[].digest orders[].ground
		orders[].held orders[].issued orders[].issuer orders[].kind
		orders[].restricted
		orders[].issuer_fingerprint
		orders[].order orders[].reference orders[].targets' \
		sealbag list twin --orders
}

@test "--json of holds has its fields" {
	local plain='exit ground hold number officer rank reference review'
	cp -a south twin
	gives "$plain targets" sealbag hold add twin --ground civil --rank DS \
		--officer O --number 1 --reference R --review 2199-01-01 \
		--record R000001
	gives "exit $(printf 'holds[].%s ' added ${plain#exit } review_due \
		targets waiting)" sealbag hold list twin
	gives 'exit hold review' sealbag hold review twin \
		"$(json holds 0 hold)" --review 2199-02-01
	gives 'exit hold released' sealbag hold release twin "$(json hold)" \
		--reason x
}

@test "--json of enforce has its fields" {
	cp -a south twin
	gives 'bundles[] changed deleted_files deleted_reads done ended
		exhibits[] exit freed left looked missing reach[].count
		reach[].place reach[].reason reach[].state unread unruled
		waited' \
		sealbag enforce twin
	gives 'bundles[] changed deleted_files deleted_reads done ended exit
		freed left looked missing unread unruled waited' \
		sealbag enforce twin --dry-run
}

@test "--json of due and of what is demanded has its fields" {
	local all='agency bundles exit now overdue policy within_days'
	local item
	for item in agency bundle by id kind order reference state targets why
	do
		all+=" items[].$item"
	done
	gives "$all" sealbag due north
	gives 'agency demands[].agency demands[].carrier demands[].deadline
		demands[].digest demands[].ground demands[].issued
		demands[].kind
		demands[].legal demands[].order demands[].reference
		demands[].state demands[].targets exit' \
		sealbag list north --demands
	cp -a north twin
	gives 'exit of order' sealbag order waive twin \
		"$(json demands 0 order)" --of "$(json demands 0 agency)" \
		--reason x
	gives 'agency demands[].agency demands[].carrier demands[].deadline
		demands[].digest demands[].ground demands[].issued
		demands[].kind
		demands[].legal demands[].order demands[].reference
		demands[].state demands[].targets demands[].waived exit' \
		sealbag list twin --demands
	all='agency bundles exit now overdue policy within_days'
	for item in agency bundle category files id kind reads state why; do
		all+=" items[].$item"
	done
	gives "$all" sealbag due south
}

@test "--json of list and of the log has its fields" {
	gives 'agency bundles[].bundle bundles[].created bundles[].direction
		bundles[].deleted_reads bundles[].deleted_records
		bundles[].restricted_records
		bundles[].earlier_seals bundles[].entered bundles[].left_out
		bundles[].findings bundles[].quality_stated bundles[].files
		bundles[].holds bundles[].orders
		bundles[].left_out_files bundles[].left_out_reads
		bundles[].marking bundles[].sources
		bundles[].members bundles[].other bundles[].other_fingerprint
		bundles[].persons_asked bundles[].persons_met
		bundles[].purpose bundles[].reads bundles[].records
		bundles[].reference bundles[].seal bundles[].segments
		bundles[].sequence bundles[].signatures bundles[].signed_by
		bundles[].state bundles[].via
		bundles[].via_bundle bundles[].via_fingerprint exit' \
		sealbag list south
	gives 'agency exit quorum[] signatures[].agency signatures[].bundle
		signatures[].claimed signatures[].counted_for
		signatures[].counts signatures[].direction
		signatures[].fingerprint signatures[].person
		signatures[].roles signatures[].seal signatures[].state' \
		sealbag list south --signatures
	rejected 2 usage sealbag list south --signatures --orders
	says 'are lists of their own'
	gives 'agency exit orders[]' sealbag list south --orders
	gives 'agency exit minimised[] sources[].bundle sources[].direction
		sources[].feed sources[].reads sources[].source' \
		sealbag list south --contents
	wrong_call sealbag list south --contents --orders
	gives 'agency checkpoints cosignatures[] events exit root signed_to
		timestamps verdict' \
		sealbag log verify south
	gives 'against against_time agency checkpoints cosignatures[] events
		exit root signed_to timestamps verdict' \
		sealbag log verify south --checkpoint checkpoint
	gives 'checkpoint exit' sealbag log checkpoint south
	gives 'exit origin output root size time' \
		sealbag log checkpoint south --output checkpoint-2
	gives 'bundle bytes events exit format origin output root signed_to
		size' sealbag log export south --output table.csv
	accepted sealbag log prove north --with south --output account
	attempt sealbag log reconcile account --store south --json
	[ "$(json logs 0 agency) $(json reason)" = 'south disagreement' ]
	for field in agree open heads_compared heads_not_compared; do
		json $field >/dev/null || fail "no $field"
	done
	accepted sealbag log prove south --witness north --output shown
	gives 'agency exit origin output root seen size time verdict' \
		sealbag log cosign north shown --output seen
	gives 'directory_issuer directory_version exit fingerprint known
		known_by notes
		person root size time trusted_by verdict witness' \
		sealbag log cosigned south seen
	accepted sealbag log prove north --witness south --output to-see
	accepted sealbag log cosign south to-see --output seen-north
	accepted sealbag log cosigned north seen-north
	accepted sealbag inspect first.sbag --json
	accepted sealbag log prove north --bundle "$(json bundle)" \
		--output of-north
	gives 'bundle exit kept time verdict' sealbag log attach south \
		of-north --bundle first.sbag
	accepted sealbag log show south --json
	for field in sequence time act outcome actor tool counts; do
		json events 0 $field >/dev/null || fail "no $field"
	done
	[ "$(json events 2 act) $(json events 2 counts reads)" = \
		'receive 200' ]
}

# What is told of a hop: what was given, what was taken, why each counts.
given=$(printf ' hops[].%s' courier file_bytes file_digest given given_at \
	given_by given_found given_reason giver.{agency,fingerprint,person} \
	hop medium_make medium_serial reference seal_number \
	to.{agency,person} why)
taken=$(printf ' hops[].%s' found reason remark seal_number_seen taken \
	taken_at taken_by taker.{agency,fingerprint,person})
counted=$(printf ' hops[].%s' {given,taken}_trust.{known,known_by,notes} \
	{given,taken}_trust.{person,signed,trusted_by})

@test "--json of hand-overs and of the cover sheet has its fields" {
	local what='bundle exit handover seal_digest'
	local place=(--place a --actor b)
	local disk=(--to south --medium-make c --medium-serial d --reason e)
	gives "$what $given written" sealbag handover give north first.sbag \
		"${place[@]}" "${disk[@]}" --output given --dry-run
	gives "$what $given output written" sealbag handover give north \
		first.sbag "${place[@]}" "${disk[@]}" --output given
	gives "$what $given" sealbag handover show given
	gives "$what $given $taken output written" sealbag handover take \
		south given first.sbag "${place[@]}" --output taken
	local row
	row=$(printf ' handovers[].%s' bundle entered found handover hop \
		other person state statement)
	gives "exit $row" sealbag handover list north
	gives "exit $row handovers[].taken" sealbag handover list south
	local by
	by=$(printf ' hops[].%s' \
		{given,taken}_trust.directory_{issuer,version})
	gives "$what $given $taken $counted $by entered" \
		sealbag handover close north taken
	gives "exit $row handovers[].taken" sealbag handover list north
	what+=' bundle_found bundle_reason verdict'
	gives "$what $given $taken $counted" sealbag handover verify taken \
		first.sbag --signer north.card --signer south.card
	gives "$what $given $taken $counted $by" \
		sealbag handover verify taken --store south
	gives 'bundle bytes check_code check_words checked created exit
		fingerprint marking medium recipients[].agency
		recipients[].as recipients[].fingerprint remark seal_digest
		seal_number sender sequence' sealbag cover first.sbag
}

@test "--json of exhibits has its fields" {
	local by='directory_issuer directory_version'
	local said='absent_files actor asked[].option asked[].value bundle by
		by_fingerprint bytes deleted_reads digest exhibit exit files
		fingerprint forwarded[] id known known_by made notes person
		purpose reads reference restricted_reads sender tool
		trusted_by withheld_reads'
	local of='parent parent_by parent_by_fingerprint parent_digest
		parent_files parent_id parent_reads'
	local seen='parent_checked records sealed sender_name shown[].bytes
		shown[].file shown[].records shown[].shown signed verdict
		vouched'
	local why=(--purpose p --reference r --from 2000-01-01T00:00:00Z)
	accepted sealbag inspect first.sbag --json
	local first
	first=$(json bundle)
	gives "$said $by file" sealbag extract south "${why[@]}" \
		--bundle "$first" --exhibit AB/1 \
		--output ab1.tar
	gives "$said $by $of file" sealbag extract south "${why[@]}" \
		--parent ab1.tar --exhibit AB/1/A --output ab1a.tar
	gives "$said $by $seen" sealbag verify ab1.tar --store north
	gives "$said $seen $of" sealbag verify ab1a.tar --parent ab1.tar \
		--signer north.card --signer south.card
	gives "agency exit $(printf ' exhibits[].%s' bundle digest exhibit \
		files id made reads)" sealbag list south --exhibits
}

@test "--json of selftest, help and --version has its fields" {
	gives 'exit gpg gpgme tests[].result tests[].test' sealbag selftest
	gives 'exit help' sealbag help
	gives 'exit help' sealbag help pack
	gives 'exit help' sealbag pack --help
	gives 'exit version' sealbag --version
}

@test "P3: a fault has its status, reason and sentence in JSON, in order" {
	rejected 1 replayed sealbag receive south first.sbag
	[[ $output =~ ^\{\"verdict\":\"REJECTED\",\"reason\":\"replayed\",\
\"message\":\".*\",\"exit\":1\}$ ]]
	rejected 3 store sealbag receive export first.sbag
	[ "$(json verdict)" = INDETERMINATE ]
	rejected 2 usage sealbag receive south
	[ "$(json exit)" = 2 ]
}

@test "P3: status 1 is a verdict, said in words" {
	attempt sealbag receive south first.sbag
	[ "$status" -eq 1 ]
	prints REJECTED
	[[ $stderr == 'sealbag: replayed: '* ]]
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
}

# wrong_call COMMAND...: it ends with status 2, and says where help is.
wrong_call() {
	attempt "$@"
	[ "$status" -eq 2 ] || fail 'wanted status 2' || return 1
	[[ $stderr == 'sealbag: usage: '*'see "sealbag help'* ]] ||
		fail 'no usage, no help' || return 1
	[ -z "$output" ] || [ "$output" = INDETERMINATE ] ||
		fail 'something on standard output'
}

@test "P3: a wrong call is status 2, and nothing is done" {
	store_of south >before
	wrong_call sealbag
	wrong_call sealbag frobnicate
	wrong_call sealbag agency
	wrong_call sealbag log frobnicate
	wrong_call sealbag help frobnicate
	wrong_call sealbag -x
	wrong_call sealbag inspect
	wrong_call sealbag inspect first.sbag second.sbag
	wrong_call sealbag inspect first.sbag --frobnicate
	wrong_call sealbag inspect first.sbag --json=yes
	wrong_call sealbag verify first.sbag
	wrong_call sealbag verify first.sbag --signer north.card --store south
	wrong_call sealbag verify export
	wrong_call sealbag receive south first.sbag --jobs 0
	wrong_call sealbag receive south first.sbag --jobs many
	wrong_call sealbag receive south first.sbag --jobs 1 --jobs 2
	wrong_call sealbag receive south first.sbag --jobs
	wrong_call sealbag receive south first.sbag --actor ''
	wrong_call sealbag pack north export --to south --purpose p
	wrong_call sealbag pack north --to south --purpose p --reference r
	wrong_call sealbag pack north export --to south --to south \
		--purpose p --reference r
	wrong_call sealbag pack north export --to south --purpose p \
		--reference r --zone noon
	wrong_call sealbag pack north export --to south --purpose p \
		--reference r --output first.sbag
	wrong_call sealbag init south --agency x --name X --no-passphrase
	wrong_call sealbag init x --agency x --name X --no-passphrase \
		--expire soon
	wrong_call sealbag init x --agency x --name X --key dsa
	wrong_call sealbag init x --agency x --name X --no-passphrase \
		--passphrase-file deletions
	[ ! -e x ]
	store_of south | diff before -
	[ "$(ls ./*.sbag | wc -l)" -le 4 ]
}

@test "P3: what cannot be told is status 3" {
	rejected 3 store sealbag list export
	rejected 3 store sealbag log verify no-such-store
	rejected 3 system sealbag inspect no-such-file
	rejected 3 system sealbag verify first.sbag --signer no-such-card
	rejected 3 gpg env PATH="$WORLD/home" "$SEALBAG_BIN/sealbag" \
		receive south second.sbag
}

@test "P3: a command that changes waits for nobody, and says so" {
	rejected 3 store-busy flock south/lock sealbag receive south second.sbag
}

@test "help of a command is the same by either way, and begins with its use" {
	accepted sealbag help
	local commands name
	mapfile -t commands < <(sed -n 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' \
		<<<"$output")
	[ "${#commands[@]}" -ge 15 ]
	for name in "${commands[@]}"; do
		# shellcheck disable=SC2086
		accepted sealbag help $name
		local help=$output
		# shellcheck disable=SC2086
		accepted sealbag $name --help
		[ "$output" = "$help" ] || fail "$name: not the same"
		# shellcheck disable=SC2086
		accepted sealbag $name -h
		[ "$output" = "$help" ] || fail "$name: not the same"
		[[ $help == "usage: sealbag $name"* ]] || fail "$name: no use"
		[[ $help == *--json* ]] || fail "$name: no --json"
		[ "$(wc -L <<<"$help")" -le 80 ] || fail "$name: wide"
	done
}

@test "help shows an option where the option is taken, and only there" {
	for row in 'receive --dry-run' 'pack --dry-run' 'agency add --dry-run' \
		'agency unpin --dry-run' 'receive --actor' 'pack --zone'; do
		accepted sealbag help ${row% *}
		prints "${row##* }"
	done
	wrong_call sealbag verify first.sbag --signer north.card --dry-run
	wrong_call sealbag list south --actor me
}

@test "in a pipe nothing but the result is said" {
	cp -a south quiet-south
	make-reads 100000 1 many
	accepted sealbag pack north many --to south --purpose p --reference r \
		--output many.sbag
	[ -z "$stderr" ]
	accepted sealbag verify many.sbag --store quiet-south
	[ -z "$stderr" ]
	accepted sealbag receive quiet-south many.sbag
	[ -z "$stderr" ]
	[[ $output != *$'\e'* && $output != *$'\r'* ]]
}

@test "--quiet says nothing, and faults only" {
	accepted sealbag pack north export --to south --purpose p \
		--reference r --output quiet.sbag --quiet
	[ -z "$output$stderr" ]
	accepted sealbag verify quiet.sbag --signer north.card --quiet
	[ -z "$output$stderr" ]
	attempt sealbag receive south first.sbag --quiet
	[ "$status" -eq 1 ]
	[ -n "$stderr" ]
}

@test "a reader of the result that goes away does no harm" {
	cp -a south piped
	set +o pipefail
	sealbag receive piped second.sbag | true
	accepted sealbag verify "$(received piped second.sbag)"
	accepted sealbag log verify piped
}

@test "--dry-run of pack writes nothing" {
	store_of north >before
	accepted sealbag pack north export --to south --purpose p \
		--reference r --dry-run --json
	[ "$(json files) $(json read_files)" = '9 2' ]
	store_of north | diff before -
	[ -z "$(find . -maxdepth 1 -name '*.sbag' -newer before)" ]
	accepted sealbag pack north export --to south --purpose p \
		--reference r --dry-run --output dry.sbag
	[ ! -e dry.sbag ]
	ln -s nowhere export/link
	rejected 1 input-type sealbag pack north export --to south \
		--purpose p --reference r --dry-run
	rm export/link
	rejected 1 recipient sealbag pack north export --to nobody \
		--purpose p --reference r --dry-run
	store_of north | diff before -
}

@test "--dry-run of receive says all and writes nothing" {
	cp -a south dry
	held_by dry >before
	sealbag log show dry --json >log
	accepted sealbag receive dry second.sbag --dry-run --json
	local dry=$output
	[ "$(json released) $(json deleted_reads)" = 'false 2' ]
	[ "$(json earlier_reads)" -eq 2 ]
	held_by dry | diff before -
	sealbag log show dry --json | cmp log -
	accepted sealbag list dry --orders
	prints 'no orders'
	rejected 1 replayed sealbag receive dry first.sbag --dry-run
	sealbag log show dry --json | cmp log -
	accepted sealbag receive dry second.sbag --json
	local known='s/"known":"[^"]*"//'
	[ "$(sed "s/\"released\":true/\"released\":false/; $known" \
		<<<"$output")" = "$(sed "$known" <<<"$dry")" ] ||
		fail 'it was not what the dry run had said'
}

@test "--dry-run of agency add and unpin changes nothing" {
	accepted sealbag init west --agency west --name West --no-passphrase
	accepted sealbag agency card west --output west.card
	store_of south >before
	accepted sealbag agency add south west.card --json \
		--fingerprint "$(fingerprint_of west)" --dry-run
	[ "$(json pinned)" = false ]
	accepted sealbag agency unpin south north --dry-run
	store_of south | diff before -
	rejected 1 card sealbag agency add south west.card \
		--fingerprint "$(fingerprint_of north)" --dry-run
}

@test "looking changes nothing in a store" {
	store_of south >before
	accepted sealbag list south
	accepted sealbag list south --orders
	accepted sealbag agency list south
	accepted sealbag log show south
	accepted sealbag log verify south
	accepted sealbag verify first.sbag --store south
	accepted sealbag verify "$(received south first.sbag)"
	accepted sealbag agency card south
	store_of south | diff before -
}

@test "inspect needs no key, no store and no gpg" {
	mkdir -p bare
	cp first.sbag bare
	cd bare
	accepted env -i PATH=/nowhere "$SEALBAG_BIN/sealbag" inspect first.sbag
	prints 'Nothing of this was checked'
	prints "$(fingerprint_of ../south)"
	prints OFFICIAL-SENSITIVE
	[ "$(ls -A)" = first.sbag ]
}

@test "P2: verify with a card needs no store, and says what it checked" {
	mkdir -p bare
	cp first.sbag north.card bare
	cd bare
	accepted sealbag verify first.sbag --signer north.card
	prints VERIFIED
	prints 'Checked: signature and every sealed byte.'
	prints 'not opened'
	[ "$(ls -A | xargs)" = 'first.sbag north.card' ]
	[ -z "$(find "$TMPDIR" -mindepth 1)" ]
	rejected 1 signer-unknown sealbag verify first.sbag \
		--signer ../south.card
}

@test "--actor stands in the custody log" {
	cp -a south acted
	accepted sealbag receive acted second.sbag --actor 'officer 1234'
	accepted sealbag log show acted --json
	[ "$(json events -1 actor)" = 'officer 1234' ]
}

@test "a bundle is named after its id where no name is given" {
	mkdir -p named
	cd named
	accepted sealbag pack ../north ../export --to south --purpose p \
		--reference r --json
	[ "$(json file)" = "$(json bundle).sbag" ]
	[ -f "$(json file)" ]
}

@test "a marking, a purpose and a reference arrive" {
	accepted sealbag pack north export --to south \
		--purpose 'Opération “X”' --reference 'Ä/1' \
		--marking OFFICIAL --output marked.sbag
	nowhere 'Opération' marked.sbag
	cp -a south marked
	accepted sealbag receive marked marked.sbag --json
	[ "$(json purpose)|$(json reference)|$(json marking)" = \
		'Opération “X”|Ä/1|OFFICIAL' ]
}
