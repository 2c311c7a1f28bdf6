# SPDX-License-Identifier: Apache-2.0
"""A report of the bundled sample: its figures against the command line's other answers, and what a web browser without
network makes of it."""
import html.parser
import json
import pathlib
import re
import subprocess
import sys
import tempfile

from browser import PROGRAM as BROWSER, browse
from tap import Skip, case, equal, run

CLI = sys.argv[1]
SAMPLES = pathlib.Path(sys.argv[2])
DUMPS = [str(SAMPLES / 'before.hfdump'), str(SAMPLES / 'after.hfdump')]
keep = tempfile.TemporaryDirectory(prefix='holdfast-report-')
FOLDER = pathlib.Path(keep.name)


def cli(*words, status=0):
    done = subprocess.run([CLI, *words], capture_output=True, text=True, timeout=240, check=False)
    equal(done.returncode, status, done.stderr)
    return done


def answer(*words):
    return json.loads(cli('--json', *words).stdout)


class Document(html.parser.HTMLParser):
    """Tables as lists of rows: a number where the cell has one, else its text. Also ids, links and headings."""

    def __init__(self, text):
        super().__init__()
        self.tables, self.ids, self.addresses, self.headings = {}, [], [], []
        self.policy = self.words = self.value = None
        self.svgs = 0
        self.caption = ''
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids += [found['id']] if 'id' in found else []
        self.addresses += [found[name] for name in ('href', 'src', 'action', 'data', 'xlink:href') if name in found]
        self.svgs += tag == 'svg' and found.get('class', '').startswith('picture')
        if found.get('http-equiv') == 'Content-Security-Policy':
            self.policy = found['content']
        if tag == 'table':
            self.caption, self.rows = '', []
        elif tag == 'tr':
            self.rows.append([])
        elif tag in ('td', 'th', 'caption', 'h2', 'h3', 'pre'):
            self.words, self.value = '', found.get('data-value')

    def handle_data(self, data):
        if self.words is not None:
            self.words += data

    def handle_endtag(self, tag):
        if tag in ('td', 'th'):
            self.rows[-1].append(self.words if self.value is None else int(self.value))
        elif tag == 'caption':
            self.caption = self.words
        elif tag in ('h2', 'h3'):
            self.headings.append(self.words)
        elif tag == 'table':
            self.tables[self.caption or self.headings[-1]] = self.rows
        if tag in ('td', 'th', 'caption', 'h2', 'h3', 'pre'):
            self.words = None


REPORT = FOLDER / 'report.html'
cli('report', *DUMPS, '--limit', '0', '-o', str(REPORT))
TEXT = REPORT.read_text(encoding='utf-8')
document = Document(TEXT)


@case('what grew is what growth says')
def _():
    for by, caption, last in (('type', 'What grew, by type', 'new_retained'), ('holder', 'What holds it, positions and keys folded', None)):
        head, *rows = document.tables[caption]
        told = {(row['key'], row['delta'], row['delta_size'], *row['counts'], row['new'], row[last] if last else row['retained'][-1])
                for row in answer('growth', *DUMPS, '--by', by, '--limit', '0')['rows']}
        equal(len(head), 7)
        missing = {tuple(row) for row in rows} - told
        equal(missing, set())
        grown = {row for row in told if row[1] > 0 or row[2] > 0}
        assert len(rows) > 10 and {tuple(row) for row in rows} <= grown, caption
        # what is left out is the interpreter's own
        assert any(row[0] == 'shop.Session' or '.SESSIONS' in row[0] for row in rows), caption


@case('types, dominators and cycles are what their commands say')
def _():
    types = {row['type']: [row['count'], row['shallow'], row['retained']] for row in answer('types', DUMPS[1], '--limit', '0')['types']}
    rows = document.tables['All objects of a type, and what they keep together'][1:]
    for name, *figures in rows:
        equal(figures, types[name], name)
    equal([row[3] for row in rows], sorted((row[3] for row in rows), reverse=True))
    kept = sorted((row['retained'] for row in answer('dominators', DUMPS[1], '--limit', '0')['dominators']), reverse=True)
    told = [row[2] for row in document.tables['What keeps the memory: the objects that no other object dominates'][1:]]
    equal(told[:200], kept[:200])
    shapes = [[row['shape'], row['count'], row['objects'], row['retained']] for row in answer('cycles', DUMPS[1], '--limit', '0')['cycles']
              if not row['internal']]
    equal([row[:4] for row in document.tables['Cycles'][1:]], shapes)


