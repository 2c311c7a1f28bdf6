# SPDX-License-Identifier: Apache-2.0
"""A snapshot of a program that runs with tracemalloc says where its objects were made."""
import os

import attaching
import hfdump
import tap


def test_sites_of_a_program_that_was_attached_to(folder):
    with attaching.target("sleep", before=("env", "PYTHONTRACEMALLOC=3")) as target:
        path = os.path.join(folder, "d.hfdump")
        attaching.snapshot(target.pid, path)
        target.finish()
    dump = hfdump.Dump(path, check=False)
    nodes = [node for node in dump.nodes if node.type.full == "__main__.Node"]
    with open(os.path.join(attaching.HERE, "target.py")) as file:
        made = next(i for i, line in enumerate(file, 1) if "= Node(" in line)
    found = {tuple((os.path.basename(file), line) for file, _, line in dump.sites[node.site][:1]) for node in nodes if node.site}
    with_site = sum(node.site != 0 for node in nodes)
    tap.note(f"{with_site} of {len(nodes)} nodes have their site, {sum(node.site != 0 for node in dump.nodes)} of {len(dump.nodes)} objects")
    assert len(nodes) >= 2000 and with_site == len(nodes)
    assert found == {(("target.py", made),)}, found


def test_none_without_tracemalloc(folder):
    with attaching.target("sleep") as target:
        path = os.path.join(folder, "d.hfdump")
        attaching.snapshot(target.pid, path)
        target.finish()
    assert not any(node.site for node in hfdump.Dump(path, check=False).nodes)


tap.run(dict(globals()))
