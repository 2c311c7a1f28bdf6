# SPDX-License-Identifier: Apache-2.0
"""Starts targets, attaches to them with holdfast-cli, and asks them afterwards how they are."""
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time

import tap
from tap import patience

CLI = os.environ["HF_CLI"]
HERE = os.path.dirname(os.path.abspath(__file__))
STATES = ["cpu", "malloc", "sleep", "epoll", "join", "threads_busy", "sort", "collect"]
CANCELLED = 130


def wait_for(condition, what):
    end = time.monotonic() + patience(60)
    while not condition():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.005)


def clean_environment(**more):
    """A target is a plain program, whatever the test itself runs with."""
    left_out = ("LD_PRELOAD", "ASAN_OPTIONS", "UBSAN_OPTIONS")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, "PYTHONDONTWRITEBYTECODE": "1", **more}


class Target:
    def __init__(self, state, folder, *preparations, python=sys.executable, before=(), path=""):
        self.folder = folder
        self.process = subprocess.Popen([*before, python, os.path.join(HERE, "target.py"), state, folder, *preparations],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=clean_environment(PYTHONPATH=path))
        self.pid = self.process.pid
        wait_for(lambda: os.path.exists(os.path.join(folder, "ready")) or self.process.poll() is not None, "the target")
        assert self.process.poll() is None, self.process.stderr.read()

    def tasks(self):
        return os.listdir(f"/proc/{self.pid}/task")

    def turn(self):
        """Of one that goes round when it is told to, and says so."""
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline()

    def finish(self):
        """Ends it; it must say that it is fine. How often it went round."""
        open(os.path.join(self.folder, "stop"), "w").close()
        out, err = self.process.communicate(timeout=patience(120))
        assert self.process.returncode == 0 and out.startswith("fine "), (self.process.returncode, out, err)
        return int(out.split()[1])


@contextlib.contextmanager
def target(state, *preparations, **options):
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        os.chmod(folder, 0o777)
        started = Target(state, folder, *preparations, **options)
        try:
            yield started
        finally:
            if started.process.poll() is None:
                started.process.kill()
            with contextlib.suppress(ValueError):
                started.process.communicate()


def start_snapshot(pid, path, *words, before=(), **options):
    options.setdefault("stderr", subprocess.PIPE)
    return subprocess.Popen([*before, CLI, "--json", "snapshot", str(pid), "-o", path, *words], stdout=subprocess.PIPE, text=True,
                            **options)


def snapshot(pid, path, *words, status=0, **options):
    """What the command says, as JSON; for another status than 0, its sentence."""
    process = start_snapshot(pid, path, *words, **options)
    out, err = process.communicate(timeout=patience(120))
    assert process.returncode == status, (process.returncode, out, err)
    if status == 0:
        return json.loads(out)
    assert out == "" and err.count("\n") == 1 and not os.path.exists(path), (out, err)
    assert err.startswith("holdfast-cli snapshot: "), err
    return err


def is_whole(path):
    """Whether a dump has its last chunk. What is in it, other tests ask."""
    with open(path, "rb") as file:
        file.seek(-80, os.SEEK_END)
        return file.read(4) == b"END "


def leftovers():
    """What an attach might leave in folders that everybody can write."""
    return {os.path.join(folder, name) for folder in ("/tmp", "/var/tmp", "/dev/shm") if os.path.isdir(folder)
            for name in os.listdir(folder) if name.startswith(".holdfast")}


def in_namespace(script):
    """A command that runs its arguments with file systems of their own, as a container does; skips where that is not
    permitted."""
    before = ["unshare", "-m", "--propagation", "private", "sh", "-c", script + ' exec "$@"', "sh"]
    try:
        done = subprocess.run([*before, "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=patience(60))
    except FileNotFoundError:
        raise tap.Skip("no unshare")
    if done.returncode != 0:
        raise tap.Skip("no mount namespaces here")
    return before
