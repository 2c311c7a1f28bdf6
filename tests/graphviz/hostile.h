/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A request whose gap is HOSTILE_MARK + i has the hostile helper lay out hostile_files[i], of the folder $HF_HOSTILE. Those before
 * HOSTILE_N_CRASHES crash Graphviz at once; the others would take for ever; one more, the last, is made in the program and eats
 * memory. */
#define HOSTILE_MARK 900

static const char *const hostile_files[] = {
  "clusters-assert.dot",
  "labels-doublefree.dot",
  "minlen10000-heapoverflow.dot",
  "ortho-assert.dot",
  "weight-int-max-segv.dot",
  "hang-colspan.dot",
  "hang-concentrate-100-600.dot",
  "hang-k40.dot",
  "hang-list-shared-200.dot",
};

#define HOSTILE_N_CRASHES 5u
#define HOSTILE_N_FILES (sizeof hostile_files / sizeof *hostile_files)
#define HOSTILE_N (HOSTILE_N_FILES + 1)
