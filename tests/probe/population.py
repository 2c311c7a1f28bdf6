# SPDX-License-Identifier: Apache-2.0
"""A population of objects, each held in one way, for the tests of names. Each Target is known by its word."""
import asyncio
import collections
import functools
import threading
import weakref

targets = {}  # word: weak reference to the Target; nothing else here holds one but the place under test


class Target:
    def __init__(self, word):
        self.word = word
        targets[word] = weakref.ref(self)


# A thread's frame and a cell of it.

thread_ready, thread_over = threading.Event(), threading.Event()


def worker():
    job = Target("thread local")
    shared = Target("thread cell")

    def inner():
        return shared
    thread_ready.set()
    thread_over.wait()
    return job, inner


threading.Thread(target=worker, name="worker", daemon=True).start()
thread_ready.wait()


# Generators, coroutines, tasks.

def produce():
    item = Target("generator local")
    yield 1
    return item


generator = produce()
next(generator)


async def receive(future, word):
    message = Target(word)
    await future
    return message


async def stream():
    part = Target("async generator local")
    yield 1
    del part


loop = asyncio.new_event_loop()
future = loop.create_future()
coroutine = receive(future, "coroutine local")
coroutine.send(None)
task = loop.create_task(receive(loop.create_future(), "task local"))
loop.run_until_complete(asyncio.sleep(0, None))
async_generator = stream()
loop.run_until_complete(async_generator.__anext__())


# Functions.

def make_closure():
    captured = Target("closure")

    def closure():
        return captured
    return closure


closure = make_closure()


def default(value=Target("default"), *, only=Target("keyword default")):
    return value, only


# Slots.

class Base:
    __slots__ = ("inherited", "__hidden")

    def set_hidden(self, value):
        self.__hidden = value


class Slotted(Base):
    __slots__ = ("own", "__mangled", "__weakref__")

    def set_mangled(self, value):
        self.__mangled = value


slotted = Slotted()
slotted.inherited = Target("inherited slot")
slotted.own = Target("slot")
slotted.set_hidden(Target("inherited mangled slot"))
slotted.set_mangled(Target("mangled slot"))


class Holder:
    class_attribute = Target("class attribute")

    def method(self):
        return self


class WithDict(Holder):
    pass


plain = Holder()
plain.attribute = Target("attribute")
materialized = Holder()
materialized.attribute = Target("attribute in dict")
materialized.__dict__


# Containers.

def fail():
    evidence = Target("traceback local")
    raise ValueError(evidence.word)


try:
    fail()
except ValueError as error:
    stored = error


@functools.lru_cache(maxsize=16)
def bounded(key):
    return Target("bounded cache " + key)


@functools.lru_cache(maxsize=None)
def unbounded(key):
    return Target("unbounded cache " + key)


bounded("a")
unbounded("a")

weak_values = weakref.WeakValueDictionary()
weak_holder = [Target("weak value")]
weak_values["k"] = weak_holder[0]

ordered = collections.OrderedDict(first=Target("ordered dict"))
bound = (lambda holder: holder.method)(Holder())
bound.__self__.attribute = Target("bound method")
deque = collections.deque([None] * 70 + [Target("deque")])
members = {Target("set member")}
keys = {Target("dict key"): 1}
by_tuple = {("a", 1): Target("tuple key")}
default_dict = collections.defaultdict(list, x=[Target("default dict")])
partial = functools.partial(print, Target("partial argument"), sep=Target("partial keyword"))
prop = property(functools.partial(print, Target("property getter")))
deep = {"users": [{"name": (0, Target("deep"))}]}
KEY = 42
by_number = {KEY: Target("number key")}
proxy = weakref.proxy(plain)
context_variable = __import__("contextvars").ContextVar("context_variable", default=Target("context default"))
