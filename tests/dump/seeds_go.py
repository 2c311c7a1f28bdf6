# SPDX-License-Identifier: Apache-2.0
"""Go heap dumps for make_seeds.py: one of each record, by what debug.WriteHeapDump() writes."""


def number(*values):
    data = b""
    for value in values:
        while value >= 0x80:
            data += bytes([value & 0x7f | 0x80])
            value >>= 7
        data += bytes([value])
    return data


def text(words):
    words = words.encode() if isinstance(words, str) else words
    return number(len(words)) + words


def fields(*offsets):
    return b"".join(number(1, offset) for offset in offsets) + number(0)


def dump(width, order, heap):
    def words(*values):
        return b"".join(value.to_bytes(width, order) for value in values)

    def content(*values):
        return text(words(*values))

    def item(offset, data, *offsets):
        return number(1, heap + offset) + data + fields(*offsets)

    many = [heap + 0x2000 + 16 * (i % 3) + 5 for i in range(20)]
    return b"go1.7 heap dump\n" + b"".join([
        number(6, order == "big", width, heap, heap + 0x10000) + text("arm" if width == 4 else "amd64") + text("go1.22.3") + number(2),
        number(3, 0x5000, 8) + text("errors.") + number(1), number(8, 0x6000, 0x5000),
        item(0x2000, text(b"hello, world\0\0\0\0")), item(0x2010, text("caf\u00e9 \u4e16\u754c")), item(0x2020, text(bytes(range(16)))),
        item(0x1000, content(heap + 0x2000, 12, heap + 0x1040, 0x777), 0, 2 * width, 3 * width),
        item(0x1040, content(heap + 0x1000, heap + 0x2014, heap + 0xfff0, 0), 0, width, 2 * width, 3 * width),
        item(0x3000, content(*many), *range(0, 20 * width, width)), item(0x3200, text(b"x" * 300)),
        item(0x1040, content(0, 0)), item(0x4000, text(b"")), item(0x4008, content(*[0] * 600, heap + 0x3010), 600 * width),
        number(4, heap + 0x1000, 0x9000, 1, 0x4000, 4, 0, 0, 0) + text("chan receive") + number(heap + 0x2000, 0, 0, heap + 0x2010),
        number(5, 0x9000, 0, 0) + content(7, heap + 0x1000, 8) + number(0x4000, 0x4010, 0x4010) + text("main.work") + fields(width),
        number(4, heap + 0x9999, 0, 2, 0, 4, 1, 0, 0) + text("") + number(0, 0, 0, 0),
        number(9, heap + 0x1040, 3, 4711), number(2) + text("runtime.allgs") + number(heap + 0x3000),
        number(12, 0x8000) + content(heap + 0x1000, heap + 0x3204, 5) + fields(0, width, 2 * width),
        number(13, 0x8800) + content(0, 0, heap + 0x4010) + fields(2 * width),
        number(7, heap + 0x2020, heap + 0x2010, 0x4000, 0x5000, 0x5000), number(11, heap + 0x3200, 0, 0x4000, 0x5000, 0x5000),
        number(14, 1, 2, 3, 4, 5, 6, 7), number(15, 1, 2, 3, 4, 5, 6), number(10, *range(281)),
        number(16, 0xb0, 16, 2) + text("main.load") + text("/srv/app.go") + number(12) + text("main.main") + text("/srv/app.go") + number(40, 9, 4),
        number(16, 0xb8, 32, 0, 1, 1), number(17, heap + 0x2000, 0xb0), number(17, heap + 0x1000, 0xb8), number(17, heap + 0x1040, 0xcc),
        number(0)])


def seeds():
    return {"amd64.goheap": dump(8, "little", 0xc000000000), "big.goheap": dump(4, "big", 0x40000000)}
