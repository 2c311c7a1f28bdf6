# SPDX-License-Identifier: Apache-2.0
"""Trains put together of cars, coupled both ways; the brakes must be let off when one is scrapped."""
import gc

gc.set_threshold(0)


class Braked:
    brakes = True

    def __del__(self):
        self.brakes = False


class Car(Braked):
    def __init__(self, number):
        self.number = number
        self.ahead = self.behind = None
        self.load = bytearray(64)

    def couple(self, other):
        self.behind, other.ahead = other, self


def assemble(number):
    cars = [Car(f"{number}-{i}") for i in range(9)]
    for one, other in zip(cars, cars[1:]):
        one.couple(other)
    return cars[0].number


def work(rounds):
    for number in range(40):
        assemble(rounds * 100 + number)
