#!/bin/sh
# The real documents: people, and the precision of what is stated of them. Skipped where they are absent.
set -eu
[ -d ../shared/documents ] || { echo "../shared absent"; exit 77; }
command -v python3 >/dev/null || { echo "python3 absent"; exit 77; }
rhizome=$1
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
"$rhizome" indexer --silencieux --base "$T/base" ../shared/documents
"$rhizome" exporter --base "$T/base" >"$T/export.jsonl"
python3 ../shared/tools/score_graph.py "$T/export.jsonl" ../shared/gold/000.jsonl ../shared/gold/001.jsonl \
    ../shared/gold/003.jsonl | tee "$T/score"
awk '$1 == "personne" && $4 < 0.80 { print "people F1 under 0.80"; bad = 1 }
     ($1 == "administre" || $1 == "present_a" || $1 == "finance") && $2 < 0.90 { print $1 " precision under 0.90"; bad = 1 }
     END { exit bad }' "$T/score"
python3 tests/scripts/check_proofs.py "$T/export.jsonl" ../shared
