# SPDX-License-Identifier: Apache-2.0
"""Heap dumps for Holdfast in pure Python: one file, for interpreters that Holdfast's C dumper was not built for.

Copy it anywhere and

>>> import holdfast_fallback
>>> holdfast_fallback.dump("after.hfdump")

It writes the same format with what gc and the classes themselves can say without running the program's code. It is some
twenty times slower than the C dumper, needs a hundred bytes of memory an object, cannot tell reference counts, and names
the attributes of instances only where their class's own code or slots mention them.

Sizes are of whole blocks, as the allocators of CPython on 64-bit machines give them out, and as far as __sizeof__() of
builtin classes knows: attributes that 3.11 and later keep in the instance are left out, and of what an object owns apart
from its own block only what a list, dict, set, bytearray or deque has is told from it, as one block.
"""
import array
import collections
import functools
import gc
import itertools
import json
import os
import struct
import sys
import time
import types
import weakref

DumpResult = collections.namedtuple("DumpResult", "objects references bytes seconds")

CHUNK_BYTES = 1 << 20
(KIND_OTHER, KIND_MODULE, KIND_FRAME, KIND_TYPE, KIND_FUNCTION, KIND_CONTAINER, KIND_INSTANCE, KIND_VALUE) = range(8)
TYPE_INTERNAL, TYPE_DICT, TYPE_STRING, TYPE_FINALIZER = 1, 2, 4, 8
NODE_VALUE, NODE_CUT, NODE_BUFFER, NODE_NO_REFCOUNT, NODE_TRACKED, NODE_COLLECTOR, NODE_FINALIZED, NODE_FINALIZER = (
    1, 2, 4, 16, 64, 128, 256, 512)
(REF_OTHER, REF_ATTRIBUTE, REF_INDEX, REF_VALUE, REF_KEY, REF_MEMBER, REF_LOCAL, REF_CELL, REF_STACK, REF_FIELD,
 REF_INTERNAL, REF_DICT, REF_TYPE, REF_WEAK) = range(14)
STRONG, WEAK, SHARED = 0, 2, 3
NAME_NONE, NAME_IMPLIED, NAME_STRING, NAME_NUMBER = range(4)
ROOT_MODULE, ROOT_THREAD, ROOT_INTERPRETER = 1, 2, 3

LACKS = [
    "Written by the pure-Python dumper: there are no reference counts, so references from native code are unknown.",
    "Attributes of instances are named only where their class's code or slots mention them.",
    "Objects that the collector does not track are there only where a tracked object refers to them.",
    "Sizes are what sys.getsizeof() knows, in whole blocks: since Python 3.11 the attributes of instances are not in them.",
]

# ---- bytes ----------------------------------------------------------------------------------------------------------


def make_crc_table():
    table = array.array("L")
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


CRC_TABLE = make_crc_table()
HEAD, WORD, END = struct.Struct("<4sIQQI"), struct.Struct("<I"), struct.Struct("<5Q2I")


def crc32c(data):
    crc = 0xFFFFFFFF
    table = CRC_TABLE
    for byte in data:
        crc = (crc >> 8) ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def put_varint(out, value):
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def put_zigzag(out, value):
    put_varint(out, value << 1 if value >= 0 else ~(value << 1))


def put_text(out, text):
    data = text.encode("utf-8", "replace")
    put_varint(out, len(data))
    out += data


class Stream:
    def __init__(self, file):
        self.file = file
        self.crcs = bytearray()
        self.bytes = 8
        file.write(b"HFDUMP1\n")

    def chunk(self, tag, payload):
        if not payload:
            return
        crc = crc32c(payload)
        head = HEAD.pack(tag, 0, len(payload), len(payload), crc)
        self.file.write(head + WORD.pack(crc32c(head)))
        self.file.write(payload)
        self.crcs += WORD.pack(crc)
        self.bytes += 32 + len(payload)
        if isinstance(payload, bytearray):
            payload.clear()


BLOCKS = sys.implementation.name == "cpython"


def block(size):
    """What the allocators give out for so many bytes: Python's own up to 512, above that malloc, which needs a word for itself."""
    if not BLOCKS:
        return size
    return size + 15 & ~15 if size <= 512 else size + 8 + 15 & ~15


