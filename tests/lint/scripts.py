# SPDX-License-Identifier: Apache-2.0
"""Scripts: bash reads them, shellcheck has nothing to say, Python compiles them."""

import ast
import pathlib
import sys

import tree
from tap import Tap


def syntax_errors(root, path):
    try:
        ast.parse((pathlib.Path(root) / path).read_bytes(), str(path))
    except SyntaxError as error:
        yield str(error)


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
    tap.run('bash -n data/completions/holdfast-cli', ['bash', '-n', 'data/completions/holdfast-cli'], cwd=root)
    tap.run('shellcheck data/completions/holdfast-cli', ['shellcheck', '-s', 'bash', 'data/completions/holdfast-cli'], cwd=root)
    tap.end()


main()
