# SPDX-License-Identifier: Apache-2.0
"""python3 -m holdfast run: the program runs as it does alone, and the dumps are there."""
import os
import signal
import subprocess
import sys
import textwrap
import time
import zipfile

import hfdump
import program
import tap

PROBE = [sys.executable, "-m", "holdfast", "run"]

TELL = """
    import sys, os
    print(__name__, __file__, __package__, __spec__ and __spec__.name, sys.argv, sys.path[0], sys.modules["__main__"].__dict__ is globals())
    print(__builtins__.__name__, __doc__, sorted(name for name in globals() if name not in ("__cached__", "__annotations__")))
"""


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(textwrap.dedent(text))
    return path


def dumps(folder):
    return sorted(os.listdir(folder))


def same_alone(folder, arguments, options=(), status=0):
    """Runs python3 ARGUMENTS with and without the probe: output, errors and status are equal."""
    alone = program.run([sys.executable, *arguments], cwd=folder, check=False)
    there = program.run([*PROBE, "-o", "dumps", *options, *arguments], cwd=folder, check=False)
    assert there.stdout == alone.stdout, (there.stdout, there.stderr, alone.stdout)
    assert there.stderr == alone.stderr, (there.stderr, alone.stderr)
    assert there.returncode == alone.returncode == status, (there.returncode, alone.returncode)
    return os.path.join(folder, "dumps")


def test_script(folder):
    write(folder, "app.py", '"""Doc."""' + textwrap.dedent(TELL) + "class Record: pass\nkept = [Record() for _ in range(7)]\n")
    found = same_alone(folder, ["app.py", "--every", "a b", "-o"])
    assert dumps(found) == ["0001-start.hfdump", "0002-exit.hfdump"], dumps(found)
    counts = [sum(node.type.full == "__main__.Record" for node in hfdump.Dump(os.path.join(found, name)).nodes) for name in dumps(found)]
    assert counts == [0, 7], counts


def test_script_elsewhere(folder):
    write(folder, "sub/app.py", TELL)
    same_alone(folder, ["sub/app.py", "x"])


def test_module_package_folder_and_zip(folder):
    write(folder, "tell.py", TELL)
    write(folder, "package/__init__.py", "")
    write(folder, "package/__main__.py", TELL + "    from . import __name__ as n; print(n)\n")
    write(folder, "folder/__main__.py", "import sys; print(__name__, sys.argv, sys.path[0])")
    with zipfile.ZipFile(os.path.join(folder, "app.zip"), "w") as file:
        file.writestr("__main__.py", "import sys; print(__name__, sys.argv, sys.path[0])")
    for arguments in (["-m", "tell", "1"], ["-m", "package", "2"], ["folder", "3"], ["app.zip", "4"], ["-m", "package.__main__"]):
        found = same_alone(folder, arguments)
        assert dumps(found) == ["0001-start.hfdump", "0002-exit.hfdump"], (arguments, dumps(found))


def test_exceptions_look_as_ever(folder):
    write(folder, "app.py", """
        def f(x):
            local = [x]
            try:
                g(local)
            except KeyError:
                raise ValueError("no") from None

        def g(x):
            raise KeyError(x)

        f(1)
    """)
    found = same_alone(folder, ["app.py"], status=1)
    dump = hfdump.Dump(os.path.join(found, "0002-exit.hfdump"))
    assert any(node.type.full == "frame" and node.value.startswith("f() at app.py") for node in dump.nodes), "sys.last_traceback holds it"

    write(folder, "chained.py", "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise KeyError(2)\n")
    same_alone(folder, ["chained.py"], status=1)
    write(folder, "wrong.py", "x = = 1\n")
    same_alone(folder, ["wrong.py"], status=1)
    write(folder, "hooked.py", "import sys\nsys.excepthook = lambda t, v, tb: print(t, v, tb.tb_lineno, tb.tb_frame.f_code.co_name)\n{}[1]\n")
    same_alone(folder, ["hooked.py"], status=1)


def test_ends(folder):
    write(folder, "three.py", "import sys\nsys.exit(3)\n")
    write(folder, "words.py", "raise SystemExit('some words')\n")
    write(folder, "none.py", "exit()\n")
    write(folder, "atexit_.py", "import atexit\natexit.register(print, 'last words')\nimport threading, time\n"
                                "threading.Thread(target=lambda: (time.sleep(.1), print('thread'))).start()\nprint('main over')\n")
    write(folder, "interrupt.py", "raise KeyboardInterrupt\n")
    for name, status in (("three", 3), ("words", 1), ("none", 0), ("atexit_", 0), ("interrupt", -signal.SIGINT)):
        found = same_alone(folder, [name + ".py"], status=status)
        assert dumps(found) == ["0001-start.hfdump", "0002-exit.hfdump"], (name, dumps(found))


