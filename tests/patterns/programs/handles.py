# SPDX-License-Identifier: Apache-2.0
"""A pool that wants to hear when a handle dies; the callback holds the handle, so it never does."""
import weakref

watched = []


class Handle:
    def __init__(self, number):
        self.number = number
        self.buffer = bytearray(300)

    def release(self):
        self.buffer = None


def watch(handle):
    def gone(reference):
        handle.release()
    watched.append(weakref.ref(handle, gone))


def work(rounds):
    for number in range(80):
        watch(Handle(rounds * 1000 + number))
