# SPDX-License-Identifier: Apache-2.0
"""Reports whose totals are expensive, so somebody cached the method."""
import functools


class Report:
    def __init__(self, customer, rows):
        self.customer = customer
        self.rows = rows

    @functools.lru_cache(maxsize=None)
    def total(self, year):
        return sum(row for row in self.rows if row % 3 == year % 3)


def work(rounds):
    for customer in range(150):
        report = Report(f"customer {customer}", [rounds * 1000 + i for i in range(30)])
        report.total(2020 + rounds)
        report.total(2021 + rounds)
