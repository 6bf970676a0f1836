# shellcheck shell=bash disable=SC2034
# For the scripts here: TAP, and the source without comments and strings.
# Each script looks for faults and hands the list to "check".

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
export LC_ALL=C.UTF-8
MODE=${MODE:-plain}
tests=0
failed=0

# check NAME FAULTS: a test passes when the list of faults is empty.
check() {
	tests=$((tests + 1))
	if [ -z "$2" ]; then
		echo "ok $tests - $1"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $tests - $1"
	printf '%s\n' "$2" | head -n 40 | sed 's/^/# /'
}

# The plan comes last, so that a script that dies half-way fails.
finish() {
	echo "1..$tests"
	[ "$failed" -eq 0 ]
	exit
}

# The C of the program, its headers, and all C including the tests.
mapfile -t program_c < <(find formats keys tool -name '*.c' | sort)
mapfile -t program_h < <(find formats keys tool -name '*.h' | sort)
mapfile -t all_c < <(find formats keys tool tests -name '*.[ch]' | sort)

# Every text of the project; built and binary files are left out.
mapfile -t texts < <(find . \( -path ./.git -o -path ./build \
	-o -path ./tests/vectors -o -path ./tests/fuzz/seeds \) -prune \
	-o -type f ! -name LICENSE -print | sed 's,^\./,,' | sort)

# code FILE...: "file:line:text" of each line, comments removed, strings
# emptied, line numbers kept.
code() {
	perl -e '
		my $string = qr{"(?:[^"\\\n]|\\.)*"};
		my $letter = qr{\x27(?:[^\x27\\\n]|\\.)*\x27};
		my $comment = qr{/\*.*?\*/|//[^\n]*}s;
		local $/;
		for my $file (@ARGV) {
			open my $in, "<", $file or die "$file: $!";
			my $text = <$in>;
			$text =~ s{($string)|($letter)|($comment)}{
				defined $1 ? "\"\""
				: defined $2 ? "\x27\x27"
				: "\n" x ($3 =~ tr/\n//)
			}ge;
			my $n = 0;
			print "$file:", ++$n, ":$_\n" for split /\n/, $text;
		}' "$@"
}
