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
mkdir "$T/etranger"
echo bonjour >"$T/etranger/lettre.txt"
expect 2 '' "$rhizome" indexer --base "$T/etranger" corpus/documents
[ "$(cat "$T/etranger/lettre.txt")" = bonjour ] || { echo "a foreign folder was touched"; failed=1; }
"$rhizome" statistiques --base "$base" >/dev/full 2>"$T/err"
[ $? = 2 ] || { echo "a full output device goes unnoticed"; failed=1; }
"$rhizome" entites --base "$base" | head -1 >/dev/null || failed=1
exit $failed
