# SPDX-License-Identifier: Apache-2.0
"""pip install of the source folder, in a virtual environment that must not ask the network."""
import os
import shutil
import subprocess
import sys
import zipfile

import hfdump
import program
import tap

SOURCE = os.environ["HF_PROBE_SOURCE"]

# A sanitizer's run-time library would be loaded into compilers and pip; nothing of this is built with it.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("LD_PRELOAD", "PYTHONPATH", "ASAN_OPTIONS")}
for scheme in ("http", "https", "all"):
    ENVIRONMENT[scheme + "_proxy"] = ENVIRONMENT[scheme.upper() + "_PROXY"] = "http://127.0.0.1:9"  # nobody answers there


def make_venv(folder):
    venv = os.path.join(folder, "venv")
    done = program.run([sys.executable, "-m", "venv", venv], check=False, env=ENVIRONMENT)
    if done.returncode != 0:
        raise tap.Skip("this Python makes no virtual environments")
    return os.path.join(venv, "bin", "python3")


def install(python, source=SOURCE, environment=ENVIRONMENT):
    return program.run([python, "-m", "pip", "install", "--disable-pip-version-check", source], env=environment)


def test_pip_without_network(folder):
    python = make_venv(folder)
    before = sorted(os.listdir(SOURCE))
    install(python)
    assert sorted(os.listdir(SOURCE)) == before, "the source folder is as it was"
    path = os.path.join(folder, "d.hfdump")
    done = program.run([python, "-c", f"import holdfast; print(holdfast.native, holdfast.__file__, holdfast.dump({path!r}).objects)"],
                       cwd=folder, env=ENVIRONMENT)
    native, file, objects = done.stdout.split()
    assert native == "True" and file.startswith(folder), done.stdout
    assert len(hfdump.Dump(path).nodes) == int(objects)
    with open(os.path.join(folder, "app.py"), "w") as file:
        file.write("print('app')")
    assert program.run([python, "-m", "holdfast", "run", "app.py"], cwd=folder, env=ENVIRONMENT).stdout == "app\n"
    program.run([python, "-m", "pip", "uninstall", "--yes", "holdfast"], env=ENVIRONMENT)
    assert subprocess.run([python, "-c", "import holdfast"], stderr=subprocess.DEVNULL, env=ENVIRONMENT, cwd="/").returncode == 1


def build_wheel(folder, **environment):
    source = f"import sys; sys.path.insert(0, {os.path.join(SOURCE, 'build_backend')!r}); import holdfast_build as b; " \
             f"print(b.build_wheel({folder!r}))"
    done = program.run([sys.executable, "-B", "-c", source], env={**ENVIRONMENT, **environment}, cwd=folder)
    return os.path.join(folder, done.stdout.splitlines()[-1]), done.stderr


def test_wheel_without_a_compiler_is_pure_python(folder):
    wheel, errors = build_wheel(folder, CC="/nonexistent/cc")
    assert wheel.endswith("-py3-none-any.whl") and "pure-Python" in errors
    unpacked = os.path.join(folder, "unpacked")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(unpacked)
    path = os.path.join(folder, "d.hfdump")
    done = program.run([sys.executable, "-c", f"import holdfast; print(holdfast.native, holdfast.dump({path!r}).objects)"],
                       env={**ENVIRONMENT, "PYTHONPATH": unpacked})
    native, objects = done.stdout.split()
    assert native == "False" and len(hfdump.Dump(path).nodes) == int(objects)


def test_wheel_is_whole(folder):
    if shutil.which("cc") is None:
        raise tap.Skip("there is no C compiler")
    wheel, _ = build_wheel(folder)
    with zipfile.ZipFile(wheel) as file:
        names = set(file.namelist())
        record = next(name for name in names if name.endswith("/RECORD"))
        listed = {line.split(",")[0] for line in file.read(record).decode().splitlines()}
    assert listed == names
    package = {name for name in os.listdir(os.path.join(SOURCE, "holdfast")) if name.endswith(".py")}
    assert {f"holdfast/{name}" for name in package} < names and "holdfast/_holdfast.abi3.so" in names and "-cp38-abi3-" in wheel


tap.run(globals())
