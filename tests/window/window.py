# SPDX-License-Identifier: Apache-2.0
"""What the tests of the window share: dumps, the program on them, and ways to read what it shows."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

from driver import *  # noqa: F401,F403
from driver import App, GLib, children, find, find_all, get, plain, states, text, unnamed, visible, wait

PROGRAM, MAKE_DUMP = sys.argv[1], sys.argv[2]
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix='holdfast-window-'))


_windows = []


def clean_up():
    """Of a program that died on the way, its last words are told."""
    for window in _windows:
        if window.process.poll() not in (None, 0):
            print(f'# the program ended with {window.process.returncode}; it said:')
            for line in window.said.read_text(errors='replace').splitlines()[-60:]:
                print(f'# {line}')
    shutil.rmtree(FOLDER, ignore_errors=True)


def make_dump(name, sessions, rings, seconds, *more):
    path = FOLDER / name
    subprocess.run([MAKE_DUMP, path, str(sessions), str(rings), str(seconds), *more], check=True, timeout=120)
    return str(path)


class Window(App):
    """The program with its one window."""

    def __init__(self, *paths, env=None):
        self.said = FOLDER / f'said-{len(list(FOLDER.glob("said-*")))}'
        super().__init__([PROGRAM, *paths], bus_name='org.holdfast.Holdfast', env={'HOLDFAST_WATCHDOG': '1', **(env or {})},
                         log=self.said)
        _windows.append(self)

    def win(self, name, *parameters):
        values = [GLib.Variant('s', value) for value in parameters]
        self.action(name, *values, window=1)

    def table(self, name):
        return get(self.frame, 'tree table', name) if find(self.frame, 'tree table', name) else get(self.frame, 'table', name)

    def labels(self, row):
        return [text(node) for node in find_all(row, role='label', prune=())]

    def rows(self, table):
        """Cells of the rows that can be seen, without the titles."""
        found = [node for node in find_all(self.table(table), role='table row', prune=()) if visible(node)]
        return [(row, self.labels(row)) for row in found][1:]

    def row(self, table, word):
        """The row that says @word in one of its cells."""
        def ask():
            return next((row for row, cells in self.rows(table) if word in cells), None)
        return wait(ask, 30, f'{word} in {table}')

    def grown(self, word):
        """A row of What grew once the figures are complete: until then the rows may be replaced under the pointer."""
        wait(lambda: (rows := self.rows('What grew')) and not any('…' in cells for _, cells in rows), 60, 'complete figures')
        return self.row('What grew', word)

    def choose(self, combo, item):
        """Chooses from a drop-down by keys, once its popup has the keyboard; GTK 4.8 names its items by their labels only."""
        box = get(self.frame, 'combo box', combo, where=visible)

        def items():
            return [node for node in find_all(box, role='list item', prune=()) if visible(node)]

        def focused():
            return next((i for i, node in enumerate(items()) if 'focused' in states(node)), None)

        self.click(box)
        wait(lambda: focused() is not None, 30, f'the popup of {combo}')
        names = [self.labels(node) for node in items()]
        place = next(i for i, labels in enumerate(names) if item in labels)
        self.key(*(['Home'] + ['Down'] * place + ['Return']))

    def page(self, name):
        self.win('page', name)

    def shot(self, name):
        """A screenshot to look at, where HF_SHOTS names a folder."""
        if os.environ.get('HF_SHOTS'):
            self.screenshot(os.path.join(os.environ['HF_SHOTS'], f'{name}.png'))

    def drawn(self):
        """The graph, once no other picture is on its way to it."""
        def ask():
            graph = find(self.frame, 'list', 'Reference graph', where=visible)
            return graph if graph is not None and 'busy' not in states(graph) else None
        return wait(ask, 60, 'a picture that stays')

    def resize(self, width, height):
        window = wait(self.window_id, what='the window')
        subprocess.run(['xdotool', 'windowsize', window, str(width), str(height)], check=True, timeout=30)

    def says(self, pattern, role='label', timeout=30):
        """Waits until a label that can be seen says this."""
        return get(self.frame, role, pattern, timeout, where=visible)

    def stall(self):
        """The longest that the main loop worked without a look around, in ms of its own time; after close()."""
        for line in self.said.read_text(errors='replace').splitlines():
            if line.startswith('watchdog:'):
                return float(line.split('worked for at most ')[1].split(' ')[0])
        raise AssertionError(f'the watchdog said nothing: {self.said.read_text(errors="replace")}')

    def close(self):
        """Quits as a person would, and tells what was wrong on the way."""
        self.action('quit')
        status = self.process.wait(60)
        self.log.close()
        said = self.said.read_text(errors='replace')
        # GTK's own list of keys says "reported min width -3" of its page numbers.
        bad = [line for line in said.splitlines() if re.search('CRITICAL|Gtk-WARNING|GLib-GObject-WARNING', line)
               and 'reported min width -3' not in line]
        if status != 0 or bad:
            raise AssertionError(f'status {status}: {said}')


def svg_words(path):
    """The words of an SVG file, and how many nodes it has."""
    root = ET.parse(path).getroot()
    names = {'svg': 'http://www.w3.org/2000/svg'}
    words = [''.join(node.itertext()) for node in root.iterfind('.//svg:text', names)]
    nodes = [node for node in root.iterfind('.//svg:g', names) if 'node' in (node.get('class') or '').split()]
    return words, nodes
