# SPDX-License-Identifier: Apache-2.0
"""What holds for every file: licence, length, names, nothing left undone, nothing of one machine."""

import collections
import json
import pathlib
import re
import sys

import tree
from tap import Tap

SPDX = 'SPDX-License-' + 'Identifier: Apache-2.0'
LONGEST = 800
UNDONE = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK']) + r')\b')
MACHINE = re.compile(r'(?<![\w./<-])/(?:home|root|Users|work|mnt|media)/[\w-]')
URL = re.compile(r'\bhttps?://([^/\s"\'<>)`]+)')
HOSTS = re.compile(r'(^|\.)(w3\.org|freedesktop\.org|apache\.org|gnu\.org|gnome\.org|gtk\.org|graphviz\.org|python\.org'
                   r'|doi\.org|rfc-editor\.org|unicode\.org|oasis-open\.org|creativecommons\.org|spdx\.org'
                   r'|example\.(com|org|net)|127\.0\.0\.1|localhost)$')
NAME_IN_APP = re.compile(r'^(hf-[a-z0-9]+(-[a-z0-9]+)*|main|holdfast(-[a-z0-9]+)*)\.[ch]$')
NAME = re.compile(r'^[a-z0-9]+([-.][a-z0-9]+)*$')


def without_licence(text_files):
    return (str(path) for path, text in text_files
            if path.suffix in ('.c', '.h') and SPDX not in text.split('\n', 1)[0])


def too_long(text_files):
    for path, text in text_files:
        lines = text.count('\n')
        if path.suffix in ('.c', '.h', '.py') and lines > LONGEST:
            yield f'{path}: {lines} lines, at most {LONGEST}'


def matches(text_files, pattern, allowed=lambda match: False):
    for path, text in text_files:
        for number, line in enumerate(text.split('\n'), 1):
            for match in pattern.finditer(line):
                if not allowed(match):
                    yield f'{path}:{number}: {line.strip()[:120]}'


def untidy(text_files):
    for path, text in text_files:
        if path.suffix in ('.c', '.h', '.py', '.ui', '.css', '.sh', '.build') and text:
            if not text.endswith('\n') or '\t' in text or '\r' in text:
                yield f'{path}: a tab, a carriage return or no newline at the end'
            elif re.search(r'[ ]+$', text, re.MULTILINE):
                yield f'{path}: blanks at the end of a line'


def ill_named(text_files):
    for path, _ in text_files:
        if path.suffix not in ('.c', '.h'):
            continue
        if path.parts[0] == 'app' and path.parts[1] != 'probe':
            if not NAME_IN_APP.match(path.name):
                yield f'{path}: a file in app/ is called hf-thing.c'
        elif path.parts[0] == 'tests' and not NAME.match(path.name):
            yield f'{path}: a C file in tests/ is called thing-of-it.c'


def top_level(root):
    folders = {'app', 'data', 'ui', 'po', 'tests'}
    allowed = folders | {'meson.build', 'README.md', 'LICENSE', 'meson_options.txt'}
    for top in sorted({path.parts[0] for path in tree.files(root)}):
        if top not in allowed and not top.startswith('.'):
            yield f'{top}: the top folder holds only {", ".join(sorted(allowed))}'


def unregistered(root):
    """Programs in tests/ that no meson.build and no other test names: they would never run. What is there to be run by
    hand, when test data has to be made anew, is called make_…."""
    root = pathlib.Path(root)
    paths = [path for path in tree.files(root) if path.parts[0] == 'tests' and path.parts[1] != 'data']
    builds = '\n'.join((root / path).read_text(encoding='utf-8') for path in paths if path.name == 'meson.build')
    python = '\n'.join((root / path).read_text(encoding='utf-8') for path in paths if path.suffix == '.py')
    for path in paths:
        names = {path.name, path.stem, path.stem.removeprefix('test-').removeprefix('test_')}
        named = any(re.search(r'[\'/-]' + re.escape(name) + r'[\'.]', builds) for name in names)
        imported = path.suffix == '.py' and re.search(rf'(import|from) (.*, )?{re.escape(path.stem)}\b', python)
        started = path.suffix == '.py' and re.search(rf'[\'"/]{re.escape(path.name)}[\'"]', python)
        by_hand = path.name.startswith(('make-', 'make_', 'record'))
        if path.suffix in ('.c', '.py') and not (named or imported or started or by_hand):
            yield f'{path}: no tests/**/meson.build names it'


def shared_names(build):
    """Test names given twice: meson 1.0 dies of them when it writes its report."""
    tests = json.loads((pathlib.Path(build) / 'meson-info' / 'intro-tests.json').read_text(encoding='utf-8'))
    names = collections.Counter(test['name'] for test in tests)
    return (f'{name} is the name of {count} tests' for name, count in sorted(names.items()) if count > 1)


def main():
    root, build = sys.argv[1:3]
    texts = list(tree.text_files(root))
    tap = Tap()
    tap.check('the top folder holds what it should', top_level(root))
    tap.check('every C file names its licence', without_licence(texts))
    tap.check(f'no source has more than {LONGEST} lines', too_long(texts))
    tap.check('nothing is left undone', matches(texts, UNDONE))
    tap.check('no path of one machine', matches(texts, MACHINE))
    tap.check('no host but those of standards', matches(texts, URL, lambda match: HOSTS.search(match.group(1).split(':')[0])))
    tap.check('files are named as they should', ill_named(texts))
    tap.check('no stray blanks', untidy(texts))
    tap.check('every test program is registered', unregistered(root))
    tap.check('every test has a name of its own', shared_names(build))
    tap.end()


main()
