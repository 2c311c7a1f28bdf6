# SPDX-License-Identifier: Apache-2.0
"""The map beside the dominator tree: what it names, clicks, keys, the way in and out, wide and narrow. How cycles are
mended, and what is wasted."""
import json
import os
import pathlib
import re
import subprocess

from tap import case, equal, run
from window import PROGRAM, Window, clean_up, extents, find, find_all, get, make_dump, states, text, unnamed, visible, wait

dump = make_dump('heap.hfdump', 403, 2, 2000)
CLI = str(pathlib.Path(PROGRAM).resolve().parent.parent / 'cli' / 'holdfast-cli')
SAMPLE = os.path.join(os.environ['HOLDFAST_SAMPLES'], 'after.hfdump')
shots = os.environ.get('HF_SHOTS')
window = Window()


def the_map():
    return get(window.frame, None, 'Map of what keeps the memory', where=visible)


def titles():
    return [text(node) for node in find_all(the_map(), 'label', where=visible)]


def title(word):
    return wait(lambda: next((node for node in find_all(the_map(), 'label', where=visible) if text(node).startswith(word)), None), 30, word)


def crumbs():
    """Buttons of the way in stand right above the map."""
    map_x, map_y, map_width, _ = extents(the_map())

    def beside(node):
        x, y, width, height = extents(node)
        return width > 0 and map_y - 60 < y < map_y and map_x - 20 <= x <= map_x + map_width
    return [node.get_name() for node in find_all(window.frame, 'push button', where=beside)]


def is_inside(name):
    """The button does not stand beyond the window's edge."""
    x, _, width, _ = extents(get(window.frame, 'push button', name, where=visible))
    return x >= 0 and x + width <= extents(window.frame)[2]


def chain():
    steps = get(window.frame, 'list', 'The chain from a root', where=visible)
    return [node.get_name() for node in find_all(steps, 'list item', where=visible)]


def shot(name):
    if shots:
        window.screenshot(f'{shots}/{name}.png')


def map_button():
    return get(window.frame, 'push button', 'Map', where=visible)


@case('the map stands beside the tree, and names what is largest first')
def _():
    window.open(f'file://{dump}')
    window.page('dominators')
    wait(lambda: window.rows('Dominator tree'), 60, 'the tree')
    window.click(map_button())
    wait(titles, 30, 'titles')
    rows = [cells for _, cells in window.rows('Dominator tree')]
    # The oracle is the tree's first row of what is held: its name, and what it retains.
    held = [cells for cells in rows if not cells[0].startswith('Not reachable')]
    assert titles()[0].startswith(held[0][0]) and any(titles()[0].endswith(f'· {cell}') for cell in held[0][1:]), (titles(), held[0])
    equal(crumbs(), ['Whole heap'])
    # Two rings of the dump are garbage.
    window.says(re.compile(r'^Not on the map: .* that no root reaches\.$'))
    shot('map-wide')
    equal([what for what in unnamed(window.frame) if what[:2] != ('filler', 'GtkListItemWidget')], [], 'controls without a name')


@case('a click selects the object, a double click goes into it, a button goes out')
def _():
    first = titles()[0]
    window.click(title(first))
    wait(lambda: chain() and first.split()[0] in chain()[-1], 30, lambda: f'the chain of {first}: {chain()}')
    window.click(title(first), times=2)
    wait(lambda: len(crumbs()) == 2, 30, 'the way in')
    inner = wait(lambda: titles() if titles() and titles()[0] != first else None, 30, 'what is inside')
    assert inner[0] != first
    shot('map-inside')
    window.click(get(window.frame, 'push button', 'Whole heap', where=visible))
    wait(lambda: titles() and titles()[0] == first and len(crumbs()) == 1, 30, 'the whole heap')


@case('the keyboard walks, goes in and out')
def _():
    first = titles()[0]
    window.click(title(first))
    window.key('Return')
    wait(lambda: len(crumbs()) == 2, 30, 'the way in')
    inside = wait(lambda: titles() if titles() and titles()[0] != first else None, 30, 'what is inside')
    before = the_map().get_description()
    assert before, 'the cell that the keyboard is at is told'
    window.key('Right')
    if len([name for name in inside if ' · ' in name]) > 1:
        wait(lambda: the_map().get_description() != before, 30, 'another cell')
    window.key('Escape')
    wait(lambda: len(crumbs()) == 1, 30, 'the whole heap')


def told():
    return the_map().get_description()


def outer_names():
    """What the cells with a size in their title are called."""
    return [name.rsplit(' · ', 1)[0] for name in titles() if ' · ' in name]


