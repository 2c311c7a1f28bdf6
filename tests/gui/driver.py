# SPDX-License-Identifier: Apache-2.0
"""Uses a GTK program as a person would: finds widgets by role and name, clicks with the real pointer, types, waits.

Runs inside with-display under the system's own Python (which has gi). There are no fixed sleeps: wait() polls. What
GTK 4.8 does not tell, and what is done about it:

* only toplevels have the state "showing", so a widget counts as visible when its extents are not empty;
* there are no accessible ids: find by role and name;
* there are no screen coordinates: point() adds the window's place and its frame to the coordinates in the window;
* a button with a mnemonic is called "_Open… Open…": plain() mends it;
* list views show only the rows that are realised: scroll, then read.
"""
import os
import re
import subprocess
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, Gio, GLib  # noqa: E402

Atspi.init()
Atspi.set_timeout(3000, 15000)

# A run under a sanitizer, or on a busy machine, may ask for more patience.
PATIENCE = float(os.environ.get('HF_PATIENCE', '1'))


class Timeout(AssertionError):
    pass


def wait(ask, timeout=15, what=''):
    """Asks until the answer is true and returns it. Objects that vanish meanwhile are no error."""
    end = time.monotonic() + timeout * PATIENCE
    last = ''
    while True:
        try:
            answer = ask()
            if answer:
                return answer
        except GLib.Error as error:
            last = error.message
        if time.monotonic() > end:
            what = what() if callable(what) else what
            raise Timeout(f'waited {timeout * PATIENCE:g} s for {what or ask} {last}')
        time.sleep(0.01)


def plain(name):
    """An accessible name without what mnemonics do to it."""
    name = re.sub(r'_(?=\w)', '', name or '')
    words = name.split()
    half = len(words) // 2
    return ' '.join(words[:half]) if len(words) % 2 == 0 and words[:half] == words[half:] else name


# ---- reading the tree -----------------------------------------------------------------------------------------------

def children(node):
    found = []
    try:
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is not None:
                found.append(child)
    except GLib.Error:
        pass  # it vanished while it was read
    return found


def extents(node):
    """x, y, width, height in the window, or None."""
    component = node.get_component_iface()
    if component is None:
        return None
    box = Atspi.Component.get_extents(component, Atspi.CoordType.WINDOW)
    return box.x, box.y, box.width, box.height


def settled(node):
    """The extents of @node once two looks, some frames apart, agree: a list that has just been filled still moves."""
    seen = [None]

    def ask():
        before, seen[0] = seen[0], extents(node)
        if before is None or before != seen[0]:
            time.sleep(0.05)
            return None
        return before
    return wait(ask, what='a widget to stand still')


def visible(node):
    box = extents(node)
    return bool(box and box[2] > 0 and box[3] > 0)


def walk(node, depth=50, prune=()):
    yield node
    try:
        stop = depth == 0 or node.get_role_name() in prune
    except GLib.Error:
        stop = True
    if not stop:
        for child in children(node):
            yield from walk(child, depth - 1, prune)


def find_all(top, role=None, name=None, where=None, prune=('table row',)):
    """Every object below @top with this role and name (a string or a compiled pattern). Rows of tables are not entered
    unless @prune is empty: a table keeps about 200 of them."""
    for node in walk(top, prune=prune):
        try:
            if role is not None and node.get_role_name() != role:
                continue
            if name is not None:
                called = plain(node.get_name())
                if not (name.search(called) if hasattr(name, 'search') else called == name):
                    continue
            if where is not None and not where(node):
                continue
        except GLib.Error:
            continue
        yield node


def find(top, role=None, name=None, where=None, prune=('table row',)):
    """The first of find_all(), or None."""
    return next(find_all(top, role, name, where, prune), None)


def get(top, role=None, name=None, timeout=15, where=None, prune=('table row',)):
    """find(), waiting until it is there."""
    return wait(lambda: find(top, role, name, where, prune), timeout, f'{role} {name}')


