# SPDX-License-Identifier: Apache-2.0
"""The Graph page: the picture, its outline, its list of what is not drawn, and that a person's work on it is kept."""
import os
import re

from tap import case, equal, run
from window import Window, clean_up, find, find_all, get, text, unnamed, visible, wait

from driver import do, extents, states, tree

samples = os.environ['HOLDFAST_SAMPLES']
window = Window(f'{samples}/before.hfdump', f'{samples}/after.hfdump')


def canvas():
    return get(window.frame, 'list', 'Reference graph', where=visible)


def nodes():
    drawn = find(window.frame, 'list', 'Reference graph', where=visible)
    return [node for node in find_all(drawn, role='list item') if visible(node)] if drawn is not None else []


def node(name):
    return get(window.drawn(), 'list item', re.compile(name))


def selected():
    return [item.get_name() for item in nodes() if 'selected' in states(item)]


def button(name, role='push button'):
    return get(window.frame, role, name, where=visible)


def rows():
    outline = get(window.frame, 'list', 'Outline of the graph', where=visible)
    return [row for row in find_all(outline, role='list item') if visible(row)]


@case('says what would be there before anything is selected')
def _():
    window.row('What grew', 'shop.PageView')
    window.page('graph')
    get(window.frame, 'label', 'Nothing Is Drawn Yet', where=visible)


@case('draws what is asked for, with its chain')
def _():
    window.win('focus-object', "shop.SESSIONS['visitor-201'].views")
    wait(lambda: len(nodes()) >= 4, 60, lambda: tree(window.frame))
    names = ' '.join(item.get_name() for item in nodes())
    for word in ('module shop', 'dict', 'Session', 'list'):
        assert word in names, names
    equal(len(selected()), 1)
    assert selected()[0].startswith('list'), selected()


@case('the chain reads from top to bottom')
def _():
    heights = [extents(node(name))[1] for name in ('^module shop', '^dict', '^Session')]
    heights.append(extents(next(item for item in nodes() if 'selected' in states(item)))[1])
    equal(heights, sorted(heights))


@case('the legend says which cycle it is')
def _():
    legend = get(window.frame, name='Legend', where=visible)
    assert re.search(r'Cycle 1: \d+ objects, held, ', legend.get_description()), legend.get_description()


@case('what is selected here is selected everywhere')
def _():
    window.click(node('^Session'), dx=0.3, dy=0.4)
    window.says(re.compile(r'^shop\.Session'))
    wait(lambda: selected() and selected()[0].startswith('Session'), what=lambda: str(selected()))


@case('the picture is as it was left when one comes back to it')
def _():
    do(node('^dict'), 'node.expand-referents')
    wait(lambda: len(nodes()) >= 12, 30, 'ten more')
    count = len(nodes())
    window.page('types')
    get(window.frame, name='Filter types', where=visible)
    window.page('graph')
    wait(lambda: len(nodes()) == count, what=lambda: f'{count} nodes, not {len(nodes())}')
    # Its keys go to the drawing at once.
    before = selected()
    window.drawn()
    window.key('Up')
    wait(lambda: selected() and selected() != before, what=lambda: f'another than {before}: {selected()}')
    window.key('Down')
    wait(lambda: selected() == before, what=lambda: f'{before} again: {selected()}')
    window.shot('graph-expanded')


@case('a stack opens the list of what is not drawn')
def _():
    count = len(nodes())
    do(node('more'), 'node.activate')
    entry = get(window.frame, name='Filter by type or value', where=visible)
    equal(visible(entry), True)
    window.type('visitor-1999')
    listed = get(window.frame, 'list', 'Objects not drawn', where=visible)
    window.shot('graph-stack')
    wait(lambda: len([row for row in find_all(listed, role='list item') if visible(row)]) == 1, what=lambda: tree(listed))
    window.key('Return')
    node('visitor-1999')
    wait(lambda: len(nodes()) > count, what='one more')
    window.shot('graph-pulled')


@case('finds by name')
def _():
    window.win('find')
    get(window.frame, name='Find in the graph', where=visible)
    window.type('visitor-1999')
    wait(lambda: selected() and 'visitor-1999' in selected()[0], what=lambda: str(selected()))
    get(window.frame, 'label', '1 of 1', where=visible)
    window.key('ctrl+a')
    window.type('number=')
    get(window.frame, 'label', re.compile(r'^1 of 1\d$'), where=visible)
    window.key('Return')
    get(window.frame, 'label', re.compile(r'^2 of 1\d$'), where=visible)
    window.shot('graph-found')
    window.key('Escape')
    equal('number=' in selected()[0], True)


