# SPDX-License-Identifier: Apache-2.0
"""A pool of threads, each with a scratch list of its own that is never emptied."""
import concurrent.futures
import threading

scratch = threading.local()
pool = concurrent.futures.ThreadPoolExecutor(max_workers=2, thread_name_prefix="thumbs")


class Pixels:
    def __init__(self, name):
        self.name = name
        self.data = bytearray(500)


def shrink(name):
    if not hasattr(scratch, "done"):
        scratch.done = []
    scratch.done.append(Pixels(name))
    return len(name)


def work(rounds):
    list(pool.map(shrink, [f"picture {rounds}-{i}.png" for i in range(200)]))
