# SPDX-License-Identifier: Apache-2.0
"""Cycles as boxes, the legend that marks them, and plumbing that is a part of references: by pointer and by keys.
With HF_SHOTS=FOLDER pictures of the way are kept."""
import json
import os
import re
import subprocess

from tap import case, equal, run
from window import FOLDER, Window, clean_up, find, find_all, get, visible, wait

from driver import do, extents, states, tree

BUS = [
    {'id': 1, 'type': 'module', 'value': 'app', 'size': 72, 'refs': [{'to': 2, 'name': '.BUS'}]},
    {'id': 2, 'type': 'app.Bus', 'size': 48, 'refs': [{'to': 3, 'name': '.callback'}, {'to': 6, 'name': '.inner'}, {'to': 12, 'name': '.loop'}]},
    {'id': 3, 'type': 'method', 'size': 64, 'refs': [{'to': 4, 'name': '.__self__'}, {'to': 5, 'name': '.__func__'}]},
    {'id': 4, 'type': 'app.Handler', 'size': 500, 'refs': []},
    {'id': 5, 'type': 'function', 'value': 'Handler.on_event() at app.py:4', 'size': 152, 'refs': []},
    {'id': 6, 'type': 'function', 'value': 'make.<locals>.inner() at app.py:9', 'size': 152, 'refs': [{'to': 7, 'name': '.__closure__'}]},
    {'id': 7, 'type': 'tuple', 'size': 48, 'refs': [{'to': 8, 'name': '[0]'}]},
    {'id': 8, 'type': 'cell', 'size': 40, 'refs': [{'to': 9, 'name': '.cell_contents'}]},
    {'id': 9, 'type': 'app.Payload', 'size': 300, 'refs': []},
    {'id': 12, 'type': 'app.Ring', 'size': 30, 'refs': [{'to': 13, 'name': '.next'}]},
    {'id': 13, 'type': 'app.Ring', 'size': 31, 'refs': [{'to': 12, 'name': '.next'}, {'to': 9, 'name': '.payload'}]},
]

samples = os.environ['HOLDFAST_SAMPLES']
bus = FOLDER / 'bus.json'
bus.write_text(json.dumps({'holdfast': 1, 'runtime': 'CPython 3.11.2', 'objects': BUS, 'roots': [{'to': 1, 'kind': 'module', 'name': 'app'}]}))
window = Window(f'{samples}/after.hfdump')


def canvas():
    return get(window.frame, 'list', 'Reference graph', where=visible)


def nodes():
    drawn = find(window.frame, 'list', 'Reference graph', where=visible)
    return [node for node in find_all(drawn, role='list item') if visible(node)] if drawn is not None else []


def names():
    return [node.get_name() for node in nodes()]


def node(name):
    return get(window.drawn(), 'list item', re.compile(name), where=visible)


def boxes():
    return [node for node in nodes() if node.get_name().startswith('Cycle of ')]


def selected():
    return [item.get_name() for item in nodes() if 'selected' in states(item)]


def marked():
    return sorted(item.get_name() for item in nodes() if 'checked' in states(item))


def button(name, role='push button'):
    return get(window.frame, role, name, where=visible)


def select(name):
    window.click(node(name), dx=0.3, dy=0.4)
    wait(lambda: selected() and re.search(name, selected()[0]), what=lambda: f'{name} in {selected()}')


def middle(item):
    """Where it is once it stands still."""
    seen = []

    def ask():
        x, y, width, height = extents(item)
        seen.append((x + width / 2, y + height / 2))
        return len(seen) > 5 and seen[-1] == seen[-6] and seen[-1]
    return wait(ask, what='a node at rest')


def stays(before, item):
    after = middle(item)
    assert abs(after[0] - before[0]) <= 1 and abs(after[1] - before[1]) <= 1, (before, after)


def gray(item, dx, dy):
    """How dark a place of the window is, 0 to 255: the darkest of some pixels around it."""
    path = FOLDER / 'pixels.png'
    window.screenshot(str(path))
    frame, box = extents(window.frame), extents(item)
    size = subprocess.run(['identify', '-format', '%w %h', str(path)], capture_output=True, text=True, check=True).stdout.split()
    x = (int(size[0]) - frame[2]) // 2 + box[0] + box[2] * dx
    y = (int(size[1]) - frame[3]) // 2 + box[1] + box[3] * dy
    out = subprocess.run(['convert', str(path), '-crop', f'40x14+{int(x)}+{int(y)}', '-colorspace', 'gray', '-depth', '8', '-format',
                          '%[fx:minima*255]', 'info:'], capture_output=True, text=True, check=True).stdout
    return float(out)


