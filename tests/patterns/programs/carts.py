# SPDX-License-Identifier: Apache-2.0
"""Shopping carts that share one list, since it was written into the class."""


class Item:
    def __init__(self, article, price):
        self.article = article
        self.price = price


class Cart:
    items = []

    def __init__(self, customer):
        self.customer = customer

    def add(self, article, price):
        self.items.append(Item(article, price))


def work(rounds):
    for customer in range(60):
        cart = Cart(customer)
        for i in range(4):
            cart.add(f"article {rounds}-{i}", 100 + i)
