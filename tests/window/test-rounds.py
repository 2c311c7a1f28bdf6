# SPDX-License-Identifier: Apache-2.0
"""Three snapshots, a round of work between each: growth by holder, and what stayed."""
import re

from tap import case, equal, run
from window import Window, clean_up, extents, find, get, make_dump, text, visible, wait

# 200 sessions are new in the second, 300 more in the last; objects are the same from dump to dump.
dumps = [make_dump(f'{name}.hfdump', sessions, 2, 1000 * i) for i, (name, sessions) in enumerate((('one', 3), ('two', 203), ('three', 503)), 1)]
window = Window()


def says(pattern):
    """The label that can be seen and reads like this: facts are called by their names."""
    return get(window.frame, 'label', timeout=30, where=lambda node: re.fullmatch(pattern, text(node)) and visible(node))


@case('rows are places, with what they retain')
def _():
    window.open(*(f'file://{dump}' for dump in dumps))
    window.grown('app.Session')
    window.choose('Group by', 'By holder')
    held = window.grown('Session')
    cells = window.labels(held)
    equal(cells[:-6] + cells[-6:-5], ['module app › .CACHE › [*]', '›', 'Session'])
    equal(cells[-5:-2], ['3', '503', '+500'])
    window.shot('rounds-holder')


@case('a place says its slot, how much it grows a round, and one of its objects')
def _():
    window.click(window.grown('Session'), dx=0.05)
    window.shot('rounds-place')
    says('app\\.CACHE')
    says('\\+250')
    window.says('Who holds the new ones')
    window.row('Who holds the new ones', 'Session')
    window.says(re.compile('^an example'))
    window.shot('rounds-place')


@case('what stayed is what the second round left')
def _():
    # Where there is no room for the buttons, a drop-down has their place.
    window.resize(800, 600)
    wait(lambda: extents(window.frame)[2] <= 800, 30, 'the size')
    window.choose('Which rows are shown', 'Stayed')
    wait(lambda: '+200' in window.labels(window.row('What grew', 'Session')), 30, 'what stayed')
    wait(lambda: find(window.frame, 'label', '200 objects', where=visible), 30, 'the holders of what stayed')
    window.shot('rounds-stayed')
    window.resize(1280, 800)
    wait(lambda: extents(window.frame)[2] > 1200, 30, 'the size')


@case('two snapshots cannot tell what stayed')
def _():
    window.choose('The newer snapshot', 'B')
    wait(lambda: find(window.frame, 'push button', 'Stayed', where=visible) is None, 30, 'no button')
    wait(lambda: '+200' in window.labels(window.row('What grew', 'Session')), 30, 'growth')
    window.shot('rounds-two')


@case('it ends well')
def _():
    window.close()


run(after=clean_up)