@case('f draws the cycle as one box, and what was selected stays where it was')
def _():
    window.page('graph')
    window.win('focus-object', "shop.SESSIONS['visitor-201'].views")
    wait(lambda: len(nodes()) >= 7, 60, lambda: tree(window.frame))
    select('^list 3 items')
    before = middle(node('^list'))
    window.key('f')
    box = node('^Cycle of 5 objects')
    equal([name.split()[0] for name in names()].count('PageView'), 0)
    assert 'PageView 3' in box.get_name() and 'Session 1' in box.get_name(), box.get_name()
    assert re.match(r'Cycle 1, folded: 5 objects \(.*\), held, keeps .* alive', box.get_description()), box.get_description()
    assert 'expandable' in states(box) and 'expanded' not in states(box), states(box)
    assert 'pressed' in states(button('Fold Cycles')), states(button('Fold Cycles'))
    stays(before, box)
    window.shot('folds-box')


@case('a double click opens it in place, a click on its number folds it again')
def _():
    before = middle(boxes()[0])
    window.click(boxes()[0], times=2, dx=0.3, dy=0.4)
    wait(lambda: not boxes() and len(nodes()) >= 7, 30, lambda: str(names()))
    opened = node('^list')
    stays(before, opened)
    assert 'expanded' in states(opened), states(opened)
    x, y, width, height = extents(opened)
    window.click(opened, dx=(width - 2) / width, dy=1 / height)
    wait(boxes, 30, 'the box')
    stays(before, boxes()[0])


@case('its handle and Return open it, Shift+F folds it')
def _():
    # A tooltip that is on its way would lie over the handle.
    window.move(button('Outline'))
    x, y, width, height = extents(boxes()[0])
    window.click(boxes()[0], dx=0.5, dy=(height + 3) / height)
    wait(lambda: not boxes(), 30, 'the members')
    select('^list')
    window.key('shift+f')
    wait(boxes, 30, 'the box')
    select('^Cycle of 5')
    window.key('Return')
    wait(lambda: not boxes(), 30, 'the members')


@case('every fold can be undone')
def _():
    opened = names()
    window.key('ctrl+z')
    wait(boxes, 30, 'folded again')
    window.key('ctrl+shift+z')
    wait(lambda: names() == opened, 30, 'opened again')
    window.click(button('Fold Cycles'))
    wait(lambda: 'pressed' not in states(button('Fold Cycles')) and not boxes(), 30, 'nothing folded')
    select('^list')
    window.key('Menu')
    do(get(window.frame, name='Fold Cycles', where=lambda item: visible(item) and 'menu' in item.get_role_name()))
    wait(boxes, 30, 'the box')
    window.key('ctrl+z')
    wait(lambda: not boxes() and len(nodes()) >= 7, 30, 'nothing folded')


@case('the outline lists the box')
def _():
    window.key('f')
    wait(boxes, 30, 'the box')
    window.click(button('Outline'))
    outline = get(window.frame, 'list', 'Outline of the graph', where=visible)
    row = get(outline, 'list item', re.compile('Cycle of 5 objects'), where=visible)
    window.click(row, times=2, dx=0.3)
    get(outline, 'list item', re.compile('PageView'), where=visible)
    window.click(button('Outline'))
    wait(lambda: len(nodes()) >= 7, 30, 'the members')


@case('pointing at a cycle in the legend dims everything else')
def _():
    window.move(button('Outline'))
    other, member = node('^dict 2000'), node('^Session')
    plain, inner = gray(other, 0.1, 0.15), gray(member, 0.1, 0.15)
    window.move(button(re.compile('^Cycle 1: 5 objects, held, ')))
    wait(lambda: gray(other, 0.1, 0.15) > plain + 60, 20, lambda: f'{gray(other, 0.1, 0.15)}, before {plain}')
    assert gray(member, 0.1, 0.15) < inner + 20
    window.shot('folds-lit')
    window.move(button('Outline'))
    wait(lambda: gray(other, 0.1, 0.15) < plain + 20, 20, 'no longer')


@case('a click on it marks its members, another one lets them go')
def _():
    entry = button(re.compile('^Cycle 1: 5 objects, held, '))
    window.click(entry)
    wait(lambda: len(marked()) == 5, what=lambda: str(marked()))
    assert 'pressed' in states(entry), states(entry)
    equal([name.split()[0] for name in marked()], ['PageView', 'PageView', 'PageView', 'Session', 'list'])
    window.shot('folds-marked')
    window.click(entry)
    wait(lambda: not marked(), what=lambda: str(marked()))


@case('the legend can be reached and used by keys')
def _():
    entry = button(re.compile('^Cycle 1: 5 objects, held, '))
    select('^list')
    for _ in range(30):
        window.key('Tab')
        if 'focused' in states(entry):
            break
    wait(lambda: 'focused' in states(entry), what='the entry focused')
    window.key('space')
    wait(lambda: len(marked()) == 5, what=lambda: str(marked()))
    window.key('space')
    wait(lambda: not marked(), what=lambda: str(marked()))


