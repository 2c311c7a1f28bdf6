# SPDX-License-Identifier: Apache-2.0
"""The programs in programs/, as they are and varied: under which module name, with which words for which others, and what is to
be said of them: a part of the holder's name and the pattern."""

TRACEBACK = "Exception kept with its traceback"
CACHED_METHOD = "lru_cache on a method"
CALLBACK = "Bound method or closure in a list of callbacks"
REGISTRY = "Registry that is never emptied"
TASK = "asyncio task that never ends or is never retrieved"
GENERATOR = "Generator that was never finished"
THREAD_LOCAL = "Thread-local or context variable"
FINALIZER = "__del__ on a cycle"
LOGGING = "Logging handler, logger or record that is kept"
EXIT = "Function registered with atexit"
WEAKREF = "Weak reference whose callback holds its object"
THREAD = "Thread that never ends"
DEFAULT = "Mutable default argument"
CLASS = "Class attribute used as instance state"
NATIVE = "Native code that keeps references"

# program: (pattern, [(module, part of the holder, [(words, other words)])])
LEAKS = {
    "invoices": (TRACEBACK, [
        ("invoices", "invoices.failed", []),
        ("billing.batch.problems", "problems.failed", [
            ("failed = []", "failed = {'recent': {}}"), ("failed.append(error)", "failed['recent'][rounds, number] = error")]),
        ("importer", "importer.failed", [("failed = []", "import collections\nfailed = collections.deque()"),
                                         ("failed.append(error)", "failed.append((number, error.__traceback__))")]),
    ]),
    "reports": (CACHED_METHOD, [
        ("reports", "reports.Report.total", []),
        ("office.sales.monthly", "monthly.Statement.total", [("Report", "Statement"), ("@functools.lru_cache(maxsize=None)", "@functools.cache")]),
        ("shapes", "shapes.Report.total", [("self.rows = rows", "self.rows = {'all': tuple(rows)}"), ("in self.rows if", "in self.rows['all'] if")]),
    ]),
    "audit": (CALLBACK, [
        ("audit", "order_paid.receivers", []),
        ("shop.events.paid", "paid.order_paid.receivers", [
            ("order_paid.connect(self.on_paid, weak=False)",
             "order_paid.connect(lambda sender, **options: self.on_paid(sender), weak=False)")]),
        ("ui", "listeners", [("from django.dispatch import Signal", "import types"), ("Signal()", "types.SimpleNamespace(listeners={'paid': []})"),
                             ("order_paid.connect(self.on_paid, weak=False)", "order_paid.listeners['paid'].append(self.on_paid)")]),
    ]),
    "sessions": (REGISTRY, [
        ("sessions", "sessions.SESSIONS", []),
        ("members.users.state", "users_by_day", [("SESSIONS = {}", "SESSIONS = {'users_by_day': []}"),
                                              ("SESSIONS[token] = Session(user)", "SESSIONS['users_by_day'].append((token, Session(user)))")]),
        ("store", "store.SESSIONS", [("SESSIONS = {}", "SESSIONS = set()"), ("SESSIONS[token] = Session(user)", "SESSIONS.add(Session(user))")]),
    ]),
    "feed": (TASK, [
        ("feed", "feed.hub.closed", []),
        ("chat.rooms.push", "push.hub", [("asyncio.Event()", "asyncio.Lock()\n            await self.closed.acquire()"),
                                         ("self.closed.wait()", "self.closed.acquire()")]),
        ("jobs", "jobs.hub.started", [("self.closed = None", "self.closed = None\n        self.started = []"),
                                      ("await self.closed.wait()\n", "raise LookupError(subscriber)\n"),
                                      ("asyncio.get_running_loop().create_task(", "self.started.append(asyncio.get_running_loop().create_task("),
                                      ('f"subscriber {i}", backlog))', 'f"subscriber {i}", backlog)))')]),
    ]),
    "exports": (GENERATOR, [
        ("exports", "exports.open_exports", []),
        ("data.io.csvout", "csvout.open_exports", [("open_exports = {}", "open_exports = []"),
                                                   ("open_exports[query] = export", "open_exports.append([query, export])")]),
        ("lines", "lines.open_exports", [("open_exports[query] = export", "open_exports[query] = map(str.upper, export)")]),
    ]),
    "thumbnails": (THREAD_LOCAL, [
        ("thumbnails", "scratch", []),
        ("media.images.small", "memory", [("scratch = threading.local()", "memory = threading.local()"), ("scratch", "memory"),
                                          ("memory.done = []", "memory.done = {}"),
                                          ("memory.done.append(Pixels(name))", "memory.done[name] = Pixels(name)")]),
        ("tracing", "done", [("scratch = threading.local()", "import contextvars\nscratch = contextvars.ContextVar('done')\nscratch.set([])"),
                             ("    if not hasattr(scratch, \"done\"):\n        scratch.done = []\n", ""),
                             ("scratch.done.append(Pixels(name))", "scratch.set(scratch.get() + [Pixels(name)])"),
                             ("list(pool.map(shrink, [", "list(map(shrink, [")]),
    ]),
    "documents": (FINALIZER, [
        ("documents", "Node", []),
        ("markup.tree.parts", "Part", [("Node", "Part")]),
        ("rings", "Node", [("self.children = []", "self.children = {}"), ("top.children.append(Node(top, f\"chapter {number}.{i}\"))",
                                                                       "top.children[i] = Node(top, f\"chapter {number}.{i}\")")]),
    ]),
    "requests_log": (LOGGING, [
        ("requests_log", "log.handlers", []),
        ("web.middleware.tracing", "log.handlers", [("logging.StreamHandler", "logging.Handler"), ("super().__init__(io.StringIO())", "super().__init__()"),
                                                    ("    log.warning", "    logging.getLogger().debug")]),
        ("buffered", "buffer", [("class RequestHandler(logging.StreamHandler):", "import logging.handlers\n\n\nclass RequestHandler(logging.handlers.MemoryHandler):"),
                                ("super().__init__(io.StringIO())", "super().__init__(10 ** 9)"),
                                ("    log.addHandler(RequestHandler(Request(path)))\n    log.warning(\"%s\", path)",
                                 "    if not log.handlers:\n        log.addHandler(RequestHandler(None))\n    log.warning(\"%s\", path, extra={'request': Request(path)})")]),
    ]),
    "uploads": (EXIT, [
        ("uploads", "atexit", []),
        ("files.tmp.scratch", "atexit", [("atexit.register(self.remove)", "atexit.register(lambda: self.remove())")]),
        ("sockets", "atexit", [("atexit.register(self.remove)", "atexit.register(print, self, file=None)")]),
    ]),
    "handles": (WEAKREF, [
        ("handles", "handles.watched", []),
        ("resources.pool.watch", "watch.watched", [("watched = []", "watched = {}"), ("watched.append(weakref.ref(handle, gone))",
                                                                            "watched[handle.number] = weakref.ref(handle, lambda dead: handle.release())")]),
        ("finalizers", "_registry", [("watched.append(weakref.ref(handle, gone))", "watched[:] = [weakref.finalize(handle, handle.release)]")]),
    ]),
    "monitors": (THREAD, [
        ("monitors", "Connection.monitor", []),
        ("net.server.links", "Link.monitor", [("Connection", "Link"), ("self.closed = threading.Event()", "self.closed = threading.Semaphore(0)"),
                                              ("self.closed.wait()", "self.closed.acquire()")]),
        ("workers", "drain", [("target=self.monitor", "target=drain, args=(self,)"),
                              ("class Connection:", "def drain(connection):\n    connection.closed.wait()\n    connection.inbox.clear()\n\n\nclass Connection:")]),
    ]),
    "search": (DEFAULT, [
        ("search", "search.collect", []),
        ("engine.index.query", "query.collect", [("hits=[]", "*, hits={}"), ("hits.append(Hit(page, number))", "hits[page] = Hit(page, number)")]),
        ("finder", "collect", [("def collect(pages, hits=[]):", "class Finder:\n  def collect(self, pages, seen={'hits': []}):\n    hits = seen['hits']"),
                               ("collect([f", "Finder().collect([f")]),
    ]),
    "carts": (CLASS, [
        ("carts", "Cart.items", []),
        ("shop.checkout.basket", "Basket.content", [("Cart", "Basket"), ("items", "content"), ("content = []", "content = set()"), ("content.append(", "content.add(")]),
        ("orders", "Cart.items", [("items = []", "items = {'open': {}}"),
                                  ("self.items.append(Item(article, price))", "self.items['open'][len(self.items['open'])] = Item(article, price)")]),
    ]),
    "ratings": (NATIVE, [
        ("ratings", "native code", []),
        ("db.functions.score", "native code", [("database.create_function(weights.name, 1, weights.rate)",
                                                "database.create_collation(weights.name, lambda a, b: int(weights.rate(0)))"),
                                               ("database.execute(f\"select {weights.name}(3)\").fetchone()", "weights = None")]),
        ("arrays", "native code", [("import sqlite3", "import ctypes"), ("database = sqlite3.connect(\":memory:\", check_same_thread=False)", ""),
                                   ("database.create_function(weights.name, 1, weights.rate)", "ctypes.pythonapi.Py_IncRef(ctypes.py_object(weights))"),
                                   ("        database.execute(f\"select {weights.name}(3)\").fetchone()\n", "")]),
    ]),
}

