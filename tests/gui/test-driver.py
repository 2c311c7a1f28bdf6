# SPDX-License-Identifier: Apache-2.0
"""The driver against a window that is known: what it cannot do here it cannot do in any other test."""
import os
import sys
import tempfile

from gi.repository import GLib

from driver import App, Timeout, actions, do, extents, find, get, plain, text, tree, unnamed, visible, wait
from tap import case, equal, run

app = App([sys.argv[1]], bus_name='org.holdfast.SampleWindow')


def says(words):
    wait(lambda: find(app.frame, role='label', name=words), what=lambda: f'“{words}” in\n{tree(app.frame)}')


@case('names lose their mnemonics')
def _():
    equal(plain('_Open… Open…'), 'Open…')
    equal(plain('tick tock'), 'tick tock')


@case('finds by role and name')
def _():
    button = get(app.frame, 'push button', 'Press…')
    wait(lambda: visible(button), what='the button to be shown')
    equal(find(app.frame, 'push button', 'Nothing of the kind'), None)


@case('clicks with the pointer')
def _():
    app.click(get(app.frame, 'push button', 'Press…'))
    says('clicked 1')
    app.click(get(app.frame, 'push button', 'Press…'), times=2)
    says('clicked 3')


@case('performs an accessible action')
def _():
    button = get(app.frame, 'push button', 'Press…')
    equal('click' in actions(button), True)
    do(button, 'click')
    says('clicked 4')


@case('types')
def _():
    app.focus()
    app.click(get(app.frame, name='Word', where=lambda node: 'text' in node.get_role_name() or node.get_text_iface()))
    app.type('holdfast')
    says('typed holdfast')


@case('calls actions over D-Bus')
def _():
    app.action('say', GLib.Variant('s', 'from outside'))
    says('from outside')
    equal(sorted(app.describe()), ['say'])


@case('reports a control without a name')
def _():
    bad = unnamed(app.frame)
    equal(len(bad), 1, repr(bad))
    equal(bad[0][0], 'push button')


@case('gives up in time')
def _():
    try:
        wait(lambda: False, timeout=0.05, what='what never comes')
    except Timeout as error:
        equal('what never comes' in str(error), True)
    else:
        raise AssertionError('did not give up')


@case('takes a screenshot of the window')
def _():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'window.png')
        app.screenshot(path)
        with open(path, 'rb') as file:
            equal(file.read(8), b'\x89PNG\r\n\x1a\n')
    equal(extents(app.frame)[2:], (400, 300))
    equal(text(get(app.frame, 'label', 'from outside')), 'from outside')


run(after=app.stop)
