# SPDX-License-Identifier: Apache-2.0
"""Signals along a line tell whoever observes them; trains observe and are never struck off."""
import collections
import functools


class Signal:
    def __init__(self, mile):
        self.mile = mile
        self._observers = collections.defaultdict(list)

    def observe(self, aspect, priority, function):
        self._observers[aspect].append((priority, function))

    def show(self, aspect):
        for _priority, function in sorted(self._observers[aspect], key=lambda pair: pair[0]):
            function(aspect)


class Train:
    def __init__(self, number):
        self.number = number
        self.log = [f"{number} leaves the depot"] + [float(i) for i in range(30)]

    def saw(self, signal, aspect):
        self.log[0] = (signal.mile, aspect)


line = {mile: Signal(mile) for mile in range(0, 30, 10)}


def work(rounds):
    for i in range(60):
        train = Train(rounds * 100 + i)
        for signal in line.values():
            signal.observe("red", i % 5, functools.partial(train.saw, signal))
    for signal in line.values():
        signal.show("red")