@case('cells inside others are told, and the keyboard goes to them')
def _():
    window.click(title(titles()[0]))
    outer = wait(lambda: told() if 'retains' in told() else None, 30, 'the cell that was clicked')
    spoken = [node.get_name() for node in find_all(the_map(), 'label', where=visible)]
    assert any(re.search(r': retains [\d.]+.\w+, [\d.,<]+.?%', name) for name in spoken), spoken
    assert len(spoken) > len(outer_names()), 'cells inside are told too'
    window.key('Page_Down')
    inner = wait(lambda: told() if told() != outer else None, 30, 'the cell inside')
    window.key('Page_Up')
    wait(lambda: told() != inner, 30, 'the cell around it')


@case('the map follows the groups and the filter')
def _():
    window.choose('Group the top level', 'Top level by type')
    rows = wait(lambda: [cells for _, cells in window.rows('Dominator tree') if not cells[0].startswith('Not reachable')], 30, 'the groups')
    wait(lambda: outer_names() and outer_names()[0] == rows[0][0], 30, lambda: f'the first group: {outer_names()} {rows[0]}')
    first = titles()[0]
    window.click(title(first), dx=0.1, times=2)
    wait(lambda: len(crumbs()) == 2 and crumbs()[1] == rows[0][0], 30, lambda: f'into the group: {crumbs()}')
    wait(lambda: titles() and titles()[0] != first, 30, 'its objects')
    shot('map-group')
    window.key('Escape')
    wait(lambda: crumbs() == ['Whole heap'], 30, 'out again')
    name = outer_names()[-1]
    window.key('ctrl+f')
    window.type(name)
    wait(lambda: crumbs() == ['What matches'], 30, lambda: f'the filter on the map: {crumbs()}')
    wait(lambda: outer_names() and all(name in other for other in outer_names()), 30, lambda: f'{name}: {outer_names()}')
    window.says(re.compile(r'^The map shows .* of .*: what the filter means\.$'))
    shot('map-filter')
    window.key('ctrl+a', 'BackSpace')
    wait(lambda: crumbs() == ['Whole heap'], 30, 'no filter')


@case('what only a thread keeps is a way to group the top level')
def _():
    window.choose('Group the top level', 'Top level by thread')
    wait(lambda: any('Kept by modules' in cells[0] for _, cells in window.rows('Dominator tree')), 30, 'the groups')


@case('where there is no room for both, the button changes between tree and map')
def _():
    window.resize(790, 570)
    wait(lambda: abs(extents(window.frame)[2] - 790) < 40, 15, 'the size')
    wait(lambda: titles(), 30, 'the map in the narrow window')
    shot('map-narrow')
    x, _, width, _ = extents(the_map())
    assert 0 <= x and x + width <= extents(window.frame)[2], 'the map is inside the window'
    window.click(map_button())
    wait(lambda: window.rows('Dominator tree'), 30, 'the tree')
    wait(lambda: find(window.frame, None, 'Map of what keeps the memory', where=visible) is None, 30, 'no map')


@case('cycles say how they are mended')
def _():
    window.resize(1270, 780)
    window.page('cycles')
    row = wait(lambda: next((node for node, cells in window.rows('Cycles by shape')), None), 60, 'cycles')
    window.click(row, dx=0.05)
    window.says(re.compile('→ weakref.ref: .*would be freed at once'))
    shot('cycles-mend')


@case('waste is listed with its remedy, and its objects')
def _():
    window.open(f'file://{SAMPLE}')
    window.page('types')
    wait(lambda: window.rows('Objects by type'), 60, 'types')
    window.choose('Group by', 'Waste')
    rows = wait(lambda: window.rows('Waste'), 60, 'waste')
    told = json.loads(subprocess.run([CLI, 'waste', SAMPLE, '--json', '--limit', '0'], stdout=subprocess.PIPE, check=True, timeout=120).stdout)
    most = max((row for row in told['waste'] if row['kind'] != 'large'), key=lambda row: row['wasted'])
    row, cells = rows[0]
    assert cells[0] == most['what'], (cells, most)
    window.click(row, dx=0.05)
    window.says(most['remedy'])
    wait(lambda: chain() and most['type'] in chain()[-1], 30, 'the example')
    window.click(get(window.frame, 'push button', 'List Objects', where=visible))
    wait(lambda: window.rows('Objects'), 60, 'objects')
    window.says(re.compile(f'^{most["count"]:,} objects?$'.replace(',', '.?')))
    shot('waste-wide')
    window.resize(790, 570)
    wait(lambda: abs(extents(window.frame)[2] - 790) < 40, 15, 'the size')
    wait(lambda: is_inside('List Objects') and is_inside('Show in Graph'), 30, 'the page and the panes inside the window')
    shot('waste-narrow')
    window.choose('Group by', 'By type')
    wait(lambda: window.rows('Objects by type'), 60, 'types')


@case('nothing complained')
def _():
    window.close()


run(after=clean_up)
