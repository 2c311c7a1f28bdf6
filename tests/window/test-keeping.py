# SPDX-License-Identifier: Apache-2.0
"""What a case keeps, and what it does not: only what differs is unsaved, keys and words of a person stay at home unless they are asked
for, and a dump that has moved is asked for. With HF_SHOTS=FOLDER pictures of the way are kept."""
import json
import os
import re
import shutil
import subprocess

from tap import case, equal, run
from window import FOLDER, Window, clean_up, find_all, get, text, visible, wait

from driver import states

samples = os.environ['HOLDFAST_SAMPLES']
before, after = (shutil.copy(f'{samples}/{name}.hfdump', FOLDER) for name in ('before', 'after'))
third, fourth = (FOLDER / f'{name}.hfcase' for name in ('third', 'fourth'))
ENV = {'XDG_STATE_HOME': str(FOLDER / 'state'), 'XDG_DATA_HOME': str(FOLDER / 'data')}
TAKEN = FOLDER / 'data' / 'holdfast' / 'snapshots'
DRAFTS = FOLDER / 'state' / 'holdfast' / 'drafts'
window = None


def start(*paths):
    global window
    if window is not None and window.process.poll() is None:
        window.process.kill()  # a case before this one failed
        window.process.wait(30)
    window = Window(*paths, env=ENV)
    wait(lambda: window.frame, 60, 'the window')


def entry(name):
    return get(window.frame, None, name, where=lambda node: visible(node) and node.get_role_name() in ('text', 'entry'), prune=())


def fill(name, words):
    def take():
        """The first click after a drop-down was used is the popup's own."""
        window.click(entry(name))
        try:
            return wait(lambda: 'focused' in states(entry(name)), 2)
        except Exception:
            return None

    wait(take, 30, f'{name} has the keyboard')
    window.key('ctrl+a')
    window.type(words)
    wait(lambda: text(entry(name)) == words, 30, lambda: f'{name} says {text(entry(name))!r}')


def nodes():
    return [node.get_name() for node in find_all(window.drawn(), role='list item') if visible(node)]


def content(path):
    return json.loads(path.read_text(encoding='utf-8'))


def mark_of(path, **what):
    marks = content(path)['marks']
    found = [mark for mark in marks if all(mark.get(key) == value for key, value in what.items())]
    assert len(found) == 1, marks
    return found[0]


def saved(path):
    path.unlink(missing_ok=True)
    window.win('save-case-to', str(path))
    wait(lambda: path.exists() and title().startswith(path.name), 30, lambda: f'{path}: {title()}')


def title():
    return window.frame.get_name()


def shown(name):
    return any(word.startswith(name) for word in nodes())


@case('an object is told of, and saved')
def _():
    start(before, after)
    window.win('focus-object', "shop.SESSIONS['visitor-201']")
    window.page('graph')
    wait(lambda: shown('Session'), 60, 'the drawing')
    window.choose('Verdict', '✓ Expected')
    wait(lambda: shown('✓ Session'), 60, 'the sign')
    fill('Note', 'ask the shop team')
    saved(third)


@case('a change of the drawing counts while it differs from what is saved')
def _():
    assert not title().startswith('•'), title()
    window.page('growth')
    window.page('graph')
    assert not title().startswith('•'), title()
    number = len(nodes())
    other = next(node for node in find_all(window.drawn(), role='list item', name=re.compile('^(dict|str)')) if visible(node))
    window.click(other, dx=0.3, dy=0.4)
    wait(lambda: 'selected' in states(other), 15, 'another node')
    window.key('Delete')
    wait(lambda: title().startswith('• '), 30, 'a hidden object is unsaved')
    wait(lambda: len(nodes()) < number, 60, 'it is gone')
    wait(lambda: list(DRAFTS.glob('*.hfcase')), 30, 'a draft')
    window.key('ctrl+z')
    wait(lambda: not title().startswith('•'), 30, 'nothing is unsaved any more')
    wait(lambda: len(nodes()) == number and not list(DRAFTS.glob('*.hfcase')), 30, 'all of it is back, and no draft is left')
    window.key('shift+r')
    wait(lambda: title().startswith('• '), 30, 'another layout is unsaved')
    window.key('ctrl+z')
    wait(lambda: not title().startswith('•'), 30, 'nothing is unsaved any more')


@case('a note that is taken back leaves nothing unsaved')
def _():
    window.click(next(node for node in find_all(window.drawn(), role='list item', name=re.compile('✓ Session'))), dx=0.3, dy=0.4)
    old = text(entry('Note'))
    fill('Note', 'x')
    wait(lambda: title().startswith('• '), 30, 'it is unsaved')
    fill('Note', old)
    wait(lambda: not title().startswith('•'), 30, 'nothing is unsaved any more')


@case('keys stand in the case only if that is asked for')
def _():
    window.win('case-values')
    wait(lambda: title().startswith('• '), 30, 'another wish is unsaved')
    saved(fourth)
    said = content(fourth)
    assert said['values'] is True
    equal(mark_of(fourth, verdict='expected')['object'], "sys.modules['shop'].SESSIONS['visitor-201']")
    window.win('case-values')
    saved(fourth)
    assert 'values' not in content(fourth) and 'object' not in mark_of(fourth, verdict='expected')
    assert 'visitor-' not in fourth.read_text()
    window.close()


