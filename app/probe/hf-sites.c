/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-sites.h"

/* A part of _PyRuntime from 3.12 on. */
extern HF_OPTIONAL struct { int initialized; int tracing; } _Py_tracemalloc_config;
PyObject *_PyTraceMalloc_GetTraceback (unsigned domain, uintptr_t address) HF_OPTIONAL;

bool
hf_sites_are_traced (void)
{
  if (_PyTraceMalloc_GetTraceback == NULL)
    return false;
  if (&_Py_tracemalloc_config != NULL)
    return _Py_tracemalloc_config.tracing != 0;
  return hf_layout.runtime_tracing != 0 && *(int *) (void *) (_PyRuntime + hf_layout.runtime_tracing) != 0;
}

PyObject *
hf_site_of (PyObject *object)
{
  PyObject *traceback = _PyTraceMalloc_GetTraceback (0, (uintptr_t) hf_py_block (object));

  if (traceback == NULL)
    PyErr_Clear ();
  if (traceback != NULL && PyTuple_CheckExact (traceback) && PyTuple_GET_SIZE (traceback) > 0)
    return traceback;
  Py_XDECREF (traceback);
  return NULL;
}

uint64_t
hf_site_key (PyObject *traceback)
{
  uint64_t key = 0xCBF29CE484222325;

  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE (traceback); i++)
    {
      PyObject *frame = PyTuple_GET_ITEM (traceback, i);
      uint64_t parts[] = { (uintptr_t) PyTuple_GET_ITEM (frame, 0), PyLong_AsUnsignedLongMask (PyTuple_GET_ITEM (frame, 1)) };

      for (int part = 0; part < 2; part++)
        {
          key = (key ^ parts[part]) * 0x9E3779B97F4A7C15;
          key ^= key >> 29;
        }
    }
  return key != 0 ? key : 1;
}
