# SPDX-License-Identifier: Apache-2.0
"""Notes and verdicts, said in the window and kept in a case file: saved, opened again as it was, and not lost to a crash.
With HF_SHOTS=FOLDER pictures of the way are kept."""
import json
import os
import re
import shutil
import signal
import subprocess

from tap import case, equal, run
from window import FOLDER, GLib, Window, clean_up, find, find_all, get, text, visible, wait

from driver import extents, states, tree

samples = os.environ['HOLDFAST_SAMPLES']
before, after = (shutil.copy(f'{samples}/{name}.hfdump', FOLDER) for name in ('before', 'after'))
first, second, third = (FOLDER / f'{name}.hfcase' for name in ('first', 'second', 'third'))
PLACE = 'module shop › .SESSIONS › [*] › Session'
ENV = {'XDG_STATE_HOME': str(FOLDER / 'state')}
DRAFTS = FOLDER / 'state' / 'holdfast' / 'drafts'
window = None
drawn = {}


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
    picture = window.drawn()
    return {node.get_name(): extents(node) for node in find_all(picture, role='list item') if visible(node)}


def canvas_key(key):
    window.click(next(iter(find_all(window.drawn(), role='list item', name=re.compile('Session')))), dx=0.3, dy=0.4)
    window.key(key)


def content(path):
    return json.loads(path.read_text(encoding='utf-8'))


def mark_of(path, **what):
    marks = content(path)['marks']
    found = [mark for mark in marks if all(mark.get(key) == value for key, value in what.items())]
    assert len(found) == 1, marks
    return found[0]


def saved(path):
    window.win('save-case-to', str(path))
    wait(lambda: path.exists() and title().startswith(path.name), 30, lambda: f'{path}: {title()}')


def title():
    return window.frame.get_name()


@case('a verdict and a note on a place: said in the inspector, seen in the row')
def _():
    start(before, after)
    window.grown('shop.Session')
    window.choose('Group by', 'By holder')
    row = wait(lambda: next((row for row, cells in window.rows('What grew') if 'Session' in cells), None), 60, 'the row of the place')
    window.click(row, dx=0.3)
    wait(lambda: find(window.frame, 'combo box', 'Verdict', where=visible) is not None, 30, lambda: tree(window.frame))
    window.choose('Verdict', '⚑ Leak')
    wait(lambda: title().startswith('• '), 30, 'the title says that it is not saved')
    fill('Reason', 'sessions never end')
    fill('Note', 'ask the shop team')
    wait(lambda: any('⚑' in cells for _, cells in window.rows('What grew')), 30, 'the sign in the row')
    window.shot('case-growth')


@case('a draft is there a moment later')
def _():
    wait(lambda: any('sessions never end' in path.read_text() for path in DRAFTS.glob('*.hfcase')), 30, 'the draft')


@case('an object is told of, a type hidden, a reference cut')
def _():
    window.win('focus-object', "shop.SESSIONS['visitor-201']")
    window.page('graph')
    wait(lambda: any(name.startswith('Session') for name in nodes()), 60, 'the drawing')
    window.choose('Verdict', '✓ Expected')
    wait(lambda: any('✓ Session' in name for name in nodes()), 60, lambda: f'the sign in the drawing: {list(nodes())}')
    entry('Reason')
    fill('Note', 'the one that is looked at')
    canvas_key('x')
    window.says(re.compile('^[0-9]+ references? cut$'))
    other = next(node for node in find_all(window.drawn(), role='list item', name=re.compile('^int')) if visible(node))
    window.click(other, dx=0.3, dy=0.4)
    wait(lambda: 'selected' in states(other), 15, 'another node')
    window.key('shift+Delete')
    wait(lambda: not any(name.startswith('int') for name in nodes()), 60, 'numbers are hidden')
    window.shot('case-graph')


@case('saved: what was said, the drawing, the view; no key and no value of the heap')
def _():
    window.key('1')
    drawn['before'] = nodes()
    saved(first)
    equal(title(), 'first.hfcase — Holdfast')
    said = content(first)
    equal([dump['name'] for dump in said['dumps']], ['after.hfdump', 'before.hfdump'] if said['dumps'][0]['name'].startswith('a') else ['before.hfdump', 'after.hfdump'])
    assert all(len(dump['sha256']) == 64 for dump in said['dumps'])
    mark = mark_of(first, place=PLACE)
    equal((mark['verdict'], mark['reason'], mark['note']), ('leak', 'sessions never end', 'ask the shop team'))
    mark = mark_of(first, verdict='expected')
    assert mark['note'] == 'the one that is looked at' and mark['address'].startswith('0x') and mark['type'] == 'shop.Session'
    assert 'visitor-' not in first.read_text()
    drawing = said['drawings'][0]
    assert drawing['lists']['types'] == ['int'] and drawing['lists']['cuts'] and len(drawing['nodes']) == len(drawn['before'])
    equal(said['view']['page'], 'graph')
    wait(lambda: not list(DRAFTS.glob('*.hfcase')), 30, 'no draft is left')
    window.close()


