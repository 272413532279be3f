#!/bin/sh
# A process that searches loads five libraries beside the system's own, and no other.
set -u
if ldd "$1" | grep -q libasan; then
    echo "the sanitizers load libraries of their own"
    exit 77
fi
others=$(ldd "$1" | awk '{print $1}' | grep -Ev '^(linux-vdso|/lib|libc\.|libm\.|libpthread\.|libgcc_s|libdl\.|librt\.)' |
    grep -Ev '^lib(lmdb|stemmer|utf8proc|zstd|xxhash)\.')
[ -z "$others" ] && exit 0
echo "unexpected libraries: $others"
exit 1