# ---- looking at classes without running their code --------------------------------------------------------------------

class_dict = type.__dict__["__dict__"].__get__
class_mro = type.__dict__["__mro__"].__get__
class_bases = type.__dict__["__bases__"].__get__
class_flags = type.__dict__["__flags__"].__get__
class_name = type.__dict__["__qualname__"].__get__
class_size = type.__dict__["__basicsize__"].__get__ if BLOCKS else None
instance_getattribute = object.__getattribute__
is_finalized = getattr(gc, "is_finalized", lambda item: False)  # 3.9 and later
HEAP_TYPE, HAS_GC = 1 << 9, 1 << 14
# Flags of classes whose instances have two words more before them: the dict, and from 3.12 on weak references.
MANAGED = 0 if sys.version_info < (3, 11) else 1 << 4 if sys.version_info < (3, 12) else 1 << 4 | 1 << 3

MEMBER, GETSET = types.MemberDescriptorType, types.GetSetDescriptorType
class ByIdentity:
    """Classes, and what is known of each, without asking their metaclasses, which may compare and hash as they like."""

    def __init__(self, known):
        pairs = known.items() if type(known) is dict else [(cls, None) for cls in known]
        self.kept = {id(cls): (cls, value) for cls, value in pairs}

    def __contains__(self, cls):
        return id(cls) in self.kept

    def get(self, cls, default=None):
        return self.kept.get(id(cls), (None, default))[1]


METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType)


def find_in_class(cls, name):
    for base in class_mro(cls):
        entries = class_dict(base)
        if name in entries:
            return entries[name]
    return None


def code_names(function):
    code = getattr(function, "__code__", None) if type(function) is types.FunctionType else None
    return code.co_names if code is not None else ()


class ClassInfo:
    """What is known of a class: its id, its slots, and attribute names that its code mentions."""

    def __init__(self, cls, number):
        self.number = number
        self.module = class_dict(cls).get("__module__", "builtins") if class_flags(cls) & HEAP_TYPE else None
        if type(self.module) is not str:
            self.module = getattr(cls, "__module__", "") if not class_flags(cls) & HEAP_TYPE else ""
        self.name = class_name(cls)
        self.sizeof = find_in_class(cls, "__sizeof__")
        if type(self.sizeof) not in PLAIN_METHODS:
            self.sizeof = object.__dict__["__sizeof__"]
        self.finalizer = find_in_class(cls, "__del__") is not None
        self.collectable = bool(class_flags(cls) & HAS_GC)
        self.head = 0 if not self.collectable else 32 if class_flags(cls) & MANAGED else 16  # bytes before the structure
        self.structure = class_size(cls) if BLOCKS and any(base in STRUCTURE_ALONE for base in class_mro(cls)) else None
        self.lineage = ByIdentity(class_mro(cls))
        self.slots, self.names = [], []
        known = set()
        for base in class_mro(cls):
            entries = class_dict(base)
            for name, value in entries.items():
                if type(value) is MEMBER and value.__objclass__ is base:
                    self.slots.append((value.__name__, value, bool(class_flags(base) & HEAP_TYPE)))
                for word in code_names(value):
                    known.add(word)
        for name in sorted(known):
            if find_in_class(cls, name) is None:
                self.names.append(name)

    def size_of(self, item):
        """The bytes of the block that it lies in, and of those that it owns apart from that."""
        try:
            size = self.sizeof(item)
        except Exception:
            return 0, 0
        structure = size if self.structure is None else min(self.structure, size)
        return block(self.head + structure), block(size - structure)

    def kind(self, cls):
        if issubclass_of(cls, type):
            return KIND_TYPE
        if issubclass_of(cls, types.ModuleType):
            return KIND_MODULE
        return KINDS.get(cls, KIND_INSTANCE if class_flags(cls) & HEAP_TYPE else KIND_OTHER)


def issubclass_of(cls, base):
    return any(one is base for one in class_mro(cls))


STRUCTURE_ALONE = ByIdentity([list, dict, set, frozenset, bytearray, collections.deque])  # what they hold lies elsewhere
CONTAINERS = (list, tuple, dict, set, frozenset, collections.deque, collections.OrderedDict, collections.defaultdict)
VALUES = (str, bytes, int, float, bool, complex, bytearray, range, slice, type(None), type(...))
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.CodeType, types.CellType, property,
             classmethod, staticmethod, MEMBER, GETSET, *METHODS) if hasattr(types, "CellType") else ()
