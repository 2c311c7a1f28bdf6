#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/dump/seeds: one small dump of each form, for tests of damaged files and for fuzzing.

Usage: make_seeds.py FOLDER
"""
import gzip
import json
import os
import subprocess
import sys

import make_dump

DOCUMENT = {
    "holdfast": 1, "runtime": "CPython 3.11.2", "program": "python3 app.py", "host": "host", "pid": 77, "time": 1700000000.25,
    "count": 25, "has": ["refcounts", "sizes", "values", "frames", "sites", "roots", "names", "addresses"], "lacks": ["No one knows why."],
    "types": [{"name": "module", "module": "builtins", "kind": "module"},
              {"name": "dict", "module": "builtins", "kind": "container", "flags": ["dict"]},
              {"name": "list", "module": "builtins", "kind": "container"},
              {"name": "str", "module": "builtins", "kind": "value", "flags": ["string"]},
              {"name": "app.Session", "module": "app", "kind": "instance", "flags": ["finalizer"], "object": 0x1010}],
    "sites": [[{"file": "app.py", "function": "work", "line": 12}, {"file": "app.py", "function": "<module>", "line": 40}], []],
    "objects": [{"id": 0x1000, "type": "module", "size": 72, "value": "app", "refcount": 3, "flags": ["tracked", "collector"],
                 "refs": [{"to": 0x1008, "name": ".__dict__"}]},
                {"id": 0x1008, "type": "dict", "size": 232, "refcount": 1, "flags": ["tracked", "collector"],
                 "refs": [{"to": 0x1018, "in": "key", "name": ""}, {"to": 0x1020, "name": "['CACHE']"}]},
                {"id": 0x1010, "type": "type", "size": 1064, "refcount": 40, "flags": ["immortal", "synthetic"]},
                {"id": 0x1018, "type": "str", "size": 54, "value": "'CACHE'", "refcount": 9},
                {"id": 0x1020, "type": "list", "size": 56, "buffers": 5 << 32, "refcount": 1, "flags": ["tracked"],
                 "refs": [{"to": 0x2000 + 8 * i, "name": f"[{i}]"} for i in range(20)] + [{"to": 0x2000, "name": "[77]"}]}]
               + [{"id": 0x2000 + 8 * i, "type": "app.Session", "size": 48, "refcount": 2, "site": 1 + i % 2,
                   "flags": ["tracked", "finalizer"], "value": f"<Session {i}>",
                   "refs": [{"to": 0x1010, "name": ".__class__"}, {"to": 0x2000 + 8 * ((i + 1) % 20), "name": ".next"},
                            {"to": 0x1008, "in": "weak", "name": "ref", "kind": "weak"},
                            {"to": 0x1018, "in": "internal", "name": "+0x98", "kind": "shared"}]} for i in range(20)],
    "roots": [{"to": 0x1000, "kind": "module", "name": "module app", "owns": True},
              {"to": 0x2000, "kind": "thread", "name": "thread MainThread"}]}

DOT = """strict digraph G { // comment
  node [shape=box, label="<\\N>"]; edge [label=e]
  a -> {b c; d} -> e:n [label="to\\ne", weight=3];
  subgraph cluster_x { f; "g h" [label=<<b>g</b>>]; } /* more */
  f -> subgraph cluster_x; rankdir = LR
  "joined" + "name" -> -1.5
}
"""

OBJGRAPH = """digraph ObjectGraph {
  node[shape=box, style=filled, fillcolor=white];
  o4096[fontcolor=red];
  o4096[label="LeakNode [2]\\n<app.LeakNode \\"x\\">"];
  o4096[fillcolor="0,0,1"];
  o4096->o4096_has_a_del[color=red,style=dotted,len=0.25,weight=10];
  o4096_has_a_del[label="__del__",shape=doublecircle,height=0.25,color=red,fillcolor="0,.5,1",fontsize=6];
  o4096 -> o8192 [label="__dict__",weight=10];
  o8192[label="dict\\n3 items"];
  o8192 -> o12288 [label="name",weight=2];
  o8192 -> o16384 [label="tuple\\n(1, 2)"];
  o8192->too_many_o8192[color=red,style=dotted,len=0.25,weight=10];
  too_many_o8192[label="10 more references",shape=box,height=0.25,color=red,fillcolor="0,1,0.825",fontsize=6];
  o12288[label="module\\napp"];
  o12288[fillcolor="0.3,1,0.3"];
}
"""


MELIAE = [
    {"address": 0x1000, "type": "module", "size": 72, "name": "app", "refs": [0x1008]},
    {"address": 0x1008, "type": "dict", "size": 232, "len": 1, "refs": [0x1010]},
    {"address": 0x1010, "type": "dict", "size": 104, "len": 2, "refs": [0x2000, 0x1020, 0x2008, 0x1028]},
    {"address": 0x1018, "type": "type", "size": 1064, "name": "Session", "refs": []},
    {"address": 0x1020, "type": "int", "size": 28, "value": -(1 << 62), "refs": []},
    {"address": 0x1028, "type": "str", "size": 60, "len": 200, "value": "it's\u00e9\n", "refs": []},
    {"address": 0x1030, "type": "bytes", "size": 40, "len": 3, "value": "a\u00ff\u0000", "refs": []},
    {"address": 0x1038, "type": "collections.OrderedDict", "size": -1, "refs": [0x1040, 0x9999]},
    {"address": 0x1040, "type": "list", "size": 88, "len": 3, "refs": [0x2000, 0x2008, 0x1030]},
    {"address": 0x2000, "type": "Session", "size": 48, "refs": [0x2010, 0x1018]},
    {"address": 0x2008, "type": "Session", "size": 48, "refs": [0x2018, 0x1018]},
    {"address": 0x2010, "type": "dict", "size": 104, "len": 0, "refs": []},
    {"address": 0x2018, "type": "dict", "size": 104, "len": 0, "refs": []},
    {"address": 0x2008, "type": "Session", "size": 48, "refs": [0x2018, 0x1018]},
    {"address": 0x2020, "type": "frame", "size": 400, "value": "work", "refs": [0x1008, 0x1008]},
]


def pyheap():
    """PyHeap, version 1."""
    def number(size, *values):
        return b"".join(value.to_bytes(size, "big", signed=value < 0) for value in values)

    def text(words):
        return number(2, len(words.encode())) + words.encode()

    def listed(items):
        return number(4, len(items)) + b"".join(items)

    kinds = {"dict": 0x100, "int": 0x108, "list": 0x110, "set": 0x118, "str": 0x120, "tuple": 0x128, "type": 0x130}
    other = {"module": 0x138, "Session": 0x140}
    parts = [number(8, 123000321), number(4, 1), text("2026-11-22T06:42:17.352682+00:00"), number(8, 1),
             listed([text(name) + number(8, address) for name, address in kinds.items()]),
             listed([text("MainThread") + number(1, 1, 0) +
                     listed([text("/srv/app.py") + number(4, 12) + text("work") + listed([text("job") + number(8, 0x3000)])])]),
             listed([text("__class__"), text("data")]),
             listed([number(8, kinds["str"]) + listed([number(2, -1) + number(8, kinds["str"])])])]

    def item(address, kind, size, content=b"", referents=(), attributes=None, words=None):
        return (number(8, address, {**kinds, **other}[kind]) + number(4, size) + content + listed([number(8, to) for to in referents]) +
                (b"" if attributes is None else listed([name + number(8, to) for name, to in attributes])) +
                (b"" if words is None else text(words)))

    many = [0x4000 + 8 * i for i in range(40)]
    parts.append(listed([
        item(0x1000, "module", 72, referents=[0x1008], attributes=[], words="<module 'app' from '/srv/app.py'>"),
        item(0x1008, "dict", 232, content=listed([number(8, 0x1010, 0x1018)]), attributes=[]),
        item(0x1010, "str", 54, words="CACHE"),
        item(0x1018, "list", 88, content=listed([number(8, 0x3000), number(8, 0x3008)]), attributes=[]),
        item(0x3000, "Session", 56, referents=[0x1018, other["Session"]], attributes=[(number(2, -2), 0x1018), (number(2, -1), other["Session"])],
             words="<app.Session object at 0x3000>"),
        item(0x3008, "Session", 56, referents=many, attributes=[(text(f"slot{i}"), to) for i, to in enumerate(many)], words="<Session>"),
        item(other["Session"], "type", 1064, attributes=[], words="<class 'app.Session'>"),
        item(0x3010, "tuple", 40, content=listed([]), attributes=[]),
        item(0x3018, "set", 216, content=listed([number(8, 0x3010)]), referents=[0x7777], attributes=[])]
        + [item(to, "int", 28, attributes=[], words=str(i)) for i, to in enumerate(many)]))
    parts.append(listed([number(8, address) + text(name) for name, address in {**kinds, **other}.items()]))
    parts.append(number(8, 123000321))
    return b"".join(parts)


def lines(document):
    pieces = [{name: value for name, value in document.items() if name not in ("types", "sites", "objects", "roots")}]
    pieces += [{"types": document["types"]}, {"sites": document["sites"]}] + document["objects"] + [{"roots": document["roots"]}]
    return "".join(json.dumps(piece, separators=(",", ":")) + "\n" for piece in pieces)


def main():
    folder = sys.argv[1]
    seeds = {"plain.hfdump": make_dump.encode(DOCUMENT, chunk_size=120), "packed.hfdump": make_dump.encode(DOCUMENT, True, 400),
             "empty.hfdump": make_dump.encode({}), "document.json": json.dumps(DOCUMENT, indent=1).encode(),
             "lines.jsonl": lines(DOCUMENT).encode(), "graph.dot": DOT.encode(), "objgraph.dot": OBJGRAPH.encode(),
             "meliae.json": "".join(json.dumps(item) + "\n" for item in MELIAE).encode(), "python.pyheap": pyheap()}
    for name in ("plain.hfdump", "lines.jsonl", "objgraph.dot"):
        seeds[name + ".gz"] = gzip.compress(seeds[name], mtime=0)
        seeds[name + ".zst"] = subprocess.run(["zstd", "-q", "-19", "--check"], input=seeds[name], capture_output=True, check=True).stdout
    for name, data in seeds.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
