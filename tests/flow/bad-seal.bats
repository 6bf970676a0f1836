#!/usr/bin/env bats
# Seals, contents and orders that are signed and encrypted as they should be,
# and yet not what they should be.

load lib
load bad

setup_file() { setup_bad; }
setup() { cd "$WORLD" || return 1; }
teardown_file() { teardown_world; }

@test 'P2: a seal with any one fault is refused' {
	each_forged seal-
}

@test 'P2: contents with any one fault are refused' {
	each_forged contents-
}

@test 'an order with any one fault is refused, and with it its bundle' {
	each_forged order-
}

@test 'P5: an order that another agency gave is refused' {
	each_forged order-issuer
}

@test 'a bundle made in the same way without a fault is received' {
	forge sound north south sound.sbag
	sound sound.sbag
	forge sound-three north south three.sbag
	sound three.sbag
}
