# SPDX-License-Identifier: Apache-2.0
"""The last events, in a deque with a bound, and a table of counters that knows all its keys."""
import collections

recent = collections.deque(maxlen=500)
counters = collections.Counter()


class Event:
    def __init__(self, kind, number):
        self.kind = kind
        self.number = number
        self.text = f"{kind} number {number}"


def work(rounds):
    for i in range(2000):
        event = Event(("login", "logout", "paid")[i % 3], rounds * 10000 + i)
        recent.append(event)
        counters[event.kind] += 1
