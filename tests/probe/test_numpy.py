# SPDX-License-Identifier: Apache-2.0
"""Arrays of numpy: what arrays of objects hold, who owns it, and how large arrays are."""
import json
import os
import sys

import blocks
import hfdump
import holdfast
import program
import tap

try:
    import numpy
except ImportError:
    numpy = None

CLI = os.environ["HF_CLI"]


class Thing:
    pass


arrays = {}


def object_array(*shape, order="C"):
    array = numpy.empty(shape, dtype=object, order=order)
    for index in numpy.ndindex(*shape):
        array[index] = Thing()
    return array


def make():
    if numpy is None:
        raise tap.Skip("numpy is not installed")
    if arrays:
        return
    arrays["row"] = object_array(5)
    arrays["table"] = object_array(3, 4)
    arrays["columns"] = object_array(3, 4, order="F")
    arrays["block"] = object_array(2, 3, 2)
    arrays["turned"] = numpy.array(object_array(2, 3, 2).transpose(1, 2, 0), order="K")
    arrays["point"] = object_array()
    arrays["none"] = object_array(0)
    arrays["view"] = arrays["row"][::-2]
    arrays["reshaped"] = arrays["table"].reshape(2, 6)
    arrays["numbers"] = numpy.zeros((100, 7))
    arrays["bytes"] = numpy.zeros((3, 1, 5), dtype="u1", order="F")


def dump(folder):
    make()
    path = os.path.join(folder, "d.hfdump")
    holdfast.dump(path)
    return path, hfdump.Dump(path)


def elements(found, nodes, array):
    """The labels and targets of what an array refers to, base and dtype left out."""
    node = nodes[id(array)]
    return [(found.label(ref), found.nodes[ref.to].address) for ref in node.refs
            if ref.cls == "strong" and found.label(ref) not in (".base", ".dtype")]


def test_elements_are_named_by_their_place(folder):
    found = dump(folder)[1]
    nodes = found.by_address()
    for name in ("row", "table", "columns", "none"):
        array = arrays[name]
        wanted = {f"[{', '.join(map(str, index))}]": id(array[index]) for index in numpy.ndindex(*array.shape)}
        listed = elements(found, nodes, array)
        assert dict(listed) == wanted and len(listed) == len(wanted), (name, listed, wanted)
    for name in ("block", "turned", "point"):
        array = arrays[name]
        assert sorted(address for _, address in elements(found, nodes, array)) == sorted(map(id, array.flat)), name


def test_a_view_holds_its_base_alone(folder):
    found = dump(folder)[1]
    nodes = found.by_address()
    for name, base in (("view", "row"), ("reshaped", "table")):
        assert not elements(found, nodes, arrays[name]), name
        bases = [ref for ref in nodes[id(arrays[name])].refs if found.label(ref) == ".base"]
        assert [found.nodes[ref.to].address for ref in bases] == [id(arrays[base])]


def test_counts_are_explained(folder):
    found = dump(folder)[1]
    nodes, owned = found.by_address(), found.owned_counts()
    for name in ("row", "table", "columns", "block", "turned", "point"):
        for address in [id(thing) for thing in arrays[name].flat]:
            assert owned[nodes[address].id] == nodes[address].refcount == 1, (name, nodes[address])


def test_records_hold_what_their_fields_say(folder):
    make()
    things = [Thing() for _ in range(24)]
    addresses = [id(thing) for thing in things]
    inner = numpy.dtype([("number", "i4"), ("pair", object, (2,))])
    titled = numpy.dtype({"names": ["a"], "formats": [object], "titles": ["the title"], "offsets": [8], "itemsize": 24})
    records = numpy.zeros((2, 4), dtype=[("who", object), ("where", inner)])
    with_title = numpy.zeros(4, dtype=titled)
    for i, index in enumerate(numpy.ndindex(2, 3)):
        records[index] = (things[4 * i], (i, (things[4 * i + 1], things[4 * i + 2])))
        with_title[i % 4] = (things[4 * i + 3],)
    path = os.path.join(folder, "d.hfdump")
    kept = [with_title["a"][i] for i in range(2)]
    del things
    holdfast.dump(path)
    found = hfdump.Dump(path)
    nodes, owned = found.by_address(), found.owned_counts()
    listed = [(ref.name, found.nodes[ref.to].address) for ref in nodes[id(records)].refs if ref.kind == "internal"]
    wanted = [(name, addresses[4 * i + at]) for i in range(6) for at, name in enumerate(("who", "pair", "pair"))]
    assert sorted(pair for pair in listed if pair[1] in addresses) == sorted(wanted), listed
    assert {ref.name for ref in nodes[id(with_title)].refs if ref.kind == "internal"} == {"a"}
    for name, address in wanted:
        assert owned[nodes[address].id] == nodes[address].refcount == 1, (name, nodes[address])
    for thing in kept:
        node = nodes[id(thing)]
        assert owned[node.id] == node.refcount == 2, node
    assert [found.label(ref) for ref in nodes[id(titled)].refs if ref.cls == "strong"].count(".fields") == 1


def test_sizes_are_those_of_the_elements(folder):
    found = dump(folder)[1]
    nodes = found.by_address()
    for name in ("row", "table", "columns", "numbers", "bytes", "none"):
        node, array = nodes[id(arrays[name])], arrays[name]
        assert node.buffers == blocks.of_malloc(array.nbytes), (name, node.buffers, array.nbytes)
    assert nodes[id(arrays["view"])].buffers == 0


def test_the_chain_goes_through_the_array(folder):
    path = dump(folder)[0]
    for name, index in (("row", 3), ("table", (1, 2))):
        thing = arrays[name][index]
        done = program.run([CLI, "--json", "chain", path, hex(id(thing))], env={**os.environ, "LD_PRELOAD": ""})
        found = json.loads(done.stdout)["chains"][0]
        tap.note(str(found["expression"]))
        assert found["links"][-2]["type"] == "numpy.ndarray", found
        assert eval(found["expression"], {"sys": sys}) is thing, found["expression"]


tap.run(globals())
