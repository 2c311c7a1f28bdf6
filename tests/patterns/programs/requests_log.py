# SPDX-License-Identifier: Apache-2.0
"""A request log: each request attaches a handler and nobody takes it off."""
import io
import logging

log = logging.getLogger("shop.requests")
log.propagate = False


class Request:
    def __init__(self, path):
        self.path = path
        self.headers = {"Host": "localhost", "X-Path": path}


class RequestHandler(logging.StreamHandler):
    def __init__(self, request):
        super().__init__(io.StringIO())
        self.request = request


def handle(path):
    log.addHandler(RequestHandler(Request(path)))
    log.warning("%s", path)


def work(rounds):
    for i in range(25):
        handle(f"/orders/{rounds}/{i}")
