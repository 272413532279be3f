#!/bin/sh
# A manual page from a page of doc/, which is its only source.
#
# usage: text_page.sh NAME SECTION SUMMARY FILE.md
set -eu
date=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%Y-%m-%d)
lowdown -s -Tman -M title="$1" -M section="$2" -M date="$date" "$4" |
    awk -v name="$1" -v summary="$3" '
        { print }
        /^\.TH/ { gsub(/-/, "\\-", name); print ".SH NAME\n" name " \\- " summary }'
