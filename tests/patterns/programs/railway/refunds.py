# SPDX-License-Identifier: Apache-2.0
"""A dispatcher of refunds: what failed waits in a heap for its next try, with the reason."""
import dataclasses
import heapq
import itertools


@dataclasses.dataclass(order=True)
class Attempt:
    when: float
    number: int
    reason: BaseException = dataclasses.field(compare=False, default=None)


class Dispatcher:
    def __init__(self):
        self._waiting = []
        self._numbers = itertools.count()

    def refund(self, passenger, fare):
        statement = [f"{passenger}: line {i} of {fare}" for i in range(40)]
        account = {"iban": None, "lines": statement}
        return account["iban"].upper()

    def take(self, passenger, fare):
        try:
            self.refund(passenger, fare)
        except AttributeError as problem:
            try:
                raise RuntimeError("refund failed") from problem
            except RuntimeError as failed:
                heapq.heappush(self._waiting, Attempt(fare * 1.5, next(self._numbers), failed))


dispatcher = Dispatcher()


def work(rounds):
    for i in range(60):
        dispatcher.take(f"passenger {rounds}/{i}", i + rounds)
