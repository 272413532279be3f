#!/usr/bin/env python3
"""How much of what documents state is read from them: precision, recall, F1 per kind and relation.

usage: evaluate.py RHIZOME [--detail] [--table] [--swap] [--floor FILE] FOLDER|ANSWERS.jsonl...

Answers stand beside their document (NAME.jsonl beside NAME.txt or NAME.md), one JSON object a line: doc, entity (kind,
name, aliases), rel (type, src, dst, year, amount, nature, role); "opt" marks what two careful readers would judge
differently, which neither counts nor costs. A folder with `reponses.jsonl` is one base: its answers are of all its
documents together. Each document, or folder, is indexed in a base of its own.

An entity is found when a node of its kind bears its name or an alias (case, accents, hyphens, order of words aside);
each node answers for one entity. A link is found when its relation and both ends agree, and its year and (finance) its
amount where the answer states them; each edge answers once.
--swap reads the documents with every person's and programme's name replaced by another of the same form.
--floor reads lines "kind-or-relation score minimum" (score: P, R or F) and fails when the totals are under one.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict

KINDS = ["personne", "organisation", "programme", "evenement"]


def plain(text):
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("’", "'")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.casefold()


def key(name):
    return " ".join(sorted("".join(c if c.isalnum() else " " for c in plain(name)).split()))


def read_graph(rhizome, paths):
    """The nodes and edges that rhizome draws from `paths`."""
    with tempfile.TemporaryDirectory() as folder:
        base = os.path.join(folder, "base")
        subprocess.run([rhizome, "indexer", "--silencieux", "--base", base, *paths], check=True)
        out = subprocess.run([rhizome, "exporter", "--base", base], check=True, capture_output=True, text=True).stdout
    objects = [json.loads(line) for line in out.splitlines()]
    return {o["id"]: o for o in objects if o["t"] == "node"}, [o for o in objects if o["t"] == "edge"]


def read_answers(path):
    with open(path, encoding="utf-8") as lines:
        objects = [json.loads(line) for line in lines if line.strip()]
    return [o for o in objects if o["t"] == "entity"], [o for o in objects if o["t"] == "rel"]


def pair_entities(entities, nodes):
    """One node an entity at most, the best shared name first; {index of entity: node id}."""
    by_key = defaultdict(list)
    for node in nodes.values():
        for rank, name in enumerate([node["name"], *node.get("aliases", [])]):
            by_key[plain(node["kind"]), key(name)].append((rank > 0, node["id"]))
    offers = []
    for i, e in enumerate(entities):
        for rank, name in enumerate([e["name"], *e.get("aliases", [])]):
            for alias, node in by_key[e["kind"], key(name)]:
                offers.append(((rank > 0) + alias, bool(e.get("opt")), i, node))
    pairs, taken = {}, set()
    for _, _, i, node in sorted(offers):
        if i not in pairs and node not in taken:
            pairs[i] = node
            taken.add(node)
    return pairs


def fits(edge, rel):
    props = edge.get("props", {})
    year, amount = rel.get("year"), rel.get("amount")
    if year is not None and props.get("annee") != year:
        start = props.get("debut")
        if start is None or not int(start) <= year <= int(props.get("fin", 9999)):
            return False
    if rel["type"] == "finance" and amount is not None:
        return props.get("montant") is not None and abs(props["montant"] - amount) < 0.5
    return True


GIVEN = ["Claire", "Antoine", "Lucie", "Bernard", "Nadège", "Karim", "Louise", "Étienne", "Monique", "Gilles", "Sarah", "Hervé", "Aurélie", "Fabien",
         "Brigitte", "Yves", "Samira", "Denis", "Pauline", "Rachid", "Corinne", "Simon", "Agnès", "Thierry", "Mathilde", "Olivier", "Élise", "Victor"]
FAMILY = ["Vauquelard", "Pommerieux", "Trébaol", "Keroullas", "Marchesson", "Dugourdeau", "Lestrimont", "Oubrahim", "Castagnade", "Rouvillart", "Beauclosier",
          "Zanetteau", "Quintrec", "Hautemarin", "Belloubet", "Ferrachou", "Grandvoinet", "Ilharreguy", "Jossemin", "Montbrunet", "Noizillat", "Pradeillou"]
PROGRAMME = {1: ["Ricochets", "Margelles", "Tamaris", "Boussoles"], 2: ["Sentiers neufs", "Portes basses", "Lanternes claires", "Gués ouverts"],
             3: ["Maison des vents", "Atelier des seuils", "Carnet de rives"], 4: ["Veilleurs du petit matin", "Passeurs de la rive"]}


def other_names(entities):
    """Written form -> its replacement, for persons and programmes; the same word is replaced alike everywhere."""
    words, forms = {}, {}

    def other(word, pool):
        if "-" in word and pool is FAMILY:
            return "-".join(other(w, pool) for w in word.split("-"))
        if not word[0].isupper() or len(word) < 3 or word in ("Ben", "Van", "Von"):
            return word
        return words.setdefault(word, pool[len(words) * 7 % len(pool)] + ("" if len(words) < len(pool) else "x" * (len(words) // len(pool) % 3)))

    for e in sorted(entities, key=lambda e: e["name"]):
        if e["kind"] == "personne" and " " in e["name"]:
            for i, word in enumerate(e["name"].split()):
                forms[word] = other(word, GIVEN if i == 0 else FAMILY)
        elif e["kind"] == "programme" and not e.get("opt"):
            article = next((a for a in ("La ", "Le ", "Les ", "L'") if e["name"].startswith(a)), "")
            pool = PROGRAMME[min(4, len(e["name"][len(article):].split()))]
            forms[e["name"][len(article):]] = pool[len(forms) % len(pool)]
    return {k: v for k, v in forms.items() if k != v}


def swap(text, forms):
    for old, new in sorted(forms.items(), key=lambda f: -len(f[0])):
        for a, b in ((old, new), (old.upper(), new.upper())):
            text = re.sub(rf"(?<![\w]){re.escape(a)}(?![\w])", b.replace("\\", r"\\"), text)
    return text


def swapped(paths, answers, folder):
    """Copies of the documents and answers with other names."""
    forms = other_names(read_answers(answers)[0])
    for path in paths:
        for root, _, files in os.walk(path) if os.path.isdir(path) else [(os.path.dirname(path), [], [os.path.basename(path)])]:
            for name in files:
                with open(os.path.join(root, name), encoding="utf-8") as f:
                    text = f.read()
                with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                    f.write(swap(text, forms))
    with open(answers, encoding="utf-8") as f:
        text = swap(f.read(), forms)
    target = os.path.join(folder, "answers")
    with open(target, "w", encoding="utf-8") as f:
        f.write(text)
    os.makedirs(os.path.join(folder, "documents"))
    for name in os.listdir(folder):
        if name not in ("answers", "documents"):
            os.rename(os.path.join(folder, name), os.path.join(folder, "documents", name))
    return [os.path.join(folder, "documents")], target


def evaluate(entities, relations, nodes, edges, say):
    """Counter of (name, "hit" | "found" | "wanted")."""
    n = Counter()
    pairs = pair_entities(entities, nodes)
    owner = {node: i for i, node in pairs.items()}
    for i, e in enumerate(entities):
        if not e.get("opt"):
            n[e["kind"], "wanted"] += 1
            n[e["kind"], "hit"] += i in pairs
            if i not in pairs:
                say(f"  - {e['kind']} {e['name']}")
    for node in nodes.values():
        kind = plain(node["kind"])
        if kind in KINDS and not (node["id"] in owner and entities[owner[node["id"]]].get("opt")):
            n[kind, "found"] += 1
            if node["id"] not in owner:
                say(f"  + {kind} {node['name']}")
    ends = defaultdict(set)
    for i, node in pairs.items():
        ends[entities[i]["name"]].add(node)
    by_relation = defaultdict(list)
    for edge in edges:
        by_relation[plain(edge["relation"])].append(edge)
    wanted = {}
    for r in sorted(relations, key=lambda r: (bool(r.get("opt")), r.get("year") is None, r.get("amount") is None)):
        nature = r.get("nature") if r["type"] == "finance" else None
        wanted.setdefault((r["type"], r["src"], r["dst"], r.get("year"), r.get("amount"), nature), r)
    used = {}
    for r in wanted.values():
        edge = next((e for e in by_relation[r["type"]] if e["id"] not in used and e["from"] in ends[r["src"]]
                     and e["to"] in ends[r["dst"]] and fits(e, r)), None)
        if edge:
            used[edge["id"]] = r
        if r.get("opt"):
            continue
        n[r["type"], "wanted"] += 1
        n[r["type"], "hit"] += edge is not None
        if not edge:
            say(f"  - {r['type']} {r['src']} -> {r['dst']} {r.get('year', '')} {r.get('amount', '')}")
    for relation, some in by_relation.items():
        for edge in some:
            if relation == "budget" or used.get(edge["id"], {}).get("opt"):
                continue
            n[relation, "found"] += 1
            if edge["id"] not in used:
                props = {k: v for k, v in edge.get("props", {}).items() if k in ("annee", "montant", "nature", "roles")}
                say(f"  + {relation} {nodes[edge['from']]['name']} -> {nodes[edge['to']]['name']} {props} "
                    f"[{edge['evidence'][0]['rule']}, l. {edge['evidence'][0]['line']}]")
    return n


def scores(n, name):
    hit, found, wanted = (n[name, x] for x in ("hit", "found", "wanted"))
    p, r = hit / found if found else 1.0, hit / wanted if wanted else 1.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0, hit, found, wanted


def together(n):
    """Adds the sum over relations."""
    n = Counter(n)
    for (name, what), count in list(n.items()):
        if name not in KINDS:
            n["relations", what] += count
    return n


def table(n):
    print(f"{'':16} {'P':>6} {'R':>6} {'F1':>6} {'bons':>6} {'trouvés':>8} {'attendus':>9}")
    for name in [*KINDS, *sorted({k for k, _ in n} - {*KINDS, "relations"}), "relations"]:
        p, r, f, hit, found, wanted = scores(n, name)
        print(f"{name:16} {p:6.3f} {r:6.3f} {f:6.3f} {hit:6} {found:8} {wanted:9}")


def tasks(arguments):
    """(name, paths to index, answers)."""
    for a in arguments:
        if os.path.isdir(a) and os.path.exists(os.path.join(a, "reponses.jsonl")):
            yield a.rstrip("/"), [os.path.join(a, "documents")], os.path.join(a, "reponses.jsonl")
            continue
        for answers in sorted(glob.glob(os.path.join(a, "*.jsonl"))) if os.path.isdir(a) else [a]:
            source = next(s for s in (answers[:-6] + x for x in (".txt", ".md")) if os.path.exists(s))
            yield os.path.basename(answers)[:-6], [source], answers


def main(argv):
    detail, whole, other = "--detail" in argv, "--table" in argv, "--swap" in argv
    floor = argv[argv.index("--floor") + 1] if "--floor" in argv else None
    rhizome, *rest = [a for a in argv if not a.startswith("--") and a != floor]
    total = Counter()
    print(f"{'F1':30} {'pers.':>6} {'org.':>6} {'prog.':>6} {'évén.':>6} {'liens':>6}   P, R des liens")
    for name, paths, answers in tasks(rest):
        lines = []
        with tempfile.TemporaryDirectory() as folder:
            if other:
                paths, answers = swapped(paths, answers, folder)
            n = evaluate(*read_answers(answers), *read_graph(rhizome, paths), lines.append)
        total.update(n)
        n = together(n)
        p, r, *_ = scores(n, "relations")
        print(f"{name[:30]:30} " + " ".join(f"{scores(n, k)[2]:6.3f}" for k in [*KINDS, "relations"]) + f"   {p:.3f} {r:.3f}")
        if detail:
            print("\n".join(lines))
        if whole:
            table(n)
    total = together(total)
    print()
    table(total)
    bad = 0
    for line in open(floor, encoding="utf-8") if floor else ():
        if not line.strip() or line.startswith("#"):
            continue
        name, which, minimum = line.split()
        if scores(total, name)["PRF".index(which)] < float(minimum):
            print(f"{name}: {which} under {minimum}")
            bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
