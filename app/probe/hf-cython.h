/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-walk.h"

/**
 * What modules compiled by Cython keep in static variables: their names and texts, thousands in a program with pandas.
 *
 * Such a module's library has a table (__pyx_string_tab) that says where each variable is and what text it was made from.
 * No symbol leads to the table, but nothing else looks like it: an entry counts if its variable holds a str or bytes of
 * exactly its text.
 */

/* Lists what the module's table owns; nothing for modules of other kinds. Needs hf_ranges_load(). */
void hf_cython_module_edges (HfWalk *walk, PyModuleObject *module);