def tree(top, depth=50):
    """The whole tree as text, for messages and for looking at."""
    lines = []

    def add(node, level):
        try:
            lines.append(f'{"  " * level}{node.get_role_name()} “{node.get_name()}” {extents(node)}')
        except GLib.Error:
            return
        if level < depth:
            for child in children(node):
                add(child, level + 1)

    add(top, 0)
    return '\n'.join(lines)


def states(node):
    return {state.value_nick for state in node.get_state_set().get_states()}


def text(node):
    """What a label or entry says. (GTK 4.8 takes an end of -1 for 0, so the length is asked for first.)"""
    iface = node.get_text_iface()
    return Atspi.Text.get_text(iface, 0, Atspi.Text.get_character_count(iface)) if iface else node.get_name()


def texts(top):
    """Everything below @top that can be read, in order: names of labels."""
    return [text(node) for node in find_all(top, role='label', prune=())]


def set_text(node, value):
    if not Atspi.EditableText.set_text_contents(node.get_editable_text_iface(), value):
        raise AssertionError(f'cannot set the text of {node.get_name()}')


def actions(node):
    iface = node.get_action_iface()
    return [Atspi.Action.get_action_name(iface, i) for i in range(Atspi.Action.get_n_actions(iface))] if iface else []


def do(node, action=None):
    """Performs an accessible action by its name, or the first."""
    index = 0 if action is None else actions(node).index(action)
    if not Atspi.Action.do_action(node.get_action_iface(), index):
        raise AssertionError(f'{node.get_name()} refuses {action}')


# ---- the program ----------------------------------------------------------------------------------------------------

