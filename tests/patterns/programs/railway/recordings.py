# SPDX-License-Identifier: Apache-2.0
"""Readers of the black box's recording: clerks look at the first lines and go to lunch."""
import collections
import itertools


class Office:
    def __init__(self):
        self.desks = collections.defaultdict(collections.deque)

    def lines(self, box):
        buffer = [f"box {box} frame {i}" for i in range(40)]
        for number, frame in enumerate(buffer):
            yield number, frame

    def hand_out(self, clerk, box):
        reader = itertools.islice(self.lines(box), 0, 20)
        next(reader)
        self.desks[clerk].append({"box": box, "rest": reader})


office = Office()


def work(rounds):
    for i in range(60):
        office.hand_out(i % 6, rounds * 100 + i)
