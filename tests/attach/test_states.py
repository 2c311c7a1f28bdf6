# SPDX-License-Identifier: Apache-2.0
"""Attaching disturbs no program, whatever it is doing; the dump is whole."""
import os
import statistics

import attaching
import hfdump
import tap

TIMES = 5


def check_dump(path, pid, told):
    dump = hfdump.Dump(path)
    assert len(dump.nodes) == told["objects"] and dump.n_refs == told["references"] and dump.size == told["bytes"]
    assert dump.meta["pid"] == pid
    counts = {}
    for node in dump.nodes:
        counts[node.type.full] = counts.get(node.type.full, 0) + 1
    assert counts["__main__.Node"] == 2000 and counts["__main__.Marker"] >= 321, counts.get("__main__.Marker")
    frames = [node.value for node in dump.nodes if node.type.full == "frame"]
    assert any("target.py" in value for value in frames), frames


def case(state):
    before = attaching.leftovers()
    with attaching.target(state) as target:
        path = os.path.join(target.folder, "snapshot.hfdump")
        told = [attaching.snapshot(target.pid, path) for _ in range(TIMES)]
        with open(f"/proc/{target.pid}/maps") as maps:
            assert len({line.split()[5] for line in maps if "holdfast-" in line}) <= 1, "loaded more than once"
        check_dump(path, target.pid, told[-1])
        assert os.listdir(target.folder).count("snapshot.hfdump") == 1
        assert not [name for name in os.listdir(target.folder) if name.startswith(".")]
        assert target.finish() > 0
    assert attaching.leftovers() <= before
    assert not any(item["in_process"] for item in told)
    tap.note(f"{state}: stopped {statistics.median(item['stopped_us'] for item in told) / 1000:.1f} ms, "
             f"tries {max(item['tries'] for item in told)}, lock after {max(item['waited_us'] for item in told) / 1000:.0f} ms")


def make_case(state):
    def run():
        case(state)
    return run


globals().update({"test_" + state: make_case(state) for state in [*attaching.STATES, "compute", "poll"]})
tap.run(dict(globals()))
