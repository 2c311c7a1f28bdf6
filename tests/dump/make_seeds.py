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
import seeds_erlang
import seeds_gcdump
import seeds_go
import seeds_hprof
import seeds_pmat
import seeds_records
import seeds_ruby
import seeds_text

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


PHP = """{
  "header" : { "memory_usage" : 759848, "memory_usage_real" : 2097152 },
  "items": {
    "0x1000" : { "type" : "string", "size" : "19", "symbol_name" : "local", "is_root" : true, "frame" : "inner()" },
    "0x1010" : { "type" : "array", "size" : "72", "symbol_name" : "list", "is_root" : true, "frame" : "<GLOBAL>" ,
        "children" : { "0":"0x2000", "k\xff'":"0x2000", "01":"0x9999" } },
    "0x2000" : { "type" : "object", "size" : "72", "is_root" : false
, "class" : "App\\\\Node", "object_handle" : "3", "children" : { "secret":"0x1000", "secret":"0x2010", "self":"0x2000" } },
    "0x2010" : { "type" : "number", "size" : "16", "symbol_name" : "*::x", "is_root" : true, "frame" : "<CLASS_STATIC_MEMBER>" }
  }
}
"""


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


V8_TYPES = ["hidden", "array", "string", "object", "code", "closure", "regexp", "number", "native", "synthetic", "concatenated string",
            "sliced string", "symbol", "bigint", "object shape"]
V8_EDGES = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"]


def v8(nodes, edges, node_columns=("type", "name", "id", "self_size", "edge_count", "detachedness"), stacks=None, places=(), row_comma=False):
    """nodes: (type, name, id, size, detachedness, trace); edges: (from, type, name or index, to), sorted by from."""
    strings = ["<dummy>"]

    def text(words):
        if words not in strings:
            strings.append(words)
        return strings.index(words)

    columns = {"type": lambda n: V8_TYPES.index(n[0]), "name": lambda n: text(n[1]), "id": lambda n: n[2], "self_size": lambda n: n[3],
               "edge_count": lambda n: sum(edge[0] == nodes.index(n) for edge in edges), "detachedness": lambda n: n[4], "trace_node_id": lambda n: n[5]}
    rows = [[columns[name](node) for name in node_columns] for node in nodes]
    links = [[V8_EDGES.index(kind), name if isinstance(name, int) else text(name), to * len(node_columns)] for _, kind, name, to in edges]
    functions, tree = stacks if stacks else ([], [])
    infos = [[number, text(name), text(script), number_of, line, column] for number, name, script, number_of, line, column in functions]
    places = [[node * len(node_columns), *rest] for node, *rest in places]
    document = {
        "snapshot": {"meta": {"node_fields": list(node_columns), "node_types": [V8_TYPES] + ["number"] * 6,
                              "edge_fields": ["type", "name_or_index", "to_node"], "edge_types": [V8_EDGES, "string_or_number", "node"],
                              "trace_function_info_fields": ["function_id", "name", "script_name", "script_id", "line", "column"],
                              "trace_node_fields": ["id", "function_info_index", "count", "size", "children"],
                              "sample_fields": ["timestamp_us", "last_assigned_id"],
                              "location_fields": ["object_index", "script_id", "line", "column"]},
                     "node_count": len(nodes), "edge_count": len(edges), "trace_function_count": len(infos), "extra_native_bytes": 77}}
    flat = {"nodes": rows, "edges": links, "trace_function_infos": infos, "locations": places}
    document.update({name: sum(flat.get(name, []), []) for name in ("nodes", "edges", "trace_function_infos")})
    document.update({"trace_tree": tree, "samples": [0, 9], "locations": sum(places, []), "strings": strings})
    written = json.dumps(document, separators=(",", ":"))
    return written.replace(",9,", "\n,9,") if row_comma else written