# Fifteen more, by another hand: another trade, other containers, other nesting. program: (pattern, part of the holder)
RAILWAY = {
    "refunds": (TRACEBACK, "_waiting"),
    "timetable": (CACHED_METHOD, "Route.length"),
    "interlocking": (CALLBACK, "_observers"),
    "telemetry": (REGISTRY, "stations"),
    "platforms": (TASK, "station.busy"),
    "recordings": (GENERATOR, "office.desks"),
    "consoles": (THREAD_LOCAL, "steps"),
    "consists": (FINALIZER, "Car"),
    "shunting": (LOGGING, "loggerDict"),
    "depots": (EXIT, "atexit"),
    "keys": (WEAKREF, "cabinet.hooks"),
    "detectors": (THREAD, "run"),
    "fares": (DEFAULT, "quote"),
    "crews": (CLASS, "Rostered.duties"),
    "lineside": (NATIVE, "native code"),
}

# Programs that are busy and healthy: nothing in them is a leak.
HEALTHY = {
    "healthy_lru": [("healthy_lru", []), ("prices.today", [("300", "1500")])],
    "healthy_recent": [("healthy_recent", []), ("monitor.last", [("maxlen=500", "maxlen=50")])],
    "healthy_warming": [("healthy_warming", []), ("reader.cache", [("random.Random(11)", "random.Random(7)")])],
    "healthy_pool": [("healthy_pool", []), ("pools.database", [("Pool(8)", "Pool(2)")])],
    "healthy_templates": [("healthy_templates", []), ("web.pages", [("range(30)", "range(12)"), ("i % 33", "i % 13")])],
    "healthy_filling": [("healthy_filling", []), ("shop.last.events", [
        ("collections.deque(maxlen=100000)", "queue.Queue(maxsize=100000)"), ("import collections", "import queue"), ("recent.append", "recent.put")])],
    "healthy_connections": [("healthy_connections", []), ("data.pools", [("collections.deque()", "[]"), ("popleft", "pop"), ("import collections\n", "")])],
    "healthy_bounded": [("healthy_bounded", []), ("transit.routes", [("max_size", "capacity"), ("collections.OrderedDict()", "dict()"),
                                                                     ("popitem(last=False)", "pop(next(iter(self.entries)))"), ("        self.entries.move_to_end(stop)\n", "")])],
    "healthy_weak": [("healthy_weak", []), ("media.cache", [
        ("weakref.WeakValueDictionary()", "weakref.WeakKeyDictionary()"), ("cache.get(name)", "None"), ("picture = cache[name] = Picture(name)", "picture = Picture(name)\n        cache[picture] = len(name)")])],
}

# A bound less, and it is a leak: program, words, part of the holder.
UNBOUNDED = [
    ("healthy_filling", [("deque(maxlen=100000)", "deque()")], "recent"),
    ("healthy_filling", [("maxsize=50000", "maxsize=None")], "place_of"),
    ("healthy_filling", [("collections.deque(maxlen=100000)", "queue.Queue()"), ("import collections", "import queue"), ("recent.append", "recent.put")], "recent.queue"),
]
