# SPDX-License-Identifier: Apache-2.0
"""A batch job that remembers what went wrong, with all that the failing calls had at hand."""

failed = []


class Line:
    def __init__(self, text):
        self.article, self.amount = text.split(";")


def parse(batch, number):
    lines = [Line(f"article {number}-{i};{i * 7}") for i in range(40)]
    if sum(int(line.amount) for line in lines) % 2 == 0:
        raise ValueError(f"batch {number} does not add up")
    return lines


def work(rounds):
    for number in range(30):
        try:
            parse(rounds, number)
        except ValueError as error:
            failed.append(error)
