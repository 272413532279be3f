#!/bin/sh
# Each query of doc/requete.md runs: blocks indented by four spaces that begin with a clause, over the sample documents.
set -eu
rhizome=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$rhizome" indexer --silencieux --base "$folder/b.rhz" corpus/documents
awk -v folder="$folder" '
    /^    (MATCH|UNWIND|CALL|RETURN) .*/ && !open && !/ = / && !/MATCH      =/ { n++; open = 1; file = folder "/q" n }
    /^    (MATCH|RETURN|UNWIND).*/ && !open && / RETURN |^    RETURN \[/ { n++; open = 1; file = folder "/q" n }
    open && /^    / { print substr($0, 5) > file; next }
    { open = 0 }' doc/requete.md
n=0
for q in "$folder"/q*; do
    status=0
    "$rhizome" requete --base "$folder/b.rhz" --preuves --fichier "$q" >"$folder/out" 2>"$folder/err" || status=$?
    [ $status = 0 ] || { echo "statut $status :"; cat "$q" "$folder/err"; exit 1; }
    n=$((n + 1))
done
[ $n -ge 12 ] || { echo "$n exemples seulement"; exit 1; }
echo "$n exemples"
