# SPDX-License-Identifier: Apache-2.0
"""A hub that starts a task for each subscriber and forgets to end it."""
import asyncio

loop = asyncio.new_event_loop()


class Hub:
    def __init__(self):
        self.closed = None

    async def watch(self, subscriber, backlog):
        await self.closed.wait()
        backlog.append(subscriber)

    async def serve(self, rounds):
        if self.closed is None:
            self.closed = asyncio.Event()
        for i in range(50):
            backlog = [f"message {rounds}-{i}-{j}" for j in range(20)]
            asyncio.get_running_loop().create_task(self.watch(f"subscriber {i}", backlog))
        await asyncio.sleep(0)


hub = Hub()


def work(rounds):
    loop.run_until_complete(hub.serve(rounds))
