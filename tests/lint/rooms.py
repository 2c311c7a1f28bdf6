# SPDX-License-Identifier: Apache-2.0
"""Who may use whom: a room includes, and its meson.build names, only what this table allows."""

import pathlib
import re
import sys

from tap import Tap

# room: the rooms it may use
ROOMS = {
    'heap': [],
    'analysis': ['heap'],
    'graphviz': ['heap'],
    'dump': ['heap', 'graphviz'],
    'case': ['dump', 'analysis', 'heap'],
    'drawing': ['analysis', 'heap', 'graphviz'],
    'report': ['drawing', 'analysis', 'heap'],
    'session': ['probe/attach', 'case', 'drawing', 'dump', 'analysis', 'heap'],
    'canvas': ['session', 'drawing', 'analysis', 'heap'],
    'window': ['canvas', 'session', 'case', 'probe/attach', 'report', 'drawing', 'dump', 'analysis', 'heap'],
    'cli': ['probe/attach', 'case', 'report', 'drawing', 'dump', 'analysis', 'heap'],
    'probe': [],
    'probe/attach': ['dump', 'heap'],
}

# a foreign header, by how its name begins: the rooms that may include it
FOREIGN = {
    'gio/': ['graphviz', 'dump', 'drawing', 'session', 'canvas', 'window', 'cli'],
    'gtk/': ['canvas', 'window'],
    'gdk/': ['canvas', 'window'],
    'gsk/': ['canvas', 'window'],
    'adwaita.h': ['window'],
    'pango/': ['drawing', 'canvas', 'window'],
    'cairo': ['drawing', 'canvas', 'window'],
    'json-glib/': ['dump', 'case', 'cli'],
    'zlib.h': ['dump', 'probe'],
    'zstd.h': ['dump', 'probe'],
    'isa-l': ['dump'],
    'igzip_lib.h': ['dump'],
    'graphviz/': ['graphviz'],
    'gvc.h': ['graphviz'],
    'cgraph.h': ['graphviz'],
    'seccomp.h': ['graphviz'],
    'Python.h': ['probe'],
    'internal/pycore': ['probe'],
}

# Single headers: the format that the probe writes and the reader reads; an error is an error everywhere; boxes and splines
# are plain data that a geometry hands on.
ONLY = {
    ('probe', 'dump'): ['dump/hf-native-format.h'],
    ('graphviz', 'heap'): ['heap/hf-error.h', 'heap/hf-progress.h'],
    ('probe/attach', 'probe'): ['probe/hf-inject.h'],
    ('probe/attach', 'dump'): ['dump/hf-dump-output.h'],
    ('canvas', 'graphviz'): ['graphviz/hf-layout.h'],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
DEPENDENCY = re.compile(r'\b([a-z]+)_dep\b')


def room_of(name):
    """The room that a path in app/ belongs to: a room can lie in another's folder."""
    return max((room for room in ROOMS if name.startswith(room + '/')), key=len, default=name.split('/')[0])


def sources(app, room):
    return sorted(path for path in (app / room).rglob('*')
                  if path.suffix in ('.c', '.h') and room_of(str(path.relative_to(app))) == room)


def own_include(app, room, path, name):
    """What is wrong with #include "name", or None."""
    first = room_of(name)
    if name in ('config.h', f'{path.stem}-resources.h') or name.endswith(('.inc', '-resources.h')):
        return None
    if '/' not in name and (path.parent / name).exists():
        return None
    if first not in ROOMS or '/' not in name:
        return f'"{name}" is not written from app/'
    allowed = name in ONLY[room, first] if (room, first) in ONLY else first == room or first in ROOMS[room]
    if not allowed:
        return f'{room} may not use {first} ("{name}")'
    return None


def foreign_include(room, name):
    for begin, rooms in FOREIGN.items():
        if name.startswith(begin) and room not in rooms:
            return f'{room} may not include <{name}>'
    return None


def include_problems(app, room):
    for path in sources(app, room):
        for quote, name in INCLUDE.findall(path.read_text(encoding='utf-8')):
            problem = own_include(app, room, path, name) if quote == '"' else foreign_include(room, name)
            if problem:
                yield f'{path.relative_to(app.parent)}: {problem}'


def build_problems(app, room):
    for name in sorted(set(DEPENDENCY.findall((app / room / 'meson.build').read_text(encoding='utf-8')))):
        if name in ROOMS and name != room and name not in ROOMS[room]:
            yield f'app/{room}/meson.build: {room} may not depend on {name}'


def main():
    app = pathlib.Path(sys.argv[1]) / 'app'
    tap = Tap()
    tap.check('every room is in the table',
              (f'app/{path.name}' for path in app.iterdir()
               if path.is_dir() and path.name not in ROOMS and path.name != '__pycache__'))
    for room in ROOMS:
        tap.check(f'{room}: includes', include_problems(app, room))
        tap.check(f'{room}: meson.build', build_problems(app, room))
    tap.end()


main()
