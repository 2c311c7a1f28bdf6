# SPDX-License-Identifier: Apache-2.0
"""Small Java heap dumps, written by hand: what HotSpot, its old profiler and Android write, in one population of 27 objects."""
import gzip
import struct

OBJECT, BOOLEAN, CHAR, BYTE, INT, LONG = 2, 4, 5, 8, 10, 11

# name, super, static references, fields
CLASSES = [("java/lang/Object", None, {}, []),
           ("java/lang/Class", "java/lang/Object", {}, []),
           ("java/lang/String", "java/lang/Object", {}, [("value", OBJECT), ("hash", INT), ("coder", BYTE)]),
           ("java/lang/Integer", "java/lang/Object", {}, [("value", INT)]),
           ("java/lang/Thread", "java/lang/Object", {}, [("name", OBJECT), ("tid", LONG)]),
           ("java/lang/ref/Reference", "java/lang/Object", {}, [("referent", OBJECT), ("next", OBJECT)]),
           ("java/lang/ref/WeakReference", "java/lang/ref/Reference", {}, []),
           ("java/lang/ref/SoftReference", "java/lang/ref/Reference", {}, [("clock", LONG)]),
           ("com/app/Base", "java/lang/Object", {}, [("id", INT), ("next", OBJECT)]),
           ("com/app/Late", "com/app/Base", {"CACHE": "array", "TITLE": "hello"}, [("title", OBJECT), ("on", BOOLEAN)]),
           ("[Ljava/lang/Object;", "java/lang/Object", {}, []),
           ("[B", "java/lang/Object", {}, [])]


class Writer:
    def __init__(self, id_size):
        self.id_size = id_size
        self.names = {}
        self.records = []
        self.objects = {}
        self.class_ids = {name: 0x1000 + 0x40 * i for i, (name, *_) in enumerate(CLASSES)}

    def id(self, number):
        return number.to_bytes(self.id_size, "big")

    def object(self, name):
        return self.id(0 if name is None else self.objects.setdefault(name, 0x2000 + 0x20 * len(self.objects)))

    def class_(self, name):
        return self.id(0 if name is None else self.class_ids[name])

    def name(self, text):
        if text not in self.names:
            self.names[text] = 0x100 + len(self.names)
            self.record(0x01, self.id(self.names[text]) + text.encode("utf-8", "surrogatepass"))
        return self.id(self.names[text])

    def record(self, tag, body):
        self.records.append(struct.pack(">BII", tag, 0, len(body)) + body)

    def instance(self, name, class_name, *values, trace=0):
        body = b"".join(values)
        return b"\x21" + self.object(name) + struct.pack(">I", trace) + self.class_(class_name) + struct.pack(">I", len(body)) + body

    def array(self, name, *elements):
        return (b"\x22" + self.object(name) + struct.pack(">II", 0, len(elements)) + self.class_("[Ljava/lang/Object;") +
                b"".join(self.object(element) for element in elements))

    def primitives(self, name, kind, form, *elements):
        return b"\x23" + self.object(name) + struct.pack(">IIB", 0, len(elements), kind) + struct.pack(f">{len(elements)}{form}", *elements)

    def class_dump(self, name, parent, statics, fields, android):
        sizes = {OBJECT: self.id_size, BOOLEAN: 1, CHAR: 2, BYTE: 1, INT: 4, LONG: 8}
        pool = struct.pack(">HHB", 1, 7, INT) + struct.pack(">i", -1) if name == "com/app/Base" else struct.pack(">H", 0)
        own = struct.pack(">I", sum(sizes[kind] for _, kind in fields))
        return (b"\x20" + self.class_(name) + struct.pack(">I", 0) + self.class_(parent) + self.object("loader" if name.startswith("com/") else None) +
                self.id(0) * 4 + own + pool + struct.pack(">H", len(statics)) +
                b"".join(self.name(field) + bytes([OBJECT]) + self.object(to) for field, to in statics.items()) + struct.pack(">H", len(fields)) +
                b"".join(self.name(field) + bytes([kind]) for field, kind in fields))

    def roots(self, android):
        frame = struct.pack(">II", 9, 0)
        words = [b"\x08" + self.object("thread") + struct.pack(">II", 9, 5), b"\x03" + self.object("late0") + frame, b"\x02" + self.object("integer") + frame,
                 b"\x04" + self.object("hello") + struct.pack(">I", 9), b"\x06" + self.object("hello") + struct.pack(">I", 77),
                 b"\x01" + self.object("array") + self.id(0x77), b"\x07" + self.object("array"), b"\xff" + self.object("soft")]
        words += [b"\x05" + self.class_(name) for name, *_ in CLASSES[:4]]
        if android:
            words += [bytes([tag]) + self.object("astral") for tag in (0x89, 0x8a, 0x8b, 0x8c, 0x8d)]
            words += [b"\x8e" + self.object("soft") + frame, b"\x90" + self.object("alone"), b"\xfe" + struct.pack(">I", 65) + self.name("app")]
        return b"".join(words)

    def text(self, name, kind, units, coder):
        form = "B" if kind == BYTE else "H"
        return (self.instance(name, "java/lang/String", self.object(name + "-text"), struct.pack(">ib", 0, coder)) +
                self.primitives(name + "-text", kind, form, *units))

    def population(self, android):
        late = [self.instance(f"late{i}", "com/app/Late", self.object("hello"), b"\1", struct.pack(">i", i), self.object(f"late{(i + 1) % 4}"),
                              trace=5 if i < 2 else 0) for i in range(4)]
        return late, [
            self.text("hello", BYTE, b"hello \"x\"\n", 0), self.text("astral", BYTE, "\U0001f600 é".encode("utf-16-le"), 1),
            self.text("long", BYTE, b"z" * 300, 0), self.text("main", CHAR, [ord(c) for c in "main"], 0),
            self.instance("integer", "java/lang/Integer", struct.pack(">i", -7)),
            self.instance("thread", "java/lang/Thread", self.object("main"), struct.pack(">q", 1)),
            self.instance("weak", "java/lang/ref/WeakReference", self.object("alone"), self.object("soft")),
            self.instance("soft", "java/lang/ref/SoftReference", struct.pack(">q", 9), self.object("long"), self.object(None)),
            self.instance("alone", "java/lang/Object"), self.instance("loader", "java/lang/Object"),
            self.array("array", "weak", None, "late2", "nowhere", "late2", "astral"), self.primitives("numbers", INT, "i", 1, -2, 3),
            self.primitives("bytes", BYTE, "b", 0, -1, 127)] + (
                [b"\xc3" + self.object("unsaid") + struct.pack(">IIB", 0, 500, LONG)] if android else [])


