#!/bin/sh
# Each correction changes the graph as it says, survives indexing again, gives the same graph from scratch, and undone
# gives the export from before, byte for byte.
set -eu
rhizome=$1
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cp -r corpus/documents "$T/documents"
b=$T/base.rhz
export RHIZOME_BASE="$b"
out() { "$rhizome" exporter >"$T/$1.jsonl"; }
has() { grep -q "$1" "$T/now.jsonl" || { echo "missing after $last: $1"; exit 1; }; }
hasnt() { ! grep -q "$1" "$T/now.jsonl" || { echo "still there after $last: $1"; exit 1; }; }
correct() { last="$*"; "$rhizome" "$@" >"$T/said" || { echo "failed: $last"; cat "$T/said"; exit 1; }; out now; }
# The id that a name had before leads to what bears it now: an id that was given out stays good.
was() { sed -n "s/.*\"t\":\"node\",\"id\":\([0-9]*\),.*\"name\":\"$1\".*/\1/p" "$T/before.jsonl" | head -1; }
leads() { "$rhizome" fiche "#$(was "$1")" 2>/dev/null | head -1 | grep -q "$2" || { echo "after $last the id of $1 is lost"; exit 1; }; }
# What stands after a correction also comes from scratch, and from compacting; undone, it is as if never made.
undone() {
    cp "$b.corrections" "$T/fresh.rhz.corrections"
    "$rhizome" indexer --silencieux --base "$T/fresh.rhz" "$T/documents" >/dev/null
    "$rhizome" exporter --base "$T/fresh.rhz" >"$T/fresh.jsonl"
    cmp "$T/now.jsonl" "$T/fresh.jsonl" || { echo "not the same from scratch: $last"; exit 1; }
    "$rhizome" compacter --silencieux --base "$T/fresh.rhz"
    "$rhizome" exporter --base "$T/fresh.rhz" >"$T/fresh.jsonl"
    cmp "$T/now.jsonl" "$T/fresh.jsonl" || { echo "compacting loses: $last"; exit 1; }
    "$rhizome" verifier >"$T/said" || { echo "verifier refuses: $last"; cat "$T/said"; exit 1; }
    rm -rf "$T"/fresh.rhz*
    "$rhizome" annuler 1 >/dev/null
    out now
    cmp "$T/now.jsonl" "$T/before.jsonl" || { echo "undoing leaves something of: $last"; exit 1; }
    [ ! -e "$b.corrections" ]
}
"$rhizome" indexer --silencieux "$T/documents" >/dev/null
out before
correct fusionner 'Corentin Plouzennec' 'Gaspard Vuillermoz'
has '"name":"Corentin Plouzennec".*Gaspard Vuillermoz\|"name":"Gaspard Vuillermoz".*Corentin Plouzennec'
undone
correct separer --dans pv-ag-2022.txt 'Corentin Plouzennec'
[ "$(grep -c '"kind":"Personne".*"name":"Corentin Plouzennec"' "$T/now.jsonl")" = 2 ]
undone
correct renommer ademe 'Agence de la transition'
has '"name":"Agence de la transition"'
leads ADEME 'Agence de la transition'
undone
correct classer 'Atelier Sous-Bois' entreprise
has '"sub":"entreprise","name":"Atelier Sous-Bois"'
undone
correct classer --genre programme 'Grandes Marées' organisation
has '"kind":"Organisation".*"name":"Grandes Marées"'
hasnt '"kind":"Programme".*"name":"Grandes Marées"'
leads 'Grandes Marées' 'Grandes Marées  Organisation'
undone
correct rejeter 'Grandes Marées'
hasnt '"name":"Grandes Marées"'
undone
before=$(grep -c '"relation":"FINANCE"' "$T/before.jsonl")
correct rejeter FINANCE ademe 'Grandes Marées' 2020
[ "$(grep -c '"relation":"FINANCE"' "$T/now.jsonl")" = $((before - 1)) ]
undone
# What people add is proved by the line that says so; it meets what documents name, and goes without a trace.
correct ajouter ADMINISTRE 'Corentin Plouzennec' 'Atelier Sous-Bois' 2021 --role trésorier --preuve pv-ag-2022.txt --ligne 12
has '"relation":"ADMINISTRE".*"roles":\["trésorier"\].*corrections/ajouts'
[ "$(grep -c '"kind":"Personne".*"name":"Corentin Plouzennec"' "$T/now.jsonl")" = 1 ]
"$rhizome" liens --relation ADMINISTRE 'Corentin Plouzennec' | grep -q 'ajouter ADMINISTRE.*preuve "documents/pv-ag-2022.txt" ligne 12 » corrections/ajouts, l. 1'
undone
correct ajouter FINANCE 'Fondation des Estrans' 'Grandes Marées' 2023 --genre organisation --montant '12 000 €' --nature realise
has '"name":"Fondation des Estrans"'
has '"montant":12000.00'
undone
correct ajouter personne 'Ysaline Morvan'
has '"kind":"Personne","name":"Ysaline Morvan"'
undone
if "$rhizome" ajouter FINANCE 'Fondation des Estrans' 'Grandes Marées' 2>/dev/null; then exit 1; fi # of what kind?
if "$rhizome" ajouter personne 'Ysaline Morvan' --preuve absent.txt 2>/dev/null; then exit 1; fi
[ ! -e "$b.corrections" ]
# Merged, then told apart again: the later statement of one is kept, and both lines can be undone in any order.
correct fusionner 'Corentin Plouzennec' 'Gaspard Vuillermoz'
correct renommer 'Corentin Plouzennec' 'Corentin Plouzennec-Vuillermoz'
correct classer ademe etat
"$rhizome" annuler 1 >/dev/null && "$rhizome" annuler 1 >/dev/null && "$rhizome" annuler 1 >/dev/null
out now
cmp "$T/now.jsonl" "$T/before.jsonl"
# What changes nothing is refused and leaves nothing behind.
if "$rhizome" separer 'Corentin Plouzennec' 'Personne Inconnue' 2>/dev/null; then exit 1; fi
[ ! -e "$b.corrections" ]
# Edited by hand: a line that cannot be read or no longer applies is kept and told, the others apply at the next run.
printf '%s\n' '# notes' 'renommer Organisation "ademe" en "Agence"' 'fusionner Personne "A B" "C D"' 'fusioner x' >"$b.corrections"
"$rhizome" corrections | grep -q 'pas encore'
"$rhizome" indexer --silencieux "$T/documents" >/dev/null
out now
last='an edit by hand'
has '"name":"Agence"'
"$rhizome" corrections >"$T/said"
[ "$(grep -c "ne s'applique plus" "$T/said")" = 1 ]
[ "$(grep -c 'illisible' "$T/said")" = 1 ]
rm "$b.corrections"
if "$rhizome" corrections --appliquer >/dev/null; then exit 1; fi # there are none
out now
cmp "$T/now.jsonl" "$T/before.jsonl"
# Likely duplicates: what the rules would not decide is proposed with its reason, until somebody says that they are two.
mkdir "$T/doubles"
printf 'Présents :\n\n- Nadia Dupont (ADEME)\n- Nadia Dupond (ADEME)\n- Odile Ferrandin (ADEME)\n' >"$T/doubles/pv.txt"
RHIZOME_BASE=$T/doubles.rhz
"$rhizome" indexer --silencieux "$T/doubles" >/dev/null
"$rhizome" doublons | grep -q 'noms à .* lettre'
"$rhizome" separer 'Nadia Dupont' 'Nadia Dupond' >/dev/null
if "$rhizome" doublons >"$T/said"; then cat "$T/said"; exit 1; fi
