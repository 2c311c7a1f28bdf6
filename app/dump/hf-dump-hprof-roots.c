/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-hprof-private.h"

#include <string.h>

#define MAX_FRAMES (1u << 16)

/* What follows the object's id in the file. */
typedef enum
{
  ALONE,
  ID,     /* of a JNI reference */
  THREAD, /* its serial */
  FRAME,  /* the thread's serial and the number of a frame */
  TRACE,  /* the thread's serial and that of its stack: the thread itself */
} Shape;

static const struct
{
  guint8 tag;
  guint8 shape;
  guint8 kind;
  const char *words; /* as the JVM's tools call it */
} tags[] = {
  { 0xff, ALONE, HF_ROOT_OTHER, "unknown root" },
  { 0x01, ID, HF_ROOT_NATIVE, "JNI global" },
  { 0x02, FRAME, HF_ROOT_THREAD, "JNI local" },
  { 0x03, FRAME, HF_ROOT_THREAD, "Java local" },
  { 0x04, THREAD, HF_ROOT_THREAD, "native stack" },
  { 0x05, ALONE, HF_ROOT_STATIC, "system class" },
  { 0x06, THREAD, HF_ROOT_THREAD, "thread block" },
  { 0x07, ALONE, HF_ROOT_INTERPRETER, "busy monitor" },
  { 0x08, TRACE, HF_ROOT_THREAD, "thread" },
  { 0x89, ALONE, HF_ROOT_INTERPRETER, "interned string" },
  { 0x8a, ALONE, HF_ROOT_INTERPRETER, "finalizing" },
  { 0x8b, ALONE, HF_ROOT_INTERPRETER, "debugger" },
  { 0x8c, ALONE, HF_ROOT_INTERPRETER, "reference cleanup" },
  { 0x8d, ALONE, HF_ROOT_INTERPRETER, "VM internal" },
  { 0x8e, FRAME, HF_ROOT_NATIVE, "JNI monitor" },
  { 0x90, ALONE, HF_ROOT_OTHER, NULL }, /* "unreachable": no root */
};

static gint
index_of (guint tag)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].tag == tag)
      return (gint) i;

  return -1;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------ */

static void
add_thread (HfHprof           *self,
            const HfHprofRoot *root,
            guint32            trace)
{
  HfHprofThread thread = { root->object, trace };

  if (!hf_vector_push (&self->threads, thread))
    self->no_memory = TRUE;
  else
    g_hash_table_insert (self->thread_of_serial, GUINT_TO_POINTER (root->thread), GUINT_TO_POINTER ((guint) self->threads.n));
}

void
hf_hprof_read_root (HfHprof *self,
                    guint    tag)
{
  gint index = index_of (tag);
  HfHprofRoot root = { .frame = -1, .tag = (guint8) tag };
  guint64 id;

  if (index < 0)
    {
      if (hf_hprof_is_good (self))
        hf_hprof_spoil (self, "a record of a kind that is not known");
      return;
    }
  id = hf_hprof_take (self, self->id_size);
  if (tags[index].shape == ID)
    hf_hprof_skip (self, self->id_size);
  if (tags[index].shape >= THREAD)
    root.thread = (guint32) hf_hprof_take (self, 4);
  if (tags[index].shape == FRAME)
    root.frame = (gint32) hf_hprof_take (self, 4);
  if (!hf_hprof_is_good (self))
    return;
  root.object = hf_hprof_object_number (self, id);
  if (tags[index].shape == TRACE)
    add_thread (self, &root, (guint32) hf_hprof_take (self, 4));
  if (hf_hprof_is_good (self) && id != 0 && tags[index].words != NULL && !hf_vector_push (&self->roots, root))
    self->no_memory = TRUE;
}

void
hf_hprof_read_frame (HfHprof *self)
{
  static const HfHprofFrame nothing = { HF_NONE, HF_NONE, 0, 0 };
  guint32 number = hf_id_table_add (self->frame_ids, hf_hprof_take (self, self->id_size));
  HfHprofFrame frame;

  frame.method = hf_hprof_name_number (self, hf_hprof_take (self, self->id_size));
  hf_hprof_skip (self, self->id_size);
  frame.source = hf_hprof_name_number (self, hf_hprof_take (self, self->id_size));
  frame.class_serial = (guint32) hf_hprof_take (self, 4);
  frame.line = (gint32) hf_hprof_take (self, 4);
  while (number != HF_NONE && number >= self->frames.n)
    if (!hf_vector_push (&self->frames, nothing))
      number = HF_NONE;
  if (number == HF_NONE)
    self->no_memory = TRUE;
  else if (hf_hprof_is_good (self))
    self->frames.at[number] = frame;
}

void
hf_hprof_read_trace (HfHprof *self)
{
  guint32 serial = (guint32) hf_hprof_take (self, 4), n;
  HfHprofTrace trace = { .frames = (guint32) self->trace_frames.n };

  hf_hprof_take (self, 4);
  n = (guint32) hf_hprof_take (self, 4);
  for (guint32 i = 0; i < n && hf_hprof_is_good (self) && self->left >= self->id_size; i++)
    {
      guint32 frame = hf_id_table_add (self->frame_ids, hf_hprof_take (self, self->id_size));

      if (frame == HF_NONE || !hf_vector_push (&self->trace_frames, frame))
        self->no_memory = TRUE;
    }
  trace.n_frames = (guint32) (self->trace_frames.n - trace.frames);
  if (!hf_hprof_is_good (self) || trace.n_frames == 0)
    return;
  if (!hf_vector_push (&self->traces, trace))
    self->no_memory = TRUE;
  else
    g_hash_table_insert (self->trace_of_serial, GUINT_TO_POINTER (serial), GUINT_TO_POINTER ((guint) self->traces.n));
}

