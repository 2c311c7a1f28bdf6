# SPDX-License-Identifier: Apache-2.0
"""Small dumps of PyPy, Firefox and Python's refcycle and dump-heap, for make_seeds.py; their writers serve test_written.py too."""
import json

# ---- PyPy: machine words ------------------------------------------------------------------------------------------------------------


def rpy(roots, others, width=8, order="little"):
    """Objects are (address, type, size, references); -1 ends each, and 0 0 0 the roots."""
    words = []
    for one in [*roots, (0, 0, 0, ()), *others]:
        words += [*one[:3], *one[3], -1]
    return b"".join((word % (1 << 8 * width)).to_bytes(width, order) for word in words)


RPY_ROOTS = [(0x7f00_0000_1000, 6, 104, (0x7f00_0000_2000, 0x7f00_0000_2008)), (0x7f00_0000_1010, 2, 32, ())]
RPY_OTHERS = [(0x7f00_0000_2000, 17, 24, (0x7f00_0000_1010, 0x7f00_0000_2000)), (0x7f00_0000_2008, 8, 64, (0x7f00_0000_2010,) * 5),
              (0x7f00_0000_2010, 2, 40, ()), (0x7f00_0000_2018, 4000, 16, (0x7f00_0000_9990,))]
RPY_NARROW = [[(one[0] & 0xffff, one[1], one[2], tuple(to & 0xffff for to in one[3])) for one in part] for part in (RPY_ROOTS, RPY_OTHERS)]

# ---- Firefox: Protocol Buffers -----------------------------------------------------------------------------------------------------


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7f | 0x80)
        number >>= 7
    return bytes([*out, number])


def numbered(field, number):
    return varint(field << 3) + varint(number)


