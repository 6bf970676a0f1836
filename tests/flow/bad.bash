# shellcheck shell=bash disable=SC2034,SC2154
# For the flows of bad input: one world for all tests of a file, with three
# agencies; bundles that are sound but for one fault; and what must be so after
# every refusal. A flow begins with:
#
#	load lib
#	load bad
#	setup_file() { setup_bad; }
#	setup() { cd "$WORLD" || return 1; }
#	teardown_file() { teardown_world; }

# What is packed holds this, and nothing else does: forge.h knows it too.
plate=ZZ99PLT

# setup_bad: north sends, south receives, west is pinned by both.
setup_bad() {
	setup_world
	export PATH=$SEALBAG_BIN/tests/flow:$PATH
	make_agencies
	make_store west 'Westland Police (synthetic)'
	pin south west
	pin west south
	pin north west
}

# state_of STORE: what it holds, as files and as it says itself.
state_of() {
	held_by "$1"
	sealbag list "$1" --json
	sealbag agency list "$1" --json
}

# silent: the last command did not say what must not be known.
silent() {
	[[ "$output${stderr:-}" != *"$plate"* ]] ||
		fail 'it says what was packed'
}

# told STORE ACT OUTCOME REASON: the last event of its log is this. What the
# last command said stays.
told() {
	local word event status output stderr last_command
	attempt sealbag log show "$1" --json
	# without a JSON parser, since it is asked so often
	event=${output##*'{"sequence":'}
	for word in "\"act\":\"$2\"" "\"outcome\":\"$3\"" "\"reason\":\"$4\""
	do
		[[ "$event" == *"$word"* ]] ||
			fail "the last event lacks $word: $event" || return 1
	done
}

# outcome_of STATUS: how the log calls it.
outcome_of() {
	if [ "$1" -eq 1 ]; then
		echo rejected
	else
		echo failed
	fi
}

# Who receives, and a command that runs what runs there.
receiver=south
under=()

# not_received REASON SENTENCE FILE [STATUS]: it is refused, and nothing is left
# of it but an event in the log.
not_received() {
	local reason=$1 part=$2 file=$3 want=${4:-1} before
	before=${state:-$(state_of "$receiver")}
	rejected "$want" "$reason" \
		"${under[@]}" sealbag receive "$receiver" "$file" &&
		says "$part" &&
		silent &&
		told "$receiver" receive "$(outcome_of "$want")" "$reason" &&
		nowhere "$plate" || return 1
	[ "$(state_of "$receiver")" = "$before" ] ||
		fail 'the store has changed' || return 1
	[ -z "$(ls -A "$receiver/quarantine")" ] || fail 'something is left'
}

# not_forwarded STATUS REASON SENTENCE STORE FILE OPTION...: nothing is made,
# and the log tells of it.
not_forwarded() {
	local status=$1 reason=$2 part=$3 store=$4 before
	shift 4
	before=$(state_of "$store")
	rejected "$status" "$reason" sealbag forward "$store" "$@" \
		--output never.sbag &&
		says "$part" &&
		silent &&
		told "$store" forward "$(outcome_of "$status")" "$reason" ||
		return 1
	[ -z "$(find . -name 'never.sbag*' -o -name '*.partial')" ] ||
		fail 'a bundle was made' || return 1
	[ "$(state_of "$store")" = "$before" ] ||
		fail 'the store has changed' || return 1
	[ -z "$(ls -A "$store/quarantine")" ] || fail 'something is left'
}

# id_of BUNDLE: of the file itself.
id_of() {
	sealbag inspect "$1" --json | perl -ne '/"bundle":"(\w+)"/ && print $1'
}

# not_verified REASON SENTENCE FILE [STATUS]: nor is it sound to verify.
not_verified() {
	rejected "${4:-1}" "$1" "${under[@]}" sealbag verify "$3" \
		--store "$receiver" &&
		says "$2" &&
		silent
}

# refused REASON SENTENCE FILE [STATUS]: both. The file is removed.
refused() {
	not_received "$@" && not_verified "$@" || return 1
	rm -f "$3"
}

# sound FILE: it is received after all.
sound() {
	accepted sealbag verify "$1" --store "$receiver" &&
		accepted sealbag receive "$receiver" "$1"
}

# each_forged PREFIX: south refuses each bundle that forge makes with a fault
# of this kind, for the reason that it names. Tells of all that it does not.
each_forged() {
	local name reason part wrong=0 n=0 want state
	# it stays the same from one to the next, which is what is asked
	state=$(state_of "$receiver")
	while IFS=$'\t' read -r -u 9 name reason part; do
		n=$((n + 1))
		want=1
		[ "$reason" != no-key ] || want=3
		forge "$name" north south "$name.sbag" &&
			refused "$reason" "$part" "$name.sbag" "$want" ||
			wrong=$((wrong + 1))
	done 9< <(forge --list "$1")
	[ "$n" -gt 0 ] && [ "$wrong" -eq 0 ]
}

# bundle FILE TO [STORE]: a bundle as pack makes it, of a small export that is
# gone afterwards.
bundle() {
	rm -rf "$1" export
	mkdir -p export/images
	{
		echo 'vrm,feed_id,source_id,camera_id,capture_time,plate_image'
		echo "$plate,1,1,1,2026-01-05T10:00:00Z,images/1.jpg"
		echo 'ZZ26ABC,1,1,2,2026-01-05T10:00:01Z,'
	} >export/reads.csv
	echo "a picture of $plate" >export/images/1.jpg
	accepted sealbag pack "${3:-north}" --to "$2" --purpose 'flow test' \
		--reference FT/1 --output "$1" export || return 1
	rm -r export
}

# take_apart FILE FOLDER: the parts of a bundle as files.
take_apart() {
	mkdir "$2" && tar -xf "$1" -C "$2"
}

# frame FOLDER FILE: put parts together again as bundle.txt, 3 says. Written
# here once more, so that the program is not held against itself.
frame() {
	# shellcheck disable=SC2016
	perl -e '
		my ($folder, $file) = @ARGV;
		chdir $folder or die "$folder: $!";
		my @parts = ("README.txt", sort(glob "segments/*"),
		    "contents.gpg", sort(glob "earlier/*"), "seal.json",
		    "seal.json.sig");
		my $time = (stat "README.txt")[9];
		my $out = "";
		for my $name (grep { -e } @parts) {
			open my $in, "<:raw", $name or die "$name: $!";
			my $data = do { local $/; <$in> } // "";
			my $head = pack "a100 a8 a8 a8 a12 a12 A8 a101 " .
			    "a8 a64 a8 a8 a167", $name, "000644 ",
			    "000000 ", "000000 ",
			    sprintf("%011o ", length $data),
			    sprintf("%011o ", $time), "", "0", "ustar\0" .
			    "00", "", "000000 ", "000000 ", "";
			substr($head, 148, 8) = sprintf "%06o\0 ",
			    unpack "%32C*", $head;
			$out .= $head . $data . "\0" x (-length($data) % 512);
		}
		open my $to, ">:raw", $file or die "$file: $!";
		print $to $out, "\0" x 1024;
	' "$1" "$PWD/$2"
}

# approval_of FOLDER: FOLDER.approval of what is in it, as approval.txt says.
approval_of() {
	parcel_of "$1" "$1.approval" approval.txt statement statement.sig
}

# parcel_of FOLDER FILE NAME...: FILE of the parts with these names.
parcel_of() {
	# shellcheck disable=SC2016
	perl -e '
		my ($folder, $file, @names) = @ARGV;
		my $out = "";
		for my $name (@names) {
			open my $in, "<:raw", "$folder/$name" or die;
			my $data = do { local $/; <$in> };
			my $head = pack "a100 a8 a8 a8 a12 a12 A8 a101 " .
			    "a8 a64 a8 a8 a167", $name, "000644 ",
			    "000000 ", "000000 ",
			    sprintf("%011o ", length $data),
			    "00000000000 ", "", "0", "ustar\0" .
			    "00", "", "000000 ", "000000 ", "";
			substr($head, 148, 8) = sprintf "%06o\0 ",
			    unpack "%32C*", $head;
			$out .= $head . $data . "\0" x (-length($data) % 512);
		}
		open my $to, ">:raw", $file or die;
		print $to $out, "\0" x 1024;
	' "$@"
}

# gpg_of STORE ARGUMENT...: gpg with the keys of a store.
gpg_of() {
	local store=$1
	shift
	gpg --homedir "$store/keys/gnupg" --batch --yes --quiet \
		--no-auto-check-trustdb --trust-model always "$@" 3>&-
}

# sign STORE FOLDER [OPTION...]: a store signs the seal among these parts.
sign() {
	local store=$1 folder=$2
	shift 2
	gpg_of "$store" --digest-algo SHA256 "$@" --output \
		"$folder/seal.json.sig" --detach-sign "$folder/seal.json"
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

# directory_edit STORE SCRIPT [NAME]: sed edits the directory that a store
# keeps, and the store signs it. With a name it is written there, and the store
# keeps what it has.
directory_edit() {
	local store=$1 file=${3:-edited}
	rm -f "$file" "$file.sig"
	accepted sealbag agency publish "$store" --output "$file" || return 1
	sed -i "$2" "$file"
	rm "$file.sig"
	gpg_of "$store" --digest-algo SHA256 --output "$file.sig" \
		--detach-sign "$file"
	[ $# -lt 3 ] || return 0
	sqlite3 "$store/ledger.db" "UPDATE directory
		SET text = readfile('$file'), signature = readfile('$file.sig')
		WHERE version = (SELECT max(version) FROM directory)"
	rm "$file" "$file.sig"
}

# measure FOLDER: let the seal tell the sizes and digests of these parts.
measure() {
	# shellcheck disable=SC2016
	perl -e '
		chdir $ARGV[0] or die;
		local $/;
		open my $in, "<", "seal.json" or die;
		my $text = <$in>;
		my @parts = ("README.txt", "contents.gpg",
		    sort(glob "segments/*"));
		$text =~ s{"bytes": \d+(,\n *"blake2b": ")[0-9a-f]+}{
			my $between = $1;
			my $name = shift @parts;
			my ($sum) = split " ", `b2sum $name`;
			"\"bytes\": " . (-s $name) . $between . $sum
		}ge;
		open my $out, ">", "seal.json" or die;
		print $out $text;
	' "$1"
}

# bound COMMAND...: run it so that the modes of files hold for root too.
bound() {
	local drop='-dac_override,-dac_read_search'
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --bounding-set "$drop" --inh-caps "$drop" "$@"
	else
		"$@"
	fi
}
