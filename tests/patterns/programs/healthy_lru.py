# SPDX-License-Identifier: Apache-2.0
"""A cache with a bound, full from the first round on."""
import functools


@functools.lru_cache(maxsize=300)
def price(article, day):
    return {"article": article, "day": day, "history": [article] * 10}


def work(rounds):
    for i in range(900):
        price(f"article {rounds}-{i}", i % 7)
