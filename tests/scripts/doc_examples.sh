#!/bin/sh
# The examples of a page of doc/ are run, and print what the page shows.
#
# usage: doc_examples.sh [--update] RHIZOME PAGE...
#
# An example is a line of four spaces and "$ rhizome ..."; the indented lines after it are what it prints.
set -u
update=
[ "$1" = --update ] && { update=1; shift; }
program=$1
shift
case $program in /*) ;; *) program=$PWD/$program ;; esac
rhizome() { "$program" "$@"; }
failed=0
for page; do
    T=$(mktemp -d)
    RHIZOME_BASE=$T/base.rhz NO_COLOR=1
    export RHIZOME_BASE NO_COLOR T
    example=
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '    $ rhizome '*)
            example=1
            printf '%s\n' "$line"
            ( eval "${line#??????}" ) >"$T/.out" 2>&1 </dev/null
            sed 's/^\(..*\)$/    \1/' "$T/.out"
            ;;
        '    '*) [ -n "$example" ] || printf '%s\n' "$line" ;;
        '') [ -n "$example" ] && example=2
            printf '\n' ;;
        *) example=
           printf '%s\n' "$line" ;;
        esac
    done <"$page" | cat -s >"$T/.page"
    if [ -n "$update" ]; then
        cp "$T/.page" "$page"
    elif diff -u "$page" "$T/.page" >"$T/.diff"; then
        echo "ok   $page"
    else
        echo "FAIL $page"
        cat "$T/.diff"
        failed=1
    fi
    rm -rf "$T"
done
exit $failed
