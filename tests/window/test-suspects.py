# SPDX-License-Identifier: Apache-2.0
"""What may leak, in sentences: the list on Growth folds and unfolds, a click shows the evidence, and one snapshot is spoken of with care."""
import re

from tap import case, equal, run
from window import FOLDER, Window, clean_up, find_all, get, make_dump, svg_words, text, visible, wait

dumps = [make_dump(f'{name}.hfdump', sessions, 0, 1000 * i) for i, (name, sessions) in enumerate((('one', 3), ('two', 253), ('three', 503)), 1)]
REMEDY = re.compile(r'^Registry that is never emptied: Take entries out of app\.CACHE')
SENTENCE = re.compile(r'app\.CACHE \(dict\) grew by 250 × Session a round; it keeps .* that was not there in A\.')
UNFOLDED = re.compile(r'\d+ (suspect|large accumulation)')
FOLDED = re.compile('Leak: |Large: ')
window = Window(*dumps)


def buttons(word):
    found = find_all(window.frame, prune=())
    return [node for node in found if node.get_role_name() in ('push button', 'toggle button') and visible(node) and node.get_name().startswith(word)]


def header():
    """The line that unfolds the list."""
    def ask():
        return next((node for node in buttons('') if UNFOLDED.match(node.get_name()) or FOLDED.match(node.get_name())), None)
    return wait(ask, 60, 'the suspects')


def is_open():
    return bool(UNFOLDED.match(header().get_name()))


@case('the first suspect is told in a sentence, with a word for how sure it is')
def _():
    window.grown('app.Session')
    node = header()
    if is_open():
        assert re.match(r'\d+ suspects?', node.get_name()), node.get_name()
    else:
        assert SENTENCE.search(node.get_name()), node.get_name()
        assert node.get_name().startswith('Leak: '), node.get_name()


@case('a click folds the list or unfolds it, another one undoes that')
def _():
    before = is_open()
    window.click(header(), dx=0.05)
    wait(lambda: is_open() != before, 30, 'the list to fold or unfold')
    window.click(header(), dx=0.05)
    wait(lambda: is_open() == before, 30, 'the list as it was')
    if not before:
        window.click(header(), dx=0.05)
        wait(is_open, 30, 'the list unfolded')
    window.says(SENTENCE)
    window.says('Leak')
    window.shot('suspects')


@case('a click on a suspect draws its chain, with the reference to break, and says what mends it')
def _():
    window.click(wait(lambda: next((node for node in buttons('Leak: ') if SENTENCE.search(node.get_name())), None), 30, 'the suspect'), dx=0.5)
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


@case('a small window has one line for it, and the table below')
def _():
    if is_open():
        window.click(header(), dx=0.05)
        wait(lambda: not is_open(), 30, 'the list folded')
    window.resize(800, 600)
    window.row('What grew', 'app.Session')
    assert SENTENCE.search(header().get_name())
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
    node = header()
    assert 'large accumulation' in node.get_name() or node.get_name().startswith('Large: '), node.get_name()
    window.shot('suspects-one')
    assert not buttons('Leak')
    window.close()
    equal(window.process.poll(), 0)


run(after=clean_up)
