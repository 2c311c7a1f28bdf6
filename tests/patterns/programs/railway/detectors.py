# SPDX-License-Identifier: Apache-2.0
"""Hot box detectors read by a thread each; one that is dismounted is read for ever."""
import queue
import threading


class Detector(threading.Thread):
    def __init__(self, mile):
        super().__init__(daemon=True)
        self.mile = mile
        self.samples = queue.Queue()
        self.curve = [mile * 0.1 + i for i in range(60)]

    def run(self):
        while True:
            sample = self.samples.get()
            if sample is None:
                break
            self.curve.append(sample)


def survey(mile):
    detector = Detector(mile)
    detector.start()
    detector.samples.put(21.5)


def work(rounds):
    for i in range(20):
        survey(rounds * 100 + i)
