#!/bin/sh
# Runs the tests that are built in $1 and says how many passed. "quick": units, saved fuzz inputs, sessions; "whole":
# also valgrind, the libraries a search loads, the real documents where ../shared is there.
set -u
b=$1 mode=$2
passed=0 failed=0 skipped=0
log=$b/test.log
one() { # name command...: status 77 means skipped
    name=$1
    shift
    "$@" >"$log" 2>&1
    case $? in
    0) passed=$((passed + 1)); echo "ok    $name" ;;
    77) skipped=$((skipped + 1)); echo "skip  $name : $(tail -n 1 "$log")" ;;
    *) failed=$((failed + 1)); echo "FAIL  $name"; cat "$log" ;;
    esac
}
for t in "$b"/tests/unit/test_*; do
    case $t in *.o | *.d) continue ;; esac
    one "unit $(basename "$t" | cut -c6-)" "$t"
done
for t in "$b"/tests/fuzz/fuzz_*; do
    case $t in *.o | *.d) continue ;; esac
    name=$(basename "$t" | cut -c6-)
    [ -d "tests/fuzz/seeds/$name" ] && one "fuzz inputs $name" "$t" "tests/fuzz/seeds/$name"
done
for s in tests/golden/*.session; do
    one "session $(basename "$s" .session)" tests/scripts/golden.sh "$b/rhizome" "$s"
done
one "bad input" tests/scripts/bad_input.sh "$b/rhizome"
if [ "$mode" = whole ]; then
    one "libraries of a search" tests/scripts/libraries.sh "$b/rhizome"
    one "any order, any split" tests/scripts/order.sh "$b/rhizome"
    one "corrections" tests/scripts/corrections.sh "$b/rhizome"
    one "names of the real documents" python3 tests/scripts/check_names.py . ../shared
    one "real documents" tests/scripts/real.sh "$b/rhizome"
    one "disks that refuse" tests/scripts/disk.sh "$b/rhizome"
    one "faults" tests/fault/fault.sh "$b/tests" 400
    one "crashes" tests/crash/crash.sh "$b/tests/crash" 100 20 1
    case $b in *address*) ;; *) one "valgrind" tests/scripts/valgrind.sh "$b/rhizome" ;; esac
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
