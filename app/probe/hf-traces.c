/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-traces.h"

#include "hf-ranges.h"
#include "hf-sites.h"

#define MOST_STATIC ((size_t) 8 << 20)
#define MOST_IN_BUCKET 10000

/* What is looked at may be any memory, a sanitizer's own too. */
#define UNCHECKED __attribute__ ((no_sanitize ("address")))

typedef struct
{
  size_t n_buckets;
  void **buckets;
  size_t key_size; /* 0: the trace is not in the entry but behind a pointer */
} HfTraceTable;

typedef struct _HfTraceEntry HfTraceEntry;
struct _HfTraceEntry
{
  HfTraceEntry *next;
  uint64_t hash;
  uint64_t key;
  void *value;
};

static const uint64_t *found; /* the table, as it is in the interpreter */

UNCHECKED static bool
table_open (HfTraceTable *self, const uint64_t *table)
{
  bool inlined = hf_layout.minor == 8;

  self->n_buckets = table[inlined ? 0 : 1];
  self->buckets = (void **) table[2];
  self->key_size = inlined ? table[3] : 0;
  return self->n_buckets >= 16 && self->n_buckets < (size_t) 1 << 40 && (self->n_buckets & (self->n_buckets - 1)) == 0
         && self->key_size <= 16 && hf_range_is_writable (self->buckets, self->n_buckets * sizeof (void *));
}

UNCHECKED static const HfTrace *
entry_trace (const HfTraceTable *self, const HfTraceEntry *entry)
{
  const char *trace = self->key_size != 0 ? (const char *) &entry->key + self->key_size : entry->value;
  const HfTrace *traceback;

  if (!hf_range_is_writable (trace, 2 * sizeof (void *)))
    return NULL;
  traceback = ((const HfTrace *const *) (const void *) trace)[1];
  if (!hf_range_is_writable (traceback, sizeof *traceback)
      || !hf_range_is_writable (traceback, sizeof *traceback + traceback->n * sizeof *traceback->frames))
    return NULL;
  for (unsigned i = 0; i < traceback->n; i++)
    if (!hf_range_is_writable (traceback->frames[i].file, sizeof (PyObject)) || Py_TYPE (traceback->frames[i].file) != &PyUnicode_Type)
      return NULL;
  return traceback->n > 0 ? traceback : NULL;
}

/* Another thread may have been at work on the table when the process was cloned: nothing is taken on trust. */
UNCHECKED static const HfTrace *
table_find (const HfTraceTable *self, uint64_t key)
{
  uint64_t hash = key >> 4 | key << 60;
  HfTraceEntry *entry = self->buckets[hash & (self->n_buckets - 1)];

  for (int i = 0; i < MOST_IN_BUCKET && hf_range_is_writable (entry, sizeof *entry); i++)
    {
      if (entry->key == key)
        return entry_trace (self, entry);
      entry = entry->next;
    }
  return NULL;
}

const HfTrace *
hf_trace_of (PyObject *object)
{
  HfTraceTable table;

  return found != NULL && table_open (&table, found) ? table_find (&table, (uintptr_t) hf_py_block (object)) : NULL;
}

/* ---- finding the table -------------------------------------------------------------------------------------------------- */

static bool
is_same (const HfTrace *trace, PyObject *traceback)
{
  if (trace == NULL || trace->n != PyTuple_GET_SIZE (traceback))
    return false;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE (traceback); i++)
    {
      PyObject *frame = PyTuple_GET_ITEM (traceback, i);

      if (trace->frames[i].file != PyTuple_GET_ITEM (frame, 0)
          || trace->frames[i].line != PyLong_AsUnsignedLongMask (PyTuple_GET_ITEM (frame, 1)))
        return false;
    }
  return true;
}

UNCHECKED static bool
find_in (const HfRange *range, PyObject *object, PyObject *traceback)
{
  for (uintptr_t at = range->start; at < range->end && at - range->start < MOST_STATIC; at += sizeof (void *))
    {
      const uint64_t *candidate = *(const uint64_t *const *) at;
      HfTraceTable table;

      if (hf_range_is_writable (candidate, 4 * sizeof *candidate) && table_open (&table, candidate)
          && is_same (table_find (&table, (uintptr_t) object), traceback))
        {
          found = candidate;
          return true;
        }
    }
  return false;
}

static bool
find (PyObject *object)
{
  PyObject *traceback = hf_site_of (object);
  bool done = false;

  if (traceback == NULL)
    return false;
  hf_ranges_load ();
  for (const HfRange *range = hf_range_of (&PyModule_Type, sizeof (PyObject)); !done && range != NULL; range = hf_range_behind (range))
    done = find_in (range, object, traceback);
  hf_ranges_free ();
  Py_DECREF (traceback);
  return done;
}

/* The table is another one each time that tracing starts. */
bool
hf_traces_find (void)
{
  PyObject *object;
  bool done;

  found = NULL;
  if (hf_layout.minor == 0 || !hf_sites_are_traced ())
    return false;
  object = PyUnicode_FromString ("text of no meaning, long enough to be made anew in memory of its own");
  if (object == NULL)
    {
      PyErr_Clear ();
      return false;
    }
  done = find (object);
  Py_DECREF (object);
  return done;
}