@case('hides an object and shows it again')
def _():
    count, name = len(nodes()), selected()[0]
    window.key('Menu')
    do(get(window.frame, 'menu item', 'Hide This Object', where=visible))
    wait(lambda: not find(canvas(), 'list item', name), what=lambda: f'{name} gone from {tree(canvas())}')
    window.key('Home', 'Menu')
    do(get(window.frame, 'menu item', 'Show Hidden Objects', where=visible))
    wait(lambda: len(nodes()) >= count and find(canvas(), 'list item', name), what=lambda: f'{name} in {tree(canvas())}')


@case('only the path, and back')
def _():
    count = len(nodes())
    window.click(button('Only the Path'))
    wait(lambda: len(nodes()) < count and len(nodes()) <= 6, what=lambda: str([item.get_name() for item in nodes()]))
    window.click(button('Only the Path'))
    wait(lambda: len(nodes()) > 6, what='the rest')


def places(*names):
    return [extents(node(name))[:2] for name in names]


def laid_out(how, axis):
    """Waits until the chain reads that way; the other axis is then about the same."""
    def is_so():
        along = [place[axis] for place in places('^module shop', '^dict', '^Session')]
        return along == sorted(along) and along[-1] - along[0] > 60
    wait(is_so, 30, lambda: f'{how}: {places("^module shop", "^dict", "^Session")}')


@case('the layout is changed from the menu and by keys, and back by undo')
def _():
    shots = os.environ.get('HF_SHOTS')
    laid_out('at first', 1)
    window.click(button('Layout'))
    do(get(window.frame, 'menu item', 'From Left to Right', where=visible))
    laid_out('to the right', 0)
    if shots:
        window.screenshot(f'{shots}/layout-right.png')
    window.click(node('^dict'), dx=0.3, dy=0.4)
    window.key('Right')
    wait(lambda: not selected()[0].startswith('dict'), what=lambda: str(selected()))
    window.key('Left')
    wait(lambda: selected()[0].startswith('dict'), what=lambda: str(selected()))
    window.key('shift+s')
    get(window.frame, 'list', 'Reference graph', where=visible)
    window.key('shift+d')
    laid_out('downward again', 1)
    window.key('ctrl+z', 'ctrl+z')
    laid_out('undone', 0)
    window.win('layout', 'auto')
    laid_out('automatic', 1)


@case('undoes and redoes what was done to the picture')
def _():
    count = len(nodes())
    do(node('^dict'), 'node.expand-referents')
    wait(lambda: len(nodes()) > count, 30, 'more')
    more = len(nodes())
    window.key('ctrl+z')
    wait(lambda: len(nodes()) == count, what=lambda: f'{count} nodes, not {len(nodes())}')
    window.key('ctrl+shift+z')
    wait(lambda: len(nodes()) == more, what=lambda: f'{more} nodes, not {len(nodes())}')
    window.click(button('Undo', 'push button'))
    wait(lambda: len(nodes()) == count, what=lambda: f'{count} nodes, not {len(nodes())}')
    # The button says what is shown, not what was pressed last.
    window.click(button('Only the Path'))
    wait(lambda: len(nodes()) < count, what='the path')
    window.click(button('Undo', 'push button'))
    wait(lambda: len(nodes()) == count and 'pressed' not in states(button('Only the Path')), what='all of it')


@case('draws the path between the selected object and a marked one')
def _():
    window.click(node('^module shop'), dx=0.3, dy=0.4)
    window.key('m')
    wait(lambda: 'checked' in states(node('^module shop')), what='the mark')
    window.click(node('^dict'), dx=0.3, dy=0.4)
    wait(lambda: selected() and selected()[0].startswith('dict'), what='the dict')
    window.key('Delete')
    wait(lambda: not find(canvas(), 'list item', re.compile('^dict 2000')), what='the dict gone')
    window.click(node('^Session number=201'), dx=0.3, dy=0.4)
    window.key('p')
    node('^dict 2000')
    window.key('ctrl+z', 'ctrl+z')
    wait(lambda: find(canvas(), 'list item', re.compile('^dict 2000')), what='as it was')


@case('draws all ways from roots to an object, and goes back over another picture')
def _():
    count = len(nodes())
    window.win('focus-object', 'shop.functools')
    wait(lambda: selected() and 'functools' in selected()[0], 30, what=lambda: str(selected()))
    window.key('o')
    wait(lambda: len(nodes()) == 1, what=lambda: str([item.get_name() for item in nodes()]))
    window.key('w')
    for name in ('^module shop', '^module threading', '^module sys'):
        node(name)
    window.key('ctrl+z', 'ctrl+z', 'ctrl+z')
    wait(lambda: len(nodes()) == count, what=lambda: f'{count} nodes, not {len(nodes())}')


