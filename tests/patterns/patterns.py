# SPDX-License-Identifier: Apache-2.0
"""Runs a varied program for some rounds, and asks holdfast-cli for suspects over its dumps."""
import json
import os
import sys

import program

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 4


def vary(text, words):
    for old, new in words:
        assert old in text, (old, "is not in the program")
        text = text.replace(old, new)
    return text


def write(folder, module, text):
    """@text as the module called @module below @folder; packages on the way."""
    *packages, name = module.split(".")
    path = folder
    for package in packages:
        path = os.path.join(path, package)
        os.makedirs(path, exist_ok=True)
        open(os.path.join(path, "__init__.py"), "w").close()
    with open(os.path.join(path, name + ".py"), "w") as file:
        file.write(text)


def source(name):
    with open(os.path.join(HERE, "programs", name + ".py")) as file:
        return file.read()


def dumps(folder, module, text, rounds=ROUNDS):
    """The names of the dumps after each round but the first, in which things are only imported."""
    write(folder, module, text)
    program.run([sys.executable, os.path.join(HERE, "rounds.py"), folder, module, str(rounds)], cwd=folder)
    return [os.path.join(folder, f"{number}.hfdump") for number in range(min(1, rounds - 1), rounds)]


def suspects(paths, *options):
    done = program.run([os.environ["HF_CLI"], "--json", "suspects", *options, *paths], check=False)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)["suspects"]
