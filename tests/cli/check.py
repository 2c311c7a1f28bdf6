# SPDX-License-Identifier: Apache-2.0
"""case and check: verdicts written from the command line hold or fail where the test's own account says so."""

import json
import os
import resource
import subprocess
import xml.dom.minidom

from harness import CLI, PATIENCE, Dump, main, run, run_on_terminal

PLACE = 'module app › .CACHE › [*] › Session'


def shop(sessions, logs=0, base=0):
    """module app -> CACHE (dict) -> Sessions -> data (list); LOG (list) -> Entries."""
    dump = Dump()
    dump.add(base + 0x1000, 'module', 100, 'app')
    dump.add(base + 0x1010, 'dict', 200)
    dump.add(base + 0x1020, 'dict', 300)
    dump.add(base + 0x1030, 'list', 300)
    dump.root(base + 0x1000)
    dump.ref(base + 0x1000, base + 0x1010, '.__dict__')
    dump.ref(base + 0x1010, base + 0x1020, "['CACHE']")
    dump.ref(base + 0x1010, base + 0x1030, "['LOG']")
    for i in range(sessions):
        session = dump.add(base + 0x10000 + 0x20 * i, 'app.Session', 50)
        data = dump.add(base + 0x10010 + 0x20 * i, 'list', 1000)
        dump.ref(base + 0x1020, session, f"['secret-{i}']")
        dump.ref(session, data, '.data')
    for i in range(logs):
        dump.ref(base + 0x1030, dump.add(base + 0x80000 + 0x20 * i, 'app.Entry', 40), f'[{i}]')
    return dump


def write_case(folder, *words):
    """The case of a program with 20 sessions and 5 log entries."""
    path = shop(20, 5).write(folder / 'old.json')
    run('case', path, *words, '-o', folder / 'a.hfcase')
    return folder / 'a.hfcase'


def checked(case, *dumps, status=0):
    answer = run('check', '--json', case, *dumps, status=status).json
    return {(row['verdict'], row['subject']): row for row in answer['checks']}, answer


def leak(folder):
    case = write_case(folder, '--leak', PLACE)
    same, answer = checked(case, folder / 'old.json', status=1)
    assert same['leak', PLACE]['now'] == 20 and same['leak', PLACE]['bytes'] == 20 * 50
    assert answer['failed'] == 1 and not answer['passed'] and not answer['compared']
    mended = shop(0, 5, base=0x5000000).write(folder / 'mended.json')
    rows, answer = checked(case, mended)
    assert rows['leak', PLACE]['now'] == 0 and answer['passed']


def leak_of_object(folder):
    """On the object: all that is below it, found again in another run by its name."""
    case = write_case(folder, '--leak', 'app.CACHE=3')
    rows, _ = checked(case, shop(5, 5, base=0x5000000).write(folder / 'new.json'), status=1)
    assert rows['leak', 'app.CACHE']['now'] == 10  # five sessions and their lists
    assert rows['leak', 'app.CACHE']['allow'] == 3
    rows, _ = checked(case, shop(1, 5, base=0x5000000).write(folder / 'new.json'))
    assert rows['leak', 'app.CACHE']['now'] == 2 and rows['leak', 'app.CACHE']['result'] == 'passed'


def expected(folder):
    case = write_case(folder, '--expected', PLACE + '=25', '--expected', 'app.LOG')
    checked(case, shop(25, 500).write(folder / 'new.json'))
    rows, _ = checked(case, shop(26, 5).write(folder / 'new.json'), status=1)
    assert rows['expected', PLACE]['result'] == 'failed' and rows['expected', 'app.LOG']['result'] == 'passed'


def unknown(folder):
    case = write_case(folder, '--unknown', PLACE + '=2')
    old = folder / 'old.json'
    checked(case, shop(22, 5).write(folder / 'new.json'))
    checked(case, shop(23, 5).write(folder / 'new.json'), status=1)
    checked(case, old, shop(22, 5).write(folder / 'new.json'))
    rows, answer = checked(case, old, shop(23, 5).write(folder / 'new.json'), status=1)
    assert rows['unknown', PLACE]['before'] == 20 and rows['unknown', PLACE]['now'] == 23 and answer['compared']


def growth(folder):
    """What has no verdict is told of, and fails where that was asked for."""
    case = write_case(folder, '--expected', 'app.CACHE')
    old, new = folder / 'old.json', shop(40, 30).write(folder / 'new.json')
    rows, _ = checked(case, old, new)
    place = 'module app › .LOG › [*] › Entry'
    assert set(rows) == {('expected', 'app.CACHE'), ('growth', place)}, rows
    assert rows['growth', place]['before'] == 5 and rows['growth', place]['now'] == 30 and rows['growth', place]['result'] == 'reported'
    answer = json.loads(run('check', '--json', '--strict', case, old, new, status=1).out)
    assert answer['failed'] == 1
    run('check', '--strict', '--tolerance', '25', case, old, new)
    run('check', '--strict', '--tolerance', '24', case, old, new, status=1)


def junit(folder):
    case = write_case(folder, '--leak', PLACE, '--expected', 'app.LOG', '--reason', 'known <"bad">')
    report = folder / 'report.xml'
    run('check', case, folder / 'old.json', '--junit', report, status=1)
    suite = xml.dom.minidom.parse(str(report)).getElementsByTagName('testsuite')[0]
    cases = {item.getAttribute('name'): item for item in suite.getElementsByTagName('testcase')}
    assert suite.getAttribute('tests') == '2' and suite.getAttribute('failures') == '1'
    assert cases[PLACE].getAttribute('classname') == 'leak'
    assert '20 objects' in cases[PLACE].getElementsByTagName('failure')[0].getAttribute('message')
    assert not cases['app.LOG'].childNodes


