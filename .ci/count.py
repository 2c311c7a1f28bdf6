# SPDX-License-Identifier: Apache-2.0
"""Counts test cases in meson's testlog.json files, given as NAME=FILE; the last line printed is the sum.

A test that says TAP counts once for each of its cases, any other test once. A test that ended badly without a failed
case of its own (a crash, a time-out, a plan that was not kept) counts as one failure more.
"""

import collections
import json
import re
import sys

CASE = re.compile(r'^(not )?ok\b[^#\n]*(?:# *(skip|todo)\b)?', re.IGNORECASE | re.MULTILINE)
LONGEST_LOG = 200
GOOD = {'OK', 'EXPECTEDFAIL', 'SKIP'}


def cases(test):
    """('passed' | 'failed' | 'skipped') of every case of one test."""
    found = []
    for failed, directive in CASE.findall(test.get('stdout') or ''):
        found.append('skipped' if directive else 'failed' if failed else 'passed')
    if test['result'] == 'SKIP':
        return found or ['skipped']
    if test['result'] not in GOOD and 'failed' not in found:
        found.append('failed')
    return found or ['passed']


def print_log(run, test):
    """What a test that failed had to say."""
    print(f'\n-- {run}: {test["name"]}: {test["result"]}, status {test["returncode"]}')
    for stream in ('stdout', 'stderr'):
        lines = [line for line in (test.get(stream) or '').splitlines() if not line.startswith('ok ')]
        if len(lines) > LONGEST_LOG:
            print(f'   ({len(lines) - LONGEST_LOG} lines before these)')
        for line in lines[-LONGEST_LOG:]:
            print('   ' + line)


def main():
    total = collections.Counter()
    broken = False
    for argument in sys.argv[1:]:
        name, path = argument.split('=', 1)
        try:
            with open(path, encoding='utf-8') as log:
                tests = [json.loads(line) for line in log if line.strip()]
        except OSError as error:
            print(f'{name}: {error}')
            broken = True
            continue
        count = collections.Counter(case for test in tests for case in cases(test))
        seconds = sum(test['duration'] for test in tests)
        bad = [test for test in tests if 'failed' in cases(test)]
        print(f'{name}: {len(tests)} tests, {count["passed"]} cases passed, {count["failed"]} failed, '
              f'{count["skipped"]} skipped, {seconds:.0f} s')
        for test in bad:
            print_log(name, test)
        broken |= not tests
        total += count
    skipped = f', {total["skipped"]} skipped' if total['skipped'] else ''
    print(f'{total["passed"]} passed, {total["failed"]} failed{skipped}')
    return 1 if broken or total['failed'] else 0


sys.exit(main())
