# SPDX-License-Identifier: Apache-2.0
"""Small programs of their own process."""
import os
import subprocess
import sys
import textwrap

from tap import patience


def python(source, *arguments, folder=None, **options):
    """Runs @source as a script in @folder; the finished process with its output as text."""
    path = os.path.join(folder, "app.py")
    with open(path, "w") as file:
        file.write(textwrap.dedent(source))
    return run([sys.executable, path, *arguments], cwd=folder, **options)


def run(command, check=True, **options):
    options.setdefault("timeout", patience(120))
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done
