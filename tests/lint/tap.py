# SPDX-License-Identifier: Apache-2.0
"""Says TAP, so that the test runner counts every check."""

import shutil
import subprocess
import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, name, problems):
        """One case: it passes when there are no problems (an iterable of lines)."""
        problems = list(problems)
        self.count += 1
        self.failed += bool(problems)
        print(('not ok' if problems else 'ok'), self.count, '-', name)
        sys.stdout.flush()
        for problem in problems:  # on stderr, since meson shows only that of a test that fails
            print(f'{name}: {problem}', file=sys.stderr, flush=True)

    def skip(self, name, why):
        self.count += 1
        print('ok', self.count, '-', name, '# SKIP', why)

    def run(self, name, command, **kwargs):
        """One case: a program that is silent about what is fine and fails about what is not."""
        if shutil.which(str(command[0])) is None:
            self.skip(name, f'{command[0]} is not installed')
            return
        done = subprocess.run([str(word) for word in command], text=True, errors='replace', timeout=300,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kwargs)
        self.check(name, [] if done.returncode == 0 else [f'exit status {done.returncode}', *done.stdout.splitlines()])

    def end(self):
        print(f'1..{self.count}')
        sys.exit(1 if self.failed else 0)
