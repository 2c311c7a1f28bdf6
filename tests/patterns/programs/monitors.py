# SPDX-License-Identifier: Apache-2.0
"""A monitor thread for each connection; they wait for an event that never comes."""
import threading


class Connection:
    def __init__(self, number):
        self.number = number
        self.inbox = [f"packet {number}.{i}" for i in range(100)]
        self.closed = threading.Event()
        threading.Thread(target=self.monitor, name=f"monitor {number}", daemon=True).start()

    def monitor(self):
        self.closed.wait()
        self.inbox.clear()


def work(rounds):
    for i in range(8):
        Connection(rounds * 100 + i)
