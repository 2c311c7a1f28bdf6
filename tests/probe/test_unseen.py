# SPDX-License-Identifier: Apache-2.0
"""What Python's own collector does not see and a dump does: objects that no one leads to who is asked for what he refers to,
cycles through arrays of numpy, and what a database library was given to call."""
import collections
import gc
import json
import os
import sqlite3
import sys

import hfdump
import holdfast
import program
import tap

CLI = os.environ["HF_CLI"]


def ask(*words):
    return json.loads(program.run([CLI, "--json", *words], env={**os.environ, "LD_PRELOAD": ""}).stdout)


# ---- objects that gc.get_referents() does not lead to ------------------------------------------------------------------

def led_to():
    """Ids of everything that can be reached by asking, from what the collector knows and the modules."""
    seen = set()
    todo = [*gc.get_objects(), *sys.modules.values()]
    while todo:
        batch = [item for item in {id(item): item for item in todo}.values() if id(item) not in seen]
        seen.update(map(id, batch))
        todo = gc.get_referents(*batch) if batch else []
    return seen


def test_objects_that_no_asking_leads_to(folder):
    class Holder:
        __slots__ = ("a",)

    kept = [Holder() for _ in range(10)], {f"key {i}": float(i) for i in range(100)}
    gc.collect()
    gc.disable()
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    seen = led_to()
    gc.enable()
    dump = hfdump.Dump(path, check=False)
    objects = [node for node in dump.nodes if not node.flags & hfdump.SYNTHETIC]
    unseen = [node for node in objects if node.address not in seen]
    types = collections.Counter(node.type.full for node in unseen)
    tap.note(f"{len(unseen)} of {len(objects)} objects are in the dump and not found by asking; {len(dump.nodes)} nodes in all")
    for name, n in types.most_common(15):
        tap.note(f"{n:8}  {name}")
    assert len(unseen) > 0 and types["str"] > 0
    # None of them was free: each is held, by its own count.
    freed = [node for node in unseen if node.refcount is not None and node.refcount < 1]
    assert not freed, freed[:10]
    del kept


# ---- cycles through arrays ------------------------------------------------------------------------------------------------

CYCLES = """
    import gc
    import holdfast
    import numpy

    class Big:
        pass

    gc.collect()
    gc.disable()
    for i in range(1000):
        big = Big()
        big.array = numpy.empty(2, dtype=object)
        big.array[0] = big
    del big
    kept = Big()
    kept.array = numpy.empty(1, dtype=object)
    kept.array[0] = kept
    print(gc.collect())
    holdfast.dump("d.hfdump")
"""


def test_cycles_through_arrays_of_objects(folder):
    try:
        import numpy
    except ImportError:
        raise tap.Skip("numpy is not installed")
    done = program.python(CYCLES, folder=folder)
    collected = int(done.stdout)
    found = ask("cycles", "--garbage", os.path.join(folder, "d.hfdump"))
    tap.note(f"gc.collect() found {collected} objects")
    tap.note(json.dumps(found)[:400])
    assert collected < 100
    rows = [row for row in found["cycles"] if {member["type"] for member in row["members"]} == {"__main__.Big", "numpy.ndarray"}]
    assert [(row["count"], row["objects"], row["garbage"]) for row in rows] == [(1000, 2000, True)], rows
    dump = hfdump.Dump(os.path.join(folder, "d.hfdump"), check=False)
    reachable = dump.reachable()
    for name in ("__main__.Big", "numpy.ndarray"):
        dead = sum(node.type.full == name and not reachable[node.id] for node in dump.nodes)
        assert dead == 1000, (name, dead)


# ---- what a database has been given -----------------------------------------------------------------------------------------

class Session:
    def __init__(self):
        self.data = ["x"] * 10

    def call(self, *arguments):
        return 0


def test_callbacks_of_a_database_have_a_chain(folder):
    connection = sqlite3.connect(":memory:")
    for i in range(200):
        connection.create_function(f"f{i}", 1, Session().call)
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    dump = hfdump.Dump(path, check=False)
    counts = dump.owned_counts()
    sessions = {node.id for node in dump.nodes if node.type.full == "__main__.Session"}
    methods = [node for node in dump.nodes if node.type.name == "method" and any(ref.to in sessions for ref in node.refs)]
    assert len(sessions) == len(methods) == 200
    assert all(node.refcount == 1 and counts[node.id] == 0 for node in methods), methods[:3]
    chain = ask("chain", path, "--type", "__main__.Session")["chains"][0]
    tap.note(json.dumps(chain)[:500])
    assert "native code" in json.dumps(chain), chain
    connection.close()


tap.run(globals())
