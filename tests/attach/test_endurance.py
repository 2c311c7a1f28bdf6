# SPDX-License-Identifier: Apache-2.0
"""Whatever becomes of Holdfast, of the attach or of the system's permission, the program goes on as it was."""
import fcntl
import os
import random
import signal
import subprocess
import tempfile
import threading
import time

import attaching
import hfdump
import tap

random.seed(1)


def waits_for_lock(target):
    """The stopped thread is let go, the dumper's thread has its two pipes alone and is in a system call that waits."""
    with open(f"/proc/{target.pid}/status") as file:
        if "TracerPid:\t0\n" not in file.read():
            return False
    pipes = [name for name in os.listdir(f"/proc/{target.pid}/fd") if int(name) >= 512]
    return "holdfast" in thread_names(target) and len(pipes) == 2


def wait_thread(target):
    attaching.wait_for(lambda: waits_for_lock(target), "the dumper's thread")


def thread_names(target):
    names = []
    for task in target.tasks():
        try:
            with open(f"/proc/{target.pid}/task/{task}/comm") as file:
                names.append(file.read().strip())
        except (FileNotFoundError, ProcessLookupError):
            pass
    return names


def take(target, name="a.hfdump"):
    path = os.path.join(target.folder, name)
    return path, attaching.snapshot(target.pid, path)


# ---- Holdfast ends in the middle ----------------------------------------------------------------------------------------

def usual_time(target):
    """How long an attach takes here and now."""
    times = []
    for _ in range(3):
        start = time.monotonic()
        take(target)
        times.append(time.monotonic() - start)
    return sorted(times)[1]


