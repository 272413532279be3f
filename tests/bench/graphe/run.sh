#!/bin/sh
# run.sh BUILD NODES EDGES -- make the graph, import it within 256 MiB, ask it and SQLite, time a whole process.
set -e
build=$1 nodes=$2 edges=$3
folder=$(mktemp -d "${TMPDIR:-/tmp}/graphe.XXXXXX")
trap 'rm -rf "$folder"' EXIT
"$build/tests/tools/make_graph" "$nodes" "$edges" >"$folder/graph.jsonl"
/usr/bin/time -f 'import : %e s, %M Kio au plus' "$build/rhizome" importer --base "$folder/base.rhz" "$folder/graph.jsonl" 2>&1
rm "$folder/graph.jsonl"
"$build/tests/bench/graphe/graphe" "$folder/base.rhz" "$nodes" "$edges"
# A whole process: open, find the name, its links with their proofs, print.
name=$("$build/rhizome" requete --base "$folder/base.rhz" --csv "MATCH (n:Personne) WHERE n.liens > 5 AND n.liens < 30 RETURN n.nom LIMIT 1" | tail -1 | tr -d '\r')
best=999999
for i in 1 2 3 4 5 6 7 8 9 10; do
    start=$(date +%s%N)
    "$build/rhizome" liens --base "$folder/base.rhz" "$name" >/dev/null
    end=$(date +%s%N)
    took=$(( (end - start) / 1000 ))
    [ $took -lt $best ] && best=$took
done
echo "processus entier, rhizome liens : $best µs (visé : 15000)"
