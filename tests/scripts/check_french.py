#!/usr/bin/env python3
"""What a French query finds, end to end: each text of a table is a file of its own, indexed and searched by the program.

usage: check_french.py RHIZOME CASES.tsv [--verbose]

A line of CASES is KIND, + or -, QUERY, DOCUMENT (JSON escapes). A case passes when the document is among the answers (+) or
is not (-). Prints the share of each kind; the exit status is 1 when fewer than 99 % of all pass.
"""
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter


def unescape(text):
    return json.loads('"%s"' % text.replace('"', '\\"'))


def mark(i):
    return "z" + "".join("bcdfghjklm"[int(d)] for d in str(i)) + "z"


def read(path):
    cases = []
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            kind, sign, query, text = line.rstrip("\n").split("\t")
            cases.append((kind, sign, unescape(query), unescape(text)))
    return cases


def main(argv):
    tool, path = argv[:2]
    cases = read(path)
    with tempfile.TemporaryDirectory() as folder:
        base = os.path.join(folder, "base")
        os.mkdir(os.path.join(folder, "textes"))
        for i, (_, _, _, text) in enumerate(cases):
            with open(os.path.join(folder, "textes", "%04d.txt" % i), "w", encoding="utf-8") as f:
                f.write("%s\n\n%s\n" % (text, mark(i))) # the same content twice would be one document
        with open(os.path.join(folder, "lot.tsv"), "w", encoding="utf-8") as f:
            for i, (_, _, query, _) in enumerate(cases):
                f.write("%d\t%s\n" % (i, query))
        subprocess.run([tool, "indexer", "--base", base, "--silencieux", os.path.join(folder, "textes")], check=True)
        run = subprocess.run([tool, "chercher", "--base", base, "--lot", os.path.join(folder, "lot.tsv"), "--format", "trec",
                              "--mode", "et", "--limite", "1000"], capture_output=True, text=True)
    found = set()
    for line in run.stdout.splitlines():
        number, _, uri = line.split()[:3]
        if os.path.basename(uri) == "%04d.txt" % int(number):
            found.add(int(number))
    total, passed = Counter(), Counter()
    for i, (kind, sign, query, text) in enumerate(cases):
        total[kind] += 1
        if (i in found) == (sign == "+"):
            passed[kind] += 1
        elif "--verbose" in argv or sum(total.values()) - sum(passed.values()) <= 20:
            print("%s: %s %s | %s" % (kind, "not found:" if sign == "+" else "found:", query, json.dumps(text, ensure_ascii=False)))
    for kind in total:
        print("%-18s %3d of %3d" % (kind, passed[kind], total[kind]))
    share = sum(passed.values()) / sum(total.values())
    print("%d of %d cases, %.1f %%" % (sum(passed.values()), sum(total.values()), 100 * share))
    return 0 if share >= 0.99 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
