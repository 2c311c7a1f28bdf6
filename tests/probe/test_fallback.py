# SPDX-License-Identifier: Apache-2.0
"""The pure-Python dumper, copied alone into a folder, against the collector's count and the C dumper."""
import os
import shutil
import subprocess
import sys

import hfdump
import program
import tap

SOURCE = os.path.join(os.environ["HF_PROBE_SOURCE"], "holdfast", "holdfast_fallback.py")

PROGRAM = """
    import collections, functools, gc, json, threading, weakref

    class Trap:
        def __init__(self):
            self.attribute, self.more = [1], self
        def trapped(self, *arguments):
            called.append(arguments)
            return NotImplemented
        __repr__ = __len__ = __sizeof__ = __getattr__ = __eq__ = __bool__ = __iter__ = __getattribute__ = trapped
        __hash__ = None

    class Meta(type):
        def __eq__(self, other):
            called.append(("metaclass", other))
            return self is other
    class Unhashable(metaclass=Meta):
        pass
    unhashable = Unhashable()

    class Plain:
        __slots__ = ("slot", "__mangled", "__weakref__")
        def __init__(self):
            self.slot, self.__mangled = [2], [3]

    def produce():
        item = {"a": 1}
        yield item

    called = []
    trap, plain, generator = Trap(), Plain(), produce()
    instances = [type("Simple", (), {"__init__": lambda self: setattr(self, "x", 1)})() for _ in range(100)]
    next(generator)
    deque, members, names = collections.deque([[4]]), {(1, "two")}, {"key": [5], 7: [6]}
    partial, reference = functools.partial(print, [7]), weakref.ref(plain)
    ready, over = threading.Event(), threading.Event()

    def work():
        job = [8]
        ready.set()
        over.wait()

    threading.Thread(target=work, name="worker", daemon=True).start()
    ready.wait()
    secret = "secret " + "text"

    import holdfast_fallback, sys
    called.clear()
    gc.disable()
    gc.collect()
    result = holdfast_fallback.dump("python.hfdump")
    made = len(called)
    del result
    objects = gc.get_objects()
    expected = {}
    for item in objects:
        name = f"{type(item).__module__}|{type(item).__qualname__}"
        expected[name] = expected.get(name, 0) + 1
    del objects, item
    if len(sys.argv) > 1:
        import holdfast
        holdfast.dump("c.hfdump")
    holdfast_fallback.dump("bare.hfdump", values=0)
    addresses = {name: id(globals()[name]) for name in ("trap", "plain", "generator", "deque", "members", "names", "partial",
                                                         "reference")}
    print(json.dumps([made, expected, addresses]))
"""


def run_alone(folder, python=sys.executable, *arguments):
    import json
    import textwrap
    shutil.copy(SOURCE, folder)
    with open(os.path.join(folder, "app.py"), "w") as file:
        file.write(textwrap.dedent(PROGRAM))
    done = program.run([python, "app.py", *arguments], cwd=folder)
    return json.loads(done.stdout), hfdump.Dump(os.path.join(folder, "python.hfdump"))


def test_it_says_what_it_lacks(folder):
    (made, _, _), dump = run_alone(folder)
    assert made == 0, "code of the program ran"
    assert "refcounts" not in dump.meta["has"] and len(dump.meta["lacks"]) >= 3
    assert dump.meta["writer"].endswith("(Python)")
    with open(os.path.join(folder, "bare.hfdump"), "rb") as file:
        assert b"secret text" not in file.read()
    hfdump.Dump(os.path.join(folder, "bare.hfdump"))


