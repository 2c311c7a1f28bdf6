# SPDX-License-Identifier: Apache-2.0
"""What a person sees while a dump comes: how far it is, in percent, and no percentage that stands still."""
import contextlib
import os
import pty
import re
import select
import signal
import threading
import time

import attaching
import tap


def clones(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/{pid}/task/{task}/children") as file:
            found += map(int, file.read().split())
    return found


class Screen:
    """What the command writes to a terminal."""

    def __init__(self, target, path):
        self.controller, terminal = pty.openpty()
        self.process = attaching.start_snapshot(target.pid, path, stderr=terminal)
        os.close(terminal)
        self.text = ""

    def look(self, seconds):
        """Until something has been written."""
        if select.select([self.controller], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                self.text += os.read(self.controller, 4096).decode(errors="replace")

    def percentages(self):
        return list(map(int, re.findall(r"Receiving the dump … (\d+) %", self.text)))

    def end(self):
        def drain():
            with contextlib.suppress(OSError):
                while os.read(self.controller, 4096):
                    pass

        reader = threading.Thread(target=drain)
        reader.start()
        out, _ = self.process.communicate(timeout=tap.patience(120))
        reader.join()
        os.close(self.controller)
        assert self.process.returncode == 0, self.process.returncode
        return out


def tell(processes, number):
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def walk(target, screen):
    """Lets the clone go on step by step, so that the terminal comes along."""
    end = time.monotonic() + tap.patience(120)
    while screen.process.poll() is None and len({n for n in screen.percentages() if 0 < n < 100}) < 2:
        assert time.monotonic() < end, screen.text
        children = clones(target.pid)
        tell(children, signal.SIGSTOP)
        screen.look(0.3 if children else 0.001)
        tell(children, signal.SIGCONT)
        screen.look(0.003)


def test_percentages():
    with attaching.target("quiet", "large") as target:
        screen = Screen(target, os.path.join(target.folder, "a.hfdump"))
        walk(target, screen)
        screen.end()
        seen = screen.percentages()
        assert len({n for n in seen if 0 < n < 100}) >= 2 and seen == sorted(seen), screen.text
        # What has no measure has no percentage.
        assert not re.search(r"(Attaching|Waiting|Counting)[^…]*… \d", screen.text), screen.text
        # The target is not asked how it is: of a child that is stopped, unlike of one that ends, it is told.


tap.run(dict(globals()))
