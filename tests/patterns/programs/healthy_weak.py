# SPDX-License-Identifier: Apache-2.0
"""Pictures that are kept as long as anybody shows them: a cache that holds nothing, and albums with the last ones shown."""
import collections
import weakref

cache = weakref.WeakValueDictionary()
shown = collections.deque(maxlen=5000)


class Picture:
    def __init__(self, name):
        self.name = name
        self.pixels = bytearray(200)


def load(name):
    picture = cache.get(name)
    if picture is None:
        picture = cache[name] = Picture(name)
    return picture


def work(rounds):
    for i in range(500):
        shown.append(load(f"picture {rounds}.{i}"))
