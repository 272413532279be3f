#!/bin/sh
# Formats of others: the sandbox holds, files are what their bytes say, what cannot be read is said and the others go on.
set -u
rhizome=$1
libexec=$(dirname "$rhizome")/libexec
reader=$libexec/rhizome-reader-pdf
[ -x "$reader" ] || { echo "rhizome-reader-pdf was not built: libpoppler-glib-dev is missing"; exit 77; }
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
failed=0
fail() { echo "$*"; failed=1; }
# the sandbox: nothing passes; with a lock left open, the other one still refuses
for option in '' --sans-landlock; do
    "$reader" --epreuve $option >"$T/out" 2>&1 && ! grep -q PASSE "$T/out" || { fail "the sandbox lets something pass ($option)"; cat "$T/out"; }
done
"$reader" --epreuve --sans-seccomp >"$T/out" 2>&1
grep -q 'refusé : lire /etc/passwd' "$T/out" || fail "Landlock alone does not hold files"
"$reader" --epreuve --sans-landlock --sans-seccomp >"$T/out" 2>&1 && fail "the attempts succeed nowhere: they prove nothing"
pdf() { # words: a file of one page, the least that a PDF may be
    printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
    printf '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n'
    content="BT /F 12 Tf 72 700 Td ($1) Tj ET"
    printf '4 0 obj<</Length %s>>stream\n%s\nendstream endobj\n' ${#content} "$content"
    printf '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\ntrailer<</Root 1 0 R>>\n'
}
mkdir "$T/lot"
pdf 'Le verger des Hauts Murs compte douze parcelles.' >"$T/lot/sans-nom"
pdf 'La serre de Valmorin ouvre au printemps.' >"$T/lot/serre.txt"
pdf '' >"$T/lot/vide.pdf"
echo '%PDF-1.4 et rien de plus' >"$T/lot/casse.pdf"
echo 'Un simple texte qui se dit PDF.' >"$T/lot/texte.pdf"
printf 'titre: La serre\n' >"$T/lot/serre.txt.yml"
"$rhizome" indexer --base "$T/b.rhz" "$T/lot" >"$T/out" 2>&1 || { fail "a folder with broken files is not indexed"; cat "$T/out"; }
grep -q '3 documents ajoutés' "$T/out" && grep -q 'casse.pdf : .*endommagé' "$T/out" && grep -q 'vide.pdf : .*texte' "$T/out" ||
    { fail "what was read and refused is not what should be"; cat "$T/out"; }
"$rhizome" chercher --base "$T/b.rhz" parcelles >"$T/out" 2>&1
grep -q 'sans-nom' "$T/out" && grep -q 'p. 1' "$T/out" || { fail "a PDF without a name is not found, or its page is not"; cat "$T/out"; }
"$rhizome" chercher --base "$T/b.rhz" 'titre:serre' >"$T/out" 2>&1 && grep -q 'serre.txt' "$T/out" || fail "the description of a PDF is not heeded"
# the same files again: nothing is read
"$rhizome" indexer --base "$T/b.rhz" "$T/lot" >"$T/out" 2>&1
grep -q '3 documents inchangés' "$T/out" || { fail "unchanged PDF files are read again"; cat "$T/out"; }
# no program: said, with what to install
mkdir "$T/libexec"
cp "$libexec/rhizome-indexer" "$T/libexec/"
RHIZOME_LIBEXEC=$T/libexec "$rhizome" indexer --base "$T/c.rhz" "$T/lot" >"$T/out" 2>&1
grep -q 'libpoppler-glib-dev' "$T/out" && grep -q '1 document ajouté' "$T/out" || { fail "a missing program is not said"; cat "$T/out"; }
# a kernel that lacks one of the locks, as the program tells it
for option in landlock seccomp; do
    printf '#!/bin/sh\nexec "%s" --sans-%s\n' "$(realpath "$reader")" $option >"$T/libexec/rhizome-reader-pdf"
    chmod +x "$T/libexec/rhizome-reader-pdf"
    RHIZOME_LIBEXEC=$T/libexec "$rhizome" indexer --base "$T/$option.rhz" "$T/lot" >"$T/$option" 2>&1
done
[ "$(grep -c "n'a pas Landlock" "$T/landlock")" = 1 ] && grep -q '3 documents' "$T/landlock" || { fail "without Landlock"; cat "$T/landlock"; }
grep -q 'seccomp' "$T/seccomp" && grep -q '1 document ajouté' "$T/seccomp" || { fail "without seccomp"; cat "$T/seccomp"; }
# a page without text, to be read by machine: empty, so nothing comes of it; without tesseract, what to install
"$rhizome" indexer --ocr --base "$T/d.rhz" "$T/lot/vide.pdf" >"$T/out" 2>&1
if [ -x /usr/bin/tesseract ] && ls /usr/share/tesseract-ocr/*/tessdata/fra.traineddata >/dev/null 2>&1; then
    grep -q 'aucun mot' "$T/out" || { fail "an empty page read by machine"; cat "$T/out"; }
else
    grep -q 'tesseract-ocr-fra' "$T/out" || { fail "a missing tesseract is not said"; cat "$T/out"; }
fi
exit $failed
