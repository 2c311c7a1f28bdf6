# SPDX-License-Identifier: Apache-2.0
"""Temporary uploads, each of which wants to be removed at exit."""
import atexit


class Upload:
    def __init__(self, name):
        self.name = name
        self.chunks = [bytes(64) + name.encode() for _ in range(8)]
        atexit.register(self.remove)

    def remove(self):
        self.chunks = None


def work(rounds):
    for i in range(60):
        upload = Upload(f"upload-{rounds}-{i}")
        upload.chunks.pop()
