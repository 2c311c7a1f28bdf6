# SPDX-License-Identifier: Apache-2.0
"""Runs holdfast-cli on dumps that the test writes itself, and says TAP."""

import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import traceback

CLI = sys.argv[1]
os.environ['XDG_STATE_HOME'] = os.path.join(tempfile.gettempdir(), 'holdfast-test-state')  # case files are remembered there
PATIENCE = 60 * int(os.environ.get('HF_PATIENCE', '1'))


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def rows(self):
        return [line.split('\t') for line in self.out.splitlines()]


def run(*words, status=0, **environment):
    """Runs the program with its output in pipes; the exit status must be as said."""
    done = subprocess.run([CLI, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE,
                          env={**os.environ, 'LANGUAGE': 'C', **environment})
    result = Result(done.returncode, done.stdout.decode('utf-8'), done.stderr.decode('utf-8'))
    assert done.returncode == status, f'{words}: exit status {done.returncode}, not {status}\n{result.out}\n{result.err}'
    if status in (2, 3):
        assert result.out == '' and result.err != '', f'{words}: {result.out!r} {result.err!r}'
    return result


def run_on_terminal(*words):
    """The same with a terminal for standard output; returns what came to the screen."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen([CLI, *map(str, words)], stdin=terminal, stdout=terminal, stderr=subprocess.DEVNULL,
                               env={**os.environ, 'LANGUAGE': 'C'})
    os.close(terminal)
    screen = b''
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:
            break
        if not part:
            break
        screen += part
    os.close(controller)
    process.wait(timeout=PATIENCE)
    return screen.decode('utf-8').replace('\r\n', '\n')


class Dump:
    """A heap under construction; keeps its own account of everything."""

    def __init__(self, **meta):
        self.meta = {'holdfast': 1, 'runtime': 'CPython 3.11.2', 'has': ['addresses', 'sizes', 'values', 'names', 'roots'], **meta}
        self.objects, self.roots = {}, []

    def add(self, address, type_name, size=16, value=None, **more):
        self.objects[address] = {'id': hex(address), 'type': type_name, 'size': size, 'refs': [], **more}
        if value is not None:
            self.objects[address]['value'] = value
        return address

    def ref(self, start, end, name='', kind='strong'):
        self.objects[start]['refs'].append({'to': hex(end), 'name': name, 'kind': kind})

    def root(self, address, kind='module', name='app'):
        self.roots.append({'to': hex(address), 'kind': kind, 'name': name})

    def write(self, path):
        path.write_text(json.dumps({**self.meta, 'objects': list(self.objects.values()), 'roots': self.roots}), encoding='utf-8')
        return path

    # ---- what the answers should be, counted here ----

    def edges(self):
        for address, item in self.objects.items():
            for ref in item['refs']:
                if ref['kind'] == 'strong':
                    yield address, int(ref['to'], 16)

    def reach(self, without=()):
        todo = [int(root['to'], 16) for root in self.roots if int(root['to'], 16) not in without]
        seen = set(todo)
        while todo:
            at = todo.pop()
            for start, end in self.edges():
                if start == at and end not in seen and end not in without:
                    seen.add(end)
                    todo.append(end)
        return seen

    def retained(self, addresses):
        """Bytes that go with these reachable objects."""
        addresses = set(addresses)
        gone = self.reach() - self.reach(without=addresses)
        return sum(self.objects[address]['size'] for address in gone)

    def by_type(self):
        types = {}
        for address, item in self.objects.items():
            types.setdefault(item['type'], []).append(address)
        return types


def main(tests):
    failed = 0
    for number, test in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print('ok', number, '-', test.__name__)
            except Exception:
                failed += 1
                print('not ok', number, '-', test.__name__)
                traceback.print_exc()
        sys.stdout.flush()
    print(f'1..{len(tests)}')
    sys.exit(1 if failed else 0)