def test_tracked_types_as_the_collector_counts_them(folder):
    (_, expected, _), dump = run_alone(folder)
    found = {}
    for node in dump.nodes:
        if node.flags & hfdump.TRACKED:
            key = f"{node.type.module}|{node.type.name}"
            found[key] = found.get(key, 0) + 1
    wrong = {key: (found.get(key, 0), expected.get(key, 0)) for key in found.keys() | expected.keys()
             if abs(found.get(key, 0) - expected.get(key, 0)) > (20 if key == "builtins|dict" else 2)}
    # The dumper makes a dict of a frame's locals; a tuple or two are of the calls between.
    assert not wrong, wrong
    assert sum(found.values()) > 3000


def test_names(folder):
    (_, _, addresses), dump = run_alone(folder)
    objects = dump.by_address()
    nodes = {name: objects[address] for name, address in addresses.items()}

    def names(node):
        return [dump.label(ref) for ref in node.refs]

    assert {".slot", "._Plain__mangled"} <= set(names(nodes["plain"])), names(nodes["plain"])
    assert {".attribute", ".more"} <= set(names(nodes["trap"])), names(nodes["trap"])
    assert names(nodes["deque"]) == ["[0]"]
    assert "['key']" in names(nodes["names"]) and "[7]" in names(nodes["names"])
    assert ".args" in names(nodes["partial"])
    assert [ref.cls for ref in nodes["reference"].refs if ref.kind == "weak"] == ["weak"]
    frame = dump.nodes[next(ref.to for ref in nodes["generator"].refs if dump.label(ref) == ".gi_frame")]
    assert frame.value.startswith("produce() at app.py:") or "produce" in frame.value, frame.value
    threads = [dump.nodes[root.to] for root in dump.roots if root.words == "thread worker"]
    worker = next(node for node in threads if "work()" in node.value)
    assert "local job" in names(worker), names(worker)
    assert "module __main__" in {root.words for root in dump.roots}


def test_close_to_the_c_dumper(folder):
    _, python = run_alone(folder, sys.executable, "c")
    c = hfdump.Dump(os.path.join(folder, "c.hfdump"))
    python_objects, c_objects = python.by_address(), c.by_address()
    common = python_objects.keys() & c_objects.keys()
    tap.note(f"{len(common)} of the {len(c_objects)} objects of the C dump are in the other too")
    assert len(common) >= 0.85 * len(c_objects)
    same = sum(python_objects[address].type.full == c_objects[address].type.full for address in common)
    assert same >= 0.99 * len(common)
    sizes = {}
    for address in common:
        node, other = python_objects[address], c_objects[address]
        if node.type.full == other.type.full:
            sizes.setdefault(node.type.full, []).append((node.size, node.buffers) == (other.size, other.buffers))
    for name in ("list", "set", "frozenset", "tuple", "str", "bytes", "int", "float", "bytearray", "function", "method", "cell", "dict"):
        tap.note(f"{name}: {sum(sizes.get(name, []))} of {len(sizes.get(name, []))} have the same size in both")
        assert sum(sizes.get(name, [])) >= 0.95 * len(sizes.get(name, [])), name


def test_other_versions(folder):
    """Whatever other Pythons are at hand."""
    tried = []
    for minor in range(8, 15):
        python = shutil.which(f"python3.{minor}")
        if minor == 11 or python is None or subprocess.run([python, "-c", "0"], stderr=subprocess.DEVNULL).returncode != 0:
            continue
        (made, _, _), dump = run_alone(folder, python)
        assert made == 0 and dump.meta["version"].startswith(f"3.{minor}.") and len(dump.nodes) > 5000
        tried.append(f"3.{minor}")
    if not tried:
        raise tap.Skip("there is no other Python")
    tap.note(", ".join(tried))


def test_errors_name_the_file(folder):
    sys.path.insert(0, os.path.dirname(SOURCE))
    import holdfast_fallback
    for path, expected in ((os.path.join(folder, "missing", "d.hfdump"), FileNotFoundError), (folder, IsADirectoryError)):
        try:
            holdfast_fallback.dump(path)
        except expected as error:
            assert error.filename == path, error.filename
        else:
            raise AssertionError(path)
    assert os.listdir(folder) == []


tap.run(globals())
