#!/bin/sh
# rhizome(3), from the public header: its own comments are the manual of the library.
#
# usage: library_page.sh VERSION HEADER
set -eu
date=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%Y-%m-%d)
awk -v date="$date" -v version="$1" '
    function roff(s) { gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s); return s ~ /^[.\x27]/ ? "\\&" s : s }
    BEGIN {
        printf ".TH RHIZOME 3 %s \"rhizome %s\" \"rhizome manual\"\n", date, version
        print ".SH NAME\nrhizome \\- search a base of documents, follow its links, read the passages that prove them"
        print ".SH SYNOPSIS\n.nf\n.B #include <rhizome.h>\n.sp\ncc program.c $(pkg\\-config \\-\\-cflags \\-\\-libs rhizome)\n.fi\n.SH DESCRIPTION\n.nf"
    }
    NR == 1 { next }
    /^#|^extern "C"|^}$/ { next }
    /^\/\* ---- .* ---- \*\/$/ { gsub(/^\/\* ---- | ---- \*\/$/, ""); print ".fi\n.SH " toupper($0) "\n.nf"; next }
    /^ \*\/$/ && !begun { begun = 1; next }
    !begun { sub(/^ \* ?/, ""); print roff($0); next }
    { print roff($0) }
    END { print ".fi\n.SH SEE ALSO\nrhizome(1), rhizome\\-format(5)" }' "$2"
