# SPDX-License-Identifier: Apache-2.0
"""README's job for CI, its very lines: it passes on the program that the case was made of, and fails on one that leaks."""
import os
import pathlib
import re
import subprocess
import sys
import textwrap
import xml.dom.minidom

import tap

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"

LOAD = """
    import shop

    for number in range(200):
        shop.serve(number)
"""

SHOP = """
    CACHE, SESSIONS, LOG = {}, {}, []

    class Session:
        def __init__(self, number):
            self.number = number

    def serve(number):
        CACHE[number %% 20] = bytes(100)
        SESSIONS[number] = Session(number)
        %s
"""

MENDED, LEAKS, GROWS = "del SESSIONS[number]", "pass", "del SESSIONS[number]; LOG.append({number: [number]})"


def snippet():
    """The lines of the job's script."""
    job = re.search(r"^```yaml\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL).group(1)
    lines = [line.strip()[2:] for line in job.splitlines() if line.strip().startswith("- ")]
    assert any("holdfast-cli check" in line for line in lines) and any("-m holdfast run" in line for line in lines), lines
    return lines


def place(folder, name, text):
    path = pathlib.Path(folder, name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(textwrap.dedent(text), encoding="utf-8")


def environment(folder):
    """What a job has: python3 with the module, and holdfast-cli, in the path."""
    tools = pathlib.Path(folder, "tools")
    if not tools.exists():
        tools.mkdir()
        (tools / "python3").symlink_to(sys.executable)
        (tools / "holdfast-cli").symlink_to(os.environ["HF_CLI"])
    return {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "LANGUAGE": "C", "XDG_STATE_HOME": os.path.join(folder, "state")}


def sh(folder, line):
    return subprocess.run(["sh", "-c", line], cwd=folder, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=tap.patience(240), check=False)


def run_job(folder, served):
    """Each line as a runner does it: the first that fails ends the job."""
    place(folder, "tests/load.py", LOAD)
    place(folder, "tests/shop.py", SHOP % served)
    for path in pathlib.Path(folder).glob("dumps/*"):
        path.unlink()
    for line in snippet():
        done = sh(folder, line)
        if done.returncode != 0:
            return line, done
    return None, done


def make_case(folder):
    """Of dumps of the program as it should be."""
    place(folder, "tests/load.py", LOAD)
    place(folder, "tests/shop.py", SHOP % MENDED)
    done = sh(folder, "python3 -m holdfast run -o first tests/load.py && holdfast-cli case first/*.hfdump --leak shop.SESSIONS=10 "
                      "--expected shop.CACHE=100 --reason 'sessions must end' -o shop.hfcase")
    assert done.returncode == 0, done.stdout


def results(folder):
    suite = xml.dom.minidom.parse(os.path.join(folder, "leaks.xml")).getElementsByTagName("testsuite")[0]
    return {item.getAttribute("name"): bool(item.getElementsByTagName("failure")) for item in suite.getElementsByTagName("testcase")}


def test_passes(folder):
    make_case(folder)
    line, done = run_job(folder, MENDED)
    assert line is None, (line, done.stdout)
    assert results(folder) == {"shop.SESSIONS": False, "shop.CACHE": False}, results(folder)


def test_leak_fails(folder):
    make_case(folder)
    line, done = run_job(folder, LEAKS)
    assert line is not None and "holdfast-cli check" in line and done.returncode == 1, (line, done.stdout)
    assert "failed" in done.stdout and "shop.SESSIONS" in done.stdout and "sessions must end" in done.stdout, done.stdout
    assert results(folder)["shop.SESSIONS"] and not results(folder)["shop.CACHE"], results(folder)


def test_new_growth_fails(folder):
    make_case(folder)
    line, done = run_job(folder, GROWS)
    assert line is not None and done.returncode == 1, (line, done.stdout)
    failed = [name for name, fails in results(folder).items() if fails]
    assert failed and all(".LOG" in name for name in failed), results(folder)


tap.run(globals())
