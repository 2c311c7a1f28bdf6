# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel of the Python module holdfast (PEP 517), with the system's C compiler and nothing else.

The C dumper needs no headers of Python's and is one library for CPython 3.8 and later. Where it does not fit (another
interpreter, another machine, no compiler), the wheel has the pure-Python dumper alone, and says so.
"""
import base64
import hashlib
import os
import platform
import shlex
import subprocess
import sys
import sysconfig
import tempfile
import zipfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NAME, VERSION = "holdfast", "0.1.0"
METADATA = f"""\
Metadata-Version: 2.1
Name: {NAME}
Version: {VERSION}
Summary: Heap dumps of Python programs, to see what keeps objects alive
License: Apache-2.0
Requires-Python: >=3.8
"""


def get_requires_for_build_wheel(config_settings=None):
    return []


def sources():
    return sorted(os.path.join(HERE, name) for name in os.listdir(HERE) if name.endswith(".c"))


def compile_command(target):
    """The compiler's whole command line. CC and CFLAGS of the environment count, as usual."""
    compiler = shlex.split(os.environ.get("CC") or "cc")
    flags = ["-O2", "-g", "-fPIC", "-shared", "-std=gnu11", "-fno-strict-aliasing", "-fvisibility=hidden", "-D_GNU_SOURCE",
             f'-DHF_VERSION="{VERSION}"']
    includes = ["-I" + HERE, "-I" + os.path.dirname(HERE)]
    return [*compiler, *flags, *shlex.split(os.environ.get("CFLAGS", "")), *includes, *sources(), "-o", target]


def build_extension(folder):
    """The built module's path, or None if it cannot be built for this Python and machine."""
    if sys.implementation.name != "cpython" or not sys.platform.startswith("linux") or platform.machine() != "x86_64":
        return None
    target = os.path.join(folder, "_holdfast.abi3.so")
    try:
        subprocess.run(compile_command(target), check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"holdfast: the C dumper could not be built ({error}); installing the pure-Python one alone\n")
        return None
    return target


def wheel_tag(native):
    if not native:
        return "py3-none-any"
    return "-".join(["cp38", "abi3", sysconfig.get_platform().replace("-", "_").replace(".", "_")])


class Wheel:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.records = []

    def add(self, name, data):
        if isinstance(data, str):
            data = data.encode()
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.records.append(f"{name},sha256={digest},{len(data)}")
        info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (0o755 if name.endswith(".so") else 0o644) << 16
        self.zip.writestr(info, data)

    def close(self, info):
        record = f"{info}/RECORD"
        self.zip.writestr(record, "\n".join([*self.records, f"{record},,", ""]))
        self.zip.close()


def add_package(wheel, extension):
    package = os.path.join(HERE, "holdfast")
    files = [os.path.join(package, name) for name in sorted(os.listdir(package)) if name.endswith(".py")]
    for path in [*files, *([extension] if extension else [])]:
        with open(path, "rb") as file:
            wheel.add(f"holdfast/{os.path.basename(path)}", file.read())


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = f"{NAME}-{VERSION}.dist-info"
    with tempfile.TemporaryDirectory() as folder:
        extension = build_extension(folder)
        tag = wheel_tag(extension is not None)
        name = f"{NAME}-{VERSION}-{tag}.whl"
        wheel = Wheel(os.path.join(wheel_directory, name))
        add_package(wheel, extension)
        wheel.add(f"{info}/METADATA", METADATA)
        wheel.add(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: holdfast\nRoot-Is-Purelib: {str(not extension).lower()}\n"
                                   f"Tag: {tag}\n")
        wheel.close(info)
    return name
