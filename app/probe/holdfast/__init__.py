# SPDX-License-Identifier: Apache-2.0
"""Holdfast: what keeps objects alive.

>>> import holdfast
>>> holdfast.dump("after.hfdump")

writes a dump of this process's heap, to be opened with the program Holdfast or with holdfast-cli.
"""
try:
    from ._holdfast import DumpResult, dump, track, untrack
    native = True
except ImportError:  # there is no C part, or not for this machine
    from .holdfast_fallback import DumpResult, dump, track, untrack
    native = False

__all__ = ["DumpResult", "dump", "growth", "native", "track", "untrack"]
__version__ = "0.1.0"


class growth:
    """Two dumps around a block of code: FOLDER/before.hfdump and FOLDER/after.hfdump.

    >>> with holdfast.growth("dumps"):
    ...     serve_requests()

    Keyword arguments are those of dump(), and track=True, which records what is allocated meanwhile (see track()). Afterwards the attributes before and after are the two files' paths. The
    second dump is written even if the block raises.
    """

    def __init__(self, folder, track=False, **options):
        import os
        self.folder = os.fspath(folder)
        self.before = os.path.join(self.folder, "before.hfdump")
        self.after = os.path.join(self.folder, "after.hfdump")
        self._track = track
        self._options = options

    def __enter__(self):
        import os
        os.makedirs(self.folder, exist_ok=True)
        if self._track:
            track()
        dump(self.before, **self._options)
        return self

    def __exit__(self, *exception):
        del exception  # its traceback would be one more thing that holds objects
        dump(self.after, **self._options)
        if self._track:
            untrack()
        return False
