/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-reference-rules-private.h"

#include <string.h>

#define MAX_RULES 64

static const char rules_text[] =
#include "reference-rules.inc"
  ;

static const char *const kind_names[HF_N_REF_KINDS] = {
  "other", "attribute", "index", "value", "key", "member", "local", "cell",
  "stack", "field", "internal", "dict", "type", "weak", "root",
};

static const char *const class_names[] = { "strong", "structural", "weak", "shared" };

struct _HfReferenceRules
{
  guint8 class_of[MAX_RULES];
  guint64 by_kind[HF_N_REF_KINDS];
  guint64 *by_type;      /* [n_types] as the referrer's */
  guint64 *by_referent;  /* [n_types] */
  GHashTable *by_name;   /* string id → guint64 *; names that some rule gives */
  guint64 any_name;      /* rules whose name is "*" */
  guint8 *name_is_ruled; /* [strings] spares the hash for nearly every reference */
};

static gint
index_in (const char *const *names,
          gint               n,
          const char        *name)
{
  for (gint i = 0; i < n; i++)
    if (strcmp (names[i], name) == 0)
      return i;

  return -1;
}

static void
add_name (HfReferenceRules *self,
          guint32           id,
          guint64           bit)
{
  guint64 *bits = g_hash_table_lookup (self->by_name, GUINT_TO_POINTER (id));

  if (bits == NULL)
    {
      bits = g_new0 (guint64, 1);
      g_hash_table_insert (self->by_name, GUINT_TO_POINTER (id), bits);
    }
  *bits |= bit;
  self->name_is_ruled[id] = TRUE;
}

static void
add_type (guint64         *by_type,
          guint64          bit,
          const char      *name,
          const HfStrings *strings,
          const guint32   *type_names,
          guint32          n_types)
{
  gboolean any = strcmp (name, "*") == 0;

  for (guint32 type = 0; type < n_types; type++)
    if (any || strcmp (hf_strings_get (strings, type_names[type]), name) == 0)
      by_type[type] |= bit;
}

/* @fields: class, kind, referrer type, name, referent type. */
static void
add_rule (HfReferenceRules *self,
          guint             rule,
          char            **fields,
          const HfStrings  *strings,
          const guint32    *type_names,
          guint32           n_types)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << rule;
  gint class = index_in (class_names, G_N_ELEMENTS (class_names), fields[0]);
  gint kind = index_in (kind_names, HF_N_REF_KINDS, fields[1]);
  guint32 name;

  g_assert (class >= 0 && (kind >= 0 || strcmp (fields[1], "*") == 0));

  self->class_of[rule] = (guint8) class;
  for (gint i = 0; i < HF_N_REF_KINDS; i++)
    if (kind < 0 || kind == i)
      self->by_kind[i] |= bit;
  add_type (self->by_type, bit, fields[2], strings, type_names, n_types);
  add_type (self->by_referent, bit, fields[4], strings, type_names, n_types);

  if (strcmp (fields[3], "*") == 0)
    self->any_name |= bit;
  else if ((name = hf_strings_find (strings, fields[3])) != HF_STRINGS_FULL)
    add_name (self, name, bit);
}

HfReferenceRules *
hf_reference_rules_new (const HfStrings *strings,
                        const guint32   *type_names,
                        guint32          n_types)
{
  HfReferenceRules *self = g_new0 (HfReferenceRules, 1);
  g_auto (GStrv) lines = g_strsplit (rules_text, "\n", -1);
  guint n_rules = 0;

  self->by_type = g_new0 (guint64, MAX (n_types, 1));
  self->by_referent = g_new0 (guint64, MAX (n_types, 1));
  self->by_name = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->name_is_ruled = g_new0 (guint8, hf_strings_count (strings));

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = NULL;
      char *fields[5];
      guint n = 0;

      if (lines[i][0] == '#')
        continue;
      words = g_strsplit_set (lines[i], " \t", -1);
      for (guint j = 0; words[j] != NULL && n < 5; j++)
        if (words[j][0] != '\0')
          fields[n++] = words[j];
      if (n == 0)
        continue;
      g_assert (n == 5 && n_rules < MAX_RULES);
      add_rule (self, n_rules++, fields, strings, type_names, n_types);
    }

  return self;
}

void
hf_reference_rules_free (HfReferenceRules *self)
{
  if (self == NULL)
    return;

  g_free (self->by_type);
  g_free (self->by_referent);
  g_hash_table_unref (self->by_name);
  g_free (self->name_is_ruled);
  g_free (self);
}

HfRefClass
hf_reference_rules_classify (const HfReferenceRules *self,
                             guint32                 type,
                             HfRefKind               kind,
                             guint32                 name,
                             guint32                 object,
                             const guint32          *types)
{
  guint64 rules = self->by_kind[kind] & self->by_type[type];
  guint64 by_name = self->any_name;

  if (rules == 0)
    return HF_CLASS_STRONG;
  if (kind != HF_REF_INDEX && self->name_is_ruled[name])
    by_name |= *(guint64 *) g_hash_table_lookup (self->by_name, GUINT_TO_POINTER (name));
  rules &= by_name;
  /* Last, since the referent's type is the one load that is likely to miss the cache. */
  if (rules != 0)
    rules &= self->by_referent[types[object]];

  return rules != 0 ? (HfRefClass) self->class_of[__builtin_ctzll (rules)] : HF_CLASS_STRONG;
}
