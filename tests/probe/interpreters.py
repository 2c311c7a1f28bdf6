# SPDX-License-Identifier: Apache-2.0
"""The Pythons of this machine that the dumper is for."""
import glob
import os
import shutil
import sys

MINORS = range(8, 14)


def find():
    """{name: path}: one of each version, on PATH or of pyenv's, and Debian's build for debugging."""
    found = {}
    for minor in MINORS:
        name = f"python3.{minor}"
        of_pyenv = sorted(glob.glob(os.path.expanduser(f"~/.pyenv/versions/3.{minor}.*/bin/{name}")))
        paths = [path for path in [*of_pyenv, f"/usr/bin/{name}", shutil.which(name)] if path and os.path.exists(path)]
        found[name] = paths[0] if paths else None
        if minor == 11:
            debug = "/usr/bin/python3.11-dbg"
            found[f"{name} with assertions"] = debug if os.path.exists(debug) else None
    return found


def is_this(python):
    return python is not None and os.path.realpath(python) == os.path.realpath(sys.executable)
