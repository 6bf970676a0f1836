#!/usr/bin/env python3
"""Check an exhibit: a second program beside sealbag, for an expert to read.

Usage: verify-exhibit.py EXHIBIT --signer CARD [--signer CARD ...]
           [--parent EXHIBIT]

Written from formats/exhibit.txt, tree.txt and record.txt; needs Python 3.8 or
newer and gpg. A card is the file that an agency publishes (sealbag agency
card), compared with its full fingerprint by a way that you trust. The card of
the agency that sealed the data is needed, that of the agency that made the
exhibit is not: without it, what that agency says is not checked, and this is
said. Of an exhibit that was derived from another one, that one can be given too
(--parent): it is checked in the same way, and it must show all that is shown
here. Prints VERIFIED or REJECTED and why. Exit status: 0 verified, 1 rejected,
2 called wrongly, 3 no verdict.
"""
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile

HASHES = {8: "sha256", 9: "sha384", 10: "sha512"}  # of OpenPGP, that count
PIECE = 1 << 20  # bytes of each piece of a plain file but the last


class Rejected(Exception):
    """A verdict: the exhibit is not what it must be."""


def must(what, reason, sentence):
    if not what:
        raise Rejected(f"{reason}: {sentence}")


def strict(pairs):
    must(len(dict(pairs)) == len(pairs), "json", "a key is there twice")
    return dict(pairs)


def from_json(text):
    return json.loads(text, object_pairs_hook=strict)


# --- signatures, by gpg in a home of its own --------------------------------

def first_bits(text, signature):
    """Are the first 16 bits of the hash, which stand in a version 4 signature
    (RFC 4880, 5.2.3), those of this text? That much needs no key."""
    body = signature[2 if signature[0] == 0x88 else 3:]
    must(signature[0] in (0x88, 0x89) and body[0] == 4, "signature-format",
         "not a signature as signature.txt has it")
    must(body[3] in HASHES, "signature-weak", "a hash that does not count")
    hashed = body[:6 + int.from_bytes(body[4:6], "big")]
    rest = body[len(hashed):]
    at = 2 + int.from_bytes(rest[:2], "big")
    trailer = b"\x04\xff" + len(hashed).to_bytes(4, "big")
    digest = hashlib.new(HASHES[body[3]], text + hashed + trailer).digest()
    return digest[:2] == rest[at:at + 2]


class Keys:
    def __init__(self, cards):
        self.folder = tempfile.TemporaryDirectory(prefix="ve.", dir="/tmp")
        self.agency = {}  # of a primary key's fingerprint
        for path in cards:
            with open(path, "rb") as file:
                card = from_json(file.read())
            self.agency[card["fingerprint"]] = card["agency"]
            self.gpg(["--import"], card["key"].encode(), True)

    def gpg(self, words, data=b"", needed=False):
        run = subprocess.run(
            ["gpg", "--homedir", self.folder.name, "--batch", "--no-tty",
             "--no-auto-key-retrieve", "--disable-dirmngr", "--status-fd",
             "1"] + words, input=data, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, check=False)
        if needed and run.returncode != 0:
            raise OSError("gpg " + words[0] + " failed")
        return [line.split()[1:] for line in
                run.stdout.decode("utf-8", "replace").splitlines()
                if line.startswith("[GNUPG:] ")]

    def signers(self, text, signature, name):
        """Fingerprints of the known keys whose good signature this is."""
        must(first_bits(text, signature), "signature-bad", name + ": the "
             "signature is not one of this data")
        with tempfile.NamedTemporaryFile(dir=self.folder.name) as file:
            file.write(signature)
            file.flush()
            status = self.gpg(["--verify", file.name, "-"], text)
        words = [s[0] for s in status]
        must("BADSIG" not in words, "signature-bad", name + ": the "
             "signature is not one of this data")
        must("VALIDSIG" in words or "NO_PUBKEY" in words,
             "signature-format", name + ": no signature that gpg can read")
        good = [s[-1] for s in status if s[0] == "VALIDSIG"]
        must(not any(w in ("EXPKEYSIG", "EXPSIG") for w in words),
             "signer-expired", name + ": the key has expired")
        must("REVKEYSIG" not in words, "signer-revoked",
             name + ": the key was revoked")
        return [f for f in good if f in self.agency]


# --- trees: tree.txt --------------------------------------------------------

def leaf(member, data, salt, kind):
    return hashlib.blake2b(member.to_bytes(8, "little") + data,
                           digest_size=32, salt=salt,
                           person=b"sealbag-1-" + kind).digest()


def root(first, end, leaves, nodes):
    """Root over the leaves first..end-1, of which some are known; where none
    is, the next node stands for all of them."""
    if not any(first <= i < end for i in leaves):
        must(nodes, "tree", "the proof lacks a hash")
        return nodes.pop(0)
    if end - first == 1:
        return leaves[first]
    half = 1
    while 2 * half < end - first:
        half *= 2
    middle = first + half
    left = {i: h for i, h in leaves.items() if i < middle}
    right = {i: h for i, h in leaves.items() if i >= middle}
    return hashlib.blake2b(
        root(first, middle, left, nodes) + root(middle, end, right, nodes),
        digest_size=32, person=b"sealbag-1-node").digest()


