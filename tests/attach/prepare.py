# SPDX-License-Identifier: Apache-2.0
"""What makes a target hard to attach to, done by the target itself."""
import atexit
import ctypes
import errno
import mmap
import os
import struct
import sys
import tempfile

LIBC = ctypes.CDLL(None, use_errno=True)
MEMFD_CREATE, PRCTL, CLONE, CLONE3 = 319, 157, 56, 435
LOAD_NUMBER, LOAD_FIRST = (0x20, 0, 0, 0), (0x20, 0, 0, 16)
ALLOW = (0x06, 0, 0, 0x7FFF0000)
KILL = (0x06, 0, 0, 0x80000000)


def install(*program):
    """A seccomp filter: (code, jump if true, jump if false, value) each."""
    code = b"".join(struct.pack("<HBBI", *line) for line in program)
    text = ctypes.create_string_buffer(code)
    filter_program = struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(text))
    assert LIBC.prctl(38, 1, 0, 0, 0) == 0 and LIBC.prctl(22, 2, filter_program, 0, 0) == 0, os.strerror(ctypes.get_errno())


def refuse(error):
    return (0x06, 0, 0, 0x00050000 | error)


def no_memory_files():
    install(LOAD_NUMBER, (0x15, 0, 1, MEMFD_CREATE), refuse(errno.EPERM), ALLOW)


def deadly_memory_files():
    """As services that may make only certain system calls: others end them."""
    install(LOAD_NUMBER, (0x15, 1, 0, MEMFD_CREATE), (0x15, 0, 1, PRCTL), KILL, ALLOW)


def no_copies():
    """No process may be cloned with no flags at all; threads may."""
    install(LOAD_NUMBER, (0x15, 0, 3, CLONE), LOAD_FIRST, (0x15, 0, 1, 0), refuse(errno.EAGAIN), ALLOW)


def large():
    globals()["many"] = [[number] for number in range(400000)]


def hidden():
    assert LIBC.prctl(4, 0, 0, 0, 0) == 0


def musl():
    """Maps a file with the name of musl's loader."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "ld-musl-x86_64.so.1"), "w+b") as file:
            file.write(bytes(4096))
            file.flush()
            globals()["kept"] = mmap.mmap(file.fileno(), 4096, prot=mmap.PROT_READ)


def traps():
    """Objects whose hooks write down in FOLDER/calls that they were called."""
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "probe"))
    import traps as objects
    with open(os.path.join(sys.argv[2], "calls"), "w+b") as file:
        file.truncate(1 << 16)
        objects.calls = mmap.mmap(file.fileno(), 0)
    globals()["trapped"] = objects.make()
    objects.taken()
    objects.called("armed")
    atexit.register(objects.let_go)
