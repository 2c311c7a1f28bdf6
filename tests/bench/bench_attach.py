# SPDX-License-Identifier: Apache-2.0
"""Attaching to running programs: a hundred times in each of eight states, and what a large program feels of it.

    HF_CLI=BUILD/app/cli/holdfast-cli PYTHONPATH=tests/probe:tests/attach python3 tests/bench/bench_attach.py [TIMES] [MEGABYTES]
"""
import os
import statistics
import subprocess
import sys
import tempfile

import attaching

LARGE = """
import sys, time

class Record:
    def __init__(self, number):
        self.number, self.name, self.pair = number, f"record {number} " * 4, (number, [number])

kept, wanted = [], int(sys.argv[1]) << 20
def size():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
while size() < wanted:
    kept.extend(Record(number) for number in range(20000))
print(len(kept), size(), flush=True)
for line in sys.stdin:
    end = time.monotonic() + float(line)
    last, gaps = time.monotonic(), []
    while last < end:
        now = time.monotonic()
        gaps.append(now - last) if now - last > 0.001 else None
        last = now
    gaps.sort(reverse=True)
    print(*[f"{gap * 1000:.1f}" for gap in gaps[:3]], flush=True)
"""


def state(name, times):
    with attaching.target(name) as target:
        path = os.path.join(target.folder, "a.hfdump")
        told = [attaching.snapshot(target.pid, path) for _ in range(times)]
        target.finish()
    stops, waits, pauses = (sorted(item[key] / 1000 for item in told) for key in ("stopped_us", "waited_us", "paused_us"))
    print(f"{name:13} {len(told):4} attaches, the program is fine; one thread stopped: median {statistics.median(stops):5.1f} ms, "
          f"longest {stops[-1]:5.1f}; tries: most {max(item['tries'] for item in told):3}; lock after: median "
          f"{statistics.median(waits):5.1f} ms, longest {waits[-1]:6.1f}; held: median {statistics.median(pauses):4.1f} ms", flush=True)


def felt(process, seconds):
    process.stdin.write(f"{seconds}\n")
    process.stdin.flush()


def large(folder, megabytes):
    with subprocess.Popen([sys.executable, "-c", LARGE, str(megabytes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        records, size = map(int, process.stdout.readline().split())
        print(f"a program of {size >> 20} MB, {records} records; the longest three gaps in a loop that reads the clock, in ms:")
        for title, attach in (("alone", False), ("attached to", True)) * 3:
            felt(process, 8 if attach else 4)
            told = attaching.snapshot(process.pid, os.path.join(folder, "large.hfdump")) if attach else None
            line = process.stdout.readline().strip()
            if told:
                line += (f"   (stopped {told['stopped_us'] / 1000:.1f}, lock held {told['paused_us'] / 1000:.1f}; {told['objects']} objects, "
                         f"{told['bytes'] / told['objects']:.1f} bytes each)")
            print(f"  {title:12} {line}", flush=True)
        process.stdin.close()


def main():
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for name in attaching.STATES:
        state(name, times)
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        large(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 1024)


main()
