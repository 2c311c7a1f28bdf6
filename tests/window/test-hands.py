# SPDX-License-Identifier: Apache-2.0
"""What hands do: files dragged onto the window, names typed into the file dialogs, the side buttons of a mouse, and Cancel."""
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading

from driver import PATIENCE, Timeout
from tap import Skip, case, equal, run
from window import FOLDER, App, Window, clean_up, extents, find, find_all, get, make_dump, text, visible, wait

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


def answer(dialog, path):
    """Types a name and confirms it; again where GTK's dialog, still busy with a folder, did not take it. Does not look into
    the dialog: GTK 4.8 dies when it is asked for a row that it is about to replace."""
    for _ in range(4):
        window.type(path)
        window.key('Return')
        try:
            wait(lambda: len(window.toplevels()) == 1, 15, 'the dialog to go')
            return
        except Timeout:
            window.focus(dialog)
            window.key('ctrl+a')
    raise Timeout(f'{path} was not taken')


@case('the open dialog opens the file whose name is typed')
def _():
    third = make_dump('third.hfdump', 900, 2, 3000)
    window.focus()
    window.key('ctrl+o')
    dialog = window.dialog('Open Dumps')
    window.focus(dialog)
    answer(dialog, third)
    wait(lambda: any('900' in cells for _, cells in window.rows('What grew')), 60, 'the third dump')


@case('a file dialog that is left opens nothing')
def _():
    window.focus()
    window.key('ctrl+o')
    window.focus(window.dialog('Open Dumps'))
    window.key('Escape')
    wait(lambda: len(window.toplevels()) == 1, 15, 'the dialog to go')
    equal(len(open_snapshots()), 3)


def export(kind, title, path):
    window.win('export', kind)
    dialog = window.dialog(title)
    window.focus(dialog)
    proposed = text(get(dialog, 'text', where=lambda node: visible(node) and 'editable' in states_of(node)))
    window.key('ctrl+a')
    answer(dialog, str(path))
    window.says(re.compile(f'^{re.escape(path.name)} was written$'))
    return proposed


def states_of(node):
    return {state.value_nick for state in node.get_state_set().get_states()}


@case('the export dialog proposes a name, and writes what is typed')
def _():
    table = FOLDER / 'grown.csv'
    proposed = export('csv', 'Export the Table', table)
    equal(proposed, 'third-growth.csv')
    assert 'app.Session,3,900,897' in table.read_text(), table.read_text()
    window.click(window.grown('app.Session'), dx=0.05)
    window.click(window.row('Who holds the new ones', 'Session'), times=2, dx=0.1)
    wait(lambda: find(window.frame, 'list item', where=lambda node: 'Session' in node.get_name() and visible(node)), 60, 'the drawing')
    picture = FOLDER / 'picture.svg'
    equal(export('svg', 'Export the Drawing', picture), 'third-graph.svg')
    assert 'Session' in picture.read_text()


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
    # GTK 4.8 ends a pointer's implicit grab only when one of the buttons 1 to 5 is released: the click that follows one of
    # these buttons still goes to where they were pressed.
    window.click(somewhere)


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
