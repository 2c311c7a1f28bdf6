# SPDX-License-Identifier: Apache-2.0
"""Holdfast: what keeps objects alive.

>>> import holdfast
>>> holdfast.dump("after.hfdump")

writes a dump of this process's heap, to be opened with the program Holdfast or holdfast-cli.
"""
from ._holdfast import DumpResult, dump

__all__ = ["DumpResult", "dump"]
__version__ = "0.1.0"
