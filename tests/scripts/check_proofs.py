#!/usr/bin/env python3
"""Every proof of an export stands where it says: its quote's words begin on that line of the source.

usage: check_proofs.py EXPORT.jsonl FOLDER

Looks up uri below FOLDER. Each end of a link must be named, by one of its forms, in the quote or in a support.
"""
import json
import re
import sys
import unicodedata


def fold(s):
    s = unicodedata.normalize("NFKD", s.replace("œ", "oe").replace("Œ", "oe").replace("’", "'"))
    s = "".join(c for c in s if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", s))


def main(export, folder):
    nodes, bad, checked, lines = {}, 0, 0, {}
    objects = [json.loads(x) for x in open(export, encoding="utf-8")]
    for o in objects:
        if o["t"] == "node":
            nodes[o["id"]] = [fold(x) for x in [o["name"], *o.get("aliases", [])]]
    for o in objects:
        if o["t"] not in ("edge", "property"):
            continue
        for e in o["evidence"]:
            checked += 1
            text = lines.setdefault(e["uri"], open(f"{folder}/{e['uri']}", encoding="utf-8", errors="replace").read().split("\n"))
            # Markup that the reader takes away would hide words; compare the first word only.
            first = fold(e["quote"]).split()[:1]
            if first and first[0] not in fold(text[e["line"] - 1]):
                print(f"line {e['line']} of {e['uri']} does not hold « {e['quote'][:60]} »")
                bad += 1
            ends = {"from": o.get("from", o.get("node")), "to": o.get("to")}
            for end, node in ends.items():
                if node is None:
                    continue
                where = [e["quote"], *(s["quote"] for s in e.get("supports", []) if s["end"] == end)]
                if not any(f" {n} " in f" {fold(w)} " for n in nodes[node] for w in where if n):
                    print(f"{end} of {o.get('relation', 'property')} is not named: {nodes[node][:2]} in {where}")
                    bad += 1
    print(f"{checked} proofs checked, {bad} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
