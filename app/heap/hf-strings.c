/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-strings.h"

#include <string.h>

#include "hf-vector-private.h"

struct _HfStrings
{
  HF_VECTOR (char) text;      /* every string with its NUL, one after the other */
  HF_VECTOR (guint32) offset; /* of each id */
  guint32 *table;             /* open addressing, the ids; a power of two, at most two thirds full */
  guint8 *tags;               /* some bits of each slot's hash, so that few wrong strings are looked at; 0 for an empty slot */
  gsize table_size;
};

static guint32
hash_bytes (const char *text,
            gsize       length)
{
  guint64 hash = length * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  for (; length >= 8; text += 8, length -= 8)
    {
      guint64 word;

      memcpy (&word, text, 8);
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0xFF51AFD7ED558CCD);
      hash ^= hash >> 32;
    }
  for (; length > 0; text++, length--)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001B3);
  hash ^= hash >> 29;

  return (guint32) (hash ^ (hash >> 32));
}

static gsize
length_of (const HfStrings *self,
           guint32          id)
{
  gsize end = id + 1 < self->offset.n ? self->offset.at[id + 1] : self->text.n;

  return end - self->offset.at[id] - 1;
}

/* Never 0. From the end of the hash that tells slots apart least. */
static guint8
tag_of (guint32 hash)
{
  return (guint8) (hash >> 24 | 1);
}

static gboolean
is_string (const HfStrings *self,
           guint32          id,
           const char      *text,
           gsize            length)
{
  return length_of (self, id) == length && memcmp (self->text.at + self->offset.at[id], text, length) == 0;
}

/* The slot that holds the string, or the empty one where it belongs. */
static gsize
find_slot (const HfStrings *self,
           const char      *text,
           gsize            length,
           guint32          hash)
{
  gsize mask = self->table_size - 1;
  guint8 tag = tag_of (hash);
  gsize slot = hash & mask;

  while (self->tags[slot] != 0 && (self->tags[slot] != tag || !is_string (self, self->table[slot], text, length)))
    slot = (slot + 1) & mask;

  return slot;
}

static void
fill_slot (HfStrings *self,
           gsize      slot,
           guint32    id,
           guint32    hash)
{
  self->table[slot] = id;
  self->tags[slot] = tag_of (hash);
}

static gboolean
grow_table (HfStrings *self)
{
  gsize size = self->table_size * 2;
  guint32 *table = g_try_new (guint32, size);
  guint8 *tags = g_try_new0 (guint8, size);

  if (table == NULL || tags == NULL)
    {
      g_free (table);
      g_free (tags);
      return FALSE;
    }
  g_free (self->table);
  g_free (self->tags);
  self->table = table;
  self->tags = tags;
  self->table_size = size;
  for (guint32 id = 0; id < self->offset.n; id++)
    {
      guint32 hash = hash_bytes (self->text.at + self->offset.at[id], length_of (self, id));
      gsize slot = hash & (size - 1);

      while (tags[slot] != 0)
        slot = (slot + 1) & (size - 1);
      fill_slot (self, slot, id, hash);
    }

  return TRUE;
}

static guint32
append (HfStrings  *self,
        const char *text,
        gsize       length)
{
  guint32 hash = hash_bytes (text, length);
  gsize slot = find_slot (self, text, length, hash);

  if (self->tags[slot] != 0)
    return self->table[slot];

  if (length >= G_MAXUINT32 - 1 - self->text.n || self->offset.n >= HF_STRINGS_FULL - 2)
    return HF_STRINGS_FULL;
  if (!hf_vector_reserve (&self->text, length + 1) || !hf_vector_push (&self->offset, (guint32) self->text.n))
    return HF_STRINGS_FULL;
  memcpy (self->text.at + self->text.n, text, length);
  self->text.at[self->text.n + length] = '\0';
  self->text.n += length + 1;
  fill_slot (self, slot, (guint32) self->offset.n - 1, hash);
  if (self->offset.n * 3 > self->table_size * 2 && !grow_table (self))
    return HF_STRINGS_FULL;

  return (guint32) self->offset.n - 1;
}

HfStrings *
hf_strings_new (void)
{
  HfStrings *self = g_new0 (HfStrings, 1);

  self->table_size = 256;
  self->table = g_new (guint32, self->table_size);
  self->tags = g_new0 (guint8, self->table_size);
  append (self, "", 0);

  return self;
}

void
hf_strings_free (HfStrings *self)
{
  if (self == NULL)
    return;

  hf_vector_clear (&self->text);
  hf_vector_clear (&self->offset);
  g_free (self->table);
  g_free (self->tags);
  g_free (self);
}

guint32
hf_strings_add (HfStrings  *self,
                const char *text,
                gsize       length)
{
  g_autofree char *clean = NULL;

  g_return_val_if_fail (self->table != NULL, HF_STRINGS_FULL);

  /* g_utf8_validate_len() refuses NUL inside, which is what a pool of C strings needs. */
  if (g_utf8_validate_len (text, length, NULL))
    return append (self, text, length);

  clean = hf_utf8_clean (text, length);
  if (clean == NULL)
    return HF_STRINGS_FULL;

  return append (self, clean, strlen (clean));
}

guint32
hf_strings_find (const HfStrings *self,
                 const char      *text)
{
  gsize length = strlen (text);
  gsize slot;

  g_return_val_if_fail (self->table != NULL, HF_STRINGS_FULL);

  slot = find_slot (self, text, length, hash_bytes (text, length));

  return self->tags[slot] != 0 ? self->table[slot] : HF_STRINGS_FULL;
}

const char *
hf_strings_get (const HfStrings *self,
                guint32          id)
{
  return id < self->offset.n ? self->text.at + self->offset.at[id] : "";
}

guint32
hf_strings_count (const HfStrings *self)
{
  return (guint32) self->offset.n;
}

gsize
hf_strings_bytes (const HfStrings *self)
{
  return self->text.room + self->offset.room * sizeof (guint32) + self->table_size * (sizeof (guint32) + 1);
}

void
hf_strings_seal (HfStrings *self)
{
  g_clear_pointer (&self->table, g_free);
  g_clear_pointer (&self->tags, g_free);
  self->table_size = 0;
  self->text.at = g_realloc (self->text.at, self->text.n);
  self->text.room = self->text.n;
  self->offset.at = g_realloc_n (self->offset.at, self->offset.n, sizeof (guint32));
  self->offset.room = self->offset.n;
}

char *
hf_utf8_clean (const char *text,
               gsize       length)
{
  static const char replacement[] = "\357\277\275"; /* U+FFFD */
  const char *end = text + length;
  char *clean;
  char *to;

  if (length > (G_MAXSIZE - 1) / 3)
    return NULL;
  clean = to = g_try_malloc (length * 3 + 1);
  if (clean == NULL)
    return NULL;

  while (text < end)
    {
      const char *valid;

      g_utf8_validate_len (text, end - text, &valid);
      memcpy (to, text, valid - text);
      to += valid - text;
      text = valid;
      if (text < end)
        {
          memcpy (to, replacement, 3);
          to += 3;
          text++;
        }
    }
  *to = '\0';

  return clean;
}
