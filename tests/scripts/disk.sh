#!/bin/sh
# Disks that refuse: a full one, a read-only one, files without the right to write. The message names the file and the
# right, what was published stays. As root only: it mounts file systems of its own and becomes another user.
set -u
rhizome=$(realpath "$1")
corpus=$(realpath corpus/documents)
[ "$(id -u)" = 0 ] || { echo "il faut être root pour monter un petit disque"; exit 77; }
[ -n "${RHIZOME_DISK_INSIDE:-}" ] || {
    unshare -m true 2>/dev/null || { echo "unshare -m est refusé ici"; exit 77; }
    RHIZOME_DISK_INSIDE=1 exec unshare -m "$0" "$1"
}
command -v setpriv >/dev/null || { echo "setpriv absent"; exit 77; }
# Under /tmp, that another user may cross.
T=$(mktemp -d /tmp/rhizome-disk-XXXXXX)
chmod 755 "$T"
trap 'umount "$T/disque" 2>/dev/null; umount "$T/lecture" 2>/dev/null; rm -rf "$T"' EXIT
failed=0
# expect STATUS PATTERN command...: one sentence on standard error that matches
expect() {
    status=$1 pattern=$2
    shift 2
    "$@" >"$T/out" 2>"$T/err" </dev/null
    got=$?
    if [ $got != "$status" ] || { [ -n "$pattern" ] && ! grep -q "$pattern" "$T/err"; }; then
        echo "expected status $status and « $pattern »; got $got from: $*"
        head -5 "$T/err"
        failed=1
    fi
}
nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
same() { # what, base, export: the base still says what it said
    "$rhizome" exporter --base "$2" >"$T/now" 2>"$T/err" && cmp -s "$3" "$T/now" || { echo "$1"; cat "$T/err"; failed=1; }
}

# ---- a full disk ----
mkdir "$T/disque" "$T/lecture"
mount -t tmpfs -o size=2m tmpfs "$T/disque" || { echo "tmpfs refusé"; exit 77; }
base=$T/disque/base.rhz
"$rhizome" indexer --silencieux --base "$base" "$corpus/pv-ag-2022.txt" || { echo "no first run"; failed=1; }
"$rhizome" exporter --base "$base" >"$T/before"
mkdir "$T/gros"
i=0
while [ $i -lt 40 ]; do
    head -c 60000 /dev/urandom | base64 >"$T/gros/$i.txt"
    i=$((i + 1))
done
expect 2 'disque est plein' "$rhizome" indexer --silencieux --base "$base" "$T/gros"
grep -q "$T/disque" "$T/err" || { echo "the full disk is not named"; cat "$T/err"; failed=1; }
same "a full disk changed what was published" "$base" "$T/before"
"$rhizome" verifier --base "$base" >"$T/out" 2>&1 || { echo "a full disk damaged the base"; cat "$T/out"; failed=1; }
expect 0 '' "$rhizome" indexer --silencieux --base "$base" "$corpus/pv-ag-2022.txt"

# ---- a disk that is read-only ----
cp -r "$base" "$T/lecture.rhz"
mv "$T/lecture.rhz" "$T/lecture/base.rhz"
mount --bind "$T/lecture" "$T/lecture" && mount -o remount,ro,bind "$T/lecture" || { echo "no read-only mount"; failed=1; }
same "a read-only disk cannot be read" "$T/lecture/base.rhz" "$T/before"
expect 0 '' "$rhizome" chercher --base "$T/lecture/base.rhz" séance
"$rhizome" verifier --base "$T/lecture/base.rhz" >"$T/out" 2>&1 || { echo "verifier fails on a read-only disk"; cat "$T/out"; failed=1; }
expect 2 "$T/lecture.*lecture seule" "$rhizome" indexer --silencieux --base "$T/lecture/base.rhz" "$corpus"
expect 2 "$T/lecture.*lecture seule" "$rhizome" indexer --silencieux --base "$T/lecture/neuve.rhz" "$corpus"

# ---- no right to write, no right to read ----
cp -r "$base" "$T/droits.rhz"
chmod -R a+rX,go-w "$T/droits.rhz"
expect 2 "droit d.écrire dans « $T/droits.rhz/verrou »" nobody "$rhizome" indexer --silencieux --base "$T/droits.rhz" "$corpus"
nobody "$rhizome" exporter --base "$T/droits.rhz" >"$T/now" 2>"$T/err"
grep -q "lock.mdb" "$T/err" || cmp -s "$T/before" "$T/now" || { echo "a reader without the right to write: no word of lock.mdb"; cat "$T/err"; failed=1; }
chmod a+w "$T/droits.rhz/g0001/lock.mdb"
nobody "$rhizome" exporter --base "$T/droits.rhz" >"$T/now" 2>"$T/err"
cmp -s "$T/before" "$T/now" || { echo "a reader with the rights it needs is refused"; cat "$T/err"; failed=1; }
chmod a+w "$T/droits.rhz" "$T/droits.rhz/verrou"
expect 2 "droit d.écrire dans « $T/droits.rhz/g0001/data.mdb »" nobody "$rhizome" indexer --silencieux --base "$T/droits.rhz" "$corpus"
chmod 600 "$T/droits.rhz/g0001/data.mdb"
expect 2 "lire.*data.mdb\|lecture de data.mdb" nobody "$rhizome" chercher --base "$T/droits.rhz" séance
chmod 700 "$T/droits.rhz"
expect 2 "$T/droits.rhz/courant.*droit d.ouvrir" nobody "$rhizome" chercher --base "$T/droits.rhz" séance
mkdir "$T/ferme"
chmod 755 "$T/ferme"
expect 2 "droit d.écrire dans le dossier de « $T/ferme/neuve.rhz »" nobody "$rhizome" indexer --silencieux --base "$T/ferme/neuve.rhz" "$corpus"
exit $failed
