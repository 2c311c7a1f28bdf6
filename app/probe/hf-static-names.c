/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-static-names.h"

#include "hf-cpython.h"
#include "hf-ranges.h"

#define NEWEST 9 /* 3.9 */
#define NEWEST_NUMBERS 8
#define LEAST_NUMBER (-5)
#define N_NUMBERS 262
#define N_CACHED 4096
#define MOST_STATIC ((size_t) 8 << 20)

/* As CPython's Include/object.h of 3.8 has it. */
struct _Py_Identifier
{
  struct _Py_Identifier *next;
  const char *string;
  PyObject *object;
};

/* As Objects/typeobject.c of 3.8 has it. */
typedef struct
{
  unsigned version;
  PyObject *name;
  PyObject *value; /* borrowed */
} HfCached;

/* By turns: the one in the list, and the one that will be next. */
static struct _Py_Identifier own[2] = { { NULL, "holdfast", NULL }, { NULL, "holdfast", NULL } };

static PyObject *numbers[N_NUMBERS]; /* borrowed: they never go */

static void edges_listed (HfWalk *walk);
static void edges_cached (HfWalk *walk);
static void edges_numbers (HfWalk *walk);

static HfStaticNames names[HF_STATIC_NAMES] = {
  { NULL, "identifiers", edges_listed }, { NULL, "attribute cache", edges_cached }, { NULL, "small integers", edges_numbers },
};

static void
edge (HfWalk *walk, PyObject *name)
{
  hf_edge (walk, name, HF_NATIVE_REF_INTERNAL, HF_STRONG, HF_NAME_NONE, 0);
}

/* ---- the list ----------------------------------------------------------------------------------------------------------- */

static void
edges_listed (HfWalk *walk)
{
  for (const struct _Py_Identifier *at = names[0].node; at != NULL; at = at->next)
    edge (walk, at->object);
}

static void
take_out (struct _Py_Identifier *first, struct _Py_Identifier *wanted)
{
  for (struct _Py_Identifier *at = first; at->next != NULL; at = at->next)
    if (at->next == wanted)
      {
        at->next = wanted->next;
        wanted->next = NULL;
        Py_CLEAR (wanted->object);
        return;
      }
}

static void
look_for_list (void)
{
  struct _Py_Identifier *next = names[0].node == &own[0] ? &own[1] : &own[0];

  if (_PyUnicode_FromId == NULL || next->object != NULL)
    return;
  if (_PyUnicode_FromId (next) == NULL)
    {
      PyErr_Clear ();
      return;
    }
  if (names[0].node != NULL)
    take_out (next, names[0].node);
  names[0].node = next;
}

/* ---- the cache ------------------------------------------------------------------------------------------------------------ */

static void
edges_cached (HfWalk *walk)
{
  const HfCached *cache = names[1].node;

  for (size_t i = 0; i < N_CACHED; i++)
    edge (walk, cache[i].name);
}

static bool
is_cache (const HfCached *cache)
{
  if (!hf_range_is_writable (cache, N_CACHED * sizeof *cache))
    return false;
  for (size_t i = 0; i < N_CACHED; i++)
    {
      PyObject *name = cache[i].name;

      if (name == NULL || name == Py_None)
        continue;
      if (hf_range_of (name, sizeof (PyASCIIObject)) == NULL || Py_TYPE (name) != &PyUnicode_Type || Py_REFCNT (name) <= 0)
        return false;
    }
  return true;
}

/* 3.8 takes the text's hash as it is, 3.9 without the lowest bits. */
static const HfCached *
cache_of (const HfCached *entry, const PyASCIIObject *name)
{
  const HfCached *whole = entry - ((entry->version ^ (unsigned) name->hash) & (N_CACHED - 1));
  const HfCached *without = entry - ((entry->version ^ (unsigned) (name->hash >> 3)) & (N_CACHED - 1));

  return is_cache (whole) ? whole : is_cache (without) ? without : NULL;
}

static const HfCached *
find_in (const HfRange *range, PyObject *name, unsigned version)
{
  for (uintptr_t at = range->start; at + sizeof (HfCached) <= range->end && at - range->start < MOST_STATIC; at += sizeof (void *))
    {
      const HfCached *entry = (const HfCached *) at;
      const HfCached *cache = NULL;

      if (entry->name == name && entry->version == version && entry->value == NULL)
        cache = cache_of (entry, (const PyASCIIObject *) (const void *) name);
      if (cache != NULL)
        return cache;
    }
  return NULL;
}

static void
look_for_cache (void)
{
  PyObject *name = _PyType_Lookup != NULL ? PyUnicode_FromString ("holdfast_that_no_type_has") : NULL;
  const HfCached *cache = NULL;

  if (name != NULL)
    {
      _PyType_Lookup (&PyBaseObject_Type, name);
      hf_ranges_load ();
      for (const HfRange *range = hf_range_of (&PyBaseObject_Type, sizeof (PyObject)); cache == NULL && range != NULL; range = hf_range_behind (range))
        cache = find_in (range, name, PyBaseObject_Type.tp_version_tag);
      hf_ranges_free ();
      Py_DECREF (name);
    }
  PyErr_Clear ();
  names[1].node = (void *) cache;
}

/* ---- the numbers ---------------------------------------------------------------------------------------------------------- */

static void
edges_numbers (HfWalk *walk)
{
  for (size_t i = 0; i < N_NUMBERS; i++)
    edge (walk, numbers[i]);
}

/* None of them is made for whoever asks: asked for twice it is the same, so nothing else can be what a number is taken for. */
static void
look_for_numbers (void)
{
  for (size_t i = 0; i < N_NUMBERS; i++)
    {
      PyObject *once = PyLong_FromLong ((long) i + LEAST_NUMBER), *twice = PyLong_FromLong ((long) i + LEAST_NUMBER);

      if (once == NULL || twice == NULL)
        PyErr_Clear ();
      else if (once == twice)
        numbers[i] = once;
      Py_XDECREF (once);
      Py_XDECREF (twice);
    }
  names[2].node = numbers;
}

void
hf_static_names_look (void)
{
  static bool looked;

  if (hf_layout.minor == 0 || hf_layout.minor > NEWEST)
    return;
  look_for_list ();
  if (!looked && hf_layout.minor <= NEWEST_NUMBERS)
    look_for_numbers ();
  if (!looked)
    look_for_cache ();
  looked = true;
}

const HfStaticNames *
hf_static_names (unsigned i)
{
  return &names[i];
}
