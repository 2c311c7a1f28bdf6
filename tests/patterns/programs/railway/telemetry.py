# SPDX-License-Identifier: Apache-2.0
"""What the axle counters say, by station and by counter, for a report that is written once a year."""
import collections


class Reading:
    __slots__ = ("second", "axles", "raw")

    def __init__(self, second, axles):
        self.second = second
        self.axles = axles
        self.raw = b"%d:%d" % (second, axles)


class Archive:
    _only = None

    def __new__(cls):
        if cls._only is None:
            cls._only = super().__new__(cls)
            cls._only.stations = collections.OrderedDict()
        return cls._only

    def add(self, station, counter, reading):
        self.stations.setdefault(station, {}).setdefault(counter, collections.deque()).append(reading)


def work(rounds):
    for i in range(600):
        Archive().add(("Ely", "March", "Diss")[i % 3], i % 4, Reading(rounds * 10000 + i, i % 9 * 2))
