# SPDX-License-Identifier: Apache-2.0
"""Wrong command lines and files that cannot be read: exit status, one clear line, nothing on standard output."""

import hashlib
import json
import os
import signal
import subprocess
import sys

from harness import CLI, PATIENCE, Dump, main, run

COMMANDS = ('info', 'types', 'growth', 'objects', 'object', 'chain', 'holders', 'cycles', 'dominators', 'waste', 'draw', 'convert')


def small(folder):
    dump = Dump()
    dump.root(dump.add(0x10, 'app.T'))
    return dump.write(folder / 'small.json')


def help_and_version(folder):
    text = run('--help').out
    assert run('-h').out == text
    for command in COMMANDS:
        assert f'\n  {command} ' in text
        own = run(command, '--help').out
        assert '--json' in own and 'Usage' in own, command
    assert run('--version').out.startswith('holdfast-cli ')


def usage_errors(folder):
    path = small(folder)
    wrong = [
        (), ('nonsense',), ('--nonsense',), ('info',), ('info', path, path), ('info', path, '--nonsense'), ('info', ''), ('types',),
        ('types', path, '--sort', 'colour'), ('types', path, '--limit', 'many'), ('types', path, '--limit', '-5'), ('types', path, '--limit'),
        ('growth', path), ('growth',), ('growth', path, path, '--by', 'colour'),
        ('objects', path), ('objects', '--type', 'x'), ('objects', path, '--type', 'x', '--sort', 'name'), ('object', path), ('object', path, '#1', '#1'),
        ('chain', path), ('chain', path, '#1', '--type', 'app.T'), ('chain', path, '#1', '--ways', '0'), ('chain', path, '#1', '--ways', '-1'),
        ('holders', path), ('cycles', path, '--live'), ('dominators', path, '#1', '#1'), ('draw', path, '#1'), ('draw', path, '-o', 'x.svg'),
        ('draw', path, '#1', '-o', 'x.gif'), ('draw', path, '#1', '-o', 'x'), ('draw', path, '#1', '-o', 'x.svg', '--fold-everything'),
        ('draw', path, '#1', '-o', 'x.svg', '--max-nodes', '0'), ('draw', path, '#1', '-o', 'x.svg', '--referrers', '-3'),
        ('convert', path), ('convert', path, '-o'), ('convert', path, '-o', ''), ('cut', path), ('--json',),
        ('snapshot',), ('snapshot', 'shop'), ('snapshot', '0'), ('snapshot', '-5'), ('snapshot', '12x'), ('snapshot', '1', '2'), ('snapshot', '1', '-o', ''),
        ('snapshot', '1', '-o', 'x.json'), ('snapshot', '1', '--values', '-1'),
        ('snapshot', '1', '--every', '0'), ('snapshot', '1', '--every', '-1'), ('snapshot', '1', '--every', 'nan'), ('snapshot', '1', '--every', 'x'),
        ('snapshot', '1', '--every', '1', '--count', '0'), ('snapshot', '1', '--every', '1', '--keep', '-1'),
        ('snapshot', '1', '--count', '2'), ('snapshot', '1', '--keep', '2'), ('snapshot', '1', '--every', '1', '-o', 'x.json'),
        ('processes', '1'),
    ]
    for words in wrong:
        run(*words, status=2)
        run('--json', *words, status=2)


def values_off(folder):
    """No command prints what an object holds, and pictures and reports say that it is left out."""
    dump = Dump()
    dump.root(dump.add(0x1000, 'module', 100, 'app'))
    dump.add(0x1010, 'dict', 200)
    dump.ref(0x1000, 0x1010, '.__dict__')
    for i in range(3):
        dump.ref(0x1010, dump.add(0x2000 + 0x40 * i, 'str', 60, "'hunter2'"), f"['pass_{i}']")
    path = dump.write(folder / 'secret.json')
    asked = [('types', path), ('objects', path, '--type', 'str'), ('object', path, '0x2000'), ('chain', path, '0x2000'), ('dominators', path, '0x1010'),
             ('object', path, '0x1010'), ('waste', path)]
    told = 0
    for words in asked:
        for json_too in ((), ('--json',)):
            told += 'hunter2' in run(*words, *json_too).out
            assert 'hunter2' not in run('--no-values', *words, *json_too).out, words
            assert 'hunter2' not in run(*words, *json_too, '--no-values').out, words
    assert told >= 8, told
    copy = folder / 'copy.json'
    assert '--redact' in run('convert', path, '-o', copy, '--no-values', status=2).err and not copy.exists()
    run('convert', path, '-o', copy, '--no-values', '--redact')
    assert 'hunter2' not in copy.read_text(encoding='utf-8')
    for ending in ('svg', 'dot'):
        picture = folder / f'picture.{ending}'
        run('draw', path, '0x2000', '-o', picture)
        assert 'hunter2' in picture.read_text(encoding='utf-8') and 'left out' not in picture.read_text(encoding='utf-8')
        run('draw', path, '0x2000', '-o', picture, '--no-values')
        assert 'hunter2' not in picture.read_text(encoding='utf-8') and 'Values are left out' in picture.read_text(encoding='utf-8')
    for ending in ('html', 'md'):
        report = folder / f'report.{ending}'
        run('report', path, '-o', report)
        assert 'hunter2' in report.read_text(encoding='utf-8') or ending == 'md'
        run('--no-values', 'report', path, '-o', report)
        text = report.read_text(encoding='utf-8')
        assert 'hunter2' not in text and text.index('Values are left out, names and keys are not') < text.index('app'), ending


