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


def lines(document):
    pieces = [{name: value for name, value in document.items() if name not in ("types", "sites", "objects", "roots")}]
    pieces += [{"types": document["types"]}, {"sites": document["sites"]}] + document["objects"] + [{"roots": document["roots"]}]
    return "".join(json.dumps(piece, separators=(",", ":")) + "\n" for piece in pieces)


def main():
    folder = sys.argv[1]
    seeds = {"plain.hfdump": make_dump.encode(DOCUMENT, chunk_size=120), "packed.hfdump": make_dump.encode(DOCUMENT, True, 400),
             "empty.hfdump": make_dump.encode({}), "document.json": json.dumps(DOCUMENT, indent=1).encode(),
             "lines.jsonl": lines(DOCUMENT).encode(), "graph.dot": DOT.encode(), "objgraph.dot": OBJGRAPH.encode()}
    for name in ("plain.hfdump", "lines.jsonl", "objgraph.dot"):
        seeds[name + ".gz"] = gzip.compress(seeds[name], mtime=0)
        seeds[name + ".zst"] = subprocess.run(["zstd", "-q", "-19", "--check"], input=seeds[name], capture_output=True, check=True).stdout
    for name, data in seeds.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
