# SPDX-License-Identifier: Apache-2.0
"""Looking around in a picture of hundreds of nodes, by pointer, wheel and keys: what is on the screen once the motion has ended is
what is exported, and what is painted where nothing has moved. With HF_SHOTS=FOLDER pictures of the way are kept."""
import re
import subprocess
import xml.etree.ElementTree as ET

from tap import case, run
from window import FOLDER, GLib, Window, clean_up, find, find_all, get, text, visible, wait

from driver import extents, states

CHAINS, LINKS = 20, 18
SVG = '{http://www.w3.org/2000/svg}'
ANYTHING = 3          # of 100: how far a pixel's colours may differ
SOME = 0.004          # of the pixels may differ more: lines that begin between two pixels
WIDE = 1800           # further than tiles are kept beside the view


def dot():
    """Chains from one dictionary, some of which refer to each other: places for long lines."""
    nodes = ['"o1" [fontcolor="red"];', f'"o1" [label="dict\\n{CHAINS} items", hf_kind="6", hf_title="dict"];']
    edges = []
    for chain in range(CHAINS):
        above = 1
        for link in range(LINKS):
            node = 100 + chain * LINKS + link
            nodes.append(f'"o{node}" [label="shop.Session\\nnumber={node}", hf_kind="7", hf_title="Session"];')
            edges.append(f'"o{above}" -> "o{node}" [label="next", weight="10", hf_label=".next", hf_class="0"];')
            above = node
    for chain in range(0, CHAINS - 2, 3):
        begin, end = 100 + LINKS * chain + 5, 100 + LINKS * (chain + 2) + 7
        edges.append(f'"o{begin}" -> "o{end}" [label="peer", weight="10", hf_label=".peer", hf_class="0"];')
    return 'digraph ObjectGraph {\n' + '\n'.join(nodes + edges) + '\n}\n'


path = FOLDER / 'wide.dot'
path.write_text(dot())
window = Window(str(path))


def canvas():
    return get(window.frame, 'list', 'Reference graph', 60, where=visible)


def zoom():
    return text(get(window.frame, 'push button', re.compile('^[0-9]+ %$'), where=visible))


def zoomed(wanted):
    wait(lambda: find(window.frame, 'push button', wanted, where=visible), 30, lambda: f'{wanted}, not {zoom()}')


def picture(name):
    """The window when it has come to rest, with the pointer off the picture."""
    window.move(get(window.frame, 'push button', 'Fit', where=visible))
    window.drawn()
    files = [FOLDER / f'{name}-{turn}.png' for turn in range(2)]
    window.screenshot(str(files[0]))

    def ask():
        window.screenshot(str(files[1]))
        same = files[0].read_bytes() == files[1].read_bytes() or differing(files[0], files[1], middle_of_view()) == 0
        files[0].write_bytes(files[1].read_bytes())
        return same
    wait(ask, 30, 'a still picture')
    window.shot(f'painting-{name}')
    return files[1]


def middle_of_view():
    """A part of the canvas over which nothing lies: x, y, width, height in a screenshot."""
    margin = margins()
    x, y, width, height = extents(canvas())
    return x + margin[0] + 220, y + margin[1] + 90, width - 2 * 220, height - 90 - 210


def margins():
    frame, size = extents(window.frame), size_of(window_shot())
    return (size[0] - frame[2]) // 2, (size[1] - frame[3]) // 2


def window_shot():
    file = FOLDER / 'size.png'
    if not file.exists():
        window.screenshot(str(file))
    return file


def size_of(file):
    out = subprocess.run(['identify', '-format', '%w %h', str(file)], capture_output=True, text=True, check=True, timeout=60).stdout
    return tuple(map(int, out.split()))


def cut(file, box, name):
    out = FOLDER / name
    x, y, width, height = map(int, box)
    subprocess.run(['convert', str(file), '-crop', f'{width}x{height}+{x}+{y}', '+repage', '-alpha', 'off', str(out)], check=True, timeout=60)
    return out


