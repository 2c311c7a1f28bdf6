# SPDX-License-Identifier: Apache-2.0
"""Interface descriptions: words can be translated, a button that is only a picture has a tooltip."""

import pathlib
import sys
import xml.etree.ElementTree as ET

from tap import Tap

WORDS = {'label', 'title', 'subtitle', 'description', 'tooltip-text', 'placeholder-text', 'heading', 'body', 'text'}
BUTTONS = {'GtkButton', 'GtkMenuButton', 'GtkToggleButton', 'AdwSplitButton', 'GtkLinkButton'}


def properties(element):
    """name → element of what one object sets itself."""
    found = {}
    for child in element:
        if child.tag in ('property', 'attribute'):
            found[child.get('name').replace('_', '-')] = child
    return found


def untranslatable(path, root):
    for element in root.iter():
        for name, child in properties(element).items():
            text = (child.text or '').strip()
            if name in WORDS and text != 'Holdfast' and any(letter.isalpha() for letter in text) and len(child) == 0:
                if child.get('translatable') not in ('yes', 'true', '1') and child.get('bind-source') is None:
                    yield f'{path.name}: {name} “{text}” is not translatable'


def unnamed_buttons(path, root):
    for element in root.iter('object'):
        if element.get('class') not in BUTTONS:
            continue
        there = properties(element)
        if 'icon-name' in there and not {'label', 'tooltip-text'} & set(there):
            yield f'{path.name}: a {element.get("class")} with the icon {there["icon-name"].text} has no tooltip-text'


def main():
    source = pathlib.Path(sys.argv[1])
    tap = Tap()
    for path in sorted([*(source / 'ui').rglob('*.ui'), *(source / 'app').rglob('*.ui')]):
        root = ET.parse(path).getroot()
        tap.check(f'{path.name}: words can be translated', untranslatable(path, root))
        tap.check(f'{path.name}: buttons have names', unnamed_buttons(path, root))
    tap.end()


main()
