# SPDX-License-Identifier: Apache-2.0
"""What would go if references were cut: in the picture, in words, suggested, undone, exported."""
import os
import re
import subprocess

from tap import case, equal, run
from window import FOLDER, GLib, Window, clean_up, find, find_all, get, svg_words, visible, wait

from driver import extents, states, tree

samples = os.environ['HOLDFAST_SAMPLES']
window = Window(f'{samples}/after.hfdump')


def canvas():
    return get(window.frame, 'list', 'Reference graph', where=visible)


def node(name):
    return get(window.drawn(), 'list item', re.compile(name))


def descriptions():
    return ' '.join(item.get_description() for item in find_all(canvas(), role='list item'))


def says(pattern):
    return window.says(re.compile(pattern))


def says_no(pattern):
    wait(lambda: find(window.frame, 'label', re.compile(pattern), where=visible, prune=()) is None, 30, f'no label {pattern}')


def suggestions():
    return [button.get_name() for button in find_all(window.frame, 'push button', prune=())
            if visible(button) and re.match('Cut (module|thread)', button.get_name() or '')]


def select(name):
    window.click(node(name), dx=0.3, dy=0.4)
    wait(lambda: 'selected' in states(node(name)), 15, f'{name} selected')


@case('nothing is said of cuts before there are any')
def _():
    window.page('types')
    window.row('Objects by type', 'shop.Session')
    window.win('focus-object', "shop.SESSIONS['visitor-201']")
    window.page('graph')
    node('^Session')
    assert find(window.frame, 'push button', 'Mend All Cuts', where=visible, prune=()) is None


@case('suggests the nearest and the plainest references')
def _():
    select('^Session')
    window.key('s')
    wait(lambda: len(suggestions()) >= 2, 30, lambda: tree(window.frame))
    first, second = suggestions()[:2]
    assert re.match(r"Cut module shop › \.SESSIONS › \['visitor-201'\] › Session: leaves to the collector 5 objects", first), first
    assert re.match(r'Cut module shop › \.SESSIONS › dict: frees at once 2.001 objects', second), second
    window.shot('cuts-suggested')


@case('a suggestion is cut by a click, and the picture says what becomes of each object')
def _():
    window.click(get(window.frame, 'push button', re.compile('^Cut module shop › .SESSIONS › dict'), where=visible, prune=()), dx=0.2)
    says('^1 reference cut$')
    says('^Freed at once: 2.001 objects · 173.kB$')
    says('^Only by the collector: 11.563 objects')
    says('^No root holds the selection any more')
    assert 'would be freed at once' in node('^dict').get_description(), descriptions()
    assert 'would wait for the collector' in node('^Session').get_description(), descriptions()
    assert 'would' not in node('^module').get_description(), descriptions()
    window.shot('cuts-cut')


@case('undone and done again')
def _():
    window.key('ctrl+z')
    says_no('reference cut$')
    wait(lambda: 'would' not in descriptions(), 15, descriptions)
    window.key('ctrl+shift+z')
    says('^1 reference cut$')


@case('all mended')
def _():
    window.click(get(window.frame, 'push button', 'Mend All Cuts', where=visible, prune=()))
    says_no('reference cut$')


@case('a double click on a reference cuts it, another mends it')
def _():
    upper, lower = extents(node('^dict')), extents(node('^Session'))
    middle = (lower[1] - upper[1]) / 2 + (upper[3] + lower[3]) / 4
    for words in ('^Only by the collector: 5 objects', None):
        # Between the two boxes, as a part of the upper one's height from its top.
        window.click(node('^dict'), times=2, dy=(upper[3] / 2 + middle) / upper[3])
        if words:
            says(words)
        else:
            says_no('reference cut$')


@case('X cuts what keeps the object; what keeps it then is told and marked')
def _():
    window.win('focus-object', "shop.SESSIONS['visitor-201'].views[0]")
    select('^PageView')
    window.key('x')
    says('^1 reference cut$')
    says('^Freed at once: 1 object')
    window.key('x')
    says_no('reference cut$')
    window.shot('cuts-held')


@case('the exported picture has the cut too')
def _():
    window.key('x')
    says('^1 reference cut$')
    path = FOLDER / 'cut.svg'
    window.win('export-to', str(path))
    wait(path.exists, 30, 'the picture')
    wait(lambda: path.read_text().rstrip().endswith('</svg>'), 30, 'all of it')
    words, _ = svg_words(path)
    assert 'would be freed at once' in words and 'cut' in words, words
    assert 'no longer refers' in path.read_text()


@case('quits quietly')
def _():
    window.close()


def end():
    window.stop()
    clean_up()


run(after=end)
