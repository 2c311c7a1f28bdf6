# SPDX-License-Identifier: Apache-2.0
"""The table of offsets against what a C compiler says of the headers of each interpreter that is here."""
import functools
import os
import shutil

import interpreters
import layouts
import tap

SOURCE = os.environ["HF_PROBE_SOURCE"]

TABLE = """
#include "hf-layout.h"
#include <stdio.h>
int
main (void)
{
  const HfLayout *layout = hf_layout_find (%d);

  if (layout == NULL)
    return 1;
#define X(name) printf (#name " %%lu\\n", (unsigned long) layout->name);
  HF_LAYOUT_FIELDS (X)
  return 0;
}
"""

SAME = """
#include "hf-python.h"
#include <stdio.h>
int
main (void)
{
%s  return 0;
}
"""


def compare(python):
    if python is None:
        raise tap.Skip("it is not on this machine")
    if shutil.which("cc") is None:
        raise tap.Skip("there is no C compiler")
    try:
        minor, _, _ = layouts.about(python)
        measured = layouts.measure(python)
    except layouts.Unmeasured as reason:
        raise tap.Skip(str(reason)) from None
    table = layouts.run_program(TABLE % minor, "-I" + SOURCE, os.path.join(SOURCE, "hf-layouts.c"))
    assert set(table) == {name for name, _ in layouts.FIELDS}
    wrong = {name: (number, measured.get(name, 0)) for name, number in table.items() if number != measured.get(name, 0)}
    assert not wrong, f"(table, measured): {wrong}"
    same = layouts.SAME + layouts.INTERNALLY_SAME
    pairs = [(f"{structure}.{member}", f"offsetof ({structure}, {member})") for structure, member in same]
    ours = layouts.run_program(SAME % layouts.prints(pairs), "-I" + SOURCE)
    wrong = {name: (number, measured[name]) for name, number in ours.items() if number != measured[name]}
    assert not wrong, f"(ours, measured): {wrong}"
    tap.note(f"{len(table) + len(ours)} offsets")


tap.run({f"test_{name}": functools.partial(compare, python) for name, python in interpreters.find().items()})
