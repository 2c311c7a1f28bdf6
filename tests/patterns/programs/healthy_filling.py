# SPDX-License-Identifier: Apache-2.0
"""The events of the last weeks, and the names of places looked up: both with a bound, and both far from it yet."""
import collections
import functools

recent = collections.deque(maxlen=100000)


class Event:
    def __init__(self, kind, number):
        self.kind = kind
        self.number = number


class Place:
    def __init__(self, postcode):
        self.postcode = postcode
        self.town = f"town of {postcode}"


@functools.lru_cache(maxsize=50000)
def place_of(postcode):
    return Place(postcode)


def work(rounds):
    for i in range(400):
        recent.append(Event(("seen", "sold")[i % 2], rounds * 1000 + i))
        place_of(f"CB{rounds}{i}")
