# SPDX-License-Identifier: Apache-2.0
"""From two dumps to the picture of what holds the leak, as a person would go."""
import json
import re
import subprocess
import time

from tap import case, equal, run
from window import FOLDER, Window, clean_up, find_all, get, make_dump, svg_words, text, visible, wait

before = make_dump('before.hfdump', 3, 0, 1000)
after = make_dump('after.hfdump', 403, 2, 2000)
window = Window(before, after)


def nodes():
    """The drawing's nodes: list items with a name, in the canvas."""
    canvas = get(window.frame, 'list', re.compile('[Gg]raph|[Dd]rawing'), where=visible)
    return [node for node in find_all(canvas, role='list item') if visible(node)]


@case("Growth's first row is the leak")
def _():
    window.row('What grew', 'app.Session')
    first = window.rows('What grew')[:3]
    equal({cells[0] for _, cells in first}, {'app.Session', 'app.Message', 'list'})
    session = next(cells for _, cells in first if cells[0] == 'app.Session')
    equal(session[1:4], ['3', '403', '+400'])


@case('a click says who holds the new ones, and why')
def _():
    window.click(window.row('What grew', 'app.Session'), dx=0.05)
    row = window.row('Who holds the new ones', 'Session')
    cells = window.labels(row)
    equal(cells[0], 'module app › .CACHE › [*]')
    assert '400' in cells, cells
    window.says('module app')
    window.says('.CACHE')
    window.says(re.compile(r"^\['u-\d+'\]$"))


@case('a double click on the holder draws the chain')
def _():
    window.click(window.row('Who holds the new ones', 'Session'), times=2, dx=0.2)
    wait(lambda: len(nodes()) >= 5, 60, 'the drawing')
    names = ' '.join(node.get_name() for node in nodes())
    for kind in ('module', 'dict', 'Session', 'Message', 'list'):
        assert kind in names, names


@case('a double click on a node follows its references back')
def _():
    count = len(nodes())
    list_node = next(node for node in nodes() if re.search(r'\bdict\b', node.get_name()))
    window.click(list_node, times=2, dx=0.3, dy=0.3)
    wait(lambda: len(nodes()) >= count, 30, 'more nodes')


def is_written(path):
    """Whether there is something in the file, and has been for a moment."""
    size = path.stat().st_size if path.exists() else 0
    time.sleep(0.1)
    return size > 0 and path.stat().st_size == size


@case('SVG has the types as text and every node; PNG, PDF and DOT are what they say')
def _():
    for ending in ('svg', 'png', 'pdf', 'dot'):
        path = FOLDER / f'picture.{ending}'
        window.win('export-to', str(path))
        wait(lambda: is_written(path), 60, path)
    words, drawn = svg_words(FOLDER / 'picture.svg')
    for word in ('Session', 'Message', 'module', '.CACHE'):
        assert any(word in said for said in words), words
    equal(len(drawn), len(nodes()), 'nodes')
    assert (FOLDER / 'picture.png').read_bytes()[:8] == b'\x89PNG\r\n\x1a\n'
    assert (FOLDER / 'picture.pdf').read_bytes()[:5] == b'%PDF-'
    counted = subprocess.run(['dot', '-Tjson0', FOLDER / 'picture.dot'], capture_output=True, timeout=60)
    equal(counted.returncode, 0, counted.stderr)
    assert len(json.loads(counted.stdout)['objects']) >= len(drawn)


@case('the table is written as CSV')
def _():
    window.page('growth')
    path = FOLDER / 'growth.csv'
    window.win('export-to', str(path))
    wait(lambda: is_written(path), 60, path)
    lines = path.read_text().splitlines()
    assert 'app.Session,3,403,400,25600,3 403,80000' in lines, lines


@case('Copy as Python puts the expression on the clipboard')
def _():
    window.click(window.row('What grew', 'app.Session'), dx=0.05)
    window.says('.CACHE')
    button = get(window.frame, 'push button', 'Copy as Python', where=visible)
    window.click(button)
    window.says('The expression was copied')


@case('a cycle is drawn from its row')
def _():
    window.page('cycles')
    row = wait(lambda: next((row for row, cells in window.rows('Cycles by shape') if '.other' in cells[0]), None), 30, 'the ring')
    window.click(row, times=2, dx=0.02)
    wait(lambda: sum('Node' in node.get_name() for node in nodes()) == 3, 60, 'three nodes')
    window.says(re.compile('^Nothing reaches it'))


@case('it ends well, and never kept the person waiting')
def _():
    window.close()
    stall = window.stall()
    print(f'# longest stall {stall} ms')
    assert stall < 500, stall


run(after=clean_up)
