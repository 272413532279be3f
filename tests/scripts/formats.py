#!/usr/bin/env python3
"""The same document in several formats (corpus/formats) gives the same graph: F1 of links and figures against the text one at least
0.95, and the proofs of the PDF stand on the pages where they stand in the text."""
import json
import os
import subprocess
import sys
import tempfile

rhizome = sys.argv[1]
FOLDER = "corpus/formats"
LEAST = 0.95


def graph(name):
    """Links and figures as (relation, ends, props) -> page of the first proof; the document itself, which has another address, apart."""
    with tempfile.TemporaryDirectory() as t:
        base, out = os.path.join(t, "b.rhz"), os.path.join(t, "g.jsonl")
        subprocess.run([rhizome, "indexer", "--silencieux", "--base", base, os.path.join(FOLDER, name)], check=True)
        subprocess.run([rhizome, "exporter", "--base", base, "--sortie", out], check=True)
        rows = [json.loads(line) for line in open(out, encoding="utf-8")]
    names = {r["id"]: (r["kind"], r["name"]) for r in rows if r["t"] == "node"}
    facts = {}
    for r in rows:
        if r["t"] == "edge":
            key = (r["relation"], names[r["from"]], names[r["to"]])
        elif r["t"] == "property":
            key = (r["name"], names[r["node"]], str(r.get("value")))
        else:
            continue
        if any(k[0] == "Document" for k in key[1:] if isinstance(k, tuple)):
            continue
        facts[key + (json.dumps(r.get("props", {}), sort_keys=True),)] = r["evidence"][0].get("page") if r.get("evidence") else None
    return facts


def main():
    failed = False
    truth = graph("pv-ag-2021.txt")
    formats = sys.argv[2:] or ["md", "html", "pdf"]
    libexec = os.path.join(os.path.dirname(rhizome), "libexec")
    for suffix, program in (("html", "rhizome-reader"), ("pdf", "rhizome-reader-pdf")):
        if not os.path.exists(os.path.join(libexec, program)):
            formats.remove(suffix)
            print(f"{program} was not built: {suffix} is not looked at")
    print(f"txt: {len(truth)} facts")
    if len(truth) < 30:
        failed = True
        print("too few to say anything")
    for suffix in formats:
        got = graph("pv-ag-2021." + suffix)
        common = truth.keys() & got.keys()
        f1 = 2 * len(common) / (len(truth) + len(got)) if truth or got else 0
        print(f"{suffix}: {len(got)} facts, F1 {f1:.3f}")
        if f1 < LEAST or os.environ.get("VERBOSE"):
            for key in sorted(map(str, truth.keys() - got.keys())):
                print("  missing", key)
            for key in sorted(map(str, got.keys() - truth.keys())):
                print("  too many", key)
        failed |= f1 < LEAST
        if suffix == "pdf":
            wrong = [k for k in common if truth[k] and truth[k] != got[k]]
            print(f"pdf: {len(common) - len(wrong)} of {len(common)} proofs on the right page")
            for k in wrong:
                print("  page", truth[k], "not", got[k], k)
            failed |= bool(wrong) or not any(got.values())
    sys.exit(failed)


main()
