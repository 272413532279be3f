#!/bin/sh
# What is left after a crash: IMAGES images of a killed process and of a power cut, KILLS real kills. Then the control: with
# syncs off, the same images must fail.
set -eu
programs=$1 images=$2 kills=$3 seed=$4
# Where memory is a file system, thousands of images do not wear a disk.
[ -n "${TMPDIR:-}" ] || { [ -d /dev/shm ] && [ -w /dev/shm ] && TMPDIR=/dev/shm; }
export TMPDIR="${TMPDIR:-/tmp}"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
# The recorder comes before the sanitizers' own library, and is none of their business.
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0"
record() { # folder
    mkdir -p "$1/base" "$1/exports" "$1/work"
    RHIZOME_RECORD_BASE=$1/base RHIZOME_RECORD_LOG=$1/log LD_PRELOAD=$programs/recorder.so \
        "$programs/crash" record "$1/base" "$1/exports"
}
record "$T/whole"
"$programs/crash" replay "$T/whole/log" "$T/whole/exports" "$T/whole/work" "$images" "$seed"
"$programs/crash" kill "$T/whole/exports" "$T/whole/work" "$kills" "$seed"
RHIZOME_RECORD_NOSYNC=1 record "$T/nosync"
if "$programs/crash" replay "$T/nosync/log" "$T/nosync/exports" "$T/nosync/work" 40 "$seed" >"$T/control" 2>&1; then
    echo "the control passes: with syncs off, images should fail"
    cat "$T/control"
    exit 1
fi
grep -q 'images of' "$T/control" || { cat "$T/control"; exit 1; }
echo "control, syncs off: $(tail -n 1 "$T/control")"
