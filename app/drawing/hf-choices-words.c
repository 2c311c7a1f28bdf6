/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-choices-words.h"

#include <stdlib.h>
#include <string.h>

#include "hf-choices-private.h"

#define MOST 100000u /* words of one list that are taken */

/* ---- to words ---------------------------------------------------------------------------------------------------------------- */

static char *
object_word (const HfHeap *heap, guint32 object)
{
  guint64 address = hf_heap_address (heap, object);

  if (object != HF_ROOT && address != 0 && hf_heap_find_address (heap, address) == object)
    return g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", address);

  return g_strdup_printf ("#%u", object);
}

static char *
ref_word (const HfHeap *heap, guint32 ref)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint32 from = hf_graph_referrer_of (graph, ref);
  g_autofree char *object = object_word (heap, from);

  return g_strdup_printf ("%s %u", object, ref - graph->out_begin[from]);
}

static void
put (GHashTable *words, const char *name, GPtrArray *list)
{
  g_ptr_array_add (list, NULL);
  if (list->len > 1)
    g_hash_table_insert (words, g_strdup (name), g_ptr_array_free (list, FALSE));
  else
    g_ptr_array_unref (list);
}

static void
put_ids (GHashTable *words, const char *name, const GArray *ids, const HfHeap *heap, char *(*word) (const HfHeap *heap, guint32 id))
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (list, word (heap, g_array_index (ids, guint32, i)));
  put (words, name, list);
}

static char *
type_word (const HfHeap *heap, guint32 type)
{
  return g_strdup (hf_heap_type_name (heap, type));
}

static void
put_expansions (GHashTable *words, const HfChoices *self, const HfHeap *heap)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->expansions->len; i++)
    {
      const HfExpansion *expansion = &g_array_index (self->expansions, HfExpansion, i);
      g_autofree char *object = object_word (heap, expansion->object);

      g_ptr_array_add (list, g_strdup_printf ("%s %u %u", object, expansion->more[0], expansion->more[1]));
    }
  put (words, "more", list);
}

static void
put_chain (GHashTable *words, const HfChoices *self, const HfHeap *heap)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < self->chain->len; i++)
    {
      const HfLink *link = &g_array_index (self->chain, HfLink, i);

      g_ptr_array_add (list, link->ref != HF_NONE ? ref_word (heap, link->ref) : object_word (heap, link->object));
    }
  put (words, "chain", list);
}

static void
put_mend (GHashTable *words, const HfChoices *self, const HfHeap *heap)
{
  GPtrArray *list = g_ptr_array_new ();

  if (self->mend != HF_NONE)
    g_ptr_array_add (list, ref_word (heap, self->mend));
  put (words, "mend", list);
}

static void
put_options (GHashTable *words, const HfChoices *self)
{
  GPtrArray *list = g_ptr_array_new ();

  if (self->layout != HF_LAYOUT_KIND_AUTO)
    g_ptr_array_add (list, g_strdup_printf ("layout=%s", hf_layout_kind_name (self->layout)));
  g_ptr_array_add (list, g_strdup_printf ("level=%u,%u", self->level[0], self->level[1]));
  g_ptr_array_add (list, g_strdup_printf ("nodes=%u", self->max_nodes));
  if (!self->chain_shown)
    g_ptr_array_add (list, g_strdup ("no-chain"));
  if (self->only_path)
    g_ptr_array_add (list, g_strdup ("only-path"));
  if (self->everything)
    g_ptr_array_add (list, g_strdup ("everything"));
  if (self->fold_cycles)
    g_ptr_array_add (list, g_strdup ("fold-cycles"));
  if (self->mended)
    g_ptr_array_add (list, g_strdup ("mended"));
  if (self->mend_others > 0)
    g_ptr_array_add (list, g_strdup_printf ("mend-others=%u", self->mend_others));
  put (words, "options", list);
}

