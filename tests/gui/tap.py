# SPDX-License-Identifier: Apache-2.0
"""Test cases in Python that report in TAP, one line a case.

    @case('opens two dumps')
    def _(): ...

    run()
"""
import sys
import traceback

_cases = []


class Skip(Exception):
    """Raised by a case that cannot be tried here."""


def case(name):
    def add(function):
        _cases.append((name, function))
        return function
    return add


def equal(got, wanted, what=''):
    if got != wanted:
        raise AssertionError(f'{what or "value"}: got {got!r}, wanted {wanted!r}')


def run(after=None):
    """Runs every case in order (all of them, whatever fails), then @after; exits 1 if one failed."""
    failed = 0
    print(f'1..{len(_cases)}', flush=True)
    for number, (name, function) in enumerate(_cases, 1):
        try:
            function()
            line = f'ok {number} {name}'
        except Skip as reason:
            line = f'ok {number} {name} # SKIP {reason}'
        except Exception:
            failed += 1
            line = f'not ok {number} {name}'
            for row in traceback.format_exc().splitlines():
                print(f'# {row}')
        print(line, flush=True)
    if after is not None:
        after()
    sys.exit(1 if failed else 0)
