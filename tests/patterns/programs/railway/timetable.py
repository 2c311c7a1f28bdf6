# SPDX-License-Identifier: Apache-2.0
"""Routes that know their own length, computed once, each in a journey that is over soon."""
from functools import lru_cache


class Route:
    __slots__ = ("stops", "__weakref__")

    def __init__(self, stops):
        self.stops = stops

    @property
    @lru_cache(maxsize=None)
    def length(self):
        return sum(abs(b - a) for (_, a), (_, b) in zip(self.stops, self.stops[1:]))

    def is_long(self):
        return self.length > 200


def journey(day, number):
    route = Route([(f"stop {day}.{number}.{i}", i * 13 % 101) for i in range(25)])
    return route.is_long()


def work(rounds):
    for number in range(70):
        journey(rounds, number)
