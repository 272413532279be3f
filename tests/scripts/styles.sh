#!/bin/sh
# Documents of many styles with their answers: how much is read, with their own names and with others; every proof.
set -eu
command -v python3 >/dev/null || { echo "python3 absent"; exit 77; }
rhizome=$1
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
for swap in "" --swap; do
    python3 tests/scripts/evaluate.py "$rhizome" $swap --floor tests/styles/floors.txt corpus tests/styles
done
mkdir "$T/styles"
cp tests/styles/*.txt "$T/styles/" && rm "$T/styles/floors.txt"
"$rhizome" indexer --silencieux --base "$T/base" "$T/styles"
"$rhizome" exporter --base "$T/base" >"$T/export.jsonl"
python3 tests/scripts/check_proofs.py "$T/export.jsonl" "$T"
