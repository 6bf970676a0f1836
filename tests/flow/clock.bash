# shellcheck shell=bash disable=SC2034,SC2154
# For flows of what counts when: the program runs with another clock. Days are
# counted from today.

clock='+0 days'

# sealbag ARGUMENT...: with the clock at $clock.
sealbag() {
	faketime "$clock" "$SEALBAG_BIN/sealbag" "$@"
}

# day N: that time, as a directory has it.
day() {
	date -u -d "$1 days" +%FT%TZ
}

# on_day N: the last command says that the signature is known since that day,
# by $shown_by.
on_day() {
	[ "$(json known_by)" = "$shown_by" ] || fail "not by $shown_by" ||
		return 1
	[ "$(json known | cut -c 1-10)" = "$(day "$1" | cut -c 1-10)" ] ||
		fail "not known since day $1"
}
