# SPDX-License-Identifier: Apache-2.0
"""Opens two large dumps of one program in the window, goes through the pages as a person would, and says the longest
time for which the main loop was kept from running.

    bench_window.py WINDOW BENCH_OPEN OBJECTS [MILLISECONDS]

With MILLISECONDS a longer stall than that is a failure; without, nothing is (a busy machine proves nothing)."""
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'window'))
from tap import case, run
from window import FOLDER, Window, clean_up, find, find_all, get, visible, wait

BENCH_OPEN, OBJECTS = sys.argv[2], int(sys.argv[3])
LIMIT = float(sys.argv[4]) if len(sys.argv) > 4 else float('inf')
PATIENCE = 60


def make(name, objects):
    file = str(FOLDER / name)
    subprocess.run([BENCH_OPEN, '--make', file, str(objects)], check=True, stdout=subprocess.DEVNULL)
    return file


def rows(table):
    return wait(lambda: window.rows(table), PATIENCE, f'rows of {table}')


def title(words):
    """A column's title that can be seen."""
    return get(window.frame, 'label', words, where=visible, prune=())


files = [make('before.hfdump', OBJECTS * 9 // 10), make('after.hfdump', OBJECTS)]
start = time.monotonic()
window = Window(*files)


@case('two dumps open, and what grew is there')
def _():
    rows('What grew')
    print(f'# {OBJECTS} objects: first rows of Growth after {time.monotonic() - start:.2f} s', flush=True)


@case('a row that grew says who holds it, and its chain')
def _():
    window.click(rows('What grew')[0][0], dx=0.05)
    rows('Who holds the new ones')
    wait(lambda: find(window.frame, 'push button', 'Copy as Python', where=visible), PATIENCE, 'the chain')


@case('types: their objects, sorted, filtered')
def _():
    window.page('types')
    window.click(rows('Objects by type')[0][0], times=2, dx=0.05)
    rows('Objects')
    for _ in range(2):
        window.click(title('Address'))
        rows('Objects')
    window.key('ctrl+f')
    window.type('Type1')
    wait(lambda: all('Type1' in cells[0] for _, cells in rows('Objects by type')), PATIENCE, 'types of the name')
    window.key('ctrl+a', 'Delete')


@case('cycles and dominators')
def _():
    window.page('cycles')
    rows('Cycles by shape')
    window.page('dominators')
    window.click(rows('Dominator tree')[0][0], dx=0.1)
    window.key('Right', 'Down', 'Right')


@case('an object is drawn')
def _():
    window.win('focus-object', '#1000')
    window.page('graph')
    wait(lambda: list(find_all(window.frame, 'list item', where=visible, prune=())), PATIENCE, 'a drawn node')


@case('every page again, and back')
def _():
    for page, table in (('growth', 'What grew'), ('types', 'Objects by type'), ('cycles', 'Cycles by shape'), ('dominators', 'Dominator tree')):
        window.page(page)
        rows(table)
    for _ in range(3):
        window.win('back')


@case('the main loop was free all the time')
def _():
    window.close()
    said = window.said.read_text(errors='replace')
    found = re.search(r'waiting for at most ([0-9.]+) ms \(([0-9.]+) s after the start\).* worked for at most ([0-9.]+) ms', said)
    stall, when, work = map(float, found.groups())
    print(f'# longest stall of the main loop: {stall:.1f} ms, {when:.1f} s after the start; longest work {work:.1f} ms', flush=True)
    assert stall <= LIMIT, f'{stall} ms'


def end():
    window.stop()
    clean_up()


run(after=end)
