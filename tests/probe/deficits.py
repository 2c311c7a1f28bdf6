# SPDX-License-Identifier: Apache-2.0
"""What the counts of a dump do not account for, and why: an object's count of references less the references found.

Reasons are not taken from a type's name if there is evidence: the static memory of every library that is loaded is
searched for the object's address, and so is the memory that C code allocated, for the records that sqlite3 keeps."""
import array
import bisect
import collections
import ctypes
import re
import struct
import sys

import hfdump
import tap

MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (....) ([0-9a-f]+) \S+ (\d+)\s*(.*)")
WORD = 8
TEXT = 48 if sys.version_info < (3, 12) else 40  # where the characters of an ASCII str begin


def writable_segments(path, base):
    """(start, end) of what a library loaded at @base may write to, its zeroed part included; [] for other files."""
    try:
        with open(path, "rb") as file:
            head = file.read(4096)
    except OSError:
        return []
    if head[:5] != b"\x7fELF\x02":
        return []
    kind, at, size, n = struct.unpack_from("<H14xQ14xHH", head, 16)
    segments = []
    for i in range(n):
        what, flags, _, address, _, _, length, _ = struct.unpack_from("<IIQQQQQQ", head, at + i * size)
        if what == 1 and flags & 2:
            address += base if kind == 3 else 0
            segments.append((address, address + length))
    return segments


