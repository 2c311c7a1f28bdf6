# SPDX-License-Identifier: Apache-2.0
"""Signals, to the program and to Holdfast, at any moment of an attach."""
import contextlib
import os
import random
import signal
import subprocess
import time

import attaching
import tap

random.seed(2)


def states(pid):
    """(state, tracer) of each thread; of one that has ended, nothing."""
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/task/{task}/status") as file:
            fields = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
            found.append((fields["State"][0], int(fields["TracerPid"])))
    return found


def usual_time(target):
    start = time.monotonic()
    attaching.snapshot(target.pid, os.path.join(target.folder, "usual.hfdump"))
    return time.monotonic() - start


def at_any_moment(process, longest):
    """FALSE if the attach was done before."""
    try:
        process.wait(timeout=random.uniform(0, longest))
    except subprocess.TimeoutExpired:
        return True
    return False


def test_handlers_of_the_program():
    with attaching.target("handlers") as target:
        for i in range(4):
            process = attaching.start_snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
            if i % 2 and at_any_moment(process, 0.1):
                process.kill()
            process.communicate(timeout=tap.patience(60))
        attaching.snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
        target.finish()


def stopped_in_the_middle(state):
    """The program is stopped from outside at any moment: it stops, and goes on when it is told to, not before."""
    with attaching.target(state) as target:
        longest = usual_time(target)
        for _ in range(12):
            process = attaching.start_snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
            at_any_moment(process, longest)
            target.process.send_signal(signal.SIGSTOP)
            attaching.wait_for(lambda: {state for state, _ in states(target.pid)} == {"T"}, "that the program stops")
            target.process.send_signal(signal.SIGCONT)
            _, err = process.communicate(timeout=tap.patience(60))
            assert process.returncode == 0 or process.returncode == 3 and "kill -CONT" in err, (process.returncode, err)
            attaching.wait_for(lambda: "T" not in {state for state, _ in states(target.pid)}, "that it goes on")
        attaching.snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
        target.finish()


def test_the_program_is_stopped_while_it_works():
    stopped_in_the_middle("cpu")


def test_the_program_is_stopped_while_it_waits():
    stopped_in_the_middle("selector")


def state_of(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(") ")[2][0]


def test_holdfast_is_stopped_from_its_terminal():
    """Whenever it is stopped so, no thread of the program is."""
    with attaching.target("cpu") as target:
        longest, stopped = usual_time(target), 0
        for number in (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU) * 8:
            path = os.path.join(target.folder, "a.hfdump")
            # In a group of its own: to one that nobody could tell to go on these signals do nothing.
            process = attaching.start_snapshot(target.pid, path, process_group=0)
            if at_any_moment(process, longest):
                process.send_signal(number)
                attaching.wait_for(lambda: state_of(process.pid) in "TZ", "that it stops, or is done")
                if state_of(process.pid) == "T":
                    stopped += 1
                    assert all(tracer == 0 and state != "t" for state, tracer in states(target.pid)), states(target.pid)
                process.send_signal(signal.SIGCONT)
            out, err = process.communicate(timeout=tap.patience(60))
            assert process.returncode == 0, (process.returncode, out, err)
        tap.note(f"stopped {stopped} times")
        assert stopped > 0
        target.finish()


tap.run(dict(globals()))
