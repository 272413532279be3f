#!/bin/sh
# What `make demo` shows: the corpus indexed, then one question of each sort, with the command typed above its answer.
set -eu
rhizome=$1
base=${2:-build/demo.rhz}
rm -rf "$base"
RHIZOME_BASE=$base
export RHIZOME_BASE
show() {
    printf '\n\033[1m$ rhizome'
    for word in "$@"; do
        case $word in *[!A-Za-z0-9_./-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\033[0m\n'
    "$rhizome" "$@"
}
[ -z "${NO_COLOR:-}" ] && [ -t 1 ] || show() { printf '\n$ rhizome %s\n' "$*"; "$rhizome" "$@"; }
show indexer corpus/documents
show chercher --limite 3 dette ecologique
show fiche --preuves 1 'Corentin Plouzennec'
show liens --relation FINANCE --sens entrant --preuves 1 'Grandes Marées'
show lire pv-ag-2022.txt --page 2 --ligne 53-58
