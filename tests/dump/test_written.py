#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Dumps of tools that cannot be had here, written as they publish their form: what comes of them is known before.

Usage: test_written.py HOLDFAST-CLI
"""
import collections
import gzip
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import traceback

import seeds_records

CLI = sys.argv[1]
FOLDER = pathlib.Path(tempfile.mkdtemp())


def answer(*words):
    done = subprocess.run([CLI, "--json", *map(str, words)], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def equal(got, wanted, what):
    assert got == wanted, f"{what}: got {got!r}, wanted {wanted!r}"


def population(seed, n):
    """Addresses with a type's number, a size and referents: all of a tree are held, and a tenth are in cycles of their own."""
    rand = random.Random(seed)
    held, after = n - n // 10, collections.defaultdict(list)
    for i in range(1, held):
        after[rand.randrange(max(0, i - 40), i)].append(i)
    for i in range(n // 2):
        after[rand.randrange(held)].append(rand.randrange(held))
    for i in range(held, n):
        after[i].append(held + (i - held) // 5 * 5 + (i - held + 1) % 5)
    return [(i, rand.randrange(6), rand.randrange(16, 4000, 8), after[i]) for i in range(n)]


def retained_of(objects, roots, one):
    def reached(without):
        met = {root for root in roots if root != without}
        todo = list(met)
        while todo:
            for to in objects[todo.pop()][3]:
                if to != without and to not in met:
                    met.add(to)
                    todo.append(to)
        return met
    return sum(objects[i][2] for i in reached(None) - reached(one)), len(reached(None))


def check(path, objects, roots, address_of, sizes=True):
    info = answer("info", path)
    references = sum(len(one[3]) for one in objects)
    equal([info["objects"], info["references"], info["dangling"]], [len(objects), references, 0], "figures")
    if sizes:
        equal(info["bytes"], sum(one[2] for one in objects), "bytes")
    rows = answer("objects", path, "--type", "*", "--sort", "retained", "--limit", "9")["objects"]
    number_of = {address_of(one[0]): one[0] for one in objects}
    for row in rows:
        wanted, n_reached = retained_of(objects, roots, number_of[int(row["address"], 16)])
        equal(row["retained"], wanted if sizes else 0, f"retained by {row['address']}")
    equal(info["unreachable"], len(objects) - n_reached, "unreachable")


def dump_heap():
    objects = population(1, 3000)
    kinds = ["app.Session", "app.Cache", "builtins.list", "builtins.tuple", "collections.deque", "builtins.int"]
    types = {0x100 + 8 * i: name for i, name in enumerate([*kinds, "builtins.module", "builtins.frame"])}
    rows = [(0x1000 + 16 * i, 0x100 + 8 * kind, size, [0x1000 + 16 * to for to in after], None, False) for i, kind, size, after in objects]
    rows[0] = (rows[0][0], 0x130, rows[0][2], rows[0][3], b"app", False)
    rows[1] = (rows[1][0], 0x138, rows[1][2], rows[1][3], b"work at app.py:12", True)
    path = FOLDER / "before.bin.gz"
    path.write_bytes(gzip.compress(seeds_records.dump_heap(types, rows)))
    check(path, objects, [0, 1], lambda i: 0x1000 + 16 * i)
    counts = collections.Counter(types[row[1]].removeprefix("builtins.") for row in rows)
    equal({row["type"]: row["count"] for row in answer("types", path, "--limit", "0")["types"]}, dict(counts), "types")
    equal(answer("info", path)["format"], "dump-heap", "format")


def refcycle():
    objects = population(2, 2000)
    words = ["object\\napp.Session", "function\\nwork", "list[3]", "tuple[2]", "'text'", "17"]
    vertices = {i: words[kind] for i, kind, _, _ in objects} | {0: "module\\napp"}
    edges = [(i, to, f"item[{k}]") for i, _, _, after in objects for k, to in enumerate(after)]
    random.Random(3).shuffle(edges)
    for edges_first in (False, True):
        path = FOLDER / f"cycles-{edges_first}.json"
        path.write_text(seeds_records.refcycle(vertices, edges, edges_first), encoding="utf-8")
        check(path, objects, [0], lambda i: i + 1, False)
        counts = {row["type"]: row["count"] for row in answer("types", path, "--limit", "0")["types"]}
        wanted = collections.Counter({"Session": "app.Session"}.get(words.split("\\n")[-1].split(".")[-1], words.split("\\n")[0].split("[")[0])
                                     .replace("'text'", "str").replace("17", "int") for words in vertices.values())
        equal(counts, dict(wanted), "types")


def refcycle_words():
    path = FOLDER / "words.json"
    path.write_text(seeds_records.refcycle(seeds_records.VERTICES, seeds_records.EDGES), encoding="utf-8")
    links = answer("chain", path, "--type", "app.Session")["chains"][0]["links"]
    equal([link["name"] for link in links], ["frame ...app.py:12", "local self"], "names")
    rows = {row["type"]: row["value"] for row in answer("objects", path, "--type", "*", "--limit", "0")["objects"]}
    equal([rows["function"], rows["list"], rows["str"], rows["int"]], ["work", "3 items", "'it''s'", "12"], "values")


def firefox():
    path = FOLDER / "written.fxsnapshot"
    path.write_bytes(seeds_records.firefox())
    rows = {row["address"]: (row["type"], row["value"], row["shallow"], row["retained"]) for row in
            answer("objects", path, "--type", "*", "--limit", "0")["objects"]}
    equal(rows["0x1020"], ("Object", "", 56, 376), "an object")
    equal(rows["0x1030"], ("HTMLDivElement", "", 120, 320), "an element")
    equal(rows["0x1040"], ("JSScript", "caf\xe9.js", 200, 200), "a script")
    links = answer("chain", path, "0x1050")["chains"][0]["links"]
    equal([link["name"] for link in links], ["Firefox", "pinned atom"], "the shortest chain")
    referents = {row["name"] for row in answer("object", path, "0x1000")["referents"]}
    equal(referents, {"shape", ".cache", "[3]", '["two words"]'}, "names of references")
    equal([(frame["function"], frame["line"]) for frame in answer("object", path, "0x1020")["site"]], [("work", 4), ("", 12)], "a stack")
    equal([(frame["function"], frame["line"]) for frame in answer("object", path, "0x1060")["site"]], [("", 12)], "a stack that was met before")


def firefox_unknown():
    """A text that the reader does not know of would shift the names behind it."""
    writer = seeds_records.Firefox()
    writer.node(0x10, "JS::ubi::RootList", 0, [(0x1000, "exact-Value")])
    writer.node(0x1000, "JSObject", 64, [(0x1008, "a")], 1, "Object")
    writer.message(seeds_records.numbered(1, 0x1008) + seeds_records.counted(99, b"?") + seeds_records.numbered(3, 2) + seeds_records.numbered(4, 8))
    path = FOLDER / "unknown.fxsnapshot"
    path.write_bytes(writer.done())
    rows = {row["address"]: row["type"] for row in answer("objects", path, "--type", "*", "--limit", "0")["objects"]}
    equal([rows["0x1000"], rows["0x1008"]], ["Object", "unknown"], "types")
    equal(any("fields that are not known" in sentence for sentence in answer("info", path)["lacks"]), True, "it is said")


def firefox_odd_fields():
    """A reference and a stack that are numbers of four and eight bytes are none."""
    writer = seeds_records.Firefox()
    writer.node(0x10, "JS::ubi::RootList", 0, [(0x1000, "exact-Value")])
    odd = seeds_records.varint(5 << 3 | 1) + bytes(8) + seeds_records.varint(6 << 3 | 5) + bytes(4)
    writer.message(seeds_records.numbered(1, 0x1000) + writer.text(2, "JSObject") + odd + seeds_records.numbered(4, 8))
    path = FOLDER / "odd.fxsnapshot"
    path.write_bytes(writer.done())
    info = answer("info", path)
    equal([info["objects"], info["references"], info["truncated"]], [2, 1, None], "figures")


CASES = [firefox_odd_fields, dump_heap, refcycle, refcycle_words, firefox, firefox_unknown]


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    for number, function in enumerate(CASES, 1):
        try:
            function()
            print(f"ok {number} {function.__name__}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} {function.__name__}")
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
    sys.exit(1 if failed else 0)


main()
