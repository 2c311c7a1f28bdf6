/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-walk.h"

void
hf_edge_frame (HfWalk *walk, HfFrame *frame, unsigned class, const char *name)
{
  HfEdgeSort sort = { HF_NATIVE_REF_FIELD, (uint8_t) class, HF_NAME_WORD, frame->frame_obj == NULL };

  walk->edge (walk, sort.synthetic ? (void *) frame : (void *) frame->frame_obj, sort, (uintptr_t) name);
}

static void
frame_local (HfWalk *walk, HfFrame *frame, int i)
{
  PyCodeObject *code = frame->f_code;
  PyObject *value = frame->localsplus[i];
  PyObject *name = NULL;
  unsigned kind = HF_NATIVE_REF_LOCAL;

  if (value == NULL)
    return;
  if (i < PyTuple_GET_SIZE (code->co_localsplusnames))
    name = PyTuple_GET_ITEM (code->co_localsplusnames, i);
  if (PyCell_Check (value) && i < PyBytes_GET_SIZE (code->co_localspluskinds)
      && (PyBytes_AS_STRING (code->co_localspluskinds)[i] & (CO_FAST_CELL | CO_FAST_FREE)) != 0)
    kind = HF_NATIVE_REF_CELL;
  hf_edge (walk, value, kind, HF_STRONG, name != NULL ? HF_NAME_OBJECT : HF_NAME_NONE, (uintptr_t) name);
}

/* A frame that runs keeps the depth of its value stack in a register: its slots may be stale. */
static void
frame_stack (HfWalk *walk, HfFrame *frame)
{
  int first = frame->f_code->co_nlocalsplus;
  bool known = frame->stacktop >= first;
  int end = known ? frame->stacktop : first + frame->f_code->co_stacksize;

  for (int i = first; i < end; i++)
    hf_edge (walk, frame->localsplus[i], HF_NATIVE_REF_STACK, known ? HF_STRONG : HF_CANDIDATE, HF_NAME_NONE, 0);
}

void
hf_frame_edges (HfWalk *walk, HfFrame *frame)
{
  HfFrame *caller = hf_py_frame_caller (frame);

  hf_edge_internal (walk, frame->f_func, "f_func");
  hf_edge_field (walk, frame->f_code, "f_code");
  hf_edge_field (walk, frame->f_locals, "f_locals");
  hf_edge (walk, frame->f_globals, HF_NATIVE_REF_FIELD, HF_SHARED, HF_NAME_WORD, (uintptr_t) "f_globals");
  if (caller != NULL)
    hf_edge_frame (walk, caller, HF_CANDIDATE, "f_back");
  for (int i = 0; i < frame->f_code->co_nlocalsplus; i++)
    frame_local (walk, frame, i);
  frame_stack (walk, frame);
}