@case('opened again: all of it is there, nodes within a pixel')
def _():
    start(str(first))
    wait(lambda: any('✓ Session' in name for name in nodes()), 90, 'the drawing')
    wait(lambda: set(nodes()) == set(drawn['before']), 60, lambda: f'{sorted(nodes())}, not {sorted(drawn["before"])}')
    window.click(next(node for node in find_all(window.drawn(), role='list item', name=re.compile('✓ Session'))), dx=0.3, dy=0.4)
    window.key('1')
    window.says(re.compile('^[0-9]+ references? cut$'))
    now = wait(lambda: (places := nodes()) and set(places) == set(drawn['before']) and places, 30, 'the nodes')
    anchor = next(name for name in now if '✓ Session' in name)
    for name, box in drawn['before'].items():
        for i in range(2):
            was, is_now = box[i] - drawn['before'][anchor][i], now[name][i] - now[anchor][i]
            assert abs(was - is_now) <= 1, f'{name}: {was}, now {is_now}'
    equal(text(entry('Note')), 'the one that is looked at')
    assert not title().startswith('•'), title()
    window.shot('case-opened')
    saved(second)
    old, new = (content(path)['drawings'][0] for path in (first, second))
    equal(new['lists'], old['lists'])
    places = {key: (x, y) for key, x, y in new['nodes']}
    origin = old['nodes'][0]
    for key, x, y in old['nodes']:
        left, top = places[key][0] - places[origin[0]][0], places[key][1] - places[origin[0]][1]
        assert abs(left - (x - origin[1])) <= 1 and abs(top - (y - origin[2])) <= 1, key
    equal(content(second)['marks'], content(first)['marks'])
    window.page('growth')
    wait(lambda: any('⚑' in cells for _, cells in window.rows('What grew')), 60, 'the sign in the row')
    window.close()


@case('closing with something unsaved asks; Cancel stays, Save saves')
def _():
    start(str(first))
    wait(lambda: any('✓ Session' in name for name in nodes()), 90, 'the drawing')
    window.click(next(node for node in find_all(window.drawn(), role='list item', name=re.compile('✓ Session'))), dx=0.3, dy=0.4)
    fill('Note', 'another note')
    window.action('quit')
    dialog = window.dialog()
    window.shot('case-closing')
    window.click(get(dialog, 'push button', re.compile('Cancel'), prune=()), toplevel=dialog)
    wait(lambda: title().startswith('• '), 15, 'still there, still unsaved')
    window.action('quit')
    dialog = window.dialog()
    window.click(get(dialog, 'push button', re.compile('^_?Save'), prune=()), toplevel=dialog)
    equal(window.process.wait(60), 0)
    equal(mark_of(first, verdict='expected')['note'], 'another note')


@case('killed: the next start offers what was said')
def _():
    start(str(first))
    wait(lambda: any('✓ Session' in name for name in nodes()), 90, 'the drawing')
    window.click(next(node for node in find_all(window.drawn(), role='list item', name=re.compile('✓ Session'))), dx=0.3, dy=0.4)
    fill('Note', 'said before the crash')
    wait(lambda: any('said before the crash' in path.read_text() for path in DRAFTS.glob('*.hfcase')), 30, 'the draft')
    window.process.send_signal(signal.SIGKILL)
    window.process.wait(30)
    equal(mark_of(first, verdict='expected')['note'], 'another note')
    start()
    dialog = window.dialog()
    window.shot('case-offered')
    window.click(get(dialog, 'push button', re.compile('^_?Open'), prune=()), toplevel=dialog)
    wait(lambda: title() == '• first.hfcase — Holdfast', 60, lambda: title())
    saved(third)
    equal(mark_of(third, verdict='expected')['note'], 'said before the crash')
    wait(lambda: not list(DRAFTS.glob('*.hfcase')), 30, 'no draft is left')
    window.close()


@case('a dump that has changed, and one that is gone, are told of')
def _():
    os.unlink(before)
    with open(after, 'ab') as file:
        file.write(b'more')
    start(str(third))
    dialog = window.dialog()
    window.click(get(dialog, 'push button', re.compile('Without'), prune=()), toplevel=dialog)
    window.says(re.compile('before.hfdump is not where it was'))
    window.says(re.compile('after.hfdump has changed'))
    window.close()


@case('what is no case says so')
def _():
    broken = FOLDER / 'broken.hfcase'
    broken.write_text('{"holdfast_case": 1, "marks": [{}]}')
    start(str(broken))
    window.says(re.compile('broken.hfcase: A mark needs either'))
    window.close()


run(clean_up)
