#!/usr/bin/python3
"""Write one document in every format that rhizome reads: procès-verbal.txt, .md, .html and .pdf, from the text below.

Needs weasyprint (Debian package of the same name) for the PDF. The four are kept in the project, so that nothing needs to be
installed to test with them; run this again after changing the text. Each format is written as people write it: the text as a
typist would, the PDF in two columns where that saves room, with running heads, page numbers, an attendance list in columns and
two budgets side by side. Pages end at the same places in the text (form feeds) and in the PDF.

The association, its people and its programmes are made up.
"""
import html
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "pv-ag-2021"
TITLE = "Procès-verbal de l'assemblée générale de La Passerelle des Lisières"

# kind, content: h1, h2, h3, p, list, people (a list in two columns), columns (paragraphs in two columns), table, side (two tables), page
DOCUMENT = [
    ("h1", TITLE),
    ("p", "12 juin 2021, Maison des associations de Rennes"),
    ("h2", "Présents"),
    ("people", ["Odile KERMARREC, présidente, Ville de Rennes", "Bastien LOUBEYRE, Département du Finistère",
                "Fatoumata SISSOKO-BRARD, trésorière", "Yann LE DANTEC, Région Bretagne", "Inès BELHADJ, Université Rennes 2",
                "Corentin PLOUZENNEC, Atelier Sous-Bois", "Maud ÉCHARDOUR, ADEME", "Gaspard VUILLERMOZ, Nantes Métropole"]),
    ("h2", "Excusés"),
    ("people", ["Solène GUIRRIEC, Ville de Brest", "Marc-Antoine DELBOSC, Fondation de France"]),
    ("h2", "1. Rapport moral"),
    ("columns", [
        "Odile Kermarrec ouvre la séance et remercie les adhérents présents. L'année écoulée a été marquée par la reprise des "
        "chantiers et par l'arrivée de deux communes littorales. Le quorum est atteint : douze membres sur vingt sont présents "
        "ou représentés.",
        "L'Atlas des haies est entré dans sa deuxième année. Il est porté avec le Conservatoire du littoral et co-financé par "
        "l'ADEME et la Région Bretagne. Quarante kilomètres de haies ont été relevés par les habitants, qui en tiennent le carnet.",
        "Les Grandes Marées sont soutenues par la Fondation de France. Trois communes y tiennent des ateliers sur le recul du "
        "trait de côte, avec l'Université Rennes 2, partenaire du programme depuis l'origine.",
    ]),
    ("page", None),
    ("h2", "2. Rapport financier"),
    ("p", "Fatoumata Sissoko-Brard présente les comptes de l'exercice. La Région Bretagne a versé 24 000 € pour l'Atlas des haies. "
          "L'exercice se solde par un résultat de 3 212 €."),
    ("side", [
        [["Charges", "2019", "2020"], ["60 - Achats", "4 120", "5 300"], ["62 - Autres services extérieurs", "", "7 150"],
         ["64 - Charges de personnel", "58 000", "61 200"], ["Total des charges", "62 120", "73 650"]],
        [["Produits", "2019", "2020"], ["70 - Prestations", "6 350", "5 000"], ["ADEME (Atlas des haies)", "22 000", "22 000"],
         ["Région Bretagne", "", "24 000"], ["Fondation de France", "31 000", "23 262"], ["75 - Cotisations", "2 480", "2 600"],
         ["Total des produits", "61 830", "76 862"]],
    ]),
    ("p", "Les comptes sont approuvés à l'unanimité. Le cabinet Orme et Associés les a certifiés sans réserve."),
    ("h2", "3. Budget prévisionnel"),
    ("table", [["Financeurs", "Budget 2021", "Budget 2022"], ["ADEME", "22 000", "25 000"], ["Département du Finistère", "9 500", "10 000"],
               ["Ville de Brest", "", "4 000"]]),
    ("page", None),
    ("h2", "4. Élection du conseil d'administration"),
    ("p", "Sont élus au conseil d'administration pour trois ans :"),
    ("list", ["Odile KERMARREC, présidente, Ville de Rennes", "Bastien LOUBEYRE, vice-président, Département du Finistère",
              "Fatoumata SISSOKO-BRARD, trésorière", "Inès BELHADJ, secrétaire, Université Rennes 2"]),
    ("h2", "5. Échanges avec la salle"),
    ("p", "Yann Le Dantec : comment les élus des communes sont-ils associés aux ateliers ?"),
    ("p", "Corentin Plouzennec : ils ouvrent et ferment chaque cycle ; entre les deux, ce sont les habitants qui tiennent la plume."),
    ("p", "La séance est levée à 18 h."),
]


