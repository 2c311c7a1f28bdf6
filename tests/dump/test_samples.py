#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Real dumps of other tools, made by the runtimes themselves, against what an independent reader counted in them: objects and bytes by
type, references, what the roots reach, retained sizes. The truths' "note_graph" says by which rules.

Usage: test_samples.py HOLDFAST-CLI DUMP-TOOL
"""
import array
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import traceback

import seeds_gcdump

CLI, TOOL = sys.argv[1:3]
SAMPLES = pathlib.Path(os.environ["HF_TEST_DATA"]) / "samples"


def answer(*words):
    done = subprocess.run([CLI, "--json", *words], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def equal(got, wanted, what):
    assert got == wanted, f"{what}: got {got!r}, wanted {wanted!r}"


def distinct_references(path):
    """Pairs of objects of which one refers to the other, from the interchange form."""
    with tempfile.TemporaryDirectory() as folder:
        lines = pathlib.Path(folder) / "all.jsonl"
        subprocess.run([TOOL, path, lines], check=True, timeout=300)
        pairs = set()
        for line in lines.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if "id" in item:
                pairs |= {(item["id"], ref["to"] if isinstance(ref, dict) else ref) for ref in item.get("refs", [])}
    return len(pairs)


def check_types(path, wanted, name_of):
    got = collections.defaultdict(lambda: [0, 0])
    for row in answer("types", path, "--limit", "0")["types"]:
        got[name_of(row["type"])][0] += row["count"]
        got[name_of(row["type"])][1] += row["shallow"]
    for name, figures in wanted.items():
        equal(got[name], [figures["count"], figures["size"]], name)


def check_graph(path, graph, references):
    info = answer("info", path)
    equal(info["objects"], graph["nodes"], "objects")
    equal(info["bytes"], graph["total_shallow"], "bytes")
    equal(references, graph["edges"], "references")
    equal(info["unreachable"], graph["unreachable_nodes"], "unreachable")
    objects = answer("objects", path, "--type", "*", "--sort", "retained", "--limit", "400")["objects"]
    retained = collections.Counter((row["shallow"], row["retained"]) for row in objects)
    wanted = collections.Counter((row["shallow"], row["retained"]) for row in graph["top_retained"])
    equal(dict(wanted - retained), {}, "retained sizes")


def last_part(name):
    return name.rsplit(".", 1)[-1]


def meliae(name):
    path = SAMPLES / f"{name}.json.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    check_types(path, truth["counts_by_type_top40"], str)
    check_graph(path, truth["graph"], info["references"])
    equal(info["dangling"], truth["dangling_refs"], "dangling")
    equal(info["roots"], truth["graph"]["distinct_roots"], "roots")
    twice = [sentence for sentence in info["lacks"] if "more than once" in sentence]
    equal([int(sentence.split()[0]) for sentence in twice], [truth["duplicate_addresses"]] if truth["duplicate_addresses"] else [], "duplicates")


def pyheap(name):
    path = SAMPLES / f"{name}.pyheap.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    check_types(path, truth["counts_by_type_top30"], last_part)
    check_graph(path, truth["graph"], distinct_references(path))
    equal(answer("info", path)["dangling"], truth["dangling"], "dangling")
    chains = answer("chain", path, "--type", "*LeakNode")["chains"]
    equal([link["name"] for link in chains[0]["links"]][0], "thread MainThread, frame <module>() at gen.py:26, local LIST", "the chain's root")


# What nodes of a type are called; of the others each has a name of its own.
V8_CLASSES = {"string": "(string)", "concatenated string": "(concatenated string)", "sliced string": "(sliced string)", "array": "(array)",
              "closure": "Function", "number": "(number)", "symbol": "(symbol)", "bigint": "(bigint)", "regexp": "RegExp"}


def v8(name):
    path = SAMPLES / f"{name}.heapsnapshot.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    classes = {V8_CLASSES[kind]: {"count": count, "size": truth["self_size_by_type"][kind]}
               for kind, count in truth["nodes_by_type"].items() if kind in V8_CLASSES}
    check_types(path, classes, str)
    named = {kind: {"count": figures["count"], "size": figures["self"]} for kind, figures in truth["object_nodes_by_name_top40"].items()
             if kind not in classes}
    check_types(path, named, str)
    check_graph(path, truth["graph"], answer("info", path)["references"])
    equal(answer("info", path)["dangling"], 0, "dangling")


def devtools(name, *options):
    """Each node's size and retained size as Chrome's own viewer has it."""
    lines = subprocess.run(["zstd", "-dc", SAMPLES / f"{name}.devtools.tsv.zst"], capture_output=True, text=True, check=True).stdout.split("\n")
    wanted = {int(cells[0]): (int(cells[3]), int(cells[4])) for cells in (line.split("\t") for line in lines[1:] if line)}
    path = SAMPLES / f"{name}.heapsnapshot.zst"
    objects = answer("objects", path, "--type", "*", "--limit", "0", *options)["objects"]
    got = {int(row["address"], 16): (row["shallow"], row["retained"]) for row in objects}
    equal(len(got), len(wanted), "objects")
    equal({node: (got[node], sizes) for node, sizes in wanted.items() if got[node] != sizes}, {}, "sizes")
    wanted = {int(cells[0]) for cells in (line.split("\t") for line in lines[1:] if line) if cells[1].startswith('"Detached ')}
    equal({int(row["address"], 16) for row in objects if row["type"].startswith("Detached ")}, wanted, "detached")


def chrome(name):
    devtools(name, "--chrome")


def v8_chains(name):
    """As JavaScript says it, from the program's globals and not through V8's own lists."""
    path = SAMPLES / f"{name}.heapsnapshot.zst"
    chain = answer("chain", path, "--type", "LeakNode")["chains"][0]
    equal([link["name"] for link in chain["links"]], ["V8", "global", ".holdfastRoot", ".list", "[0]"], "names")
    equal(chain["expression"], "globalThis.holdfastRoot.list[0]", "as JavaScript")
    links = answer("chain", path, "--type", "EphVal")["chains"][0]["links"]
    equal([link["name"] for link in links[:4]], ["V8", "global", ".holdfastRoot", ".ephKey"], "the key's names")
    equal("pair in WeakMap" in links[4]["name"], True, "the pair")


def php(name):
    path = SAMPLES / f"{name}.json.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    counts = {name: number for name, number in truth["types"].items() if name != "object"} | truth["classes_top30"]
    got = {row["type"]: row["count"] for row in answer("types", path, "--limit", "0")["types"]}
    equal({name: got.get(name) for name in counts}, counts, "counts")
    sizes = {row["type"]: row["shallow"] for row in answer("types", path, "--limit", "0")["types"]}
    wanted = {name: size for name, size in truth["size_by_type"].items() if name != "object"}
    equal({name: sizes[name] for name in wanted}, wanted, "bytes")
    check_graph(path, truth["graph"], info["references"])
    equal(info["dangling"], truth["dangling_children"], "dangling")
    equal(info["roots"], sum(truth["roots_by_frame"].values()), "roots")


def roots_of(path):
    """Addresses of objects that are roots."""
    with tempfile.TemporaryDirectory() as folder:
        lines = pathlib.Path(folder) / "all.jsonl"
        subprocess.run([TOOL, path, lines], check=True, timeout=300)
        return {root["to"] for line in lines.read_text(encoding="utf-8").splitlines() for root in json.loads(line).get("roots", [])}


def as_histogram(name):
    """"[Ljava.lang.Object;" for "java.lang.Object[]": so the truth has it."""
    return "[L" + name[:-2] + ";" if name.endswith("[]") and "." in name else name


def hprof(name):
    path = SAMPLES / f"{name}.hprof.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    check_types(path, {kind: {"count": row["count"], "size": row["shallow_estimate"]} for kind, row in truth["counts_top40"].items()}, as_histogram)
    check_graph(path, truth["graph"], info["references"])
    equal(info["dangling"], truth["dangling_refs"], "dangling")
    equal(len(roots_of(path)), truth["graph"]["distinct_roots"], "roots")
    chains = answer("chain", path, "--type", "Gen$LeakNode")["chains"]
    equal([link["name"] for link in chains[0]["links"]][0], "thread main, frame Gen.main() at Gen.java:28, Java local", "the chain's root")
    texts = answer("objects", path, "--type", "java.lang.Thread", "--limit", "0")["objects"]
    equal('"Signal Dispatcher"' in [row["value"] for row in texts], True, "a thread's name")


def android(name):
    path = SAMPLES / f"{name}.hprof.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    rows = answer("objects", path, "--type", "*", "--limit", "0")["objects"]
    equal(sum(row["type"] == "java.lang.Class" for row in rows), truth["classes"], "classes")
    equal(len(rows) - truth["classes"], truth["instances"] + truth["object_arrays"] + truth["primitive_arrays"], "objects")
    reached = {row["address"] for row in rows if row["distance"] is not None and row["type"] != "java.lang.Class"}
    equal(reached, set(truth["live_strongly_from_roots_except_0x90"]), "reached")
    equal({row["address"] for row in rows if row["distance"] is None and row["type"] != "java.lang.Class"},
          set(truth["weak_only"] + truth["unreachable_flagged_by_0x90"]), "not reached")
    equal(answer("info", path)["dangling"], len(truth["dangling_element_refs"] + truth["root_to_missing_object"]), "dangling")
    equal([row["value"] for row in rows if row["type"] == "char[]"], ['"ab\u2603"'], "characters")


# Of the cells that are no objects of the program: the first word of their line. A class is its prototype's constructor.
ENGINES = ["string", "substring", "Function", "script", "prop_map", "shape", "getter_setter", "scope", "base_shape", "jitcode", "Call", "symbol"]


def spidermonkey(name):
    path = SAMPLES / f"{name}.heap.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    words = truth["nodes_by_first_word_top40"]
    check_types(path, {kind: {"count": words[kind]["count"], "size": words[kind]["bytes_from_arena_size"]} for kind in ENGINES if kind in words}, str)
    counts = {row["type"]: row["count"] for row in answer("types", path, "--limit", "0")["types"]}
    classes = [values for key, values in truth.items() if key.startswith("objects_by_constructor")][0]
    wanted = {kind: count for kind, count in classes.items() if kind not in words and kind != "Object"}
    equal({kind: counts.get(kind) for kind in wanted}, wanted, "classes")
    check_graph(path, truth["graph"], info["references"])
    equal(info["dangling"], truth["dangling_edges"], "dangling")
    equal(len(roots_of(path)), truth["graph"]["distinct_roots"], "roots")
    chain = answer("chain", path, "--type", "LeakNode")["chains"][0]
    equal([link["name"] for link in chain["links"]][-2:], [".list", "[0]"], "the names of the chain")


def jsc(name):
    path = SAMPLES / f"{name}.json.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    equal([info["objects"], info["references"], info["bytes"], info["dangling"]], [truth["nodes"], truth["edges"], truth["total_size"], 0], "figures")
    counts = {row["type"]: row["count"] for row in answer("types", path, "--limit", "0")["types"]}
    wanted = truth["class_counts_top20"]
    equal({kind: counts.get(kind) for kind in wanted}, wanted, "classes")
    # By an algorithm of the test's own, from the file's lists: what can be reached, and what only one object keeps.
    data = json.loads(subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout)
    nodes, edges = data["nodes"], data["edges"]
    size = dict(zip(nodes[::4], nodes[1::4]))
    after = collections.defaultdict(list)
    for start, to in zip(edges[::4], edges[1::4]):
        after[start].append(to)

    def reached(without):
        met, todo = {0}, [0]
        while todo:
            for to in after[todo.pop()]:
                if to not in met and to != without:
                    met.add(to)
                    todo.append(to)
        return met

    everything = reached(None)
    equal(info["unreachable"], len(size) - len(everything), "unreachable")
    rows = answer("objects", path, "--type", "*", "--sort", "retained", "--limit", "25")["objects"]
    got = {int(row["address"], 16): row["retained"] for row in rows if int(row["address"], 16) != 0}
    equal(got, {node: sum(size[lost] for lost in everything - reached(node)) for node in got}, "retained sizes")


def ruby(name):
    path = SAMPLES / f"{name}.json.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    # "ARRAY:" has no class.
    check_types(path, {kind.removesuffix(":"): {"count": row["count"], "size": row["memsize"]}
                       for kind, row in truth["counts_by_class_top40"].items()}, str)
    check_graph(path, truth["graph"], info["references"])
    equal(info["dangling"], sum(truth["dangling"].values()), "dangling")
    equal(len(roots_of(path)), truth["graph"]["distinct_roots"], "roots")
    counts = {row["type"]: row["count"] for row in answer("types", path, "--limit", "0")["types"]}
    made = json.loads((SAMPLES / f"{name}.expect.json").read_text(encoding="utf-8"))["each_object"]
    equal({kind: counts.get(kind) for kind in made}, made, "what Ruby itself counted")
    values = {row["value"] for row in answer("objects", path, "--type", "Class", "--limit", "0")["objects"]}
    equal({"LeakNode", "Gem::Specification", "singleton class"} <= values, True, "names of classes")


def ruby_sites(name):
    path = SAMPLES / f"{name}.json.zst"
    row = answer("objects", path, "--type", "LeakNode", "--limit", "1")["objects"][0]
    one = answer("object", path, row["address"])
    equal("gen.rb" in json.dumps(one), True, "the file that made it")


# Kinds of Perl of which nothing is blessed in the sample, as the truth calls them.
PERL_KINDS = {"UNDEFSV": "UNDEF", "YESSV": "YES", "NOSV": "NO"}


def perl(name):
    path = SAMPLES / f"{name}.pmat.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    rows = {row["type"]: row for row in answer("types", path, "--limit", "0")["types"]}
    blessed = truth["blessed_by_class_top30"]
    equal({kind: rows[kind]["count"] for kind in blessed}, blessed, "classes")
    kinds = {PERL_KINDS.get(kind, kind): {"count": count, "size": truth["bytes_by_kind"][kind]} for kind, count in truth["kinds"].items()}
    plain = {kind: figures for kind, figures in kinds.items() if kind in {"SCALAR", "GLOB", "STASH", "CODE", "INVLIST", "UNDEF", "YES", "NO", "LVALUE"}
             and figures["count"] == rows[kind]["count"]}
    equal({"GLOB", "STASH", "CODE", "INVLIST", "UNDEF", "NO"} - set(plain), set(), "kinds")
    check_types(path, plain, str)
    check_graph(path, truth["graph"], info["references"])
    equal(info["dangling"], truth["dangling"], "dangling")
    equal(len(roots_of(path)), truth["graph"]["distinct_roots"], "roots")
    leak = answer("objects", path, "--type", "LeakedCycle")["objects"]
    equal([row["distance"] for row in leak], [None], "the leak's distance from a root")


def go(name):
    path = SAMPLES / f"{name}.goheap.zst"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    info = answer("info", path)
    equal(info["runtime"], "Go " + truth["params"][5].removeprefix("go") + f" ({truth['params'][4]})", "runtime")
    check_graph(path, truth["graph"], info["references"])
    equal(info["dangling"], 0, "dangling")
    equal(info["roots"] - sum(truth["roots_by_kind"].values()), 1, "roots besides: what the first goroutine's thread is")
    equal(len(roots_of(path)), truth["graph"]["distinct_roots"], "roots")
    counts = collections.Counter()
    for row in answer("types", path, "--limit", "0")["types"]:
        counts[row["type"].split()[2]] += row["count"]
    equal({size: counts[size] for size in truth["size_classes"]}, truth["size_classes"], "objects of each size")
    values = [row["value"] for row in answer("objects", path, "--type", "*", "--limit", "0")["objects"]]
    equal({"goroutine 1 (wait for GC cycle)", "OS thread 1", "'small.goheap'"} - set(values), set(), "values")
    lost = [row["value"] for row in answer("objects", path, "--type", "*", "--limit", "0")["objects"] if row["distance"] is None]
    equal(lost, ["'small.goheap'"], "what no root reaches")
    chain = answer("chain", path, "--type", "object of 9472 bytes")["chains"][0]
    equal([link["name"] for link in chain["links"]][0].split(" at ")[0], "global", "a chain's root")


def gcdump_of(seed):
    """Types and nodes of a made-up heap: groups of roots, lists, cycles, several references to one object, and what nobody holds."""
    chance = random.Random(seed)
    types = list(seeds_gcdump.TYPES) + [(f"App.Models.Model{i}<System.Int32>", 16 + 8 * i, "C:\\app\\App.dll") for i in range(200)]
    nodes = [(1, None, 0, [1, 2]), (2, None, 0, list(range(3, 40))), (4, None, 0, list(range(40, 60)))]
    nodes += [(3, None, 0, [chance.randrange(60, 1500)]) for _ in range(3, 40)]
    for index in range(40, 3000):
        near = [min(max(index + chance.randrange(-30, 90), 40), 2999) for _ in range(chance.choice([0, 0, 1, 1, 2, 3, 70]))]
        nodes.append((chance.randrange(5, len(types)), chance.choice([None, None, chance.randrange(1 << 20)]), 0x10000 + 64 * index, near + near[:1]))
    return types, nodes


def gcdump(name):
    """The file is made here, so all of it is known; what is reached and kept is counted from the lists."""
    types, nodes = gcdump_of(name)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "made.gcdump"
        path.write_bytes(seeds_gcdump.encode(types, nodes))
        info = answer("info", path)
        rows = answer("objects", path, "--type", "*", "--sort", "retained", "--limit", "25")["objects"]
        counts = {row["type"]: [row["count"], row["shallow"]] for row in answer("types", path, "--limit", "0")["types"]}
        chain = answer("chain", path, f"0x{0x10000 + 64 * nodes[3][3][0]:x}")["chains"][0]
    size = [max(types[kind][1], 0) if own is None else own for kind, own, _, _ in nodes]
    after = [children for _, _, _, children in nodes]

    def reached(without):
        met, todo = {0}, [0]
        while todo:
            fresh = set(after[todo.pop()]) - met - {without}
            met |= fresh
            todo += fresh
        return met

    everything = reached(None)
    equal([info["objects"], info["references"], info["bytes"], info["roots"], info["dangling"]],
          [len(nodes), sum(map(len, after)), sum(size), 1, 0], "figures")
    equal(info["unreachable"], len(nodes) - len(everything), "unreachable")
    wanted = collections.defaultdict(lambda: [0, 0])
    for index, node in enumerate(nodes):
        wanted[types[node[0]][0] or f"type {node[0]}"][0] += 1
        wanted[types[node[0]][0] or f"type {node[0]}"][1] += size[index]
    equal(counts, dict(wanted), "types")
    place = {f"0x{node[2]:x}": index for index, node in enumerate(nodes) if node[2] != 0}
    got = {place[row["address"]]: row["retained"] for row in rows if row["address"] in place and row["distance"] is not None}
    equal(len(got) > 5, True, "objects with retained sizes")
    equal(got, {index: sum(size[lost] for lost in everything - reached(index)) for index in got}, "retained sizes")
    equal(chain["links"][0]["name"], ".NET Roots", "the chain's root")
    equal(chain["links"][1]["name"] in ("static vars", "local vars"), True, "the group of roots")


def erlang(name):
    """Against what the dump's own lines say, read in another way."""
    path = SAMPLES / f"{name}.dump.zst"
    text = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout.decode("latin-1")
    terms, sizes, kinds, holders, tables, binaries, section = {}, {}, collections.Counter(), [], [], {}, ""
    words = {"l": lambda body: 2, "F": lambda body: 2, "Mf": lambda body: 3 + int(body.split(":")[0], 16),
             "Mh": lambda body: 2 + body.count("H"), "Mn": lambda body: 1 + body.count("H"), "Yc": lambda body: 6, "Ys": lambda body: 5,
             "Yh": lambda body: 2 + -(-int(body.split(":")[0], 16) // 8), "t": lambda body: 1 + int(body.split(":")[0], 16)}
    names = {"l": "list", "F": "float", "Mf": "map", "Mh": "map", "Mn": "map node", "Yc": "refc binary", "Ys": "sub binary", "Yh": "heap binary"}
    processes = set()
    for line in text.split("\n"):
        if line.startswith("="):
            section, _, owner = line[1:].partition(":")
            processes |= {owner} if section.startswith("proc") else set()
        elif section in ("proc_heap", "literals") and line:
            address, _, body = line.partition(":")
            kind = body[:2] if body[0] in "MY" else body[0]
            assert address not in terms, "no address twice in this one"
            # An atom is as long as it says, whatever is in it.
            found, rest = [], body[1:] if kind[0] in "ltM" else ""
            while rest:
                atom = re.match("A([0-9A-F]+):", rest)
                pointer = re.match("H([0-9A-F]+)", rest)
                found += [pointer[1]] if pointer else []
                rest = rest[atom.end() + int(atom[1], 16):] if atom else re.sub("^[^,|:]*", "", rest)
                rest = rest[1:]
            targets = found
            terms[address] = targets + ([re.match("Y[cs]([0-9A-F]+)", body)[1]] if kind in ("Yc", "Ys") else [])
            if kind in words:
                sizes[address] = 8 * words[kind](body[len(kind):])
            if kind in names:
                kinds[names[kind]] += 1
            if section == "literals":
                holders.append(("literals", address))
        elif section in ("proc_stack", "proc_dictionary", "proc_messages"):
            found = re.match(r"(?:y\d+:)?H([0-9A-F]+)", line)
            holders += [(owner, found[1])] if found else []
        elif section == "persistent_terms":
            holders += [("root", place) for place in re.findall(r"(?:^|\|)H([0-9A-F]+)", line)]
        elif section == "ets" and line.startswith("Words: "):
            tables.append(int(line[7:]) * 8)
        elif section == "binary" and line:
            binaries[owner] = int(line.split(":")[0], 16)
    info = answer("info", path)
    everything = set(terms) | set(binaries)
    equal(info["objects"], len(everything) + len(processes) + len(tables) + 1, "objects")
    references = [to for targets in terms.values() for to in targets] + [to for owner, to in holders if owner != "root"]
    equal(info["references"] - len(tables), sum(to in everything for to in references), "references")
    equal(info["dangling"], sum(to not in everything for targets in terms.values() for to in targets), "dangling")
    met, todo = set(), [to for _, to in holders if to in everything]
    while todo:
        place = todo.pop()
        if place not in met:
            met.add(place)
            todo += [to for to in terms.get(place, []) if to in everything]
    equal(info["unreachable"], len(everything) - len(met), "unreachable")
    rows = answer("objects", path, "--type", "*", "--limit", "0")["objects"]
    got = {row["address"][2:].upper(): row["shallow"] for row in rows}
    equal({place: [got[place], size] for place, size in (sizes | binaries).items() if got[place] != size}, {}, "sizes")
    counts = collections.Counter(row["type"] for row in rows)
    equal({kind: counts[kind] for kind in kinds}, dict(kinds), "kinds")
    # What the program made, as leakgen.erl has it.
    equal([counts["{leak,…}/4"], counts["process"], sum(row["value"] == "cache" for row in rows)], [300, len(processes), 1], "what the program made")
    chain = answer("chain", path, "--type", "{leak,*")["chains"][0]
    equal(chain["links"][0]["name"].startswith("process "), True, "the chain's root")


def kept_by(roots, after, size, looked_at):
    """By an algorithm of the test's own: what is lost with each of @looked_at, itself included, and what is reached at all."""
    def reached(without):
        met = {root for root in roots if root != without}
        todo = list(met)
        while todo:
            for to in after.get(todo.pop(), ()):
                if to not in met and to != without:
                    met.add(to)
                    todo.append(to)
        return met

    everything = reached(None)
    return everything, {one: sum(size[lost] for lost in everything - reached(one)) for one in looked_at}


def plain(text):
    """A type of PyPy's without the fields that are in it."""
    text = re.sub(r"(GcStruct [^{},]+?) *\{[^{}]*\}", r"\1", text).strip()
    return text.removeprefix("GcStruct ")


def pypy(name):
    """A heap of PyPy's that came with the names of its types, which PyPy writes beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"{name}.rpy"
        for packed, unpacked in ((f"{name}.rpy.zst", path), (f"{name}.typeids.txt.zst", path.with_name("typeids.txt"))):
            subprocess.run(["zstd", "-dqc", SAMPLES / packed], stdout=unpacked.open("wb"), check=True, timeout=100)
        words = array.array("q", path.read_bytes())
        names = [line.split(None, 1)[1] for line in path.with_name("typeids.txt").read_text(encoding="utf-8").splitlines()]
        size, after, roots, types, at = {}, {}, None, collections.defaultdict(lambda: [0, 0]), 0
        while at < len(words):
            end = words.index(-1, at + 3)
            address, number, size_of = words[at:at + 3]
            if address == 0:
                roots = list(size)
            else:
                size[address], after[address] = size_of, words[at + 3:end]
                types[plain(names[number])][0] += 1
                types[plain(names[number])][1] += size_of
            at = end + 1
        info = answer("info", path)
        equal([info["objects"], info["bytes"], info["references"], info["roots"], info["dangling"]],
              [len(size), sum(size.values()), sum(map(len, after.values())), len(roots), 0], "figures")
        equal(roots_of(path) == set(roots), True, "roots")
        got = {row["type"]: [row["count"], row["shallow"]] for row in answer("types", path, "--limit", "0")["types"]}
        equal(got, dict(types), "types")
        rows = answer("objects", path, "--type", "*", "--sort", "retained", "--limit", "12")["objects"]
        retained = {int(row["address"], 16): row["retained"] for row in rows}
        everything, wanted = kept_by(roots, after, size, retained)
        equal(info["unreachable"], len(size) - len(everything), "unreachable")
        equal(retained, wanted, "retained sizes")
        # 300 of the program's own class, which PyPy calls by what its instances can do, among others like them.
        equal(got["pypy.interpreter.typedef.W_ObjectObjectUserDictWeakrefable"][0] >= 300, True, "instances")
        path.with_name("typeids.txt").unlink()
        bare = answer("info", path)
        equal([bare["objects"], len(bare["lacks"])], [len(size), len(info["lacks"]) + 1], "without names")
        equal(all(row["type"].startswith("type ") for row in answer("types", path)["types"]), True, "numbers in place of names")


def firefox(name):
    """What Firefox's own census and dominator tree say of its snapshot."""
    path = SAMPLES / f"{name}.fxsnapshot"
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))
    census = truth["census"]
    classes = {kind: row for part in ("objects", "other") for kind, row in census[part].items() if row["count"]}
    wanted = classes | {"JSString": census["strings"]}
    check_types(path, {kind: {"count": row["count"], "size": row["bytes"]} for kind, row in wanted.items()}, str)
    rows = answer("objects", path, "--type", "*", "--limit", "0")["objects"]
    equal({row["address"]: row["retained"] for row in rows}, {address: size for address, size in truth["retained"]}, "retained sizes")
    info = answer("info", path)
    equal([info["references"], info["dangling"], info["unreachable"]], [2776, 0, 0], "references")
    links = answer("chain", path, "--type", "Object")["chains"][0]["links"]
    equal([link["name"] for link in links], ["Firefox", "vector element", ".holder", ".list", "[0]"], "the names of the chain")
    site = answer("object", path, links[-1]["address"])["site"]
    # A frame's own texts are counted before its caller's.
    equal([(frame["file"].rsplit("/", 1)[-1], frame["line"]) for frame in site[:2]], [("sample.js", 5), ("[System Principal]", 7)], "where it was made")
    equal([frame["function"] for frame in site if "evaluate.sys.mjs" in frame["file"]][:2], ["evaluate.sandbox/promise<", "evaluate.sandbox"], "functions")