@case('suspects and waste are what their commands say')
def _():
    found = re.findall(r'<div class="finding"><p><b class="sign">([^<]*)</b> (.*?)</p>\s*(?:<p class="rest">(.*?)</p>\s*)?</div>', TEXT, re.DOTALL)
    told = [(html.unescape(sentence), html.unescape(rest.strip())) for _, sentence, rest in found]
    wanted = [(row['sentence'], f"{row['pattern']}. {row['remedy']}" if row['pattern'] else '') for row in answer('suspects', *DUMPS)['suspects']]
    assert len(wanted) >= 3
    equal(told, wanted)
    wasted = {(row['count'], row['wasted'], row['shallow']) for row in answer('waste', DUMPS[1], '--limit', '0')['waste'] if row['kind'] != 'large'}
    rows = [tuple(row[1:4]) for head, *rows in document.tables.values() if head[2] == 'Wasted' for row in rows]
    assert len(rows) > 20 and set(rows) <= wasted


@case('limits: rows and pictures; one dump; Markdown with its pictures')
def _():
    path = FOLDER / 'short.html'
    cli('report', *DUMPS, '--limit', '5', '--pictures', '1', '--title', 'A <title>', '-o', str(path))
    short = Document(path.read_text(encoding='utf-8'))
    assert all(len(rows) <= 6 for rows in short.tables.values())
    equal(short.svgs, 1)
    assert '<title>A &lt;title&gt;</title>' in path.read_text(encoding='utf-8')

    alone = FOLDER / 'alone.md'
    told = answer('report', DUMPS[1], '-o', str(alone))
    text = alone.read_text(encoding='utf-8')
    equal(told['pictures'], len(re.findall(r'^!\[', text, re.MULTILINE)))
    assert told['pictures'] > 0 and '## Growth' not in text
    for number in range(1, told['pictures'] + 1):
        assert f'](alone-{number}.svg)' in text and (FOLDER / f'alone-{number}.svg').read_text().startswith('<?xml')


@case('what cannot be written is said')
def _():
    cli('report', *DUMPS, '-o', str(FOLDER / 'r.docx'), status=2)
    cli('report', *DUMPS, status=2)
    done = cli('report', *DUMPS, '-o', str(FOLDER / 'none' / 'r.html'), status=3)
    assert 'could not be saved' in done.stderr, done.stderr
    cli('report', str(FOLDER / 'nothing.hfdump'), '-o', str(FOLDER / 'r.html'), status=3)


@case('it is one file: no address but its own')
def _():
    equal([address for address in document.addresses if not address.startswith('#')], [])
    assert all(address[1:] in document.ids for address in document.addresses)
    equal(len(document.ids), len(set(document.ids)))
    assert not re.search(r'@import|url\(', TEXT)
    equal({*re.findall(r'https?://[^"\'<> ]+', TEXT)}, {'http://www.w3.org/2000/svg'})
    assert document.policy.startswith("default-src 'none'"), document.policy


# Pressed twice, a title turns its table round; then what each table says, and how large each picture is, is written down.
PROBE = '''<script>
const told = [];
for (const table of document.querySelectorAll('main table')) {
  const column = [...table.tHead.rows[0].cells].findIndex((cell) => cell.classList.contains('number'));
  for (const title of [0, column, column]) {
    table.tHead.rows[0].cells[title].querySelector('button').click();
    told.push([table.tHead.rows[0].cells[title].getAttribute('aria-sort'), title,
               [...table.tBodies[0].rows].map((row) => row.cells[title].dataset.value ?? row.cells[title].textContent)]);
  }
}
const sizes = [...document.querySelectorAll('.picture svg')].map((svg) => [svg.getBoundingClientRect().width, svg.querySelectorAll('.node').length]);
document.body.dataset.told = JSON.stringify({told, sizes});
</script></body>'''


def need_browser():
    if BROWSER is None:
        raise Skip('no chromium')


@case('in a browser: a title sorts, pictures are there')
def _():
    need_browser()
    page = FOLDER / 'probe.html'
    page.write_text(re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', '', TEXT).replace('</body>', PROBE), encoding='utf-8')
    dom = browse(page, '--dump-dom')
    told = json.loads(html.unescape(re.search(r'data-told="([^"]*)"', dom).group(1)))
    equal(len(told['told']), 3 * len(document.tables))
    for direction, column, cells in told['told']:
        if column > 0:
            equal([int(cell) for cell in cells], sorted(map(int, cells), reverse=direction == 'descending'))
        else:
            equal(direction, 'ascending')
    equal({direction for direction, column, _ in told['told'] if column > 0}, {'ascending', 'descending'})
    equal(len(told['sizes']), document.svgs)
    assert document.svgs >= 3 and all(width > 100 and nodes > 2 for width, nodes in told['sizes']), told['sizes']


@case('in a browser: its own script runs, no other does')
def _():
    need_browser()
    page = FOLDER / 'other.html'
    page.write_text(TEXT.replace('</body>', '<script>document.body.dataset.other = 1;</script></body>'), encoding='utf-8')
    dom = browse(page, '--dump-dom')
    assert '<body class="sortable"' in dom
    assert 'data-other=' not in dom


run(keep.cleanup)