@case('what was said is not in an exported picture, but where that is asked for')
def _():
    start(str(third))
    wait(lambda: shown('✓ Session'), 90, 'the drawing')
    window.drawn()
    words = ('✓', 'expected', 'ask the shop team')
    for ending in ('svg', 'dot', 'pdf', 'png'):
        path = FOLDER / f'silent.{ending}'
        window.win('export-to', str(path))
        wait(path.exists, 60, f'{path}')
        data = path.read_bytes()
        assert not any(word.encode() in data for word in words), path
    silent = FOLDER / 'silent.pdf'
    if shutil.which('pdftotext'):
        assert '✓' not in subprocess.run(['pdftotext', silent, '-'], check=True, capture_output=True, text=True, timeout=60).stdout
    window.win('export-notes')
    for ending in ('svg', 'dot'):
        path = FOLDER / f'telling.{ending}'
        window.win('export-to', str(path))
        wait(path.exists, 60, f'{path}')
        data = path.read_text(encoding='utf-8')
        assert 'expected: ask the shop team' in data, path
    assert '>✓ Session<' in (FOLDER / 'telling.svg').read_text(encoding='utf-8')
    window.close()


@case('a dump that has moved is asked for; another file is refused; one beside it is found too')
def _():
    elsewhere = FOLDER / 'elsewhere'
    elsewhere.mkdir()
    os.rename(before, elsewhere / 'before.hfdump')
    os.rename(after, elsewhere / 'late.hfdump')
    wrong = shutil.copy(elsewhere / 'late.hfdump', FOLDER / 'wrong.hfdump')
    start(str(third))
    dialog = window.dialog()
    said = ' '.join(text(node) for node in find_all(dialog, role='label', prune=()))
    digest = content(third)['dumps'][0]['sha256'][:12]
    name = content(third)['dumps'][0]['name']
    assert f'Where Is {name}?' in said and digest in said, said
    window.shot('case-missing')
    window.click(get(dialog, 'push button', re.compile('Without'), prune=()), toplevel=dialog)
    window.says(re.compile(f'{name} is not where it was'))
    window.win('locate-dump-at', str(wrong) if name == 'before.hfdump' else str(elsewhere / 'before.hfdump'))
    dialog = window.dialog()
    wait(lambda: 'its checksum begins with' in ' '.join(text(node) for node in find_all(dialog, role='label', prune=())), 30, 'the refusal')
    window.shot('case-refused')
    window.click(get(dialog, 'push button', re.compile('Without'), prune=()), toplevel=dialog)
    os.rename(elsewhere / 'late.hfdump', elsewhere / 'after.hfdump')
    window.win('locate-dump-at', str(elsewhere / name))
    wait(lambda: shown('✓ Session'), 90, 'the drawing')
    wait(lambda: title() == '• third.hfcase — Holdfast', 30, lambda: title())
    saved(third)
    equal(sorted(dump['name'] for dump in content(third)['dumps']), ['elsewhere/after.hfdump', 'elsewhere/before.hfdump'])
    window.close()


@case('values off is seen in the header, and a click shows them again')
def _():
    start(str(FOLDER / 'elsewhere' / 'after.hfdump'))
    window.page('types')
    window.row('Objects by type', 'shop.Session')
    window.win('show-values')
    button = get(window.frame, 'push button', 'Values off', where=visible)
    window.click(button)
    wait(lambda: not any(visible(node) for node in find_all(window.frame, role='push button', name='Values off')), 30, 'they are shown')
    window.close()


@case('old snapshots are listed with their size; what is open or named by a case stays')
def _():
    first, other = TAKEN / 'shop-1-20260101', TAKEN / 'other-2-20260102'
    for folder in (first, other):
        folder.mkdir(parents=True)
    for name in ('10-00-00', '10-00-10'):
        shutil.copy(FOLDER / 'elsewhere' / 'after.hfdump', first / f'{name}.hfdump')
    shutil.copy(FOLDER / 'elsewhere' / 'before.hfdump', other / '11-00-00.hfdump')
    start(str(first / '10-00-00.hfdump'))
    wait(lambda: window.frame.get_name() == 'Holdfast' and window.describe(window=1)['save-case-to'][0], 30, 'the window')
    window.page('types')
    window.row('Objects by type', 'shop.Session')
    window.win('old-snapshots')
    dialog = window.dialog()
    said = wait(lambda: (words := [text(node) for node in find_all(dialog, role='label', prune=())]) and 'shop-1-20260101' in words and words, 30, 'rows')
    assert any(word.startswith('3 snapshots of running programs take') for word in said), said
    assert any(word.startswith('2 snapshots') and '1 open' in word for word in said), said
    window.shot('case-old')
    window.click(get(dialog, 'check box', 'shop-1-20260101', prune=()), toplevel=dialog)
    button = wait(lambda: next((node for node in find_all(dialog, role='push button') if '1' in node.get_name()), None), 30, 'what would be deleted')
    window.click(button, toplevel=dialog)
    wait(lambda: not (first / '10-00-10.hfdump').exists(), 30, 'it is deleted')
    assert (first / '10-00-00.hfdump').exists() and (other / '11-00-00.hfdump').exists()
    window.close()


run(clean_up)
