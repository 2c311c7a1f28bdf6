# SPDX-License-Identifier: Apache-2.0
"""What may leak, in sentences: the head of Growth tells the first and unfolds the others, a click shows the evidence, and one snapshot is spoken of with care."""
import re

from tap import case, equal, run
from window import FOLDER, Window, clean_up, extents, find_all, get, make_dump, svg_words, text, visible, wait

dumps = [make_dump(f'{name}.hfdump', sessions, rings, 1000 * i)
         for i, (name, sessions, rings) in enumerate((('one', 3, 0), ('two', 253, 100), ('three', 503, 200)), 1)]
REMEDY = re.compile(r'^Registry that is never emptied: Take entries out of app\.CACHE')
SENTENCE = re.compile(r'app\.CACHE \(dict\) grew by 250 × Session a round; it keeps .* that was not there in A\.')
window = Window(*dumps)


def buttons(word):
    found = find_all(window.frame, prune=())
    return [node for node in found if node.get_role_name() in ('push button', 'toggle button') and visible(node) and node.get_name().startswith(word)]


def more():
    """The button that unfolds those after the first."""
    return wait(lambda: next(iter(buttons('and ')), None), 60, 'the button for the others')


def others():
    return buttons('Leak: ') + buttons('Growing: ') + buttons('Stable: ')


def place():
    return extents(window.table('What grew'))[1]


@case('the first suspect is told in a sentence, with a word for how sure it is, and with what mends it')
def _():
    window.grown('app.Session')
    window.says(SENTENCE, timeout=60)
    window.says('Leak')
    window.says(REMEDY)
    equal(others(), [], 'the list is folded')
    window.shot('suspects')


@case('a click unfolds the others, another one folds them')
def _():
    folded = place()
    count = int(re.match(r'and (\d+) more', more().get_name()).group(1))
    assert 1 <= count <= 4, count
    window.click(more())
    wait(lambda: len(others()) == count, 30, lambda: f'{count} others: {[node.get_name() for node in others()]}')
    assert not any(SENTENCE.search(node.get_name()) for node in others()), 'the first is told once'
    window.shot('suspects-unfolded')
    window.click(more())
    wait(lambda: not others() and place() == folded, 30, 'the list folded')


@case('each of the others leads to its evidence')
def _():
    window.click(more())
    first = wait(lambda: next(iter(others()), None), 30, 'the second suspect')
    slot = first.get_name().split(': ', 1)[1].split(' ')[0]
    window.click(first, dx=0.5)
    canvas = get(window.frame, 'list', re.compile('[Gg]raph|[Dd]rawing'), where=visible)
    wait(lambda: list(find_all(canvas, role='list item')), 60, f'the drawing of {slot}')
    window.page('growth')
    window.click(more())
    wait(lambda: not others(), 30, 'the list folded')


@case('the button draws its chain, with the reference to break, and says what mends it')
def _():
    window.click(get(window.frame, 'push button', 'Show the Chain', where=visible))
    canvas = get(window.frame, 'list', re.compile('[Gg]raph|[Dd]rawing'), where=visible)
    wait(lambda: any('Session' in node.get_name() for node in find_all(canvas, role='list item')), 60, 'the drawing')
    window.says(REMEDY)
    path = FOLDER / 'suspect.svg'
    window.win('export-to', str(path))
    wait(lambda: path.exists() and path.stat().st_size > 0, 60, path)
    words, drawn = svg_words(path)
    assert any('.CACHE' in word for word in words), words
    assert any('reference to break' in word for word in words), words
    window.shot('suspect')


@case('the evidence is one of the objects that pile up')
def _():
    window.says(re.compile(r'^one of \d+ objects held the same way'))
    window.page('growth')
    window.row('What grew', 'app.Session')


@case('an object whose chain says nothing has no remedy')
def _():
    window.click(window.grown('app.Message'), dx=0.05)
    window.shot('suspects-message')
    window.says(re.compile('^an example'))
    assert not [node for node in find_all(window.frame, role='label', prune=()) if visible(node) and 'traceback' in text(node)]


@case('a small window has two lines for the sentence, and the table below')
def _():
    line = extents(window.says(REMEDY))[3] / 2
    window.resize(800, 600)
    wait(lambda: not [node for node in find_all(window.frame, role='label', prune=()) if visible(node) and REMEDY.match(text(node))],
         30, 'only the sentence')
    sentence = extents(window.says(SENTENCE))
    assert sentence[3] < 3.5 * line, (sentence, line)
    for node in (get(window.frame, 'push button', 'Show the Chain', where=visible), more()):
        x, _, width, _ = extents(node)
        assert 0 <= x and x + width <= extents(window.frame)[2], (node.get_name(), x, width)
    window.row('What grew', 'app.Session')
    window.shot('suspects-small')


@case('it ends well')
def _():
    window.close()


@case('one snapshot alone: what is large is not called a leak')
def _():
    global window
    window = Window(dumps[2])
    window.page('growth')
    window.says('One more snapshot shows what grew')
    window.says(re.compile('a second snapshot would tell whether it grows'), timeout=60)
    window.says('Large')
    window.shot('suspects-one')
    assert not buttons('Leak')
    window.close()
    equal(window.process.poll(), 0)


run(after=clean_up)