def conversion(name):
    """What a dump of a runtime without reference counts calls native code is still held after conversion, in either form."""
    path = SAMPLES / f"{name}.hprof.zst"
    wanted = answer("info", path)
    with tempfile.TemporaryDirectory() as folder:
        for form in ("x.hfdump", "x.jsonl"):
            copy = pathlib.Path(folder) / form
            subprocess.run([TOOL, path, copy], check=True, timeout=300)
            got = answer("info", copy)
            for what in ("objects", "references", "roots", "unreachable", "bytes"):
                equal(got[what], wanted[what], f"{form}: {what}")


CASES = [(erlang, "small.otp25"), (go, "small.go119"), (gcdump, 1), (gcdump, 2), (pypy, "small.pypy73"), (firefox, "small.firefox153"), (conversion, "small.jdk17"), (perl, "small.perl536"), (ruby, "small.ruby31"), (ruby, "small.ruby3.4-wasm32"), (ruby_sites, "small.ruby31"),
         (jsc, "small.jsc"), (spidermonkey, "small.gjs174"), (hprof, "small.jdk17"), (android, "synthetic-android"),
         (php, "small.php82"), (meliae, "small.py310"), (meliae, "small.py310-gc"), (pyheap, "small.py311"), (v8, "small.node20"), (v8, "small.node24"),
         (v8, "small.chromium"), (devtools, "small.chromium"), (chrome, "small.chromium"), (chrome, "small.node20"), (v8_chains, "small.node20"), (v8_chains, "small.node24")]


def main():
    failed = 0
    print(f"1..{len(CASES)}")
    for number, (function, name) in enumerate(CASES, 1):
        try:
            function(name)
            print(f"ok {number} {function.__name__} {name}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} {function.__name__} {name}")
            for line in traceback.format_exc().splitlines():
                print(f"# {line}", flush=True)
    sys.exit(1 if failed else 0)


main()
