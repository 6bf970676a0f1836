# shellcheck shell=bash disable=SC2034
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
