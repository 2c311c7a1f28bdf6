# SPDX-License-Identifier: Apache-2.0
"""Small dumps of Ruby's ObjectSpace.dump_all, written by hand: of Ruby 3.1 with sites, and of 3.4 with shapes on a 32-bit machine."""
import json

BASE = 0x7ff4535d0000


def line(item):
    return json.dumps(item, separators=(", ", ":")) + "\n"


def encode(at, shapes):
    def text(*numbers):
        return [hex(at + 40 * number) for number in numbers]

    def item(number, kind, class_=None, refs=(), **more):
        entry = {"address": text(number)[0], "type": kind}
        if shapes and kind != "IMEMO":
            entry |= {"shape_id": more.pop("shape_id", 0), "slot_size": 40}
        if class_ is not None:
            entry["class"] = text(class_)[0]
        entry |= more
        if refs:
            entry["references"] = text(*refs)
        return line(entry | {"memsize": 40 + number, "flags": {"wb_protected": True, "age": 3}})

    site = {} if shapes else {"file": "/srv/app.rb", "line": 12, "method": "work", "generation": 11}
    extra = {"called_id": "work"} if shapes else {"class": "0x8"}
    items = [
        line({"type": "ROOT", "root": "vm", "references": text(1, 2, 1, 3)}), line({"type": "ROOT", "root": "machine_context", "references": text(10, 99)}),
        line({"type": "ROOT", "root": "global_tbl", "references": text(13)}), line({"type": "ROOT", "root": "vm", "references": text(1)})]
    if shapes:
        items += [line({"address": "0x2330060", "type": "SHAPE", "id": 1, "depth": 0, "shape_type": "ROOT", "edges": 2, "memsize": 24}),
                  line({"address": "0x2330078", "type": "SHAPE", "id": 2, "parent_id": 1, "depth": 1, "shape_type": "IVAR", "edge_name": "@list", "edges": 1}),
                  line({"address": "0x2330090", "type": "SHAPE", "id": 3, "parent_id": 2, "depth": 2, "shape_type": "IVAR", "edge_name": "@next", "edges": 0}),
                  line({"address": "0x23300a8", "type": "SHAPE", "id": 4, "parent_id": 4, "depth": 2, "shape_type": "IVAR", "edge_name": "@x", "edges": 0})]
    items += [
        item(1, "CLASS", 4, (1, 5, 16), name="Class", superclass=text(5)[0]), item(2, "CLASS", 4, (5,), name="LeakNode", superclass=text(5)[0], frozen=True),
        item(3, "CLASS", 1, (2,), name="String", superclass=text(5)[0]), item(4, "CLASS", 1, (4,), superclass=text(1)[0], singleton=True),
        item(5, "CLASS", 4, name="Object"), item(6, "CLASS", 1, (2,), superclass=text(2)[0], real_class_name="Class"),
        item(7, "OBJECT", 2, (10, 8), shape_id=3, ivars=2, **site), item(8, "OBJECT", 6, (10, 7, 7), shape_id=3, ivars=4, **site),
        item(9, "STRING", 3, (), bytesize=9, value="a \"b\"\t\u0007\\\u001b", encoding="US-ASCII", coderange="7bit"),
        item(10, "ARRAY", 16, (7, 8), length=2, embedded=True, **site), item(11, "ARRAY", None, (9,), length=5, shared=True),
        item(12, "STRING", 3, (11,), bytesize=900, shared=True, encoding="UTF-8"), item(13, "HASH", 16, (9, 7, 14, 8), size=2, **site),
        item(14, "SYMBOL", 1, value="key"), item(15, "FLOAT", 1, value="Inf"), item(16, "MODULE", 1, (77,), name="Kernel"),
        item(17, "IMEMO", None, (7, 18), imemo_type="ment", **extra), item(18, "DATA", None, (), struct="autoload_i"),
        "null\n1\n" + line({"type": "SYMBOL", "value": "x"}), item(19, "STRING", 3, (), bytesize=600, value="v" * 250 + "\"" * 350, encoding="UTF-8"),
        item(20, "HASH", 16, (5, 9), size=1, default=text(5)[0]), item(20, "HASH", 16, (5, 9), size=1)]
    return "".join(items).encode()


def seeds():
    return {"old-ruby.json": encode(BASE, False), "ruby.json": encode(0x25a0008, True)}
