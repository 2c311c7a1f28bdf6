# SPDX-License-Identifier: Apache-2.0
"""What `meson install` puts where, held against installed.txt."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from tap import Tap

# What the Python of this machine decides: where its modules live and what it calls an extension.
MODULES = re.compile(r'^.*/(site-packages|dist-packages)/')
EXTENSION = re.compile(r'\.cpython-[\w-]+\.so$')


def install(meson, build, folder):
    environment = dict(os.environ, DESTDIR=folder)
    subprocess.run([meson, 'install', '-C', build, '--no-rebuild', '--quiet'], check=True, env=environment, timeout=300,
                   stdout=subprocess.DEVNULL)


def found(folder, prefix):
    for path in sorted(pathlib.Path(folder).rglob('*')):
        if path.is_file() and '__pycache__' not in path.parts and path.suffix not in ('.pyc', '.cache'):
            name = EXTENSION.sub('.*.so', MODULES.sub('<python>/', '/' + str(path.relative_to(folder))))
            yield name.removeprefix(prefix + '/')


def main():
    meson, source, build, prefix = sys.argv[1:5]
    expected = (pathlib.Path(source) / 'tests' / 'lint' / 'installed.txt').read_text(encoding='utf-8').split()
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        install(meson, build, folder)
        there = set(found(folder, prefix))
        generated = {'share/glib-2.0/schemas/gschemas.compiled', 'share/applications/mimeinfo.cache'}
        there = {name for name in there if name not in generated
                 and not (name.startswith('share/mime/') and not name.startswith('share/mime/packages/'))}
        tap.check('nothing is missing', (f'not installed: {name}' for name in sorted(set(expected) - there)))
        tap.check('nothing is there by accident', (f'not in installed.txt: {name}' for name in sorted(there - set(expected))))
    tap.end()


main()
