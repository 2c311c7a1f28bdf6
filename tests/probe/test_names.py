# SPDX-License-Identifier: Apache-2.0
"""Every reference under the name that a Python programmer would give it."""
import io
import os
import subprocess
import sys
import threading

import hfdump
import holdfast
import population
import tap

INLINE = sys.version_info >= (3, 11)  # instances keep attributes without a dict, and frames are no objects at first
dump = objects = None


# These dump by themselves, and come before a decoded dump is part of the heap.


def test_frame_with_an_object(folder):
    frame = sys._getframe()
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    dump = hfdump.Dump(path)
    found = dump.by_address()[id(frame)]
    assert found.value.startswith("test_frame_with_an_object() at") and not found.flags & hfdump.SYNTHETIC
    assert [dump.label(ref) for ref in found.refs if ref.to == found.id] == ["local frame"]
    root, = (root for root in dump.roots if root.to == found.id)
    assert root.owns and root.words == "thread MainThread"
    assert dump.owned_counts()[found.id] == found.refcount == 2
    del frame  # a cycle that would hold the dump


def test_threads_of_equal_names(folder):
    ready, over = threading.Barrier(3), threading.Event()

    def wait():
        ready.wait()
        over.wait()
    threads = [threading.Thread(target=wait, name="twin") for _ in range(2)]
    for thread in threads:
        thread.start()
    ready.wait()
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    over.set()
    words = {root.words for root in hfdump.Dump(path).roots}
    assert {f"thread twin ({thread.ident})" for thread in threads} <= words, words


def test_main_thread_where_threading_is_unknown(folder):
    path = os.path.join(folder, "d.hfdump")
    program = "import sys, holdfast\nassert 'threading' not in sys.modules\nholdfast.dump(sys.argv[1])"
    subprocess.run([sys.executable, "-S", "-c", program, path], check=True)
    words = {root.words for root in hfdump.Dump(path).roots if root.words.startswith("thread ")}
    assert words and all(word.split(":")[0] == "thread MainThread" for word in words), words


def test_text_that_is_written_in_parts(folder):
    file = io.StringIO()
    parts = [f"part {i}" for i in range(50)]
    for part in parts:
        file.write(part)
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    dump = hfdump.Dump(path)
    nodes = dump.by_address()
    if sys.version_info >= (3, 12):  # it copies them
        return
    held = [dump.nodes[ref.to] for ref in nodes[id(file)].refs if dump.label(ref) == "internal accum.small"]
    assert len(held) == 1 and held[0].type.name == "list", held
    assert [dump.nodes[ref.to].address for ref in held[0].refs if ref.cls == "strong" and dump.nodes[ref.to].type.name == "str"] == list(map(id, parts))


def test_values(folder):
    kept = ["it's", 'a "quoted" text', "both ' and \"", "tab\t\n\\", "é𝄞\x7f\ud800\u200b", "", 0, -1, 12345678901234567, 1 << 70, -(1 << 64),
            (1 << 90) - 1, True, None, 1.5, 1e22, 1e300, -0.0, 0.1, float("inf"), 3.0, 123456789012345680.0, 1e-7, b"by'tes\x00\xff", (),
            (1,), (1, "a", (2, None)), 1j, -1.5 - 2j, ..., 2 ** 60, 2 ** 59, 2 ** 63]
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    values = hfdump.Dump(path).by_address()
    for item in kept:
        text = values[id(item)].value
        if item == float("inf"):
            assert text == "inf"
            continue
        assert eval(text) == item and type(eval(text)) is type(item), (item, text)
        if type(item) in (str, bytes, float, tuple, bool) and len(repr(item)) < 90:
            assert text == repr(item), (item, text)


def test_long_values_are_cut(folder):
    text, number, data = "x" * 1000 + "é", 1 << 5000, b"y" * 1000
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path, values=20)
    values = hfdump.Dump(path).by_address()
    for item, begin in ((text, "'" + "x" * 19), (number, "0x1" + "0" * 17), (data, "b'" + "y" * 18)):
        assert values[id(item)].value == begin and values[id(item)].flags & hfdump.VALUE_CUT, values[id(item)].value


def test_no_values(folder):
    kept = {"secret key": "secret " + "text", "n": b"secret " + b"bytes", "tuple": ("secret in", 1)}
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path, values=0)
    with open(path, "rb") as file:
        data = file.read()
    dump = hfdump.Dump(path)
    assert b"secret" not in data
    assert not [node for node in dump.nodes if node.value is not None and node.type.name in ("str", "bytes", "int", "float", "tuple")]
    assert "values" not in dump.meta["has"] and dump.meta["lacks"]
    attributes = dump.by_address()[id(population.plain)]
    if INLINE:
        assert any(ref.name == "attribute" for ref in attributes.refs)
    assert b"test_no_values() at test_names.py" in data
    del kept


