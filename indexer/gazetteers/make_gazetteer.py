#!/usr/bin/env python3
"""Make names.bin, the table of names that extraction looks words up in, from open data.

usage: make_gazetteer.py SOURCES PROSE.tsv.zst OUT

SOURCES holds the tables that README.md beside this script names. PROSE is any large sample of French text
(id TAB text): words that it writes in lower case are common words, and only their frequency class is kept.
The layout of OUT is described in gazetteer.c; it depends on the inputs alone.
"""
import csv
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict

GIVEN, SURNAME, WORD, COMMUNE = 0, 2, 4, 6  # two bits each: a frequency class, 0 for none
DEPARTEMENT, REGION, EPCI, SCHOOL, SIGLE, COUNTRY = 8, 9, 10, 11, 12, 13
BLOCK = 16

# Heads of a definition that make an acronym a body, not a procedure or a disease.
BODIES = """agence association assemblée autorité banque caisse centre chambre commissariat compagnie confédération
conservatoire délégation direction école établissement fédération fondation haute haut inspection institut institution
laboratoire ligue ministère mutuelle observatoire office ordre organisation régie secrétariat syndicat union
université""".split()
# Acronyms that minutes and budgets use for something else than a body.
NOT_BODIES = """ag ca cdd cdi cp ce pv rh tva ttc ht bp sa sas sarl eurl etp ttc tv ami aap ia si dg dga dgs nb pj rdv st
copil codir comex cotech dap ets ehpad esat cfa sessad crous dgs""".split()


def fold(s):
    s = unicodedata.normalize("NFD", s.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'"))
    s = "".join(c for c in s if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", s))


def rows(path):
    return csv.DictReader(open(path, encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)


def classes(n, one, two, three):
    return 3 if n >= three else 2 if n >= two else 1 if n >= one else 0


def main(sources, prose, out):
    table = defaultdict(int)

    def rank(key, shift, n):
        if key and len(key) <= 60 and n > (table[key] >> shift & 3):
            table[key] = table[key] & ~(3 << shift) | n << shift

    def flag(key, bit):
        if len(key) >= 2 and len(key) <= 60:
            table[key] |= 1 << bit

    given = Counter()
    for r in rows(f"{sources}/prenoms-insee-1900-2022.tsv"):
        given[fold(r["prenom"])] += int(r["filles"]) + int(r["garcons"])
    for name, n in given.items():
        if len(name) >= 2:
            rank(name, GIVEN, classes(n, 25, 1000, 20000))
    surnames = Counter()
    for r in rows(f"{sources}/noms-insee-1891-2000.tsv"):
        surnames[fold(r["nom"])] += int(r["naissances"])
    for name, n in surnames.items():
        if len(name) >= 2 and "autres" not in name:
            rank(name, SURNAME, classes(n, 100, 1000, 10000))

    lower, upper = Counter(), Counter()
    text = subprocess.run(["zstd", "-dc", prose], capture_output=True, check=True).stdout.decode("utf-8", "replace")
    for m in re.finditer(r"([^\W\d_]+)", text):
        w = m.group(1)
        if w.islower():
            lower[fold(w)] += 1
        elif w[:1].isupper() and w[1:].islower() and text[max(0, m.start() - 2):m.start()].strip(" ").isalpha():
            upper[fold(w)] += 1  # capitalised inside a sentence
    for w, n in lower.items():
        if len(w) >= 2 and n >= 5 and n * 2 > upper[w]:
            rank(w, WORD, classes(n, 5, 100, 2000))

    for r in rows(f"{sources}/communes.tsv"):
        people = int(r["population"] or 0)
        name = fold(r["nom"])
        if r["type"] == "commune-actuelle":
            rank(name, COMMUNE, classes(people, 0, 5000, 50000))
    for r in rows(f"{sources}/departements.tsv"):
        flag(fold(r["nom"]), DEPARTEMENT)
    for r in rows(f"{sources}/regions.tsv"):
        flag(fold(r["nom"]), REGION)
    for r in rows(f"{sources}/epci.tsv"):
        name = fold(r["nom"])
        flag(re.sub(r"^(cc|ca|cu) (de la |de l |du |des |de |d )?", "", name), EPCI)
    for r in rows(f"{sources}/etablissements-sup.tsv"):
        for form in (r["nom"], r["nom_court"], r["sigle"]):
            key = fold(form)
            if " " in key or (len(key) >= 3 and form.isupper() and not table[key] >> WORD & 3):
                flag(key, SCHOOL)
    for r in rows(f"{sources}/sigles-administration.tsv"):
        key = fold(r["sigle"])
        head = re.findall(r"[^\W\d_]+", r["definition"].lower())[:1]
        if head and head[0].rstrip("s") in BODIES and len(key) >= 3 and key not in NOT_BODIES:
            flag(key, SIGLE)
    for name in ("France", "Allemagne", "Belgique", "Canada", "Espagne", "Italie", "Suisse", "Europe", "Portugal",
                 "Royaume-Uni", "États-Unis", "Luxembourg", "Maroc", "Tunisie", "Algérie", "Sénégal", "Québec", "Mexique",
                 "Japon", "Chine", "Inde", "Brésil", "Pays-Bas", "Irlande", "Pologne", "Suède", "Norvège", "Danemark"):
        flag(fold(name), COUNTRY)

    keys = sorted(k.encode() for k in table if table[k])
    body, offsets, previous = bytearray(), [], b""
    for i, key in enumerate(keys):
        if i % BLOCK == 0:
            offsets.append(len(body))
            previous = b""
        shared = 0
        while shared < min(len(previous), len(key)) and previous[shared] == key[shared]:
            shared += 1
        body += bytes((shared, len(key) - shared)) + table[key.decode()].to_bytes(2, "little") + key[shared:]
        previous = key
    head = b"rhzn" + len(keys).to_bytes(4, "little") + len(body).to_bytes(4, "little")
    plain = head + b"".join(o.to_bytes(4, "little") for o in offsets) + bytes(body)
    packed = subprocess.run(["zstd", "-19", "--ultra", "-22", "-c", "--no-check"], input=plain, capture_output=True, check=True).stdout
    open(out, "wb").write(len(plain).to_bytes(4, "little") + packed)
    print(len(keys), "names,", len(plain), "bytes plain,", len(packed), "packed")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