# --- the exhibit: exhibit.txt -----------------------------------------------

def read_parts(path):
    parts = {}  # in the order of the file: name -> bytes, time as text
    with tarfile.open(path, "r:") as tar:
        for m in tar:
            must(m.isreg() and m.name not in parts, "exhibit",
                 m.name + " is no file, or is there twice")
            time = m.pax_headers.get("mtime", str(int(m.mtime)))
            parts[m.name] = (tar.extractfile(m).read(), time)
    return parts


def need(parts, name, reason="exhibit"):
    must(name in parts, reason, name + " is missing")
    return parts[name][0]


def check_manifest(parts, statement):
    text = need(parts, "manifest-sha256.txt")
    said = statement["manifest"]
    must(len(text) == said["bytes"] and
         hashlib.sha256(text).hexdigest() == said["sha256"], "manifest",
         "manifest-sha256.txt is not the one that was signed")
    listed = dict(reversed(line.split("  ", 1))
                  for line in text.decode().split("\n")[:-1])
    first = ["exhibit.json", "exhibit.json.sig", "manifest-sha256.txt"]
    for name in parts:
        must(name in first or name in listed, "manifest",
             name + " is not in the manifest")
    for name, digest in listed.items():
        must(name in parts, "manifest", name + " is missing")
        must(hashlib.sha256(parts[name][0]).hexdigest() == digest,
             "manifest", name + " is not what the manifest says")


def check_seals(parts, keys):
    """Every seal under which the bundle was sent: signed by a known key, by
    the sender that it names. Returns the first sender's, and its digest."""
    last = from_json(need(parts, "seal.json"))
    names = [f"earlier/{i:03}.json" for i in range(len(last["earlier"]))]
    seals = []
    for name in names + ["seal.json"]:
        text = need(parts, name)
        good = keys.signers(text, need(parts, name + ".sig", "unsigned"),
                            name)
        must(good, "signer-unknown", name + ": no card is given of the "
             "agency that signed it")
        seal = from_json(text)
        sender = seal["sender"]
        must(sender["fingerprint"] in good and
             keys.agency[sender["fingerprint"]] == sender["agency"],
             "signer-mismatch", name + ": signed by another than its sender")
        seals.append((seal, hashlib.blake2b(text).hexdigest()))
    for listed, (seal, digest) in zip(last["earlier"], seals):
        must(listed["blake2b"] == digest and
             listed["bundle"] == seal["bundle"] and
             listed["sender"] == seal["sender"] and
             seal["segments"] == last["segments"],
             "earlier", "an earlier seal is not the one that is listed")
    return seals[0]


def check_proof(parts, seal):
    """Every record leads to the root in the seal. Returns reads and files, and
    the place and kind of each record."""
    lines = need(parts, "proof.txt").decode("ascii").split("\n")
    must(lines.pop(0) == "sealbag-proof/1", "version", "another proof")
    must(lines.pop() == "", "exhibit", "proof.txt does not end with a line")
    names = [n for n in parts if n.startswith("data/")]
    segments = {}   # number -> (leaves, nodes)
    number = place = member = kind = None
    rest = b""      # of the file, not yet gone through
    sizes = []      # of the pieces of a plain file
    follows = None  # place of its next piece
    reads = files = 0
    places = set()

    def end_file():
        must(not rest, "exhibit", "a file is longer than the proof says")
        must(all(size == PIECE for size in sizes[:-1]), "exhibit",
             "a short piece is not the last")

    for line in lines:
        word, *values = line.split(" ")
        if word == "segment":
            must(number is None or int(values[0]) > number, "exhibit",
                 "segments out of order")
            number, place = int(values[0]), -1
            must(number < len(seal["segments"]), "exhibit",
                 "a segment that the seal has not")
            count = seal["segments"][number]["records"]
            segments[number] = leaves, nodes = {}, []
            continue
        must(number is not None, "exhibit", "a line outside of a segment")
        if word == "node":
            nodes.append(bytes.fromhex(values[0]))
            continue
        index, value, salt = (int(values[0]), int(values[1]),
                              bytes.fromhex(values[2]))
        places.add((number, index, word))
        must(place < index < count and not nodes, "exhibit",
             "records out of order")
        if word in ("reads", "file"):
            end_file()
            must(member is None or value > member, "exhibit",
                 "members out of order")
            must(names, "exhibit", "the proof is of more files than there are")
            name = names.pop(0)
            member, kind, sizes, (rest, time) = value, word, [], parts[name]
            files += word == "file"
            seconds, _, nanos = time.partition(".")
            data = f"{word[0]} {seconds}.{nanos:0<9} {name}".encode()
            leaves[index] = leaf(member, data, salt, b"member")
        else:
            must(word in ("header", "record"), "exhibit", "an unknown word")
            must(member is not None and 0 < value <= PIECE and
                 len(rest) >= value, "exhibit",
                 "a file is shorter than the proof says")
            must(word != "header" or (kind == "reads" and not sizes and
                                      follows == (number, index)),
                 "exhibit", "a header that does not begin its file")
            must(kind == "reads" or follows == (number, index), "exhibit",
                 "a file lacks a piece")
            leaves[index] = leaf(member, rest[:value], salt, b"record")
            if kind == "file":
                sizes.append(value)
            rest = rest[value:]
            reads += kind == "reads" and word == "record"
        place = index
        follows = (number, index + 1) if index + 1 < count else (number + 1, 0)
    end_file()
    must(not names, "exhibit", "a file that the proof is not of")
    for number, (leaves, nodes) in segments.items():
        sealed = seal["segments"][number]
        found = root(0, sealed["records"], leaves, nodes)
        must(found.hex() == sealed["root"] and not nodes, "tree",
             f"what is shown of segment {number} is not what was sealed")
    return reads, files, places


