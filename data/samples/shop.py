# SPDX-License-Identifier: Apache-2.0
"""A small web shop that leaks in four ways, each one seen in real services.

    SESSIONS        a registry that every visitor enters and nobody leaves
    Cart ⇄ Line     reference cycles with a finalizer, while the collector is off
    FAILURES        stored exceptions: their tracebacks keep frames, the frames keep uploads
    Quote.total     lru_cache on a method: the cache keeps every `self`

It serves made-up requests in one process and needs nothing but the standard library; record.py takes the two dumps.
"""

import collections
import functools
import gc
import threading
import weakref

PAGES = ('/', '/search', '/product', '/help')
SESSIONS = {}
FAILURES = []
RECENT = collections.deque(maxlen=64)
ONLINE = weakref.WeakValueDictionary()


class Product:
    def __init__(self, number, name, cents):
        self.number = number
        self.name = name
        self.cents = cents


class Catalogue:
    def __init__(self):
        self.products = [Product(n, f'article {n}', 199 + 50 * n) for n in range(40)]

    def pick(self, number):
        return self.products[number % len(self.products)]


CATALOGUE = Catalogue()


class PageView:
    __slots__ = ('session', 'page')

    def __init__(self, session, page):
        self.session = session
        self.page = page


class Session:
    """One visitor. close() forgets to take the session out of SESSIONS."""

    def __init__(self, number):
        self.number = number
        self.views = []
        SESSIONS[f'visitor-{number}'] = self
        ONLINE[number] = self

    def visit(self, page):
        self.views.append(PageView(self, page))

    def close(self):
        ONLINE.pop(self.number, None)


class Line:
    def __init__(self, cart, product):
        self.cart = cart
        self.product = product


class Cart:
    """Points at its lines, which point back: only the collector could free it, and the shop switched that off."""

    abandoned = 0

    def __init__(self):
        self.lines = []

    def add(self, product):
        self.lines.append(Line(self, product))

    def __del__(self):
        Cart.abandoned += 1


class Quote:
    """An offer for one request. The cache of total() outlives it and keeps it."""

    def __init__(self, products):
        self.products = products

    @functools.lru_cache(maxsize=None)
    def total(self, percent_off):
        return sum(product.cents for product in self.products) * (100 - percent_off) // 100


class Upload:
    def __init__(self, number):
        self.name = f'photo-{number}.jpg'
        self.body = bytes(64 * 1024)


def store(upload):
    header = upload.body[:4]
    raise ValueError(f'{upload.name}: not a picture, it begins with {header!r}')


def receive(number):
    upload = Upload(number)
    try:
        store(upload)
    except ValueError as error:
        FAILURES.append(error)


def handle(number):
    session = Session(number)
    for page in PAGES[:3]:
        session.visit(page)
    RECENT.append(number)
    if number % 2 == 0:
        cart = Cart()
        cart.add(CATALOGUE.pick(number))
        cart.add(CATALOGUE.pick(number + 1))
    if number % 4 == 0:
        Quote((CATALOGUE.pick(number), CATALOGUE.pick(number + 7))).total(10)
    if number % 100 == 0:
        receive(number)
    session.close()


def wait_for_orders(stop):
    queue = collections.deque([CATALOGUE.pick(3)])
    stop.wait()
    queue.clear()


class Shop:
    """Runs the shop: the collector off, one worker thread waiting for orders."""

    def __init__(self):
        gc.disable()
        self.served = 0
        self.closing = threading.Event()
        self.worker = threading.Thread(target=wait_for_orders, args=(self.closing,), name='orders')
        self.worker.start()

    def serve(self, requests):
        for _ in range(requests):
            self.served += 1
            handle(self.served)

    def close(self):
        self.closing.set()
        self.worker.join()
