#!/bin/sh
# Replay recorded command-line sessions and compare what is printed.
#
# usage: golden.sh [--update] RHIZOME SESSION...
#
# A session is a transcript: lines "$ command", what the command prints (standard output and error), and "= status".
# Lines "# ..." are comments. `rhizome` in a command is the program given; sessions run from the project's root, with a
# base of their own in $RHIZOME_BASE and a scratch folder in $T. Durations and sizes are replaced by N.
set -u
update=
[ "$1" = --update ] && { update=1; shift; }
program=$1
shift
case $program in /*) ;; *) program=$PWD/$program ;; esac
failed=0
rhizome() { "$program" "$@"; }
steady() {
    sed -E -e 's/en [0-9]+\.[0-9]+ s/en N s/' -e 's/(la base en occupe) [0-9 ]+/\1 N/' \
        -e "s#$T#T#g" -e 's/("(seconds|cpu_seconds|base_bytes|published_at)":)[0-9.e-]+/\1N/g' \
        -e 's#publication : [0-9/]+ à [0-9h]+#publication : DATE#' -e 's/(octets de la base) .*/\1 N/'
}
replay() {
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '# '*) printf '%s\n' "$line" ;;
        '$ '*)
            printf '%s\n' "$line"
            ( eval "${line#??}" ) >"$T/.out" 2>&1 </dev/null
            status=$?
            steady <"$T/.out"
            printf '= %d\n\n' "$status"
            ;;
        esac
    done <"$1"
}
for session; do
    T=$(mktemp -d)
    RHIZOME_BASE=$T/base.rhz NO_COLOR=1
    export RHIZOME_BASE NO_COLOR T
    replay "$session" >"$T/.session"
    if [ -n "$update" ]; then
        cp "$T/.session" "$session"
    elif diff -u "$session" "$T/.session" >"$T/.diff"; then
        echo "ok   $session"
    else
        echo "FAIL $session"
        cat "$T/.diff"
        failed=1
    fi
    rm -rf "$T"
done
exit $failed
