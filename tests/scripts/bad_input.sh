#!/bin/sh
# What bad input gets: one French sentence, a sensible status, and the rest goes on.
set -u
rhizome=$1
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
failed=0
# expect STATUS PATTERN command...: one sentence on standard error that matches
expect() {
    status=$1 pattern=$2
    shift 2
    "$@" >"$T/out" 2>"$T/err" </dev/null
    got=$?
    if [ $got != "$status" ] || ! grep -q "$pattern" "$T/err"; then
        echo "expected status $status and « $pattern »; got $got from: $*"
        head -5 "$T/err"
        failed=1
    fi
}
base=$T/base.rhz
expect 2 "n'existe pas" "$rhizome" indexer --base "$base" "$T/absent.txt"
mkdir "$T/vide"
expect 2 'aucun fichier' "$rhizome" indexer --base "$base" "$T/vide"
[ ! -e "$base" ] || { echo "a base was created for nothing"; failed=1; }
expect 2 "n'existe pas" "$rhizome" chercher --base "$base" mot
head -c 5000 /dev/urandom >"$T/binaire.txt"
expect 2 'binaire.txt' "$rhizome" indexer --base "$base" "$T/binaire.txt"
: >"$T/vide.txt"
expect 2 'vide.txt' "$rhizome" indexer --base "$base" "$T/vide.txt"
mkdir "$T/lot"
cp corpus/documents/pv-ag-2022.txt "$T/lot/"
cp "$T/binaire.txt" "$T/vide.txt" "$T/lot/"
printf 'Compte rendu du 3 mars 2021\n\nLe caf\351 est offert \303\050 tous.\n' >"$T/lot/latin.txt"
printf '{"id":"a","text":"Un texte."}\n{"id":"b","text":\n{"id":"c","text":"\377"}\n{"id":"d","text":"Un autre."}\n' >"$T/lot/catalogue.jsonl"
head -c 80000000 /dev/zero | tr '\0' 'a' >"$T/lot/gros.txt"
expect 0 'trop gros' "$rhizome" indexer --base "$base" "$T/lot"
grep -q 'ajouté' "$T/out" || { echo "the other files did not go on"; failed=1; }
printf -- '---\ntitre: "jamais fermé\n---\n\nUn texte.\n' >"$T/en-tete.md"
"$rhizome" indexer --base "$T/md.rhz" "$T/en-tete.md" >"$T/out" 2>&1 || { echo "bad front matter is not text"; failed=1; }
printf 'titre: Un titre\ndate: un jour\n' >"$T/en-tete.md.yml"
expect 0 'en-tete.md.yml, ligne 2 : date' "$rhizome" indexer --base "$T/md.rhz" "$T/en-tete.md"
printf -- '---\ntitre: Rien\n---\n' >"$T/rien.md"
expect 2 'aucun mot' "$rhizome" indexer --base "$T/md.rhz" "$T/rien.md"
expect 2 'strict' "$rhizome" indexer --strict --base "$T/autre.rhz" "$T/lot"
expect 1 '' "$rhizome" chercher --base "$base" motquinexistenullepart
expect 2 '' "$rhizome" chercher --base "$base" ''
expect 1 'aucune entité' "$rhizome" fiche --base "$base" 'Personne Introuvable'
expect 1 '' "$rhizome" lire --base "$base" introuvable.txt
expect 2 'option inconnue' "$rhizome" chercher --base "$base" --fantaisie mot
expect 2 'attend un nombre' "$rhizome" chercher --base "$base" --limite beaucoup mot
expect 2 'Vouliez-vous dire' "$rhizome" cherche mot
head -c 1000000 /dev/zero | tr '\0' 'x' >"$T/longue"
"$rhizome" chercher --base "$base" - <"$T/longue" >"$T/out" 2>"$T/err"
[ $? -le 2 ] || { echo "a query of 1 MB ends badly"; failed=1; }
"$rhizome" verifier --base "$base" >"$T/out" 2>&1 || { echo "verifier finds fault with a sound base"; cat "$T/out"; failed=1; }
expect 2 "n'existe pas" "$rhizome" verifier --base "$T/absente.rhz"
cp -r "$base" "$T/abimee.rhz"
dd if=/dev/zero of="$T/abimee.rhz/courant" bs=1 count=3 conv=notrunc 2>/dev/null
"$rhizome" verifier --base "$T/abimee.rhz" >"$T/out" 2>&1
[ $? = 1 ] || { echo "verifier does not see a damaged base"; cat "$T/out"; failed=1; }
# importing: each bad line is said with its number, and nothing is imported
H='{"t":"header","format":1}'
D='{"t":"document","id":"00000000000000ab","uri":"a.txt"}'
N='{"t":"node","id":1,"kind":"Personne","name":"Odile Ferrandin"}'
M='{"t":"node","id":2,"kind":"Organisation","name":"ADEME"}'
P='"evidence":[{"document":"00000000000000ab","start":0,"end":4,"quote":"mots"}]'
E='{"t":"edge","id":9,"relation":"AFFILIE_A","from":1,"to":2,'$P'}'
refuse() { # PATTERN line...
    wanted=$1
    shift
    printf '%s\n' "$@" >"$T/graphe.jsonl"
    expect 2 "$wanted" "$rhizome" importer --base "$T/importee.rhz" "$T/graphe.jsonl"
}
refuse 'Ligne 1 : .*JSON' 'pas du JSON'
refuse 'Ligne 1 : .*en-tête' "$D"
refuse 'Ligne 1 : « format »' '{"t":"header","format":7}'
refuse 'Ligne 2 : « t »' "$H" '{"t":"autre"}'
refuse 'Ligne 2 : « id »' "$H" '{"t":"document","id":"ab","uri":"a.txt"}'
refuse 'Ligne 3 : .*ligne 2' "$H" "$D" '{"t":"document","id":"00000000000000ab","uri":"b.txt"}' "$N"
refuse 'Ligne 3 : .*adresse' "$H" "$D" '{"t":"document","id":"00000000000000ac","uri":"a.txt"}'
refuse 'Ligne 3 : « kind »' "$H" "$D" '{"t":"node","id":1,"kind":"Licorne","name":"X"}'
refuse 'Ligne 4 : .*ligne 3' "$H" "$D" "$N" "$N"
refuse 'Ligne 4 : un bout' "$H" "$D" "$N" "$E"
refuse 'Ligne 4 : une preuve cite' "$H" "$N" "$M" "$E"
refuse 'Ligne 6 : .*ligne 5' "$H" "$D" "$N" "$M" "$E" "$E"
refuse 'Ligne 5 : « evidence »' "$H" "$D" "$N" "$M" '{"t":"edge","id":9,"relation":"AFFILIE_A","from":1,"to":2}'
refuse "Ligne 6 : l'ordre" "$H" "$D" "$N" "$M" "$E" "$N"
expect 2 "n'existe pas" "$rhizome" importer --base "$T/importee.rhz" "$T/absent.jsonl"
expect 2 'tirée de documents' "$rhizome" importer --base "$base" "$T/graphe.jsonl"
printf '%s\n' "$H" "$D" "$N" "$M" "$E" | "$rhizome" importer --base "$T/importee.rhz" - >"$T/out" 2>&1 ||
    { echo "a base that refused a file is no longer empty"; cat "$T/out"; failed=1; }