V8_NODES = [("synthetic", "", 1, 0, 0, 0), ("synthetic", "(GC roots)", 3, 0, 0, 0), ("synthetic", "(Stack roots)", 5, 0, 0, 0),
            ("object", "Object", 7, 64, 0, 2), ("object", "Session", 9, 32, 0, 3), ("string", "it's\n\u00e9" + "x" * 1020, 11, 1040, 0, 3),
            ("closure", "work", 13, 64, 0, 0), ("number", "heap number", 15, 16, 0, 0), ("string", "1.5", 17, 0, 0, 0),
            ("native", "HTMLDivElement", 18, 80, 2, 0), ("object shape", "system / Map", 21, 80, 0, 0), ("object", "WeakMap", 23, 32, 0, 0),
            ("array", "", 25, 1 << 33, 0, 0), ("object", "Value", 27, 24, 0, 4), ("code", "system / Script / file:///srv/app.js", 29, 100, 0, 0),
            ("code", "system / SharedFunctionInfo / work", 31, 56, 0, 0), ("symbol", "symbol", 33, 16, 0, 0), ("regexp", "a/b", 35, 56, 0, 0)]
V8_PAIR = " / part of key (Session @9) -> value (Value @27) pair in WeakMap (table @25)"
V8_REFS = [(0, "element", 1, 1), (0, "shortcut", "2", 3), (1, "element", 1, 2), (2, "element", 0, 6), (3, "property", "app", 4),
           (3, "property", "two words", 5), (3, "property", "<symbol Symbol.iterator>", 6), (3, "property", "cache", 11),
           (4, "internal", "map", 10), (4, "property", "text", 5), (4, "internal", "1" + V8_PAIR, 13), (4, "weak", "3", 9), (4, "element", 7, 4),
           (6, "context", "i", 7), (6, "internal", "shared", 15), (7, "internal", "value", 8), (10, "hidden", 4, 10), (11, "internal", "table", 12),
           (12, "internal", "1" + V8_PAIR, 13), (12, "shortcut", "native_context", 3), (13, "property", "get x", 6), (13, "property", "name", 16),
           (13, "property", "rule", 17), (15, "internal", "script", 14), (16, "internal", "name", 5)]
V8_FUNCTIONS = [(0, "(root)", "", 0, 0, 0), (1, "main", "file:///srv/app.js", 12, 3, 4), (2, "", "", 13, 40, 1)]
V8_STACKS = [1, 0, 0, 0, [2, 1, 1, 64, [3, 2, 2, 96, []], 4, 1, 1, 24, []]]


def lines(document):
    pieces = [{name: value for name, value in document.items() if name not in ("types", "sites", "objects", "roots")}]
    pieces += [{"types": document["types"]}, {"sites": document["sites"]}] + document["objects"] + [{"roots": document["roots"]}]
    return "".join(json.dumps(piece, separators=(",", ":")) + "\n" for piece in pieces)


def main():
    folder = sys.argv[1]
    seeds = {"plain.hfdump": make_dump.encode(DOCUMENT, chunk_size=120), "packed.hfdump": make_dump.encode(DOCUMENT, True, 400),
             "empty.hfdump": make_dump.encode({}), "document.json": json.dumps(DOCUMENT, indent=1).encode(),
             "lines.jsonl": lines(DOCUMENT).encode(), "graph.dot": DOT.encode(), "objgraph.dot": OBJGRAPH.encode(),
             "meliae.json": "".join(json.dumps(item) + "\n" for item in MELIAE).encode(), "python.pyheap": pyheap(), "php.json": PHP.encode("latin-1"),
             "small.heapsnapshot": v8(V8_NODES, V8_REFS).encode(),
             "stacks.heapsnapshot": v8(V8_NODES, V8_REFS, ("type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness"),
                                       (V8_FUNCTIONS, V8_STACKS), [(6, 12, 2, 9), (4, 12, 0, 1), (13, 99, 5, 5)], True).encode(),
             "bun.heapsnapshot": v8([("synthetic", "", 0, 0, 0, 0), ("object", "Object", 2, 10, 0, 0), ("object", "GlobalObject", 3, 40, 0, 0)],
                                    [(0, "element", 0, 2), (2, "property", "x", 1), (2, "internal", "é\ud800", 2)]).encode()}
    seeds |= seeds_erlang.seeds() | seeds_gcdump.seeds() | seeds_go.seeds() | seeds_hprof.seeds() | seeds_pmat.seeds() | seeds_records.seeds() | seeds_ruby.seeds() | seeds_text.seeds()
    for name in ("plain.hfdump", "lines.jsonl", "objgraph.dot"):
        seeds[name + ".gz"] = gzip.compress(seeds[name], mtime=0)
        seeds[name + ".zst"] = subprocess.run(["zstd", "-q", "-19", "--check"], input=seeds[name], capture_output=True, check=True).stdout
    for name, data in seeds.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)


if __name__ == "__main__":
    main()