KINDS = ByIdentity({**dict.fromkeys(CONTAINERS, KIND_CONTAINER), **dict.fromkeys(VALUES, KIND_VALUE),
         **dict.fromkeys(FUNCTIONS, KIND_FUNCTION), types.FrameType: KIND_FRAME})
PLAIN_METHODS = ByIdentity(METHODS)
PLUMBING = ByIdentity([types.CodeType, MEMBER, GETSET, *METHODS])
LEAVES = ByIdentity([str, bytes, int, float, bool, complex, bytearray, type(None)])
PLAIN_VALUES = ByIdentity([str, bytes, int, float, bool, complex])

# Fields under the names that code uses, of types whose attributes are plain reads.
FIELDS = ByIdentity({
    types.FunctionType: ["__code__", "__globals__", "__builtins__", "__name__", "__qualname__", "__defaults__", "__kwdefaults__",
                         "__closure__", "__doc__", "__module__"],
    types.MethodType: ["__func__", "__self__"],
    types.BuiltinFunctionType: ["__self__"],
    types.TracebackType: ["tb_next", "tb_frame"],
    types.FrameType: ["f_back", "f_code", "f_trace"],
    types.GeneratorType: ["gi_frame", "gi_code", "__name__", "__qualname__"],
    types.CoroutineType: ["cr_frame", "cr_code", "__name__", "__qualname__", "cr_origin"],
    types.AsyncGeneratorType: ["ag_frame", "ag_code", "__name__", "__qualname__"],
    property: ["fget", "fset", "fdel"],
    classmethod: ["__func__"],
    staticmethod: ["__func__"],
    functools.partial: ["func", "args", "keywords"],
    slice: ["start", "stop", "step"],
    types.CodeType: ["co_consts", "co_names", "co_filename", "co_name", "co_varnames", "co_freevars", "co_cellvars"],
    MEMBER: ["__objclass__", "__name__", "__qualname__"],
    GETSET: ["__objclass__", "__name__", "__qualname__"],
    collections.defaultdict: ["default_factory"],
})
FRAME_FIELDS = ByIdentity({types.GeneratorType: "gi_frame", types.CoroutineType: "cr_frame", types.AsyncGeneratorType: "ag_frame"})
EXCEPTION_FIELDS = ["args", "__traceback__", "__context__", "__cause__"]
CLASS_FIELDS = [("__bases__", type.__dict__["__bases__"]), ("__mro__", type.__dict__["__mro__"]),
                ("__base__", type.__dict__["__base__"])]



def more_of_code(code):
    return [getattr(code, name) for name in ("co_linetable", "co_exceptiontable", "co_qualname") if hasattr(code, name)]


# ---- one dump -------------------------------------------------------------------------------------------------------------

