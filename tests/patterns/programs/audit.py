# SPDX-License-Identifier: Apache-2.0
"""Views that listen to a Django signal and are never disconnected."""
from django.dispatch import Signal

order_paid = Signal()


class Receipt:
    def __init__(self, number):
        self.number = number
        self.lines = [f"line {number}/{i}" for i in range(10)]
        order_paid.connect(self.on_paid, weak=False)

    def on_paid(self, sender, **options):
        self.lines.append(options.get("note"))


def work(rounds):
    for number in range(40):
        receipt = Receipt(rounds * 1000 + number)
        receipt.lines.sort()
