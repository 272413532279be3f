#!/bin/sh
# Runs the tests that are built in $1, as many at once as there are cores, and says how many passed. "quick": units, saved
# fuzz inputs, sessions; "whole": also valgrind, the libraries a search loads, the real documents where ../shared is there.
#
# A test is a line "name<tab>command" of list(); its exit status 77 means skipped, and its last line says why.
set -u
b=$1 mode=$2

list() {
    test() { printf '%s\t%s\n' "$1" "$2"; }
    # The long ones first, so that none of them is left to run alone at the end.
    if [ "$mode" = whole ]; then
        test "crashes" "tests/crash/crash.sh $b/tests/crash 100 20 1"
        test "faults" "tests/fault/fault.sh $b/tests 400"
        case $b in *address*) ;; *) test "valgrind" "tests/scripts/valgrind.sh $b/rhizome" ;; esac
        test "disks that refuse" "tests/scripts/disk.sh $b/rhizome"
        test "service" "tests/scripts/http.sh $b/rhizome"
        test "installation" "tests/scripts/install.sh $b"
        test "libraries of a search" "tests/scripts/libraries.sh $b/rhizome"
        test "broken files" "python3 tests/scripts/broken_files.py $b/rhizome 200"
        test "any order, any split" "tests/scripts/order.sh $b/rhizome"
        test "corrections" "tests/scripts/corrections.sh $b/rhizome"
        test "forgetting a person" "tests/scripts/forget.sh $b/rhizome"
        test "names of the real documents" "python3 tests/scripts/check_names.py . ../shared"
        test "styles" "tests/scripts/styles.sh $b/rhizome"
        test "real documents" "tests/scripts/real.sh $b/rhizome"
    fi
    for t in "$b"/tests/unit/test_*; do
        case $t in *.o | *.d) continue ;; esac
        test "unit $(basename "$t" | cut -c6-)" "$t"
    done
    for t in "$b"/tests/fuzz/fuzz_*; do
        case $t in *.o | *.d) continue ;; esac
        name=$(basename "$t" | cut -c6-)
        [ -d "tests/fuzz/seeds/$name" ] && test "fuzz inputs $name" "$t tests/fuzz/seeds/$name"
    done
    for s in tests/golden/*.session; do
        test "session $(basename "$s" .session)" "tests/scripts/golden.sh $b/rhizome $s"
    done
    test "French cases" "python3 tests/scripts/check_french.py $b/rhizome tests/data/french/cases.tsv"
    test "examples of the search page" "tests/scripts/doc_examples.sh $b/rhizome doc/recherche.md"
    test "examples of doc/requete.md" "tests/scripts/requete.sh $b/rhizome"
    test "bad input" "tests/scripts/bad_input.sh $b/rhizome"
    test "readers of other formats" "tests/scripts/readers.sh $b/rhizome"
    test "one document, every format" "python3 tests/scripts/formats.py $b/rhizome"
}

# One test: what it prints is shown only when it fails.
one() {
    name=${1%%	*}
    log=$(mktemp "$b/test-XXXXXX.log")
    sh -c "${1#*	}" >"$log" 2>&1
    case $? in
    0) echo "ok    $name" ;;
    77) echo "skip  $name : $(tail -n 1 "$log")" ;;
    *) echo "FAIL  $name"; cat "$log" ;;
    esac
    rm -f "$log"
}

[ "$mode" = one ] && { one "$3"; exit 0; }
results=$(mktemp "$b/results-XXXXXX")
list | xargs -d '\n' -P "$(nproc)" -n 1 "$0" "$b" one | tee "$results"
count() { grep -c "^$1  " "$results"; }
failed=$(count FAIL)
echo "$(count 'ok  ') passed, $failed failed, $(count skip) skipped"
rm -f "$results"
[ "$failed" = 0 ]
