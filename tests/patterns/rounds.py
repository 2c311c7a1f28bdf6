# SPDX-License-Identifier: Apache-2.0
"""Imports a program as MODULE and lets it work, with a dump after each round: rounds.py FOLDER MODULE ROUNDS"""
import importlib
import os
import sys

import holdfast


def main(folder, name, rounds):
    sys.path.insert(0, folder)
    module = importlib.import_module(name)
    for number in range(rounds):
        module.work(number)
        holdfast.dump(os.path.join(folder, f"{number}.hfdump"))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
sys.stdout.flush()
os._exit(0)  # threads may wait for ever
