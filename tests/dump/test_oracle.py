#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The native form and interchange JSON, as written and read in C, against make_dump.py, which knows only the specification.

Usage: test_oracle.py DUMP-TOOL
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import traceback

import make_dump

TOOL = sys.argv[1]
TEXTS = ["'k'", "x", "", "42", "[0]", "naïve 🐍", "two\nlines", "quote \" backslash \\", "\u202eright to left", "a" * 3000, ".__dict__",
         "+0x98", "{…}", "key", "\x7f\x01"]


def random_ref(rng, ids, objects):
    place = rng.choice(make_dump.PLACES)
    ref = {"to": rng.choice(ids), "in": place, "name": rng.randrange(1 << rng.choice((2, 32))) if place == "index" else rng.choice(TEXTS)}
    if rng.random() < 0.3:
        ref["kind"] = rng.choice(("strong", "weak", "shared"))
    refs = [ref]
    if place == "value" and rng.random() < 0.7:
        key = rng.choice(objects)
        ref["name"] = key.get("value", "")
        refs.insert(0, {"to": key["id"], "in": "key", "name": rng.choice(TEXTS)})
    if place == "index" and rng.random() < 0.7:
        refs = [{"to": rng.choice(ids), "in": "index", "name": i} for i in range(rng.randrange(5))]
    return refs


def random_document(seed):
    rng = random.Random(seed)
    unit = rng.choice((1, 8, 16))
    n = rng.choice((0, 1, 2, 30, 300))
    ids = sorted(rng.sample(range(1, 1 << rng.choice((12, 44))), n))
    ids = [number * unit for number in ids]
    if n and rng.random() < 0.3:
        ids[-1] = (1 << 64) - unit
    types = [{"name": "app.models.Outer.Inner", "module": "app.models", "kind": "instance", "flags": ["finalizer"]},
             {"name": "dict", "module": "builtins", "kind": "container", "flags": ["dict", "internal"]},
             {"name": "odd \"name\" <x.y>", "module": "", "kind": "value"}, {"name": "never.used", "module": "never", "kind": "type"}]
    if n:
        types[0]["object"] = rng.choice(ids)
    sites = [[{"file": rng.choice(TEXTS), "function": rng.choice(TEXTS), "line": rng.randrange(1 << 32)}
              for _ in range(rng.randrange(4))] for _ in range(rng.randrange(6))]
    objects = []
    for number in ids:
        entry = {"id": number, "type": rng.choice(types[:3])["name"], "size": rng.randrange(1 << rng.choice((8, 31, 40, 63)))}
        if rng.random() < 0.5:
            entry["value"] = rng.choice(TEXTS[1:2] + TEXTS[3:])
        if rng.random() < 0.5:
            entry["refcount"] = rng.randrange(1 << rng.choice((3, 31)))
        if rng.random() < 0.5:
            entry["flags"] = rng.sample(sorted(make_dump.NODE_FLAGS), rng.randrange(4))
        if sites and rng.random() < 0.5:
            entry["site"] = rng.randrange(1, len(sites) + 1)
        objects.append(entry)
    for entry in objects:
        entry["refs"] = [ref for _ in range(rng.choice((0, 1, 3, 40))) for ref in random_ref(rng, ids, objects)]
    document = {"holdfast": 1, "runtime": rng.choice(("CPython 3.11.2", "other", "")), "program": "python3 app.py", "host": "hôst",
                "pid": rng.randrange(1 << 22), "time": rng.randrange(1 << 31) + rng.randrange(1000000) / 1000000,
                "has": ["roots"] + rng.sample([word for word in make_dump.HAS if word != "roots"], rng.randrange(7)), "lacks": ["A sentence."],
                "types": types, "sites": sites, "objects": objects,
                "roots": [{"to": rng.choice(ids), "kind": rng.choice(make_dump.ROOT_KINDS), "name": rng.choice(TEXTS), "owns": rng.random() < 0.5}
                          for _ in range(rng.randrange(20))] if n else []}
    return document