class Dumper:
    def __init__(self, values):
        self.values = values
        self.objects = []
        self.ids = {}
        self.classes = {}
        self.strings = {}
        self.types, self.strs, self.nodes, self.roots = bytearray(), bytearray(), bytearray(), bytearray()
        self.n_references = self.n_roots = 0

    # What is there.

    def collect(self, tracked, frames):
        """Everything that tracked objects, frames and modules lead to, in order of address."""
        hidden = {id(self), id(vars(self)), id(tracked), id(frames), *(id(value) for value in vars(self).values())}
        hidden.add(id(sys._getframe()))
        seen = {}
        todo = [sys.modules]
        for frame in frames.values():
            while frame is not None:
                todo.append(frame)
                frame = frame.f_back
        todo.extend(tracked)
        hidden.add(id(todo))
        hidden.add(id(seen))
        referents, identity = gc.get_referents, id
        while todo:
            item = todo.pop()
            key = identity(item)
            if key in seen or key in hidden:
                continue
            seen[key] = item
            cls = type(item)
            if cls in LEAVES:
                continue
            todo.append(cls)
            if cls in FRAME_FIELDS:
                todo.append(getattr(item, FRAME_FIELDS.get(cls)))
            if cls is types.CodeType:
                todo.extend((item.co_consts, item.co_names, item.co_filename, item.co_name, *more_of_code(item)))
            else:
                todo.extend(referents(item))
            if cls is types.FunctionType:
                todo.extend((item.__name__, item.__qualname__))
            elif cls is dict:
                todo.extend(item)
            elif cls is type:
                todo.extend((class_mro(item), class_bases(item)))
        self.addresses = sorted(seen)
        self.objects = [seen[key] for key in self.addresses]
        self.ids = {key: number for number, key in enumerate(self.addresses)}

    # Types and names.

    def class_info(self, cls):
        info = self.classes.get(id(cls))
        if info is None:
            info = self.classes[id(cls)] = ClassInfo(cls, len(self.classes))
            flags = (TYPE_INTERNAL if cls in PLUMBING else 0) | (TYPE_DICT if cls is dict else 0)
            flags |= (TYPE_STRING if cls is str else 0) | (TYPE_FINALIZER if info.finalizer else 0)
            put_text(self.types, info.module)
            put_text(self.types, info.name)
            put_varint(self.types, info.kind(cls))
            put_varint(self.types, flags)
            put_varint(self.types, self.ids.get(id(cls), -1) + 1)
        return info

    def string(self, text):
        number = self.strings.get(text)
        if number is None:
            number = self.strings[text] = len(self.strings)
            put_text(self.strs, text)
        return number

    # References. Each lister gives (target, kind, class, naming, name).

    def list_references(self, item, cls, info):
        named = []
        add = named.append
        if class_flags(cls) & HEAP_TYPE:
            add((cls, REF_TYPE, STRONG, NAME_NONE, 0))
        for name, slot, python in info.slots:
            try:
                value = slot.__get__(item, cls)
            except Exception:
                continue
            if id(value) in self.ids:
                add((value, REF_ATTRIBUTE if python else REF_FIELD, None, NAME_STRING, name))
        self.list_builtin(item, cls, add)
        self.list_fields(item, cls, add)
        for name in info.names:
            try:
                value = instance_getattribute(item, name)
            except Exception:
                continue
            add((value, REF_ATTRIBUTE, None, NAME_STRING, name))
        return self.match(item, cls, named)

    def list_builtin(self, item, cls, add):
        mro = self.class_info(cls).lineage
        if dict in mro:
            for key, value in dict.items(item):
                add((key, REF_KEY, STRONG, NAME_NONE, 0))
                add((value, REF_VALUE, STRONG, NAME_IMPLIED, 0))
        elif list in mro:
            for value in list.__iter__(item):
                add((value, REF_INDEX, STRONG, NAME_IMPLIED, 0))
        elif tuple in mro:
            for value in tuple.__iter__(item):
                add((value, REF_INDEX, STRONG, NAME_IMPLIED, 0))
        elif set in mro or frozenset in mro:
            for value in (set if set in mro else frozenset).__iter__(item):
                add((value, REF_MEMBER, STRONG, NAME_NONE, 0))
        elif collections.deque in mro:
            for value in collections.deque.__iter__(item):
                add((value, REF_INDEX, STRONG, NAME_IMPLIED, 0))
        elif weakref.ref in mro:
            target = weakref.ref.__call__(item)
            if target is not None:
                add((target, REF_WEAK, WEAK, NAME_NONE, 0))
        elif cls is types.FrameType:
            for name, value in list(item.f_locals.items()):
                add((value, REF_LOCAL, None, NAME_STRING, name))
        elif type in mro:
            for name, descriptor in CLASS_FIELDS:
                add((descriptor.__get__(item), REF_FIELD, None, NAME_STRING, name))

    def list_fields(self, item, cls, add):
        names = FIELDS.get(cls, ())
        if issubclass_of(cls, BaseException):
            for name in EXCEPTION_FIELDS:
                add((BaseException.__dict__[name].__get__(item), REF_FIELD, None, NAME_STRING, name))
        if cls is getattr(types, "CellType", None):
            try:
                add((item.cell_contents, REF_FIELD, None, NAME_STRING, "cell_contents"))
            except ValueError:
                pass
        for name in names:
            try:
                value = getattr(item, name)
            except Exception:
                continue
            if value is not None:
                add((value, REF_FIELD, None, NAME_STRING, name))

    def match(self, item, cls, named):
        """Names what the collector reports, and keeps what is known to be a reference without it."""
        left = collections.Counter()
        reported = gc.get_referents(item) if cls is not types.CodeType else ()
        for target in reported:
            left[id(target)] += 1
        untracked = not reported
        for target, kind, strength, naming, name in named:
            key = id(target)
            if key not in self.ids:
                continue
            if left[key] > 0:
                left[key] -= 1
            elif strength is None and not untracked:
                continue
            yield self.ids[key], kind, strength or STRONG, naming, name
        if cls in FRAME_FIELDS:
            return  # what else a generator reports is in its frame
        for target in reported:
            key = id(target)
            if left[key] > 0 and key in self.ids:
                left[key] -= 1
                is_dict = type(target) is dict and cls not in FIELDS
                yield self.ids[key], REF_DICT if is_dict else REF_OTHER, STRONG, NAME_NONE, 0

    # Values.

    def value_of(self, item, cls):
        if cls is types.FrameType:
            code = item.f_code
            name = getattr(code, "co_qualname", code.co_name)
            return f"{name}() at {os.path.basename(code.co_filename)}:{item.f_lineno}", False
        if cls is types.FunctionType:
            code = item.__code__
            return f"{item.__qualname__}() at {os.path.basename(code.co_filename)}:{code.co_firstlineno}", False
        if issubclass_of(cls, type):
            info = self.class_info(item)
            return info.name if info.module == "builtins" else f"{info.module}.{info.name}", False
        if cls is types.ModuleType:
            name = types.ModuleType.__getattribute__(item, "__dict__").get("__name__")
            return (name, False) if type(name) is str else (None, False)
        if cls is collections.deque:
            return (None if item.maxlen is None else f"maxlen={item.maxlen}"), False
        if self.values == 0 or not self.is_literal(item, cls, 3):
            return None, False
        if cls is str or cls is bytes:
            if len(item) > self.values:
                return repr(item[:self.values])[:-1][:self.values], True
        elif cls is int and item.bit_length() > 60:
            text = hex(item)
            return text[:self.values], len(text) > self.values
        text = "..." if item is ... else repr(item)
        return text[:self.values], len(text) > self.values

    def is_literal(self, item, cls, depth):
        if cls is tuple:
            return depth > 0 and len(item) <= 16 and all(self.is_literal(part, type(part), depth - 1) for part in item)
        return cls in PLAIN_VALUES or item is None or item is ...

    # Records.

    def write_node(self, number, last, tracked):
        out = self.nodes
        item = self.objects[number]
        cls = type(item)
        info = self.class_info(cls)
        value, cut = self.value_of(item, cls)
        flags = NODE_NO_REFCOUNT | (NODE_VALUE if value is not None else 0) | (NODE_CUT if cut else 0)
        if info.collectable:
            flags |= NODE_COLLECTOR
        if id(item) in tracked:
            flags |= NODE_TRACKED
            if is_finalized(item):
                flags |= NODE_FINALIZED
        if info.finalizer and not flags & NODE_FINALIZED:
            flags |= NODE_FINALIZER
        size, buffers = info.size_of(item)
        if buffers:
            flags |= NODE_BUFFER
        put_varint(out, (self.addresses[number] - last) >> 3)
        put_varint(out, info.number)
        put_varint(out, flags)
        put_varint(out, size)
        if buffers:
            put_varint(out, buffers)
        if value is not None:
            put_text(out, value)
        self.write_references(number, self.list_references(item, cls, info))

    def write_references(self, number, references):
        out, n, last = bytearray(), 0, number
        for target, kind, strength, naming, name in references:
            out.append(kind | strength << 4 | naming << 6)
            if naming == NAME_STRING:
                put_varint(out, self.string(name))
            put_zigzag(out, target - last)
            last = target
            n += 1
        put_varint(self.nodes, n)
        self.nodes += out
        self.n_references += n

    def add_root(self, kind, words, item):
        number = self.ids.get(id(item))
        if number is not None:
            put_varint(self.roots, kind)
            put_varint(self.roots, 0)
            put_text(self.roots, words)
            put_varint(self.roots, number)
            self.n_roots += 1

    def add_roots(self, frames):
        threading = sys.modules.get("threading")
        active = dict(getattr(threading, "_active", {})) if threading is not None else {}
        names = {identity: vars(thread).get("_name") for identity, thread in active.items()}
        for identity, frame in frames.items():
            name = names.get(identity)
            words = f"thread {identity}"
            if type(name) is str:
                words = f"thread {name}" if list(names.values()).count(name) == 1 else f"thread {name} ({identity})"
            while frame is not None:
                self.add_root(ROOT_THREAD, words, frame)
                frame = frame.f_back
        for name, module in list(sys.modules.items()):
            if type(name) is str and module is not None:
                self.add_root(ROOT_MODULE, f"module {name}", module)
        self.add_root(ROOT_INTERPRETER, "sys.modules", sys.modules)
        self.add_root(ROOT_INTERPRETER, "gc.garbage", gc.garbage)
        self.add_root(ROOT_INTERPRETER, "gc.callbacks", gc.callbacks)

    def flush(self, stream):
        stream.chunk(b"TYPE", self.types)
        stream.chunk(b"STRS", self.strs)
        stream.chunk(b"NODE", self.nodes)

    def write(self, file, tracked, frames):
        stream = Stream(file)
        lacks = LACKS + (["Values were left out when the dump was written."] if self.values == 0 else [])
        has = ["sizes", *(["blocks"] if BLOCKS else []), "frames", "roots", "names", "addresses"] + (["values"] if self.values else [])
        meta = {"format": 1, "runtime": sys.implementation.name.replace("cpython", "CPython"),
                "version": ".".join(map(str, sys.version_info[:3])), "pid": os.getpid(),
                "argv": list(getattr(sys, "orig_argv", sys.argv)), "time": time.time(), "host": os.uname().nodename,
                "has": has, "lacks": lacks, "writer": "holdfast 0.1.0 (Python)"}
        stream.chunk(b"META", json.dumps(meta).encode())
        last = 0
        for number in range(len(self.objects)):
            self.write_node(number, last, tracked)
            last = self.addresses[number]
            if len(self.nodes) >= CHUNK_BYTES:
                self.flush(stream)
        self.flush(stream)
        self.add_roots(frames)
        stream.chunk(b"ROOT", self.roots)
        counts = len(self.objects), self.n_references, len(self.classes), len(self.strings), self.n_roots
        stream.chunk(b"END ", END.pack(*counts, crc32c(stream.crcs), 0))
        return DumpResult(counts[0], counts[1], stream.bytes, 0)