/* ---- telling ------------------------------------------------------------------------------------------------------------------ */

static HfHprofTrace *
trace_of (const HfHprof *self,
          guint32        serial)
{
  guint i = GPOINTER_TO_UINT (g_hash_table_lookup (self->trace_of_serial, GUINT_TO_POINTER (serial)));

  return i != 0 ? &self->traces.at[i - 1] : NULL;
}

/* "Gen.main" */
static char *
method_of (const HfHprof      *self,
           const HfHprofFrame *frame)
{
  guint class = GPOINTER_TO_UINT (g_hash_table_lookup (self->class_of_serial, GUINT_TO_POINTER (frame->class_serial)));
  g_autofree char *method = hf_hprof_name (self, frame->method);
  g_autofree char *of = class != 0 ? hf_hprof_class_name (self, class - 1) : NULL;

  return of != NULL ? g_strconcat (of, ".", method, NULL) : g_steal_pointer (&method);
}

static const HfHprofFrame *
frame_at (const HfHprof      *self,
          const HfHprofTrace *trace,
          guint32             i)
{
  guint32 frame = self->trace_frames.at[trace->frames + i];

  return frame < self->frames.n ? &self->frames.at[frame] : NULL;
}

guint32
hf_hprof_site (HfHprof *self,
               guint32  trace_serial)
{
  HfHprofTrace *trace = trace_of (self, trace_serial);
  g_autofree HfSiteFrame *frames = NULL;
  guint n = 0;

  if (trace == NULL || trace->site != 0)
    return trace != NULL ? trace->site : 0;
  frames = g_new0 (HfSiteFrame, MIN (trace->n_frames, MAX_FRAMES));
  for (guint32 i = 0; i < trace->n_frames && i < MAX_FRAMES; i++)
    {
      const HfHprofFrame *frame = frame_at (self, trace, i);

      if (frame != NULL)
        frames[n++] = (HfSiteFrame) { hf_hprof_name (self, frame->source), method_of (self, frame), frame->line > 0 ? (guint32) frame->line : 0 };
    }
  if (n > 0)
    trace->site = hf_heap_builder_add_site (self->builder, frames, n);
  for (guint i = 0; i < n; i++)
    {
      g_free ((char *) frames[i].file);
      g_free ((char *) frames[i].function);
    }

  return trace->site;
}

static void
append_thread (const HfHprof *self,
               const HfHprofThread *thread,
               guint32        serial,
               GString       *words)
{
  const HfHprofObject *object = hf_hprof_object (self, thread->object);
  const char *name = object != NULL ? hf_heap_builder_get_string (self->builder, object->value) : "";
  gsize length = strlen (name);

  if (length > 2 && name[0] == '"')
    g_string_append_printf (words, "thread %.*s", (int) length - 2, name + 1);
  else
    g_string_append_printf (words, "thread %u", serial);
}

static void
append_frame (const HfHprof       *self,
              const HfHprofThread *thread,
              gint32               i,
              GString             *words)
{
  const HfHprofTrace *trace = trace_of (self, thread->trace);
  const HfHprofFrame *frame = trace != NULL && i >= 0 && (guint32) i < trace->n_frames ? frame_at (self, trace, (guint32) i) : NULL;
  g_autofree char *method = NULL;
  g_autofree char *source = NULL;

  if (frame == NULL)
    return;
  method = method_of (self, frame);
  source = hf_hprof_name (self, frame->source);
  g_string_append_printf (words, ", frame %s()", method);
  if (*source != '\0' && frame->line > 0)
    g_string_append_printf (words, " at %s:%d", source, frame->line);
}

static char *
words_of (const HfHprof     *self,
          const HfHprofRoot *root,
          gint               index)
{
  guint i = GPOINTER_TO_UINT (g_hash_table_lookup (self->thread_of_serial, GUINT_TO_POINTER (root->thread)));
  g_autoptr (GString) words = g_string_new (NULL);

  if (tags[index].shape < THREAD || i == 0)
    return g_strdup (tags[index].words);
  append_thread (self, &self->threads.at[i - 1], root->thread, words);
  append_frame (self, &self->threads.at[i - 1], root->frame, words);
  if (tags[index].shape != TRACE)
    g_string_append_printf (words, ", %s", tags[index].words);

  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* The same object often is a root for the same reason many times. */
void
hf_hprof_add_roots (HfHprof *self)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (gsize i = 0; i < self->roots.n; i++)
    {
      const HfHprofRoot *root = &self->roots.at[i];
      gint index = index_of (root->tag);
      g_autofree char *words = words_of (self, root, index);
      guint64 key = (guint64) root->object << 32 | hf_heap_builder_string (self->builder, words, -1);

      if (g_hash_table_add (done, g_memdup2 (&key, sizeof key)))
        hf_heap_builder_add_root (self->builder, (HfRootKind) tags[index].kind, words, self->dump_ids[root->object], FALSE);
    }
}
