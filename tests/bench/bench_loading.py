# SPDX-License-Identifier: Apache-2.0
"""How much memory loading takes beside the heap that comes of it, for each reader: bench_loading.py BENCH_LOAD DUMP_TOOL [options].

Dumps are the samples of tests/data, many times over under other addresses; those that only a runtime can write are made by one, or
skipped with a sentence. The status is 1 where loading takes more than it may.
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent / "data" / "dump" / "samples"
MOST = 2.0       # times the finished heap
FIXED = 4 << 20  # bytes that any load may take besides: windows, tables of small things, pages of the program itself
CHUNK = 1 << 20


class Skipped(Exception):
    pass


def sample(name):
    return subprocess.run(["zstd", "-dc", SAMPLES / f"{name}.zst"], capture_output=True, check=True).stdout


def copies(out, data, number, other):
    for i in range(number):
        out.write(other(data, i))


def prefixed(data, i):
    """Addresses in hexadecimal of their own for each copy."""
    return data.replace(b"0x", b"0x%02x" % (i + 16))


def ruby(out, number):
    copies(out, sample("small.ruby31.json"), number, prefixed)


def meliae(out, number):
    copies(out, sample("small.py310.json"), number, lambda data, i: re.sub(rb"\b(\d{9,})\b", rb"%d\1" % (i + 10), data))


def spidermonkey(out, number):
    roots, cells = re.split(rb"(?m)^==========\n", sample("small.gjs174.heap"), maxsplit=1)
    copies(out, roots, number, prefixed)
    out.write(b"==========\n")
    copies(out, cells, number, prefixed)


def php(out, number):
    head, items = sample("small.php82.json").split(b'"items": {', 1)
    items = items.rsplit(b"}", 2)[0]
    out.write(head + b'"items": {')
    copies(out, items, number, lambda data, i: (b"," if i > 0 else b"") + prefixed(data, i))
    out.write(b"}}")


def jsc(out, number):
    dump = json.loads(sample("small.jsc.json"))
    nodes, edges = dump["nodes"], dump["edges"]
    span = max(nodes[::4]) + 1
    for i in range(1, number):
        dump["nodes"] = dump["nodes"] + [value + i * span if k % 4 == 0 else value for k, value in enumerate(nodes)]
        dump["edges"] = dump["edges"] + [value + i * span if k % 4 < 2 else value for k, value in enumerate(edges)]
    out.write(json.dumps(dump, separators=(",", ":")).encode())


def v8(out, number):
    """Nodes and references many times; what they are called stands once."""
    dump = json.loads(sample("small.node24.heapsnapshot"))
    meta, nodes, edges, strings = dump["snapshot"]["meta"], dump["nodes"], dump["edges"], dump["strings"]
    width, at = len(meta["node_fields"]), meta["node_fields"].index("id")
    to = meta["edge_fields"].index("to_node")
    dump["snapshot"] |= {"node_count": len(nodes) // width * number, "edge_count": len(edges) // 3 * number}
    out.write(b'{"snapshot":' + json.dumps(dump["snapshot"]).encode() + b',"nodes":[')
    for i in range(number):
        out.write(b"," * (i > 0) + ",".join(str(value + (i << 24)) if k % width == at else str(value) for k, value in enumerate(nodes)).encode())
    out.write(b'],"edges":[')
    for i in range(number):
        out.write(b"," * (i > 0) + ",".join(str(value + i * len(nodes)) if k % 3 == to else str(value) for k, value in enumerate(edges)).encode())
    out.write(b'],"strings":' + json.dumps(strings).encode() + b"}")


def made(program, sentence, *command):
    if shutil.which(program) is None:
        raise Skipped(sentence)
    if subprocess.run([str(word) for word in command], capture_output=True, check=False).returncode != 0:
        raise Skipped(sentence)


def hprof(out, number):
    with tempfile.TemporaryDirectory() as folder:
        made("javac", "there is no JDK.", "javac", "-d", folder, HERE / "peers/MakeHprof.java")
        made("java", "there is no JDK.", "java", "-Xmx4g", "-cp", folder, "MakeHprof", f"{folder}/a.hprof", number * 20000)
        out.write(pathlib.Path(folder, "a.hprof").read_bytes())


def pmat(out, number):
    with tempfile.TemporaryDirectory() as folder:
        made("perl", "there is no Devel::MAT::Dumper.", "perl", HERE / "peers/make_pmat.pl", f"{folder}/a.pmat", number * 20000)
        out.write(pathlib.Path(folder, "a.pmat").read_bytes())


# Each with the objects of one copy.
READERS = {"ruby": (ruby, 20591), "meliae": (meliae, 19162), "spidermonkey": (spidermonkey, 8173), "php": (php, 3454), "jsc": (jsc, 4688),
           "v8": (v8, 58776), "hprof": (hprof, 20000), "pmat": (pmat, 20000)}
FORMS = {"native": "a.hfdump", "lines": "a.jsonl", "document": "a.json"}  # made from Ruby's dump


def report(name, program, path):
    answer = json.loads(subprocess.run([program, path], capture_output=True, check=True, text=True, timeout=1800).stdout)
    peak, heap = answer["load_peak"], answer["heap"]
    good = peak <= heap * MOST + FIXED
    print(f"{name:14} {path.stat().st_size / 1e6:8.1f} MB {answer['objects']:>10,} objects {answer['references']:>11,} references   "
          f"peak {peak / 1e6:7.1f} MB, heap {heap / 1e6:7.1f} MB, {peak / heap:.2f} x{'' if good else ': too much'}", flush=True)
    return good


def one_reader(name, options, folder):
    make, objects = READERS[name]
    path = folder / name
    with open(path, "wb", buffering=CHUNK) as out:
        make(out, max(1, options.objects // objects))
    good = report(name, options.bench_load, path)
    if name == "ruby":
        for form, file in FORMS.items():
            subprocess.run([options.dump_tool, path, folder / file], check=True, timeout=1800)
            good &= report(form, options.bench_load, folder / file)
            (folder / file).unlink()
    path.unlink()
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench_load")
    parser.add_argument("dump_tool")
    parser.add_argument("--only", choices=READERS, action="append")
    parser.add_argument("--objects", type=int, default=400_000, help="in each dump, about")
    options = parser.parse_args()
    good = True
    for name in options.only or READERS:
        with tempfile.TemporaryDirectory(prefix="holdfast-loading-") as folder:
            try:
                good &= one_reader(name, options, pathlib.Path(folder))
            except Skipped as reason:
                print(f"{name}: skipped: {reason}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
