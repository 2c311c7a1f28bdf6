# SPDX-License-Identifier: Apache-2.0
"""A logger for each shunting move, so that its lines can be found: with a filter that knows the move."""
import io
import logging

logging.getLogger("yard").addHandler(logging.StreamHandler(io.StringIO()))
logging.getLogger("yard").propagate = False


class Move(logging.Filter):
    def __init__(self, number):
        super().__init__()
        self.number = number
        self.wagons = [f"wagon {number}.{i}" for i in range(20)]

    def filter(self, record):
        record.move = self.number
        return True

    def carry_out(self):
        log = logging.getLogger(f"yard.move.{self.number}")
        log.addFilter(self)
        log.warning("%d wagons", len(self.wagons))


def work(rounds):
    for i in range(50):
        Move(rounds * 100 + i).carry_out()
