# SPDX-License-Identifier: Apache-2.0
"""Rosters of crews: each crew's duties were meant to be its own."""
import collections


class Duty:
    def __init__(self, train, hours):
        self.train = train
        self.hours = hours


class Rostered:
    duties = collections.OrderedDict()

    def assign(self, train, hours):
        self.duties.setdefault(train % 20, {})[train, hours] = Duty(train, hours)


class Driver(Rostered):
    def __init__(self, name):
        self.name = name


class Guard(Rostered):
    def __init__(self, name):
        self.name = name


def work(rounds):
    for i in range(60):
        crew = (Driver, Guard)[i % 2](f"crew {rounds}.{i}")
        for hours in range(5):
            crew.assign(rounds * 1000 + i, hours)
