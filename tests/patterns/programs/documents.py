# SPDX-License-Identifier: Apache-2.0
"""A document tree with parents and a __del__, in a server that turned the collector off to save its pauses."""
import gc

gc.disable()


class Node:
    def __init__(self, parent, title):
        self.parent = parent
        self.title = title
        self.children = []

    def __del__(self):
        self.children = None


def parse(number):
    top = Node(None, f"document {number}")
    for i in range(12):
        top.children.append(Node(top, f"chapter {number}.{i}"))
    return len(top.children)


def work(rounds):
    for number in range(50):
        parse(rounds * 100 + number)
