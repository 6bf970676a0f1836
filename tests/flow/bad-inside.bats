#!/usr/bin/env bats
# What lies inside bundles that are signed and encrypted as they should be:
# segments, the tar, its names, the bag, reads.

load lib
load bad

setup_file() { setup_bad; }
setup() { cd "$WORLD" || return 1; }
teardown_file() { teardown_world; }

@test 'P1: a segment with any one fault is refused' {
	each_forged segment-
}

@test 'P1: a second message behind a segment is refused' {
	forge either-two-in-parts north south two.sbag
	attempt sealbag receive south two.sbag --json
	[ "$status" -eq 1 ]
	[[ "$(json reason)" =~ ^(decrypt|several-plaintexts)$ ]]
	told south receive rejected "$(json reason)"
	nowhere "$plate"
	[ -z "$(ls -A south/received south/proof south/quarantine |
		grep -v :)" ]
}

@test 'P1: an inner tar with any one fault is refused' {
	each_forged tar-
}

@test 'P1: names that climb, hide, repeat or cannot be are refused' {
	each_forged name-
}

@test 'P1: a bag that is not whole, or lies, is refused' {
	each_forged bag-
}

@test 'reads that others would read in another way are refused' {
	each_forged csv-
}
