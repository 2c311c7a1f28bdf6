# SPDX-License-Identifier: Apache-2.0
"""What the pages say and show: the headline of Growth, cycles that read the same, words that do not fit."""
import csv
import os
import re

from tap import case, equal, run
from window import FOLDER, Window, clean_up, extents, find, find_all, get, make_dump, states, text, visible, wait

before = make_dump('before.hfdump', 3, 0, 1000)
same = make_dump('same.hfdump', 3, 0, 1500)
after = make_dump('after.hfdump', 403, 2, 2000)
SAMPLES = os.environ['HOLDFAST_SAMPLES']
window = Window()


def headline():
    found = find(window.frame, 'label', where=lambda node: re.match(r'app\.CACHE \(dict\) ', text(node)) and visible(node))
    return text(found) if found else None


def says(pattern):
    """The label that can be seen and reads like this: facts are called by their names."""
    return get(window.frame, 'label', timeout=30, where=lambda node: re.fullmatch(pattern, text(node)) and visible(node))


@case('where nothing grew nobody is suspected')
def _():
    window.open(f'file://{before}', f'file://{same}')
    window.says('Nothing grew between these snapshots.')
    window.says('Nothing that grew stands out.')
    assert 'sensitive' not in states(get(window.frame, 'push button', 'Show the Chain', where=visible))


@case('the head of the page says who holds what grew, and the table stays where it is')
def _():
    place = extents(window.table('What grew'))[1]
    window.open(f'file://{after}')
    window.grown('list')
    wait(headline, 60, 'the headline')
    # The oracle is the first row of the table.
    first = window.rows('What grew')[0][1]
    equal([first[0], first[3]], ['list', '+400'])
    found = re.fullmatch(r'app\.CACHE \(dict\) grew by (\d+) × Session.*; it keeps .* that was not there in A\.', headline())
    equal(found and found.group(1), '400', headline())
    window.says(re.compile(r'^Registry that is never emptied: '))
    equal(extents(window.table('What grew'))[1], place, 'where the table begins')


@case('its button draws the chain, and back leads to the page')
def _():
    window.click(get(window.frame, 'push button', 'Show the Chain', where=visible))
    wait(lambda: find(window.frame, 'list item', where=lambda node: 'Session' in node.get_name() and visible(node)), 60, 'the drawing')
    window.says('one of 400 objects held the same way')
    window.key('alt+Left')
    window.page('growth')
    window.click(window.grown('list'), dx=0.05)
    window.says('Who holds the new list')
    window.row('Who holds the new ones', 'list')


@case('a click on the row that is selected goes from a holder back to its type')
def _():
    window.click(window.row('Who holds the new ones', 'list'), dx=0.05)
    window.says('one of 400 objects held the same way')
    # In one line, as its name is.
    equal(extents(says('0x[0-9a-f]+'))[3], extents(says('Address'))[3])
    window.click(window.row('What grew', 'list'), dx=0.05)
    window.says('an example of list')
    says('400 of 400')
    # What stands for the type is known at once.
    draw = get(window.frame, 'push button', 'Show in Graph', where=visible)
    wait(lambda: 'sensitive' in states(draw), 15, 'something to draw')
    window.says(f"400 objects · {window.rows('What grew')[0][1][-1]}")


@case('a page shows what is cut elsewhere: a long path takes more lines')
def _():
    window.page('growth')
    line = extents(window.row('What grew', 'list'))[3]
    window.resize(800, 600)
    window.win('open-uri', f'{SAMPLES}/before.hfdump')
    window.win('open-uri', f'{SAMPLES}/after.hfdump')
    window.page('cycles')
    # Of the newer dump: the older has 200 of these.
    row = window.row('Cycles by shape', '2\u202f000')
    assert 'PageView → .session → Session → .views → list → [*] → PageView' in window.labels(row), window.labels(row)
    assert extents(row)[3] > 1.4 * line, (extents(row), line)


@case('two shapes that read the same are two rows: a click stays on the one that was meant')
def _():
    rows = [row for row, cells in window.rows('Cycles by shape') if cells[0].startswith('Cart')]
    equal(len(rows), 2)
    for row in rows:
        window.click(row, dx=0.05)
        status = window.labels(row)[4]
        wait(lambda: find(window.frame, 'label', where=lambda node: text(node) == status and visible(node) and extents(node)[0] > 560),
             30, f'{status} in the inspector')
        wait(lambda: 'selected' in states(row), 15, 'the row to stay selected')


