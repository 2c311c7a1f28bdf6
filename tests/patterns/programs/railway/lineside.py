# SPDX-License-Identifier: Apache-2.0
"""A small database for each cabinet at the lineside, which knows by itself how faults are sorted there."""
import sqlite3


class Cabinet:
    def __init__(self, mile):
        self.mile = mile
        self.order = {f"lamp {mile}.{i}": i * 7 % 30 for i in range(30)}
        self.database = sqlite3.connect(":memory:", check_same_thread=False)
        self.database.create_collation("urgency", self.compare)
        self.database.execute("create table faults (code, text collate urgency)")

    def compare(self, one, other):
        return self.order.get(one, 0) - self.order.get(other, 0)


def inspect(mile):
    cabinet = Cabinet(mile)
    cabinet.database.execute("insert into faults values (?, ?)", (mile, "lamp"))


def work(rounds):
    for i in range(30):
        inspect(rounds * 100 + i)
