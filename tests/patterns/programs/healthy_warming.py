# SPDX-License-Identifier: Apache-2.0
"""Caches that warm up: of a thousand articles, more are known after each round, and fewer are new."""
import random

articles = {}
pages = {}
dice = random.Random(11)


class Article:
    def __init__(self, number):
        self.number = number
        self.text = f"article number {number}" * 3


def read(number):
    if number not in articles:
        articles[number] = Article(number)
    return articles[number]


def page(number):
    if number not in pages:
        pages[number] = [read(number + i).text for i in range(3)]
    return pages[number]


def work(rounds):
    for _ in range(700):
        page(dice.randrange(1000))
