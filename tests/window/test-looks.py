# SPDX-License-Identifier: Apache-2.0
"""Every page in both styles, wide and narrow, with names that are long and strange: no complaint, every control named,
nothing outside the window. With HF_SHOTS=FOLDER pictures of them are kept."""
import os

from tap import case, equal, run
from window import FOLDER, Window, clean_up, extents, find, find_all, make_dump, states, unnamed, visible, wait

before = make_dump('before.hfdump', 3, 0, 1000)
after = make_dump('after-with-a-name-that-is-much-too-long-for-the-side-bar-of-any-window.hfdump', 403, 2, 2000, 'strange')
shots = os.environ.get('HF_SHOTS')


def look(window, name):
    if shots:
        window.screenshot(f'{shots}/{name}.png')
    # GTK puts the chosen item of a drop-down into the button as a list item without a name of its own.
    bad = [what for what in unnamed(window.frame) if what[:2] != ('filler', 'GtkListItemWidget')]
    equal(bad, [], 'controls without a name')
    width = extents(window.frame)[2]
    outside = [(node.get_name(), extents(node)) for node in find_all(window.frame, role='push button')
               if visible(node) and extents(node)[0] + extents(node)[2] > width]
    equal(outside, [], 'buttons outside the window')


def pages(style, width, height, contrast='0'):
    window = Window(env={'ADW_DEBUG_COLOR_SCHEME': f'prefer-{style}', 'ADW_DEBUG_HIGH_CONTRAST': contrast})
    try:
        go_through(window, style, width, height)
        window.close()
    finally:
        window.stop()


def go_through(window, style, width, height):
    window.resize(width, height)
    wait(lambda: abs(extents(window.frame)[2] - width) < 40, 15, lambda: f'the size, not {extents(window.frame)}')
    look(window, f'start-{style}-{width}')
    window.open(f'file://{before}', f'file://{after}')
    row = window.grown('app.Session')
    # The pointer may be over what was there before.
    window.move(row, dx=0.1)
    window.click(row, dx=0.05)
    window.row('Who holds the new ones', 'Session')
    window.says('.CACHE')
    look(window, f'growth-{style}-{width}')
    window.click(window.row('Who holds the new ones', 'Session'), times=2, dx=0.1)
    wait(lambda: find(window.frame, 'list item', where=lambda node: 'Session' in node.get_name() and visible(node)), 60, 'the drawing')
    look(window, f'graph-{style}-{width}')
    window.page('types')
    window.click(window.row('Objects by type', 'app.Session'), times=2, dx=0.05)
    wait(lambda: window.rows('Objects'), 60, 'objects')
    look(window, f'types-{style}-{width}')
    window.page('cycles')
    wait(lambda: window.rows('Cycles by shape'), 60, 'cycles')
    look(window, f'cycles-{style}-{width}')
    window.page('dominators')
    wait(lambda: window.rows('Dominator tree'), 60, 'the tree')
    look(window, f'dominators-{style}-{width}')


for style in ('light', 'dark'):
    for width, height in ((1270, 780), (790, 570)):
        case(f'{style}, {width}×{height}')(lambda s=style, w=width, h=height: pages(s, w, h))

case('high contrast')(lambda: pages('light', 1270, 780, '1'))

run(after=clean_up)
