# SPDX-License-Identifier: Apache-2.0
"""Snapshots at a pace, on the command line."""
import contextlib
import json
import os
import signal
import subprocess

import attaching
import hfdump
import tap


class Live:
    """A run of "snapshot --every": its lines as they come."""

    def __init__(self, target, *words, json_lines=True):
        self.base = os.path.join(target.folder, "live.hfdump")
        self.process = subprocess.Popen([attaching.CLI, *(["--json"] if json_lines else []), "snapshot", str(target.pid), "-o", self.base, *words],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = []

    def next(self):
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        self.lines.append(line)
        return line

    def end(self):
        out, err = self.process.communicate(timeout=tap.patience(120))
        self.lines += out.splitlines()
        return self.process.returncode, err

    def documents(self):
        return [json.loads(line) for line in self.lines]


@contextlib.contextmanager
def running(target, *words, **options):
    live = Live(target, *words, **options)
    try:
        yield live
    finally:
        if live.process.poll() is None:
            live.process.kill()
        with contextlib.suppress(ValueError):
            live.process.communicate()


def names(target):
    return sorted(name for name in os.listdir(target.folder) if name.endswith(".hfdump"))


def test_a_number_of_snapshots():
    with attaching.target("grow") as target:
        with running(target, "--every", "0.05", "--count", "4") as live:
            for _ in range(3):
                live.next()
                target.turn()
            status, err = live.end()
        assert status == 0 and err == "", (status, err)
        lines = live.documents()
        assert len(lines) == 4 and names(target) == [f"live-000{i}.hfdump" for i in (1, 2, 3, 4)]
        assert (lines[0]["objects_change"], lines[0]["bytes_change"], lines[0]["type"]) == (0, 0, None), lines[0]
        for before, line in zip(lines, lines[1:]):
            assert line["objects"] - before["objects"] == line["objects_change"]
            assert line["bytes"] - before["bytes"] == line["bytes_change"]
        # Each of the three turns made 1000; a turn may come after the next snapshot has begun.
        grown = [line for line in lines if line["type"] == "__main__.Marker"]
        assert grown and sum(line["type_change"] for line in grown) % 1000 == 0, lines
        dump = hfdump.Dump(lines[-1]["file"])
        assert len(dump.nodes) == lines[-1]["objects"]
        target.finish()


def test_old_files_are_dropped():
    with attaching.target("quiet") as target:
        other = os.path.join(target.folder, "live-0002.hfdump")
        with open(other, "w") as file:
            file.write("not of this run")
        with running(target, "--every", "0.02", "--count", "5", "--keep", "2") as live:
            assert live.end()[0] == 0
        assert names(target) == ["live-0002.hfdump", "live-0005.hfdump", "live-0006.hfdump"], names(target)
        with open(other) as file:
            assert file.read() == "not of this run"
        assert [os.path.basename(line["file"]) for line in live.documents()] == [f"live-000{i}.hfdump" for i in (1, 3, 4, 5, 6)]
        target.finish()


def test_text():
    with attaching.target("quiet") as target:
        with running(target, "--every", "0.02", "--count", "2", json_lines=False) as live:
            assert live.end()[0] == 0
        assert len(live.lines) == 2 and all(line.count("\t") == 7 for line in live.lines), live.lines
        target.finish()


def test_interrupted_between_two():
    with attaching.target("quiet") as target:
        with running(target, "--every", "600") as live:
            live.next()
            live.process.send_signal(signal.SIGINT)
            status, err = live.end()
        assert status == 0 and err == "", (status, err)
        assert names(target) == ["live-0001.hfdump"]
        target.finish()


def test_the_program_ends():
    for words, expected in (((), 0), (("--count", "9"), 1)):
        with attaching.target("quiet") as target:
            with running(target, "--every", "600", *words) as live:
                live.next()
                target.process.kill()
                target.process.wait()
                status, err = live.end()
            assert status == expected and err == f"holdfast-cli snapshot: Process {target.pid} has ended, after 1 snapshot\n", (status, err)


def test_no_program_at_all():
    with attaching.target("quiet") as target:
        target.process.kill()
        target.process.wait()
        with running(target, "--every", "1") as live:
            status, err = live.end()
        assert status == 1 and "no such process" in err and err.count("\n") == 1, (status, err)


tap.run(dict(globals()))
