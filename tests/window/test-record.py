# SPDX-License-Identifier: Apache-2.0
"""Snapshots of a running program: chosen from the list, one or at a pace, and what is shown when the program ends."""
import os
import re
import signal
import subprocess
import sys

from tap import case, equal, run
from window import FOLDER, Window, clean_up, find, find_all, states, text, visible, wait

WORD = f'leaky{os.getpid()}'
PROGRAM = '''
import sys, time
class Session:
    pass
CACHE = []
print('ready', flush=True)
while True:
    CACHE.extend(Session() for _ in range(50))
    time.sleep(0.2)
'''
script = FOLDER / f'{WORD}.py'
script.write_text(PROGRAM)
window = Window(env={'XDG_DATA_HOME': str(FOLDER / 'data')})
program = None


def start_program():
    global program
    program = subprocess.Popen(['/usr/bin/python3', str(script)], stdout=subprocess.PIPE, text=True)
    equal(program.stdout.readline(), 'ready\n')


def dialog():
    return next((one for one in window.toplevels() if one.get_name() == 'Take a Snapshot'), None)


def open_dialog():
    """Opens it, and waits until what is typed goes there."""
    window.key('ctrl+r')
    wait(lambda: dialog() and subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True, text=True)
         .stdout.strip() == 'Take a Snapshot', 30, 'the list of programs')
    return dialog()


def every_second(frame):
    window.key('alt+a')
    wait(lambda: 'checked' in states(find(frame, 'check box', 'Again every')), 30, 'the mark')
    window.click(find(frame, 'spin button', 'Seconds between two snapshots'), toplevel=frame, dx=0.1)
    window.key('ctrl+a')
    window.type('1\t')


def choose(frame):
    """Types the program's name; it is selected then."""
    window.type(WORD)
    return wait(lambda: next((row for row in find_all(frame, 'list item') if visible(row) and WORD in (row.get_name() or '')
                              and 'selected' in states(row)), None), 60, f'{WORD} in the list')


def press(frame, name):
    button = wait(lambda: (found := find(frame, 'push button', name, where=visible)) and 'sensitive' in states(found) and found, 30, name)
    window.click(button, toplevel=frame)


def snapshots():
    """The letters and names in the side bar."""
    box = find(window.frame, 'list', 'Snapshots', where=visible)
    return [[text(label) for label in find_all(row, 'label', prune=())] for row in find_all(box, 'list item')] if box else []


@case('the list says what runs, narrows to what is typed, and goes away with Escape')
def _():
    start_program()
    frame = open_dialog()
    row = choose(frame)
    words = ' '.join(text(label) for label in find_all(row, 'label', prune=()))
    assert f'{WORD} ({program.pid})' in words and 'Python 3.' in words and str(script) in words, words
    window.shot('record-dialog')
    window.key('Escape')
    wait(lambda: dialog() is None, 30, 'no dialog')
    equal(snapshots(), [])


@case('a name that nothing has says so, and nothing can be taken')
def _():
    frame = open_dialog()
    window.type('no such program')
    wait(lambda: find(frame, 'label', 'No Python program is called like that.', where=visible), 30, 'the words')
    assert 'sensitive' not in states(find(frame, 'push button', 'Take Snapshot'))
    window.key('Escape')
    wait(lambda: dialog() is None, 30, 'no dialog')


@case('one snapshot is taken and opened, and the program goes on')
def _():
    frame = open_dialog()
    choose(frame)
    press(frame, 'Take Snapshot')
    wait(lambda: len(snapshots()) == 1, 90, 'a snapshot')
    wait(lambda: find(window.frame, name='Objects by type', where=visible) and window.rows('Objects by type'), 60, 'its types')
    files = sorted((FOLDER / 'data').glob(f'holdfast/snapshots/{WORD}-{program.pid}-*/*.hfdump'))
    equal(len(files), 1)
    equal(program.poll(), None)
    window.shot('record-one')


@case('at a pace the trend fills: what grows is the first row, and its column says which snapshots')
def _():
    frame = open_dialog()
    choose(frame)
    every_second(frame)
    press(frame, 'Take Snapshot')
    wait(lambda: len(snapshots()) >= 4, 120, 'three more snapshots')
    wait(lambda: find(window.frame, 'label', f'{WORD} ({program.pid})', where=visible), 30, 'what is recorded')
    window.click(wait(lambda: find(window.frame, 'push button', 'Take no more snapshots', where=visible), 30, 'the button that stops'))
    wait(lambda: not find(window.frame, 'push button', 'Take no more snapshots', where=visible), 60, 'the end of the recording')
    taken = len(snapshots())
    window.page('growth')
    window.grown('__main__.Session')
    row, cells = window.rows('What grew')[0]
    equal(cells[0], '__main__.Session')
    titles = [text(node) for node in find_all(window.table('What grew'), role='label', prune=())]
    assert chr(ord('A') + taken - 1) in titles, titles[:12]
    window.shot('record-pace')
    equal(program.poll(), None)


@case('when the program ends the recording ends, and says so')
def _():
    before = len(snapshots())
    frame = open_dialog()
    choose(frame)
    every_second(frame)
    press(frame, 'Take Snapshot')
    wait(lambda: len(snapshots()) > before, 90, 'one more snapshot')
    program.send_signal(signal.SIGKILL)
    program.wait()
    window.says(re.compile(f'{WORD} .* has ended'), timeout=60)
    wait(lambda: not find(window.frame, 'push button', 'Take no more snapshots', where=visible), 60, 'the end of the recording')
    window.shot('record-ended')


@case('it closes without a complaint')
def _():
    window.close()


def end():
    if program is not None and program.poll() is None:
        program.kill()
        program.wait()
    window.stop()
    clean_up()


run(after=end)
