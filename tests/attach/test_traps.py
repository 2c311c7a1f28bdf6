# SPDX-License-Identifier: Apache-2.0
"""A snapshot of a running program calls nothing of it: every hook of its objects would write that down."""
import os

import attaching
import hfdump
import tap


def called(folder):
    with open(os.path.join(folder, "calls"), "rb") as file:
        return file.read().rstrip(b"\0").decode().split()


def test_no_hook_is_called(folder):
    with attaching.target("sleep", "traps") as target:
        before = called(target.folder)
        path = os.path.join(folder, "d.hfdump")
        for _ in range(2):
            attaching.snapshot(target.pid, path)
        assert "armed" in before and called(target.folder) == before, (before, called(target.folder))
        # What is written down is seen from here: the program's own last collection is.
        target.finish()
        assert "gc.callbacks" in called(target.folder)
    types = {node.type.name for node in hfdump.Dump(path, check=False).nodes}
    assert {"trapped_object", "trapped_list", "trapped_dict", "OfMeta"} <= types, sorted(name for name in types if "trap" in name)


tap.run(dict(globals()))
