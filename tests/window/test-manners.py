# SPDX-License-Identifier: Apache-2.0
"""Errors, cancel, history, filters, sorting, keys."""
import re
import subprocess

from tap import case, equal, run
from window import FOLDER, PROGRAM, Window, clean_up, find, find_all, get, make_dump, set_text, text, visible, wait

before = make_dump('before.hfdump', 3, 0, 1000)
after = make_dump('after.hfdump', 403, 2, 2000)
third = make_dump('third.hfdump', 900, 2, 3000)
(FOLDER / 'garbage.hfdump').write_bytes(b'\x01\x02 this is no dump')
(FOLDER / 'cut.hfdump').write_bytes(open(after, 'rb').read()[:-30])
window = Window()


@case('the start page offers what there is to do')
def _():
    for name in ('Open…', 'Try the Sample', 'Copy the line'):
        get(window.frame, 'push button', name, where=visible)
    window.says("import holdfast; holdfast.dump('after.hfdump')")


@case('the sample opens on the Growth page')
def _():
    window.win('open-sample')
    wait(lambda: len(window.rows('What grew')) > 3, 60, 'rows')
    while (close := find(window.frame, 'push button', 'Close this snapshot')):
        window.frame.clear_cache()
        for row in [node for node in find_all(window.frame, 'list item', prune=()) if '.hfdump' in node.get_name()]:
            window.click(row)
            window.click(get(row, 'push button', 'Close this snapshot', where=visible))
            break
        wait(lambda: not visible(close), 15, 'the snapshot to be closed')


@case('a second start hands its files to the first')
def _():
    done = subprocess.run([PROGRAM, before, after], timeout=60)
    equal(done.returncode, 0)
    window.row('What grew', 'app.Session')


@case('garbage is refused with a sentence; what was open stays')
def _():
    window.win('open-uri', str(FOLDER / 'garbage.hfdump'))
    window.win('open-uri', '/nonexistent/x.hfdump')
    window.says(re.compile('garbage.hfdump.*nonexistent', re.DOTALL))
    window.row('What grew', 'app.Session')
    window.click(get(window.frame, 'push button', 'Dismiss', where=visible))
    wait(lambda: not find(window.frame, 'push button', 'Dismiss', where=visible), 15, 'the notice to go')


@case('a dump that is cut off opens and says so')
def _():
    window.win('open-uri', str(FOLDER / 'cut.hfdump'))
    row = lambda: find(window.frame, 'list item', where=lambda node: 'cut.hfdump' in node.get_name() and visible(node))
    window.click(wait(row, 30, 'the snapshot'))
    window.says(re.compile('^cut.hfdump: '))
    window.click(get(row(), 'push button', 'Close this snapshot', where=visible))
    wait(lambda: row() is None, 15, 'the snapshot to be closed')
    window.row('What grew', 'app.Session')


@case('a filter is a glob')
def _():
    entry = get(window.frame, where=lambda node: node.get_name() == 'Filter types' and visible(node))
    window.page('growth')
    window.key('ctrl+f')
    window.type('*Session')
    wait(lambda: [cells[0] for _, cells in window.rows('What grew')] == ['app.Session'], 30, 'one row')
    window.key('ctrl+a', 'BackSpace')
    wait(lambda: len(window.rows('What grew')) > 1, 30, 'all rows')


@case('a click on a title sorts, largest first; another turns it round')
def _():
    table = window.table('What grew')
    title = get(table, 'label', 'Type', prune=())
    sizes = lambda: [cells[4] for _, cells in window.rows('What grew')]
    window.click(title)
    names = lambda: [cells[0] for _, cells in window.rows('What grew')]
    wait(lambda: len(names()) > 2 and names() == sorted(names()), 15, 'names in order')
    title = get(table, 'label', 'Δ size', prune=())
    window.click(title)
    down = wait(lambda: sizes() if names() != sorted(names()) else None, 15, 'sizes')
    equal(down[0][0], '+')
    window.click(title)
    wait(lambda: sizes() == list(reversed(down)), 15, 'the other way round')
    window.win('sort-by', '-key')
    wait(lambda: names() == sorted(names(), reverse=True), 15, 'names in order')
    window.win('sort-by', '-delta')


@case('back and forward walk the history')
def _():
    window.click(window.row('What grew', 'app.Session'), dx=0.05)
    window.says('Who holds the new app.Session')
    window.click(window.row('What grew', 'app.Message'), dx=0.05)
    window.says('Who holds the new app.Message')
    window.key('alt+Left')
    window.says('Who holds the new app.Session')
    window.key('alt+Right')
    window.says('Who holds the new app.Message')
    window.click(window.row('What grew', 'app.Session'), dx=0.3, button=8)
    window.says('Who holds the new app.Session')
    window.page('types')
    window.key('alt+Left')
    window.says('Who holds the new app.Session')


@case('a link of the chain selects, and the inspector follows')
def _():
    window.page('growth')
    window.click(window.row('What grew', 'app.Session'), dx=0.05)
    chain = get(window.frame, 'list', 'The chain from a root')
    link = wait(lambda: next((item for item in find_all(chain, 'list item', prune=()) if visible(item)), None), 30, 'a link')
    window.click(link)
    window.says('Referrers')
    wait(lambda: find(window.frame, 'label', where=lambda node: text(node) == 'app' and visible(node)), 30, 'the module in the inspector')


@case('types list their objects, and an object is drawn')
def _():
    window.page('types')
    window.click(window.row('Objects by type', 'app.Session'), times=2, dx=0.05)
    wait(lambda: window.rows('Objects'), 30, 'objects')
    row = window.rows('Objects')[0][0]
    window.move(row, dx=0.1)
    window.click(row, dx=0.12)
    window.says('Address')
    window.key('Return')
    wait(lambda: find(window.frame, 'list', re.compile('[Gg]raph|[Dd]rawing'), where=visible), 30, 'the drawing')


@case('three snapshots: the pair can be chosen')
def _():
    window.win('open-uri', third)
    window.page('growth')
    wait(lambda: any('900' in cells for _, cells in window.rows('What grew')), 60, 'the third')
    get(window.frame, name='The older snapshot', where=visible)


@case('the keys are listed, and About tells the version')
def _():
    window.win('show-help-overlay')
    wait(lambda: len(window.toplevels()) == 2, 15, 'the keys')
    window.key('Escape')
    wait(lambda: len(window.toplevels()) == 1, 15, 'the keys to go')
    window.action('about')
    wait(lambda: len(window.toplevels()) == 2, 15, 'About')
    window.key('Escape')
    wait(lambda: len(window.toplevels()) == 1, 15, 'About to go')


@case('a long opening can be cancelled')
def _():
    large = make_dump('large.hfdump', 150000, 0, 4000)
    window.win('open-uri', large)
    row = lambda: next((node for node in find_all(window.frame, 'list item', prune=()) if 'large.hfdump' in node.get_name()), None)
    wait(row, 30, 'the snapshot')
    button = find(row(), 'push button', 'Cancel', where=visible) if row() else None
    if button:
        window.click(button)
    wait(lambda: row() is None or not find(row(), 'progress bar', where=visible), 120, 'the end of it')
    window.row('What grew', 'app.Session')


@case('it ends well')
def _():
    window.close()
    print(f'# longest stretch of work {window.stall()} ms')


run(after=clean_up)
