#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads exported pictures with other people's tools: an XML parser, dot, pdftotext."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
import xml.etree.ElementTree as ET

TOOL, SAMPLE = sys.argv[1:3]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    'say "hi"', "back\\slash\\", 'quote\\"', "line\nbreak", "<b>&amp;</b>", "]]>", "<!--", "-->", "tab\tand\x01control", "\u202eevil\u202c",
    "nonchar \ufffe\uffff", "emoji \U0001f600", "{record|<p>port}", "%s%n%d", "\\N \\G \\E \\l\\r", "é漢字",
]


class Picture:
    """What draw-tool prints, and the files it wrote."""

    def __init__(self, folder, dump, objects, *options):
        self.paths = {kind: os.path.join(folder, "p." + kind) for kind in ("svg", "png", "pdf", "dot")}
        command = [TOOL, dump, *objects, "--caption", "a <caption> & more", *options]
        for path in self.paths.values():
            command += ["-o", path]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        lines = done.stdout.split("\n")
        self.head = dict(zip(lines[0].split()[::2], lines[0].split()[1::2]))
        rows = [line.split("\t") for line in lines]
        self.nodes = [row[1:] for row in rows if row[0] == "node"]
        self.edges = [row[1:] for row in rows if row[0] == "edge"]

    def read(self, kind):
        with open(self.paths[kind], encoding="utf-8") as file:
            return file.read()

    def svg(self):
        return ET.fromstring(self.read("svg").encode())


