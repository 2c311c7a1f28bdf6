/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-hprof-private.h"

#include <string.h>

/* Longer names are cut: classes and fields have none. */
#define MAX_NAME (64u << 10)
#define MAX_DIMENSIONS 255u

guint32
hf_hprof_name_number (HfHprof *self,
                      guint64  id)
{
  guint32 number = hf_id_table_add (self->names, id);

  if (number == HF_NONE)
    self->no_memory = TRUE;
  while (!self->no_memory && self->name_at.n <= number)
    if (!hf_vector_push (&self->name_at, 0))
      self->no_memory = TRUE;

  return self->no_memory ? HF_NONE : number;
}

void
hf_hprof_read_name (HfHprof *self,
                    guint64  length)
{
  guint64 id = hf_hprof_take (self, self->id_size);
  gsize n = (gsize) MIN (length - self->id_size, MAX_NAME);
  guint32 number;

  if (!hf_hprof_need (self, n) || (number = hf_hprof_name_number (self, id)) == HF_NONE)
    return;
  if (self->name_at.at[number] == 0)
    {
      if (self->name_bytes.n + n + 1 >= G_MAXUINT32 || !hf_vector_reserve (&self->name_bytes, n + 1))
        {
          self->no_memory = TRUE;
          return;
        }
      self->name_at.at[number] = (guint32) self->name_bytes.n + 1;
      memcpy (self->name_bytes.at + self->name_bytes.n, self->input->at, n);
      self->name_bytes.n += n;
      self->name_bytes.at[self->name_bytes.n++] = '\0';
    }
  hf_hprof_skip (self, length - self->id_size);
}

/* Three bytes that stand for one half of a surrogate pair; 0 if they do not. */
static gunichar
surrogate (const guint8 *at,
           gsize         n)
{
  if (n < 3 || at[0] != 0xed || (at[1] & 0xe0) != 0xa0 || (at[2] & 0xc0) != 0x80)
    return 0;

  return 0xd000u | (gunichar) (at[1] & 0x3f) << 6 | (at[2] & 0x3f);
}

/* NUL is written as C0 80, and characters beyond U+FFFF as surrogate pairs of three bytes each. */
char *
hf_hprof_decode (const char *text,
                 gsize       length)
{
  const guint8 *at = (const guint8 *) text;
  g_autoptr (GString) good = g_string_sized_new (length + 1);

  for (gsize i = 0; i < length;)
    {
      gunichar high = surrogate (at + i, length - i), low = high != 0 ? surrogate (at + i + 3, length - i - 3 < length ? length - i - 3 : 0) : 0;

      if (high >= 0xd800 && high < 0xdc00 && low >= 0xdc00)
        {
          g_string_append_unichar (good, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
          i += 6;
        }
      else
        g_string_append_c (good, (char) at[i++]);
    }

  return hf_utf8_clean (good->str, good->len);
}

char *
hf_hprof_name (const HfHprof *self,
               guint32        number)
{
  const char *text;

  if (number >= self->name_at.n || self->name_at.at[number] == 0)
    return g_strdup ("");
  text = self->name_bytes.at + self->name_at.at[number] - 1;

  return hf_hprof_decode (text, strlen (text));
}

guint32
hf_hprof_name_string (HfHprof *self,
                      guint32  number)
{
  g_autofree char *name = hf_hprof_name (self, number);

  return hf_heap_builder_string (self->builder, name, -1);
}

static const char *
primitive_name (char letter)
{
  switch (letter)
    {
    case 'Z': return "boolean";
    case 'C': return "char";
    case 'F': return "float";
    case 'D': return "double";
    case 'B': return "byte";
    case 'S': return "short";
    case 'I': return "int";
    case 'J': return "long";
    default: return NULL;
    }
}

/* "java/lang/Object" and "java.lang.Object", "[[I" and "int[][]": writers differ. What follows the name of a hidden class
 * ("/0x0000…") stays. */
static char *
as_java_writes (const char *raw)
{
  g_autoptr (GString) name = g_string_new (NULL);
  gsize dimensions = MIN (strspn (raw, "["), MAX_DIMENSIONS), length;

  raw += dimensions;
  length = strlen (raw);
  if (dimensions > 0 && length == 1 && primitive_name (*raw) != NULL)
    g_string_append (name, primitive_name (*raw));
  else if (dimensions > 0 && length > 2 && raw[0] == 'L' && raw[length - 1] == ';')
    g_string_append_len (name, raw + 1, (gssize) length - 2);
  else
    g_string_append (name, raw);
  for (gsize i = 0; i < name->len; i++)
    if (name->str[i] == '/' && strncmp (name->str + i, "/0x", 3) != 0)
      name->str[i] = '.';
  for (gsize i = 0; i < dimensions; i++)
    g_string_append (name, "[]");

  return g_string_free (g_steal_pointer (&name), FALSE);
}

char *
hf_hprof_class_name (const HfHprof *self,
                     guint32        class)
{
  g_autofree char *raw = hf_hprof_name (self, self->classes.at[class].name);

  if (*raw == '\0')
    return g_strdup_printf ("unknown class 0x%" G_GINT64_MODIFIER "x", hf_id_table_id (self->class_ids, class));

  return as_java_writes (raw);
}