class App:
    """A running program with its window. @bus_name: the application id, for actions over D-Bus."""

    def __init__(self, argv, bus_name=None, env=None, log=None):
        environment = dict(os.environ)
        environment.update(env or {})
        # GTK 4.8 loses memory whenever an accessible action is asked for: leaks are looked for in runs without it.
        environment['ASAN_OPTIONS'] = environment.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
        self.bus_name = bus_name
        self.log = open(log, 'wb') if log else None
        self.process = subprocess.Popen(argv, env=environment, stdout=self.log,
                                        stderr=subprocess.STDOUT if self.log else None)
        self.root = wait(self._find, 60, 'the program on the accessibility bus')
        self.frame = wait(lambda: next((c for c in children(self.root) if c.get_role_name() == 'frame'), None),
                          30, 'its window')

    def _find(self):
        if self.process.poll() is not None:
            raise AssertionError(f'the program ended: {self.process.returncode}')
        for child in children(Atspi.get_desktop(0)):
            if child.get_process_id() == self.process.pid and child.get_child_count() > 0:
                return child
        return None

    def alive(self):
        return self.process.poll() is None

    def toplevels(self):
        return children(self.root)

    def dialog(self, name=None, timeout=15):
        """Another toplevel than the first window. (File choosers have the role "filler" in GTK 4.8.)"""
        def ask():
            for child in children(self.root):
                if child != self.frame and (name is None or plain(child.get_name()) == name):
                    return child
            return None
        return wait(ask, timeout, f'a dialog {name or ""}')

    # -- D-Bus

    def _call(self, window, interface, method, parameters):
        path = '/' + self.bus_name.replace('.', '/').replace('-', '_') + (f'/window/{window}' if window else '')
        return Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
            self.bus_name, path, interface, method, parameters, None, 0, int(30000 * PATIENCE))

    def action(self, name, *parameters, window=None):
        """Activates an action of the application, or of a window (1, 2 …). @parameters: GLib.Variant."""
        self._call(window, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', (name, list(parameters), {})))

    def describe(self, window=None):
        """Name -> (enabled, parameter type, state) of every action."""
        return self._call(window, 'org.gtk.Actions', 'DescribeAll', None).unpack()[0]

    def open(self, *uris):
        self._call(None, 'org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', (list(uris), {})))

    # -- pointer and keyboard

    def window_id(self, toplevel=None):
        title = (toplevel or self.frame).get_name()
        found = subprocess.run(['xdotool', 'search', '--all', '--onlyvisible', '--pid', str(self.process.pid), '--name',
                                '^' + re.escape(title) + '$'], capture_output=True, text=True).stdout.split()
        return found[-1] if found else None

    def _geometry(self, window):
        # Not from xdotool: it counts the window manager's frame twice.
        out = subprocess.run(['xwininfo', '-id', window], capture_output=True, text=True, check=True).stdout
        values = dict(re.findall(r'^ *(Absolute upper-left [XY]|Width|Height): *(-?\d+)', out, re.MULTILINE))
        return tuple(int(values[key]) for key in ('Absolute upper-left X', 'Absolute upper-left Y', 'Width', 'Height'))

    def point(self, node, toplevel=None, dx=0.5, dy=0.5):
        """Where on the screen a widget is once it stands still: @dx, @dy from its upper left (0) to its lower right (1)."""
        toplevel = toplevel or self.frame
        window = wait(lambda: self.window_id(toplevel), what='the window')
        x, y, width, height = self._geometry(window)
        frame, box = extents(toplevel), settled(node)
        # The frame that GTK draws is symmetric where no compositor runs, and not part of the coordinates.
        return (int(x + (width - frame[2]) // 2 + box[0] + box[2] * dx),
                int(y + (height - frame[3]) // 2 + box[1] + box[3] * dy))

    def move(self, node, **where):
        # Never "mousemove --sync": it stalls where the pointer is there already. X keeps the order anyway.
        x, y = self.point(node, **where)
        subprocess.run(['xdotool', 'mousemove', str(x), str(y)], check=True, timeout=30)

    def click(self, node, times=1, button=1, **where):
        x, y = self.point(node, **where)
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'click', '--repeat', str(times), '--delay', '30',
                        str(button)], check=True, timeout=30)

    def drag(self, node, by_x, by_y, **where):
        x, y = self.point(node, **where)
        subprocess.run(['xdotool', 'mousemove', str(x), str(y), 'mousedown', '1',
                        'mousemove', str(x + by_x // 2), str(y + by_y // 2),
                        'mousemove', str(x + by_x), str(y + by_y), 'mouseup', '1'], check=True, timeout=30)

    def focus(self, toplevel=None):
        """Gives a toplevel the keyboard (needed for every new window where no window manager runs)."""
        window = wait(lambda: self.window_id(toplevel), what='the window')
        subprocess.run(['xdotool', 'windowfocus', '--sync', window], check=True, timeout=30)

    def key(self, *keys):
        subprocess.run(['xdotool', 'key', '--delay', '15', *keys], check=True, timeout=30)

    def type(self, value):
        subprocess.run(['xdotool', 'type', '--delay', '8', value], check=True, timeout=60)

    def screenshot(self, path, toplevel=None):
        window = wait(lambda: self.window_id(toplevel), what='the window')
        subprocess.run(['import', '-window', window, path], check=True, timeout=60)

    def stop(self, timeout=30):
        """Ends the program by SIGTERM; returns its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(timeout * PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.log:
            self.log.close()
        return self.process.returncode


# ---- names ----------------------------------------------------------------------------------------------------------

_USED = {'push button', 'toggle button', 'entry', 'text', 'combo box', 'check box', 'switch', 'slider', 'menu item',
         'tree table', 'table', 'list', 'list item', 'password text', 'spin button', 'page tab', 'radio button', 'link'}


def unnamed(top):
    """What a person who hears the window instead of seeing it would not understand: (role, name, description, extents)
    of every visible control that has no name, or a widget class or a mnemonic for a name."""
    bad = []
    for node in walk(top, prune=('table row',)):
        try:
            role, name = node.get_role_name(), node.get_name() or ''
            if not visible(node) or not (role in _USED or 'focusable' in states(node)):
                continue
            if not name.strip() or re.match(r'^(Gtk|Adw|Gdk|Hf)[A-Z]\w*$', name) or name.startswith('_'):
                bad.append((role, name, node.get_description(), extents(node)))
        except GLib.Error:
            pass
    return bad
