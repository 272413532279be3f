#!/bin/sh
# The manual page of a command, from what `rhizome aide COMMANDE` says, so that both always say the same.
#
# usage: command_page.sh RHIZOME VERSION [COMMANDE]      without a command: rhizome(1)
set -eu
rhizome=$1 version=$2 command=${3-}
date=$(date -u -d "@${SOURCE_DATE_EPOCH:-$(date +%s)}" +%Y-%m-%d)
name=rhizome${command:+-$command}
"$rhizome" aide ${command:+"$command"} | awk -v name="$name" -v date="$date" -v version="$version" -v command="$command" '
    function roff(s) {
        gsub(/\\/, "\\e", s); gsub(/-/, "\\-", s)
        return s ~ /^[.\x27]/ ? "\\&" s : s
    }
    function literal(on) {
        if (on != held) print on ? ".nf" : ".fi"
        held = on
    }
    NR == 1 {
        printf ".TH %s 1 %s \"rhizome %s\" \"Manuel de rhizome\"\n", toupper(name), date, version
        summary = $0
        sub(/^[^:]*: /, "", summary); sub(/,$/, "", summary)
        print ".SH NOM\n" name " \\- " roff(command == "" ? "chercher dans des documents, suivre les liens, lire les preuves" : summary)
        next
    }
    /^Usage : / { print ".SH SYNOPSIS\n.B " roff(substr($0, 9)) "\n.SH DESCRIPTION"; begun = 1; next }
    !begun { next }
    /^Exemples? : / { literal(0); print ".SH EXEMPLES"; literal(1); sub(/^Exemples? : /, ""); print roff($0); examples = 1; next }
    /^Statut de sortie : / { literal(0); print ".SH STATUT DE SORTIE\n" roff(substr($0, 20)); next }
    examples { sub(/^ +/, ""); if ($0 != "") print roff($0); next }
    /^$/ { if (!held) print ".PP"; else print ""; next }
    /^ / { literal(1); print roff($0); next }
    { literal(0); print roff($0) }
    END {
        literal(0)
        print ".SH ENVIRONNEMENT\n.TP\n.B RHIZOME_BASE\nla base, sans \\-\\-base\n.TP\n.B NO_COLOR\npas de couleurs"
        print ".SH VOIR AUSSI"
        if (command == "") print "une page par commande : rhizome\\-chercher(1), rhizome\\-fiche(1), …\n.br"
        else print "rhizome(1),"
        print "rhizome(3), rhizome\\-format(5)"
    }'
