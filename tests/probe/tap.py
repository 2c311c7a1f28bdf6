# SPDX-License-Identifier: Apache-2.0
"""Runs the functions test_… of a program and prints TAP, so that meson counts every case."""
import gc
import inspect
import os
import sys
import tempfile
import traceback


class Skip(Exception):
    pass


def patience(seconds):
    """A time that is long enough on slow machines and under sanitizers."""
    return seconds * float(os.environ.get("HF_PATIENCE", "1"))


def run(names):
    cases = [(name, function) for name, function in names.items() if name.startswith("test_") and callable(function)]
    print(f"1..{len(cases)}", flush=True)
    failed = 0
    for number, (name, function) in enumerate(cases, 1):
        gc.collect()  # what the case before left must not weigh on this one
        title = name[5:].replace("_", " ")
        try:
            if inspect.signature(function).parameters:
                with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
                    function(folder)
            else:
                function()
            print(f"ok {number} - {title}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {title} # SKIP {reason}", flush=True)
        except BaseException:
            failed += 1
            print(f"not ok {number} - {title}")
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="", flush=True)
    sys.exit(failed != 0)


def note(text):
    print("# " + text, flush=True)
