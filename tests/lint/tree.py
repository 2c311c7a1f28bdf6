# SPDX-License-Identifier: Apache-2.0
"""The files of the project: what is in the source folder without build folders and what git keeps for itself."""

import os
import pathlib

TEXT = {'.c', '.h', '.py', '.sh', '.md', '.ui', '.css', '.xml', '.in', '.po', '.pot', '.svg', '.txt', '.build', '.1',
        '.supp', '.desktop', '.json', '.jsonl', '.dot', '.conf', '.toml', '.cfg', '.bash', '.blp', ''}
LEFT_OUT = {'.git', '__pycache__', 'subprojects'}


def files(root):
    """Every file of the project as a path relative to root, sorted."""
    root = pathlib.Path(root)
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.endswith('.egg-info')
                            and not os.path.exists(os.path.join(folder, name, 'meson-private')))
        found += [pathlib.Path(folder, name).relative_to(root) for name in names]
    return sorted(path for path in found if path.name != '.git')


def text_files(root):
    """(path, text) of those that people write: sources, data, scripts; not test data."""
    for path in files(root):
        if path.suffix in TEXT and path.parts[:2] != ('tests', 'data') and path.name != 'LICENSE':
            data = (pathlib.Path(root) / path).read_bytes()
            if b'\0' not in data:
                yield path, data.decode('utf-8', 'replace')


def is_bash(root, path):
    """Whether a file is a shell script: by its first line, or by its suffix."""
    if path.suffix in ('.sh', '.bash'):
        return True
    if path.suffix:
        return False
    with open(pathlib.Path(root) / path, 'rb') as opened:
        first = opened.readline(80)
    return first.startswith(b'#!') and (b'bash' in first or b'/sh' in first)
