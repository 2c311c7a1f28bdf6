# SPDX-License-Identifier: Apache-2.0
"""Dumping disturbs nothing: no code of the program runs, nothing recurses, memory stays small, errors are errors."""
import errno
import gc
import os
import resource
import signal
import struct
import sys
import threading
import time
import weakref

import hfdump
import holdfast
import program
import tap
import traps

SANITIZED = "LD_PRELOAD" in os.environ


def end_of(path):
    """(nodes, references, types, strings, roots) as the last chunk says, without reading the rest."""
    with open(path, "rb") as file:
        file.seek(-80, os.SEEK_END)
        data = file.read()
    assert data[:4] == b"END "
    return struct.unpack("<5Q", data[32:72])


# ---- no code of the program -----------------------------------------------------------------------------------------

calls = []


def trap(name):
    def method(self, *arguments, **keywords):
        calls.append(name)
        return NotImplemented
    return method


NAMES = ("__repr__ __str__ __len__ __sizeof__ __getattr__ __eq__ __bool__ __iter__ __getitem__ __get__ __set__ __call__ "
         "__missing__ __contains__ __index__ __bytes__ __format__ __dir__ __reduce__ __copy__ __enter__ __instancecheck__ "
         "__subclasscheck__ __subclasses__ __int__ __length_hint__ __fspath__").split()


class Trapped(type):
    for name in NAMES:
        locals()[name] = trap("meta " + name)
    mro = type.mro


def trapped_class(name, *bases):
    body = {name: trap(name) for name in NAMES}
    body["__getattribute__"] = trap("__getattribute__")
    body["__class__"] = property(trap("__class__"))
    body["__module__"] = property(trap("__module__"))
    body["__del__"] = trap("__del__")
    return Trapped(name, bases, body)


def test_no_code_of_the_program_runs(folder):
    path = os.path.join(folder, "d.hfdump")
    kept = [trapped_class("Plain", object)]
    for base, arguments in ((object, ()), (list, ([1, 2],)), (dict, ({1: 2},)), (str, ("text",)), (int, (5,)), (tuple, ((1,),)),
                            (set, ([1],)), (bytes, (b"x",)), (float, (1.5,)), (Exception, (1,)), (type(sys), ("m",))):
        cls = trapped_class(base.__name__, base)
        instance = base.__new__(cls, *arguments)
        base.__init__(instance, *arguments)
        kept.append(instance)
    hashed = type("Hashed", (str,), {"__hash__": lambda self: calls.append("__hash__") or 1, "__eq__": trap("__eq__")})("k")
    kept.append({hashed: 1})
    kept.append({hashed})
    kept.append(weakref.ref(kept[1], trap("callback")))
    sys.modules["trapped_module"] = kept[1]
    threading._active[12345] = kept[1]
    strange = type("Strange", (), {"__slots__": ("a",), "__dict__": property(trap("__dict__"))})()
    kept.append(strange)
    seen = []
    gc.collect()
    calls.clear()
    try:
        sys.setprofile(lambda frame, event, what: seen.append((event, frame.f_code.co_name, str(what))))
        holdfast.dump(path)
        sys.setprofile(None)
        made = list(calls)
    finally:
        sys.setprofile(None)
        del sys.modules["trapped_module"], threading._active[12345]
    assert made == [], made
    assert [event for event, _, _ in seen] == ["c_call", "c_return", "c_call"], seen  # dump, and setprofile itself
    dump = hfdump.Dump(path)
    calls.clear()
    assert sum(node.type.full.endswith("Plain") for node in dump.nodes) == 0
    assert dump.by_address()[id(kept[1])].type.name == "object"


armed = []


def watch(event, arguments):
    if armed:
        traps.called("audit_" + event)


def trace(*arguments):
    traps.called("trace")
    return trace


def trapped_dump(folder, **options):
    path = os.path.join(folder, "d.hfdump")
    sys.addaudithook(watch)
    kept = traps.make()
    gc.collect()
    try:
        traps.taken()
        threading.settrace(trace)
        sys.settrace(trace)
        armed.append(True)
        holdfast.dump(path, **options)
        armed.clear()
        sys.settrace(None)
        made = traps.taken()
    finally:
        sys.settrace(None)
        threading.settrace(None)
        armed.clear()
        traps.let_go()
    assert made == [], made
    # The traps are set: what asks for anything is written down.
    gc.collect()
    assert len(kept[0:1]) == 1 and kept[0] != 5
    assert traps.taken() != []
    assert hfdump.Dump(path).by_address()[id(kept[0])].type.name == "trapped_object"


def test_no_hook_is_called(folder):
    trapped_dump(folder)


def test_no_hook_is_called_in_a_child(folder):
    trapped_dump(folder, fork=True)


