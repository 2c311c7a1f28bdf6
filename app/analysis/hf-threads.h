/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-heap.h"

G_BEGIN_DECLS

/**
 * HfThreads: what only one thread keeps.
 *
 * An object belongs to a thread when every way from the virtual root to it, over owning references, begins with a root of that
 * thread: had one node of the graph all of the thread's roots, it would dominate the object. What modules, the interpreter
 * or another thread hold too belongs to none; so does everything unreachable. With an object all that it dominates belongs
 * to the thread: the retained sizes of a thread's objects right below the virtual root add up to what the thread keeps.
 *
 * Roots of one thread are those of equal words, and those whose words go on after them with ": ". Immutable; any thread.
 */
typedef struct
{
  GPtrArray *names; /* of char*, "thread MainThread", in the order of the roots */
  HfPacked of;      /* [n] one more than the thread; 0: none */
} HfThreads;

/* O(n + m). 9 bytes an id while it runs. NULL on cancel or lack of memory. */
HfThreads *hf_threads_new  (const HfHeap *heap, HfProgress *progress, GError **error);
void       hf_threads_free (HfThreads *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfThreads, hf_threads_free)

/* The thread that alone keeps @object, or HF_NONE. */
static inline guint32
hf_threads_of (const HfThreads *self, guint32 object)
{
  return (guint32) hf_packed_get (&self->of, object) - 1;
}

/* Its name; "(kept by several)" for what belongs to none: untranslated. */
const char *hf_threads_name_of (const HfThreads *self, guint32 object);

G_END_DECLS
