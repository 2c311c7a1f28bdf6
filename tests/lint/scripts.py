# SPDX-License-Identifier: Apache-2.0
"""Scripts: bash reads them, shellcheck has nothing to say, Python compiles them."""

import ast
import pathlib
import subprocess
import sys
import tempfile

import tree
from tap import Tap


def syntax_errors(root, path):
    try:
        ast.parse((pathlib.Path(root) / path).read_bytes(), str(path))
    except SyntaxError as error:
        yield str(error)


def completed(root, folder, name, *words):
    """What the completion of a program offers for the last of the words."""
    script = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); "_${1//-/_}"; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(['bash', '-c', script, pathlib.Path(root).resolve() / 'data' / 'completions' / name, name, *words],
                          cwd=folder, text=True, stdout=subprocess.PIPE, timeout=60)
    return set(done.stdout.split())


def completion_problems(root):
    with tempfile.TemporaryDirectory() as folder:
        for name in ('a.hfdump', 'a.hfdump.zst', 'a.txt'):
            (pathlib.Path(folder) / name).touch()
        (pathlib.Path(folder) / 'afar').mkdir()
        for words, expected in (
                (('holdfast-cli', 'gr'), {'growth'}),
                (('holdfast-cli', 'types', 'a.hfdump', '--sort', 'r'), {'retained'}),
                (('holdfast-cli', '--json', 'chain', 'a.hfdump', '--wa'), {'--ways'}),
                (('holdfast-cli', 'types', 'a.hfdump', '--where', 'held-'), {'held-by:'}),
                (('holdfast-cli', 'types', 'a.hfdump', '--where', '(re'), {'(refs>', '(referrers>', '(refcount>', '(retained>', '(reachable-from:', '(reaches:', '(refers-to:', '(referred-by:'}),
                (('holdfast-cli', 'info', 'a.h'), {'a.hfdump', 'a.hfdump.zst'}),
                (('holdfast', 'a'), {'a.hfdump', 'a.hfdump.zst', 'afar'})):
            found = completed(root, folder, *words)
            if found != expected:
                yield f'{" ".join(words)}: {sorted(found)}, not {sorted(expected)}'


def main():
    root = sys.argv[1]
    tap = Tap()
    for path in tree.files(root):
        if path.parts[:2] == ('tests', 'data'):
            continue
        if tree.is_bash(root, path):
            tap.run(f'bash -n {path}', ['bash', '-n', path], cwd=root)
            tap.run(f'shellcheck {path}', ['shellcheck', path], cwd=root)
        elif path.suffix == '.py':
            tap.check(f'python {path}', syntax_errors(root, path))
    for name in ('holdfast', 'holdfast-cli'):
        tap.run(f'bash -n completion of {name}', ['bash', '-n', f'data/completions/{name}'], cwd=root)
        tap.run(f'shellcheck completion of {name}', ['shellcheck', '-s', 'bash', f'data/completions/{name}'], cwd=root)
    tap.check('completion offers commands, options and dumps', completion_problems(root))
    tap.end()


main()
