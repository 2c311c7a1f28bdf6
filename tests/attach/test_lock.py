# SPDX-License-Identifier: Apache-2.0
"""Who attaches has the interpreter's lock soon, also from programs that starve whoever waits for it, and leaves nothing changed.

How soon is counted in turns of the program, which the dump itself tells: the moment of the dump is the end of the waiting."""
import functools
import os
import signal
import statistics
import time

import attaching
import hfdump
import interpreters
import tap

TIMES = 5
MOST = 300  # turns of a ms, on a machine that does much else; without asking in time they are hundreds and thousands


def turns_waited(path):
    dump = hfdump.Dump(path, check=False)
    waited = [node for node in dump.nodes if node.type.full == "__main__.Waited"]
    assert waited
    return max(int(dump.nodes[ref.to].value) for node in waited for ref in node.refs if ref.name == "turns")


def check_soon(state, python=None):
    if python is None:
        raise tap.Skip("it is not on this machine")
    with attaching.target(state, python=python) as target:
        path = os.path.join(target.folder, "a.hfdump")
        turns, waits = [], []
        for _ in range(TIMES):
            waits.append(attaching.snapshot(target.pid, path)["waited_us"] / 1000)
            turns.append(turns_waited(path))
        target.finish()
    tap.note(f"{state}: had the lock after {statistics.median(turns):.0f} turns, {max(turns)} at most ({statistics.median(waits):.1f} and "
             f"{max(waits):.1f} ms)")
    assert statistics.median(turns) <= tap.patience(MOST), turns


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return len(file.read().split())


def test_a_child_has_the_interval_that_the_program_had():
    """Children that are forked at all times while the program's interval is short now and then."""
    with attaching.target("fork_meanwhile") as target:
        process = attaching.start_snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
        attaching.wait_for(lambda: len(target.tasks()) == 3, "the thread that waits, and its helper")
        for n in range(1, 31):
            os.kill(target.pid, signal.SIGUSR2)
            attaching.wait_for(lambda: children(target.pid) == n, "a child")
            time.sleep(0.01)  # so that they are of different times
        target.process.stdin.write("go\n" * 31)
        target.process.stdin.flush()
        out, err = process.communicate(timeout=tap.patience(60))
        assert process.returncode == 0, (out, err)
        assert target.finish() >= 30


def test_nobody_waits_any_more():
    """The program keeps its lock; once Holdfast is gone its interval is its own for good."""
    with attaching.target("hold") as target:
        process = attaching.start_snapshot(target.pid, os.path.join(target.folder, "never.hfdump"))
        attaching.wait_for(lambda: len(target.tasks()) == 3, "the thread that waits, and its helper")
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=tap.patience(60))
        attaching.wait_for(lambda: len(target.tasks()) == 2, "the helper's end")
        os.kill(target.pid, signal.SIGUSR1)
        target.finish()


cases = {f"test_{state}_in_{name.replace(' ', '_')}": functools.partial(check_soon, state, python)
         for name, python in interpreters.find().items() for state in ("brief", "brief_threads")}
tap.run({**{name: case for name, case in globals().items() if name.startswith("test_")}, **cases})
