#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Native dumps in plain Python: a writer and a reader, straight from app/dump/hf-native-format.h.

Both speak in interchange documents (app/dump/hf-dump-json.h), as json.load() gives them:

    import make_dump
    make_dump.write("x.hfdump", {"holdfast": 1, "objects": [{"id": 4096, "type": "app.A", "refs": [{"to": 4104, "name": ".b"}]},
                                                            {"id": 4104, "type": "app.B"}],
                                 "roots": [{"to": 4096, "kind": "module", "name": "module app"}]})
    make_dump.read("x.hfdump")["objects"]

or on the command line, in either direction: make_dump.py IN OUT. Ids are addresses. For tests: it checks, and does not
hurry. Nothing but the standard library; packing with zstd goes through libzstd if the machine has it.
"""
import ctypes
import ctypes.util
import json
import re
import struct
import sys

MAGIC = b"HFDUMP1\n"
PLACES = ["other", "attribute", "index", "value", "key", "member", "local", "closure", "stack", "field", "internal", "dict",
          "type", "weak"]
CLASSES = {"strong": 0, "weak": 2, "shared": 3}
ROOT_KINDS = ["other", "module", "thread", "interpreter", "static"]
TYPE_KINDS = ["other", "module", "frame", "type", "function", "container", "instance", "value"]
TYPE_FLAGS = ["internal", "dict", "string", "finalizer"]
NODE_FLAGS = {"cut": 1 << 1, "immortal": 1 << 5, "tracked": 1 << 6, "collector": 1 << 7, "finalized": 1 << 8,
              "finalizer": 1 << 9, "synthetic": 1 << 10, "unexpanded": 1 << 11}
VALUE, BUFFER, SITE, NO_REFCOUNT = 1 << 0, 1 << 2, 1 << 3, 1 << 4
NONE, IMPLIED, STRING, NUMBER = range(4)
HAS = ["refcounts", "sizes", "values", "frames", "sites", "addresses", "roots", "names", "blocks"]


class BadDump(Exception):
    pass


# ---- checksums and packing

def make_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


TABLE = make_table()


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def zstd_library():
    name = ctypes.util.find_library("zstd")
    if name is None:
        raise BadDump("a packed chunk, and there is no libzstd")
    library = ctypes.CDLL(name)
    for function in (library.ZSTD_compress, library.ZSTD_decompress, library.ZSTD_compressBound):
        function.restype = ctypes.c_size_t
    return library


def pack(data):
    library = zstd_library()
    room = library.ZSTD_compressBound(ctypes.c_size_t(len(data)))
    packed = ctypes.create_string_buffer(room)
    n = library.ZSTD_compress(packed, ctypes.c_size_t(room), data, ctypes.c_size_t(len(data)), 3)
    return packed.raw[:n]


def unpack(data, raw):
    unpacked = ctypes.create_string_buffer(max(raw, 1))
    n = zstd_library().ZSTD_decompress(unpacked, ctypes.c_size_t(raw), data, ctypes.c_size_t(len(data)))
    if n != raw:
        raise BadDump("a packed chunk is not as long as it says")
    return unpacked.raw[:raw]


def chunk(tag, payload, packed=False, raw=None, flags=None, crc=None, stored=None):
    """One chunk; the keyword arguments are for those who want a wrong one with a right checksum."""
    data = pack(payload) if packed else payload
    head = struct.pack("<4sIQQI", tag, int(packed) if flags is None else flags, len(data) if stored is None else stored,
                       len(payload) if raw is None else raw, crc32c(data) if crc is None else crc)
    return head + struct.pack("<I", crc32c(head)) + data


# ---- fields

def varint(value):
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def zigzag(value):
    return varint(value * 2 if value >= 0 else -value * 2 - 1)


def text(value):
    encoded = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return varint(len(encoded)) + encoded


class Fields:
    def __init__(self, data):
        self.data, self.at = data, 0

    def more(self):
        return self.at < len(self.data)

    def byte(self):
        if not self.more():
            raise BadDump("a record goes on past its chunk")
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if value >= 1 << 64:
            raise BadDump("a number of more than 64 bits")
        return value

    def zigzag(self):
        value = self.varint()
        return value >> 1 ^ -(value & 1)

    def text(self):
        n = self.varint()
        if n > len(self.data) - self.at:
            raise BadDump("a text goes on past its chunk")
        self.at += n
        return self.data[self.at - n:self.at].decode("utf-8", "replace")


# ---- names of references

def parse_label(ref):
    """(place, name) of a reference of an interchange document; the name of an index is its number."""
    name, place = ref.get("name", ""), ref.get("in")
    if place is not None:
        return place, int(name) if place == "index" else name
    if name == ".__dict__":
        return "dict", ""
    if name == ".__class__":
        return "type", ""
    if name == "{…}":
        return "member", ""
    if re.fullmatch(r"\[(0|[1-9][0-9]{0,9})\]", name) and int(name[1:-1]) < 1 << 32:
        return "index", int(name[1:-1])
    for pattern, kind in ((r"\.(.+)", "attribute"), (r"\[(.+)\]", "value"), (r"key (.+)", "key"), (r"local (.+)", "local"),
                          (r"closure (.+)", "closure")):
        match = re.fullmatch(pattern, name, re.DOTALL)
        if match:
            return kind, match.group(1)
    return "other", name


# ---- writing

def split_type(full):
    plain = re.match(r"[^<(\[{ ,]*", full).group()
    module, dot, _ = plain.rpartition(".")
    return (module, full[len(module) + 1:]) if dot and module and len(full) > len(module) + 1 else ("", full)


class Writer:
    def __init__(self, document, packed, chunk_size):
        self.document, self.packed, self.chunk_size = document, packed, chunk_size
        self.out, self.crcs = [MAGIC], b""
        self.objects = sorted(document.get("objects", []), key=lambda entry: entry["id"])
        self.ids = {entry["id"]: number for number, entry in enumerate(self.objects)}
        self.unit = 1 if any(entry["id"] % 8 for entry in self.objects) else 8
        self.types, self.strings, self.new_strings = {}, {}, b""
        self.n_refs = 0

    def chunk(self, tag, payload, packed=None):
        made = chunk(tag, payload, self.packed if packed is None else packed)
        self.out.append(made)
        self.crcs += made[24:28]

    def records(self, tag, records):
        payload = b""
        for record in records:
            payload += record
            if len(payload) >= self.chunk_size:
                self.flush(tag, payload)
                payload = b""
        self.flush(tag, payload)

    def flush(self, tag, payload):
        if self.new_strings:
            self.chunk(b"STRS", self.new_strings)
            self.new_strings = b""
        if payload:
            self.chunk(tag, payload)

    def string(self, value):
        if value not in self.strings:
            self.strings[value] = len(self.strings)
            self.new_strings += text(value)
        return varint(self.strings[value])

    def meta(self):
        document = self.document
        meta = {"format": 1, "runtime": document.get("runtime", ""), "pid": document.get("pid", 0),
                "time": document.get("time", 0), "host": document.get("host", ""), "address_unit": self.unit,
                "has": document.get("has", []), "lacks": document.get("lacks", []), "writer": "make_dump.py", "later": {"x": [1]}}
        if document.get("program"):
            meta["argv"] = [document["program"]]
        if document.get("truncated"):
            meta["truncated"] = document["truncated"]
        self.chunk(b"META", json.dumps(meta).encode(), False)

    def type_records(self):
        declared = {entry["name"]: entry for entry in self.document.get("types", [])}
        for entry in self.objects:
            declared.setdefault(entry.get("type", "unknown"), {})
        for full, entry in declared.items():
            self.types[full] = len(self.types)
            module = entry.get("module")
            name = full
            if module is None:
                module, name = split_type(full)
            elif module not in ("", "builtins"):
                name = full[len(module) + 1:]
            flags = sum(1 << TYPE_FLAGS.index(word) for word in entry.get("flags", []))
            node = self.ids[entry["object"]] + 1 if "object" in entry else 0
            yield (text(module) + text(name) + varint(TYPE_KINDS.index(entry.get("kind", "other"))) + varint(flags) + varint(node))

    def site_records(self):
        for site in self.document.get("sites", []):
            yield varint(len(site)) + b"".join(self.string(frame["file"]) + self.string(frame.get("function", "")) +
                                               varint(frame.get("line", 0)) for frame in site)

    def node_records(self):
        address = 0
        for number, entry in enumerate(self.objects):
            flags = sum(NODE_FLAGS[word] for word in entry.get("flags", []))
            flags |= VALUE if "value" in entry else 0
            flags |= BUFFER if "buffers" in entry else 0
            flags |= SITE if entry.get("site") else 0
            flags |= NO_REFCOUNT if entry.get("refcount") is None else 0
            record = varint((entry["id"] - address) // self.unit) + varint(self.types[entry.get("type", "unknown")])
            record += varint(flags) + varint(entry.get("size", 0))
            address = entry["id"]
            if flags & BUFFER:
                record += varint(entry["buffers"])
            if not flags & NO_REFCOUNT:
                record += varint(entry["refcount"])
            if flags & VALUE:
                record += text(entry["value"])
            if flags & SITE:
                record += varint(entry["site"])
            yield record + self.ref_records(entry.get("refs", []), number)

    def ref_records(self, refs, target):
        record, index, key = varint(len(refs)), 0, None
        self.n_refs += len(refs)
        for ref in refs:
            ref = ref if isinstance(ref, dict) else {"to": ref}
            place, name = parse_label(ref)
            naming, extra = NONE, b""
            if place == "index" and name == index:
                naming = IMPLIED
            elif place == "index":
                naming, extra = NUMBER, varint(name)
            elif place == "value" and key is not None and key.get("value") == name and name:
                naming = IMPLIED
            elif place == "internal" and re.fullmatch(r"\+0x[1-9a-f][0-9a-f]*", name):
                naming, extra = NUMBER, varint(int(name[1:], 16))
            elif name:
                naming, extra = STRING, self.string(name)
            to = self.ids[ref["to"]]
            record += bytes([PLACES.index(place) | CLASSES[ref.get("kind", "strong")] << 4 | naming << 6])
            record += extra + zigzag(to - target)
            target = to
            if place == "index":
                index = min(name + 1, 0xFFFFFFFF)
            if place == "key":
                key = self.objects[to]
        return record

    def root_records(self):
        for root in self.document.get("roots", []):
            yield (varint(ROOT_KINDS.index(root.get("kind", "other"))) + varint(int(root.get("owns", False))) +
                   text(root.get("name", "")) + varint(self.ids[root["to"]]))

    def write(self):
        self.meta()
        self.records(b"TYPE", self.type_records())
        self.records(b"SITE", self.site_records())
        self.records(b"NODE", self.node_records())
        self.records(b"ROOT", self.root_records())
        counts = (len(self.objects), self.n_refs, len(self.types), len(self.strings), len(self.document.get("roots", [])))
        self.chunk(b"END ", struct.pack("<5QII", *counts, crc32c(self.crcs), 0), False)
        return b"".join(self.out)


def encode(document, packed=False, chunk_size=1 << 20):
    return Writer(document, packed, chunk_size).write()


def write(path, document, packed=False, chunk_size=1 << 20):
    with open(path, "wb") as file:
        file.write(encode(document, packed, chunk_size))


# ---- reading

class Reader:
    def __init__(self, data):
        self.document = {"holdfast": 1, "types": [], "sites": [], "objects": [], "roots": []}
        self.types, self.strings, self.address, self.unit, self.n_refs = [], [], 0, 8, 0
        self.targets, self.crcs, self.ended = [], b"", False
        if data[:8] != MAGIC:
            raise BadDump("no native dump")
        at = 8
        while not self.ended:
            at = self.chunk(data, at)
        if at != len(data):
            raise BadDump("bytes behind END")
        self.resolve()

    def chunk(self, data, at):
        head = data[at:at + 32]
        if len(head) < 32:
            raise BadDump("no END")
        tag, flags, stored, raw, crc, head_crc = struct.unpack("<4sIQQII", head)
        payload = data[at + 32:at + 32 + stored]
        if crc32c(head[:28]) != head_crc or len(payload) != stored or crc32c(payload) != crc or flags & ~1:
            raise BadDump(f"the chunk {tag} at {at} is damaged")
        self.crcs += struct.pack("<I", crc) if tag != b"END " else b""
        if flags & 1:
            payload = unpack(payload, raw)
        elif raw != stored:
            raise BadDump("two sizes")
        readers = {b"META": self.meta, b"TYPE": self.type, b"STRS": lambda fields: self.strings.append(fields.text()),
                   b"SITE": self.site, b"NODE": self.node, b"ROOT": self.root, b"END ": self.end}
        if tag in readers:
            fields = Fields(payload)
            while fields.more():
                readers[tag](fields)
        return at + 32 + stored

    def meta(self, fields):
        meta = json.loads(fields.data)
        fields.at = len(fields.data)
        if meta["format"] != 1:
            raise BadDump("format")
        self.unit = meta.get("address_unit", 8)
        for name in ("pid", "time", "host", "has", "lacks", "truncated"):
            if meta.get(name):
                self.document[name] = meta[name]
        self.document["runtime"] = " ".join(filter(None, (meta.get("runtime"), meta.get("version"))))
        self.document["program"] = " ".join(meta.get("argv", []))

    def type(self, fields):
        module, name, kind, flags, node = fields.text(), fields.text(), fields.varint(), fields.varint(), fields.varint()
        full = name if module in ("", "builtins") else module + "." + name
        entry = {"name": full, "module": module, "kind": TYPE_KINDS[kind]}
        if flags:
            entry["flags"] = [word for bit, word in enumerate(TYPE_FLAGS) if flags >> bit & 1]
        if node:
            entry["object"] = node - 1
        self.types.append(full)
        self.document["types"].append(entry)

    def site(self, fields):
        self.document["sites"].append([{"file": self.strings[fields.varint()], "function": self.strings[fields.varint()],
                                        "line": fields.varint()} for _ in range(fields.varint())])

    def node(self, fields):
        self.address += fields.varint() * self.unit
        entry = {"id": self.address, "type": self.types[fields.varint()]}
        flags = fields.varint()
        entry["size"] = fields.varint()
        if flags & BUFFER:
            entry["size"] += fields.varint()
        if not flags & NO_REFCOUNT:
            entry["refcount"] = fields.varint()
        if flags & VALUE:
            entry["value"] = fields.text()
        if flags & SITE:
            entry["site"] = fields.varint()
        words = [word for word, bit in NODE_FLAGS.items() if flags & bit]
        if words:
            entry["flags"] = words
        self.refs(fields, entry)
        self.document["objects"].append(entry)

    def refs(self, fields, entry):
        target, index, key = len(self.document["objects"]), 0, None
        refs = []
        for _ in range(fields.varint()):
            byte = fields.byte()
            place, naming = PLACES[byte & 15], byte >> 6
            ref = {"in": place, "name": ""}
            if naming == STRING:
                ref["name"] = self.strings[fields.varint()]
            elif naming == NUMBER:
                number = fields.varint()
                ref["name"] = number if place == "index" else f"+{number:#x}"
            target += fields.zigzag()
            ref["to"] = target
            if naming == IMPLIED:
                ref["name"] = index if place == "index" else key
                if place not in ("index", "value") or ref["name"] is None:
                    raise BadDump("a name that nothing implies")
                if place == "value":
                    self.targets.append(ref)
            if place == "index":
                ref["name"] = ref["name"] or 0
                index = min(ref["name"] + 1, 0xFFFFFFFF)
            if place == "key":
                key = target
            for word, number in CLASSES.items():
                if number == byte >> 4 & 3 and number:
                    ref["kind"] = word
            refs.append(ref)
        self.n_refs += len(refs)
        if refs:
            entry["refs"] = refs

    def root(self, fields):
        kind, flags = ROOT_KINDS[fields.varint()], fields.varint()
        root = {"kind": kind, "name": fields.text(), "to": fields.varint()}
        if flags & 1:
            root["owns"] = True
        self.document["roots"].append(root)

    def end(self, fields):
        counts = (len(self.document["objects"]), self.n_refs, len(self.types), len(self.strings), len(self.document["roots"]),
                  crc32c(self.crcs), 0)
        if struct.unpack("<5QII", fields.data) != counts:
            raise BadDump("END counts otherwise")
        fields.at = len(fields.data)
        self.ended = True

    def resolve(self):
        objects = self.document["objects"]
        for ref in self.targets:
            ref["name"] = objects[ref["name"]].get("value", "")
        for entry in objects:
            for ref in entry.get("refs", []):
                ref["to"] = objects[ref["to"]]["id"]
        for root in self.document["roots"]:
            root["to"] = objects[root["to"]]["id"]
        for entry in self.document["types"]:
            if "object" in entry:
                entry["object"] = objects[entry["object"]]["id"]


def decode(data):
    return Reader(data).document


def read(path):
    with open(path, "rb") as file:
        return decode(file.read())


def main():
    if len(sys.argv) != 3:
        sys.exit("Usage: make_dump.py IN OUT")
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    document = decode(data) if data.startswith(MAGIC) else json.loads(data)
    if sys.argv[2].endswith(".json"):
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)
    else:
        write(sys.argv[2], document)


if __name__ == "__main__":
    main()
