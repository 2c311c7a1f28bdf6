# SPDX-License-Identifier: Apache-2.0
"""What holdfast-cli calls waste against the interpreter's own counts: len(), sys.getsizeof() of a copy in whole blocks, a slotted twin."""
import json
import os
import subprocess
import sys

import interpreters
import tap

PROGRAM = r'''
import collections, json, sys
import holdfast

class Plain:
    def __init__(self, i):
        self.number, self.name, self.more = i, "n", None

class Child(Plain):
    pass

class Slotted:
    __slots__ = ("number", "name", "more")
    def __init__(self, i):
        self.number, self.name, self.more = i, "n", None

class Half:
    __slots__ = ("a", "b", "c", "d", "e", "f")
    def __init__(self):
        self.a = 1

class Listed(list):
    def __init__(self):
        self.extra = 1

N = 700
plain, child, slotted = [Plain(i) for i in range(N)], [Child(i) for i in range(N)], [Slotted(i) for i in range(N)]
half, listed = [Half() for i in range(50)], [Listed() for i in range(50)]
empty = {"list": [[] for _ in range(1111)], "dict": [{} for _ in range(999)], "set": [set() for _ in range(888)],
         "deque": [collections.deque() for _ in range(77)]}

grown = []
for i in range(40000):
    grown.append(i)
tight = list(range(30000))
shrunk = {i: None for i in range(20000)}
named = {"key %d" % i: None for i in range(20000)}
members = set(range(20000))
for i in range(19990):
    del shrunk[i], named["key %d" % i]
    members.discard(i)

def block(n):
    return (n + 15) // 16 * 16 if n <= 512 else (n + 8 + 15) // 16 * 16

def table(x):
    return block(x.__sizeof__() - type(x).__basicsize__)

def copied(x):
    return type(x)(list(x.items())) if isinstance(x, dict) else type(x)(list(x))

same = ["value %s" % "abc"[i % 3] for i in range(300)]
strange = ["\u00e4\U0001f600 '\" %d" % (i % 2) for i in range(40)]
surrogates = ["\ud800x%d" % (i // 2) for i in range(4)]
width = 300  # no constant of 300 characters: in whole blocks it would be as large as what is made of it
long = ["y" * width + str(i % 2) for i in range(20)]
data = [b"\x00\xff %d" % (i % 2) for i in range(10)]
holdfast.dump(sys.argv[1])
ids = lambda *values: [hex(id(value)) for value in values]
json.dump({
    "room": {hex(id(x)): table(x) - table(copied(x)) for x in (grown, shrunk, named, members)},
    "full": ids(tight), "empty": {kind: ids(*some) for kind, some in empty.items()},
    "same": [[same[k], ids(*same[k::3]), block(sys.getsizeof(same[0]))] for k in range(3)],
    "strange": [ids(*strange[k::2]) for k in range(2)], "surrogates": [ids(*surrogates[k:k + 2]) for k in (0, 2)],
    "long": ids(*long), "data": [ids(*data[k::2]) for k in range(2)],
    "plain": ids(*plain), "child": ids(*child), "slotted": ids(*slotted), "lengths": {hex(id(x)): len(x) for x in (grown, tight)},
}, sys.stdout)
'''


def ask(*words):
    done = subprocess.run([os.environ["HF_CLI"], *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=tap.patience(120))
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def objects_of(path, where):
    return {row["address"]: row for row in ask("objects", path, "--where", where, "--limit", "0")["objects"]}


def room_alone(path, address):
    """What of its room an object wastes: others of its size are its like."""
    told = ask("object", path, address)
    rows = ask("waste", path, "--where", f"type:{told['type']} size={told['shallow']}")["waste"]
    return [row["wasted"] / row["count"] for row in rows if row["kind"] == "room"]


def of(rows, address):
    """The waste of one object alone."""
    return [row for row in rows if row["example"]["address"] == address]


def look_at_strings(path, rows, told):
    strings = [row for row in rows if row["kind"] == "strings"]
    for value, addresses, size in told["same"]:
        row, = [row for row in strings if row["what"] == repr(value)]
        assert row["count"] == len(addresses) and row["proven"] and row["type"] == "str"
        assert row["wasted"] == (len(addresses) - 1) * size, (row, size)
        assert row["example"]["address"] in addresses
    for group in [*told["strange"], *told["surrogates"], *told["data"]]:
        row, = [row for row in strings if row["example"]["address"] in group]
        assert row["count"] == len(group) and row["proven"], row
    row, = [row for row in strings if row["example"]["address"] in told["long"]]
    assert row["count"] == len(told["long"]) and not row["proven"], row


def look_at_containers(path, rows, told):
    for kind, addresses in told["empty"].items():
        name = "collections.deque" if kind == "deque" else kind
        row, = [row for row in rows if row["kind"] == "empty" and row["type"] == name]
        known = objects_of(path, f"type:{name} items<1")
        assert set(addresses) <= set(known) and row["count"] >= len(addresses), row
        assert row["count"] <= len(known), (row["count"], len(known))
    room = {row["type"]: row for row in rows if row["kind"] == "room"}
    for name in ("list", "dict", "set"):
        assert room[name]["example"]["address"] in told["room"], room[name]
    for address, bytes in told["room"].items():
        assert room_alone(path, address) == [bytes], (address, bytes)
    for address in told["full"]:
        assert room_alone(path, address) == []
    longest = [row for row in rows if row["kind"] == "large"]
    assert [row["length"] for row in longest] == sorted((row["length"] for row in longest), reverse=True)
    for address, length in told["lengths"].items():
        row, = of(longest, address)
        assert row["length"] == length


def look_at_instances(path, rows, told):
    slots = {row["type"]: row for row in rows if row["kind"] == "slots"}
    twins = sum(row["shallow"] for row in objects_of(path, "type:__main__.Slotted").values())
    assert twins == len(told["slotted"]) * 64, twins
    assert "__main__.Slotted" not in slots and "__main__.Half" not in slots and "__main__.Listed" not in slots, sorted(slots)
    for name in ("Plain", "Child"):
        row = slots["__main__." + name]
        assert row["count"] == len(told[name.lower()])
        assert row["shallow"] - row["wasted"] == twins, (name, row, twins)


def look(python, folder):
    path, program = os.path.join(folder, "d.hfdump"), os.path.join(folder, "program.py")
    with open(program, "w") as file:
        file.write(PROGRAM)
    environment = {name: value for name, value in os.environ.items() if python == sys.executable or name != "LD_PRELOAD"}
    told = json.loads(subprocess.run([python, program, path], stdout=subprocess.PIPE, timeout=tap.patience(120), check=True,
                                     env=environment).stdout)
    rows = ask("waste", path, "--limit", "0")["waste"]
    look_at_strings(path, rows, told)
    look_at_containers(path, rows, told)
    look_at_instances(path, rows, told)


def test_it_is_what_this_python_would_save(folder):
    look(sys.executable, folder)


def case(name, python):
    def test(folder):
        if python is None:
            raise tap.Skip("there is none on this machine")
        if "LD_PRELOAD" in os.environ:
            raise tap.Skip("a sanitized module does not go into another Python")
        look(python, folder)
    return test


for name, python in interpreters.find().items():
    globals()["test_it_is_what_" + name.replace(" ", "_") + "_would_save"] = case(name, python)

tap.run(globals())
