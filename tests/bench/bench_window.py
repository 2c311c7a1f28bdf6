# SPDX-License-Identifier: Apache-2.0
"""Opens two large dumps of one program in the window, goes through the pages, and
prints the longest time for which the main loop was kept from running.

    bench_window.py WINDOW BENCH_OPEN GRAPHVIZ SCHEMAS [OBJECTS]

Exit status 1 when that is more than HF_STALL_MS (none by default: a busy machine proves nothing)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'gui'))
from driver import App, GLib, find, visible, wait  # noqa: E402


def row(app):
    """A visible cell that names a type or an object of the generated heap."""
    return find(app.frame, 'label', re.compile(r'\bapp\.'), where=visible, prune=())


def longest_stall(window, helper, schemas, files, log):
    environment = {'HOLDFAST_WATCHDOG': '1', 'HOLDFAST_GRAPHVIZ': helper, 'GSETTINGS_SCHEMA_DIR': schemas}
    start = time.monotonic()
    app = App([window, *files], bus_name='org.holdfast.Holdfast', env=environment, log=log)
    try:
        wait(lambda: row(app), 240, 'the rows of Growth')
        print(f'first rows after {time.monotonic() - start:.1f} s', flush=True)
        for page in ('types', 'cycles', 'dominators', 'growth'):
            app.action('page', GLib.Variant('s', page), window=1)
            wait(lambda: row(app), 240, f'rows of {page}')
        app.action('focus-object', GLib.Variant('s', '#1000'), window=1)
        app.action('page', GLib.Variant('s', 'graph'), window=1)
        wait(lambda: find(app.frame, 'list item', prune=()), 240, 'a drawn node')
    finally:
        app.stop(120)
    with open(log, encoding='utf-8', errors='replace') as lines:
        written = lines.read()
    found = re.search(r'at most ([0-9.]+) ms', written)
    if found is None:
        raise AssertionError('no word from the watchdog: ' + written)
    return float(found.group(1))


def main():
    window, bench_open, helper, schemas = sys.argv[1:5]
    objects = sys.argv[5] if len(sys.argv) > 5 else '1000000'
    folder = tempfile.mkdtemp(prefix='holdfast-bench-')
    try:
        files = [os.path.join(folder, name) for name in ('before.hfdump', 'after.hfdump')]
        for file, count in zip(files, (int(objects) * 9 // 10, int(objects))):
            subprocess.run([bench_open, '--make', file, str(count)], check=True)
        stall = longest_stall(window, helper, schemas, files, os.path.join(folder, 'log'))
    finally:
        shutil.rmtree(folder)
    print(f'longest stall of the main loop: {stall:.0f} ms')
    return 1 if stall > float(os.environ.get('HF_STALL_MS', 'inf')) else 0


sys.exit(main())
