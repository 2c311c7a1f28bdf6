# SPDX-License-Identifier: Apache-2.0
"""A small dump of Perl's Devel::MAT::Dumper, for make_seeds.py."""

SIZES = [(20, 1, 0), (8, 8, 2), (25, 1, 1), (1, 2, 0), (9, 0, 0), (8, 1, 0), (8, 5, 1), (21, 5, 2), (16, 3, 0), (17, 1, 0)] + [(0, 0, 0)] * 6
EXTENSIONS = [(2, 3, 0), (0, 1, 0), (0, 1, 0), (0, 1, 0), (8, 1, 0), (0, 2, 0), (0, 1, 0), (0, 1, 1), (16, 0, 1)]
CONTEXTS = [(9, 0, 1), (4, 2, 0), (0, 0, 0), (0, 1, 0)]


def number(size, *values):
    return b"".join(value.to_bytes(size, "little", signed=value < 0) for value in values)


def text(words):
    return number(8, -1) if words is None else number(8, len(words)) + words


def table(rows):
    return bytes([len(rows)]) + b"".join(bytes(row) for row in rows)


def item(kind, address, refcount, size, package, rest=b""):
    return bytes([kind]) + number(8, address) + number(4, refcount) + number(8, size, package) + rest


def seeds():
    parts = [b"PMAT", bytes([0x16, 0, 0, 4]), number(4, 5 << 24 | 36 << 16), table(SIZES), table(EXTENSIONS), table(CONTEXTS),
             number(8, 0x100, 0x110, 0x120), number(4, 2), text(b"defstash"), number(8, 0x1000), text(b"main_cv"), number(8, 0x1020),
             number(8, 1, 0x1030),
             item(6, 0x1000, 1, 400, 0, number(8, 2, 0x1050, 0, 0, 0, 0) + text(b"main") + text(b"Node") + number(8, 0x1010) + text(b"k\xff'") + number(8, 0x7777)),
             item(1, 0x1010, 1, 152, 0, number(8, 3, 0x1000, 0x1040, 0x1030, 0, 0x1020, 0x1010, 0, 0) + text(b"Node") + text(b"app.pl")),
             item(7, 0x1020, 2, 128, 0, number(8, 7) + b"\1" + number(8, 0) + number(4, 1) + number(8, 0x1000, 0x1010, 0, 0x1050, 0) + text(b"app.pl") + text(b"work")
                  + b"\1" + number(8, 0x1040) + b"\2" + number(8, 3) + b"\3" + number(8, 0x1010) + b"\5" + number(8, 1) + text(b"$x") + number(8, 0)
                  + b"\7" + number(8, 0x1050) + b"\x08" + number(8, 1, 0x1030) + b"\x09" + number(8, 1) + b"\1" + b"\x0a" + number(8, 1, 2, 0) + b"\0"),
             item(4, 0x1030, 1, 88, 0, number(8, 2) + b"\0" + number(8, 0x1060, 0x100)),
             item(2, 0x1040, 1, 64, 0, b"\x08" + number(8, 0, 0, 300, 0) + text(b"it's\n")),
             item(2, 0x1048, 1, 24, 0, b"\x01" + number(8, -7, 0, 0, 0) + text(None)),
             item(4, 0x1050, 1, 88, 0, number(8, 1) + b"\1" + number(8, 0x1000)),
             item(5, 0x1060, 2, 120, 0x1000, number(8, 1, 0) + text(b"self") + number(8, 0x1070)),
             item(3, 0x1070, 1, 24, 0, b"\1" + number(8, 0x1060, 0)), item(13, 0x1080, 1, 24, 0),
             item(9, 0x1090, 1, 104, 0, b"x" + number(8, 1, 2, 0x1040)), item(13, 0x1080, 1, 24, 0),
             b"\x80" + number(8, 0x1040) + b"B\1" + number(8, 0x1080, 0x1048, 0), b"\x81" + number(8, 0x1010, 0x1048),
             b"\x87" + number(8, 0x1040, 0x1080) + text(b"note"), b"\x88" + number(8, 0x1040, 1, 12) + text(b"app.pl"), b"\0",
             b"\1" + b"\2" + number(8, 12) + text(b"app.pl") + number(4, 1) + number(8, 0x1020, 0x1030), b"\2" + b"\0" + number(8, 1) + text(b"x"), b"\0"]
    return {"perl.pmat": b"".join(parts)}
