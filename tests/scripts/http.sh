#!/bin/sh
# `rhizome servir` as its clients see it: every page and every answer of the API, hostile addresses and titles, caches, methods, a
# publication seen without restart, a graceful stop.
set -eu
rhizome=$1
[ -x "$(dirname "$rhizome")/libexec/rhizome-serveur" ] || { echo "rhizome-serveur is not built"; exit 77; }
command -v curl >/dev/null || { echo "curl absent"; exit 77; }
T=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill $server; rm -rf "$T"' EXIT
mkdir "$T/hostile"
cat >"$T/hostile/page.md" <<'END'
---
titre: <script>alert(1)</script> & "guillemets" 'simples'
date: 2023-02-03
url: https://exemple.example/"><script>x</script>
---
# Le <b>piège</b>

La coopérative "Les <img src=x onerror=alert(1)>" a reçu <script>alert(2)</script> piège & compagnie.
END
"$rhizome" indexer --silencieux --base "$T/base" corpus/documents "$T/hostile"
port=$((20000 + $$ % 20000))
"$rhizome" servir --base "$T/base" --port "$port" --journal "$T/journal" 2>"$T/log" &
server=$!
at=http://127.0.0.1:$port
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    curl -sf "$at/sante" >/dev/null && break
    sleep 0.2
done
fail() { echo "$*"; cat "$T/log"; exit 1; }
get() { # status, address, words that must be there
    got=$(curl -s -o "$T/body" -D "$T/head" -w '%{http_code}' "$at$2") || fail "$2: no answer"
    [ "$got" = "$1" ] || fail "$2: $got, not $1"
    [ $# -lt 3 ] || grep -q -- "$3" "$T/body" || { head -c 3000 "$T/body"; fail "$2: « $3 » missing"; }
}
json() { get "$@"; python3 -m json.tool "$T/body" >/dev/null 2>&1 || fail "$2: not JSON"; }

get 200 / 'Chercher dans les documents'
get 200 '/?q=subvention' '<mark>'
get 200 '/?q=zzzzqqq' 'Aucun passage'
get 200 '/?q=%C3%A9cologique+dette' 'passage'
get 200 '/?q=qui+finance+Grandes+Mar%C3%A9es+en+2023+%3F' 'class="reponse"'
get 200 /entites 'Personnes'
get 200 '/entites?genre=Organisation&debut=1' 'href="/entite/'
get 200 /documents 'href="/document/'
get 200 /financements 'Qui finance quoi'
get 200 '/financements?par=annee&annee=2021..2023' 'ADEME'
get 200 '/chemin?de=ADEME&a=R%C3%A9gion+Bretagne' 'class="chemin"'
get 200 '/chemin?de=ADEME&a=inconnue' 'Aucune entité'
get 200 /a-propos 'Liens prouvés'
json 200 '/api/v1/suggestions?q=ademe' '"text":"ADEME"'
entity=$(grep -o '"id":[0-9]*' "$T/body" | head -n 1 | cut -d : -f 2)
get 200 "/entite/$entity" 'Souvent cité avec'
json 200 "/api/v1/entites/$entity" '"kind":"Organisation"'
json 200 "/api/v1/entites/$entity/liens?sens=sortant&limite=2" '"next":"/api/v1/entites/'
json 200 '/api/v1/recherche?q=subvention&limite=1' '"total":'
json 200 '/api/v1/entites?genre=Personne&limite=3' '"next":"/api/v1/entites?genre=Personne'
json 200 /api/v1/documents '"uri":'
document=$(grep -o '"id":"[0-9a-f]*"' "$T/body" | head -n 1 | cut -d '"' -f 4)
get 200 "/document/$document?q=budget" 'class="texte"'
json 200 "/api/v1/documents/$document" "$document"
json 200 '/api/v1/suggestions?q=r%C3%A9gion+bretagne'
other=$(grep -o '"id":[0-9]*' "$T/body" | head -n 1 | cut -d : -f 2)
json 200 "/api/v1/chemins?de=$entity&a=$other" '"relation":"FINANCE"'
json 200 /api/v1/openapi.json '"openapi":"3.1.0"'
get 200 /metriques 'rhizome_requests_total{class="2xx"}'

# What is wrong is said, in the form that fits.
get 404 /rien 'Il n&#39;y a rien'
json 404 /api/v1/rien 'Introuvable'
grep -qi '^content-type: application/problem+json' "$T/head" || fail "no problem document"
json 404 /api/v1/entites/1 'Aucune entité'
get 404 /entite/999 'Aucune entité'
get 404 /document/0000000000000000
get 400 '/?q=%FF%FE'
get 400 '/?q=a%00b'
get 400 '/%2e%2e/etc/passwd'
json 400 '/api/v1/recherche?q='
[ "$(curl -s -o /dev/null -w '%{http_code}' -X POST -d x=1 "$at/")" = 405 ] || fail "POST"
[ "$(curl -s -o /dev/null -w '%{http_code}' -X DELETE "$at/entite/1")" = 405 ] || fail "DELETE"
long=$(head -c 9000 /dev/zero | tr '\0' a)
case $(curl -s -o /dev/null -w '%{http_code}' "$at/?q=$long") in 400 | 414 | 431) ;; *) fail "a long address" ;; esac
[ "$(curl -sI "$at/" | grep -ci '^content-length: [1-9]')" = 1 ] || fail "HEAD"

