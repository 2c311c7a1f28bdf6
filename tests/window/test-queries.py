# SPDX-License-Identifier: Apache-2.0
"""Queries in the filters: completion and mistakes by keys, rows recounted, the help."""
import re

from tap import case, equal, run
from driver import do
from window import Window, clean_up, find, find_all, get, make_dump, states, text, visible, wait

before = make_dump('before.hfdump', 3, 0, 1000)
after = make_dump('after.hfdump', 403, 2, 2000)
window = Window(before, after)
LABELS = {'growth': 'Filter types', 'types': 'Filter types', 'cycles': 'Filter cycles', 'dominators': 'Filter the top level'}


def entry():
    """The filter that has the focus."""
    return get(window.frame, where=lambda node: node.get_name() in LABELS.values() and visible(node) and
               any('focused' in states(part) for part in [node, *find_all(node, prune=())]))


def go(page):
    window.page(page)
    wait(lambda: find(window.frame, where=lambda node: node.get_name() == LABELS[page] and visible(node)), 30, f'the page {page}')
    window.key('ctrl+f')


def write(words):
    window.key('ctrl+a', 'BackSpace')
    window.type(words)


def column(table, index=0):
    return [cells[index] for _, cells in window.rows(table)]


def names(table):
    return sorted(column(table))


@case('a query counts the objects that match, and a word filters the rows as ever')
def _():
    window.row('What grew', 'app.Session')
    go('types')
    window.row('Objects by type', 'app.Session')
    wait(lambda: not any('…' in cells for _, cells in window.rows('Objects by type')), 60, 'retained sizes')
    all_sessions = next(cells for _, cells in window.rows('Objects by type') if cells[0] == 'app.Session')
    write('SESS')
    wait(lambda: column('Objects by type') == ['app.Session'], 30, 'one row by name')
    equal(window.rows('Objects by type')[0][1][1], all_sessions[1])
    write('type:app.Session new')
    wait(lambda: [cells[:2] for _, cells in window.rows('Objects by type')] == [['app.Session', '400']], 30, 'the new ones')
    write('type:app.Session reachable-from:app refs>0')
    wait(lambda: column('Objects by type') == ['app.Session'], 30, 'one row of matching objects')
    write('type:app.Session size>1G')
    window.says('Nothing matches the filter.')
    write('type:app.Session or type:app.Message')
    wait(lambda: names('Objects by type') == ['app.Message', 'app.Session'], 30, 'two rows')
    write('type:app.Session')
    wait(lambda: column('Objects by type') == ['app.Session'], 30, 'one row again')
    equal(window.rows('Objects by type')[0][1][1], all_sessions[1])
    window.shot('query-types')


@case('an object that is not there is told in the page')
def _():
    write('held-by:app.NONE')
    window.says(re.compile('NONE'))


@case('keys choose a completion, which keeps the focus in the entry')
def _():
    write('reta')
    popover = lambda: find(window.frame, 'list', 'Completions', where=visible)
    wait(popover, 30, 'completions')
    entry()
    window.key('Down', 'Return')
    wait(lambda: text(entry()) == 'retained>', 15, 'the word')
    wait(lambda: popover() is None, 15, 'the completions to go')
    window.type('0 gar')
    wait(popover, 30, 'completions')
    window.key('Escape')
    wait(lambda: popover() is None, 15, 'the completions to go')
    equal(text(entry()), 'retained>0 gar')
    window.type('b')
    wait(popover, 30, 'completions')
    window.key('Tab')
    wait(lambda: text(entry()) == 'retained>0 garbage', 15, 'the word by Tab')
    write('type:app.Ses')
    wait(popover, 30, 'types')
    window.key('Down', 'Return')
    wait(lambda: text(entry()) == 'type:app.Session', 15, 'the type')


@case('a mistake is told, at its place, and what held still holds')
def _():
    wait(lambda: column('Objects by type') == ['app.Session'], 30, 'one row')
    window.key('End')
    window.type(' (')
    wait(lambda: 'missing after' in (entry().get_description() or ''), 30, 'the sentence as a description')
    get(window.frame, 'label', re.compile('missing after'), 30, where=visible)
    equal(column('Objects by type'), ['app.Session'])
    window.shot('query-fault')
    window.key('BackSpace')
    wait(lambda: 'missing after' not in (entry().get_description() or ''), 30, 'the sentence to go')


@case('growth counts which of the matching objects are new')
def _():
    go('growth')
    window.grown('app.Session')
    write('type:app.Session')
    wait(lambda: column('What grew') == ['app.Session'], 30, 'one row')
    write('new type:app.Session')
    wait(lambda: [cells[1] for _, cells in window.rows('What grew')] == ['0'], 30, 'none of them before')
    window.shot('query-growth')
    write('')
    window.key('ctrl+a', 'BackSpace')
    wait(lambda: len(window.rows('What grew')) > 1, 30, 'all rows')


@case('cycles show when a member matches, dominators the topmost objects')
def _():
    go('cycles')
    wait(lambda: window.rows('Cycles by shape'), 60, 'cycles')
    every = len(window.rows('Cycles by shape'))
    write('items>100000')
    window.says('Nothing matches the filter.')
    write('cycle')
    wait(lambda: len(window.rows('Cycles by shape')) == every, 30, 'all cycles')
    go('dominators')
    write('type:app.Session')
    shown = lambda: [text(node) for node in find_all(window.frame, 'label', prune=()) if visible(node) and text(node) == 'app.Session']
    wait(lambda: len(shown()) > 3, 30, 'sessions')


@case('the help puts an example into the filter')
def _():
    go('types')
    # The Growth page, which is behind, has one too.
    button = [node for node in find_all(window.frame, name='Filter types: help') if visible(node)][-1]
    window.click(button)
    example = get(window.frame, 'push button', 'size>1k', 30, where=visible)
    window.shot('query-help')
    do(example)
    wait(lambda: find(window.frame, where=lambda node: visible(node) and node.get_name() == 'Filter types' and text(node) == 'size>1k'), 15, 'the example')


@case('it ends without a complaint')
def _():
    window.close()


run(after=clean_up)
