# SPDX-License-Identifier: Apache-2.0
"""The manual and the completion of holdfast-cli name the commands and options that the program has, and no others."""

import pathlib
import re
import subprocess
import sys

from tap import Tap

COMMON = {'--json', '--chrome', '--no-values', '--help', '-h'}


def ask(program, *words):
    return subprocess.run([program, *words], text=True, stdout=subprocess.PIPE, check=True, timeout=60).stdout


def commands_of(program):
    listed = ask(program, '--help').split('Commands:\n', 1)[1].split('\n\n', 1)[0]
    return [line.split()[0] for line in listed.splitlines() if line.startswith('  ')]


def options_of(program, command):
    """The options in a command's own help, in their long form where there is one."""
    found = set()
    for line in ask(program, command, '--help').splitlines():
        names = re.match(r'^  (-[\w], )?(--[\w-]+)?(-\w)?', line)
        if line.startswith('  -') and names:
            found.add((names.group(1) or names.group(3) or '').strip(' ,') if names.group(2) in (None, '--output')
                      else names.group(2))
    return found - COMMON


def manual_sections(manual):
    """command → the options that its entry in the manual names."""
    text = manual.read_text(encoding='utf-8').split('.Sh COMMANDS', 1)[1].split('.Sh OPTIONS', 1)[0]
    sections = {}
    for section in re.split(r'^\.It Ic ', text, flags=re.MULTILINE)[1:]:
        command, words = section.split(None, 1)
        sections[command] = {'-' + name for name in re.findall(r'\bFl (-?[\w-]+)', words)}
    return sections


def completion_options(completion, command):
    script = 'source "$0"; COMP_WORDS=(holdfast-cli "$1" -); COMP_CWORD=2; _holdfast_cli; printf "%s\\n" "${COMPREPLY[@]}"'
    return set(subprocess.run(['bash', '-c', script, completion, command], text=True, stdout=subprocess.PIPE,
                              timeout=60).stdout.split()) - COMMON


def differences(what, there, wanted):
    yield from (f'{what} does not name {name}' for name in sorted(wanted - there))
    yield from (f'{what} names {name}, which the program does not have' for name in sorted(there - wanted))


def main():
    source, program = pathlib.Path(sys.argv[1]), sys.argv[2]
    manual = manual_sections(source / 'data' / 'man' / 'holdfast-cli.1')
    completion = source / 'data' / 'completions' / 'holdfast-cli'
    commands = commands_of(program)
    tap = Tap()
    tap.check('commands in the manual', differences('the manual', set(manual), set(commands)))
    for command in commands:
        options = options_of(program, command)
        tap.check(f'{command} in the manual', differences('the manual', manual.get(command, set()), options))
        tap.check(f'{command} in the completion', differences('the completion', completion_options(completion, command), options))
    tap.end()


main()
