#!/bin/sh
# What `make install` puts in place works from there: the command finds its programs, the examples of doc/examples compile with
# what pkg-config says (shared and static), the library exports what its header declares, every command has its page.
set -eu
b=$1
case $b in *address* | *thread*) echo "not under sanitizers"; exit 77 ;; esac
command -v pkg-config >/dev/null || { echo "pkg-config absent"; exit 77; }
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cc=cc
case $b in *clang) cc=clang ;; esac
make -s CC="$cc" install DESTDIR="$T" PREFIX=/opt/rhizome >"$T/log" 2>&1 || { cat "$T/log"; exit 1; }
root=$T/opt/rhizome
PATH=$root/bin:$PATH
LD_LIBRARY_PATH=$root/lib
RHIZOME_BASE=$T/base.rhz
export PATH LD_LIBRARY_PATH RHIZOME_BASE
rhizome indexer --silencieux corpus/documents
rhizome chercher dette ecologique >/dev/null

tests/scripts/public_functions.sh query/rhizome.h >"$T/declared"
nm -D --defined-only "$root/lib/librhizome.so.0" | sed -n 's/.* T \(.*\)@@RHIZOME_0$/\1/p' | LC_ALL=C sort >"$T/exported"
diff "$T/declared" "$T/exported"
[ "$(nm -D --defined-only "$root/lib/librhizome.so.0" | grep -c ' T ')" = "$(wc -l <"$T/declared")" ]

flags="--define-variable=prefix=$root --define-variable=libdir=$root/lib"
export PKG_CONFIG_PATH="$root/lib/pkgconfig"
run() { # program, words that its output must hold, arguments
    program=$1 expected=$2
    shift 2
    for kind in "" --static; do
        libs=$(pkg-config $flags --cflags --libs $kind rhizome)
        [ -z "$kind" ] || libs=$(echo "$libs" | sed "s#-lrhizome#$root/lib/librhizome.a#")
        $cc -std=c11 -Wall -Wextra -Werror "doc/examples/$program.c" $libs -o "$T/$program"
        "$T/$program" "$RHIZOME_BASE" "$@" >"$T/out" || { cat "$T/out"; exit 1; }
        grep -q "$expected" "$T/out" || { echo "$program: « $expected » missing"; cat "$T/out"; exit 1; }
    done
}
run search 'p. ' 'conseil administration'
run links FINANCE ADEME
run path ' — ' ADEME 'Région Bretagne'

for command in $(rhizome aide | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
    [ "$command" = aide ] || [ -s "$root/share/man/man1/rhizome-$command.1" ] || { echo "no page: $command"; exit 1; }
done
if command -v groff >/dev/null; then
    for page in "$root"/share/man/man*/*; do
        groff -man -Kutf8 -Tutf8 -ww -z "$page" 2>"$T/warnings" || true
        ! grep -v "can't break line\|cannot adjust line\|table wider" "$T/warnings" || { echo "$page"; exit 1; }
    done
fi
