# shellcheck shell=bash
# For the flows with certificates: true.cert, the answer of south to the order
# in order.sbag about first.sbag, and what else it could say.

# forged STORE PYTHON: true.cert as c, changed so, written in its one form
# and signed by that store. Roots over leaves are made to fit.
forged() {
	rm -f lie lie.sig
	python3 - "$2" <<-'END' || return 1
		import hashlib, json, sys
		def tree(leaves):
		    if not leaves:
		        return bytes(32)
		    while len(leaves) > 1:
		        n = range(0, len(leaves), 2)
		        pairs = [leaves[i:i + 2] for i in n]
		        leaves = [p[0] if len(p) == 1 else hashlib.blake2b(
		            p[0] + p[1], digest_size=32,
		            person=b"sealbag-1-node").digest() for p in pairs]
		    return leaves[0]
		def places(text):
		    runs = [r.split("-") for r in text.split(",") if r]
		    return [p for r in runs
		        for p in range(int(r[0]), int(r[-1]) + 1)]
		def text(places):
		    # ascending
		    runs = []
		    for place in places:
		        if runs and runs[-1][1] + 1 == place:
		            runs[-1][1] = place
		        else:
		            runs.append([place, place])
		    return ",".join(str(a) if a == b else "%d-%d" % (a, b)
		        for a, b in runs)
		def take(s, what):
		    # ascending pairs of a place and its leaf
		    s[own] = text(place for place, leaf in what)
		    s["leaves"] = "".join(leaf for place, leaf in what)
		def taken(s):
		    return list(zip(places(s[own]), [s["leaves"][i:i + 64]
		        for i in range(0, len(s["leaves"]), 64)]))
		def kept(s):
		    return places(s["held"])
		def held(s, places):
		    # that many more or fewer are kept by the first hold
		    if c["holds"]:
		        c["holds"][0]["records"] += len(places) - len(kept(s))
		    s["held"] = text(places)
		c = json.load(open("true.cert"))
		own = dict(delete="taken", restrict="restricted",
		    lift="lifted")[c["then"] or c["kind"]]
		first = c["bundles"][0]
		seg = first["segments"][0]
		exec(sys.argv[1])
		for b in c["bundles"]:
		    for s in b["segments"]:
		        s["over"] = tree([bytes.fromhex(s["leaves"][i:i + 64])
		            for i in range(0, len(s["leaves"]), 64)]).hex()
		open("lie", "w").write(json.dumps(c, indent=1) + "\n")
	END
	gpg_of "$1" --digest-algo SHA256 --output lie.sig --detach-sign lie
}

# lied REASON TEXT PYTHON: south says something else, and is not believed.
lied() {
	forged south "$3" && ! cmp -s lie true.cert &&
		not_believed "$1" "$2" lie
}

# not_believed REASON TEXT FILE [STORE]
not_believed() {
	rejected 1 "$1" sealbag certificate verify "$3" first.sbag \
		--store "${4:-north}" --order order.sbag && says "$2"
}
