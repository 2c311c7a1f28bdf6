# SPDX-License-Identifier: Apache-2.0
"""A cycle before and after a mend: opened from the table of cycles, turned, undone, another one chosen, exported both ways.
With HF_SHOTS=FOLDER pictures of the way are kept."""
import os
import re

from tap import case, equal, run
from window import FOLDER, Window, clean_up, find, find_all, get, visible, wait

from driver import do, extents, states, tree

samples = os.environ['HOLDFAST_SAMPLES']
window = Window(f'{samples}/after.hfdump')


def button(name):
    return get(window.frame, 'push button', name, where=visible)


def pressed(name):
    return 'pressed' in states(button(name)) or 'checked' in states(button(name))


def card_is_there():
    return find(window.frame, 'push button', 'Before', where=visible) is not None


def nodes():
    return [item for item in find_all(window.drawn(), role='list item') if visible(item)]


def descriptions():
    return [item.get_description() for item in nodes()]


def freed():
    return sum('freed after the mend' in words for words in descriptions())


def places():
    return [(item.get_name(), extents(item)) for item in nodes()]


def shows(after):
    """The picture is as the pressed button says."""
    wait(lambda: pressed('After' if after else 'Before') and (freed() > 0) == after, 30, lambda: tree(window.frame))


def export(name):
    path = FOLDER / name
    window.win('export-to', str(path))
    wait(lambda: path.exists() and path.read_text().rstrip().endswith('</svg>'), 30, name)
    return path.read_text()


def ids(svg):
    return sorted(re.findall(r'<g class="node[^"]*" id="([^"]+)"', svg))


def paths(svg):
    """Where the edges run."""
    return sorted(re.findall(r'<g class="edge[^"]*" id="([^"]+)"[^>]*>\n<title>[^<]*</title>\n(?:<path[^>]*/>\n)*?<path d="([^"]*)"', svg))


@case('the table of cycles offers the preview where there is something to mend')
def _():
    window.page('cycles')
    row = window.row('Cycles by shape', 'PageView .session → Session')
    assert find(window.frame, 'push button', 'Preview the Mend', where=visible) is None
    window.click(row, dx=0.1)
    window.says(re.compile(r'^\.session → weakref\.ref: '))
    window.shot('mends-table')


@case('the cycle is drawn as it would be')
def _():
    window.click(button('Preview the Mend'))
    shows(after=True)
    window.says(re.compile(r'^\.session → weakref\.ref · \d+ references$'))
    window.says(re.compile(r'objects, .*, would be freed as soon as the last reference from outside goes\. The same in \d+ other cycles\. Still held by module shop'))
    assert any('Session' in item.get_name() for item in nodes())
    window.shot('mends-after')


@case('turned, and nothing moves')
def _():
    after = places()
    window.click(button('Before'))
    shows(after=False)
    window.says(re.compile(r'^Now: a cycle of \d+ objects\.'))
    equal(places(), after)
    window.shot('mends-before')


@case('exported both ways')
def _():
    before = export('before.svg')
    window.click(button('After'))
    shows(after=True)
    after = export('after.svg')
    equal(ids(before), ids(after))
    assert paths(before) and paths(before) == paths(after), (paths(before), paths(after))
    assert 'class="hull"' in before and 'class="hull"' not in after
    assert 'reference to break' in before and 'reference to break' not in after
    assert 'weak mended' not in before and after.count('weak mended') >= 1
    assert 'node freed' not in before and after.count('node freed') == freed()
    assert 'Before the mend .session' in before and 'After the mend .session' in after


@case('B turns it, from the canvas')
def _():
    window.click(nodes()[0], dx=0.3, dy=0.4)
    window.key('b')
    shows(after=False)
    window.key('b')
    shows(after=True)


@case('undone step by step to the cycle without the preview, and done again')
def _():
    for after in (False, True, False, True):
        window.key('ctrl+z')
        shows(after=after) if after or card_is_there() else None
    window.key('ctrl+z')
    wait(lambda: not card_is_there(), 30, lambda: tree(window.frame))
    equal(freed(), 0)
    window.key('ctrl+shift+z')
    shows(after=True)


@case('it is there still on the way back from another page')
def _():
    window.page('types')
    wait(lambda: any(visible(table) for table in find_all(window.frame, name='Objects by type')), 30, 'the other page')
    window.page('graph')
    shows(after=True)


@case('another mend of the same cycle')
def _():
    window.click(button('Other Mends'))
    choice = wait(lambda: next((item for item in find_all(window.frame, name=re.compile('→')) if visible(item) and item.get_role_name() in (
        'radio menu item', 'check menu item', 'menu item') and '.session' not in item.get_name()), None), 30, lambda: tree(window.frame))
    words = choice.get_name().split(' → ')[0]
    window.shot('mends-menu')
    do(choice)
    window.says(re.compile('^' + re.escape(words) + ' → '))
    window.shot('mends-other')
    window.key('ctrl+z')
    window.says(re.compile(r'^\.session → weakref\.ref'))


@case('closed: the cycle as it is')
def _():
    window.click(button('End the Preview'))
    wait(lambda: not card_is_there(), 30, lambda: tree(window.frame))
    equal(freed(), 0)


@case('from the inspector, of an object')
def _():
    window.win('focus-object', "shop.SESSIONS['visitor-201']")
    window.page('types')
    window.click(button('Preview the Mend'))
    shows(after=True)


@case('quits quietly')
def _():
    window.close()


def end():
    window.stop()
    clean_up()


run(after=end)
