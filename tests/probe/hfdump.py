# SPDX-License-Identifier: Apache-2.0
"""A plain decoder of native dumps, straight from app/dump/hf-native-format.h. For tests: it checks, it does not hurry."""
import gc
import json
import struct

KINDS = ["other", "attribute", "index", "value", "key", "member", "local", "cell", "stack", "field", "internal", "dict",
         "type", "weak"]
CLASSES = {0: "strong", 2: "weak", 3: "shared"}
ROOTS = ["other", "module", "thread", "interpreter", "static"]

VALUE, VALUE_CUT, BUFFER, SITE, NO_REFCOUNT, IMMORTAL, TRACKED, COLLECTOR, FINALIZED, FINALIZER, SYNTHETIC, UNEXPANDED, BORN = (
    1 << i for i in range(13))
MAX_CHUNK = 1 << 30


def make_crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


CRC_TABLE = make_crc_table()


def crc32c(data, crc=0):
    crc ^= 0xFFFFFFFF
    table = CRC_TABLE
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


class BadDump(Exception):
    pass


class Reader:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def more(self):
        return self.at < len(self.data)

    def varint(self):
        data, at = self.data, self.at
        byte = data[at]
        at += 1
        value = byte & 127
        shift = 7
        while byte & 128:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
        if value >> 64:
            raise BadDump("varint of more than 64 bits")
        self.at = at
        return value

    def zigzag(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def text(self):
        n = self.varint()
        if self.at + n > len(self.data):
            raise BadDump("text runs over its chunk")
        self.at += n
        return self.data[self.at - n:self.at].decode("utf-8", "replace")


class Type:
    __slots__ = ("module", "name", "kind", "flags", "object", "full")


class Node:
    __slots__ = ("id", "address", "type", "flags", "size", "buffers", "refcount", "value", "site", "born", "refs")

    def __repr__(self):
        return f"<{self.type.full} #{self.id} {self.address:#x} {self.value or ''}>"


class Ref:
    """to is a node id; number the position of an index, or a byte offset."""
    __slots__ = ("kind", "cls", "name", "number", "to")

    def __repr__(self):
        return f"{self.kind}:{self.name if self.name is not None else self.number}->{self.to}({self.cls})"


class Root:
    __slots__ = ("kind", "owns", "words", "to")


class Dump:
    def __init__(self, path, check=True):
        with open(path, "rb") as file:
            self.data = file.read()
        self.types, self.strings, self.nodes, self.roots, self.sites = [], [], [], [], [None]
        self.meta, self.ended = None, False
        self.size = len(self.data)
        self.last_address = 0
        self.n_refs = 0
        if self.data[:8] != b"HFDUMP1\n":
            raise BadDump("not a dump")
        enabled = gc.isenabled()
        gc.disable()  # a million new objects make it look through them again and again
        try:
            self._chunks(check)
        finally:
            if enabled:
                gc.enable()
        del self.data

    def _chunks(self, check):
        at, crcs = 8, b""
        while at < len(self.data):
            if self.ended:
                raise BadDump("bytes after END")
            head = self.data[at:at + 32]
            tag, flags, stored, raw, crc, head_crc = struct.unpack("<4sIQQII", head)
            if crc32c(head[:28]) != head_crc:
                raise BadDump(f"header of {tag} at {at} is broken")
            if flags or stored != raw or raw > MAX_CHUNK:
                raise BadDump(f"chunk {tag} is packed or too large")
            payload = self.data[at + 32:at + 32 + stored]
            if len(payload) != stored or (check and crc32c(payload) != crc):
                raise BadDump(f"payload of {tag} at {at} is broken")
            if self.meta is None and tag != b"META":
                raise BadDump("META is not first")
            if tag == b"END ":
                self._end(payload, crc32c(crcs))
            else:
                getattr(self, "_" + tag.decode().lower())(Reader(payload))
            crcs += struct.pack("<I", crc)
            at += 32 + stored
        if not self.ended:
            raise BadDump("no END")
        for root in self.roots:
            if root.to >= len(self.nodes):
                raise BadDump("root to a missing node")
        for node in self.nodes:
            for ref in node.refs:
                if not 0 <= ref.to < len(self.nodes):
                    raise BadDump(f"reference of {node} to a missing node")

    def _meta(self, reader):
        self.meta = json.loads(reader.data)

    def _type(self, reader):
        while reader.more():
            entry = Type()
            entry.module, entry.name = reader.text(), reader.text()
            entry.kind, entry.flags, entry.object = reader.varint(), reader.varint(), reader.varint()
            entry.full = entry.name if entry.module in ("", "builtins") else f"{entry.module}.{entry.name}"
            self.types.append(entry)

    def _strs(self, reader):
        while reader.more():
            self.strings.append(reader.text())

    def _site(self, reader):
        while reader.more():
            frames = []
            for _ in range(reader.varint()):
                file, function, line = reader.varint(), reader.varint(), reader.varint()
                frames.append((self.strings[file], self.strings[function], line))
            self.sites.append(frames)

    def _node(self, reader):
        while reader.more():
            node = Node()
            node.id = len(self.nodes)
            node.address = self.last_address + (reader.varint() << 3)
            if node.address <= self.last_address:
                raise BadDump("addresses do not ascend")
            self.last_address = node.address
            node.type = self.types[reader.varint()]
            node.flags = flags = reader.varint()
            node.size = reader.varint()
            node.buffers = reader.varint() if flags & BUFFER else 0
            node.refcount = None if flags & NO_REFCOUNT else reader.varint()
            node.value = reader.text() if flags & VALUE else None
            node.site = reader.varint() if flags & SITE else 0
            node.born = reader.varint() if flags & BORN else 0
            node.refs = self._refs(reader, node.id)
            self.nodes.append(node)

    def _refs(self, reader, target):
        refs, index, key = [], 0, None
        for _ in range(reader.varint()):
            ref = Ref()
            byte = reader.data[reader.at]
            reader.at += 1
            ref.kind, ref.cls, naming = KINDS[byte & 15], CLASSES[byte >> 4 & 3], byte >> 6
            ref.name = ref.number = None
            if naming == 2:
                ref.name = self.strings[reader.varint()]
            elif naming == 3:
                ref.number = reader.varint()
            target += reader.zigzag()
            ref.to = target
            if ref.kind == "index":
                if naming == 1:
                    ref.number = index
                index = ref.number + 1
            elif ref.kind == "key":
                key = target
            elif ref.kind == "value" and naming == 1:
                ref.number = key  # the node that names it
            refs.append(ref)
        self.n_refs += len(refs)
        return refs

    def _root(self, reader):
        while reader.more():
            root = Root()
            root.kind, flags = ROOTS[reader.varint()], reader.varint()
            root.owns, root.words, root.to = bool(flags & 1), reader.text(), reader.varint()
            self.roots.append(root)

    def _end(self, payload, crc):
        counts = struct.unpack("<5Q2I", payload)
        if counts != (len(self.nodes), self.n_refs, len(self.types), len(self.strings), len(self.roots), crc, 0):
            raise BadDump(f"END says {counts}, the file has "
                          f"{(len(self.nodes), self.n_refs, len(self.types), len(self.strings), len(self.roots), crc)}")
        self.ended = True

    # What a test asks.

    def by_address(self):
        return {node.address: node for node in self.nodes}

    def label(self, ref):
        """As a programmer would say it."""
        if ref.kind == "value":
            return f"[{ref.name or ('…' if ref.number is None else self.nodes[ref.number].value)}]"
        if ref.kind == "index":
            return f"[{ref.number}]"
        if ref.kind == "dict":
            return ".__dict__"
        if ref.kind in ("attribute", "field"):
            return "." + ref.name
        if ref.kind in ("local", "cell"):
            return f"{'local' if ref.kind == 'local' else 'closure'} {ref.name}"
        if ref.kind == "key":
            return "key " + (self.nodes[ref.to].value or "?")
        if ref.kind == "member":
            return "{…}"
        return ref.kind + ("" if ref.name is None else " " + ref.name)

    def owned_counts(self):
        """For each node how many references own it: those of nodes and those of roots."""
        counts = [0] * len(self.nodes)
        for node in self.nodes:
            for ref in node.refs:
                if ref.cls == "strong":
                    counts[ref.to] += 1
        for root in self.roots:
            counts[root.to] += root.owns
        return counts

    def reachable(self):
        """Ids reached from roots, immortal objects and objects whose count exceeds their known references."""
        counts = self.owned_counts()
        seen = bytearray(len(self.nodes))
        todo = [root.to for root in self.roots]
        for node in self.nodes:
            if node.flags & IMMORTAL or (node.refcount is not None and node.refcount > counts[node.id]):
                todo.append(node.id)
        while todo:
            at = todo.pop()
            if seen[at]:
                continue
            seen[at] = 1
            todo.extend(ref.to for ref in self.nodes[at].refs if ref.cls == "strong" and not seen[ref.to])
        return seen
