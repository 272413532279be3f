#!/usr/bin/env python3
"""Make bodies.txt, the table of public bodies that resolution looks names up in, from open data.

usage: make_bodies.py SOURCES > bodies.txt

SOURCES holds the tables that README.md beside this script names. Lines are sorted by bytes, "KEY TAB VALUE":

    a ACRONYM   expansion; only where one body alone bears the acronym
    e REST      kinds (C communauté de communes, A d'agglomération, U urbaine, M métropole; in this order) of the
                intercommunalités known by these words of their names, without their kind, sorted

Names are keys of bodies as schema/names.c makes them; a test compares the two.
"""
import csv
import re
import sys
import unicodedata
from collections import defaultdict

SMALL = "d de des du l la le les".split()
# First words of a definition that make an acronym a body, not a procedure or a disease.
HEADS = """agence association assemblée autorité banque caisse centre chambre commissariat compagnie confédération
conservatoire délégation direction école établissement fédération fondation haut haute inspection institut institution
laboratoire ligue ministère mutuelle observatoire office ordre organisation régie secrétariat syndicat union
université""".split()
# Acronyms that minutes and budgets use for something else than a body.
NOT_BODIES = """ag ca cdd cdi cp ce pv rh tva ttc ht bp sa sas sarl eurl etp tv ami aap ia si dg dga dgs nb pj rdv st
copil codir comex cotech dap ets ehpad esat cfa sessad pnr""".split()
# Bodies of which the sources give several names, or none.
KNOWN = {"mel": "Métropole européenne de Lille", "ademe": "Agence de la transition écologique"}
KINDS = {"METRO": "M", "MET69": "M", "CU": "U", "CA": "A", "CC": "C"}
# What a name says of its kind and resolution takes away (indexer/graph/resolve_bodies.c).
KIND_WORDS = "metropole eurometropole europeenne agglomeration agglo".split()


def key(s):
    s = unicodedata.normalize("NFD", s.lower().replace("œ", "oe").replace("æ", "ae"))
    s = "".join(c for c in s if not unicodedata.combining(c))
    words = [w for w in re.findall(r"[a-z0-9]+", s) if w not in SMALL]
    return " ".join(w[:-1] if len(w) >= 5 and w.endswith("s") and not w.endswith("ss") else w for w in words)


def rows(path):
    return csv.DictReader(open(path, encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)


def main(sources):
    bodies = defaultdict(set)
    for r in rows(f"{sources}/sigles-administration.tsv"):
        head = re.findall(r"[^\W\d_]+", r["definition"].lower())[:1]
        short = key(r["sigle"])
        # (voir X), X ou Y: not a name as bodies write it
        if head and head[0].rstrip("s") in HEADS and not re.search(r"[()/:]| ou ", r["definition"]):
            bodies[short].add(key(r["definition"]))
    for r in rows(f"{sources}/etablissements-sup.tsv"):
        if r["sigle"].isupper() and " " not in r["sigle"]:
            bodies[key(r["sigle"])].add(key(r["nom"]))
    for short, name in KNOWN.items():
        bodies[short] = {key(name)}
    lines = []
    for short, names in bodies.items():
        if len(names) == 1 and short.isalpha() and 3 <= len(short) <= 10 and short not in NOT_BODIES:
            name = names.pop()
            if len(name.split()) >= 3 and len(name) < 120:
                lines.append(f"a {short}\t{name}")
    territories = defaultdict(set)
    for r in rows(f"{sources}/epci.tsv"):
        if r["type"] in KINDS:
            words = key(re.sub(r"^(CC|CA|CU) ", "", r["nom"])).split()
            rest = " ".join(sorted(w for w in words if w not in KIND_WORDS))
            territories[rest].add(KINDS[r["type"]])
    lines += [f"e {rest}\t{''.join(k for k in 'CAUM' if k in kinds)}" for rest, kinds in territories.items() if rest]
    sys.stdout.write("".join(f"{x}\n" for x in sorted(lines, key=str.encode)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
