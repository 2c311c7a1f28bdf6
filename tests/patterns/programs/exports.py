# SPDX-License-Identifier: Apache-2.0
"""Downloads that people give up half-way: the generators stay suspended in the table of open ones."""

open_exports = {}


def rows(query, size):
    page = [(query, i, f"value {query} {i}") for i in range(size)]
    for row in page:
        yield ",".join(map(str, row))


def start(query):
    export = rows(query, 60)
    open_exports[query] = export
    return next(export)


def work(rounds):
    for i in range(40):
        start(f"select {rounds} {i}")
