# SPDX-License-Identifier: Apache-2.0
"""A pool of database connections, with threads that use them."""
import concurrent.futures
import queue
import sqlite3


class Pool:
    def __init__(self, size):
        self.free = queue.LifoQueue()
        self.made = []
        self.size = size

    def take(self):
        try:
            return self.free.get_nowait()
        except queue.Empty:
            if len(self.made) >= self.size:
                return self.free.get()
            connection = sqlite3.connect(":memory:", check_same_thread=False)
            connection.execute("create table log (line text)")
            self.made.append(connection)
            return connection

    def give(self, connection):
        connection.execute("delete from log")
        self.free.put(connection)


connections = Pool(8)
threads = concurrent.futures.ThreadPoolExecutor(max_workers=4)


def note(text):
    connection = connections.take()
    connection.execute("insert into log values (?)", (text,))
    found = connection.execute("select line from log").fetchall()
    connections.give(connection)
    return [line for line, in found]


def work(rounds):
    done = list(threads.map(note, [f"line {rounds}-{i}" for i in range(300)]))
    assert len(done) == 300