def number(e):
    """The number of one that is derived is that of its parent, and letters;
    no other one has such a number. Returns the parent as exhibit.json has it,
    or nothing."""
    derived = re.fullmatch("(?s)(.+)/[A-Z]{1,3}", e["exhibit"])
    of = e.get("parent")
    must((of["exhibit"] if of else None) == (derived and derived[1]),
         "exhibit", "a reference that is not one of its parent")
    must(not of or (e["reads"] <= of["reads"] and e["files"] <= of["files"]),
         "exhibit", "it shows more than its parent")
    return of


def check_parent(e, places, path, keys):
    """The other exhibit is the one that this was derived from, and shows all
    that is shown here."""
    of = number(e)
    must(of, "exhibit", "it is not derived from another exhibit")
    text, other, _, more = check(path, keys)
    must(of["blake2b"] == hashlib.blake2b(text).hexdigest() and
         all(of[key] == other[key] for key in
             ("exhibit", "id", "by", "reads", "files")), "exhibit",
         "the exhibit that is given is not the one that it was derived from")
    must(e["seal"] == other["seal"], "exhibit",
         "its parent is of another bundle")
    for place in sorted(places - more):
        must(False, "exhibit", "record {1} of segment {0} is not shown in "
             "{name}".format(*place, name=other["exhibit"]))


def check(path, keys):
    """All of one exhibit. Returns the text of exhibit.json, what it says, the
    keys that signed it, and the places of its records."""
    parts = read_parts(path)
    text = need(parts, "exhibit.json")
    e = from_json(text)
    must(e["format"] == "sealbag-exhibit/1", "version", "another format")
    good = keys.signers(text, need(parts, "exhibit.json.sig", "unsigned"),
                        "exhibit.json")
    by = e["by"]
    must(not good or (by["fingerprint"] in good and
                      keys.agency[by["fingerprint"]] == by["agency"]),
         "signer-mismatch", "exhibit.json: signed by another than made it")
    number(e)
    must(e["restricted_reads"] <= e["withheld_reads"], "exhibit",
         "more reads are restricted than withheld")
    check_manifest(parts, e)
    seal, digest = check_seals(parts, keys)
    must(e["bundle"] == seal["bundle"] and e["seal"] == digest and
         e["sender"] == seal["sender"] and e["sealed"] == seal["created"],
         "exhibit", "exhibit.json tells of another bundle than the seal")
    reads, files, places = check_proof(parts, seal)
    must((reads, files) == (e["reads"], e["files"]), "exhibit",
         f"exhibit.json counts {e['reads']} reads and {e['files']} files, "
         f"shown are {reads} and {files}")
    return text, e, good, places


def tell(e, good, parent):
    by = e["by"]
    print("VERIFIED")
    print(f"Exhibit {e['exhibit']}: each of {e['reads']} reads and "
          f"{e['files']} files is part of bundle\n{e['bundle']} that "
          f"{e['sender']['agency']} sealed at {e['sealed']}.")
    if parent:
        print(f"All of it is shown in {e['parent']['exhibit']}, too.")
    elif "parent" in e:
        print(f"Not checked: that it is a part of {e['parent']['exhibit']}, "
              "which was not given.")
    print("Not proven: that nothing else was as asked for. " + (
        f"It is the word of {by['agency']}, whose signature was checked."
        if good else "Who made the exhibit was not checked: no card of "
        f"{by['agency']}."))


def main(words):
    given = {"--signer": [], "--parent": [], "": []}
    words = list(words)
    while words:
        word = words.pop(0)
        if word in given and words:
            given[word].append(words.pop(0))
        else:
            given[""].append(word)
    cards, parents, paths = given.values()
    if len(paths) != 1 or not cards or len(parents) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        keys = Keys(cards)
        _, e, good, places = check(paths[0], keys)
        for parent in parents:
            check_parent(e, places, parent, keys)
        tell(e, good, parents)
        return 0
    except Rejected as no:
        print("REJECTED")
        print(f"verify-exhibit: {no}", file=sys.stderr)
        return 1
    except (tarfile.TarError, ValueError, KeyError, TypeError,
            IndexError) as odd:
        print("REJECTED")
        print(f"verify-exhibit: exhibit: cannot be read: {odd!r}",
              file=sys.stderr)
        return 1
    except OSError as odd:
        print(f"verify-exhibit: no verdict: {odd}", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
