/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * HfPythonGraph: the objects of a Python whose dump says little of its references (meliae, PyHeap).
 *
 * A reader adds objects and, behind each, what it refers to, by address. Once all are there it can be told what the format
 * leaves out, by how CPython lays out its objects: a reference to the object's own type is its __class__; a module's or a class's first
 * dictionary is its __dict__, and that of an instance if nobody else refers to it; a function's are its globals. Then the
 * whole goes to the builder. Of an address that comes twice the first is meant.
 *
 * Types are known by a number of the format's own (an address, a string's id) and named when the format does.
 *
 * 37 bytes an object and 13 a reference until it is finished. No size is trusted: a failure is kept in the graph.
 */
typedef struct _HfPythonGraph HfPythonGraph;

HfPythonGraph *hf_python_graph_new  (HfHeapBuilder *builder);
void           hf_python_graph_free (HfPythonGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPythonGraph, hf_python_graph_free)

void    hf_python_graph_add_object (HfPythonGraph *self, guint64 address, guint64 type, guint64 size);
/* Of object @i. @value: a string of the builder's, as the language writes it; 0: none. */
void    hf_python_graph_set_value  (HfPythonGraph *self, guint32 i, guint32 value, HfObjectFlags flags);

/* References of the object that was added last. Kind HF_REF_OTHER without a name: what can be told of it will be. */
void    hf_python_graph_add_ref    (HfPythonGraph *self, guint64 to, HfRefKind kind, guint32 name);
/* A dictionary's entry: two references, to the key and, named by it, to the value. */
void    hf_python_graph_add_entry  (HfPythonGraph *self, guint64 key, guint64 value);
/* The same where it is not known which is which: whole dumps are one way or the other, and most keys are text. */
void    hf_python_graph_add_pair   (HfPythonGraph *self, guint64 first, guint64 second);

/* The references of the object that was added last, 0 … n-1, to be looked at and named. */
guint32 hf_python_graph_n_refs     (const HfPythonGraph *self);
guint64 hf_python_graph_ref_to     (const HfPythonGraph *self, guint32 i);
void    hf_python_graph_name_ref   (HfPythonGraph *self, guint32 i, HfRefKind kind, guint32 name);

/* What a type is called; @module "" for what has none that is known. Types that are not named are called "?". */
void    hf_python_graph_name_type  (HfPythonGraph *self, guint64 type, const char *module, const char *name);

guint64 hf_python_graph_address    (const HfPythonGraph *self, guint32 i);
guint32 hf_python_graph_value      (const HfPythonGraph *self, guint32 i);
guint32 hf_python_graph_n_objects  (const HfPythonGraph *self); /* those that came twice too */
gboolean hf_python_graph_check     (HfPythonGraph *self, GError **error);

/* Adds all objects to the builder in the order in which they came. @n_twice: how many addresses came again. FALSE on cancel or
 * lack of memory. O((n + m) log n). */
gboolean hf_python_graph_finish    (HfPythonGraph *self, guint32 *n_twice, HfProgress *progress, GError **error);

/* After that, in the dump's order: for roots. @i < n_objects; HF_NONE for those that came twice. */
guint32 hf_python_graph_dump_id    (const HfPythonGraph *self, guint32 i);
HfKind  hf_python_graph_kind       (const HfPythonGraph *self, guint32 i);

/* For dumps that name no roots: modules, frames and what no other object refers to stand in for them. A frame is called by its value,
 * which is its function's name, or words with a space. */
void    hf_python_graph_add_roots  (HfPythonGraph *self);

G_END_DECLS