def test_nothing_changes_in_the_heap(folder):
    path = os.path.join(folder, "d.hfdump")
    class Plain:
        def __init__(self):
            self.attribute = [1]
    kept = Plain()
    counts = sys.getrefcount(kept), sys.getrefcount(kept.attribute), sys.getrefcount(Plain), sys.getrefcount(None)
    holdfast.dump(path)
    assert counts == (sys.getrefcount(kept), sys.getrefcount(kept.attribute), sys.getrefcount(Plain), sys.getrefcount(None))
    gc.collect()
    before = len(gc.get_objects()), sys.getallocatedblocks()
    for _ in range(3):
        holdfast.dump(path)
    after = len(gc.get_objects()), sys.getallocatedblocks()
    assert after[0] <= before[0] + 1 and after[1] - before[1] < 10, (before, after)


# ---- while others run -----------------------------------------------------------------------------------------------------

def dumps_beside_threads(folder, **options):
    over = threading.Event()
    started = threading.Semaphore(0)

    def churn(seed):
        kept = {}
        started.release()
        while not over.is_set():
            for i in range(200):
                kept[i] = [seed, {"i": i}, (i, str(i))]
                kept.setdefault(f"k{i}", []).append(i)
            kept.clear()

    threads = [threading.Thread(target=churn, args=(seed,), name=f"churn-{seed}") for seed in range(4)]
    for thread in threads:
        thread.start()
    for _ in threads:
        started.acquire()
    try:
        for i in range(5):
            path = os.path.join(folder, f"{i}.hfdump")
            result = holdfast.dump(path, **options)
            assert end_of(path)[:2] == (result.objects, result.references)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    for i in (0, 4):
        dump = hfdump.Dump(os.path.join(folder, f"{i}.hfdump"))
        words = [root.words for root in dump.roots if root.kind == "thread"]
        assert all(f"thread churn-{seed}" in words for seed in range(4))


def test_threads_run_on(folder):
    dumps_beside_threads(folder)


def test_threads_run_on_beside_a_child(folder):
    dumps_beside_threads(folder, fork=True)


def test_child_is_not_seen(folder):
    signals = []
    old = signal.signal(signal.SIGCHLD, lambda *_: signals.append(1))
    try:
        plain = holdfast.dump(os.path.join(folder, "plain.hfdump"))
        child = holdfast.dump(os.path.join(folder, "child.hfdump"), fork=True)
        time.sleep(0)
        assert signals == []
        try:
            os.waitpid(-1, os.WNOHANG)
            raise AssertionError("there is a child")
        except ChildProcessError:
            pass
    finally:
        signal.signal(signal.SIGCHLD, old)
    assert abs(plain.objects - child.objects) < 20 and child.bytes == os.path.getsize(os.path.join(folder, "child.hfdump"))
    hfdump.Dump(os.path.join(folder, "child.hfdump"))


def test_called_by_the_collector(folder):
    path = os.path.join(folder, "d.hfdump")
    kept = [[] for _ in range(500)]

    def callback(phase, info):
        if phase == "start":
            holdfast.dump(path)

    gc.callbacks.append(callback)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(callback)
    objects = hfdump.Dump(path).by_address()
    assert all(id(item) in objects for item in kept)


# ---- deep and big -----------------------------------------------------------------------------------------------------------

DEEP = """
    import gc, os, sys, threading
    import holdfast

    gc.disable()
    links, nesting = int(sys.argv[1]), int(sys.argv[2])

    class Link:
        __slots__ = ("next",)

    head = None
    for i in range(links):
        link = Link()
        link.next, head = head, link
    nested = []
    for i in range(nesting):
        nested = [nested]
    untracked = ()
    for i in range(nesting):
        untracked = (untracked,)
        if i % 1000 == 0:
            gc.collect(0)
    frames = []

    def recurse(depth):
        if depth == 0:
            threading.stack_size(64 << 10)
            thread = threading.Thread(target=lambda: frames.append(holdfast.dump("deep.hfdump")))
            thread.start()
            thread.join()
        else:
            recurse(depth - 1)

    sys.setrecursionlimit(10000)
    recurse(3000)
    print(frames[0].objects, flush=True)
    os._exit(0)
"""


def test_long_lists_and_deep_nesting_need_no_stack(folder):
    links, nesting = (500000, 100000) if SANITIZED or "HF_BRIEF" in os.environ else (5000000, 500000)
    if SANITIZED:
        raise tap.Skip("a sanitizer's own frames do not fit a small stack")
    done = program.python(DEEP, str(links), str(nesting), folder=folder)
    nodes, references, _, _, roots = end_of(os.path.join(folder, "deep.hfdump"))
    assert int(done.stdout) == nodes >= links + 2 * nesting
    assert references >= 2 * links + 2 * nesting and roots >= 3000


BIG = """
    import gc
    import holdfast

    gc.disable()

    class Record:
        def __init__(self, i):
            self.number, self.name, self.data = i, str(i), {"list": [i]}

    kept = [Record(i) for i in range(600000)]

    def status(key):
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(key))

    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = status("VmRSS")
    result = holdfast.dump("big.hfdump")
    print(result.objects, result.seconds, result.bytes, before, status("VmHWM"))
"""


