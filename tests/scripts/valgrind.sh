#!/bin/sh
# No leak and no invalid access in a short session of the command line.
set -eu
command -v valgrind >/dev/null || { echo "valgrind is not installed"; exit 77; }
rhizome=$1
libexec=$(dirname "$rhizome")/libexec/rhizome-indexer
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
RHIZOME_BASE=$T/base.rhz RHIZOME_CARTE=1024
export RHIZOME_BASE RHIZOME_CARTE
check() { valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect --error-exitcode=99 "$@" >"$T/out"; }
check "$libexec" corpus/documents
check "$rhizome" chercher dette ecologique
check "$rhizome" chercher '"conseil d’administration"' -budget
check "$rhizome" fiche ademe
check "$rhizome" liens --json ademe
check "$rhizome" lire pv-ag-2022.txt
check "$rhizome" entites --genre personne
check "$rhizome" exporter
check "$rhizome" statistiques