def unreadable(folder):
    garbage = folder / 'garbage'
    garbage.write_bytes(os.urandom(4096))
    empty = folder / 'empty'
    empty.write_bytes(b'')
    broken = folder / 'broken.json'
    broken.write_text('{"holdfast": 1, "objects": [{"id": 1,', encoding='utf-8')
    bad_root = folder / 'kind.json'
    bad_root.write_text('[1, 2, 3]', encoding='utf-8')
    good = small(folder)
    operands = {'growth': lambda path: (good, path), 'object': lambda path: (path, '#1'), 'chain': lambda path: (path, '#1'),
                'objects': lambda path: (path, '--type', '*'), 'holders': lambda path: (path, '--type', '*'),
                'draw': lambda path: (path, '#1', '-o', folder / 'x.svg'), 'convert': lambda path: (path, '-o', folder / 'x.hfdump')}
    for path in (garbage, empty, broken, bad_root, folder, folder / 'missing'):
        for command in COMMANDS:
            result = run(command, *operands.get(command, lambda path: (path,))(path), status=3)
            assert result.err.count('\n') == 1 and path.name in result.err, (command, result.err)
    for command in ('objects', 'holders'):
        run(command, good, '--type', '*', '--new-since', garbage, status=3)
    assert not (folder / 'x.svg').exists() and not (folder / 'x.hfdump').exists()


def no_permission(folder):
    path = small(folder)
    path.chmod(0)
    if os.access(path, os.R_OK):
        return  # root may read everything
    assert 'small.json' in run('info', path, status=3).err


def hostile_file_name(folder):
    path = folder / 'a\x1b[31m\u202e.json'
    result = run('info', path, status=3)
    assert '\x1b' not in result.err and '\u202e' not in result.err
    good = small(folder).rename(folder / '\udcff\udcfe.json')
    assert json.loads(subprocess.run([CLI, '--json', 'info', good], stdout=subprocess.PIPE, check=True, timeout=PATIENCE).stdout)['objects'] == 1


def closed_output(folder):
    """A reader that goes away ends the program; a full disk is not "done"."""
    path = small(folder)
    with open('/dev/full', 'wb') as full:
        done = subprocess.run([CLI, 'info', path], stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE)
    assert done.returncode == 3, done.returncode


def truncated(folder):
    """A native dump that was cut opens as far as it goes and says so, in JSON and on standard error."""
    dump = Dump()
    dump.root(dump.add(0x10, 'app.T'))
    for i in range(2, 60000):
        dump.add(0x10 * i, 'app.T', value=hashlib.sha256(str(i).encode()).hexdigest())
        dump.ref(0x10, 0x10 * i, f'[{i}]')
    run('convert', dump.write(folder / 'a.json'), '-o', folder / 'a.hfdump')
    whole = (folder / 'a.hfdump').read_bytes()
    (folder / 'cut.hfdump').write_bytes(whole[:len(whole) * 3 // 4])
    result = run('--json', 'info', folder / 'cut.hfdump')
    assert result.json['truncated'] and 0 <= result.json['objects'] < len(dump.objects)
    assert 'cut.hfdump' in result.err


def interrupted(folder):
    """Ctrl+C ends a long answer soon, with nothing printed and the status that shells know."""
    fifo = folder / 'big.json'
    with open(fifo, 'w', encoding='utf-8') as file:
        file.write('{"holdfast": 1, "objects": [')
        file.write(','.join(f'{{"id": {i}, "type": "t.T{i % 7}", "refs": [{i * 31 % 600000 + 1}, {i % 600000 + 1}]}}' for i in range(1, 600001)))
        file.write('], "roots": [{"to": 1}]}')
    process = subprocess.Popen([CLI, '--json', 'types', fifo], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        process.wait(timeout=0.15)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    # A machine may be quick enough to be done before.
    assert (process.returncode == 130 and out == b'' and err.count(b'\n') == 1) or (process.returncode == 0 and out), (process.returncode, err)


def no_process(folder):
    """A number that no process has: the question has no answer, and there is no file."""
    result = run('snapshot', 2 ** 31 - 1, '-o', folder / 'x.hfdump', status=1)
    assert result.out == '' and result.err.count('\n') == 1 and '2147483647' in result.err and not list(folder.iterdir())


def other_languages(folder):
    """JSON is the same in every locale."""
    path = small(folder)
    texts = {run('--json', 'types', path, LC_ALL=locale, LANGUAGE=language).out
             for locale, language in (('C', ''), ('C.UTF-8', 'zh_CN'), ('zh_CN.UTF-8', 'zh_CN'), ('de_DE.UTF-8', 'de'))}
    assert len(texts) == 1


main([help_and_version, usage_errors, values_off, unreadable, no_permission, hostile_file_name, closed_output, truncated, interrupted, no_process, other_languages])
