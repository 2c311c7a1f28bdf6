# SPDX-License-Identifier: Apache-2.0
"""A database connection that is given functions of short-lived objects: the C library keeps them."""
import sqlite3

database = sqlite3.connect(":memory:", check_same_thread=False)


class Weights:
    def __init__(self, name):
        self.name = name
        self.table = [i / 7 for i in range(50)]

    def rate(self, value):
        return self.table[value % len(self.table)]


def work(rounds):
    for i in range(40):
        weights = Weights(f"w{rounds}_{i}")
        database.create_function(weights.name, 1, weights.rate)
        database.execute(f"select {weights.name}(3)").fetchone()
