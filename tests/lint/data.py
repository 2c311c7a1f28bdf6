# SPDX-License-Identifier: Apache-2.0
"""What is installed beside the programs, held against the validators the distributions use."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

from tap import Tap

APP_ID = 'org.holdfast.Holdfast'
MACHINE = re.compile(rb'/(?:home|root|Users|work|tmp|build)/[ -~]{0,40}')


def mime_type_of(database, path):
    """What GIO says a file is when only our types and the system's are there."""
    system = os.environ.get('XDG_DATA_DIRS', '/usr/local/share:/usr/share')
    done = subprocess.run(['gio', 'info', '-a', 'standard::content-type', path], text=True, timeout=60,
                          env=dict(os.environ, XDG_DATA_HOME=str(database), XDG_DATA_DIRS=system, GIO_USE_VFS='local'),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    found = re.search(r'standard::content-type: (\S+)', done.stdout)
    return found.group(1) if found else done.stdout


def mime_problems(data):
    """The types are found by content and by name."""
    with tempfile.TemporaryDirectory() as folder:
        database = pathlib.Path(folder)
        (database / 'mime' / 'packages').mkdir(parents=True)
        shutil.copy(data / f'{APP_ID}.xml', database / 'mime' / 'packages')
        subprocess.run(['update-mime-database', database / 'mime'], check=True, timeout=300, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        for name, content, expected in (
                ('no-suffix', b'HFDUMP1\nMETA', 'application/x-holdfast-dump'),
                ('broken.hfdump', b'\0\1\2', 'application/x-holdfast-dump'),
                ('packed.hfdump.zst', b'\x28\xb5\x2f\xfd', 'application/x-holdfast-dump-compressed'),
                ('packed.hfdump.gz', b'\x1f\x8b\x08', 'application/x-holdfast-dump-compressed'),
                ('heap.json', b'{"holdfast":1,"objects":[]}', 'application/x-holdfast+json'),
                ('node.heapsnapshot', b'{}', 'application/x-v8-heapsnapshot+json'),
                ('heap.json', b'{"snapshot":{"meta":{"node_fields":[', 'application/x-v8-heapsnapshot+json'),
                ('java-heap', b'JAVA PROFILE 1.0.2\0\0\0\0\x08', 'application/x-java-hprof'),
                ('net.gcdump', b'\x14\0\0\0!FastSerialization.1', 'application/x-dotnet-gcdump'),
                ('go-heap', b'go1.7 heap dump\n\6\0\x08', 'application/x-go-heapdump'),
                ('crash', b'=erl_crash_dump:0.5\nSlogan: x\n', 'text/x-erlang-crashdump'),
                ('perl', b'PMAT\x16\0\0\4', 'application/x-perl-pmat'),
                ('tab.fxsnapshot', b'\x1f\x8b\x08', 'application/x-firefox-heap-snapshot'),
                ('heap.rpy', b'\0\x10\0\0\0\x7f\0\0', 'application/x-pypy-rpython-heap'),
                ('shell.heap', b'# Roots.\n0x1000 B pinned atom\n', 'text/x-spidermonkey-heap'),
                ('other.json', b'{"snapshot":{}}', 'application/json')):
            path = database / name
            path.write_bytes(content)
            found = mime_type_of(database, path)
            if found != expected:
                yield f'{name} is taken for {found}, not for {expected}'


def one_version(source, version):
    """The newest release in the metainfo is the version that is built."""
    newest = ET.parse(source / 'data' / f'{APP_ID}.metainfo.xml.in').find('releases/release').get('version')
    if newest != version:
        yield f'the newest release in the metainfo is {newest}, the project is {version}'


def desktop_and_mime_agree(data):
    text = (data / f'{APP_ID}.desktop.in').read_text(encoding='utf-8')
    named = set(filter(None, re.search(r'^MimeType=(.*)$', text, re.MULTILINE).group(1).split(';')))
    space = '{http://www.freedesktop.org/standards/shared-mime-info}'
    described = {element.get('type') for element in ET.parse(data / f'{APP_ID}.xml').iter(space + 'mime-type')}
    provided = {element.text for element in ET.parse(data / f'{APP_ID}.metainfo.xml.in').iter('mediatype')}
    for name in sorted((described - named) | (described ^ provided)):
        yield f'{name} is not named in all of the desktop file, the MIME types and the metainfo'


def sample_problems(data):
    """The sample dumps are small, whole, and hold nothing of the machine they were made on."""
    sys.path.insert(0, str(data / 'samples'))
    import pack
    for name in ('before.hfdump', 'after.hfdump'):
        content = (data / 'samples' / name).read_bytes()
        if len(content) > 500_000:
            yield f'{name}: {len(content)} bytes, at most 500,000'
        tags = []
        for tag, flags, raw, payload in pack.chunks(content):
            tags.append(tag)
            if flags & pack.PACKED:
                payload = subprocess.run(['zstd', '-d', '-q', '-c'], input=payload, stdout=subprocess.PIPE, check=True).stdout
            if len(payload) != raw:
                yield f'{name}: a {tag} chunk unpacks to {len(payload)} bytes, not {raw}'
            yield from (f'{name}: {match!r}' for match in sorted(set(MACHINE.findall(payload))))
        if tags[0] != b'META' or tags[-1] != b'END ':
            yield f'{name}: begins with {tags[0]} and ends with {tags[-1]}'


def main():
    source, build, version = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    data = source / 'data'
    tap = Tap()
    if (build / 'data' / f'{APP_ID}.desktop').exists():
        tap.run('desktop file', ['desktop-file-validate', build / 'data' / f'{APP_ID}.desktop'])
        tap.run('AppStream metainfo', ['appstreamcli', 'validate', '--no-net', build / 'data' / f'{APP_ID}.metainfo.xml'])
        service = (build / 'data' / f'{APP_ID}.service').read_text(encoding='utf-8')
        tap.check('D-Bus service', [] if f'Name={APP_ID}\n' in service and '@' not in service else [service])
    tap.run('GSettings schema', ['glib-compile-schemas', '--strict', '--dry-run', data])
    for path in sorted([*data.rglob('*.xml'), *data.rglob('*.svg'), *data.rglob('*.xml.in'), *(source / 'ui').rglob('*.ui'),
                        *(source / 'ui').rglob('*.svg'), *(source / 'ui').rglob('*.xml')]):
        tap.run(f'well-formed: {path.relative_to(source)}', ['xmllint', '--nonet', '--noout', path])
    for path in sorted(data.glob('man/*.1')):
        tap.run(f'man page {path.name}', ['mandoc', '-T', 'lint', '-W', 'warning', path])
    for path in sorted(data.glob('icons/hicolor/*/apps/*.svg')):
        with tempfile.TemporaryDirectory() as folder:
            tap.run(f'icon {path.name}', ['rsvg-convert', '-w', '64', '-o', f'{folder}/icon.png', path])
    if shutil.which('update-mime-database') and shutil.which('gio'):
        tap.check('MIME types are recognised', mime_problems(data))
    else:
        tap.skip('MIME types are recognised', 'update-mime-database or gio is not installed')
    tap.check('desktop file, MIME types and metainfo name the same types', desktop_and_mime_agree(data))
    if shutil.which('zstd'):
        tap.check('sample dumps', sample_problems(data))
    else:
        tap.skip('sample dumps', 'zstd is not installed')
    tap.check('one version', one_version(source, version))
    tap.end()


main()
