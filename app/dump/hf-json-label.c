/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-json-label.h"

#include <string.h>

static const char *const places[HF_N_REF_KINDS] = {
  "other", "attribute", "index", "value", "key", "member", "local", "closure", "stack", "field", "internal", "dict",
  "type", "weak", NULL,
};

const char *
hf_json_place_to_string (HfRefKind kind)
{
  return places[kind];
}

HfRefKind
hf_json_place_from_string (const char *text,
                           gsize       length)
{
  for (guint kind = 0; kind < HF_N_REF_KINDS; kind++)
    if (places[kind] != NULL && strlen (places[kind]) == length && memcmp (places[kind], text, length) == 0)
      return (HfRefKind) kind;

  return HF_N_REF_KINDS;
}

static gboolean
is (const char *text,
    gsize       length,
    const char *word)
{
  return strlen (word) == length && memcmp (text, word, length) == 0;
}

/* Positions that fit in 32 bits and are written the one usual way. */
static gboolean
parse_number (const char *text,
              gsize       length,
              guint32    *number)
{
  guint64 value = 0;

  if (length == 0 || length > 10 || (text[0] == '0' && length > 1))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      value = value * 10 + (guint64) (text[i] - '0');
    }
  *number = (guint32) value;

  return value <= G_MAXUINT32;
}

static HfJsonLabel
label (HfRefKind   kind,
       const char *text,
       gsize       length,
       gsize       skip)
{
  return (HfJsonLabel) { .kind = kind, .name = text + skip, .length = length - skip };
}

HfJsonLabel
hf_json_label_parse (const char *text,
                     gsize       length)
{
  guint32 number;

  if (length > 1 && text[0] == '.')
    {
      if (is (text, length, ".__dict__"))
        return label (HF_REF_DICT, text, length, length);
      if (is (text, length, ".__class__"))
        return label (HF_REF_TYPE, text, length, length);
      return label (HF_REF_ATTRIBUTE, text, length, 1);
    }
  if (length > 2 && text[0] == '[' && text[length - 1] == ']')
    {
      if (parse_number (text + 1, length - 2, &number))
        return (HfJsonLabel) { .kind = HF_REF_INDEX, .name = "", .number = number };
      return (HfJsonLabel) { .kind = HF_REF_VALUE, .name = text + 1, .length = length - 2 };
    }
  if (is (text, length, "{…}"))
    return label (HF_REF_MEMBER, text, length, length);
  if (length > 4 && memcmp (text, "key ", 4) == 0)
    return label (HF_REF_KEY, text, length, 4);
  if (length > 6 && memcmp (text, "local ", 6) == 0)
    return label (HF_REF_LOCAL, text, length, 6);
  if (length > 8 && memcmp (text, "closure ", 8) == 0)
    return label (HF_REF_CELL, text, length, 8);

  return label (HF_REF_OTHER, text, length, 0);
}