def interrupt(target, number, after):
    process = attaching.start_snapshot(target.pid, os.path.join(target.folder, "never.hfdump"), stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
    process.communicate(timeout=tap.patience(60))
    return process.returncode


def gone_in_time(before):
    """Other tests have files of their own there, for moments."""
    end = time.monotonic() + tap.patience(60)
    while not attaching.leftovers() <= before and time.monotonic() < end:
        time.sleep(0.1)
    assert attaching.leftovers() <= before, attaching.leftovers() - before


def interrupted(state, number, times):
    """Each time at another moment: while it looks, stops the thread, calls into it, waits, receives."""
    before = attaching.leftovers()
    with attaching.target(state) as target:
        longest = 1.4 * usual_time(target)
        ends = [interrupt(target, number, longest * (i + 0.5) / times) for i in range(times)]
        path, _ = take(target)
        assert attaching.is_whole(path)
        target.finish()
        # What a killed program cannot remove are its own temporary files, beside the dump and nowhere else.
        stay = [name for name in os.listdir(target.folder) if name.startswith(".holdfast")]
        assert number == signal.SIGKILL or not stay, stay
    gone_in_time(before)
    expected = {0, -signal.SIGKILL} if number == signal.SIGKILL else {0, attaching.CANCELLED, -number}
    assert set(ends) <= expected, ends
    tap.note(f"{state}: {len(ends)} times within {longest * 1000:.0f} ms, {ends.count(0)} done before")


def test_killed_beside_a_busy_loop():
    interrupted("cpu", signal.SIGKILL, 10)


def test_killed_beside_a_waiting_program():
    """Where only Holdfast's end lets the thread go on, the kernel itself says "interrupted" for epoll, as after any stop."""
    interrupted("selector", signal.SIGKILL, 10)


def test_killed_beside_the_allocator():
    interrupted("malloc", signal.SIGKILL, 10)


def test_killed_while_the_library_is_loaded():
    """Only the first attach loads it, so each time it is another program."""
    with attaching.target("sleep") as target:
        longest = usual_time(target)
    for i in range(8):
        with attaching.target(("sleep", "cpu", "selector", "poll")[i % 4]) as target:
            interrupt(target, signal.SIGKILL, longest * (i + 1) / 8)
            take(target)
            target.finish()


def test_what_a_killed_attach_leaves():
    """The library as a file: the next attach that needs one removes it. A folder that is in use stays."""
    before = attaching.leftovers()
    with attaching.target("cpu", "no_memory_files") as target:
        longest = usual_time(target)
    used = tempfile.mkdtemp(prefix=".holdfast-", dir="/tmp")
    left = tempfile.mkdtemp(prefix=".holdfast-", dir="/tmp")
    folder = os.open(used, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    for name in (used, left):
        with open(os.path.join(name, "holdfast-0123456789abcdef.so"), "w"):
            pass
    for i in range(8):
        with attaching.target("cpu", "no_memory_files") as target:
            interrupt(target, signal.SIGKILL, longest * (i + 0.5) / 8)
            path, _ = take(target)
            assert attaching.is_whole(path)
            target.finish()
    assert not os.path.exists(left) and os.listdir(used) == ["holdfast-0123456789abcdef.so"]
    os.close(folder)
    with attaching.target("cpu", "no_memory_files") as target:
        take(target)
        target.finish()
    assert not os.path.exists(used)
    gone_in_time(before)


def test_cancelled_at_any_moment():
    interrupted("threads_busy", signal.SIGINT, 8)


# ---- the interpreter's lock ------------------------------------------------------------------------------------------------

def holding(end, state="hold"):
    """Starts an attach to a program that keeps its lock; @end ends the attach while it waits."""
    with attaching.target(state) as target:
        path = os.path.join(target.folder, "never.hfdump")
        process = attaching.start_snapshot(target.pid, path)
        wait_thread(target)
        end(target, process)
        out, err = process.communicate(timeout=tap.patience(60))
        assert not os.path.exists(path) and out == ""
        if target.process.poll() is None:
            if state == "hold":
                os.kill(target.pid, signal.SIGUSR1)
            target.finish()
        return process.returncode, err


def test_cancelled_while_the_lock_is_kept():
    status, err = holding(lambda target, process: process.send_signal(signal.SIGINT))
    assert status == attaching.CANCELLED and "Cancelled" in err, (status, err)


def test_killed_while_the_lock_is_kept():
    status, _ = holding(lambda target, process: process.kill())
    assert status == -signal.SIGKILL


def test_the_program_ends_while_the_lock_is_kept():
    status, err = holding(lambda target, process: target.process.kill())
    assert status == 3 and "ended" in err, (status, err)


def test_the_program_closes_what_it_does_not_know():
    def end(target, process):
        os.kill(target.pid, signal.SIGUSR1)
        attaching.wait_for(lambda: os.path.exists(os.path.join(target.folder, "closed")), "closing")

    status, err = holding(end, "hold_and_close")
    assert status == 3 and ("descriptors" in err or "broke off" in err), (status, err)


def test_waits_with_a_word_until_the_lock_is_free():
    with attaching.target("hold") as target:
        import pty
        controller, terminal = pty.openpty()
        path = os.path.join(target.folder, "late.hfdump")
        process = attaching.start_snapshot(target.pid, path, stderr=terminal)
        os.close(terminal)
        screen = b""
        while b"interpreter lock" not in screen:
            screen += os.read(controller, 4096)
        assert process.poll() is None and not os.path.exists(path)
        os.kill(target.pid, signal.SIGUSR1)
        drain = threading.Thread(target=read_all, args=(controller,))
        drain.start()
        out, _ = process.communicate(timeout=tap.patience(60))
        drain.join()
        assert process.returncode == 0 and '"waited_us"' in out
        assert attaching.is_whole(path)
        target.finish()


def read_all(fd):
    try:
        while os.read(fd, 4096):
            pass
    except OSError:
        pass


# ---- while the clone writes -----------------------------------------------------------------------------------------------------

def clones(target):
    found = []
    for task in target.tasks():
        try:
            with open(f"/proc/{target.pid}/task/{task}/children") as file:
                found += map(int, file.read().split())
        except FileNotFoundError:
            pass
    return found


def start_stopped_clone(target):
    """An attach whose clone has its own descriptors alone by now and writes nothing more."""
    process = attaching.start_snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
    attaching.wait_for(lambda: clones(target) and len(os.listdir(f"/proc/{clones(target)[0]}/fd")) == 2, "the clone")
    return process, clones(target)[0]


def test_what_the_program_closes_is_closed():
    """The clone must not keep a connection open."""
    with attaching.target("connection", "large") as target:
        process, clone = start_stopped_clone(target)
        os.kill(clone, signal.SIGSTOP)
        open(os.path.join(target.folder, "close"), "w").close()
        attaching.wait_for(lambda: os.path.exists(os.path.join(target.folder, "closed")), "the end of the connection")
        assert process.poll() is None
        os.kill(clone, signal.SIGCONT)
        out, err = process.communicate(timeout=tap.patience(120))
        assert process.returncode == 0 and attaching.is_whole(os.path.join(target.folder, "a.hfdump")), (out, err)


def test_what_ends_the_program_ends_the_clone():
    with attaching.target("quiet", "large") as target:
        process, clone = start_stopped_clone(target)
        os.kill(clone, signal.SIGTERM)
        out, err = process.communicate(timeout=tap.patience(120))
        assert process.returncode == 3 and "was killed" in err, (process.returncode, out, err)
        target.finish()


# ---- programs that may not do everything --------------------------------------------------------------------------------------

def test_no_memory_files():
    """The library comes as a file then, and nothing of it stays."""
    before = attaching.leftovers()
    with attaching.target("cpu", "no_memory_files") as target:
        for _ in range(2):
            path, _ = take(target)
        with open(f"/proc/{target.pid}/maps") as maps:
            assert "/.holdfast-" in maps.read()
        assert attaching.is_whole(path)
        target.finish()
    assert attaching.leftovers() <= before


def test_deadly_system_calls():
    """None is made that Python itself can do without."""
    with attaching.target("cpu", "deadly_memory_files") as target:
        for _ in range(2):
            path, _ = take(target)
        assert attaching.is_whole(path)
        target.finish()


def test_no_copies():
    """A process that cannot be cloned is dumped while it waits."""
    with attaching.target("cpu", "no_copies") as target:
        path, told = take(target)
        assert told["in_process"] is True
        assert len(hfdump.Dump(path).nodes) == told["objects"]
        target.finish()


def test_no_folder_that_programs_may_run_from():
    before = attaching.in_namespace("for d in /var/tmp /dev/shm /run; do mount -t tmpfs -o noexec none $d; done; mount -o bind,noexec /tmp /tmp; "
                          "mount -o remount,bind,noexec /tmp;")
    with attaching.target("cpu", before=before) as target:
        path, _ = take(target)
        assert attaching.is_whole(path)
        target.finish()
    with attaching.target("cpu", "no_memory_files", before=before) as target:
        err = attaching.snapshot(target.pid, os.path.join(target.folder, "never.hfdump"), status=3)
        assert "noexec" in err, err
        target.finish()


def test_a_folder_of_its_own_for_temporary_files():
    before = attaching.in_namespace("mount -t tmpfs none /var/tmp;")
    with attaching.target("sleep", before=before) as target:
        path, _ = take(target)
        assert attaching.is_whole(path)
        target.finish()


# ---- threads that come and go -------------------------------------------------------------------------------------------------------

def test_threads_that_end_meanwhile():
    with attaching.target("short_threads") as target:
        for i in range(40):
            path, _ = take(target, f"{i}.hfdump")
            assert attaching.is_whole(path)
            os.remove(path)
        assert target.finish() > 0


# ---- two at once ------------------------------------------------------------------------------------------------------------------

def test_many_at_once():
    """Only one may stop a thread at a time; who comes too late is told so, and nobody breaks anything."""
    with attaching.target("threads_busy") as target:
        paths = [os.path.join(target.folder, f"{i}.hfdump") for i in range(6)]
        processes = [attaching.start_snapshot(target.pid, path) for path in paths]
        for process, path in zip(processes, paths):
            out, err = process.communicate(timeout=tap.patience(120))
            assert process.returncode == 0 and attaching.is_whole(path) or process.returncode == 3 and "traced" in err, (out, err)
        take(target)
        target.finish()


def test_a_program_that_ends_at_once():
    """It may be gone at any moment of the attach."""
    for _ in range(6):
        with attaching.target("cpu") as target:
            process = attaching.start_snapshot(target.pid, os.path.join(target.folder, "a.hfdump"))
            try:
                process.wait(timeout=random.uniform(0.005, 0.05))
            except subprocess.TimeoutExpired:
                pass
            target.process.kill()
            out, err = process.communicate(timeout=tap.patience(60))
            assert process.returncode in (0, 1, 3), (process.returncode, out, err)
            assert process.returncode == 0 or err.count("\n") == 1, err


tap.run(dict(globals()))
