# SPDX-License-Identifier: Apache-2.0
"""Attaching to running programs: a hundred times in each of eight states, and what a large program feels of it.

    HF_CLI=BUILD/app/cli/holdfast-cli PYTHONPATH=tests/probe:tests/attach python3 tests/bench/bench_attach.py [TIMES] [MEGABYTES] [STATE…]
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import attaching

ROUNDS = 3
MOST_STOP, MOST_PAUSE = 10.0, 100.0  # ms

LARGE = """
import gc, os, sys, time

class Record:
    def __init__(self, number):
        self.number, self.name, self.pair = number, f"record {number} " * 4, (number, [number])

kept, wanted = [], int(sys.argv[1]) << 20
def size():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
gc.disable()
while size() < wanted:
    kept.extend(Record(number) for number in range(20000))
print(len(kept), size(), flush=True)
def queued():
    with open("/proc/thread-self/schedstat") as file:
        return int(file.read().split()[1]) / 1e9
for line in sys.stdin:
    seconds, forks = line.split()
    start = last = time.monotonic()
    gaps, child, taken, waited = [], 0, 0.0, queued()
    while last < start + float(seconds):
        if forks == "fork" and not child and last > start + 1:
            before = time.monotonic()
            child = os.fork()
            if child == 0:
                time.sleep(1)
                os._exit(0)
            taken = time.monotonic() - before
        now = time.monotonic()
        if now - last > 0.001:
            waits = queued()
            gaps.append((now - last, min(now - last, waits - waited)))
            waited, now = waits, time.monotonic()
        last = now
    if child:
        os.waitpid(child, 0)
    gaps.sort(reverse=True)
    net = max([gap - wait for gap, wait in gaps], default=0)
    print(f"{taken * 1000:.1f} {net * 1000:.1f}", *[f"{gap * 1000:.1f}" for gap, _ in (gaps + [(0, 0)] * 3)[:3]], flush=True)
"""


def load():
    with open("/proc/loadavg") as file:
        return file.read().split()[0]


# ---- eight states --------------------------------------------------------------------------------------------------------

def state(name, times):
    """The target's own check comes last: it must say that it is fine."""
    start = time.monotonic()
    with attaching.target(name) as target:
        path = os.path.join(target.folder, "a.hfdump")
        told = [attaching.snapshot(target.pid, path) for _ in range(times)]
        assert attaching.is_whole(path) and not any(item["in_process"] for item in told)
        target.finish()
    stops, waits, holds = (sorted(item[key] / 1000 for item in told) for key in ("stopped_us", "waited_us", "paused_us"))
    print(f"{name:13} {len(told):8} {'yes':>5} {statistics.median(stops):9.1f} {stops[-1]:8.1f} {max(item['tries'] for item in told):6} "
          f"{statistics.median(waits):10.1f} {waits[-1]:8.1f} {statistics.median(holds):10.1f} {holds[-1]:8.1f} {time.monotonic() - start:6.0f}", flush=True)
    return statistics.median(stops)


def states(names, times):
    print(f"{'':13} {'':8} {'':>5} {'ms stopped':>9}{'':8} {'most':>6} {'lock after, ms':>10}     {'lock held, ms':>10}")
    print(f"{'state':13} {'attaches':>8} {'fine':>5} {'median':>9} {'longest':>8} {'tries':>6} {'median':>10} {'longest':>8} {'median':>10} {'longest':>8} "
          f"{'s':>6}", flush=True)
    medians = [state(name, times) for name in names]
    print(f"one thread stopped, median: {max(medians):.1f} ms at most, wanted {MOST_STOP:g}: {'yes' if max(medians) <= MOST_STOP else 'NO'}; "
          f"load {load()}", flush=True)


# ---- a large program -----------------------------------------------------------------------------------------------------

class Large:
    def __init__(self, megabytes):
        self.process = subprocess.Popen([sys.executable, "-c", LARGE, str(megabytes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.records, self.size = map(int, self.process.stdout.readline().split())

    def feel(self, seconds, action="", meanwhile=None):
        """The longest gaps in a loop that reads the clock, in ms: three, and the one that is longest without what it waited for a
        processor; how long fork() took; what @meanwhile says."""
        self.process.stdin.write(f"{seconds} {action or 'nothing'}\n")
        self.process.stdin.flush()
        told = meanwhile() if meanwhile else None
        fork, net, *gaps = map(float, self.process.stdout.readline().split())
        return (gaps, net), fork, told

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def words(gaps):
    return " ".join(f"{gap:6.1f}" for gap in gaps[0]) + f"  ({gaps[1]:5.1f})"


def large(folder, megabytes):
    program = Large(megabytes)
    print(f"a program of {program.size >> 20} MB, {program.records} records; the longest three gaps in a loop that reads the clock, in ms (and the longest without what it waited for a processor):")
    felt = {"nothing": [], "fork": [], "attach": []}
    for _ in range(ROUNDS):
        gaps, _, _ = program.feel(3)
        felt["nothing"].append((gaps[0][0], gaps[1]))
        print(f"  alone        {words(gaps)}", flush=True)
        gaps, fork, _ = program.feel(3, "fork")
        felt["fork"].append((gaps[0][0], gaps[1]))
        print(f"  os.fork()    {words(gaps)}   (the call {fork:.1f})", flush=True)
        gaps, _, told = program.feel(8, meanwhile=lambda: attaching.snapshot(program.process.pid, os.path.join(folder, "large.hfdump")))
        felt["attach"].append((gaps[0][0], gaps[1]))
        print(f"  attached to  {words(gaps)}   (stopped {told['stopped_us'] / 1000:.1f}, lock after {told['waited_us'] / 1000:.1f}, held "
              f"{told['paused_us'] / 1000:.1f}, of it to clone {told['cloned_us'] / 1000:.1f}; {told['objects']} objects, "
              f"{told['bytes'] / told['objects']:.1f} bytes each)", flush=True)
    program.end()
    for i, title in enumerate(("longest gap", "without waiting for a processor")):
        alone, fork, attached = (statistics.median(values[i] for values in felt[name]) for name in ("nothing", "fork", "attach"))
        print(f"{title}, median of {ROUNDS}: alone {alone:.1f} ms, with fork() {fork:.1f} ms, attached to {attached:.1f} ms, {attached / fork:.2f} times "
              f"fork()'s; wanted {MOST_PAUSE:g} at most: {'yes' if attached <= MOST_PAUSE else 'NO'}")
    print(f"load {load()}")


def main():
    times, megabytes = (int(sys.argv[i]) if len(sys.argv) > i else usual for i, usual in ((1, 100), (2, 1024)))
    if times > 0:
        states(sys.argv[3:] or attaching.STATES, times)
    if megabytes > 0:
        with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
            large(folder, megabytes)


main()
