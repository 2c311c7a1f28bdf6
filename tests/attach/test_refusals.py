# SPDX-License-Identifier: Apache-2.0
"""What cannot be attached to: one sentence that says why and what helps, the exit status, nothing left behind."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

import attaching
import hfdump
import tap

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
PYENV = pathlib.Path.home() / ".pyenv" / "versions"


def refused(pid, *words, status=3, **options):
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        os.chmod(folder, 0o777)
        err = attaching.snapshot(pid, os.path.join(folder, "never.hfdump"), status=status, **options)
        assert os.listdir(folder) == [], os.listdir(folder)
    for word in (f"Process {pid}: ", *words):
        assert word in err, (word, err)
    tap.note(err.strip())


def listed(pid):
    """The row of a process, or None."""
    done = subprocess.run([attaching.CLI, "--json", "processes"], stdout=subprocess.PIPE, text=True, timeout=tap.patience(60))
    assert done.returncode == 0
    rows = [row for row in attaching.json.loads(done.stdout)["processes"] if row["pid"] == pid]
    return rows[0] if rows else None


def test_no_such_process():
    done = subprocess.Popen(["true"])
    done.wait()
    refused(done.pid, "no such process", status=1)


def test_a_thread():
    with attaching.target("join") as target:
        thread = next(int(task) for task in target.tasks() if int(task) != target.pid)
        refused(thread, f"process {target.pid}", status=1)
        target.finish()


def test_no_python():
    with subprocess.Popen(["sleep", "600"]) as process:
        try:
            refused(process.pid, "no Python program (sleep)", status=1)
            assert listed(process.pid) is None
        finally:
            process.kill()


def test_itself():
    """A command line that names the process that runs it: a shell that becomes the command."""
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        done = subprocess.run(["sh", "-c", 'exec "$0" snapshot $$ -o "$1"', attaching.CLI, os.path.join(folder, "never.hfdump")],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=tap.patience(60))
        assert done.returncode == 1 and done.stderr.count("\n") == 1 and os.listdir(folder) == [], done


def test_a_zombie():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        refused(process.pid, "has ended")


def test_stopped():
    with attaching.target("cpu") as target:
        target.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, target.pid, os.WSTOPPED | os.WNOWAIT)
        refused(target.pid, f"kill -CONT {target.pid}")
        assert "kill -CONT" in listed(target.pid)["obstacle"]
        target.process.send_signal(signal.SIGCONT)
        target.finish()


TRACER = """
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
assert libc.ptrace(0x4206, int(sys.argv[1]), None, None) == 0, ctypes.get_errno()
print("tracing", flush=True)
sys.stdin.read()
"""


def test_traced_already():
    with attaching.target("cpu") as target:
        with subprocess.Popen([sys.executable, "-c", TRACER, str(target.pid)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as tracer:
            if tracer.stdout.readline() != "tracing\n":
                raise tap.Skip("nobody may trace here")
            refused(target.pid, f"traced by process {tracer.pid} (python3")
            row = listed(target.pid)
            assert row["attachable"] is False and str(tracer.pid) in row["obstacle"]
            tracer.stdin.close()
            tracer.wait(timeout=tap.patience(60))
        attaching.snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
        target.finish()


def as_nobody():
    """Skips where no other user can be had, or that one cannot run the program."""
    try:
        done = subprocess.run([*NOBODY, attaching.CLI, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=tap.patience(60))
    except FileNotFoundError:
        raise tap.Skip("no setpriv")
    if os.geteuid() != 0 or done.returncode != 0:
        raise tap.Skip("no other user here")


def test_another_user():
    as_nobody()
    with attaching.target("cpu") as target:
        refused(target.pid, "belongs to the user root", "sudo", before=NOBODY)
        target.finish()


def test_protects_itself():
    as_nobody()
    with attaching.target("cpu", "hidden", before=NOBODY) as target:
        refused(target.pid, "protects itself", before=NOBODY)
        target.finish()


def test_the_same_user_without_privileges():
    as_nobody()
    with attaching.target("sleep", before=NOBODY) as target:
        path = os.path.join(target.folder, "a.hfdump")
        attaching.snapshot(target.pid, path, before=NOBODY)
        assert attaching.is_whole(path)
        target.finish()


def test_another_user_by_root():
    as_nobody()
    with attaching.target("cpu", "no_memory_files", before=NOBODY) as target:
        path = os.path.join(target.folder, "a.hfdump")
        attaching.snapshot(target.pid, path)
        assert attaching.is_whole(path)
        target.finish()


def test_musl():
    with attaching.target("cpu", "musl") as target:
        refused(target.pid, "musl")
        target.finish()


def test_no_library():
    with attaching.target("cpu") as target:
        refused(target.pid, "HOLDFAST_PROBE", env={**os.environ, "HOLDFAST_PROBE": target.folder})
        refused(target.pid, "none", env={**os.environ, "HOLDFAST_PROBE": os.path.join(target.folder, "none")})
        junk = os.path.join(target.folder, "_holdfast.abi3.so")
        pathlib.Path(junk).write_bytes(b"no library at all" * 100)
        refused(target.pid, "cannot load", env={**os.environ, "HOLDFAST_PROBE": junk})
        target.finish()


def test_nowhere_to_write():
    with attaching.target("cpu") as target:
        done = subprocess.run([attaching.CLI, "snapshot", str(target.pid), "-o", os.path.join(target.folder, "none", "a.hfdump")],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=tap.patience(60))
        assert done.returncode == 3 and done.stdout == "" and "cannot be written" in done.stderr, done
        target.finish()


def test_a_full_disk():
    """The clone is stopped, and the program is as it was."""
    with attaching.target("cpu") as target, tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        small = attaching.in_namespace(f"mount -t tmpfs -o size=64k none {folder};")
        err = attaching.snapshot(target.pid, os.path.join(folder, "never.hfdump"), status=3, before=small)
        assert "disk is full" in err, err
        target.finish()


ALWAYS = ("3.11", "3.12", "3.13")


def take(pid, version):
    """A dump, or the reason why an interpreter of a version that is known is built otherwise."""
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        path = os.path.join(folder, "a.hfdump")
        process = attaching.start_snapshot(pid, path)
        out, err = process.communicate(timeout=tap.patience(60))
        if process.returncode == 0:
            assert hfdump.Dump(path).meta["version"].startswith(version + ".")
        else:
            assert process.returncode == 3 and "does not know how its Python is built" in err and version not in ALWAYS, (out, err)
        tap.note(f"{version}: {'dumped' if process.returncode == 0 else err.strip()}")


def test_old_and_other_versions():
    """What each says, or that it works, for every interpreter that the machine has."""
    seen = 0
    for python in sorted(PYENV.glob("*/bin/python")):
        version = subprocess.run([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], stdout=subprocess.PIPE, text=True,
                                 check=True).stdout.strip()
        with subprocess.Popen([python, "-c", "import time\nwhile True: time.sleep(0.01)"]) as process:
            try:
                attaching.wait_for(lambda pid=process.pid: listed(pid) is not None, "the process")
                row = listed(process.pid)
                assert row["version"] and re.fullmatch(re.escape(version) + r"(\.\d+)?", row["version"]), (version, row)
                if row["attachable"]:
                    take(process.pid, version)
                else:
                    assert version not in ALWAYS, row
                    refused(process.pid, row["obstacle"], version)
                assert process.poll() is None
                seen += 1
            finally:
                process.kill()
    if not seen:
        raise tap.Skip("no other interpreters here")


def test_list():
    with attaching.target("sleep") as target:
        row = listed(target.pid)
        assert row["attachable"] is True and row["obstacle"] is None and row["free_threaded"] is False
        assert row["version"] == "%d.%d.%d" % sys.version_info[:3]
        assert "target.py sleep" in row["command"] and row["user"] == os.getuid()
        with open(f"/proc/{target.pid}/status") as file:
            rss = int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1)) * 1024
        assert abs(row["memory"] - rss) < 4 << 20
        text = subprocess.run([attaching.CLI, "processes"], stdout=subprocess.PIPE, text=True, timeout=tap.patience(60)).stdout
        line = next(line for line in text.splitlines() if line.startswith(f"{target.pid}\t")).split("\t")
        assert line[1] == row["version"] and line[5] == "Yes", line
        target.finish()


def test_default_name():
    with attaching.target("sleep") as target:
        with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
            done = subprocess.run([attaching.CLI, "snapshot", str(target.pid)], cwd=folder, stdout=subprocess.PIPE, check=True, text=True,
                                  timeout=tap.patience(60))
            names = os.listdir(folder)
            assert len(names) == 1 and re.fullmatch(rf"target-{target.pid}-\d{{8}}-\d{{6}}\.hfdump", names[0]), names
            assert names[0] in done.stdout
        target.finish()


def test_values():
    with attaching.target("sleep") as target:
        full, none = (os.path.join(target.folder, name) for name in ("full.hfdump", "none.hfdump"))
        attaching.snapshot(target.pid, full)
        attaching.snapshot(target.pid, none, "--values", "0")
        assert "values" in hfdump.Dump(full).meta["has"] and "values" not in hfdump.Dump(none).meta["has"]
        assert b"node 1999" in pathlib.Path(full).read_bytes() and b"node 1999" not in pathlib.Path(none).read_bytes()
        target.finish()


tap.run(dict(globals()))
