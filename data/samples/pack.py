# SPDX-License-Identifier: Apache-2.0
"""Packs the chunks of native dumps with zstd, in place: python3 pack.py FILE…

The module writes chunks as they are, since a program that is being looked at should not spend its time on packing. What
is kept or sent around is a third as large packed. Format: app/dump/hf-native-format.h.
"""

import os
import struct
import subprocess
import sys

MAGIC = b'HFDUMP1\n'
HEADER = struct.Struct('<4sIQQI')
PACKED = 1


def crc32c_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = crc32c_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def chunks(data):
    """(tag, flags, raw size, payload) of every chunk."""
    offset = len(MAGIC)
    while offset < len(data):
        tag, flags, stored, raw, _ = HEADER.unpack_from(data, offset)
        offset += HEADER.size + 4
        yield tag, flags, raw, data[offset:offset + stored]
        offset += stored


def packed(payload):
    return subprocess.run(['zstd', '-19', '-q', '-c'], input=payload, stdout=subprocess.PIPE, check=True).stdout


def pack(data):
    if not data.startswith(MAGIC):
        raise ValueError('not a native dump')
    out, sums = [MAGIC], b''
    for tag, flags, raw, payload in chunks(data):
        if tag == b'END ':
            payload = payload[:40] + struct.pack('<II', crc32c(sums), 0)
        elif not flags & PACKED and tag != b'META':
            flags, payload = flags | PACKED, packed(payload)
        crc = crc32c(payload)
        sums += struct.pack('<I', crc)
        header = HEADER.pack(tag, flags, len(payload), raw, crc)
        out += [header, struct.pack('<I', crc32c(header)), payload]
    return b''.join(out)


def main():
    for path in sys.argv[1:]:
        with open(path, 'rb') as file:
            data = pack(file.read())
        with open(path + '.new', 'wb') as file:
            file.write(data)
        os.replace(path + '.new', path)


if __name__ == '__main__':
    main()