expect 2 'graphe importé' "$rhizome" importer --base "$T/importee.rhz" "$T/graphe.jsonl"
expect 2 'graphe importé' "$rhizome" indexer --base "$T/importee.rhz" corpus/documents
expect 2 'graphe importé' "$rhizome" indexer --essai --base "$T/importee.rhz" corpus/documents
expect 2 'graphe importé' "$rhizome" retirer --base "$T/importee.rhz" a.txt
expect 2 'graphe importé' "$rhizome" compacter --base "$T/importee.rhz"
expect 1 'graphe importé' "$rhizome" chercher --base "$T/importee.rhz" mots
expect 1 'graphe importé' "$rhizome" lire --base "$T/importee.rhz" a.txt
for c in 'fiche ademe' 'liens ademe' entites documents statistiques verifier; do
    "$rhizome" $c --base "$T/importee.rhz" >"$T/out" 2>&1 || { echo "$c fails on an imported base"; cat "$T/out"; failed=1; }
done
# out and in again: the same bytes
"$rhizome" indexer --silencieux --base "$T/corpus.rhz" corpus/documents &&
    "$rhizome" exporter --base "$T/corpus.rhz" --sortie "$T/un.jsonl" &&
    "$rhizome" importer --silencieux --base "$T/copie.rhz" "$T/un.jsonl" &&
    "$rhizome" exporter --base "$T/copie.rhz" --sortie "$T/deux.jsonl" && cmp "$T/un.jsonl" "$T/deux.jsonl" ||
    { echo "an export that is imported does not give the same export"; failed=1; }
mkdir "$T/etranger"
echo bonjour >"$T/etranger/lettre.txt"
expect 2 '' "$rhizome" indexer --base "$T/etranger" corpus/documents
[ "$(cat "$T/etranger/lettre.txt")" = bonjour ] || { echo "a foreign folder was touched"; failed=1; }
"$rhizome" statistiques --base "$base" >/dev/full 2>"$T/err"
[ $? = 2 ] || { echo "a full output device goes unnoticed"; failed=1; }
"$rhizome" entites --base "$base" | head -1 >/dev/null || failed=1
exit $failed