@case('folded, the box itself is what the legend marks')
def _():
    select('^list')
    window.key('shift+f')
    wait(boxes, 30, 'the box')
    window.click(button(re.compile('^Cycle 1: 5 objects, held, ')))
    wait(lambda: len(marked()) == 1 and marked()[0].startswith('Cycle of 5'), what=lambda: str(marked()))
    window.click(button('Fold Cycles'))
    wait(lambda: not boxes(), 30, 'as it was')


@case('what leads into a folded cycle can be cut at the box')
def _():
    select('^list')
    window.key('f')
    wait(boxes, 30, 'the box')
    select('^Cycle of 5')
    window.key('x')
    wait(lambda: 'mend' in ' '.join(item.get_name() for item in find_all(window.frame, 'push button') if visible(item)).lower(), 30,
         lambda: tree(window.frame))
    window.says(re.compile('freed|collect', re.I))
    window.shot('folds-cut')
    window.key('ctrl+z', 'ctrl+z')
    wait(lambda: not boxes(), 30, 'as it was')


@case('plumbing is a part of the references that lead through it')
def _():
    window.open(f'file://{bus}')
    # Until it is read, what is asked for would be looked for in the other dump.
    get(window.frame, 'list item', re.compile(r'bus\.json .*objects'), 60, where=visible)
    window.win('focus-object', 'app.BUS')
    node('^Bus')
    wait(lambda: any(name.startswith('Handler') for name in names()), 30, lambda: str(names()))
    assert not any(name.split()[0] in ('method', 'cell', 'tuple') for name in names()), names()
    window.shot('folds-plumbing')
    window.click(button('Outline'))
    outline = get(window.frame, 'list', 'Outline of the graph', where=visible)
    get(outline, 'list item', re.compile(r'^\.callback → Handler\.on_?event: Handler'), where=visible)
    window.click(button('Outline'))


@case('a cut of such a reference cuts the one that a program could')
def _():
    select('^Handler')
    window.key('x')
    wait(lambda: 'would be freed at once' in node('^Handler').get_description(), 30, lambda: node('^Handler').get_description())
    assert not any(name.startswith('method') for name in names()), names()
    # The method, what it is bound to, and the function.
    window.says(re.compile(r'^3 objects|3 objects'))
    window.key('ctrl+z')
    wait(lambda: 'would be freed' not in node('^Handler').get_description(), 30, 'mended')


@case('plumbing that is selected becomes a node of the same picture')
def _():
    folded = names()
    select('^Bus')
    window.click(get(window.frame, name='Referents', where=visible), dx=0.1)
    window.click(get(window.frame, 'list item', re.compile('method'), where=visible), dx=0.2)
    wait(lambda: selected() and selected()[0].startswith('method'), 30, lambda: f'{selected()} of {names()}')
    assert set(names()) > set(folded), names()
    select('^method')
    window.key('ctrl+z')
    wait(lambda: names() == folded, 30, lambda: str(names()))
    select('^Bus')


@case('e shows everything, and folds it again')
def _():
    folded = names()
    select('^Bus')
    window.key('e')
    wait(lambda: any(name.startswith('method') for name in names()), 30, lambda: str(names()))
    assert not any(name.startswith('Handler') for name in names()), names()
    window.shot('folds-everything')
    window.key('e')
    wait(lambda: names() == folded, 30, lambda: str(names()))


def small(style, contrast):
    other = Window(str(bus), env={'ADW_DEBUG_COLOR_SCHEME': f'prefer-{style}', 'ADW_DEBUG_HIGH_CONTRAST': contrast})
    try:
        other.resize(800, 600)
        other.page('graph')
        other.win('focus-object', 'app.BUS.loop')
        drawn = get(other.frame, 'list', 'Reference graph', 60, where=visible)
        get(drawn, 'list item', re.compile('^Ring'), 60, where=visible)
        other.shot(f'folds-open-{style}-{contrast}')
        fold = get(other.frame, 'push button', 'Fold Cycles', where=visible)
        redo, pane = extents(get(other.frame, 'push button', 'Redo', where=visible)), extents(get(other.frame, 'label', re.compile('^Why is it alive', re.I), where=visible))
        assert redo[0] + redo[2] + 6 < pane[0], (redo, pane)
        other.click(fold)
        folded = get(drawn, 'list item', re.compile('^Cycle of 2 objects Ring 2'), where=visible)
        other.click(folded, dx=0.3, dy=0.4)
        wait(lambda: 'selected' in states(folded), what='the box selected')
        other.shot(f'folds-small-{style}-{contrast}')
        other.close()
    finally:
        other.stop()


@case('in a small dark window, and in high contrast')
def _():
    window.close()
    small('dark', '0')
    small('light', '1')


def end():
    window.stop()
    clean_up()


run(after=end)
