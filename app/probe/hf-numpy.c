/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-numpy.h"

#include "hf-sizes.h"

#define MAX_NAMED_PAIRS (1 << 20) /* elements of one array; each name is a string of the dump */

HfField hf_numpy_fields[] = {
  { "base", offsetof (HfNumpyArray, base), HF_FIELD_OWNED, 0, 0, 0 },
  { "dtype", offsetof (HfNumpyArray, descr), HF_FIELD_OWNED, 0, 0, 0 },
  { NULL, 0, 0, 0, 0, 0 },
};

/* The array with data of its own, or NULL. Sets *@n to the number of elements. */
static const HfNumpyArray *
owner (PyObject *object, PyTypeObject *native, Py_ssize_t *n)
{
  const HfNumpyArray *self = (const HfNumpyArray *) (void *) object;

  if (native->tp_basicsize < (Py_ssize_t) sizeof *self || !(self->flags & HF_NUMPY_OWNDATA) || self->data == NULL
      || self->nd < 0 || self->nd > HF_NUMPY_MAX_DIMENSIONS)
    return NULL;

  *n = 1;
  for (int i = 0; i < self->nd; i++)
    if (self->dimensions[i] < 0 || __builtin_mul_overflow (*n, self->dimensions[i], n))
      return NULL;
  return self;
}

static PyObject *
element (const char *at)
{
  PyObject *object;

  memcpy (&object, at, sizeof object);
  return object;
}

static void
row_edges (HfWalk *walk, const HfNumpyArray *self)
{
  bool gap = false;

  for (Py_ssize_t i = 0; i < self->dimensions[0]; i++)
    {
      PyObject *target = element (self->data + i * self->strides[0]);

      hf_edge (walk, target, HF_NATIVE_REF_INDEX, HF_STRONG, gap ? HF_NAME_NUMBER : HF_NAME_IMPLIED, gap ? (uintptr_t) i : 0);
      gap = gap || target == NULL;
    }
}

static void
table_edges (HfWalk *walk, const HfNumpyArray *self, bool named)
{
  for (Py_ssize_t i = 0; i < self->dimensions[0]; i++)
    for (Py_ssize_t j = 0; j < self->dimensions[1]; j++)
      hf_edge (walk, element (self->data + i * self->strides[0] + j * self->strides[1]), HF_NATIVE_REF_VALUE, HF_STRONG,
               named ? HF_NAME_PAIR : HF_NAME_NONE, named ? hf_name_pair ((uintptr_t) i, (uintptr_t) j) : 0);
}

/* Counts through all dimensions, the last one fastest. */
static void
block_edges (HfWalk *walk, const HfNumpyArray *self, Py_ssize_t n, bool records)
{
  Py_ssize_t index[HF_NUMPY_MAX_DIMENSIONS] = { 0 };
  const char *at = self->data;

  for (Py_ssize_t k = 0; k < n; k++)
    {
      if (records)
        hf_numpy_record_edges (walk, self->descr, at);
      else
        hf_edge (walk, element (at), HF_NATIVE_REF_VALUE, HF_STRONG, HF_NAME_NONE, 0);
      for (int d = self->nd - 1; d >= 0; d--)
        {
          at += self->strides[d];
          if (++index[d] < self->dimensions[d])
            break;
          at -= self->strides[d] * index[d];
          index[d] = 0;
        }
    }
}

void
hf_numpy_edges (HfWalk *walk, PyObject *object, const HfType *type)
{
  Py_ssize_t n;
  const HfNumpyArray *self = owner (object, type->native, &n);

  if (self == NULL || self->descr == NULL)
    return;
  if (hf_numpy_has_records (self->descr))
    block_edges (walk, self, n, true);
  if (self->descr->type_num != HF_NUMPY_OBJECT)
    return;
  if (self->nd == 1)
    row_edges (walk, self);
  else if (self->nd == 2)
    table_edges (walk, self, n <= MAX_NAMED_PAIRS);
  else
    block_edges (walk, self, n, false);
}

/* Elements that an array owns lie without gaps, in whatever order of dimensions, and are malloc()'s. There is a block for none, too. */
uint64_t
hf_numpy_bytes (PyObject *object, PyTypeObject *native)
{
  Py_ssize_t n;
  const HfNumpyArray *self = owner (object, native, &n);
  Py_ssize_t bytes = 0;

  if (self == NULL)
    return 0;
  for (int d = 0; n > 0 && d < self->nd; d++)
    {
      Py_ssize_t extent;

      if (self->dimensions[d] == 1) /* its stride may be anything */
        continue;
      if (__builtin_mul_overflow (self->dimensions[d], self->strides[d] < 0 ? -self->strides[d] : self->strides[d], &extent))
        return 0;
      bytes = extent > bytes ? extent : bytes;
    }
  return hf_malloc_block ((uint64_t) bytes);
}
