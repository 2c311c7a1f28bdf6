/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "hf-types.h"

/**
 * Where objects were allocated, if the program runs with tracemalloc.
 *
 * The interpreter gives a traceback only as a tuple. It is given back at once, and with the collector off for the time of
 * the dump nothing else comes of it; but malloc() is used, so a cloned child must not ask.
 */
bool hf_sites_are_traced (void);

/* (new reference) Pairs of a file name and a line, most recent call first, or NULL: no exception is left set. */
PyObject *hf_site_of (PyObject *object);

/* A number that equal tracebacks share, never 0. */
uint64_t hf_site_key (PyObject *traceback);
