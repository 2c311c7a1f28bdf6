# SPDX-License-Identifier: Apache-2.0
"""What is kept from one start to the next: size, panes, wishes, recent dumps."""
import os
import re
import subprocess

from tap import case, equal, run
from window import Window, children, clean_up, extents, find, find_all, get, make_dump, text, visible, wait

before = make_dump('before.hfdump', 3, 0, 1000)
after = make_dump('after.hfdump', 403, 2, 2000)
# Settings in a file of the throw-away home, so that a second start finds what the first has left.
ENV = {'GSETTINGS_BACKEND': 'keyfile'}
state = {}


def start(*paths):
    global window
    window = Window(*paths, env=ENV)
    return window


def box(node_of):
    return wait(lambda: (node := node_of()) and extents(node), 30, 'a pane')


def side():
    return find(window.frame, 'label', 'Why is it alive?', where=visible)


def snapshots():
    return find(window.frame, 'label', 'Snapshots', where=visible)


def near(got, wanted, what):
    assert abs(got - wanted) <= 4, f'{what}: {got}, not {wanted}'


def separator(paned):
    """Where the handle of a paned is, in the window: between its two children."""
    first, second = [extents(child) for child in children(paned) if visible(child)][:2]
    if abs(second[0] - first[0]) > abs(second[1] - first[1]):
        return second[0] - 2, first[1] + first[3] // 2
    return first[0] + first[2] // 4, second[1] - 2


def drag_at(place, by_x, by_y):
    """Drags a place of the window."""
    left, top, width, height = window._geometry(window.window_id())
    frame = extents(window.frame)
    x, y = left + (width - frame[2]) // 2 + place[0], top + (height - frame[3]) // 2 + place[1]
    subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'mousedown', '1', 'mousemove', str(x + by_x // 2), str(y + by_y // 2),
                    'mousemove', str(x + by_x), str(y + by_y), 'mouseup', '1'], check=True, timeout=30)


@case('size, panes and the split of Growth are as they were')
def _():
    start(before, after)
    window.row('What grew', 'list')
    window.resize(1180, 720)
    wait(lambda: abs(extents(window.frame)[2] - 1180) < 40, 30, 'the size')
    at_first = extents(window.table('What grew')), box(side)
    for name, by in (('Snapshots and pages', (40, 0)), ('Page and explanation', (-60, 0)), ('What grew and who holds it', (0, -70))):
        paned = get(window.frame, name=name, where=visible)
        drag_at(separator(paned), *by)
    state['frame'] = extents(window.frame)
    state['side'] = box(side)
    state['holders'] = box(lambda: find(window.frame, 'label', 'Who holds the new ones', where=visible))
    state['table'] = extents(window.table('What grew'))
    # Every handle did move.
    moved = state['table'][0] - at_first[0][0], state['side'][0] - at_first[1][0], state['table'][3] - at_first[0][3]
    assert moved[0] > 20 and moved[1] < -40 and moved[2] < -50, moved
    window.close()

    start(before, after)
    window.row('What grew', 'list')
    wait(lambda: abs(box(side)[0] - state['side'][0]) <= 4, 30, lambda: f'{box(side)}, not {state["side"]}')
    near(extents(window.frame)[2], state['frame'][2], 'width')
    near(extents(window.frame)[3], state['frame'][3], 'height')
    table = extents(window.table('What grew'))
    near(table[0], state['table'][0], 'where the page begins')
    near(table[2], state['table'][2], 'how wide the page is')
    near(box(lambda: find(window.frame, 'label', 'Who holds the new ones', where=visible))[1], state['holders'][1], 'the split')


@case('what was hidden stays hidden, and shown again when asked for')
def _():
    window.key('F9')
    wait(lambda: not snapshots(), 15, 'the side bar to go')
    window.key('shift+F9')
    wait(lambda: not side(), 15, 'the explanation to go')
    window.action('show-values', window=1)
    window.close()
    start(before, after)
    window.row('What grew', 'list')
    equal([snapshots(), side()], [None, None])
    equal(window.describe(window=1)['show-values'][2], [False])
    window.key('F9', 'shift+F9')
    wait(lambda: snapshots() and side(), 15, 'both panes')
    window.action('show-values', window=1)


@case('a window that was maximized is maximized again')
def _():
    maximized = lambda: '_NET_WM_STATE_MAXIMIZED_VERT' in subprocess.run(['xprop', '-id', window.window_id(), '_NET_WM_STATE'],
                                                                         capture_output=True, text=True).stdout
    equal(maximized(), False)
    window.click(get(window.frame, 'push button', 'Maximize', where=visible))
    wait(maximized, 15, 'a maximized window')
    window.close()
    start()
    wait(maximized, 15, 'a maximized window')
    window.close()


@case('the start page lists recent dumps: runtime, objects, size, date, folder')
def _():
    start()
    row = lambda: find(window.frame, 'list item', where=lambda node: 'after.hfdump' in ' '.join(window.labels(node)) and visible(node))
    words = '\n'.join(window.labels(wait(row, 30, 'the recent dump')))
    assert re.search(r'CPython 3\.11\.2 · 1\s218 objects · \d+ kB · 01/01/70 00:33', words), words
    assert os.path.dirname(after) in words, words
    window.click(row())
    window.row('Objects by type', 'app.Session')
    window.close()


run(after=clean_up)