def as_text():
    out = []
    for kind, c in DOCUMENT:
        if kind == "h1":
            out += [c.upper(), ""]
        elif kind == "h2":
            out += [c.upper() if c[0].isdigit() else c + " :", ""]
        elif kind == "p":
            out += [c, ""]
        elif kind in ("list", "people"):
            out += ["- " + x for x in c] + [""]
        elif kind == "columns":
            for x in c:
                out += [x, ""]
        elif kind == "table":
            out += ["\t".join(r) for r in c] + [""]
        elif kind == "side":
            for t in c:
                out += ["\t".join(r) for r in t] + [""]
        elif kind == "page":
            out.append("\f")
    return "\n".join(out).replace("\f\n", "\f")


def as_markdown():
    out = []
    for kind, c in DOCUMENT:
        if kind in ("h1", "h2"):
            out += ["#" * int(kind[1]) + " " + c, ""]
        elif kind == "p":
            out += [c, ""]
        elif kind in ("list", "people"):
            out += ["- " + x for x in c] + [""]
        elif kind == "columns":
            for x in c:
                out += [x, ""]
        elif kind in ("table", "side"):
            for t in [c] if kind == "table" else c:
                out += ["| " + " | ".join(t[0]) + " |", "|" + "---|" * len(t[0])]
                out += ["| " + " | ".join(r) + " |" for r in t[1:]] + [""]
    return "\n".join(out)


def table_html(rows):
    head = "".join(f"<th>{html.escape(x)}</th>" for x in rows[0])
    body = "".join("<tr>" + "".join(f'<td class="{"n" if i else "l"}">{html.escape(x)}</td>' for i, x in enumerate(r)) + "</tr>\n"
                   for r in rows[1:])
    return f"<table>\n<tr>{head}</tr>\n{body}</table>\n"


def body_html():
    out = []
    for kind, c in DOCUMENT:
        if kind in ("h1", "h2"):
            out.append(f"<{kind}>{html.escape(c)}</{kind}>\n")
        elif kind == "p":
            out.append(f"<p>{html.escape(c)}</p>\n")
        elif kind in ("list", "people"):
            out.append(f'<ul class="{kind}">\n' + "".join(f"<li>{html.escape(x)}</li>\n" for x in c) + "</ul>\n")
        elif kind == "columns":
            out.append('<div class="columns">\n' + "".join(f"<p>{html.escape(x)}</p>\n" for x in c) + "</div>\n")
        elif kind == "table":
            out.append(table_html(c))
        elif kind == "side":
            out.append('<div class="side">\n' + "".join(f"<div>{table_html(t)}</div>\n" for t in c) + "</div>\n")
        elif kind == "page":
            out.append('<div class="page"></div>\n')
    return "".join(out)


STYLE = """
@page { size: A4; margin: 2.4cm 2cm; @top-center { content: "La Passerelle des Lisières - Assemblée générale 2021"; font-size: 8pt }
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt } }
body { font: 10pt/1.35 serif; text-align: justify; hyphens: auto }
h1 { font-size: 20pt; text-align: left } h2 { font-size: 13pt; text-align: left }
.columns, .people { columns: 2; column-gap: 8mm } .people { font-size: 9pt; text-align: left }
table { border-collapse: collapse; font-size: 9pt; text-align: left } td, th { padding: 1.5pt 5pt } .n { text-align: right }
.side { position: relative; height: 4.6cm } .side div { position: absolute; top: 0; left: 0 } .side div + div { left: 52% }
.page { page-break-after: always }
"""

PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>{title}</title>
</head>
<body>
<header><a href="/">La Passerelle des Lisières</a> <nav><a href="/programmes">Nos programmes</a> <a href="/contact">Contact</a></nav></header>
<main>
{body}</main>
<footer>La Passerelle des Lisières, association loi 1901</footer>
</body>
</html>
"""


def main():
    def write(suffix, text):
        with open(os.path.join(HERE, NAME + suffix), "w", encoding="utf-8") as f:
            f.write(text)

    write(".txt", as_text())
    write(".md", as_markdown())
    write(".html", PAGE.format(title=html.escape(TITLE), body=body_html()))
    try:
        import weasyprint
    except ImportError:
        sys.exit("weasyprint is not installed: the PDF is left as it was")
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1623456000")
    page = f'<html lang="fr"><head><meta charset="utf-8"><style>{STYLE}</style></head><body>{body_html()}</body></html>'
    weasyprint.HTML(string=page).write_pdf(os.path.join(HERE, NAME + ".pdf"))


main()