# Nothing of a document or a query becomes markup.
for address in '/?q=pi%C3%A8ge' /documents '/?q=%3Cscript%3Ealert(3)%3C/script%3E' '/chemin?de=%3Cscript%3Ex&a=%22%3E%3Cb' \
    '/entites?nom=%3Cscript%3E' '/financements?annee=%22%3E%3Cscript%3E' '/%3Cscript%3E'; do
    curl -s "$at$address" >"$T/body"
    sed 's#<script type="module" src="/statique/[a-z0-9.]*"></script>##' "$T/body" >"$T/rest"
    ! grep -q '<script\|<img\|onerror=[^&]*>.*<img\|<b>' "$T/rest" || { cat "$T/rest"; fail "$address: markup of others"; }
done
curl -s "$at/?q=pi%C3%A8ge" >"$T/body"
grep -q '&lt;script&gt;alert' "$T/body" || fail "the hostile title is not shown"
hostile=$(sed -n 's#.*href="/document/\([0-9a-f]*\)?q=.*#\1#p' "$T/body" | head -n 1)
curl -s "$at/document/$hostile" | sed 's#<script type="module" src="/statique/[a-z0-9.]*"></script>##' >"$T/rest"
! grep -q '<script' "$T/rest" || fail "the hostile document"
curl -sI "$at/" | grep -qi "^content-security-policy: default-src 'none'" || fail "no policy"

# Kept by browsers until something is published; static files for ever.
etag=$(curl -sI "$at/documents" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
[ "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$at/documents")" = 304 ] || fail "not 304"
mkdir "$T/neuf"
printf 'Compte rendu de la rencontre du 4 mars 2025\n\nLes hirondelles reviennent.\n' >"$T/neuf/billet.txt"
"$rhizome" indexer --silencieux --base "$T/base" "$T/neuf"
[ "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$at/documents")" = 200 ] || fail "an old answer"
get 200 '/?q=hirondelle' '<mark>hirondelles</mark>'
style=$(curl -s "$at/" | sed 's#.*href="\(/statique/style[^"]*\)".*#\1#')
curl -sI "$at$style" | grep -qi '^cache-control: .*immutable' || fail "style"

# Bytes that are no HTTP, clients that stay silent.
printf 'GET / HTTP/9.9\r\n\r\n\000\377' | timeout 2 nc 127.0.0.1 "$port" >/dev/null 2>&1 || true
for i in 1 2 3 4 5; do (sleep 1 | timeout 2 nc 127.0.0.1 "$port" >/dev/null 2>&1 &) ; done
get 200 /sante '"status":"ok"'
grep -q 'GET /documents 304' "$T/journal" || fail "the journal"
kill -TERM $server
wait $server || fail "status $?"
server=
if "$rhizome" servir --base "$T/absente" --port "$port" 2>"$T/log"; then fail "no base, and status 0"; fi
grep -q '^rhizome servir : ' "$T/log" || fail "no sentence"
