# SPDX-License-Identifier: Apache-2.0
"""The drawing leaves the window: as files that a browser and Holdfast itself open, to the clipboard, to paper. With
HF_SHOTS=FOLDER pictures of the way are kept."""
import os
import pathlib
import re
import subprocess
import sys

from browser import PROGRAM as BROWSER, Page, Picture, SVG, ET, difference
from tap import Skip, case, equal, run
from window import FOLDER, Window, clean_up, find, find_all, get, svg_words, text, visible, wait

from driver import children, do, extents, plain, states, tree

READ_CLIPBOARD = sys.argv[3]
samples = os.environ['HOLDFAST_SAMPLES']
shots = pathlib.Path(os.environ.get('HF_SHOTS', FOLDER))
window = Window(f'{samples}/after.hfdump')


def read_clipboard(*forms_and_files):
    # What GTK leaves behind in a program that ends at once is nobody's leak.
    env = {**os.environ, 'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}
    subprocess.run([READ_CLIPBOARD, *forms_and_files], check=True, timeout=120, env=env)


def canvas():
    return get(window.frame, 'list', 'Reference graph', where=visible)


def nodes():
    drawn = find(window.frame, 'list', 'Reference graph', where=visible)
    return [node for node in find_all(drawn, role='list item') if visible(node)] if drawn is not None else []


def node(name):
    return get(window.drawn(), 'list item', re.compile(name))


def written(path, ends=b''):
    """Waits until a file is there whole: it is renamed into place."""
    return wait(lambda: path.exists() and path.stat().st_size > 0 and path.read_bytes().endswith(ends) and path, 60, str(path))


def rest(place):
    """Takes the pointer to where nothing is drawn, and waits until it is seen to be there."""
    window.move(place, dx=0.94, dy=0.3)
    before = []

    def ask():
        window.screenshot(str(FOLDER / 'rest.png'))
        before.append(Picture(FOLDER / 'rest.png').bytes)
        return len(before) > 1 and before[-1] == before[-2]
    wait(ask, 30, 'a still picture')


def export(name):
    path = FOLDER / name
    window.win('export-to', str(path))
    return written(path)


def menu(key, name):
    """Opens the export menu by its key and clicks an item."""
    window.key(key)
    window.click(get(window.frame, name=name, where=visible))


def background(path):
    return next(ET.parse(path).getroot().iter(SVG + 'rect')).get('fill')


def pdf(path):
    """Words, width, height, pages and title of a PDF."""
    words = subprocess.run(['pdftotext', '-layout', path, '-'], capture_output=True, text=True, check=True, timeout=60).stdout
    info = subprocess.run(['pdfinfo', path], capture_output=True, text=True, check=True, timeout=60).stdout
    width, height = re.search(r'Page size:\s+(\S+) x (\S+)', info).groups()
    return words, float(width), float(height), int(re.search(r'Pages:\s+(\d+)', info).group(1)), info


@case('what is exported says what it shows and what it leaves out')
def _():
    window.page('types')
    window.row('Objects by type', 'shop.Session')
    window.win('focus-object', "shop.SESSIONS['visitor-257']")
    window.page('graph')
    wait(lambda: len(nodes()) >= 6, 60, lambda: tree(window.frame))
    window.click(node('^Session'), dx=0.3, dy=0.4)
    wait(lambda: 'selected' in states(node('^Session')), what='the selection')
    window.key('1')
    get(window.frame, 'push button', '100 %', where=visible)
    rest(canvas())
    window.screenshot(str(shots / 'paper-window.png'))
    said, drawn = svg_words(export('picture.svg'))
    equal(len(drawn), len(nodes()), 'nodes')
    assert 'Session number=257' in said, said
    assert any(re.match(r'after\.hfdump · \d', words) for words in said), said
    assert any(re.match(r'Not drawn: \d+ referrers; \d+ referents$', words) for words in said), said
    assert 'Cycles' in said and 'References' in said, said


@case('a browser shows the SVG as the window shows the drawing: the same nodes, labels and colours')
def _():
    if BROWSER is None:
        raise Skip('no Chromium is installed')
    page, shot = Page(FOLDER / 'picture.svg'), Picture(shots / 'paper-window.png')
    drawn, there = nodes(), page.groups('node')
    equal(sorted(page.title(group) for group in there), sorted(item.get_description() for item in drawn))
    equal(sorted(' '.join(page.words(group, 't', 'v')) for group in there), sorted(item.get_name() for item in drawn))
    equal(len(page.groups('edge')), len({group.get('id') for group in page.groups('edge')}))
    frame = extents(window.frame)
    margin = (shot.width - frame[2]) // 2, (shot.height - frame[3]) // 2
    for item in drawn:
        group = next(g for g in there if page.title(g) == item.get_description())
        x, y, width, height = page.box(group)
        box = extents(item)
        left, top = margin[0] + box[0], margin[1] + box[1]
        assert abs(box[2] - width) <= 2 and abs(box[3] - height) <= 2, (item.get_name(), box, width, height)
        fills = page.picture.commonest(x + 8, y + 3, width - 16, height - 6), shot.commonest(left + 8, top + 3, box[2] - 16, box[3] - 6)
        assert difference(*fills) <= 2, (item.get_name(), 'fill', fills)
        middle = height / 2
        borders = page.picture.farthest(x + width, y + middle, fills[0]), shot.farthest(left + box[2], top + middle, fills[1])
        assert difference(*borders) <= 60, (item.get_name(), 'border', borders)
    return page


@case('the browser shows what the PNG shows, text and lines too')
def _():
    if BROWSER is None:
        raise Skip('no Chromium is installed')
    page, own = Picture(FOLDER / 'picture.browser.png'), Picture(export('picture.png'))
    equal((page.width, page.height), (own.width, own.height))
    total = sum(abs(a - b) for a, b in zip(page.bytes, own.bytes)) / len(own.bytes)
    blank = sum(abs(a - b) for a, b in zip(b'\xff' * len(own.bytes), own.bytes)) / len(own.bytes)
    print(f'# mean difference of a channel {total:.2f}, of an empty page {blank:.2f}')
    assert total < 3.5 and total < blank / 3, (total, blank)
    # No region differs as if something were missing: the means of 16 x 16 pixels.
    for y in range(0, own.height - 16, 16):
        for x in range(0, own.width - 16, 16):
            means = []
            for picture in (page, own):
                rows = [picture.bytes[3 * ((y + row) * own.width + x):3 * ((y + row) * own.width + x + 16)] for row in range(16)]
                means.append(tuple(sum(sum(row[c::3]) for row in rows) / 256 for c in range(3)))
            assert difference(*means) < 40, (x, y, means)


@case('its key puts the drawing into the clipboard, as pixels and as shapes')
def _():
    window.click(node('^Session'), dx=0.3, dy=0.4)
    window.key('ctrl+alt+c')
    window.says('The drawing is in the clipboard')
    png, svg = FOLDER / 'clipboard.png', FOLDER / 'clipboard.svg'
    read_clipboard('image/png', png, 'image/svg+xml', svg)
    equal(svg.read_bytes(), export('again.svg').read_bytes())
    picture, root = Picture(png), ET.parse(svg).getroot()
    equal((picture.width, picture.height), (2 * int(root.get('width')), 2 * int(root.get('height'))))
    own = Picture(export('again.png'))
    for x in range(5, own.width, 40):
        for y in range(5, own.height, 40):
            if own.commonest(x - 2, y - 2, 5, 5) == own.at(x, y) == own.at(x + 2, y + 2) == own.at(x - 2, y - 2):
                assert difference(picture.at(2 * x, 2 * y), own.at(x, y)) <= 2, (x, y)


@case('the menu copies it too')
def _():
    node('^dict')
    do(node('^dict'), 'node.expand-referents')
    wait(lambda: len(nodes()) >= 12, 30, 'more')
    menu('ctrl+e', 'Copy Image')
    svg = FOLDER / 'clipboard-2.svg'

    def ask():
        read_clipboard('image/svg+xml', svg)
        return len(svg_words(svg)[1]) == len(nodes())
    wait(ask, 60, 'the larger drawing')
    window.screenshot(str(shots / 'paper-copied.png'))


def check_page(path):
    words, width, height, pages, info = pdf(path)
    for word in ('Session number=257', 'PageView', 'module', 'Not drawn:', 'after.hfdump'):
        assert word in words, (word, words)
    equal(pages, 1)
    across = int(ET.parse(FOLDER / 'page.svg').getroot().get('width')) > int(ET.parse(FOLDER / 'page.svg').getroot().get('height'))
    equal(width > height, across, f'landscape: {width} x {height}')
    assert 500 < min(width, height) < 650 and 750 < max(width, height) < 900, (width, height)


@case('a page holds the whole drawing, across where it is wider than high')
def _():
    export('page.svg')
    path = FOLDER / 'page.pdf'
    window.win('print-to', str(path))
    check_page(written(path, b'%%EOF\n'))
    window.click(node('^dict'), dx=0.3, dy=0.4)
    window.key('ctrl+z')
    wait(lambda: len(nodes()) < 12, 30, 'as before')
    export('page.svg')
    path = FOLDER / 'page-2.pdf'
    window.win('print-to', str(path))
    check_page(written(path, b'%%EOF\n'))


@case('prints by its key, through the dialog')
def _():
    window.click(node('^Session'), dx=0.3, dy=0.4)
    window.key('ctrl+p')
    dialog = window.dialog('Print', 30)
    window.focus(dialog)
    target = get(dialog, name=re.compile('Print to File'), where=visible, prune=())
    window.click(target, toplevel=dialog)
    window.screenshot(str(shots / 'paper-dialog.png'), dialog)
    button = get(dialog, 'push button', 'Print', where=lambda b: visible(b) and 'sensitive' in states(b), prune=())
    window.click(button, toplevel=dialog)
    check_page(written(pathlib.Path(os.environ['HOME']) / 'after-graph.pdf', b'%%EOF\n'))
    window.says('The drawing was printed')


@case('its DOT file opens as the same picture')
def _():
    drawn = sorted(item.get_name() for item in nodes())
    path = export('reopened.dot')
    other = sorted(svg_words(FOLDER / 'page.svg')[0])
    window.open(path.as_uri())
    wait(lambda: find(window.frame, 'label', 'reopened.dot', where=visible, prune=()), 30, 'the drawing among the snapshots')
    wait(lambda: any('reopened.dot' in words for words in svg_words(export('reopened.svg'))[0]), 60, 'its picture')
    equal(sorted(item.get_name() for item in nodes()), drawn)
    labels = [words for words in svg_words(export('reopened.svg'))[0] if words.startswith(('.', '['))]
    equal(sorted(labels), sorted(words for words in other if words.startswith(('.', '['))), 'labels of the references')
    window.screenshot(str(shots / 'paper-reopened.png'))


@case('light colours, unless those of the screen are asked for')
def _():
    window.close()
    other = Window(f'{samples}/after.hfdump', env={'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'})
    globals()['window'] = other
    other.page('types')
    other.row('Objects by type', 'shop.Session')
    other.win('focus-object', "shop.SESSIONS['visitor-257']")
    other.page('graph')
    wait(lambda: len(nodes()) >= 6, 60, lambda: tree(other.frame))
    other.click(node('^Session'), dx=0.3, dy=0.4)
    light = background(export('light.svg'))
    equal(light, '#ffffff')
    menu('ctrl+e', 'Colours as on the Screen')
    dark = background(export('dark.svg'))
    assert int(dark[1:3], 16) < 80, dark
    other.screenshot(str(shots / 'paper-dark.png'))
    shot = Picture(shots / 'paper-dark.png')
    box = extents(canvas())
    seen = shot.commonest(box[0] + 30, box[1] + box[3] // 2, 60, 60)
    assert difference(seen, tuple(int(dark[i:i + 2], 16) for i in (1, 3, 5))) <= 2, (seen, dark)
    menu('ctrl+e', 'Colours as on the Screen')
    equal(background(export('light-2.svg')), light)


@case('a report of the open snapshot, and of two that are compared, from the menu of exports')
def _():
    alone = written(FOLDER / export('alone.html').name, b'</html>\n').read_text(encoding='utf-8')
    assert 'shop.Session' in alone and '<figure ' in alone and '>Growth<' not in alone
    window.close()
    pair = Window(f'{samples}/before.hfdump', f'{samples}/after.hfdump')
    globals()['window'] = pair
    pair.grown('shop.Session')
    text = written(FOLDER / export('pair.html').name, b'</html>\n').read_text(encoding='utf-8')
    assert '>Growth<' in text and 'shop.SESSIONS' in text and 'before.hfdump' in text
    words = written(FOLDER / export('pair.md').name, b'\n').read_text(encoding='utf-8')
    equal(len(re.findall(r'^!\[', words, re.MULTILINE)), len(list(FOLDER.glob('pair-*.svg'))))
    pair.key('ctrl+e')
    get(pair.frame, name='HTML…', where=visible)
    get(pair.frame, name='Markdown…', where=visible)


def end():
    window.close()
    clean_up()


run(after=end)