def test_memory_of_a_big_dump(folder):
    if SANITIZED:
        raise tap.Skip("a sanitizer's memory is not ours")
    objects, seconds, size, before, peak = map(float, program.python(BIG, folder=folder).stdout.split())
    tap.note(f"{objects:.0f} objects in {seconds:.2f} s, {size / objects:.1f} bytes each; {before / 1024:.0f} MiB and "
             f"{(peak - before) / 1024:.1f} MiB more")
    assert objects >= 3000000
    assert peak - before <= 24 * 1024


def test_a_node_larger_than_a_chunk(folder):
    path = os.path.join(folder, "d.hfdump")
    big = [None, 1.5] * 150000
    keys = {f"k{i}": i for i in range(60000)}
    holdfast.dump(path)
    dump = hfdump.Dump(path)
    objects = dump.by_address()
    found = objects[id(big)]
    assert [ref.number for ref in found.refs] == list(range(len(big)))
    assert {(ref.number % 2, dump.nodes[ref.to].address) for ref in found.refs} == {(0, id(None)), (1, id(big[1]))}
    refs = objects[id(keys)].refs
    assert [dump.nodes[ref.to].value for ref in refs[0::2]] == [repr(key) for key in keys]
    assert [dump.nodes[ref.to].value for ref in refs[1::2]] == [repr(value) for value in keys.values()]


# ---- errors ------------------------------------------------------------------------------------------------------------------

def fails(path, number, **options):
    try:
        holdfast.dump(path, **options)
    except OSError as error:
        assert error.errno == number, error
        assert error.filename == path, error.filename
    else:
        raise AssertionError(f"{path} was written")


def test_errors_name_the_file(folder):
    fails(os.path.join(folder, "missing", "d.hfdump"), errno.ENOENT)
    fails(folder, errno.EISDIR)
    fails("/dev/full", errno.ENOSPC)
    fails("/dev/full", errno.ENOSPC, fork=True)
    fails(os.path.join(folder, "x" * 300), errno.ENAMETOOLONG)
    assert os.listdir(folder) == []


def test_a_full_disk_leaves_what_was_there(folder):
    path = os.path.join(folder, "d.hfdump")
    with open(path, "w") as file:
        file.write("what was there")
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100000, old[1]))
    try:
        fails(path, errno.EFBIG)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert os.listdir(folder) == ["d.hfdump"]
    with open(path) as file:
        assert file.read() == "what was there"


def test_wrong_arguments(folder):
    path = os.path.join(folder, "d.hfdump")
    for arguments, keywords, expected in (((), {}, TypeError), ((path, 1), {}, TypeError), ((path,), {"what": 1}, TypeError),
                                          ((path,), {"values": -1}, ValueError), ((1.5,), {}, TypeError),
                                          ((path,), {"values": "many"}, TypeError), (("a\0b",), {}, ValueError)):
        try:
            holdfast.dump(*arguments, **keywords)
        except expected:
            continue
        raise AssertionError((arguments, keywords))
    assert os.listdir(folder) == []


def test_result_and_paths(folder):
    import pathlib
    for path in (pathlib.Path(folder, "a.hfdump"), os.fsencode(os.path.join(folder, "b.hfdump")), os.path.join(folder, "é\udcff.hfdump")):
        result = holdfast.dump(path, collect=True)
        assert result.bytes == os.path.getsize(path) and result.objects > 1000 and result.references > result.objects
        assert 0 < result.seconds < tap.patience(60)
    assert holdfast.dump(path=os.path.join(folder, "c.hfdump")).objects > 1000
    assert os.stat(os.path.join(folder, "c.hfdump")).st_mode & 0o777 == 0o600


def test_a_pipe_is_written_to(folder):
    path = os.path.join(folder, "pipe")
    os.mkfifo(path)
    copy = os.path.join(folder, "copy.hfdump")

    def read():
        with open(path, "rb") as source, open(copy, "wb") as to:
            while data := source.read(1 << 16):
                to.write(data)
    thread = threading.Thread(target=read)
    thread.start()
    result = holdfast.dump(path, fork=True)
    thread.join()
    assert len(hfdump.Dump(copy).nodes) == result.objects


def test_growth(folder):
    with holdfast.growth(os.path.join(folder, "new", "folder"), values=0) as growth:
        kept = [object.__new__(type("Leaked", (), {})) for _ in range(3)]
    assert os.path.exists(growth.before) and os.path.exists(growth.after)
    counts = [sum(node.type.name == "Leaked" for node in hfdump.Dump(path).nodes) for path in (growth.before, growth.after)]
    assert counts == [0, 3], counts
    del kept
    try:
        with holdfast.growth(os.path.join(folder, "raised")) as growth:
            raise KeyError
    except KeyError:
        pass
    assert os.path.exists(growth.after)


tap.run(globals())