def differing(one, other, box, other_box=None, fuzz=0):
    """How many pixels of a part of two pictures differ."""
    parts = cut(one, box, 'one.png'), cut(other, other_box or box, 'other.png')
    done = subprocess.run(['compare', '-metric', 'AE', '-fuzz', f'{fuzz}%', *map(str, parts), 'null:'], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return int(float(done.stderr.split()[0]))


def lines_in(file, box):
    """How many colours there are: a view of nothing would equal anything."""
    command = ['identify', '-format', '%k', str(cut(file, box, 'colours.png'))]
    return int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


def brightness(file):
    command = ['convert', str(cut(file, middle_of_view(), 'gray.png')), '-colorspace', 'gray', '-format', '%[fx:mean]', 'info:']
    return float(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)


def drag(by_x, by_y=0, times=1):
    """As a hand does it: over many frames."""
    x, y = window.point(canvas(), dx=0.5, dy=0.5)
    for _ in range(times):
        command = ['mousemove', str(x - by_x // 2), str(y - by_y // 2), 'mousedown', '1']
        for step in range(1, 13):
            command += ['mousemove', str(x - by_x // 2 + by_x * step // 12), str(y - by_y // 2 + by_y * step // 12), 'sleep', '0.012']
        subprocess.run(['xdotool', *command, 'mouseup', '1'], check=True, timeout=60)


def wheel(button, times):
    x, y = window.point(canvas(), dx=0.6, dy=0.45)
    subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'keydown', 'ctrl', 'click', '--repeat', str(times), '--delay', '25', button,
                    'keyup', 'ctrl'], check=True, timeout=60)


def in_view(name):
    """A node somewhere in the middle of the view, and its box in the window."""
    left, top, width, height = middle_of_view()
    margin = margins()
    for item in find_all(canvas(), role='list item'):
        x, y, w, h = extents(item)
        if left <= x + margin[0] and x + margin[0] + w <= left + width and top <= y + margin[1] and y + margin[1] + h <= top + height \
           and item.get_name().startswith(name):
            return item, (x + margin[0], y + margin[1], w, h)
    raise AssertionError(f'no {name} in view')


def exported(name):
    files = []
    for end in ('svg', 'png'):
        file = FOLDER / f'{name}.{end}'
        window.win('export-to', str(file))
        files.append(wait(lambda: file.exists() and file.stat().st_size > 0 and file, 60, str(file)))
    return files


def place_in(svg, item):
    """Where the exported picture has a node."""
    root = ET.parse(svg).getroot()
    drawing = next(group for group in root.iter(SVG + 'g') if group.get('class') == 'drawing')
    left, top = map(float, re.fullmatch(r'translate\((\S+) (\S+)\)', drawing.get('transform')).groups())
    for group in root.iter(SVG + 'g'):
        if 'node' in (group.get('class') or '').split() and group.find(SVG + 'title').text == item.get_description():
            box = next(rect for rect in group.iter(SVG + 'rect'))
            return left + float(box.get('x')), top + float(box.get('y'))
    raise AssertionError(f'{item.get_name()} is not in {svg}')


def equals_export(shot, name):
    """The view at normal size is a part of the exported picture."""
    svg, png = exported(name)
    item, (x, y, _, _) = in_view('Session')
    there = place_in(svg, item)
    box = middle_of_view()
    found = []
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            place = round(box[0] - x + there[0]) + dx, round(box[1] - y + there[1]) + dy, box[2], box[3]
            found.append(differing(shot, png, box, place, ANYTHING))
    assert lines_in(shot, box) > 50
    assert min(found) <= SOME * box[2] * box[3], f'{min(found)} of {box[2] * box[3]} pixels differ'


def equals_fresh(shot, name, go):
    """The same where all was painted anew meanwhile."""
    go()
    again = picture(f'{name}-again')
    box = middle_of_view()
    assert lines_in(shot, box) > 50
    different = differing(shot, again, box, fuzz=ANYTHING)
    assert different <= SOME * box[2] * box[3], f'{different} pixels differ'


def away_and_back():
    """Further than tiles are kept."""
    drag(-WIDE // 3, times=3)
    drag(WIDE // 3, times=3)


def recolour():
    """There is nothing that could be kept."""
    window.action('color-scheme', GLib.Variant('s', 'dark'))
    wait(lambda: brightness(picture('dark')) < 0.4, 30, 'dark colours')
    window.action('color-scheme', GLib.Variant('s', 'light'))
    wait(lambda: brightness(picture('light')) > 0.6, 30, 'light colours')


@case('a picture of more than 300 nodes')
def _():
    window.page('graph')
    wait(lambda: 'objects' in (canvas().get_description() or ''), 60, 'the picture')
    window.drawn()
    assert int(canvas().get_description().split()[0]) > 300, canvas().get_description()
    window.click(canvas(), dx=0.5, dy=0.2)
    window.key('1')
    zoomed('100 %')


@case('dragged at normal size: the view is what is exported')
def _():
    drag(300, -200)
    drag(-100, -260)
    equals_export(picture('dragged'), 'dragged')


@case('zoomed with Ctrl and the wheel: the view is what is painted where nothing has moved')
def _():
    wheel('5', 3)
    zoomed('51 %')
    equals_fresh(picture('wheel-out'), 'wheel-out', recolour)
    wheel('4', 6)
    zoomed('195 %')
    equals_fresh(picture('wheel-in'), 'wheel-in', away_and_back)


@case('zoomed by keys, in between and back: normal size is what is exported')
def _():
    window.key('minus', 'minus', 'plus', 'minus')
    zoomed('125 %')
    equals_fresh(picture('keys'), 'keys', recolour)
    window.key('minus', 'minus', 'minus', '1')
    zoomed('100 %')
    wheel('4', 2)
    wheel('5', 2)
    zoomed('100 %')
    equals_export(picture('back'), 'back')


@case('what is far away has no text, and comes back with it')
def _():
    window.key('0')
    wait(lambda: zoom() != '100 %', 30, 'all of it in view')
    picture('fitted')
    window.key('1')
    zoomed('100 %')
    equals_export(picture('text'), 'text')


@case('what is selected stays sharp over the tiles')
def _():
    item = in_view('Session')[0]
    window.click(item, dx=0.3, dy=0.4)
    wait(lambda: 'selected' in states(item), what='the selection')
    wheel('4', 1)
    zoomed('125 %')
    window.key('1')
    zoomed('100 %')
    equals_export(picture('selected'), 'selected')


def end():
    window.close()
    clean_up()


run(after=end)
