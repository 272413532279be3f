#!/usr/bin/env python3
"""A folder of files broken by mutation is indexed to its end: status 0, and every file accounted for, added or refused with a
sentence. usage: broken_files.py RHIZOME [how many] [seed]"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time

rhizome = sys.argv[1]
n = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
SOURCES = ["corpus/formats/pv-ag-2021.pdf", "corpus/formats/pv-ag-2021.html"]


def mutate(data, r):
    data = bytearray(data)
    kind = r.randrange(6)
    if kind == 0:  # cut short
        del data[r.randrange(len(data)):]
    elif kind == 1:  # a hole
        at = r.randrange(len(data))
        del data[at:at + r.randrange(1, 4000)]
    elif kind == 2:  # a part twice
        at = r.randrange(len(data))
        data[at:at] = data[at:at + r.randrange(1, 4000)]
    elif kind == 3:  # numbers changed: lengths, offsets, counts
        for _ in range(r.randrange(1, 30)):
            at = r.randrange(len(data))
            while at < len(data) and not 48 <= data[at] <= 57:
                at += 1
            if at < len(data):
                data[at] = r.randrange(48, 58)
    else:  # bytes changed
        for _ in range(r.randrange(1, 200)):
            data[r.randrange(len(data))] = r.randrange(256)
    # no two alike, whatever was done
    return bytes(data) + b"\n%% %d\n" % r.randrange(1 << 60)


def main():
    if not os.path.exists(os.path.join(os.path.dirname(rhizome), "libexec/rhizome-reader-pdf")):
        print("rhizome-reader-pdf was not built: libpoppler-glib-dev is missing")
        sys.exit(77)
    r = random.Random(seed)
    sources = [(os.path.splitext(s)[1], open(s, "rb").read()) for s in SOURCES if os.path.exists(s)]
    with tempfile.TemporaryDirectory() as t:
        folder = os.path.join(t, "lot")
        os.mkdir(folder)
        for i in range(n):
            suffix, data = sources[0] if i % 4 else sources[-1]
            with open(os.path.join(folder, f"{i:04}{suffix}"), "wb") as f:
                f.write(mutate(data, r))
        start = time.time()
        run = subprocess.run([rhizome, "indexer", "--json", "--base", os.path.join(t, "b.rhz"), folder], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
        lines = [json.loads(x) for x in run.stdout.decode("utf-8").splitlines()]
        report = [x for x in lines if x["t"] == "report"][-1]
        refused = [x for x in lines if x["t"] == "refused"]
        done = report["added"] + report["addresses_added"] + report["replaced"]
        print(f"{n} broken files (seed {seed}): {done} indexed, {len(refused)} refused, {time.time() - start:.1f} s")
        reasons = {}
        for x in refused:
            reasons[x["text"]] = reasons.get(x["text"], 0) + 1
        for text, count in sorted(reasons.items(), key=lambda c: -c[1])[:12]:
            print(f"  {count:4} {text}")
        bad = run.returncode != 0 or report["files"] != n or done + len(refused) != n
        bad |= any(not x["text"].strip() for x in refused)
        if bad:
            print("status", run.returncode, run.stderr.decode("utf-8", "replace")[-400:], report)
        verified = subprocess.run([rhizome, "verifier", "--base", os.path.join(t, "b.rhz")], stdout=subprocess.DEVNULL)
        if verified.returncode != 0:
            print("the base is not sound")
        sys.exit(bad or verified.returncode != 0)


main()
