# SPDX-License-Identifier: Apache-2.0
"""Every dispatcher's console runs in a thread of its own, with a trail of what was done there."""
import collections
import queue
import threading


class Trail(threading.local):
    def __init__(self):
        self.steps = collections.deque()


class Step:
    def __init__(self, what, where):
        self.what = what
        self.where = where
        self.notes = {"text": f"{what} at {where}"}


trail = Trail()
orders = queue.Queue()


def console():
    while True:
        rounds, answer = orders.get()
        for i in range(150):
            trail.steps.append(Step(f"set route {rounds}.{i}", i % 7))
        answer.set()
        del answer


threading.Thread(target=console, name="console", daemon=True).start()


def work(rounds):
    done = threading.Event()
    orders.put((rounds, done))
    done.wait()
