# SPDX-License-Identifier: Apache-2.0
"""Near misses: a program beside each pattern that grows just as much, and of which the pattern must not be told."""
import os
import textwrap

import leaks
import patterns
import tap

LOCAL = "Variable of a function that is still running"

ITEM = """
    class Item:
        def __init__(self, number):
            self.number = number
            self.words = [f"word {number}.{i}" for i in range(8)]
"""

# pattern: (what is told instead, program)
NEAR = {
    leaks.TRACEBACK: (leaks.REGISTRY, """
        errors = []

        def fail(number):
            raise ValueError([f"reason {number}.{i}" for i in range(10)])

        def work(rounds):
            for number in range(40):
                try:
                    fail(number)
                except ValueError as error:
                    errors.append(error.with_traceback(None))
        """),
    leaks.CACHED_METHOD: (leaks.REGISTRY, ITEM + """
        import functools

        @functools.lru_cache(maxsize=None)
        def item(number):
            return Item(number)

        def work(rounds):
            for number in range(50):
                item(rounds * 1000 + number)
        """),
    leaks.CALLBACK: (leaks.REGISTRY, ITEM + """
        waiting = []

        def when_done(number):
            return number

        class Job(Item):
            def __init__(self, number):
                super().__init__(number)
                self.callback = when_done

        def work(rounds):
            for number in range(50):
                waiting.append(Job(number))
        """),
    leaks.TASK: (leaks.REGISTRY, ITEM + """
        import asyncio
        answers = {}
        loop = asyncio.new_event_loop()

        async def ask(number):
            await asyncio.sleep(0)
            return Item(number)

        async def serve(rounds):
            tasks = [asyncio.ensure_future(ask(number)) for number in range(30)]
            for task in tasks:
                answers[rounds, len(answers)] = await task

        def work(rounds):
            loop.run_until_complete(serve(rounds))
        """),
    leaks.GENERATOR: (leaks.REGISTRY, ITEM + """
        pages = []

        def items(number):
            for i in range(5):
                yield Item(number * 10 + i)

        def work(rounds):
            for number in range(20):
                pages.append(list(items(number)))
        """),
    leaks.THREAD_LOCAL: (leaks.REGISTRY, ITEM + """
        import collections
        import threading
        by_thread = collections.defaultdict(list)

        def serve(numbers):
            for number in numbers:
                by_thread["worker"].append(Item(number))

        def work(rounds):
            thread = threading.Thread(target=serve, args=(range(40),))
            thread.start()
            thread.join()
        """),
    leaks.FINALIZER: (leaks.REGISTRY, ITEM + """
        open_files = set()

        class File(Item):
            def __del__(self):
                self.words.clear()

        def work(rounds):
            for number in range(40):
                open_files.add(File(number))
        """),
    leaks.LOGGING: (leaks.REGISTRY, """
        import logging
        lines = []

        class Keep(logging.Handler):
            def emit(self, record):
                lines.append([self.format(record), record.name, 3 * record.getMessage()])

        log = logging.getLogger("near.log")
        log.propagate = False
        log.addHandler(Keep())

        def work(rounds):
            for number in range(60):
                log.warning("round %d, line %d, and some words", rounds, number)
        """),
    leaks.EXIT: (leaks.REGISTRY, ITEM + """
        import atexit
        to_close = []
        atexit.register(to_close.clear)

        def work(rounds):
            for number in range(40):
                to_close.append(Item(number))
        """),
    leaks.WEAKREF: (leaks.REGISTRY, ITEM + """
        import weakref
        items = {}
        watched = {}

        def work(rounds):
            for number in range(40):
                item = items[rounds, number] = Item(number)
                watched[rounds, number] = weakref.ref(item)
        """),
    leaks.THREAD: (leaks.REGISTRY, ITEM + """
        import threading
        ended = []

        class Worker(threading.Thread):
            def run(self):
                self.item = Item(1)

        def work(rounds):
            for number in range(12):
                worker = Worker()
                worker.start()
                worker.join()
                ended.append(worker)
        """),
    leaks.DEFAULT: (leaks.REGISTRY, ITEM + """
        def collect(number, seen=None):
            collect.seen.append(Item(number))

        collect.seen = []

        def work(rounds):
            for number in range(40):
                collect(number)
        """),
    leaks.CLASS: (leaks.REGISTRY, ITEM + """
        class Cart:
            def __init__(self):
                self.items = []

        cart = Cart()

        def work(rounds):
            for number in range(40):
                cart.items.append(Item(number))
        """),
    leaks.NATIVE: (leaks.REGISTRY, ITEM + """
        import numpy
        tables = []

        def work(rounds):
            for number in range(20):
                table = numpy.empty(4, dtype=object)
                table[:] = [Item(number * 10 + i) for i in range(4)]
                tables.append(table)
        """),
    leaks.REGISTRY: (LOCAL, ITEM + """
        import queue
        import threading
        todo = queue.Queue()

        def serve():
            seen = []
            while True:
                seen.append(Item(todo.get()))
                todo.task_done()

        threading.Thread(target=serve, daemon=True).start()

        def work(rounds):
            for number in range(40):
                todo.put(number)
            todo.join()
        """),
}


def near(folder, pattern):
    instead, text = NEAR[pattern]
    text = "\n".join(textwrap.dedent(part) for part in (ITEM, text[len(ITEM):])) if text.startswith(ITEM) else textwrap.dedent(text)
    found = patterns.suspects(patterns.dumps(folder, "near", text))
    assert found, "no suspect"
    tap.note(f"{pattern} | told: {found[0]['grade']}: {found[0]['pattern']} at {found[0]['holder']}")
    assert found[0]["grade"] == "leak", found[0]
    assert found[0]["pattern"] == instead, found[0]
    assert not any(suspect["pattern"] == pattern for suspect in found), found


def test_there_is_one_for_each_pattern():
    assert set(NEAR) == {pattern for pattern, variations in leaks.LEAKS.values()}


for number, name in enumerate(NEAR):
    globals()[f"test_near_{name}"] = lambda folder, name=name: near(folder, name)

tap.run(dict(globals()))