class Memory:
    """The words of this process's writable memory, as they are now."""

    def __init__(self):
        self.static, self.heap, self.segments, self.stack = [], [], [], []  # (library, words); (start, words); (start, end); words
        segments, anonymous, stacks, seen = [], [], [], set()
        with open("/proc/self/maps") as maps:
            for start, end, rights, offset, inode, path in (MAPPING.match(line).groups() for line in maps):
                start, end = int(start, 16), int(end, 16)
                if path.startswith("/") and inode != "0" and int(offset, 16) == 0 and path not in seen:
                    seen.add(path)
                    segments += [(path.rpartition("/")[2], *segment) for segment in writable_segments(path, start)]
                elif rights[:2] == "rw" and (path == "[heap]" or not path) and end - start < 1 << 30:
                    anonymous.append((start, end))
                elif path == "[stack]":
                    stacks.append((start, end))
        with open("/proc/self/mem", "rb", buffering=0) as memory:
            for library, start, end in segments:
                self._read(memory, start, end, lambda words: self.static.append((library, words)))
                self.segments.append((start, end))
            for start, end in sorted(anonymous):
                self._read(memory, start, end, lambda words: self.heap.append((start, words)))
            for start, end in stacks:
                self._read(memory, start, end, self.stack.append)
        self.starts = [start for start, _ in self.heap]

    @staticmethod
    def _read(memory, start, end, take):
        try:
            memory.seek(start)
            data = memory.read(end - start)
        except OSError:
            return
        take(array.array("Q", data[:len(data) // WORD * WORD]))

    def static_holders(self, addresses):
        """{address: the libraries whose static memory has it}"""
        found = collections.defaultdict(collections.Counter)
        for library, words in self.static:
            for address in filter(addresses.__contains__, words):
                found[address][short(library)] += 1
        return found

    def is_static(self, address):
        return any(start <= address < end for start, end in self.segments)

    def words_at(self, address, n):
        """The @n words there if they lie in memory that C code allocated, else none."""
        at = bisect.bisect(self.starts, address) - 1
        if at < 0 or address % WORD:
            return ()
        start, words = self.heap[at]
        return words[(address - start) // WORD:(address - start) // WORD + n]

    def _is(self, kind, address):
        head = self.words_at(address, 3)
        return len(head) == 3 and head[1] == id(kind) and 0 < head[0] < 100000 and head[2] < 100000

    def _words_of_tuple(self, address):
        return self.words_at(address + 3 * WORD, self.words_at(address, 3)[2])

    def _words_of_dict(self, address):
        """All words of its table of keys, some of which are keys and values."""
        keys = self.words_at(self.words_at(address, 5)[4], 5)
        return self.words_at(self.words_at(address, 5)[4], 5 + 4 * (self.words_at(address, 3)[2] + 8)) if len(keys) == 5 else ()

    def hidden_holders(self, addresses, known):
        """Those of @addresses that are in a tuple or dict which no object has (@known: all there are) but a static variable, or in a
        tuple in such a dict."""
        in_tuple, in_dict = set(), set()
        for word in {word for _, words in self.static for word in words}.difference(known):
            if self._is(tuple, word):
                in_tuple.update(addresses.intersection(self._words_of_tuple(word)))
            elif self._is(dict, word):
                entries = set(self._words_of_dict(word))
                in_dict.update(addresses & entries)
                for key in entries.difference(known):
                    if self._is(tuple, key):
                        in_dict.update(addresses.intersection(self._words_of_tuple(key)))
        return in_tuple, in_dict

    def on_c_stack(self, addresses):
        """Those that are on the stack of this thread's C code."""
        return {word for words in self.stack for word in words if word in addresses}

    def followed_by(self, first, second):
        """Those of @first that C code's memory has with one of @second right behind, as often as it has them so."""
        found = collections.Counter()
        for _, words in self.heap:
            if first.isdisjoint(words):
                continue
            previous = 0
            for word in words:
                if word in second and previous in first:
                    found[previous] += 1
                previous = word
        return found


    def places(self, addresses):
        """{address: where C code's memory has it}"""
        found = collections.defaultdict(list)
        for start, words in self.heap:
            if not addresses.isdisjoint(words):
                for i in [i for i, word in enumerate(words) if word in addresses]:
                    found[words[i]].append(start + i * WORD)
        return found


def is_interned(node):
    return ctypes.c_uint32.from_address(node.address + 32).value & 3 != 0


def short(library):
    return re.sub(r"\.(cpython-.*|abi3)?\.?so.*$", "", library)


class Account:
    """The mortal objects of a dump of this very process."""

    def __init__(self, dump, memory):
        self.dump = dump
        self.counts = dump.owned_counts()
        self.mortal = [node for node in dump.nodes if node.refcount is not None and not node.flags & hfdump.IMMORTAL]
        self.off = [node for node in self.mortal if node.refcount != self.counts[node.id]]
        self.on_stack = {ref.to for node in dump.nodes for ref in node.refs if ref.kind == "stack" and ref.cls != "strong"}
        self.statics = memory.static_holders({node.address for node in self.off})
        self.contexts, self.modules = self._sqlite(memory)
        self.texts = self._texts(memory)
        known, wanted = {node.address for node in dump.nodes}, {node.address for node in self.off}
        self.hidden, self.hidden_in_dicts = memory.hidden_holders(wanted, known)
        self.on_c_stack = memory.on_c_stack(wanted)
        self.memory = memory
        self.fields = {}
        self.libraries = collections.Counter()
        self.rows = collections.defaultdict(list)
        self.fields = self._fields(memory, {node.address for node in self.off if self.reason(node) == NOT_EXPLAINED})
        self.libraries.clear()
        for node in self.off:
            self.rows[node.type.full, self.reason(node)].append(node)

    def _sqlite(self, memory):
        """sqlite3 keeps what it was given to call as a record of the callable and the module, from 3.11 on."""
        modules = {node.address for node in self.dump.nodes if node.type.name == "module" and node.value == "_sqlite3"}
        callables = {node.address for node in self.off} - modules
        if not modules or not callables:
            return collections.Counter(), modules
        return memory.followed_by(callables, modules), modules

    def _texts(self, memory):
        """Text to whose characters a static variable points."""
        data = {node.address + TEXT: node.address for node in self.off if node.type.name == "str"}
        return {data[address] for address in memory.static_holders(data.keys())}

    def _fields(self, memory, wanted):
        """{address: the types of objects that have it in their own memory more often than they are known to refer to it}. Their class,
        which those of static types do not own, is none of it, nor is what lies in values, which is no pointer."""
        starts, found = [node.address for node in self.dump.nodes], collections.defaultdict(collections.Counter)
        for address, places in memory.places(wanted).items():
            holders = collections.Counter()
            for place in places:
                at = bisect.bisect(starts, place) - 1
                if at >= 0 and starts[at] + 2 * WORD <= place < self._end(self.dump.nodes[at]):
                    holders[at] += 1
            for at, n in holders.items():
                node = self.dump.nodes[at]
                if n > sum(self.dump.nodes[ref.to].address == address for ref in node.refs):
                    found[address][node.type.full] += 1
        return found

    @staticmethod
    def _end(node):
        """Where an object's own memory ends; at its address for what has no fields."""
        if node.flags & hfdump.SYNTHETIC or node.type.full in ("int", "str", "bytes", "float", "complex", "bytearray"):
            return node.address
        return node.address + node.size - (2 * WORD if node.flags & hfdump.COLLECTOR else 0)

    def missing(self, node):
        return node.refcount - self.counts[node.id]

    @property
    def exact(self):
        return 1 - len(self.off) / len(self.mortal)

    def reason(self, node):
        missing = self.missing(node)
        if missing < 0:
            if node.value in ("None", "True", "False") and sys.version_info[:2] == (3, 11):
                return "code that is frozen into the interpreter uses it without counting"
            return NOT_EXPLAINED
        held = self.contexts[node.address]
        if node.address in self.modules and sum(self.contexts.values()):
            return "sqlite3 holds it once with each callable that it was given"
        if held:
            return "given to sqlite3 to be called: the database library has it"
        libraries = self.statics.get(node.address)
        if libraries:
            self.libraries.update(libraries.keys())
            if node.type.name == "str":
                return "a name or text that C code keeps in a static variable" + (", interned" if is_interned(node) else "")
            return "C code keeps it in a static variable"
        if node.address in self.hidden:
            return "in a tuple that C code alone keeps: names of a function's arguments"
        if node.address in self.hidden_in_dicts:
            return "in a dict that C code alone keeps, such as that of the extension modules"
        if missing == 1 and self.memory.is_static(node.address):
            return "static itself: its count begins with one that nobody holds"
        if node.address in self.texts:
            return "its characters are a C type's or function's docstring, which keeps it for good"
        if node.id in self.on_stack:
            return "the value stack of a frame that runs: may be stale, so it is not counted"
        if node.address in self.on_c_stack:
            return "on the stack of C code that runs"
        holders = self.fields.get(node.address)
        if holders:
            return f"in a field of {holders.most_common(1)[0][0]} of which its type does not tell"
        return NOT_EXPLAINED

    def unexplained(self):
        return sum(len(nodes) for (_, reason), nodes in self.rows.items() if reason == NOT_EXPLAINED)

    def _lines(self):
        """(objects, references, words) by number; kinds of which there is only one are told together where they are many."""
        single = collections.defaultdict(list)
        for (name, reason), nodes in self.rows.items():
            total = sum(map(self.missing, nodes))
            like = next((node.value for node in nodes if node.value), "")
            if len(nodes) == 1 and reason != NOT_EXPLAINED:
                single[reason].append((1, total, name, like))
            else:
                yield len(nodes), total, f"{name}: {reason}" + (f" (such as {like[:50]})" if like else "")
        for reason, rows in single.items():
            if len(rows) > 3:
                yield len(rows), sum(row[1] for row in rows), f"{', '.join(row[2] for row in rows[:3])} and {len(rows) - 3} others: {reason}"
            else:
                yield from ((1, total, f"{name}: {reason}" + (f" (such as {like[:50]})" if like else "")) for _, total, name, like in rows)

    def note(self):
        tap.note(f"{len(self.mortal) - len(self.off)} of {len(self.mortal)} mortal objects are exact: {100 * self.exact:.3f} %")
        tap.note(f"{'objects':>8} {'references':>10}  type: reason")
        for n, total, words in sorted(self._lines(), key=lambda line: -line[0]):
            tap.note(f"{n:8} {total:+10}  {words}")
        if self.libraries:
            tap.note("static variables of: " + ", ".join(f"{name} {n}" for name, n in self.libraries.most_common(12)))
        tap.note(f"{len(self.off)} objects are not exact; {self.unexplained()} of them not explained")


NOT_EXPLAINED = "not explained"
