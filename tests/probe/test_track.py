# SPDX-License-Identifier: Apache-2.0
"""What track() says is new, against a program that knows of each of its objects when it made it, while addresses are used again
and again."""
import gc
import json
import os
import random
import subprocess
import sys
import textwrap

import hfdump
import holdfast
import tap

N = 1500
ROUNDS = 4


class Plain:
    def __init__(self, mark):
        self.mark = mark


class Slots:
    __slots__ = ("mark", "other")

    def __init__(self, mark):
        self.mark = mark


class Rows(list):
    pass


MAKE = {
    "plain": lambda i: Plain(i), "slots": lambda i: Slots(i), "str": lambda i: f"a text {i} that is nobody else's",
    "bytes": lambda i: b"some bytes %d" % i, "int": lambda i: 10**30 + i, "set": lambda i: {i, -i}, "rows": lambda i: Rows([i]),
    "bytearray": lambda i: bytearray(b"x" * (700 + i % 50)), "complex": lambda i: complex(i, 1),
}


def churn(kept, rand, now):
    """Drops half of the objects and makes as many others, which get most of their addresses. Returns how many do at once."""
    reused = 0
    for name, make in MAKE.items():
        objects = kept[name]
        rand.shuffle(objects)
        gone = {id(one) for one, _ in objects[N // 2:]}
        del objects[N // 2:]
        for i in range(N // 2):
            one = make(now * N + i)
            reused += id(one) in gone
            objects.append((one, now))
        one = None
    return reused


def dumps(folder, fork):
    """Each dump's path with its truth: address -> number of dumps that there were when the object was made."""
    rand = random.Random(7)
    kept = {name: [(make(i), 0) for i in range(N)] for name, make in MAKE.items()}
    made, reused = [], 0
    for number in range(1, ROUNDS + 1):
        path = os.path.join(folder, f"{number}.hfdump")
        holdfast.dump(path, fork=fork)
        made.append((path, {id(one): (name, born) for name, objects in kept.items() for one, born in objects}))
        reused += churn(kept, rand, number)
    return made, reused


def check(folder, fork):
    holdfast.track()
    try:
        made, reused = dumps(folder, fork)
    finally:
        holdfast.untrack()
    wrong = {}
    for number, (path, truth) in enumerate(made, 1):
        dump = hfdump.Dump(path, check=False)
        assert dump.meta["tracking"]["dump"] == number, dump.meta["tracking"]
        nodes = dump.by_address()
        for address, (name, born) in truth.items():
            if nodes[address].born != born:
                wrong[name] = wrong.get(name, 0) + 1
    tap.note(f"{N * len(MAKE)} objects in each of {ROUNDS} dumps; {reused} got the address of one that was just gone; wrong: {wrong or 'none'}")
    assert reused > 1000, "too few addresses were used again: nothing is shown"
    assert not wrong, wrong
    return made


def test_who_is_new(folder):
    check(folder, False)


def test_who_is_new_from_a_clone(folder):
    check(folder, True)


def test_growth_says_it(folder):
    """The command line: exact numbers, not approximate, for any two dumps of the record."""
    cli = os.environ.get("HF_CLI")
    if not cli:
        raise tap.Skip("the command line is not built")
    made = check(folder, False)
    prefix = f"{Plain.__module__}."
    for a in range(ROUNDS):
        for b in range(a + 1, ROUNDS):
            out = subprocess.run([cli, "growth", made[a][0], made[b][0], "--json", "--limit", "0"], stdout=subprocess.PIPE, check=True,
                                 env={k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}).stdout
            rows = {row["key"]: row for row in json.loads(out)["rows"]}
            for name, key in (("plain", prefix + "Plain"), ("slots", prefix + "Slots"), ("rows", prefix + "Rows"), ("set", "set")):
                new = sum(born > a for kind, born in made[b][1].values() if kind == name)
                if name == "set":  # the interpreter has sets of its own
                    assert rows[key]["new"] >= new and not rows[key]["approximate"], rows[key]
                else:
                    assert rows[key]["new"] == new and not rows[key]["approximate"], (a, b, new, rows[key])


def test_stopped_it_says_nothing(folder):
    path = os.path.join(folder, "a.hfdump")
    holdfast.track()
    holdfast.track()  # on already
    holdfast.untrack()
    holdfast.untrack()
    holdfast.dump(path)
    dump = hfdump.Dump(path, check=False)
    assert "tracking" not in dump.meta and not any(node.born for node in dump.nodes)


def test_two_records_are_not_mixed(folder):
    ids = []
    for i in range(2):
        holdfast.track()
        path = os.path.join(folder, f"{i}.hfdump")
        holdfast.dump(path)
        holdfast.untrack()
        ids.append(hfdump.Dump(path, check=False).meta["tracking"])
    assert ids[0]["id"] != ids[1]["id"] and ids[0]["dump"] == ids[1]["dump"] == 1, ids


def test_a_forked_process_has_a_record_of_its_own(folder):
    ours, theirs = os.path.join(folder, "ours.hfdump"), os.path.join(folder, "theirs.hfdump")
    holdfast.track()
    holdfast.dump(ours)
    child = os.fork()
    if child == 0:
        holdfast.dump(theirs)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    holdfast.untrack()
    a, b = (hfdump.Dump(path, check=False).meta["tracking"] for path in (ours, theirs))
    assert a["id"] != b["id"] and b["dump"] == 1, (a, b)


MANY = """
    import holdfast
    class Plain: pass
    holdfast.track()
    for i in range(253):
        holdfast.dump("/dev/null", values=0)
    for name in "abcd":
        one = Plain()
        holdfast.dump(name)
        print(id(one))
"""


def test_many_dumps(folder):
    """A record has room for 255 dumps; then another one begins."""
    done = subprocess.run([sys.executable, "-S", "-c", textwrap.dedent(MANY)], cwd=folder, stdout=subprocess.PIPE, text=True, check=True,
                          timeout=tap.patience(200))
    seen = []
    for name, address in zip("abcd", done.stdout.split()):
        dump = hfdump.Dump(os.path.join(folder, name), check=False)
        seen.append((dump.meta["tracking"]["id"], dump.meta["tracking"]["dump"], dump.by_address()[int(address)].born))
    assert [entry[1:] for entry in seen] == [(254, 253), (255, 254), (1, 0), (2, 1)], seen
    assert seen[1][0] != seen[2][0] == seen[3][0], seen


gc.disable()
if holdfast.native:
    tap.run(globals())
else:
    print("1..0 # SKIP the C part is not there")
