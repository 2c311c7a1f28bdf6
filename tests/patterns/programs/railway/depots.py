# SPDX-License-Identifier: Apache-2.0
"""Depots that write their books when the program ends; a depot is opened for each question."""
import atexit


class Closing:
    def __init__(self, depot):
        self.depot = depot

    def __call__(self):
        self.depot.books.clear()


class Depot:
    def __init__(self, town):
        self.town = town
        self.books = {f"{town} {year}": [year * 1.5, f"line {year}"] for year in range(1990, 2005)}
        atexit.register(Closing(self))

    def ask(self):
        return len(self.books)


def work(rounds):
    for i in range(50):
        Depot(f"town {rounds}.{i}").ask()
