# SPDX-License-Identifier: Apache-2.0
"""A dump of a program that was attached to answers as one that the program takes itself."""
import collections
import json
import os
import subprocess

import attaching
import hfdump
import tap

MODULE = os.environ["HF_MODULE"]


def ask(*words):
    done = subprocess.run([attaching.CLI, "--json", *words], stdout=subprocess.PIPE, check=True, text=True, timeout=tap.patience(60))
    return json.loads(done.stdout)


def two_dumps(folder, talk):
    own, taken = os.path.join(folder, "own.hfdump"), os.path.join(folder, "taken.hfdump")
    # Both kinds once before: what they leave in the process the first time is then in both.
    attaching.snapshot(talk.pid, taken)
    for path in (own, own):
        talk.process.stdin.write(path + "\n")
        talk.process.stdin.flush()
        assert talk.process.stdout.readline() == "dumped\n"
    attaching.snapshot(talk.pid, taken)
    return own, taken


def counts(path):
    return collections.Counter(node.type.full for node in hfdump.Dump(path).nodes)


def test_types_and_chains(folder):
    if not MODULE:
        raise tap.Skip("the program imports a sanitized module")
    with attaching.target("talk", path=MODULE) as target:
        own, taken = two_dumps(folder, target)
        one, two = counts(own), counts(taken)
        different = {name: (one[name], two[name]) for name in set(one) | set(two) if one[name] != two[name]}
        tap.note(f"{sum(one.values())} and {sum(two.values())} objects; different: {different}")
        # dump() stands on the stack of the one, with its arguments; reading a line on that of the other.
        assert sum(abs(a - b) for a, b in different.values()) < 60, different
        for name in ("__main__.Node", "__main__.Marker", "function", "module", "type", "code", "module"):
            assert one[name] == two[name] > 0, name
        for glob in ("__main__.Node", "__main__.Marker", "__main__.Program"):
            a, b = (ask("chain", path, "--type", glob)["chains"][0] for path in (own, taken))
            # The first is the frame, which is at another line.
            assert [link["name"] for link in a["links"][1:]] == [link["name"] for link in b["links"][1:]], (a, b)
            assert a["links"][-1]["address"] == b["links"][-1]["address"]
            assert a["root"]["kind"] == b["root"]["kind"]
        target.process.stdin.close()
        assert target.process.wait(timeout=tap.patience(60)) == 0


def test_growth_between_two_attaches(folder):
    """Two dumps of one process: what is new is known, not guessed at."""
    with attaching.target("sleep") as target:
        before, after = os.path.join(folder, "before.hfdump"), os.path.join(folder, "after.hfdump")
        attaching.snapshot(target.pid, before)
        attaching.snapshot(target.pid, after)
        info = [ask("info", path) for path in (before, after)]
        assert [item["pid"] for item in info] == [target.pid] * 2, info
        done = subprocess.run([attaching.CLI, "--json", "growth", before, after], stdout=subprocess.PIPE, text=True,
                              timeout=tap.patience(60))
        rows = {row["key"]: row for row in json.loads(done.stdout)["rows"]}
        # Floats come and go; what does not is not in doubt, as it would be between two programs.
        assert "__main__.Node" not in rows and not any(row["approximate"] for row in rows.values() if row["gone"] == 0), rows
        target.finish()


tap.run(dict(globals()))
