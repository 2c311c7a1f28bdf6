/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-walk.h"

void
hf_edge_frame (HfWalk *walk, HfFrame *frame, unsigned class, const char *name)
{
  PyObject *object = hf_py_frame_object (frame);
  HfEdgeSort sort = { HF_NATIVE_REF_FIELD, (uint8_t) class, HF_NAME_WORD, object == NULL };

  walk->edge (walk, sort.synthetic ? (void *) frame : (void *) object, sort, (uintptr_t) name);
}

static void
frame_local (HfWalk *walk, PyCodeObject *code, Py_ssize_t i, PyObject *value)
{
  bool is_cell;
  PyObject *name;

  if (value == NULL)
    return;
  name = hf_py_code_slot_name (code, i, &is_cell);
  hf_edge (walk, value, is_cell && PyCell_Check (value) ? HF_NATIVE_REF_CELL : HF_NATIVE_REF_LOCAL, HF_STRONG,
           name != NULL ? HF_NAME_OBJECT : HF_NAME_NONE, (uintptr_t) name);
}

/* A frame that runs keeps the depth of its value stack in a register: its slots may be stale. */
static void
frame_stack (HfWalk *walk, HfFrame *frame, PyCodeObject *code)
{
  Py_ssize_t depth;
  PyObject **stack = hf_py_frame_stack (frame, &depth);
  Py_ssize_t end = depth >= 0 ? depth : HF_AT (int, code, code_stack_size);

  for (Py_ssize_t i = 0; i < end; i++)
    hf_edge (walk, stack[i], HF_NATIVE_REF_STACK, depth >= 0 ? HF_STRONG : HF_CANDIDATE, HF_NAME_NONE, 0);
}

/* A frame that is an object owns what it names; the interpreter's own frames borrow some of it from the function. */
static void
frame_fields (HfWalk *walk, HfFrame *frame)
{
  HfFrame *caller;

  if (hf_py_frames_are_objects ())
    {
      hf_edge_field (walk, HF_AT (PyObject *, frame, frame_previous), "f_back");
      hf_edge_field (walk, HF_AT (PyObject *, frame, frame_builtins), "f_builtins");
      hf_edge_field (walk, HF_AT (PyObject *, frame, frame_globals), "f_globals");
      hf_edge_field (walk, HF_AT (PyObject *, frame, frame_object_trace), "f_trace");
      return;
    }
  hf_edge_internal (walk, HF_AT (PyObject *, frame, frame_function), "f_func");
  hf_edge (walk, HF_AT (PyObject *, frame, frame_globals), HF_NATIVE_REF_FIELD, HF_SHARED, HF_NAME_WORD, (uintptr_t) "f_globals");
  caller = hf_py_frame_caller (frame);
  if (caller != NULL)
    hf_edge_frame (walk, caller, HF_CANDIDATE, "f_back");
}

void
hf_frame_edges (HfWalk *walk, HfFrame *frame)
{
  PyCodeObject *code = hf_py_frame_code (frame);
  PyObject **slots = hf_py_frame_slots (frame);
  Py_ssize_t n = hf_py_code_slots (code);

  frame_fields (walk, frame);
  hf_edge_field (walk, code, "f_code");
  hf_edge_field (walk, HF_AT (PyObject *, frame, frame_locals), "f_locals");
  for (Py_ssize_t i = 0; i < n; i++)
    frame_local (walk, code, i, slots[i]);
  frame_stack (walk, frame, code);
}
