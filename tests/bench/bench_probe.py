# SPDX-License-Identifier: Apache-2.0
"""How fast the dumpers are: the C one, the pure-Python one and the collector's own walk over one heap.

    PYTHONPATH=BUILD/app/probe python3 tests/bench/bench_probe.py [OBJECTS]
"""
import gc
import os
import sys
import tempfile
import time

import holdfast
from holdfast import holdfast_fallback


class Record:
    def __init__(self, number, following):
        self.number, self.name, self.data, self.following = number, f"record {number}", {"list": [number], "pair": (number, "x")}, following


def timed(function, *arguments):
    start = time.process_time()
    result = function(*arguments)
    return result, time.process_time() - start


def walk():
    """What a person would write: every object that the collector knows and what it refers to."""
    n = 0
    for item in gc.get_objects():
        n += len(gc.get_referents(item))
    return n


def main():
    records = int(sys.argv[1] if len(sys.argv) > 1 else 200000) // 5
    gc.disable()
    kept, last = [], None
    for number in range(records):
        last = Record(number, last)
        kept.append(last)
    with tempfile.TemporaryDirectory() as folder:
        c, c_time = timed(holdfast.dump, os.path.join(folder, "c.hfdump"))
        _, walk_time = timed(walk)
        python, python_time = timed(holdfast_fallback.dump, os.path.join(folder, "python.hfdump"))
    for name, objects, size, seconds in (("C dumper", c.objects, c.bytes, c_time), ("pure Python", python.objects, python.bytes, python_time)):
        print(f"{name:12} {objects:9} objects {seconds:8.3f} CPU s {seconds / objects * 1e6:7.3f} CPU s/M {size / objects:6.1f} bytes each")
    print(f"{'gc walk':12} {'':17} {walk_time:8.3f} CPU s (nothing written)")
    print(f"pure Python takes {python_time / python.objects * c.objects / c_time:.1f} times as long as C")


main()
