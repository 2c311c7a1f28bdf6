# SPDX-License-Identifier: Apache-2.0
"""Each platform's board waits for announcements on a queue of its own; boards that are gone are still waited for."""
import asyncio
import threading


class Station:
    def __init__(self):
        self.queues = {}
        self.loop = asyncio.new_event_loop()
        self.busy = set()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    async def board(self, platform, queue):
        lines = [f"platform {platform}: row {i}" for i in range(30)]
        while True:
            lines.append(await queue.get())

    async def open(self, platform):
        queue = self.queues[platform % 40] = asyncio.Queue()
        task = asyncio.ensure_future(self.board(platform, queue))
        self.busy.add(task)
        task.add_done_callback(self.busy.discard)

    def announce(self, platform):
        asyncio.run_coroutine_threadsafe(self.open(platform), self.loop).result()


station = Station()


def work(rounds):
    for i in range(40):
        station.announce(rounds * 40 + i)
