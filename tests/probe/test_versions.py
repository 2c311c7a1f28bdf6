# SPDX-License-Identifier: Apache-2.0
"""The same library in one more version of Python: the programs that are about what is in a dump, run by that version.

    test_versions.py NAME: one of interpreters.find()
"""
import functools
import os
import subprocess
import sys

import interpreters
import tap

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = ("exact", "expressions", "leaks", "names", "programs", "public", "safety", "sites", "sizes", "track")


def start(python):
    """Skips what cannot run here."""
    if python is None:
        raise tap.Skip("it is not on this machine")
    if interpreters.is_this(python):
        raise tap.Skip("the other tests run with it")
    if "LD_PRELOAD" in os.environ:
        raise tap.Skip("a sanitizer is for the one interpreter that the module is tested with first")
    if subprocess.run([python, "-c", "0"], stderr=subprocess.DEVNULL).returncode != 0:
        raise tap.Skip("it does not run")


def trusted(python):
    start(python)
    source = "import holdfast; from holdfast import _holdfast; print(holdfast.native, holdfast.dump('/dev/null').objects > 5000)"
    done = subprocess.run([python, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=tap.patience(60))
    assert done.stdout.split() == ["True", "True"], done.stdout + done.stderr


def program(python, name):
    start(python)
    done = subprocess.run([python, "-W", "ignore", os.path.join(HERE, f"test_{name}.py")], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=tap.patience(280), env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "HF_BRIEF": "1"})
    lines = done.stdout.splitlines()
    assert done.returncode == 0, "\n".join(line for line in lines if not line.startswith("ok "))
    n = sum(line.startswith("ok ") for line in lines)
    assert n > 0, done.stdout
    tap.note(f"{n} cases")
    for line in lines:
        if name == "programs" and line.startswith("# "):
            tap.note(line[2:])
        elif "are exact" in line or "allocators" in line or "more reference" in line or "unreachable objects" in line:
            tap.note(line.lstrip("# "))


def main():
    name = sys.argv[1]
    python = interpreters.find()[name]
    # A build with assertions takes several times as long.
    programs = ("leaks", "public", "safety") if "assertions" in name else PROGRAMS
    tap.run({"test_trusted": functools.partial(trusted, python),
             **{f"test_{words}": functools.partial(program, python, words) for words in programs}})


main()
