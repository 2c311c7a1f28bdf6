/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-walk.h"

/**
 * The heap by CPython's public interface alone, for versions whose structures are not known (hf_layout.minor is 0).
 *
 * What tp_traverse reports, dicts, lists and tuples by their functions, slots by their descriptors. Frames that run, the
 * interpreter's own references and what code objects hold cannot be seen: reference counts say that there is more.
 */
void hf_public_edges (HfWalk *walk, PyObject *object, const HfType *type);
void hf_public_roots (HfWalk *walk);

/* Calls @visit with each object that the collector will name: none before 3.12. */
void hf_public_objects (int (*visit) (PyObject *object, void *data), void *data);

/* The value under a str key, or NULL. */
PyObject *hf_public_dict_peek (PyObject *dict, const char *key);

/* Bytes of the object's structure and what follows it, as far as that can be told. */
uint64_t hf_public_size (PyObject *object);
