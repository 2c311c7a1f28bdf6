/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-query-private.h"

#include <string.h>

#define N_(s) (s)

static const HfQueryWord words[] = {
  { "type", HF_QUERY_TEXT, "type:app.*", N_("full name of the type"), HF_KEY_TYPE },
  { "module", HF_QUERY_TEXT, "module:app.web", N_("module of the type"), HF_KEY_MODULE },
  { "kind", HF_QUERY_TEXT, "kind:instance", N_("module, frame, type, function, container, instance or value"), HF_KEY_KIND },
  { "value", HF_QUERY_TEXT, "value~\"foo\"", N_("what the object reads like"), HF_KEY_VALUE },
  { "name", HF_QUERY_TEXT, "name:session", N_("attribute, key or variable that leads to it"), HF_KEY_NAME },
  { "site", HF_QUERY_TEXT, "site:*/web.py:31", N_("where it was allocated: file, file:line or function"), HF_KEY_SITE },
  { "trace", HF_QUERY_TEXT, "trace~web.py", N_("anywhere in the traceback of its allocation"), HF_KEY_TRACE },
  { "size", HF_QUERY_BYTES, "size>1k", N_("bytes of the object itself"), HF_KEY_SIZE },
  { "retained", HF_QUERY_BYTES, "retained>1M", N_("bytes that would go if it went"), HF_KEY_RETAINED },
  { "refs", HF_QUERY_NUMBER, "refs>10", N_("references that it holds"), HF_KEY_REFS },
  { "referrers", HF_QUERY_NUMBER, "referrers>100", N_("references that lead to it"), HF_KEY_REFERRERS },
  { "items", HF_QUERY_NUMBER, "items>=1000", N_("entries of a container"), HF_KEY_ITEMS },
  { "refcount", HF_QUERY_NUMBER, "refcount>50", N_("reference count"), HF_KEY_REFCOUNT },
  { "distance", HF_QUERY_NUMBER, "distance<=3", N_("references to the nearest root"), HF_KEY_DISTANCE },
  { "unaccounted", HF_QUERY_NUMBER, "unaccounted>0", N_("references that are counted, but not in the dump"), HF_KEY_UNACCOUNTED },
  { "held-by", HF_QUERY_OBJECT, "held-by:app.CACHE", N_("kept alive by this object alone"), HF_KEY_HELD_BY },
  { "reachable-from", HF_QUERY_OBJECT, "reachable-from:app.CACHE", N_("this object leads to it"), HF_KEY_REACHABLE_FROM },
  { "reaches", HF_QUERY_OBJECT, "reaches:app.CACHE", N_("it leads to this object"), HF_KEY_REACHES },
  { "refers-to", HF_QUERY_OBJECT, "refers-to:app.CACHE", N_("it refers to this object"), HF_KEY_REFERS_TO },
  { "referred-by", HF_QUERY_OBJECT, "referred-by:app.CACHE", N_("this object refers to it"), HF_KEY_REFERRED_BY },
  { "new", HF_QUERY_FLAG, "new retained>10k", N_("not in the earlier snapshot"), HF_KEY_NEW },
  { "cycle", HF_QUERY_FLAG, "cycle -internal", N_("in a reference cycle"), HF_KEY_CYCLE },
  { "garbage", HF_QUERY_FLAG, "garbage size>1k", N_("nothing reaches it: left for the collector"), HF_KEY_GARBAGE },
  { "held", HF_QUERY_FLAG, "held cycle", N_("a root reaches it"), HF_KEY_HELD },
  { "root", HF_QUERY_FLAG, "root -kind:module", N_("a root refers to it"), HF_KEY_ROOT },
  { "tracked", HF_QUERY_FLAG, "-tracked size>1M", N_("the collector looks at it"), HF_KEY_TRACKED },
  { "finalizer", HF_QUERY_FLAG, "finalizer cycle", N_("it has a finalizer"), HF_KEY_FINALIZER },
  { "immortal", HF_QUERY_FLAG, "-immortal refcount>1k", N_("its reference count means nothing"), HF_KEY_IMMORTAL },
  { "internal", HF_QUERY_FLAG, "-internal items>100", N_("part of the interpreter"), HF_KEY_INTERNAL },
  /* second names */
  { "shallow", HF_QUERY_BYTES, "shallow>1k", N_("the same as size"), HF_KEY_SIZE },
  { "referents", HF_QUERY_NUMBER, "referents>10", N_("the same as refs"), HF_KEY_REFS },
  { "length", HF_QUERY_NUMBER, "length>=1000", N_("the same as items"), HF_KEY_ITEMS },
};

const HfQueryWord *
hf_query_words (guint *n_words)
{
  *n_words = G_N_ELEMENTS (words);

  return words;
}

const HfQueryWord *
hf_query_word_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].name, name))
      return &words[i];

  return NULL;
}

/* How many letters must be put in, left out or replaced (Wagner and Fischer, JACM 1974); neither is longer than MAX_LENGTH. */
#define MAX_LENGTH 24u

static guint
distance (const char *a, const char *b)
{
  guint row[MAX_LENGTH + 1];
  guint n = (guint) strlen (b);

  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 1; a[i - 1] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          guint above = row[j];

          row[j] = MIN (MIN (above, row[j - 1]) + 1, diagonal + (a[i - 1] != b[j - 1]));
          diagonal = above;
        }
    }

  return row[n];
}

const HfQueryWord *
hf_query_word_nearest (const char *name)
{
  g_autofree char *small = g_ascii_strdown (name, -1);
  const HfQueryWord *nearest = NULL;
  guint least = 3; /* two mistakes at most, and never as many as there are letters */

  if (strlen (small) > MAX_LENGTH)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      guint d = distance (small, words[i].name);

      if (d < least && d < strlen (small))
        {
          least = d;
          nearest = &words[i];
        }
    }

  return nearest;
}

const char *
hf_query_kind_name (HfKind kind)
{
  switch (kind)
    {
    case HF_KIND_MODULE: return "module";
    case HF_KIND_FRAME: return "frame";
    case HF_KIND_TYPE: return "type";
    case HF_KIND_FUNCTION: return "function";
    case HF_KIND_CONTAINER: return "container";
    case HF_KIND_INSTANCE: return "instance";
    case HF_KIND_VALUE: return "value";
    case HF_KIND_OTHER: return "other";
    case HF_KIND_ROOT:
    default: return NULL;
    }
}