def counted(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


class Firefox:
    """Texts are written where they come first, and counted."""

    def __init__(self):
        self.wide, self.narrow, self.frames, self.parts = [], [], set(), []
        self.message(numbered(1, 1_790_000_000_000_000))

    def message(self, data):
        self.parts.append(varint(len(data)) + data)

    def text(self, field, words, is_wide=True):
        met = self.wide if is_wide else self.narrow
        if words in met:
            return numbered(field + 1, met.index(words))
        met.append(words)
        return counted(field, words.encode("utf-16-le" if is_wide else "latin-1", "surrogatepass"))

    def stack(self, frames):
        """frames: (id, line, source, function), most recent first. The caller's texts are counted behind the frame's own."""
        if not frames:
            return b""
        number, line, source, function = frames[0]
        if number in self.frames:
            return numbered(2, number)
        self.frames.add(number)
        own = self.text(5, source) + (self.text(7, function) if function else b"")
        parent = self.stack(frames[1:])
        return counted(1, numbered(1, number) + (counted(2, parent) if parent else b"") + numbered(3, line) + numbered(4, 1) + own + numbered(9, 0))

    def node(self, number, kind, size, edges=(), coarse=0, name=None, file=None, description=None, stack=()):
        data = numbered(1, number) + self.text(2, kind) + numbered(4, size)
        for to, label in edges:
            data += counted(5, numbered(1, to) + (self.text(2, label) if label is not None else b""))
        if stack:
            data += counted(6, self.stack(stack))
        data += self.text(7, name, False) if name is not None else b""
        data += numbered(9, coarse)
        data += self.text(10, file, False) if file is not None else b""
        data += self.text(12, description) if description is not None else b""
        self.message(data)

    def done(self):
        return b"".join(self.parts)


def firefox():
    writer = Firefox()
    script = [(0x91, 4, "app.js", "work"), (0x90, 12, "app.js", "")]
    writer.node(0x7fff0010, "JS::ubi::RootList", 0, [(0x1000, "exact-Value"), (0x1050, "pinned atom"), (0x1000, "")])
    writer.node(0x1000, "JSObject", 64, [(0x1010, "shape"), (0x1020, "cache"), (0x1020, "objectElements[3]"), (0x1020, "two words"), (0x9990, "**UNKNOWN SLOT 5**")],
                1, "Window")
    writer.node(0x1010, "js::Shape", 32, [(0x1018, "base"), (0x1018, None)])
    writer.node(0x1018, "js::BaseShape", 24)
    writer.node(0x1020, "JSObject", 56, [(0x1020, "me"), (0x1050, "text\ud800\U0001f600"), (0x1030, "node")], 1, "Object", stack=script)
    writer.node(0x1030, "nsINode", 120, [(0x1040, "script")], 4, description="HTMLDivElement")
    writer.node(0x1040, "JSScript", 200, (), 2, file="caf\xe9.js")
    writer.node(0x1050, "JSString", 24, (), 3)
    writer.node(0x1060, "JSObject", 56, [(0x1050, "text\ud800\U0001f600")], 1, "Object", stack=script[1:])
    return writer.done()

# ---- refcycle: JSON ----------------------------------------------------------------------------------------------------------------


def refcycle(vertices, edges, edges_first=False):
    """vertices: {id: annotation}; edges: (tail, head, annotation)."""
    parts = {"vertices": [{"id": number, "annotation": words} for number, words in vertices.items()],
             "edges": [{"id": i, "annotation": words, "head": head, "tail": tail} for i, (tail, head, words) in enumerate(edges)]}
    return json.dumps(dict(reversed(parts.items())) if edges_first else parts)


VERTICES = {0: "object\\napp.Session", 1: "dict[2]", 2: "list[3]", 3: "'it''s'", 4: "function\\nwork", 5: "module\\napp", 6: "12", 7: "1.5", 8: "None",
            9: "frame\\n...app.py:12", 10: "weakref to id 0x7f00", 11: "b'x'", 12: "type\\nSession"}
EDGES = [(0, 1, "__dict__"), (0, 12, "__class__"), (1, 2, "value['items']"), (1, 3, "key"), (2, 0, "item[0]"), (2, 6, "item[1]"), (2, 7, "item[2]"),
         (4, 11, None), (5, 4, "__dict__"), (9, 0, "local 'self'"), (9, 8, "f_trace"), (0, 77, "x"), (78, 0, "y"), (2, 10, "element")]

# ---- dump-heap: MessagePack --------------------------------------------------------------------------------------------------------


def packed(value):
    """In the forms that dump-heap uses."""
    if isinstance(value, bool):
        return b"\xc3" if value else b"\xc2"
    if isinstance(value, int):
        for code, size, limit in ((None, 1, 0x80), (0xcc, 1, 1 << 8), (0xcd, 2, 1 << 16), (0xce, 4, 1 << 32), (0xcf, 8, 1 << 64)):
            if value < limit:
                return (b"" if code is None else bytes([code])) + value.to_bytes(size, "big")
    if isinstance(value, (str, bytes)):
        data = value.encode() if isinstance(value, str) else value
        if isinstance(value, str) and len(data) < 32:
            return bytes([0xa0 | len(data)]) + data
        size = 0 if len(data) < 1 << 8 else 1 if len(data) < 1 << 16 else 2
        return bytes([(0xd9 if isinstance(value, str) else 0xc4) + size]) + len(data).to_bytes(1 << size, "big") + data
    inside = b"".join(packed(k) + packed(v) for k, v in value.items()) if isinstance(value, dict) else b"".join(map(packed, value))
    if len(value) < 16:
        return bytes([(0x80 if isinstance(value, dict) else 0x90) | len(value)]) + inside
    wide = len(value) >= 1 << 16
    return bytes([(0xde if isinstance(value, dict) else 0xdc) + wide]) + len(value).to_bytes(4 if wide else 2, "big") + inside


def dump_heap(types, objects):
    """types: {address: name}; objects: (address, type, size, referents, payload, whether a thread runs it)."""
    parts, met = [], set()
    for address, kind, size, referents, payload, is_thread in objects:
        if kind not in met:
            met.add(kind)
            parts.append({"t": "type", "objtype_addr": kind, "typename": types[kind]})
        one = {"t": "object", "root": not is_thread, "thread_root": is_thread, "objtype_addr": kind, "addr": address, "size": size}
        parts.append(one | ({"payload": payload} if payload else {}))
        if referents:
            parts.append({"t": "referents", "addr": address, "child_addrs": referents})
    return b"".join(map(packed, [*parts, {"t": "done"}]))


TYPES = {0x100: "builtins.dict", 0x108: "builtins.str", 0x110: "builtins.module", 0x118: "app.Session", 0x120: "builtins.frame", 0x128: "builtins.int",
         0x130: "builtins.type"}
MANY = [0x4000 + 32 * i for i in range(20)]
OBJECTS = [(0x1000, 0x110, 72, [0x1010, 0x110], b"app", False), (0x1010, 0x100, 232, [0x1020, 0x1030], b"name,cache", False),
           (0x1020, 0x108, 300, [], b"x" * 128, False), (0x1030, 0x118, 56, MANY + [0x118], None, False), (0x118, 0x130, 1064, [0x9990], b"Session", False),
           (0x1040, 0x120, 400, [0x1030], b"work at /srv/app.py:12", True), (0x1050, 0x108, 54, [], "caf\xe9".encode(), False),
           *((to, 0x128, 28, [], None, False) for to in MANY), (0x1050, 0x108, 54, [], b"again", False)]


def seeds():
    unknown = packed({"t": "object", "root": True, "list": [1, [2.5 > 1, "x"], {"a": "b" * 300}], "addr": 0x5000, "objtype_addr": 0x128, "size": 28})
    return {"pypy.rpy": rpy(RPY_ROOTS, RPY_OTHERS), "pypy32.rpy": rpy(*RPY_NARROW, 4, "big"), "firefox.fxsnapshot": firefox(),
            "refcycle.json": refcycle(VERTICES, EDGES).encode(), "refcycle-old.json": refcycle(VERTICES, EDGES, True).encode(),
            "dump-heap.bin": dump_heap(TYPES, OBJECTS)[:-len(packed({"t": "done"}))] + unknown + packed({"t": "done"})}
