# SPDX-License-Identifier: Apache-2.0
"""A search that collects its hits in what was meant to be a fresh list."""


class Hit:
    def __init__(self, page, score):
        self.page = page
        self.score = score


def collect(pages, hits=[]):
    for number, page in enumerate(pages):
        hits.append(Hit(page, number))
    return len(hits)


def work(rounds):
    for query in range(10):
        collect([f"page {rounds}-{query}-{i}" for i in range(25)])
