# SPDX-License-Identifier: Apache-2.0
"""Fares between zones, summed up by a function that wants its notes to be new each time."""
import collections


class Quote:
    def __init__(self, zones, pence):
        self.zones = zones
        self.pence = pence


class Counter:
    @staticmethod
    def quote(journey, *, seen=collections.defaultdict(list)):
        for zones, pence in journey:
            seen[zones % 10].append(Quote(zones, pence))
        return sum(quote.pence for quotes in seen.values() for quote in quotes)

    def sell(self, journey):
        return self.quote(journey)


def work(rounds):
    counter = Counter()
    for i in range(40):
        counter.sell([(zone, zone * 110 + i + rounds) for zone in range(12)])
