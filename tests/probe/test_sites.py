# SPDX-License-Identifier: Apache-2.0
"""Where objects were allocated, if tracemalloc knows: in a dump of the process itself and in one of a clone of it."""
import os
import threading
import tracemalloc

import hfdump
import holdfast
import tap

HERE = os.path.basename(__file__)


class Thing:
    def __init__(self):
        self.data = {"list": [self]}


def make():
    return [Thing(), [1], {"a": 1}, (object(), []), bytearray(100), "text".upper(), 1.5 ** 2]  # make


def sites(folder, **options):
    """{address: [(file, line), …]}"""
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path, **options)
    return sites_in(path)


def sites_in(path):
    dump = hfdump.Dump(path, check=False)
    return {node.address: [(file, line) for file, _, line in dump.sites[node.site]] for node in dump.nodes if node.site}


def traced(address):
    """What Python's own interface says of an object; None if its memory was there before."""
    import ctypes
    found = tracemalloc.get_object_traceback(ctypes.cast(address, ctypes.py_object).value)
    return found and [(frame.filename, frame.lineno) for frame in reversed(found)]


def check(folder, depth):
    line = make.__code__.co_firstlineno + 1
    tracemalloc.start(depth)
    try:
        things = [make() for _ in range(300)]
        kept = [thing for made in things for thing in made]
        paths = [os.path.join(folder, name) for name in ("self.hfdump", "clone.hfdump")]
        holdfast.dump(paths[0])
        holdfast.dump(paths[1], fork=True)
        expected = {id(thing): traced(id(thing)) for thing in kept if not isinstance(thing, Thing)}
    finally:
        tracemalloc.stop()
    of_self, of_clone = map(sites_in, paths)
    for thing in kept:
        assert of_clone.get(id(thing)) == of_self.get(id(thing)), (thing, of_clone.get(id(thing)), of_self.get(id(thing)))
        # Versions up to 3.12 look for instances with attributes in the wrong place.
        assert isinstance(thing, Thing) or of_self.get(id(thing)) == expected[id(thing)], (thing, of_self.get(id(thing)))
    lists = [of_clone[id(made[1])] for made in things if id(made[1]) in of_clone]
    assert len(lists) > 200
    assert all(os.path.basename(frames[0][0]) == HERE and frames[0][1] == line for frames in lists), lists[:3]
    assert all(len(frames) == depth for frames in lists)
    same = sum(of_clone.get(address) == frames for address, frames in of_self.items())
    tap.note(f"{len(of_self)} objects with a site in a dump of the process, {len(of_clone)} of a clone, {same} the same")
    assert same >= 0.98 * len(of_self) and abs(len(of_self) - len(of_clone)) < 0.02 * len(of_self)


def test_one_frame(folder):
    check(folder, 1)


def test_many_frames(folder):
    check(folder, 5)


def test_none_when_nothing_is_traced(folder):
    assert not sites(folder) and not sites(folder, fork=True)


def test_while_others_allocate(folder):
    over = threading.Event()

    def churn():
        while not over.is_set():
            [bytearray(i) for i in range(1000)]

    threads = [threading.Thread(target=churn) for _ in range(3)]
    tracemalloc.start(2)
    kept = [[i] for i in range(2000)]
    for thread in threads:
        thread.start()
    paths = [os.path.join(folder, f"{i}.hfdump") for i in range(5)]
    try:
        for path in paths:
            holdfast.dump(path, fork=True)
    finally:
        over.set()
        for thread in threads:
            thread.join()
        tracemalloc.stop()
    for path in paths[::4]:
        found = sites_in(path)
        assert sum(len(found.get(id(item), [])) == 2 for item in kept) > 1800


tap.run(globals())
