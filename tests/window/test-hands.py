# SPDX-License-Identifier: Apache-2.0
"""What hands do: files dragged onto the window, names typed into the file dialogs, the side buttons of a mouse, and Cancel."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

from driver import PATIENCE, Timeout
from tap import Skip, case, equal, run
from window import FOLDER, App, Window, clean_up, extents, find, find_all, get, make_dump, visible, wait

DRAG_SOURCE, SLOW_READ = sys.argv[3], sys.argv[4]
before = make_dump('before.hfdump', 3, 0, 1000)
after = make_dump('after.hfdump', 403, 2, 2000)

PRELOAD = ' '.join(filter(None, (os.environ.get('LD_PRELOAD'), SLOW_READ)))
window = Window(env={'LD_PRELOAD': PRELOAD,
                     'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'})


def snapshot(name):
    return find(window.frame, 'list item', where=lambda node: name in node.get_name() and visible(node))


def open_snapshots():
    return [node for node in find_all(window.frame, 'list item', where=lambda node: '.hfdump' in node.get_name() and visible(node))]


def dropped():
    try:
        return wait(open_snapshots, 5, 'the files to be opened')
    except Timeout:
        return None


@case('two files are dragged onto the window')
def _():
    if 'UBSAN_OPTIONS' in os.environ:
        window.open(*(pathlib.Path(path).as_uri() for path in (before, after)))
        window.row('What grew', 'app.Session')
        raise Skip('a sanitized program is often too slow to answer a drag')
    source = App([DRAG_SOURCE, before, after])
    try:
        label = get(source.frame, 'label', 'Drag me', where=visible)
        # Beside each other on the screen: the source stays above the window.
        subprocess.run(['xdotool', 'windowmove', source.window_id(), '20', '500'], check=True, timeout=30)
        subprocess.run(['xdotool', 'windowraise', source.window_id()], check=True, timeout=30)
        wait(lambda: source._geometry(source.window_id())[1] > 450, 15, 'the source to be where it was put')
        x, y = source.point(label)
        to_x, to_y = window.point(get(window.frame, 'label', 'What keeps it alive?', where=visible))
        # A slow program may miss the beginning or the end of a drag: who drags waits a little, and drags again if nothing came.
        rest = str(0.3 * PATIENCE)
        steps = ['mousemove', str(x - 2), str(y), 'sleep', rest, 'mousemove', str(x), str(y), 'sleep', rest, 'mousedown', '1', 'sleep', rest]
        for i in range(1, 21):
            steps += ['mousemove', str(x + (to_x - x) * i // 20), str(y + (to_y - y) * i // 20), 'sleep', '0.03']
        for i in range(4):
            steps += ['sleep', rest, 'mousemove', str(to_x + i % 2), str(to_y)]
        for _ in range(4):
            subprocess.run(['xdotool', *steps, 'sleep', rest, 'mouseup', '1'], check=True, timeout=60)
            if dropped():
                break
        window.row('What grew', 'app.Session')
        equal(len(open_snapshots()), 2)
    finally:
        source.stop()


def helpers():
    found = subprocess.run(['pgrep', '-P', str(window.process.pid), 'holdfast-graphv'], capture_output=True, text=True).stdout
    return [int(pid) for pid in found.split()]


@case('a click on Cancel ends a layout that is stuck, and its helper; the next drawing has another')
def _():
    stop = threading.Event()
    stuck = set()

    def hold():
        """Every helper, also those that take the place of one that was late: until somebody cancels."""
        while not stop.wait(0.05):
            for pid in set(helpers()) - stuck:
                os.kill(pid, signal.SIGSTOP)
                stuck.add(pid)

    wait(helpers, 60, 'the layout helper')
    holding = threading.Thread(target=hold)
    holding.start()
    try:
        wait(lambda: stuck, 15, 'a helper that is stuck')
        window.click(window.grown('app.Node'), dx=0.05)
        window.says('Who holds the new app.Node')
        window.row('Who holds the new ones', 'Node')
        window.win('show-in-graph')
        window.click(get(window.frame, 'push button', 'Cancel', where=visible))
        wait(lambda: not find(window.frame, 'push button', 'Cancel', where=visible), 30, 'the progress to go')
    finally:
        stop.set()
        holding.join()
    wait(lambda: not stuck & set(helpers()), 30, 'the helpers to go')
    window.page('growth')
    window.click(window.row('What grew', 'app.Message'), dx=0.05)
    window.says('Who holds the new app.Message')
    window.row('Who holds the new ones', 'Message')
    window.win('show-in-graph')
    wait(lambda: find(window.frame, 'list item', where=lambda node: 'Message' in node.get_name() and visible(node)), 60, 'the next drawing')
    window.page('growth')


# A file dialog is looked for, focused and waited for through the X server alone: GTK 4.8 has toplevels without an
# accessible path while such a dialog comes and goes, and says a critical warning when it is asked for one.

def on_screen(title):
    return subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(window.process.pid), '--name', f'^{re.escape(title)}$'],
                          capture_output=True, text=True).stdout.split()


def focus(title):
    """Waits until the dialog has the keyboard: what is typed before that goes to the window behind."""
    def ask():
        focused = subprocess.run(['xdotool', 'getwindowfocus'], capture_output=True, text=True).stdout.strip()
        return focused in on_screen(title)
    wait(ask, 60, f'the dialog {title}')


def leave(title):
    """By Escape, as often as it takes: GTK may ask in a dialog of its own whether to replace a file."""
    def ask():
        window.key('Escape')
        time.sleep(0.3)
        return not on_screen(title)
    wait(ask, 30, f'{title} to go')


def through_dialog(show, title, typed, done):
    """Answers a file dialog with a name (None: the one that it proposes), until @done says that it was taken: keys that reach
    the dialog while it reads its folder may go to its list, so that another name is answered. Then one asks once more."""
    for _ in range(4):
        show()
        focus(title)
        if typed is not None:
            window.key('ctrl+a')
            window.type(str(typed))
        window.key('Return')
        try:
            wait(lambda: not on_screen(title), 10, f'{title} to go')
            return done()
        except Timeout as failure:
            last = failure
            if on_screen(title):
                leave(title)
    raise last


@case('the open dialog opens the file whose name is typed')
def _():
    third = make_dump('third.hfdump', 900, 2, 3000)

    def show():
        window.focus()
        window.key('ctrl+o')

    through_dialog(show, 'Open Dumps', third, lambda: wait(lambda: any('900' in cells for _, cells in window.rows('What grew')), 30, 'the third dump'))


@case('a file dialog that is left opens nothing')
def _():
    window.focus()
    window.key('ctrl+o')
    focus('Open Dumps')
    leave('Open Dumps')
    equal(len(open_snapshots()), 3)


def export(kind, title, name, typed):
    """Exports into the folder of the dumps; without @typed by accepting the name that is proposed."""
    path = FOLDER / name
    through_dialog(lambda: window.win('export', kind), title, path if typed else None,
                   lambda: window.says(re.compile(f'^{re.escape(name)} was written$'), timeout=15))
    return path.read_text()


@case('the export dialog proposes a name, and writes what is typed')
def _():
    table = export('csv', 'Export the Table', 'third-growth.csv', typed=False)
    assert 'app.Session,3,900,897' in table, table
    equal(export('csv', 'Export the Table', 'grown.csv', typed=True), table)
    window.click(window.grown('app.Session'), dx=0.05)
    window.click(window.row('Who holds the new ones', 'Session'), times=2, dx=0.1)
    wait(lambda: find(window.frame, 'list item', where=lambda node: 'Session' in node.get_name() and visible(node)), 60, 'the drawing')
    picture = export('svg', 'Export the Drawing', 'third-graph.svg', typed=False)
    assert 'Session' in picture, picture
    assert 'Session' in export('svg', 'Export the Drawing', 'picture.svg', typed=True)


@case('the side buttons of a mouse go back and forward')
def _():
    window.page('growth')
    window.click(window.row('What grew', 'list'), dx=0.05)
    window.says('Who holds the new list')
    window.click(window.row('What grew', 'app.Message'), dx=0.05)
    window.says('Who holds the new app.Message')
    somewhere = get(window.frame, 'label', 'Why is it alive?', where=visible)
    window.click(somewhere, button=8)
    window.says('Who holds the new list')
    window.click(somewhere, button=9)
    window.says('Who holds the new app.Message')
    # The click after them goes to where the pointer is.
    window.click(window.row('What grew', 'list'), dx=0.05)
    window.says('Who holds the new list')
    window.click(somewhere, button=8)
    window.says('Who holds the new app.Message')
    window.click(window.row('What grew', 'app.Session'), dx=0.05)
    window.says('Who holds the new app.Session')


@case('a click on Cancel ends an opening that is slow; what was open stays')
def _():
    slow = pathlib.Path(make_dump('slow.hfdump', 250000, 0, 4000))
    # At 32 kB a second this takes a while; once it is open it would stay.
    assert slow.stat().st_size > 600000, slow.stat()
    window.win('open-uri', str(slow))
    row = wait(lambda: snapshot('slow.hfdump'), 30, 'the snapshot')
    window.says('What grew is shown as soon as the snapshots are read.')
    button = get(row, 'push button', 'Cancel', where=visible, prune=())
    # The row moves its parts when it hears of the first bytes.
    wait(lambda: 'Reading' in window.labels(row), 30, 'the word for what is being done')
    window.move(button, dx=0.4)
    window.click(button)
    wait(lambda: snapshot('slow.hfdump') is None, 30, 'the snapshot to go')
    equal(len(open_snapshots()), 3)
    window.page('growth')
    window.row('What grew', 'app.Session')


@case('it ends well')
def _():
    window.close()


run(after=clean_up)
