#!/usr/bin/env python3
"""The real documents are not ours to republish: no person, programme or sentence of theirs may stand in the project.

usage: check_names.py PROJECT SHARED

Reads the names from SHARED/gold and the sentences from SHARED/documents, and looks for them in every text file that
git knows of below PROJECT. Exit status 0: none found; 1: found, one line each; 77: SHARED is absent.
"""
import glob
import json
import re
import subprocess
import sys
import unicodedata


def fold(s):
    s = unicodedata.normalize("NFKD", s.replace("œ", "oe").replace("Œ", "oe").replace("’", "'"))
    s = "".join(c for c in s if not unicodedata.combining(c)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", s))


def names(shared):
    """Full names of persons, and programmes of two words or of one word that is not an ordinary one."""
    found = {}
    for path in glob.glob(shared + "/gold/0*.jsonl"):
        for line in open(path, encoding="utf-8"):
            o = json.loads(line)
            if o["t"] != "entity" or o["kind"] not in ("personne", "programme"):
                continue
            for name in [o["name"], *o.get("aliases", [])]:
                f = fold(name)
                if len(f.split()) > 1 or (o["kind"] == "programme" and len(f) > 4):
                    found[f] = name
    return found


def bodies(shared):
    """Names of organisations: public bodies may be named, and a line of the documents may be nothing else."""
    found = set()
    for path in glob.glob(shared + "/gold/0*.jsonl"):
        for line in open(path, encoding="utf-8"):
            o = json.loads(line)
            if o["t"] == "entity" and o["kind"] == "organisation":
                found.update(fold(name) for name in [o["name"], *o.get("aliases", [])])
    return found


def sentences(shared):
    found = set()
    for path in glob.glob(shared + "/documents/*.txt"):
        for part in re.split(r"[\n\t]|(?<=[.!?]) ", open(path, encoding="utf-8").read()):
            f = fold(part)
            if len(f.split()) >= 6:
                found.add(f)
    return found - bodies(shared)


def main(project, shared):
    wanted = names(shared)
    said = sentences(shared)
    if not wanted or not said:
        print("check_names: SHARED absent, rien à comparer")
        return 77
    files = subprocess.run(["git", "-C", project, "ls-files", "-z", "-co", "--exclude-standard"], capture_output=True,
                           text=True, check=True).stdout.split("\0")
    bad = 0
    for name in filter(None, files):
        try:
            text = open(f"{project}/{name}", encoding="utf-8").read()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        whole = " " + fold(text) + " "
        for f, original in sorted(wanted.items()):
            if f" {f} " in whole:
                print(f"{name}: {original}")
                bad += 1
        for f in said:
            if f" {f} " in whole:
                print(f"{name}: « {f} »")
                bad += 1
    print(f"check_names: {len(wanted)} names and {len(said)} sentences looked for, {bad} found")
    return 1 if bad else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
