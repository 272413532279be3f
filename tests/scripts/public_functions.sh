#!/bin/sh
# The functions that public headers declare, one a line, in order: what librhizome exports, no less and no more.
cat "$@" | sed -e 's://.*$::' | tr '\n' ' ' | sed -e 's:/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/: :g' | tr ';' '\n' |
    grep -v typedef | grep -o 'rhz_[a-z0-9_]* *(' | sed -e 's/ *($//' | LC_ALL=C sort -u
