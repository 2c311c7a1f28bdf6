# SPDX-License-Identifier: Apache-2.0
"""A pool of connections that opens one more where all are busy, and has ever less need to."""
import collections


class Connection:
    def __init__(self, number):
        self.number = number
        self.buffer = bytearray(500)
        self.statements = {f"statement {i}": (i, number) for i in range(10)}


class Pool:
    def __init__(self, most):
        self.most = most
        self.opened = 0
        self.idle = collections.deque()

    def take(self):
        if self.idle:
            return self.idle.popleft()
        assert self.opened < self.most
        self.opened += 1
        return Connection(self.opened)

    def give_back(self, connection):
        self.idle.append(connection)


pool = Pool(most=64)


def work(rounds):
    at_once = (20, 34, 40, 43)[min(rounds, 3)]
    for _ in range(30):
        busy = [pool.take() for _ in range(at_once)]
        for connection in busy:
            pool.give_back(connection)
