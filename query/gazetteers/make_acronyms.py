#!/usr/bin/env python3
"""Make acronyms.txt, the acronyms that a search expands, from usual.tsv and open data.

usage: make_acronyms.py SOURCES PROSE > acronyms.txt

SOURCES holds sigles-administration.tsv and etablissements-sup.tsv (see ../../indexer/gazetteers/README.md). usual.tsv beside
this script is ours: what minutes and budgets of associations abbreviate; it wins over the sources. "!": only when typed in
capitals, because the small letters are another word: usual.tsv says so, or PROSE, French text, holds it three times.

Lines are sorted by bytes, "KEY TAB FORM": from the acronym to its words, and back. KEY is rhz_name_key() of a body.
"""
import os
import re
import sys
from collections import Counter, defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../indexer/gazetteers"))
from make_bodies import HEADS, NOT_BODIES, key, rows  # noqa: E402

# Names that are wrong in the sources, or not the ones in use.
KNOWN = {"ADEME": "Agence de la transition écologique", "MEL": "Métropole européenne de Lille"}


def bodies(sources):
    """Acronyms that one body alone bears, with its name."""
    found = defaultdict(dict)
    for r in rows(f"{sources}/sigles-administration.tsv"):
        head = re.findall(r"[^\W\d_]+", r["definition"].lower())[:1]
        if head and head[0].rstrip("s") in HEADS and not re.search(r"[()/:]| ou ", r["definition"]):
            found[r["sigle"].upper()].setdefault(key(r["definition"]), r["definition"].strip(" ."))
    for r in rows(f"{sources}/etablissements-sup.tsv"):
        if r["sigle"].isupper() and " " not in r["sigle"]:
            found[r["sigle"]].setdefault(key(r["nom"]), r["nom"])
    for short, names in found.items():
        if len(names) == 1 and short.isascii() and short.isalpha() and 3 <= len(short) <= 10 and short.lower() not in NOT_BODIES:
            name = list(names.values())[0]
            if len(key(name).split()) >= 3 and len(name) < 120:
                yield short, name


def main(sources, prose):
    common = Counter(w for line in open(prose, encoding="utf-8") for w in re.findall(r"(?<![\w'’.-])[a-zà-ÿ]{2,10}(?![\w'’-])", line))
    usual = [line.rstrip("\n").split("\t") for line in open(f"{HERE}/usual.tsv", encoding="utf-8")]
    table = {short: name for short, name in bodies(sources)}
    table.update(KNOWN)
    table.update({short.lstrip("!"): name for short, name in usual})
    ours = {short.lstrip("!") for short, _ in usual}
    capitals = {short[1:] for short, _ in usual if short.startswith("!")}
    capitals |= {short for short in table if short not in ours and common[short.lower()] >= 3}
    lines, back = [], defaultdict(set)
    for short, name in table.items():
        lines.append(f"{key(short)}\t{'!' if short in capitals else ''}{name}")
        back[key(name)].add(short)
    lines += [f"{k}\t{min(shorts, key=lambda s: (len(s), s))}" for k, shorts in back.items()]
    count = Counter(x.split("\t")[0] for x in set(lines))
    sys.stdout.write("".join(f"{x}\n" for x in sorted(set(lines), key=str.encode) if count[x.split("\t")[0]] == 1))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
