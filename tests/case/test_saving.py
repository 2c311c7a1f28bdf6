# SPDX-License-Identifier: Apache-2.0
"""Saving a case is all or nothing, whatever happens to who saves."""
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile

from tap import Skip, case, equal, run

WRITER = sys.argv[1]
PATIENCE = 60 * int(os.environ.get('HF_PATIENCE', '1'))
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix='hf-case-'))


def writer(*words, **options):
    done = subprocess.run([WRITER, *map(str, words)], stdout=subprocess.PIPE, timeout=PATIENCE, **options)
    return done.returncode, done.stdout.decode().strip()


def killed_while_saving(path, chance):
    """Starts a program that saves in a loop and kills it; returns the last number that it said was saved."""
    process = subprocess.Popen([WRITER, 'loop', str(path)], stdout=subprocess.PIPE)
    os.set_blocking(process.stdout.fileno(), True)
    said = b''
    for _ in range(chance.randrange(1, 12)):
        said += os.read(process.stdout.fileno(), 65536)
    # Somewhere in the next save: spinning takes no part in what is saved, and no two runs of it are alike.
    for _ in range(chance.randrange(0, 60000)):
        pass
    process.kill()
    said += process.stdout.read()
    process.wait(timeout=PATIENCE)
    process.stdout.close()
    return int(said.split()[-1]) if said.split() else 0


@case('killed at 100 random moments, the last saved state opens')
def _():
    chance = random.Random(20240229)
    path = FOLDER / 'killed.hfcase'
    writer('save', path, 0)
    halves = 0
    for _ in range(100):
        last = killed_while_saving(path, chance)
        halves += any(name.startswith('.holdfast-') for name in os.listdir(FOLDER))
        for name in os.listdir(FOLDER):
            if name.startswith('.holdfast-'):
                os.unlink(FOLDER / name)
        status, number = writer('check', path)
        equal(status, 0, f'opening after number {last}: {number}')
        assert last <= int(number) <= last + 1, (last, number)
    print(f'# killed 100 times, {halves} times in the middle of writing')


@case('where the disk takes no more, one sentence, and the old file')
def _():
    path = FOLDER / 'full.hfcase'
    equal(writer('save', path, 1)[0], 0)
    before = path.read_bytes()

    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    status, sentence = writer('save', path, 300, preexec_fn=small)
    equal(status, 3)
    assert sentence.startswith(str(path) + ': It cannot be written') and sentence.endswith('.') and '\n' not in sentence, sentence
    equal(path.read_bytes(), before)
    equal(writer('check', path), (0, '1'))
    equal([name for name in os.listdir(FOLDER) if name.startswith('.holdfast-')], [])


@case('a full disk')
def _():
    mount = FOLDER / 'mount'
    mount.mkdir()
    if os.geteuid() != 0 or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', str(mount)], stderr=subprocess.DEVNULL).returncode:
        raise Skip('no small disk can be mounted here')
    try:
        path = mount / 'full.hfcase'
        equal(writer('save', path, 1)[0], 0)
        before = path.read_bytes()
        status, sentence = writer('save', path, 399)
        equal(status, 3)
        assert 'the disk is full' in sentence and '\n' not in sentence, sentence
        equal(path.read_bytes(), before)
        equal(os.listdir(mount), ['full.hfcase'])
    finally:
        subprocess.run(['umount', str(mount)], check=True)


@case('a folder that nothing may be written to, and none at all')
def _():
    status, sentence = writer('save', FOLDER / 'none' / 'a.hfcase', 1)
    equal(status, 3)
    assert 'It cannot be written' in sentence, sentence


@case('a link stays one')
def _():
    (FOLDER / 'real').mkdir()
    target, link = FOLDER / 'real' / 'a.hfcase', FOLDER / 'link.hfcase'
    equal(writer('save', target, 1)[0], 0)
    link.symlink_to(target)
    equal(writer('save', link, 2)[0], 0)
    assert link.is_symlink()
    equal(writer('check', target), (0, '2'))


run(lambda: shutil.rmtree(FOLDER, ignore_errors=True))