def encode(version, id_size, segments, android=False):
    """Two thirds of it come before the classes where there are segments."""
    writer = Writer(id_size)
    for i, (name, *_) in enumerate(CLASSES):
        shown = name.replace("/", ".").replace("[Ljava.lang.Object;", "java.lang.Object[]").replace("[B", "byte[]") if android else name
        writer.record(0x02, struct.pack(">I", i + 1) + writer.class_(name) + struct.pack(">I", 0) + writer.name(shown))
    writer.record(0x04, writer.id(0x51) + writer.name("work") + writer.name("()V") + writer.name("Late.java") + struct.pack(">Ii", 10, 12))
    writer.record(0x04, writer.id(0x52) + writer.name("main") + writer.name("()V") + writer.name("Late.java") + struct.pack(">Ii", 10, -1))
    writer.record(0x05, struct.pack(">III", 5, 9, 2) + writer.id(0x51) + writer.id(0x52))
    writer.record(0x03, struct.pack(">I", 99))
    late, other = writer.population(android)
    classes = [writer.class_dump(*item, android) for item in CLASSES]
    roots = writer.roots(android)
    if segments:
        writer.record(0x1c, b"".join(late))
        writer.record(0x1c, b"".join(classes[:-1]) + b"".join(other[:4]))
        writer.record(0x1c, b"".join(other[4:]) + late[0] + classes[-1] + roots)
        writer.record(0x2c, b"")
    else:
        writer.record(0x0c, roots + b"".join(classes + other + late))
    return b"JAVA PROFILE " + version + b"\0" + struct.pack(">IQ", id_size, 1700000000250) + b"".join(writer.records)


def seeds():
    hotspot = encode(b"1.0.2", 8, True)
    half = len(hotspot) // 2
    return {"hotspot.hprof": hotspot, "old.hprof": encode(b"1.0.1", 4, False), "android.hprof": encode(b"1.0.3", 4, True, True),
            "hotspot.hprof.gz": gzip.compress(hotspot[:half], mtime=0) + gzip.compress(hotspot[half:], mtime=0)}