/* Objects that ways drew. */
static GArray *
objects_of_ways (const HfChoices *self)
{
  GArray *objects = g_array_copy (self->objects);

  for (guint i = 0; i < self->ways->len; i++)
    {
      const GArray *way = g_ptr_array_index (self->ways, i);

      for (guint k = 0; k < way->len; k++)
        {
          guint32 object = g_array_index (way, HfLink, k).object;

          if (object != HF_ROOT)
            g_array_append_val (objects, object);
        }
    }

  return objects;
}

GHashTable *
hf_choices_to_words (const HfChoices *self, const HfHeap *heap)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  g_autoptr (GArray) objects = NULL;

  g_return_val_if_fail (self != NULL && heap != NULL, words);

  objects = objects_of_ways (self);
  put_ids (words, "anchors", self->anchors, heap, object_word);
  put_ids (words, "collapsed", self->collapsed, heap, object_word);
  put_ids (words, "objects", objects, heap, object_word);
  put_ids (words, "pulled", self->pulled, heap, object_word);
  put_ids (words, "turned", self->turned, heap, object_word);
  put_ids (words, "hidden", self->hidden_objects, heap, object_word);
  put_ids (words, "types", self->hidden_types, heap, type_word);
  put_ids (words, "cuts", self->cuts, heap, ref_word);
  put_expansions (words, self, heap);
  put_chain (words, self, heap);
  put_mend (words, self, heap);
  put_options (words, self);

  return words;
}

/* ---- from words --------------------------------------------------------------------------------------------------------------- */

/* HF_NONE where the heap has no such object; @end is set behind the word. */
static guint32
read_object (const char *word, const HfHeap *heap, const char **end)
{
  guint64 number;
  char *after;

  if (*word == '#')
    {
      number = g_ascii_strtoull (word + 1, &after, 10);
      *end = after;
      return after > word + 1 && number < hf_heap_graph (heap)->n ? (guint32) number : HF_NONE;
    }
  if (!g_str_has_prefix (word, "0x"))
    return HF_NONE;
  number = g_ascii_strtoull (word + 2, &after, 16);
  *end = after;

  return number != 0 ? hf_heap_find_address (heap, number) : HF_NONE;
}

static guint32
id_of_object (const HfHeap *heap, const char *word)
{
  const char *end = NULL;
  guint32 object = read_object (word, heap, &end);

  return object != HF_NONE && object != HF_ROOT && *end == '\0' ? object : HF_NONE;
}

static guint32
id_of_ref (const HfHeap *heap, const char *word)
{
  const HfGraph *graph = hf_heap_graph (heap);
  const char *end = NULL;
  guint32 object = read_object (word, heap, &end);
  guint64 place;

  if (object == HF_NONE || *end != ' ' || !g_ascii_string_to_unsigned (end + 1, 10, 0, G_MAXUINT32, &place, NULL))
    return HF_NONE;

  return place < graph->out_begin[object + 1] - graph->out_begin[object] ? graph->out_begin[object] + (guint32) place : HF_NONE;
}

static guint32
id_of_type (const HfHeap *heap, const char *word)
{
  return hf_heap_find_type (heap, word);
}

static const char *const *
list_of (GHashTable *words, const char *name)
{
  static const char *const none[] = { NULL };
  gpointer list = g_hash_table_lookup (words, name);

  return list != NULL ? list : none;
}

static void
take_ids (GHashTable *words, const char *name, GArray *ids, const HfHeap *heap, guint32 (*id_of) (const HfHeap *heap, const char *word))
{
  for (const char *const *word = list_of (words, name); *word != NULL && ids->len < MOST; word++)
    {
      guint32 id = id_of (heap, *word);

      if (id != HF_NONE)
        g_array_append_val (ids, id);
    }
}

static void
take_expansions (GHashTable *words, HfChoices *self, const HfHeap *heap)
{
  for (const char *const *word = list_of (words, "more"); *word != NULL && self->expansions->len < MOST; word++)
    {
      g_auto (GStrv) parts = g_strsplit (*word, " ", 3);
      HfExpansion expansion = { HF_NONE, { 0, 0 } };

      if (g_strv_length (parts) != 3)
        continue;
      expansion.object = id_of_object (heap, parts[0]);
      for (guint i = 0; i < 2; i++)
        expansion.more[i] = (guint) MIN (g_ascii_strtoull (parts[1 + i], NULL, 10), G_MAXUINT32);
      if (expansion.object != HF_NONE)
        g_array_append_val (self->expansions, expansion);
    }
}