def test_allocation_sites(folder):
    import tracemalloc
    path = os.path.join(folder, "d.hfdump")
    tracemalloc.start(3)
    kept, line = [[i] for i in range(1000)], sys._getframe().f_lineno
    holdfast.dump(path)
    expected = tracemalloc.get_object_traceback(kept[-1])
    tracemalloc.stop()
    dump = hfdump.Dump(path)
    assert "sites" in dump.meta["has"]
    site = dump.sites[dump.by_address()[id(kept[-1])].site]
    assert site[0] == (__file__, "", line)
    assert [(file, number) for file, _, number in site] == [(frame.filename, frame.lineno) for frame in reversed(expected)]
    holdfast.dump(path)
    dump = hfdump.Dump(path)
    assert "sites" not in dump.meta["has"] and not any(node.flags & hfdump.SITE for node in dump.nodes)


# The others ask one dump.


def take(folder):
    global dump, objects
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    dump = hfdump.Dump(path)
    objects = dump.by_address()


def node(item):
    return objects[id(item)]


def target(word):
    return node(population.targets[word]())


def referents(owner, label):
    """(referent, reference) of each reference of a node that is said so."""
    return [(dump.nodes[ref.to], ref) for ref in owner.refs if dump.label(ref) == label]


def follow(start, *labels, cls="strong"):
    at = start
    for label in labels:
        found = [entry for entry in referents(at, label)]
        assert found, f"{at} has no {label}: {[dump.label(ref) for ref in at.refs]}"
        at, ref = found[0]
    assert ref.cls == cls, ref
    return at


def check(word, start, *labels):
    found = follow(start, *labels)
    assert found is target(word), f"{word}: {found}"
    owners = {other.id for other in dump.nodes for ref in other.refs if ref.to == found.id and ref.cls == "strong"}
    assert len(owners) == 1, f"{word}: held by {[dump.nodes[owner] for owner in owners]}"


def globals_node():
    module = node(sys.modules["population"])
    return follow(module, ".__dict__")


def attribute(name):
    """The way from an instance without a __dict__ of its own to an attribute."""
    return ["." + name] if INLINE else [".__dict__", f"['{name}']"]


def check_global(word, name, *labels):
    check(word, globals_node(), f"['{name}']", *labels)


def test_dump(folder):
    take(folder)
    assert dump.meta["runtime"] == "CPython" and dump.meta["pid"] == os.getpid() and dump.meta["lacks"] == []
    assert dump.meta["argv"] == getattr(sys, "orig_argv", sys.argv) and dump.meta["version"] == sys.version.split()[0]


def frames_of(words):
    return [dump.nodes[root.to] for root in dump.roots if root.words == words and dump.nodes[root.to].type.name == "frame"]


def test_thread_frames():
    frames = frames_of("thread worker")
    places = [frame.value for frame in frames]
    assert places[-1].startswith("Thread._bootstrap() at threading.py:" if INLINE else "_bootstrap() at threading.py:"), places
    assert any(place.startswith("worker() at population.py:") for place in places), places
    frame = next(frame for frame in frames if frame.value.startswith("worker()"))
    check("thread local", frame, "local job")
    check("thread cell", frame, "closure shared", ".cell_contents")
    assert frame.value == f"worker() at population.py:{line_of('thread_over.wait()')}", frame.value
    for frame, caller in zip(frames, frames[1:]):
        assert follow(frame, ".f_back", cls="shared" if INLINE else "strong") is caller


def line_of(text):
    with open(population.__file__) as file:
        return next(number for number, line in enumerate(file, 1) if line.strip() == text)


def test_main_thread_frames():
    frames = frames_of("thread MainThread")
    assert frames[0].value.startswith("take() at test_names.py:"), frames[0].value
    assert frames[-1].value.startswith("<module>() at test_names.py:"), frames[-1].value
    assert bool(frames[0].flags & hfdump.SYNTHETIC) == INLINE and (frames[0].refcount is None) == INLINE
    follow(frames[0], "local folder")


def test_generators():
    check_global("generator local", "generator", ".gi_frame", "local item")
    check_global("coroutine local", "coroutine", ".cr_frame", "local message")
    check_global("async generator local", "async_generator", ".ag_frame", "local part")


