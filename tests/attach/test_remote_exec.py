# SPDX-License-Identifier: Apache-2.0
"""Python 3.14 and newer is asked with its own sys.remote_exec(). What stands for it here looks like one, writes down what it is
asked, and has the script run by the Python of this machine."""
import contextlib
import os
import signal
import subprocess
import sys
import tempfile

import attaching
import hfdump
import tap

FAKE = os.environ["HF_FAKE_PYTHON"]


@contextlib.contextmanager
def program(**environment):
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        process = subprocess.Popen([FAKE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout.readline() == "ready\n"
            yield process, folder, {**os.environ, "FAKE_RECORD": os.path.join(folder, "record"), **environment}
        finally:
            process.kill()
            process.communicate()


def asked(folder):
    with open(os.path.join(folder, "record")) as file:
        return file.read().splitlines()


def test_a_dump():
    before = attaching.leftovers()
    with program(FAKE_PYTHON=sys.executable) as (process, folder, environment):
        path = os.path.join(folder, "a.hfdump")
        told = attaching.snapshot(process.pid, path, env=environment)
        words = asked(folder)
        assert words[:3] == ["-I", "-S", "-c"] and "sys.remote_exec(" in words[3] and words[4] == str(process.pid), words
        dump = hfdump.Dump(path)
        assert len(dump.nodes) == told["objects"] and dump.n_refs == told["references"] and dump.size == told["bytes"] > 0
        assert not os.path.exists(os.path.dirname(words[5])), words
    assert attaching.leftovers() <= before


def refused(words, part):
    before = attaching.leftovers()
    with program(FAKE_REFUSAL=words) as (process, folder, environment):
        err = attaching.snapshot(process.pid, os.path.join(folder, "a.hfdump"), status=3, env=environment)
        assert part in err, err
    assert attaching.leftovers() <= before


def test_switched_off():
    refused("RuntimeError: Remote debugging is not enabled in the remote process.", "PYTHON_DISABLE_REMOTE_DEBUG")


def test_not_permitted():
    refused("PermissionError: [Errno 1] Operation not permitted", "use sudo")


def test_something_else():
    refused("RuntimeError: Can't determine the Python version of the remote process", "Can't determine the Python version")


def test_the_script_fails():
    """It says so itself; nothing of it gets into the program."""
    with tempfile.TemporaryDirectory() as folder:
        other = os.path.join(folder, "python")
        with open(other, "w") as file:
            file.write(f"#!/bin/sh\nsed 's/create_dynamic/no_such_function/' \"$1\" > {folder}/script.py\nexec {sys.executable} {folder}/script.py\n")
        os.chmod(other, 0o755)
        with program(FAKE_PYTHON=other) as (process, own, environment):
            err = attaching.snapshot(process.pid, os.path.join(own, "a.hfdump"), status=3, env=environment)
            assert "does not understand its Python" in err, err


def test_cancelled_before_the_program_could():
    """The program still has the script's name, and finds one that removes itself and nothing else."""
    before = attaching.leftovers()
    with program() as (process, folder, environment):
        snapshot = attaching.start_snapshot(process.pid, os.path.join(folder, "a.hfdump"), env=environment)
        attaching.wait_for(lambda: os.path.exists(os.path.join(folder, "record")) and len(asked(folder)) == 6, "the question")
        script = asked(folder)[5]
        snapshot.send_signal(signal.SIGINT)
        _, err = snapshot.communicate(timeout=tap.patience(60))
        assert snapshot.returncode == attaching.CANCELLED, (snapshot.returncode, err)
        assert os.listdir(os.path.dirname(script)) == ["script.py"]
        with open(script) as file:
            names = {}
            exec(compile(file.read(), script, "exec"), names)
        assert set(names) == {"__builtins__"} and not os.path.exists(os.path.dirname(script))
    assert attaching.leftovers() <= before


def test_the_program_ends():
    before = attaching.leftovers()
    with program() as (process, folder, environment):
        snapshot = attaching.start_snapshot(process.pid, os.path.join(folder, "a.hfdump"), env=environment)
        attaching.wait_for(lambda: os.path.exists(os.path.join(folder, "record")) and len(asked(folder)) == 6, "the question")
        script = asked(folder)[5]
        process.kill()
        process.wait()
        _, err = snapshot.communicate(timeout=tap.patience(60))
        assert snapshot.returncode == 3 and "ended before the dump was complete" in err, (snapshot.returncode, err)
        assert not os.path.exists(os.path.dirname(script))
    assert attaching.leftovers() <= before


tap.run(dict(globals()))
