# SPDX-License-Identifier: Apache-2.0
"""A web shop that never lets a session go."""
import secrets


class Session:
    def __init__(self, user):
        self.user = user
        self.basket = {"items": [f"item {user}"], "coupons": []}


SESSIONS = {}


def login(user):
    token = secrets.token_hex(8)
    SESSIONS[token] = Session(user)
    return token


def work(rounds):
    for user in range(300):
        login(f"user {rounds}-{user}")
