# SPDX-License-Identifier: Apache-2.0
"""Three bounds that only a number beside the container tells: a cache of one's own, records that wait to be written, expressions."""
import collections
import logging.handlers
import re


class Route:
    def __init__(self, stop):
        self.stop = stop
        self.calls = [stop % 7, stop % 11]


class Cache:
    def __init__(self, max_size):
        self.max_size = max_size
        self.entries = collections.OrderedDict()

    def get(self, stop):
        if stop not in self.entries:
            self.entries[stop] = Route(stop)
            while len(self.entries) > self.max_size:
                self.entries.popitem(last=False)
        self.entries.move_to_end(stop)
        return self.entries[stop]


routes = Cache(4000)
log = logging.getLogger("routes")
log.setLevel(logging.DEBUG)
log.propagate = False
log.addHandler(logging.handlers.MemoryHandler(100, logging.ERROR, logging.NullHandler()))


def work(rounds):
    for i in range(133):
        log.info("stop %d of round %d", routes.get(rounds * 133 + i).stop, rounds)
    for i in range(20):
        assert re.compile(f"line {rounds}-{i}").match("line") is None