@case('the outline lists the same, in the same selection')
def _():
    drawn = {item.get_name() for item in nodes()}
    chosen = selected()
    window.click(button('Outline'))
    wait(rows, what='rows')
    words = ' '.join(row.get_name() for row in rows())
    for name in drawn:
        if name.split()[0] in ('module', 'dict', 'list'):
            assert name in words, f'{name} in {words}'
    if chosen:
        marked = [row.get_name() for row in rows() if 'selected' in states(row)]
        assert any(chosen[0] in name for name in marked), (chosen, marked)
    equal(unnamed(get(window.frame, 'list', 'Outline of the graph', where=visible)), [])
    window.shot('graph-outline')
    window.click(button('Outline'))
    wait(nodes, what='the canvas')


@case('zooms with the buttons')
def _():
    window.click(button('Normal size', 'push button') if find(window.frame, 'push button', 'Normal size') else
                 get(window.frame, 'push button', re.compile('^[0-9]+ %$'), where=visible))
    get(window.frame, 'push button', '100 %', where=visible)
    window.click(get(window.frame, 'push button', 'Zoom In', where=visible))
    get(window.frame, 'push button', '125 %', where=visible)
    window.click(get(window.frame, 'push button', 'Fit', where=visible))
    wait(lambda: not find(window.frame, 'push button', '125 %', where=visible), what='fit')


@case('a picture larger than the view has a map, and a click in it moves the view')
def _():
    window.click(get(window.frame, 'push button', 'Fit', where=visible))
    wait(lambda: not find(window.frame, name='Overview of the graph', where=visible), what='no map of what is all in view')
    window.click(get(window.frame, 'push button', re.compile('^[0-9]+ %$'), where=visible))
    for _ in range(4):
        window.click(get(window.frame, 'push button', 'Zoom In', where=visible))
    overview = get(window.frame, name='Overview of the graph', where=visible)
    item = node('^module shop')
    before = extents(item)
    window.click(overview, dx=0.1, dy=0.9)
    wait(lambda: extents(item) != before, what='another view')
    low = extents(item)
    window.shot('graph-map')
    window.click(overview, dx=0.9, dy=0.1)
    wait(lambda: extents(item)[0] < low[0] and extents(item)[1] > low[1], what=lambda: f'{low} {extents(item)}')
    window.click(button('Outline'))
    wait(lambda: not find(window.frame, name='Overview of the graph', where=visible), what='no map beside the outline')
    window.click(button('Outline'))
    window.click(get(window.frame, 'push button', 'Fit', where=visible))


def tabs():
    bar = find(window.frame, 'filler', 'AdwTabBar', where=visible)
    return [text(label) for label in find_all(bar, role='label', prune=()) if visible(label)] if bar is not None else []


def tab(name):
    return get(find(window.frame, 'filler', 'AdwTabBar', where=visible), 'label', re.compile(name), where=visible)


@case('an object is drawn in a tab of its own, and each drawing stays as it was left')
def _():
    before = [item.get_name() for item in nodes()]
    window.win('focus-object', "shop.SESSIONS['visitor-201'].views")
    wait(lambda: [item.get_name() for item in nodes()] != before and selected() and selected()[0].startswith('list'), 60, 'the list drawn')
    first = [item.get_name() for item in nodes()]
    equal(tabs(), [])
    window.click(node('^Session'))
    wait(lambda: selected() and selected()[0].startswith('Session'), what='a selection')
    window.key('t')
    wait(lambda: len(tabs()) == 2, 30, lambda: tree(window.frame))
    wait(lambda: nodes() and [item.get_name() for item in nodes()] != first, 60, 'the session drawn by itself')
    assert tabs()[0].startswith('list 0x') and tabs()[1].startswith('Session 0x'), tabs()
    second = [item.get_name() for item in nodes()]
    window.shot('tabs')
    window.key('ctrl+Tab')
    wait(lambda: [item.get_name() for item in nodes()] == first, 30, 'the first drawing')
    window.click(node('^list'))
    window.says(re.compile(r"\['visitor-201'\]"))
    window.click(tab('^Session'))
    wait(lambda: [item.get_name() for item in nodes()] == second, 30, 'the second drawing')
    wait(lambda: selected() and selected()[0].startswith('Session'), what='its own selection')


@case('Ctrl+W closes a drawing and not the window')
def _():
    window.key('ctrl+w')
    wait(lambda: tabs() == [], 30, 'one drawing')
    assert any(name.startswith('list') for name in selected()), selected()
    window.win('new-tab')
    wait(lambda: len(tabs()) == 2, 30, 'a tab for the selection')


@case('a dump that is closed takes its drawings along')
def _():
    row = get(window.frame, 'list item', where=lambda node: 'after.hfdump' in node.get_name() and visible(node))
    window.click(row)
    window.click(get(row, 'push button', 'Close this snapshot', where=visible))
    wait(lambda: tabs() == [], 30, 'no tabs')
    get(window.frame, 'label', 'Nothing Is Drawn Yet', where=visible)


def end():
    window.close()
    clean_up()


run(after=end)
