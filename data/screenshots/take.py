# SPDX-License-Identifier: Apache-2.0
"""Opens the window on the sample, uses it as a person would, and takes pictures of it.

    tests/gui/with-display python3 data/screenshots/take.py BUILD growth FILE.png [graph FILE.png]

Run it from the top folder. It ends with an error when the window does not come as far as the picture.
"""

import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / 'tests' / 'gui'))

import driver  # noqa: E402

APP_ID = 'org.holdfast.Holdfast'
SAMPLE = [str(TOP / 'data' / 'samples' / name) for name in ('before.hfdump', 'after.hfdump')]


def row_with(app, *words):
    """A table row that shows all the words, when there is one to be seen."""
    def fits(node):
        return all(any(word in text for text in driver.texts(node)) for word in words)
    return next((row for row in driver.find_all(app.frame, 'table row', prune=()) if driver.visible(row) and fits(row)), None)


def text_in(app, name, word):
    """Whether a part of the window with that name shows the word."""
    part = driver.find(app.frame, name=name)
    return part is not None and any(word in text for text in driver.texts(part))


def settle(app, path):
    """Saves the picture when two in a row are the same: nothing is being loaded, laid out or moved any more."""
    before = None

    def still():
        nonlocal before
        app.screenshot(path)
        now = subprocess.run(['convert', path, 'rgba:-'], stdout=subprocess.PIPE, check=True).stdout
        same, before = now == before, now
        return same
    driver.wait(still, 60, 'the window to come to rest')
    subprocess.run(['mogrify', '-strip', '-define', 'png:compression-level=9', path], check=True)


def growth(app, path):
    row = driver.wait(lambda: row_with(app, 'shop.PageView'), 120, 'the type that grew most')
    app.click(row, dx=0.1)
    holder = driver.wait(lambda: row_with(app, 'SESSIONS'), 120, 'who holds the new ones')
    app.click(holder, dx=0.3)
    driver.wait(lambda: text_in(app, 'The chain from a root', '.SESSIONS'), 120, 'the chain that keeps one alive')
    settle(app, path)


def graph(app, path):
    app.click(driver.get(app.frame, 'page tab', 'Graph'))
    driver.wait(lambda: driver.find(app.frame, 'list', where=lambda node: 'Reference graph' in (node.get_name() or '')), 120,
                'the graph')
    settle(app, path)


def main():
    build = pathlib.Path(sys.argv[1])
    pages = {'growth': growth, 'graph': graph}
    app = driver.App([str(build / 'app' / 'window' / 'holdfast'), *SAMPLE], APP_ID)
    try:
        for page, path in zip(sys.argv[2::2], sys.argv[3::2]):
            pages[page](app, path)
            print(f'{page}: {path}')
    finally:
        app.stop()


main()
