#!/bin/sh
# The export is byte-equal whatever the order of indexing and the number of runs; twice is once; replaced is never added.
set -eu
rhizome=$1
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cp -r corpus/documents "$T/documents"
cd_files=$(ls "$T"/documents/*)
export_to() { "$rhizome" exporter --base "$T/$1" >"$T/$1.jsonl"; }
index() { base=$1; shift; "$rhizome" indexer --silencieux --base "$T/$base" "$@" >/dev/null; }
index whole "$T/documents"
export_to whole
for f in $cd_files; do index split "$f"; done
export_to split
for f in $(echo "$cd_files" | tr ' ' '\n' | sort -r); do index reverse "$f"; done
export_to reverse
index whole "$T/documents"
export_to whole && cp "$T/whole.jsonl" "$T/twice.jsonl"
for other in split reverse twice; do cmp "$T/whole.jsonl" "$T/$other.jsonl"; done
# A changed file replaces the old one: after changing it back, nothing of the change is left.
f=$T/documents/pv-ag-2022.txt
cp "$f" "$T/kept"
sed 's/Loubeyre/Tournemine/g; s/LOUBEYRE/TOURNEMINE/g' "$T/kept" >"$f"
index whole "$T/documents"
export_to whole
grep -q Tournemine "$T/whole.jsonl"
cp "$T/kept" "$f"
index whole "$T/documents"
export_to whole
cmp "$T/whole.jsonl" "$T/split.jsonl"
# The same content under two addresses is one document.
cp "$f" "$T/documents/zz-copie.txt"
index whole "$T/documents"
"$rhizome" documents --json --base "$T/whole" pv-ag-2022.txt | grep -q 'zz-copie.txt'
