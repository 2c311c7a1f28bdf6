# SPDX-License-Identifier: Apache-2.0
""".NET's .gcdump for make_seeds.py and test_samples.py: a MemoryGraph as PerfView's FastSerialization writes it."""
import struct

MAGIC = b"\x14\0\0\0!FastSerialization.1"


def text(words):
    return struct.pack("<i", -1) if words is None else struct.pack("<i", len(words.encode())) + words.encode()


def packed(value):
    """Seven bits at a time, the highest first; the first byte's bit 6 is the sign."""
    groups = [value & 0x7f]
    value >>= 7
    while value not in (0, -1) or (groups[-1] & 0x40 != 0) != (value == -1):
        groups.append(value & 0x7f)
        value >>= 7
    return bytes([group | 0x80 for group in groups[:0:-1]] + groups[:1])


def type_object(name, version, least):
    return b"\4\4\1" + struct.pack("<ii", version, least) + text(name) + b"\6"


def encode(types, nodes, root=0, factors=(1.0, 1.0), least=0, times=1):
    """types: (name, size, module); nodes: (type, size or None, address, children) or None for one that was never defined."""
    blob, offsets = b"", []
    for index, node in sorted(enumerate(nodes), key=lambda pair: -pair[0] % 7):
        offsets.append((index, 0xffffffff if node is None else len(blob)))
        if node is not None:
            kind, size, _, children = node
            blob += packed(kind * 2 + (size is not None)) + (b"" if size is None else packed(size)) + packed(len(children))
            blob += b"".join(packed(child - index) for child in children)
    total = sum(0 if node is None else types[node[0]][1] if node[1] is None else node[1] for node in nodes)
    data = MAGIC
    entry = len(data)
    data += type_object("GCHeapDump", 10, 8) + type_object("Graphs.MemoryGraph", 1, least)
    data += struct.pack("<qi", total, root) + struct.pack("<i", len(types))
    data += b"".join(text(name) + struct.pack("<i", size) + text(module) for name, size, module in types)
    data += struct.pack("<i", len(nodes)) + b"".join(struct.pack("<I", offset) for _, offset in sorted(offsets))
    data += struct.pack("<i", len(blob)) + blob
    if least >= 1:
        data += b"\x0c" + struct.pack("<I", len(data) + 5 + 4) + struct.pack("<i", 0)
    data += struct.pack("<i", len(nodes)) + b"".join(struct.pack("<Q", 0 if node is None else node[2]) for node in nodes)
    data += b"\x08\1\6" + b"\1" + struct.pack("<ff", *factors) + b"\1\1" + text("Dumped all objects.\r\n" * times)
    data += struct.pack("<q", 638000000000000000) + text("HOST") + text("Shop") + struct.pack("<iqqi", 4711, 0, 0, 0)
    data += b"\1" + b"\x0d" + text("dotnet-gcdump") + b"\6"
    table = len(data) + 1
    data += b"\6" + struct.pack("<iI", 1, entry)
    return data + struct.pack("<II", table, len(data))


TYPES = [("UNDEFINED", 0, ""), ("[.NET Roots]", 0, ""), ("[static vars]", 0, ""), ("[static var App.Cache.items]", 0, ""), ("[local vars]", 0, ""),
         ("System.Collections.Generic.Dictionary<System.String,App.Session>", 80, "C:\\dotnet\\System.Private.CoreLib.dll"),
         ("App.Session", 40, "C:\\app\\App.dll"), ("System.String", 22, None), ("System.Byte[] (Bytes > 1K)", -1, ""), ("[]c", 24, ""), ("", 16, ""),
         ("App.Session", 48, "C:\\app\\Other.dll")]
NODES = [(1, None, 0, [1, 4]), (2, None, 0, [2]), (3, None, 0, [5]), None, (4, None, 0, [6, 300]), (5, None, 0x1000, [6, 7, 6]), (6, None, 0x1080, [8, 5]),
         (11, None, 0x10c0, [8, 9]), (7, 64, 0x2000, []), (8, 70000, 0x3000, []), (9, None, 0x4000, [10, 10]), (10, None, 0x4020, [9]), (6, None, 0x5000, [12])]


def seeds():
    return {"small.gcdump": encode(TYPES, NODES), "sampled.gcdump": encode(TYPES, NODES, 0, (4.0, 3.5), 1, 40)}