def write_whole(path, write, *arguments):
    """The file appears under its name only once it is whole; devices and pipes are written to as they are."""
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as file:
            return write(file, *arguments)
    part = f"{path}.{os.getpid()}.part"
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            result = write(file, *arguments)
        os.replace(part, path)
    except OSError as error:
        try:
            os.unlink(part)
        except OSError:
            pass
        raise OSError(error.errno, error.strerror, path) from None
    return result


def track():
    """Only the C dumper can record allocations."""
    raise NotImplementedError("allocations can be recorded only where the C part of holdfast is there")


def untrack():
    """Ends what track() began, which is nothing here."""


def dump(path, *, values=100, fork=False, collect=False):
    """Writes a dump of this process's heap to the file path; see holdfast.dump(). fork is accepted and means nothing here."""
    if values < 0:
        raise ValueError("values is a number of bytes and cannot be negative")
    path = os.fsdecode(os.fspath(path))
    start = time.monotonic()
    if collect:
        gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        tracked = gc.get_objects()
        frames = dict(sys._current_frames())
        for identity, frame in frames.items():
            while frame is not None and frame.f_code.co_filename == __file__:
                frame = frame.f_back  # not our own
            frames[identity] = frame
        frames = {identity: frame for identity, frame in frames.items() if frame is not None}
        dumper = Dumper(values)
        dumper.collect(tracked, frames)
        identities = set(map(id, tracked))
        result = write_whole(path, dumper.write, identities, frames)
        vars(dumper).clear()  # it holds every object, the frame that holds it among them
    finally:
        if enabled:
            gc.enable()
    return result._replace(seconds=time.monotonic() - start)
