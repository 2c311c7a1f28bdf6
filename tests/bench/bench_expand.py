# SPDX-License-Identifier: Apache-2.0
"""Works in the drawing of a large dump as a person would: double-clicks on nodes and clicks on handles, and says how long it
took from the click to the frame that shows the new picture, and how far the clicked node moved on the screen.

    bench_expand.py WINDOW BENCH_OPEN OBJECTS [EXPANSIONS]"""
import os
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'window'))
from tap import case, run
from window import FOLDER, Window, clean_up, extents, find, find_all, visible, wait

from driver import states

BENCH_OPEN, OBJECTS = sys.argv[2], int(sys.argv[3])
EXPANSIONS = int(sys.argv[4]) if len(sys.argv) > 4 else 30
MOST_NODES = 200
HANDLE_OUTSIDE = 4  # pixels below a box: on its lower handle
PLACES = (0.5, 0.75, 0.25, 0.62, 0.38)

file = str(FOLDER / 'large.hfdump')
subprocess.run([BENCH_OPEN, '--make', file, str(OBJECTS)], check=True, stdout=subprocess.DEVNULL)
window = Window(file)
times, moved, sizes = [], [], []


def canvas():
    return find(window.frame, 'list', 'Reference graph', where=visible)


def says(drawn):
    return drawn.get_description() or ''


def count(drawn):
    return int(re.match(r'(\d+)', says(drawn)).group(1))


# One process for all clicks: on a busy machine a new one takes longer than a picture.
pointer = subprocess.Popen(['xdotool', '-'], stdin=subprocess.PIPE, text=True)


def clicks(x, y, n):
    """Moves there and clicks; says when the last click was asked for."""
    begun = time.monotonic()
    pointer.stdin.write(f'mousemove {x} {y}\n' + 'click 1\n' * n)
    pointer.stdin.flush()
    return begun


def finished(drawn, before, patience):
    """When another picture was there and painted; None if there is none."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if says(drawn) != before and 'busy' not in states(drawn):
            return time.monotonic()
        time.sleep(0.004)
    return None


def try_at(drawn, node, x, y, n):
    """The seconds that it took, or None if nothing came of it."""
    before, place, nodes = says(drawn), extents(node), count(drawn)
    begun = clicks(x, y, n)
    end = finished(drawn, before, 3)
    if end is None:
        return None
    now = extents(node)
    moved.append(max(abs(now[0] + now[2] / 2 - place[0] - place[2] / 2), abs(now[1] + now[3] / 2 - place[1] - place[3] / 2)))
    times.append(end - begun)
    sizes.append((nodes, count(drawn)))
    print(f'# {len(times):2d}: {1000 * times[-1]:6.0f} ms, {sizes[-1][1]:3d} nodes, moved {moved[-1]:g}', flush=True)
    return end - begun


def scroll_into_view(drawn, node):
    """By the keyboard's way: what is asked for is brought into view."""
    inner = extents(drawn)
    box = extents(node)
    return inner[0] < box[0] and inner[1] + 70 < box[1] and box[0] + box[2] < inner[0] + inner[2] and box[1] + box[3] + 20 < inner[1] + inner[3]


def candidates(drawn, words):
    """Nodes in view of whose neighbours some are not drawn."""
    nodes = [node for node in find_all(drawn, role='list item') if visible(node) and scroll_into_view(drawn, node)]
    return [node for node in nodes if re.search(words, f'{node.get_name()} {node.get_description()}')]


def expand(drawn, turn):
    kind = ('referrers? not drawn', 'referents? not drawn')[turn % 2]
    found = candidates(drawn, kind)
    for k in range(len(found)):
        node = found[(turn * 7 + k) % len(found)]
        x, y = window.point(node)
        box = extents(node)
        if turn % 2 == 0:
            if try_at(drawn, node, x, y - box[3] // 4, 2) is not None:
                return True
            continue
        for place in PLACES:
            if try_at(drawn, node, int(x + (place - 0.5) * box[2]), y + box[3] // 2 + HANDLE_OUTSIDE, 1) is not None:
                return True
    return False


@case('an object of the large dump is drawn')
def _():
    window.page('types')
    wait(lambda: find(window.frame, name='Objects by type', where=visible) and window.rows('Objects by type'), 120, 'the dump')
    window.win('focus-object', f'#{OBJECTS // 2}')
    window.page('graph')
    wait(lambda: canvas() and list(find_all(canvas(), 'list item', where=visible)), 120, 'a drawn node')
    wait(lambda: 'busy' not in states(canvas()), 60, 'the first picture')


@case('expanded again and again')
def _():
    drawn, turn, fruitless = canvas(), 0, 0
    while len(times) < EXPANSIONS and fruitless < 6:
        if count(drawn) > MOST_NODES - 10:
            # Back to a small picture of another object.
            window.win('focus-object', f'#{OBJECTS // 3 + 1000 * turn}')
            wait(lambda: count(drawn) < 60 and 'busy' not in states(drawn), 60, 'another picture')
        fruitless = 0 if expand(drawn, turn) else fruitless + 1
        if fruitless:
            window.key('0')
        turn += 1
    assert times, 'nothing could be expanded'
    print(f'# {len(times)} expansions of up to {max(after for _, after in sizes)} nodes: median {1000 * statistics.median(times):.0f} ms, '
          f'worst {1000 * max(times):.0f} ms from the click to the frame; the clicked node moved at most {max(moved):g} pixels', flush=True)
    assert max(moved) <= 1, moved


def end():
    pointer.stdin.close()
    pointer.wait(30)
    window.stop()
    clean_up()


run(after=end)
