#!/usr/bin/env bats
# Random histories of one store, beside a model that knows nothing of records,
# trees or salts: which reads are there after each step is the same, also where
# holds keep them, and at the end every bundle and the last answer verify, and
# an order to restrict is answered by as many reads as the model says.
# HISTORIES=100 bats tests/flow/histories.bats

load lib

setup_file() {
	setup_world
	make_agencies
	sed 's/"retention": \[\]/"retention": [{"category":"x","days":30}]/' \
		"$TOP/samples/policies/neutral.json" >draft
	accepted sealbag policy sign south draft --output v1
	accepted sealbag policy import south v1
	mv north north.held
	mv south south.held
}
setup() { cd "$WORLD" || return 1; }
teardown_file() { teardown_world; }

@test 'P5: after a random history there is what a simple model says' {
	"$BATS_TEST_DIRNAME/histories" "${HISTORIES:-5}" "${SEED:-$RANDOM}"
}
