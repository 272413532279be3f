#!/bin/sh
# Install the Debian packages named in the files given, where this user may; else say how, in one command.
set -eu
missing=
for package in $(cat "$@"); do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    echo "Installation de :$missing"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get install -y -qq $missing || { apt-get update -qq && apt-get install -y -qq $missing; }; } >/dev/null
else
    echo "Il manque des paquets. Installez-les avec :" >&2
    echo "    sudo apt-get install$missing" >&2
    exit 2
fi
