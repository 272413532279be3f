#!/bin/sh
# A process that searches loads five libraries beside the system's own, and no other.
set -u
others=$(ldd "$1" | awk '{print $1}' | grep -Ev '^(linux-vdso|/lib|libc\.|libm\.|libpthread\.|libasan|libubsan|libgcc_s|libdl\.|librt\.)' |
    grep -Ev '^lib(lmdb|stemmer|utf8proc|zstd|xxhash)\.')
[ -z "$others" ] && exit 0
echo "unexpected libraries: $others"
exit 1