def hostile_names(folder):
    """Names of a dump are text in XML, and no terminal is sent what they say."""
    dump = shop(0)
    for i in range(30):
        dump.ref(0x1030, dump.add(0x80000 + 0x20 * i, 'app.<x a="&\x1b]0;evil\x07\ufffe">', 40), f'[{i}]')
    case = write_case(folder, '--expected', 'app.CACHE')
    run('check', '--strict', case, folder / 'old.json', dump.write(folder / 'new.json'), '--junit', folder / 'r.xml', status=1)
    xml.dom.minidom.parse(str(folder / 'r.xml'))
    screen = run_on_terminal('check', '--strict', case, folder / 'old.json', folder / 'new.json')
    assert 'Verdict' in screen and '\x1b' not in screen


def the_file(folder):
    """Small, relative, without values, and not there where something was wrong."""
    case = write_case(folder, '--leak', 'module app > .CACHE > [*] > Session', '--reason', 'why', '--tolerance', '7')
    text = case.read_text(encoding='utf-8')
    content = json.loads(text)
    assert content['dumps'][0]['name'] == 'old.json' and content['tolerance'] == 7
    assert content['marks'] == [{'count': 20, 'place': PLACE, 'reason': 'why', 'verdict': 'leak'}]
    assert 'secret' not in text and str(folder) not in text
    case.unlink()
    run('case', folder / 'old.json', '--leak', 'app.NOTHING', '-o', case, status=1)
    run('case', folder / 'old.json', '--leak', 'app.LOG', '--expected', 'app.LOG=3', '-o', case, status=2)
    run('case', folder / 'old.json', '--leak', '', '-o', case, status=2)
    run('case', folder / 'old.json', status=2)
    assert not case.exists()


def unreadable(folder):
    case = write_case(folder, '--leak', 'app.CACHE')
    for text in ('', '{}', '{"holdfast_case": 2}', '[' * 100000, '{"holdfast_case":1,"marks":[{"object":1}]}'):
        (folder / 'b.hfcase').write_text(text, encoding='utf-8')
        result = run('check', folder / 'b.hfcase', folder / 'old.json', status=3)
        assert str(folder / 'b.hfcase') in result.err and result.err.count('\n') == 1, result.err
    run('check', case, folder / 'none.json', status=3)
    run('check', folder / 'none.hfcase', folder / 'old.json', status=3)
    run('check', case, folder / 'old.json', '--dump', f'old.json={folder}/old.json', status=2)


def own_dumps(folder):
    """Without dumps, those of the case; what has moved is named, and only what it was is taken for it."""
    case = write_case(folder, '--leak', PLACE + '=20')
    old = folder / 'old.json'
    rows, answer = checked(case)
    assert rows['leak', PLACE]['now'] == 20 and answer['dumps'] == [str(old)]
    moved, wrong = folder / 'moved=there.json', shop(3).write(folder / 'wrong.json')
    old.rename(moved)
    result = run('check', case, status=3)
    assert 'old.json is not where it was' in result.err and '--dump old.json=PATH' in result.err and result.err.count('\n') == 1, result.err
    result = run('check', case, '--dump', f'old.json={wrong}', status=3)
    assert 'wrong.json is not the dump old.json' in result.err and result.err.count('\n') == 1, result.err
    assert run('check', '--json', case, '--dump', f'old.json={moved}').json['passed']
    run('check', case, '--dump', f'old.json={moved}', '--dump', f'other.json={moved}', status=2)
    run('check', case, '--dump', moved, status=2)
    os.mkfifo(folder / 'pipe')
    assert 'It is no file' in run('check', case, '--dump', f'old.json={folder}/pipe', status=3).err
    shop(4).write(old)
    assert 'old.json has changed' in run('check', case, status=3).err
    run('check', case, '--dump', 'old.json=/nowhere/old.json', status=3)


def between(folder):
    """Of the dumps between the first and the last nothing is asked, not even that they are there."""
    case = folder / 'three.hfcase'
    dumps = [shop(n).write(folder / f'{n}.json') for n in (3, 4, 5)]
    run('case', *dumps, '--leak', PLACE + '=9', '-o', case)
    dumps[1].unlink()
    rows, _ = checked(case)
    assert rows['leak', PLACE]['now'] == 5, rows
    dumps[2].unlink()
    run('check', case, status=3)


def keys(folder):
    """A key comes from what the program works on: no case has it that was not to."""
    path, case = shop(20, 5).write(folder / 'old.json'), folder / 'k.hfcase'
    subject = "app.CACHE['secret-3']"
    assert '--values' in run('case', path, '--leak', subject, '-o', case, status=2).err and not case.exists()
    run('case', path, '--leak', subject, '--values', '-o', case)
    content = json.loads(case.read_text(encoding='utf-8'))
    assert content['values'] is True and content['marks'][0]['object'] == subject
    run('case', path, '--leak', 'app.LOG[3]', '--leak', PLACE, '-o', case)
    assert 'values' not in json.loads(case.read_text(encoding='utf-8'))


def no_room(folder):
    """A file that may not grow: one sentence, and the old file."""
    case = write_case(folder, '--leak', 'app.CACHE')
    before = case.read_bytes()

    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = subprocess.run([CLI, 'case', str(folder / 'old.json'), '--leak', 'app.LOG', '-o', str(case)], stderr=subprocess.PIPE,
                          timeout=PATIENCE, preexec_fn=small, check=False)
    assert done.returncode == 3 and done.stderr.count(b'\n') == 1 and b'It cannot be written' in done.stderr, done
    assert case.read_bytes() == before


main([leak, leak_of_object, expected, unknown, growth, junit, hostile_names, the_file, unreadable, own_dumps, between, keys, no_room])