def test_tasks():
    task = follow(globals_node(), "['task']")
    coroutine = follow(task, "._coro")
    waiter = follow(task, "._fut_waiter")
    assert coroutine.type.name == "coroutine" and waiter.type.full == "_asyncio.Future"
    check("task local", coroutine, ".cr_frame", "local message")
    follow(task, "._loop")


def test_functions():
    check_global("closure", "closure", ".__closure__", "[0]", ".cell_contents")
    assert follow(node(population.closure), "closure captured", cls="shared") is node(population.closure.__closure__[0])
    check_global("default", "default", ".__defaults__", "[0]")
    check_global("keyword default", "default", ".__kwdefaults__", "['only']")


def test_slots():
    slotted = node(population.slotted)
    check("slot", slotted, ".own")
    check("inherited slot", slotted, ".inherited")
    check("mangled slot", slotted, "._Slotted__mangled")
    check("inherited mangled slot", slotted, "._Base__hidden")


def test_attributes():
    check_global("attribute", "plain", *attribute("attribute"))
    if sys.version_info >= (3, 13):  # the values stay in the instance
        check_global("attribute in dict", "materialized", ".attribute")
        shared = follow(globals_node(), "['materialized']", ".__dict__")
        assert follow(shared, "['attribute']", cls="shared") is target("attribute in dict")
    else:
        check_global("attribute in dict", "materialized", ".__dict__", "['attribute']")
    check_global("class attribute", "Holder", ".__dict__", "['class_attribute']")


def test_exceptions():
    check_global("traceback local", "stored", ".__traceback__", ".tb_next", ".tb_frame", "local evidence")


def test_caches():
    check_global("unbounded cache a", "unbounded", "internal cache", "['a']")
    wrapper = node(population.bounded)
    element = follow(wrapper, "internal cache", "['a']")
    assert element.type.full == "functools._lru_list_elem"
    assert follow(wrapper, "internal links") is element
    check("bounded cache a", element, "internal result")
    follow(wrapper, ".__dict__", "['__wrapped__']")


def test_weak_references():
    entry = follow(node(population.weak_values), *attribute("data"), "['k']")
    found = [(dump.nodes[ref.to], ref) for ref in entry.refs if ref.kind == "weak"]
    assert [(to, ref.cls) for to, ref in found] == [(target("weak value"), "weak")]
    check_global("weak value", "weak_holder", "[0]")
    assert follow(globals_node(), "['proxy']", "weak", cls="weak") \
        is node(population.plain)


def test_containers():
    check_global("ordered dict", "ordered", "['first']")
    check_global("deque", "deque", "[70]")
    check_global("set member", "members", "{…}")
    check_global("tuple key", "by_tuple", "[('a', 1)]")
    check_global("number key", "by_number", "[42]")
    check_global("default dict", "default_dict", "['x']", "[0]")
    check_global("deep", "deep", "['users']", "[0]", "['name']", "[1]")
    (key, ref), = [(dump.nodes[ref.to], ref) for ref in node(population.keys).refs if ref.kind == "key"]
    assert key is target("dict key") and ref.cls == "strong"
    follow(node(population.default_dict), ".default_factory")


def test_callables():
    check_global("bound method", "bound", ".__self__", *attribute("attribute"))
    assert follow(node(population.bound), ".__func__") is node(population.Holder.method)
    check_global("partial argument", "partial", ".args", "[0]")
    check_global("partial keyword", "partial", ".keywords", "['sep']")
    check_global("property getter", "prop", ".fget", ".args", "[0]")


def test_classes():
    cls = node(population.WithDict)
    assert follow(cls, ".__base__") is node(population.Holder)
    assert follow(cls, ".__mro__", "[1]") is node(population.Holder)
    assert cls.value == "population.WithDict"
    assert follow(node(population.plain), "type") is node(population.Holder)
    names = [entry for entry in dump.types if entry.full == "population.Holder"]
    assert len(names) == 1 and dump.nodes[names[0].object - 1] is node(population.Holder)


def test_modules():
    words = {root.words: root for root in dump.roots if root.kind == "module"}
    root = words["module population"]
    assert dump.nodes[root.to] is node(population) and not root.owns and dump.nodes[root.to].value == "population"
    assert set(words) == {"module " + name for name in sys.modules}
    modules = next(root for root in dump.roots if root.words == "sys.modules")
    assert dump.nodes[modules.to] is node(sys.modules) and modules.owns


tap.run(globals())