@case('values are shown or kept back everywhere: lists, inspector, drawing and files')
def _():
    global window
    window.close()
    window = Window(after)
    window.page('types')
    window.click(window.row('Objects by type', 'app.Session'), times=2, dx=0.05)
    wait(lambda: window.rows('Objects'), 60, 'objects')
    row = window.rows('Objects')[0][0]
    window.click(row, dx=0.05)
    window.says('Address')
    readable = lambda: [words for words in (text(node) for node in find_all(window.frame, 'label', prune=(), where=visible))
                        if "id='u-" in words]
    wait(lambda: len(readable()) > 3, 30, 'values in the list and the inspector')
    window.win('show-in-graph')
    named = lambda: [node.get_name() for node in find_all(window.frame, 'list item', where=visible) if 'Session' in node.get_name()]
    wait(lambda: any("id='u-" in name for name in named()), 60, 'a value in the drawing')

    window.action('show-values', window=1)
    wait(lambda: named() and not any("id='u-" in name for name in named()), 60, 'the drawing without values')
    equal(readable(), [])
    window.page('types')
    wait(lambda: window.rows('Objects'), 30, 'objects')
    equal(readable(), [])
    table, svg = FOLDER / 'objects.csv', FOLDER / 'graph.svg'
    window.win('export-to', str(table))
    wait(lambda: table.exists() and table.stat().st_size > 0, 30, 'the table')
    window.page('graph')
    window.win('export-to', str(svg))
    wait(lambda: svg.exists() and '</svg>' in svg.read_text(), 60, 'the picture')
    assert 'Session' in svg.read_text() and "id=&#39;u-" not in svg.read_text() and "id='u-" not in svg.read_text()
    assert "id='u-" not in table.read_text()

    window.action('show-values', window=1)
    wait(lambda: any("id='u-" in name for name in named()), 60, 'values again')
    window.page('types')
    wait(lambda: len(readable()) > 3, 30, 'values again in the list')


def tree():
    return [cells[0] for _, cells in window.rows('Dominator tree')]


@case('Ctrl+F filters the top level of the dominator tree')
def _():
    window.page('dominators')
    wait(lambda: len(tree()) > 1, 30, 'the tree')
    window.focus()
    window.key('ctrl+f')
    window.type('modu*')
    wait(lambda: tree() == ['module'], 30, 'the module alone')
    window.type('x')
    window.says('Nothing matches the filter.')
    window.key('BackSpace')
    wait(lambda: tree() == ['module'], 30, 'the module again')


@case('the dominator tree is written as it is open, level by level')
def _():
    row = window.row('Dominator tree', 'module')
    # What the row dominates is opened by the keyboard, as the expander is.
    window.click(row, dx=0.05)
    window.key('shift+Right')
    wait(lambda: tree()[:2] == ['module', 'dict'], 30, 'what is below')
    # A click on the row that is selected comes back to it from elsewhere in its chain.
    steps = get(window.frame, 'list', 'The chain from a root', where=visible)
    window.click(window.row('Dominator tree', 'dict'), dx=0.5)
    chain = wait(lambda: (found := list(find_all(steps, 'list item', where=visible))) and len(found) == 2 and found, 30, 'the chain')
    window.click(chain[0])
    wait(lambda: len([step for step in find_all(steps, 'list item', where=visible)]) == 1, 30, 'the chain of the module')
    window.click(window.row('Dominator tree', 'dict'), dx=0.5)
    wait(lambda: len([step for step in find_all(steps, 'list item', where=visible)]) == 2, 30, 'the chain of the row')
    path = FOLDER / 'tree.csv'
    window.win('export-to', str(path))
    wait(lambda: path.exists() and path.stat().st_size > 0, 30, 'the table')
    with open(path, newline='') as file:
        written = list(csv.reader(file))
    equal(written[0], ['Level', 'Object', 'Value', 'Address', 'Shallow', 'Retained'])
    equal([row[:2] for row in written[1:]], [['1', 'module'], ['2', 'dict']])
    assert re.fullmatch('0x[0-9a-f]+', written[1][3]), written
    assert int(written[1][5]) == int(written[1][4]) + int(written[2][5]), written


run(after=clean_up)