def normal(document):
    """What both sides must agree on, in one spelling. References are kept in order, roots too."""
    refcounts = "refcounts" in document.get("has", [])
    objects = {}
    for entry in document["objects"]:
        refs = []
        for ref in entry.get("refs", []):
            place, name = make_dump.parse_label(ref if isinstance(ref, dict) else {"to": ref})
            kind = ref.get("kind", "strong")
            if refcounts and place == "stack" and kind == "shared":
                kind = "strong"  # reading may find that the slot is what the referent's count counts
            refs.append((place, name, kind, int(ref["to"], 0) if isinstance(ref["to"], str) else ref["to"]))
        number = int(entry["id"], 0) if isinstance(entry["id"], str) else entry["id"]
        immortal = "immortal" in entry.get("flags", [])
        sites = document.get("sites", [])
        objects[number] = (entry["type"], entry.get("size", 0), entry.get("value", ""),
                           entry.get("refcount") if refcounts and not immortal else None, sorted(entry.get("flags", [])),
                           [tuple(sorted(frame.items())) for frame in normal_site(sites[entry["site"] - 1])] if entry.get("site") else None, refs)
    return {"objects": objects,
            "types": sorted((entry["name"], entry.get("module", ""), entry.get("kind", "other"), sorted(entry.get("flags", [])),
                             int(str(entry.get("object", 0)), 0)) for entry in document["types"]),
            "roots": [(root.get("kind", "other"), root.get("name", ""), bool(root.get("owns")), int(str(root["to"]), 0))
                      for root in document.get("roots", [])],
            "info": [document.get(name) or None for name in ("runtime", "program", "host", "pid", "lacks", "truncated")],
            "time": round(document.get("time", 0) * 1e6), "has": sorted(document.get("has", []))}


def normal_site(site):
    return [{"file": frame["file"], "function": frame.get("function", ""), "line": frame.get("line", 0)} for frame in site]


def convert(folder, source, target):
    result = subprocess.run([TOOL, os.path.join(folder, source), os.path.join(folder, target)], capture_output=True, text=True,
                            check=False)
    if result.returncode != 0:
        raise AssertionError(f"{source} to {target}: {result.returncode} {result.stderr}")
    return os.path.join(folder, target)


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_lines(path):
    document = {"objects": [], "types": [], "sites": [], "roots": []}
    with open(path, encoding="utf-8", newline="\n") as file:
        for line in file:
            piece = json.loads(line)
            if "id" in piece:
                document["objects"].append(piece)
            else:
                document.update(piece)
    return document


def same(left, right):
    for part in left:
        if left[part] != right[part]:
            if part == "objects":
                for number in left[part]:
                    if left[part][number] != right[part].get(number):
                        raise AssertionError(f"object {number:#x}: {left[part][number]!r:.600} and {right[part].get(number)!r:.600}")
            raise AssertionError(f"{part}: {left[part]!r:.600} and {right[part]!r:.600}")


def check_document(folder, document, seed):
    wanted = normal(document)
    same(wanted, normal(make_dump.decode(make_dump.encode(document))))
    make_dump.write(os.path.join(folder, "a.hfdump"), document, packed=seed % 2 == 0, chunk_size=(1, 100, 1 << 20)[seed % 3])
    same(wanted, normal(make_dump.read(convert(folder, "a.hfdump", "b.hfdump"))))
    same(wanted, normal(read_json(convert(folder, "b.hfdump", "c.json"))))
    same(wanted, normal(read_lines(convert(folder, "c.json", "d.jsonl"))))
    same(wanted, normal(make_dump.read(convert(folder, "d.jsonl", "e.hfdump"))))
    with open(os.path.join(folder, "f.json"), "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=seed % 2 == 0, indent=seed % 3 or None)
    same(wanted, normal(make_dump.read(convert(folder, "f.json", "g.hfdump"))))


def main():
    seeds = range(40)
    failures = 0
    print(f"1..{len(seeds)}")
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            try:
                check_document(folder, random_document(seed), seed)
                print(f"ok {seed + 1} - random dump {seed}", flush=True)
            except Exception:  # pylint: disable=broad-except
                failures += 1
                print("\n".join("# " + line for line in traceback.format_exc().splitlines()))
                print(f"not ok {seed + 1} - random dump {seed}", flush=True)
    sys.exit(failures > 0)


main()