def hostile_dump(folder):
    objects = [{"id": 0, "type": "app.Root", "size": 10, "refs": []}]
    for number, text in enumerate(HOSTILE, 1):
        objects.append({"id": number, "type": "app." + text, "size": number, "value": text, "refs": [{"to": 0, "name": text, "kind": "strong"}]})
        objects[0]["refs"].append({"to": number, "name": "." + text, "kind": "strong"})
    path = os.path.join(folder, "hostile.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"holdfast": 1, "runtime": "test", "objects": objects, "roots": [{"to": 0, "kind": "module", "name": "app"}]}, file)
    return path


def groups(root, name):
    return [group for group in root.iter(SVG + "g") if name in group.get("class", "").split()]


def check_svg(picture):
    root = picture.svg()
    nodes, edges = groups(root, "node"), groups(root, "edge")
    assert len(nodes) == int(picture.head["nodes"]), (len(nodes), picture.head)
    assert len(edges) == int(picture.head["edges"]), (len(edges), picture.head)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "ids are unique"
    texts = ["".join(text.itertext()) for text in root.iter(SVG + "text")]
    for form, address, title, value, *_ in picture.nodes:
        assert title in texts, title
        if value:
            assert value in texts, value
        if form == "0" and address != "0x0":
            assert "n" + address in ids, address
    for group in nodes + edges:
        titles = group.findall(SVG + "title")
        assert len(titles) == 1 and titles[0].text, "each group is titled"
    for group in edges:
        assert group.get("data-from") in ids and group.get("data-to") in ids
    width, height = float(root.get("width")), float(root.get("height"))
    for rect in root.iter(SVG + "rect"):
        x, y = float(rect.get("x")), float(rect.get("y"))
        assert x >= 0 and y >= 0 and x + float(rect.get("width")) <= width + 1 and y + float(rect.get("height")) <= height + 1
    assert "a <caption> & more" in texts
    return texts


def test_svg(folder):
    picture = Picture(folder, SAMPLE, ["shop.SESSIONS['visitor-257']"])
    texts = check_svg(picture)
    for name in ("Session", "PageView", "module", "dict", "Cycles"):
        assert name in texts, name
    svg = picture.read("svg")
    assert "<image" not in svg and "href" not in svg and "<script" not in svg


def test_svg_hostile(folder):
    picture = Picture(folder, hostile_dump(folder), ["#1"], "--max-nodes", "60", "--referents", "40")
    assert int(picture.head["nodes"]) >= len(HOSTILE)
    texts = check_svg(picture)
    assert not any("\u202e" in text for text in texts), "bidirectional controls are made visible"
    assert any("U+202E" in text for text in texts)


def test_svg_themes(folder):
    fills = set()
    for options in ([], ["--dark"], ["--high-contrast"], ["--dark", "--high-contrast"]):
        picture = Picture(folder, SAMPLE, ["shop"], *options)
        root = picture.svg()
        check_svg(picture)
        fills.add(next(root.iter(SVG + "rect")).get("fill") + groups(root, "node")[0].find(SVG + "rect").get("fill"))
    assert len(fills) == 4, fills


def test_svg_cycle_colour(folder):
    picture = Picture(folder, SAMPLE, ["shop.SESSIONS['visitor-257']"])
    root = picture.svg()
    badges = [node for node in groups(root, "node") if any(c.get("class") == "badge" for c in node.iter(SVG + "circle"))]
    colours = {c.get("fill") for node in badges for c in node.iter(SVG + "circle")}
    assert len(badges) == 5 and len(colours) == 1, (len(badges), colours)
    for edge in groups(root, "cycle"):
        strokes = [path.get("stroke") for path in edge.iter(SVG + "path")]
        assert colours & set(strokes) or "chain" in edge.get("class"), strokes


def dot_plain(path):
    done = subprocess.run(["dot", "-Tplain", path], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "Error" not in done.stderr, done.stderr
    rows = [line.split(" ") for line in done.stdout.split("\n")]
    return sum(row[0] == "node" for row in rows), sum(row[0] == "edge" for row in rows)


def references(picture):
    return sum(max(1, min(16, int(edge[4]))) for edge in picture.edges)


def test_dot(folder):
    picture = Picture(folder, SAMPLE, ["shop"])
    assert dot_plain(picture.paths["dot"]) == (len(picture.nodes), references(picture))


def test_dot_hostile(folder):
    picture = Picture(folder, hostile_dump(folder), ["#1"], "--max-nodes", "60", "--referents", "40")
    assert dot_plain(picture.paths["dot"]) == (len(picture.nodes), references(picture))


def test_dot_read_back(folder):
    """Our own reader sees the same objects, and the same references between them."""
    picture = Picture(folder, SAMPLE, ["shop.SESSIONS['visitor-257']"])
    again = os.path.join(folder, "again")
    os.mkdir(again)
    session = picture.nodes[0][1]
    back = Picture(again, picture.paths["dot"], [session], "--max-nodes", "60", "--referrers", "40", "--referents", "40")
    objects = {node[1] for node in picture.nodes if node[0] == "0"}
    assert {node[1] for node in back.nodes if node[0] == "0"} <= objects
    edge = {(picture.nodes[int(e[0])][1], picture.nodes[int(e[1])][1], e[3]) for e in picture.edges if session in
            (picture.nodes[int(e[0])][1], picture.nodes[int(e[1])][1])}
    edge_back = {(back.nodes[int(e[0])][1], back.nodes[int(e[1])][1], e[3]) for e in back.edges if session in
                 (back.nodes[int(e[0])][1], back.nodes[int(e[1])][1])}
    assert edge == edge_back, (edge, edge_back)


def shape(picture):
    """What a picture shows: nodes by what they are, references between them by name, and which nodes are in one cycle."""
    names = [(row[1], row[2], row[3], row[6]) for row in picture.nodes]
    edges = sorted((names[int(row[0])], names[int(row[1])], row[3]) for row in picture.edges)
    cycles = {}
    for name, row in zip(names, picture.nodes):
        if row[7] != "-1":
            cycles.setdefault(row[7], []).append(name)
    return sorted(names), edges, sorted(sorted(cycle) for cycle in cycles.values())


def reopen(folder, dump, objects, *options):
    """Draws, opens the DOT file that this wrote, and draws what is in it."""
    picture = Picture(folder, dump, objects, *options)
    anchor = next(row[1] for row in picture.nodes if row[1] != "0x0")
    back = Picture(tempfile.mkdtemp(dir=folder), picture.paths["dot"], [anchor])
    for one, other in zip(shape(picture), shape(back)):
        assert one == other, "\n".join(sorted(map(str, set(map(str, one)) ^ set(map(str, other)))))
    third = Picture(tempfile.mkdtemp(dir=folder), back.paths["dot"], [anchor])
    assert shape(third) == shape(back)
    return picture


def test_dot_reopens(folder):
    """A DOT file of ours is the same picture again: nodes, edges, labels, kinds, cycles."""
    picture = reopen(folder, SAMPLE, ["shop.SESSIONS['visitor-257']"])
    assert len(shape(picture)[2]) == 1
    stacked = reopen(folder, SAMPLE, ["shop.SESSIONS"])
    assert any(row[0] == "2" for row in stacked.nodes), "a stack is among them"
    reopen(folder, SAMPLE, ["shop"], "--max-nodes", "60", "--referrers", "20", "--referents", "40")
    reopen(folder, SAMPLE, ["shop.SESSIONS['visitor-257'].views", "shop.functools"])


def test_dot_reopens_open_cycle(folder):
    """A cycle of which only a part is drawn stays one."""
    picture = reopen(folder, SAMPLE, ["shop.SESSIONS['visitor-257'].views[0]"], "--referents", "0", "--referrers", "1")
    assert shape(picture)[2], "a cycle is drawn"


def test_dot_reopens_hostile(folder):
    reopen(folder, hostile_dump(folder), ["#1"], "--max-nodes", "60", "--referents", "40")


def test_pdf(folder):
    picture = Picture(folder, SAMPLE, ["shop.SESSIONS['visitor-257']"])
    text = subprocess.run(["pdftotext", "-layout", picture.paths["pdf"], "-"], capture_output=True, text=True, timeout=60).stdout
    for word in ("Session", "PageView", "visitor-257", "a <caption> & more"):
        assert word in text, (word, text)


def test_png(folder):
    sizes = {}
    for scale in ("1", "2", "3"):
        picture = Picture(folder, SAMPLE, ["shop"], "--scale", scale)
        with open(picture.paths["png"], "rb") as file:
            head = file.read(24)
        sizes[scale] = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    svg = picture.svg()
    assert sizes["1"] == (int(svg.get("width")), int(svg.get("height")))
    assert sizes["2"] == tuple(2 * side for side in sizes["1"]) and sizes["3"] == tuple(3 * side for side in sizes["1"])


def test_without_helper(folder):
    os.environ["HOLDFAST_GRAPHVIZ"], kept = "/nowhere/holdfast-graphviz", os.environ["HOLDFAST_GRAPHVIZ"]
    try:
        picture = Picture(folder, SAMPLE, ["shop"])
        assert picture.head["step"] == "3"
        check_svg(picture)
    finally:
        os.environ["HOLDFAST_GRAPHVIZ"] = kept


def test_locale(folder):
    """Numbers have a point whatever the locale says."""
    picture = Picture(folder, SAMPLE, ["shop"])
    for number in re.findall(r' (?:x|y|width|height|r)="([^"]*)"', picture.read("svg")):
        float(number)


NEEDS = {"test_dot": "dot", "test_dot_hostile": "dot", "test_pdf": "pdftotext"}


def main():
    tests = [(name, function) for name, function in globals().items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}")
    for number, (name, function) in enumerate(tests, 1):
        if name in NEEDS and shutil.which(NEEDS[name]) is None:
            print(f"ok {number} {name} # SKIP no {NEEDS[name]}")
            continue
        try:
            with tempfile.TemporaryDirectory() as folder:
                function(folder)
            print(f"ok {number} {name}")
        except Exception:  # every failure is a test's result
            failed += 1
            print("".join("# " + line + "\n" for line in traceback.format_exc().split("\n")))
            print(f"not ok {number} {name}")
    return 1 if failed else 0


sys.exit(main())
