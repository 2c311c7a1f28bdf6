/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-native-meta.h"

#include <math.h>
#include <string.h>

#include "hf-dump-write.h"
#include "hf-json-scanner.h"

/* While reading; members of a wrong type are passed over like unknown ones. */
typedef struct
{
  HfJsonScanner *scanner;
  HfHeapBuilder *builder;
  HfNativeMeta *meta;
  char *runtime;
  char *version;
  GString *program;
  double address_unit;
  guint n_lacks;
  guint n_untracked;
} Reader;

static char *
dup_text (const HfJsonText *text)
{
  char *clean = hf_utf8_clean (text->text, text->length);

  return clean != NULL ? clean : g_strdup ("");
}

/* (transfer full) NULL if it is no string. */
static char *
take_string (Reader *self)
{
  HfJsonText text;

  if (hf_json_scanner_peek (self->scanner) == HF_JSON_STRING && hf_json_scanner_string (self->scanner, &text))
    return dup_text (&text);
  hf_json_scanner_skip (self->scanner);

  return NULL;
}

static double
take_number (Reader *self)
{
  double number = 0;

  if (hf_json_scanner_peek (self->scanner) == HF_JSON_NUMBER)
    hf_json_scanner_double (self->scanner, &number);
  else
    hf_json_scanner_skip (self->scanner);

  return number;
}

static void
read_text (Reader *self,
           void (*set) (HfHeapBuilder *builder, const char *text))
{
  g_autofree char *text = take_string (self);

  if (text != NULL)
    set (self->builder, text);
}

/* Calls @add for each string of a list. */
static void
read_list (Reader *self,
           void (*add) (Reader *self, const char *text))
{
  if (hf_json_scanner_peek (self->scanner) != HF_JSON_ARRAY)
    {
      hf_json_scanner_skip (self->scanner);
      return;
    }

  hf_json_scanner_enter_array (self->scanner);
  while (hf_json_scanner_next_item (self->scanner))
    {
      g_autofree char *text = take_string (self);

      if (text != NULL)
        add (self, text);
    }
}

static void
add_has (Reader     *self,
         const char *word)
{
  self->meta->has |= hf_dump_has_from_word (word, strlen (word));
}

static void
add_lack (Reader     *self,
          const char *sentence)
{
  if (self->n_lacks++ < HF_DUMP_MAX_LACKS)
    hf_heap_builder_add_lack (self->builder, sentence);
}

static void
add_argument (Reader     *self,
              const char *argument)
{
  if (self->program->len > 0)
    g_string_append_c (self->program, ' ');
  g_string_append (self->program, argument);
}

static void
replace (char **field,
         char  *text)
{
  if (text == NULL)
    return;
  g_free (*field);
  *field = text;
}

static void
add_untracked (Reader     *self,
               const char *type)
{
  if (self->n_untracked++ < HF_DUMP_MAX_UNTRACKED)
    hf_heap_builder_add_untracked (self->builder, type);
}

static void
read_tracked_as (Reader *self)
{
  double number = take_number (self);

  if (number >= 1 && number < G_MAXUINT32)
    hf_heap_builder_set_tracked_as (self->builder, (guint32) number);
}

static void
read_tracking (Reader *self)
{
  HfJsonText key;

  if (hf_json_scanner_peek (self->scanner) != HF_JSON_OBJECT)
    {
      hf_json_scanner_skip (self->scanner);
      return;
    }

  hf_json_scanner_enter_object (self->scanner);
  while (hf_json_scanner_next_member (self->scanner, &key))
    if (hf_json_text_is (&key, "id"))
      read_text (self, hf_heap_builder_set_tracking);
    else if (hf_json_text_is (&key, "dump"))
      read_tracked_as (self);
    else if (hf_json_text_is (&key, "untracked"))
      read_list (self, add_untracked);
    else
      hf_json_scanner_skip (self->scanner);
}

static void
read_pid (Reader *self)
{
  double pid = take_number (self);

  if (fabs (pid) < 9e15)
    hf_heap_builder_set_pid (self->builder, (gint64) pid);
}

static void
read_time (Reader *self)
{
  double seconds = take_number (self);

  if (fabs (seconds) < 9e12)
    hf_heap_builder_set_time (self->builder, llround (seconds * 1e6));
}

static void
read_member (Reader           *self,
             const HfJsonText *key)
{
  if (hf_json_text_is (key, "format"))
    self->meta->format = take_number (self);
  else if (hf_json_text_is (key, "runtime"))
    replace (&self->runtime, take_string (self));
  else if (hf_json_text_is (key, "version"))
    replace (&self->version, take_string (self));
  else if (hf_json_text_is (key, "pid"))
    read_pid (self);
  else if (hf_json_text_is (key, "argv"))
    read_list (self, add_argument);
  else if (hf_json_text_is (key, "time"))
    read_time (self);
  else if (hf_json_text_is (key, "host"))
    read_text (self, hf_heap_builder_set_host);
  else if (hf_json_text_is (key, "address_unit"))
    self->address_unit = take_number (self);
  else if (hf_json_text_is (key, "has"))
    read_list (self, add_has);
  else if (hf_json_text_is (key, "lacks"))
    read_list (self, add_lack);
  else if (hf_json_text_is (key, "truncated"))
    read_text (self, hf_heap_builder_set_truncated);
  else if (hf_json_text_is (key, "tracking"))
    read_tracking (self);
  else
    hf_json_scanner_skip (self->scanner);
}

static void
use_names (Reader *self)
{
  g_autofree char *runtime = g_strjoin (self->runtime != NULL && self->version != NULL ? " " : "",
                                        self->runtime != NULL ? self->runtime : "",
                                        self->version != NULL ? self->version : "", NULL);

  hf_heap_builder_set_runtime (self->builder, runtime);
  hf_heap_builder_set_program (self->builder, self->program->str);
}

char *
hf_native_meta_read (HfNativeMeta       *self,
                     const guint8       *data,
                     gsize               n,
                     const HfDumpLimits *limits,
                     HfHeapBuilder      *builder)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, n);
  g_autoptr (HfDumpInput) input = hf_dump_input_new_bytes (bytes, limits, NULL);
  g_autoptr (HfJsonScanner) scanner = hf_json_scanner_new (input);
  Reader reader = { .scanner = scanner, .builder = builder, .meta = self, .address_unit = 8 };
  char *wrong = NULL;
  HfJsonText key;

  *self = (HfNativeMeta) { .address_unit = 8 };
  reader.program = g_string_new (NULL);
  if (hf_json_scanner_enter_object (scanner))
    while (hf_json_scanner_next_member (scanner, &key))
      read_member (&reader, &key);

  if (hf_json_scanner_failed (scanner))
    wrong = g_strdup_printf ("is no good JSON: %s", hf_json_scanner_message (scanner));
  else if (reader.address_unit < 1 || reader.address_unit > 4096 || reader.address_unit != floor (reader.address_unit))
    wrong = g_strdup ("has an impossible address unit");
  else
    {
      self->address_unit = (guint64) reader.address_unit;
      use_names (&reader);
    }
  g_free (reader.runtime);
  g_free (reader.version);
  g_string_free (reader.program, TRUE);

  return wrong;
}
