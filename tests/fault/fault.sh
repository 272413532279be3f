#!/bin/sh
# Every allocation fails, then every write: at most MOST of each sort of work.
set -eu
programs=$1 most=$2
[ -n "${TMPDIR:-}" ] || { [ -d /dev/shm ] && [ -w /dev/shm ] && TMPDIR=/dev/shm; }
export TMPDIR="${TMPDIR:-/tmp}"
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0:allocator_may_return_null=1"
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
"$programs/fault/fault" "$most"
mkdir "$T/base"
RHIZOME_RECORD_BASE=$T/base LD_PRELOAD=$programs/crash/recorder.so "$programs/fault/fault" "$most" "$T/base"
