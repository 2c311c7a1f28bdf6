# SPDX-License-Identifier: Apache-2.0
"""Every file with words for people is in POTFILES, and every language in LINGUAS is complete."""

import pathlib
import re
import subprocess
import sys
import tempfile

import tree
from tap import Tap

MARKED_C = re.compile(r'(?<![\w])(?:_|N_|C_|NC_|ngettext|g_dgettext|g_dngettext|g_dpgettext2) ?\(')
MARKED_UI = re.compile(r'translatable="(yes|true|1)"')
ENTRY = re.compile(r'^#, .*\bfuzzy\b', re.MULTILINE)


def has_words(path, text):
    if path.suffix in ('.c', '.h'):
        text = re.sub(r'^\s*#\s*define.*$', '', text, flags=re.MULTILINE)
        return MARKED_C.search(re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)) is not None
    if path.suffix == '.ui':
        return MARKED_UI.search(text) is not None
    return path.name.endswith(('.desktop.in', '.metainfo.xml.in', '.gschema.xml'))


def listed(source, name):
    lines = (source / 'po' / name).read_text(encoding='utf-8').splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith('#')]


def potfiles_problems(source):
    named = listed(source, 'POTFILES.in')
    if named != sorted(named):
        yield 'po/POTFILES.in is not sorted'
    there = {str(path) for path, text in tree.text_files(source)
             if path.parts[0] in ('app', 'ui', 'data') and has_words(path, text)}
    yield from (f'{path} has words to translate and is not in po/POTFILES.in' for path in sorted(there - set(named)))
    yield from (f'{path} is in po/POTFILES.in and has no words to translate' for path in sorted(set(named) - there))


def template(source, folder):
    """A fresh template from POTFILES.in, made as the build makes it."""
    made = folder / 'holdfast.pot'
    subprocess.run(['xgettext', '--package-name=holdfast', f'--files-from={source / "po" / "POTFILES.in"}',
                    f'--directory={source}', f'--output={made}', '--from-code=UTF-8', '--add-comments=Translators',
                    '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2', '--keyword=ngettext:1,2',
                    '--keyword=g_dgettext:2', '--keyword=g_dngettext:2,3', '--keyword=g_dpgettext2:2c,3'],
                   check=True, timeout=120, stderr=subprocess.PIPE)
    return made


def completeness_problems(source, language, folder):
    """Nothing untranslated or fuzzy after merging with the words the program has today."""
    merged = folder / f'{language}.po'
    subprocess.run(['msgmerge', '--quiet', '--no-fuzzy-matching', '-o', merged, source / 'po' / f'{language}.po',
                    template(source, folder)], check=True, timeout=120)
    for flag in ('--untranslated', '--only-fuzzy'):
        done = subprocess.run(['msgattrib', flag, '--no-obsolete', '--no-wrap', merged], text=True, check=True,
                              stdout=subprocess.PIPE, timeout=120)
        for line in done.stdout.split('\n'):
            if line.startswith('msgid ') and line != 'msgid ""':
                yield f'{flag[2:]}: {line[6:]}'


def main():
    source = pathlib.Path(sys.argv[1])
    tap = Tap()
    tap.check('POTFILES.in', potfiles_problems(source))
    for language in listed(source, 'LINGUAS'):
        path = source / 'po' / f'{language}.po'
        tap.run(f'msgfmt {language}', ['msgfmt', '--check', '-o', '/dev/null', path])
        with tempfile.TemporaryDirectory() as folder:
            tap.check(f'{language} is complete', completeness_problems(source, language, pathlib.Path(folder)))
    tap.end()


main()