/* The whole chain or nothing: each reference must lead from the object before. */
static void
take_chain (GHashTable *words, HfChoices *self, const HfHeap *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);
  const char *const *list = list_of (words, "chain");

  for (guint i = 0; list[i] != NULL && i < MOST; i++)
    {
      guint32 ref = strchr (list[i], ' ') != NULL ? id_of_ref (heap, list[i]) : HF_NONE;
      HfLink link = { ref, ref != HF_NONE ? hf_ref_object (graph->out[ref]) : id_of_object (heap, list[i]) };
      guint32 before = i == 0 ? HF_ROOT : g_array_index (self->chain, HfLink, i - 1).object;

      if (link.object == HF_NONE || (ref == HF_NONE && i > 0) || (ref != HF_NONE && hf_graph_referrer_of (graph, ref) != before))
        {
          g_array_set_size (self->chain, 0);
          return;
        }
      g_array_append_val (self->chain, link);
    }
}

static void
take_option (HfChoices *self, const char *word)
{
  HfLayoutKind layout;

  if (g_str_has_prefix (word, "layout=") && hf_layout_kind_from_name (word + 7, &layout))
    self->layout = layout;
  else if (g_str_has_prefix (word, "level=") && strchr (word, ',') != NULL)
    {
      self->level[0] = (guint) MIN (g_ascii_strtoull (word + 6, NULL, 10), HF_CHOICES_HARD_MAX);
      self->level[1] = (guint) MIN (g_ascii_strtoull (strchr (word, ',') + 1, NULL, 10), HF_CHOICES_HARD_MAX);
    }
  else if (g_str_has_prefix (word, "nodes="))
    self->max_nodes = (guint) CLAMP (g_ascii_strtoull (word + 6, NULL, 10), 1, HF_CHOICES_HARD_MAX);
  else if (strcmp (word, "no-chain") == 0)
    self->chain_shown = FALSE;
  else if (strcmp (word, "only-path") == 0)
    self->only_path = TRUE;
  else if (strcmp (word, "everything") == 0)
    self->everything = TRUE;
  else if (strcmp (word, "fold-cycles") == 0)
    self->fold_cycles = TRUE;
  else if (self->mend != HF_NONE && strcmp (word, "mended") == 0)
    self->mended = TRUE;
  else if (self->mend != HF_NONE && g_str_has_prefix (word, "mend-others="))
    self->mend_others = (guint) MIN (g_ascii_strtoull (word + 12, NULL, 10), G_MAXUINT32);
}

static void
take_mend (GHashTable *words, HfChoices *self, const HfHeap *heap)
{
  const char *const *list = list_of (words, "mend");

  if (list[0] != NULL)
    self->mend = id_of_ref (heap, list[0]);
}

HfChoices *
hf_choices_from_words (GHashTable *words, const HfHeap *heap)
{
  HfChoices *self = hf_choices_new (HF_NONE);

  g_return_val_if_fail (words != NULL && heap != NULL, self);

  take_ids (words, "anchors", self->anchors, heap, id_of_object);
  take_ids (words, "collapsed", self->collapsed, heap, id_of_object);
  take_ids (words, "objects", self->objects, heap, id_of_object);
  take_ids (words, "pulled", self->pulled, heap, id_of_object);
  take_ids (words, "turned", self->turned, heap, id_of_object);
  take_ids (words, "hidden", self->hidden_objects, heap, id_of_object);
  take_ids (words, "types", self->hidden_types, heap, id_of_type);
  take_ids (words, "cuts", self->cuts, heap, id_of_ref);
  take_expansions (words, self, heap);
  take_chain (words, self, heap);
  take_mend (words, self, heap);
  for (const char *const *word = list_of (words, "options"); *word != NULL; word++)
    take_option (self, *word);

  return self;
}
