/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump.h"

#include <string.h>

#include "hf-dump-formats.h"
#include "hf-dump-write.h"

#define N_(text) (text)

const HfDumpLimits hf_dump_default_limits = {
  .max_unpacked = G_GUINT64_CONSTANT (64) << 30,
  .max_json = 64u << 20,
  .max_depth = 128,
};

/* ---- loading ------------------------------------------------------------------------------------------------------ */

static const HfDumpFormatReader *
sniff (HfDumpInput *input,
       GError     **error)
{
  gsize n;

  hf_dump_input_need (input, HF_DUMP_SNIFF_SIZE);
  if (hf_dump_input_failed (input, error))
    return NULL;

  n = MIN ((gsize) (input->end - input->at), HF_DUMP_SNIFF_SIZE);
  if (n == 0)
    {
      if (hf_dump_input_damage (input) != NULL)
        g_set_error_literal (error, HF_ERROR, HF_ERROR_TRUNCATED, hf_dump_input_damage (input));
      else
        g_set_error (error, HF_ERROR, HF_ERROR_NOT_A_DUMP, "%s (it ends at byte 0).",
                     hf_dump_input_packing (input) != NULL ? "There is nothing in it once it is unpacked" : "It is empty");
      return NULL;
    }

  return hf_dump_format_of (input->at, n, error);
}

/* The reason why a packed stream ends goes with the reader's own words on where it had to stop. */
static void
add_damage (HfDumpInput *input,
            GError     **error)
{
  if (hf_dump_input_damage (input) != NULL && error != NULL && !g_error_matches (*error, HF_ERROR, HF_ERROR_CANCELLED))
    g_prefix_error (error, "%s ", hf_dump_input_damage (input));
}

static HfHeap *
load (HfDumpInput *input,
      HfProgress  *progress,
      GError     **error)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  const HfDumpFormatReader *format;

  hf_progress_begin (progress, N_ ("Reading"), hf_dump_input_file_size (input));
  format = sniff (input, error);
  if (format == NULL)
    return NULL;

  hf_heap_builder_set_format (builder, format->name);
  if (!format->read (input, builder, progress, error))
    {
      /* The input's own failure is the cause of whatever the reader made of it. */
      if (hf_dump_input_failed (input, NULL))
        {
          g_clear_error (error);
          hf_dump_input_failed (input, error);
        }
      add_damage (input, error);
      return NULL;
    }
  if (hf_dump_input_failed (input, error))
    return NULL;

  return hf_heap_builder_build (builder, progress, error);
}

static HfHeap *
load_named (const char  *name,
            HfDumpInput *input,
            HfProgress  *progress,
            GError     **error)
{
  g_autoptr (GError) local = NULL;
  HfHeap *heap = load (input, progress, &local);

  if (heap != NULL)
    return heap;

  g_assert (local != NULL);
  if (!g_error_matches (local, HF_ERROR, HF_ERROR_CANCELLED))
    g_prefix_error (&local, "%s: ", name);
  g_propagate_error (error, g_steal_pointer (&local));

  return NULL;
}

HfHeap *
hf_dump_load (const char         *path,
              const HfDumpLimits *limits,
              HfProgress         *progress,
              GError            **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (HfDumpInput) input = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  input = hf_dump_input_open (path, limits, progress, error);
  if (input == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }

  return load_named (name, input, progress, error);
}

HfHeap *
hf_dump_load_bytes (const char         *name,
                    GBytes             *bytes,
                    const HfDumpLimits *limits,
                    HfProgress         *progress,
                    GError            **error)
{
  g_autoptr (HfDumpInput) input = hf_dump_input_new_bytes (bytes, limits, progress);

  return load_named (name, input, progress, error);
}

/* ---- saving ------------------------------------------------------------------------------------------------------- */

HfDumpFormat
hf_dump_format_for_path (const char *path)
{
  if (g_str_has_suffix (path, ".json"))
    return HF_DUMP_JSON;
  if (g_str_has_suffix (path, ".jsonl") || g_str_has_suffix (path, ".ndjson"))
    return HF_DUMP_JSON_LINES;

  return HF_DUMP_NATIVE;
}

static gboolean
write_format (const HfHeap *heap,
              HfDumpOutput *output,
              HfDumpFormat  format,
              HfProgress   *progress,
              GError      **error)
{
  switch (format)
    {
    case HF_DUMP_JSON:
    case HF_DUMP_JSON_LINES:
      return hf_dump_write_json (heap, format == HF_DUMP_JSON_LINES, output, progress, error);

    case HF_DUMP_NATIVE:
    default:
      return hf_dump_write_native (heap, output, progress, error);
    }
}

gboolean
hf_dump_save (const HfHeap *heap,
              const char   *path,
              HfDumpFormat  format,
              HfProgress   *progress,
              GError      **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (HfDumpOutput) output = NULL;
  g_autoptr (GError) local = NULL;

  output = hf_dump_output_new (path, &local);
  hf_progress_begin (progress, N_ ("Writing"), hf_heap_n_objects (heap));
  if (output != NULL &&
      write_format (heap, output, format, progress, &local) &&
      hf_dump_output_finish (output, &local))
    return TRUE;

  if (!g_error_matches (local, HF_ERROR, HF_ERROR_CANCELLED))
    g_prefix_error (&local, "%s: ", name);
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}