def test_pickle_and_fork_see_the_main_module(folder):
    write(folder, "app.py", """
        import multiprocessing, os, pickle, sys

        class Record:
            pass

        def square(x):
            return x * x

        if __name__ == "__main__":
            assert type(pickle.loads(pickle.dumps(Record()))) is Record
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.map(square, [2, 3]))
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                sys.exit(0)
            os.waitpid(child, 0)
    """)
    found = same_alone(folder, ["app.py"])
    assert dumps(found) == ["0001-start.hfdump", "0002-exit.hfdump"], dumps(found)


def wait_for(condition, process):
    end = time.monotonic() + tap.patience(60)
    while not condition():
        assert time.monotonic() < end and process.poll() is None, "it did not come"
        time.sleep(0.02)


def test_signal(folder):
    write(folder, "app.py", "import sys\nkept = [object() for _ in range(3)]\nprint('ready', flush=True)\nsys.stdin.read()\n")
    with subprocess.Popen([*PROBE, "-o", "dumps", "app.py"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        for n in (2, 3):
            process.send_signal(signal.SIGUSR2)
            path = os.path.join(folder, "dumps", f"{n:04}-signal.hfdump")
            wait_for(lambda: os.path.exists(path), process)
        process.stdin.close()
        assert process.wait(tap.patience(60)) == 0
    names = dumps(os.path.join(folder, "dumps"))
    assert names == ["0001-start.hfdump", "0002-signal.hfdump", "0003-signal.hfdump", "0004-exit.hfdump"], names
    dump = hfdump.Dump(os.path.join(folder, "dumps", names[1]))
    frames = [node.value for node in dump.nodes if node.type.full == "frame"]
    # the first signal may come before print() has returned
    assert any(value.startswith(("<module>() at app.py:3", "<module>() at app.py:4")) for value in frames), frames


def test_pace(folder):
    write(folder, "app.py", "import sys, threading\nprint('ready', [t.name for t in threading.enumerate()], flush=True)\nsys.stdin.read()\n")
    with subprocess.Popen([*PROBE, "--every", "0.2", "-o", "dumps", "--values=0", "app.py"], cwd=folder, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready ['MainThread']\n"
        path = os.path.join(folder, "dumps", "0003-timer.hfdump")
        wait_for(lambda: os.path.exists(path), process)
        process.stdin.close()
        assert process.wait(tap.patience(60)) == 0
    names = dumps(os.path.join(folder, "dumps"))
    assert names[0] == "0001-start.hfdump" and names[-1].endswith("-exit.hfdump") and names[1] == "0002-timer.hfdump", names
    assert "values" not in hfdump.Dump(path).meta["has"]


def test_folder_of_its_own(folder):
    write(folder, "service.py", "import os\nprint(os.getpid())\n")
    done = program.run([*PROBE, "service.py"], cwd=folder)
    assert dumps(os.path.join(folder, f"holdfast-service-{done.stdout.strip()}")) == ["0001-start.hfdump", "0002-exit.hfdump"]


def test_wrong_use(folder):
    write(folder, "app.py", "")
    for arguments, status, words in (([], 2, "usage:"), (["run"], 2, "no program"), (["walk", "app.py"], 2, "usage:"),
                                     (["run", "--soon", "app.py"], 2, "--soon"), (["run", "--every"], 2, "--every"),
                                     (["run", "--every", "x", "app.py"], 2, "positive number"), (["run", "--every", "-1", "app.py"], 2, "positive"),
                                     (["run", "missing.py"], 2, "missing.py"), (["run", "-m", "missing_module"], 1, "No module named missing_module"),
                                     (["run", "-o", "/proc/none", "app.py"], 3, "/proc/none"), (["run", "--help"], 0, ""), (["--help"], 0, "")):
        done = program.run([sys.executable, "-m", "holdfast", *arguments], cwd=folder, check=False)
        assert done.returncode == status, (arguments, done)
        assert words in (done.stderr or done.stdout) and "Traceback" not in done.stderr, (arguments, done)
        assert arguments[-1:] != ["--help"] or "usage:" in done.stdout
    assert os.listdir(folder) == ["app.py"]


def test_a_full_disk_does_not_stop_the_program(folder):
    write(folder, "app.py", """
        import os, resource, shutil
        shutil.rmtree("dumps")
        print("on")
    """)
    done = program.run([*PROBE, "-o", "dumps", "app.py"], cwd=folder)
    assert done.stdout == "on\n" and done.stderr.startswith("holdfast: cannot write ") and done.stderr.count("\n") == 1, done


tap.run(globals())
