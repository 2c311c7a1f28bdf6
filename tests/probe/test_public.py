# SPDX-License-Identifier: Apache-2.0
"""What is dumped where the interpreter's structures are not known: less, but nothing that is wrong."""
import os

import hfdump
import program
import tap

PROGRAM = """
    import gc, json, sys
    import holdfast

    called = []

    class Trap:
        def __init__(self):
            self.attribute = [1]
        def trapped(self, *arguments):
            called.append(arguments)
            return NotImplemented
        __repr__ = __len__ = __sizeof__ = __getattr__ = __eq__ = __bool__ = __iter__ = __getattribute__ = trapped
        __hash__ = None

    class Slotted:
        __slots__ = ("a", "b")

    class Node:
        pass

    def produce():
        waiting = Node()
        yield waiting

    def work():
        local = [Node()]
        gc.collect()
        made = len(called)
        one = holdfast.dump("public.hfdump", values=int(sys.argv[1]))
        two = holdfast.dump("child.hfdump", fork=True)
        assert abs(one.objects - two.objects) < 50, (one, two)
        print(json.dumps([made == len(called), id(slotted), id(table), id(local), id(trap), id(kept[3])]))

    trap, slotted, generator = Trap(), Slotted(), produce()
    next(generator)
    slotted.a, slotted.b = [5], {"key": (1, 2)}
    table = {"a": [1], ("b", 2): {3}}
    kept = [[Node()] for _ in range(500)]
    work()
"""


def dump(folder, values=100):
    import json
    done = program.python(PROGRAM, str(values), folder=folder, env={**os.environ, "HOLDFAST_DISTRUST": "1"})
    return json.loads(done.stdout), hfdump.Dump(os.path.join(folder, "public.hfdump"))


def test_it_says_so(folder):
    (quiet, *_), found = dump(folder)
    assert quiet, "code of the program ran"
    assert any(words.startswith("Roots are partial: ") for words in found.meta["lacks"]), found.meta
    assert "roots" in found.meta["has"] and "refcounts" in found.meta["has"]
    _, found = dump(folder, values=0)
    assert len(found.meta["lacks"]) == 2 and not any(node.value for node in found.nodes if node.type.name == "str")


def test_nothing_that_lives_is_called_garbage(folder):
    (_, *addresses), found = dump(folder)
    objects, reachable = found.by_address(), found.reachable()
    assert all(reachable[objects[address].id] for address in addresses if address in objects)
    dead = [node for node in found.nodes if not reachable[node.id]]
    assert not dead, dead[:10]


def test_names(folder):
    (_, slotted, table, _, _, item), found = dump(folder)
    objects = found.by_address()

    def labels(address):
        return [found.label(ref) for ref in objects[address].refs]

    assert labels(slotted) == ["type", ".a", ".b"], labels(slotted)
    assert "['a']" in labels(table) and len(objects[table].refs) == 4, labels(table)
    assert labels(item) == ["[0]"] and objects[item].refcount == 1
    assert sum(node.type.full == "__main__.Node" for node in found.nodes) >= 500
    assert {"module __main__", "module sys"} <= {root.words for root in found.roots}
    assert any(node.value == "__main__.Node" or node.value == "Node" for node in found.nodes if node.type.name == "type")


tap.run(globals())
