# SPDX-License-Identifier: Apache-2.0
"""Keys of signal boxes: the cabinet wants to hear when a key is lost, and hands over the key itself to hear of it."""
import functools
import weakref


class Key:
    def __init__(self, box):
        self.box = box
        self.teeth = [box * 31 % n for n in range(3, 40)]


class Cabinet:
    def __init__(self):
        self.hooks = collections_of_hooks()

    def lost(self, key, _reference):
        self.hooks[key.box % 8].clear()

    def lend(self, key):
        self.hooks[key.box % 8].add(weakref.ref(key, functools.partial(self.lost, key)))


def collections_of_hooks():
    return [set() for _ in range(8)]


cabinet = Cabinet()


def work(rounds):
    for i in range(80):
        cabinet.lend(Key(rounds * 1000 + i))
