# SPDX-License-Identifier: Apache-2.0
"""What a web browser makes of a file, and pictures as numbers."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET

SVG = '{http://www.w3.org/2000/svg}'
PATIENCE = float(os.environ.get('HF_PATIENCE', '1'))
PROGRAM = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)


def browse(path, *options):
    """Runs the browser on a file without window and network; returns what it prints."""
    with tempfile.TemporaryDirectory(prefix='holdfast-browser-') as folder:
        command = [PROGRAM, '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--disable-dev-shm-usage',
                   '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND',
                   '--force-device-scale-factor=1', '--force-color-profile=srgb', '--disable-lcd-text', f'--user-data-dir={folder}',
                   *options, pathlib.Path(path).absolute().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240 * PATIENCE)
    if done.returncode != 0:
        raise AssertionError(f'{PROGRAM}: {done.returncode}: {done.stderr[-2000:]}')
    return done.stdout


class Picture:
    """A picture's pixels, as red, green and blue."""

    def __init__(self, path):
        head = subprocess.run(['identify', '-format', '%w %h', path], capture_output=True, text=True, check=True, timeout=60).stdout
        self.width, self.height = map(int, head.split())
        self.bytes = subprocess.run(['convert', path, '-background', 'white', '-alpha', 'remove', '-depth', '8', 'rgb:-'],
                                    capture_output=True, check=True, timeout=120).stdout

    def at(self, x, y):
        x, y = min(max(int(x), 0), self.width - 1), min(max(int(y), 0), self.height - 1)
        begin = 3 * (y * self.width + x)
        return tuple(self.bytes[begin:begin + 3])

    def commonest(self, x, y, width, height):
        """The colour that most pixels of a rectangle have."""
        counts = {}
        for row in range(int(y), int(y + height)):
            for column in range(int(x), int(x + width)):
                colour = self.at(column, row)
                counts[colour] = counts.get(colour, 0) + 1
        return max(counts, key=counts.get)

    def farthest(self, x, y, colour):
        """The pixel left of a point, on a line that ends there, that is least like @colour: the line, however it lies on the pixels."""
        return max((self.at(x + step, y) for step in (-2, -1, 0)), key=lambda other: difference(other, colour))


def difference(one, other):
    return max(abs(a - b) for a, b in zip(one, other))


class Page:
    """An SVG file in the browser: its document as the browser has it, and its pixels at scale 1."""

    def __init__(self, path):
        self.root = ET.fromstring(browse(path, '--dump-dom'))
        self.size = int(self.root.get('width')), int(self.root.get('height'))
        shot = pathlib.Path(path).with_suffix('.browser.png')
        browse(path, f'--window-size={self.size[0]},{self.size[1]}', f'--screenshot={shot}')
        self.picture = Picture(shot)
        drawing = next(group for group in self.root.iter(SVG + 'g') if group.get('class') == 'drawing')
        self.left, self.top = map(float, re.fullmatch(r'translate\((\S+) (\S+)\)', drawing.get('transform')).groups())

    def groups(self, name):
        return [group for group in self.root.iter(SVG + 'g') if name in group.get('class', '').split()]

    def title(self, group):
        return group.find(SVG + 'title').text

    def words(self, group, *classes):
        return [''.join(text.itertext()) for text in group.iter(SVG + 'text') if not classes or text.get('class') in classes]

    def box(self, group):
        """The box of a node on the page: x, y, width, height. Of a stack's two the one in front."""
        cards = [rect for rect in group.findall(SVG + 'rect') if rect.get('class') is None and rect.get('fill') != 'none']
        x, y, width, height = (float(cards[-1].get(name)) for name in ('x', 'y', 'width', 'height'))
        return x + self.left, y + self.top, width, height
