# SPDX-License-Identifier: Apache-2.0
"""The two classic leaks, as programs run with the probe."""
import os
import sys

import hfdump
import program
import tap

LIST = """
    import os, sys
    import holdfast

    a = []

    class Record:
        def __init__(self, number):
            self.number = number

    def handle(number, done=a):
        done.append(Record(number))

    holdfast.dump("before.hfdump")
    for i in range(1234):
        handle(i)
    holdfast.dump("after.hfdump")
    print(id(a), id(a[17]))
"""

RING = """
    import gc
    import holdfast

    gc.disable()

    class A: pass
    class B: pass
    class C: pass

    a, b, c = A(), B(), C()
    a.other, b.other, c.other = b, c, a
    print(id(a), id(b), id(c))
    holdfast.dump("held.hfdump")
    del a, b, c
    holdfast.dump("garbage.hfdump")
"""


def referrers(dump, target):
    return [(node, ref) for node in dump.nodes for ref in node.refs if ref.to == target.id and ref.cls == "strong"]


def count(dump, name):
    return sum(node.type.full == name for node in dump.nodes)


def test_list_that_grows_by_mistake(folder):
    done = program.python(LIST, folder=folder)
    before, after = (hfdump.Dump(os.path.join(folder, name + ".hfdump")) for name in ("before", "after"))
    list_address, record_address = map(int, done.stdout.split())
    objects = after.by_address()
    record, module_list = objects[record_address], objects[list_address]

    assert count(before, "__main__.Record") == 0
    assert count(after, "__main__.Record") == 1234
    (holder, ref), = referrers(after, record)
    assert (holder, after.label(ref)) == (module_list, "[17]"), (holder, ref)

    root, = (root for root in after.roots if root.words == "module __main__")
    assert root.kind == "module" and not root.owns
    module = after.nodes[root.to]
    (names, ref), = ((after.nodes[ref.to], ref) for ref in module.refs if ref.kind == "dict")
    assert [after.label(ref) for ref in names.refs if ref.to == module_list.id] == ["['a']"]
    assert {after.label(ref) for node, ref in referrers(after, module_list)} >= {"['a']", "[0]"}  # __defaults__[0] too


def test_ring_without_names(folder):
    done = program.python(RING, folder=folder)
    held, garbage = (hfdump.Dump(os.path.join(folder, name + ".hfdump")) for name in ("held", "garbage"))
    addresses = list(map(int, done.stdout.split()))
    for dump, alive in ((held, True), (garbage, False)):
        objects = dump.by_address()
        ring = [objects[address] for address in addresses]
        reachable = dump.reachable()
        assert [node.type.full for node in ring] == ["__main__.A", "__main__.B", "__main__.C"]
        for node, following in zip(ring, ring[1:] + ring[:1]):
            holder, label = node, ".other"
            if sys.version_info < (3, 11):  # attributes are in a dict there
                holder, label = next(dump.nodes[ref.to] for ref in node.refs if ref.kind == "dict"), "['other']"
            assert [dump.label(ref) for ref in holder.refs if ref.to == following.id] == [label]
            assert bool(reachable[node.id]) == alive
            assert node.flags & hfdump.TRACKED
            assert node.refcount == 1 + alive, node.refcount


tap.run(globals())
