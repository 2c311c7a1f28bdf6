/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-path-trie.h"

#include <string.h>

#include "hf-pair-table.h"

#define SEPARATOR " › "
#define MAX_PERIOD 4
#define REPEATS 3
#define WINDOW 12
#define MAX_LABELS 3
#define SHOWN 20
#define NO_RUN G_MAXUINT32

typedef struct
{
  guint32 parent;
  guint32 label; /* of a run: the text of its labels */
  guint32 run;   /* index into runs, or NO_RUN */
  guint32 depth;
  guint32 head;  /* the ancestor (or self) at depth SHOWN, once the path is that long */
} Node;

typedef struct
{
  gboolean ordered; /* a pattern; else a set, ascending */
  guint n;
  guint32 labels[MAX_PERIOD];
} Run;

struct _HfPathTrie
{
  GArray *nodes;       /* of Node */
  GArray *runs;        /* of Run */
  GPtrArray *labels;   /* of char* */
  GHashTable *by_text; /* label's text -> id */
  HfPairTable by_key;  /* fold key, upper and lower half -> label id */
  HfPairTable by_step; /* parent, label -> node */
};

HfPathTrie *
hf_path_trie_new (void)
{
  HfPathTrie *self = g_new0 (HfPathTrie, 1);
  Node top = { .run = NO_RUN };

  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  self->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->by_text = g_hash_table_new (g_str_hash, g_str_equal);
  hf_pair_table_init (&self->by_key);
  hf_pair_table_init (&self->by_step);
  g_array_append_val (self->nodes, top);

  return self;
}

void
hf_path_trie_free (HfPathTrie *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->nodes);
  g_array_unref (self->runs);
  g_hash_table_unref (self->by_text);
  hf_pair_table_clear (&self->by_key);
  hf_pair_table_clear (&self->by_step);
  g_ptr_array_unref (self->labels);
  g_free (self);
}

void
hf_path_trie_begin_heap (HfPathTrie *self)
{
  hf_pair_table_forget (&self->by_key);
}

static const Node *
node_at (const HfPathTrie *self, guint32 node)
{
  return &g_array_index (self->nodes, Node, node);
}

static guint32
label_id (HfPathTrie *self, const char *text)
{
  gpointer found;
  char *copy;

  if (g_hash_table_lookup_extended (self->by_text, text, NULL, &found))
    return GPOINTER_TO_UINT (found);

  copy = g_strdup (text);
  g_ptr_array_add (self->labels, copy);
  g_hash_table_insert (self->by_text, copy, GUINT_TO_POINTER (self->labels->len - 1));

  return self->labels->len - 1;
}

static guint32
label_of_fold (HfPathTrie *self, const HfHeap *heap, const HfFold *fold)
{
  guint64 key = hf_fold_key (heap, fold);
  guint32 upper = (guint32) (key >> 32), lower = (guint32) key;
  guint32 label = key != 0 ? hf_pair_table_get (&self->by_key, upper, lower) : HF_NONE;
  g_autoptr (GString) text = NULL;

  if (label != HF_NONE)
    return label;

  text = g_string_new (NULL);
  hf_fold_append_folded (heap, fold, text);
  label = label_id (self, text->str);
  if (key != 0)
    hf_pair_table_add (&self->by_key, upper, lower, label);

  return label;
}

/* The node one step beyond @parent, made if it is new; @run for a new one. */
static guint32
child (HfPathTrie *self, guint32 parent, guint32 label, guint32 run)
{
  guint32 found = hf_pair_table_get (&self->by_step, parent, label);
  Node node;

  if (found != HF_NONE)
    return found;

  node = (Node) { parent, label, run, node_at (self, parent)->depth + 1, node_at (self, parent)->head };
  if (node.depth == SHOWN)
    node.head = self->nodes->len;
  g_array_append_val (self->nodes, node);
  hf_pair_table_add (&self->by_step, parent, label, self->nodes->len - 1);

  return self->nodes->len - 1;
}

/* The label @back steps before the one that is being added, which is back 0. FALSE where the plain steps end. */
static gboolean
label_back (const HfPathTrie *self, guint32 *at, guint32 *label)
{
  const Node *node = node_at (self, *at);

  if (*at == HF_PATH_TRIE_TOP || node->run != NO_RUN)
    return FALSE;

  *label = node->label;
  *at = node->parent;

  return TRUE;
}

/* Up to WINDOW labels, the one that is being added last; bases[i] is the node before the i-th from the end. Returns how many. */
static guint
window (const HfPathTrie *self, guint32 node, guint32 label, guint32 labels[WINDOW], guint32 bases[WINDOW])
{
  guint n = 0;

  labels[n] = label;
  bases[n++] = node;
  while (n < WINDOW && label_back (self, &node, &labels[n]))
    bases[n++] = node;

  return n;
}

static char *
run_text (const HfPathTrie *self, const Run *run)
{
  g_autoptr (GString) text = g_string_new (run->ordered ? "" : "(");

  for (guint i = 0; i < run->n; i++)
    {
      if (i > 0)
        g_string_append (text, run->ordered ? SEPARATOR : " | ");
      g_string_append (text, g_ptr_array_index (self->labels, run->labels[i]));
    }
  g_string_append (text, run->ordered ? "…" : ")…");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static guint32
run_node (HfPathTrie *self, guint32 base, const Run *run)
{
  g_autofree char *text = run_text (self, run);
  guint32 node;

  g_array_append_vals (self->runs, run, 1);
  node = child (self, base, label_id (self, text), self->runs->len - 1);
  if (node_at (self, node)->run != self->runs->len - 1)
    g_array_set_size (self->runs, self->runs->len - 1);

  return node;
}

static gboolean
is_periodic (const guint32 *labels, guint n, guint period)
{
  for (guint i = period; i < n; i++)
    if (labels[i] != labels[i - period])
      return FALSE;

  return TRUE;
}

static gboolean
start_pattern (HfPathTrie *self, const guint32 *labels, const guint32 *bases, guint n, guint32 *result)
{
  for (guint period = 1; period <= MAX_PERIOD && period * REPEATS <= n; period++)
    if (is_periodic (labels, period * REPEATS, period))
      {
        Run run = { .ordered = TRUE, .n = period };

        for (guint i = 0; i < period; i++)
          run.labels[i] = labels[period - 1 - i];
        *result = run_node (self, bases[period * REPEATS - 1], &run);
        return TRUE;
      }

  return FALSE;
}

/* FALSE if the set would have too many labels. */
static gboolean
set_add (Run *set, guint32 label)
{
  guint at = 0;

  while (at < set->n && set->labels[at] < label)
    at++;
  if (at < set->n && set->labels[at] == label)
    return TRUE;
  if (set->n == MAX_LABELS)
    return FALSE;
  memmove (&set->labels[at + 1], &set->labels[at], (set->n - at) * sizeof *set->labels);
  set->labels[at] = label;
  set->n++;

  return TRUE;
}

static gboolean
set_add_run (Run *set, const Run *run)
{
  for (guint i = 0; i < run->n; i++)
    if (!set_add (set, run->labels[i]))
      return FALSE;

  return TRUE;
}

/* Looks back over steps and runs alike; a run counts as the steps that made it. */
static gboolean
start_set (HfPathTrie *self, guint32 node, guint32 label, guint32 *result)
{
  Run set = { .ordered = FALSE };
  guint steps = 1;

  set_add (&set, label);
  while (steps < WINDOW && node != HF_PATH_TRIE_TOP)
    {
      const Node *at = node_at (self, node);
      const Run *run = at->run != NO_RUN ? &g_array_index (self->runs, Run, at->run) : NULL;

      if (!(run != NULL ? set_add_run (&set, run) : set_add (&set, at->label)))
        return FALSE;
      steps += run == NULL ? 1 : run->ordered ? REPEATS * run->n : WINDOW;
      node = at->parent;
    }
  if (steps < WINDOW)
    return FALSE;
  *result = run_node (self, node, &set);

  return TRUE;
}

/* A step that a run swallows: any label of a set, the one that completes a pattern. */
static gboolean
continue_run (const HfPathTrie *self, guint32 node, const guint32 *labels, guint n, guint32 *result)
{
  guint32 at = node;
  const Run *run;

  for (guint i = 1; i < n; i++)
    at = node_at (self, at)->parent;
  if (node_at (self, at)->run == NO_RUN)
    return FALSE;

  run = &g_array_index (self->runs, Run, node_at (self, at)->run);
  *result = at;
  if (!run->ordered)
    {
      for (guint i = 0; n == 1 && i < run->n; i++)
        if (run->labels[i] == labels[0])
          return TRUE;
      return FALSE;
    }
  for (guint i = 0; i < run->n; i++)
    if (n != run->n || run->labels[i] != labels[n - 1 - i])
      return FALSE;

  return TRUE;
}

static guint32
add (HfPathTrie *self, guint32 node, guint32 label)
{
  guint32 labels[WINDOW], bases[WINDOW], result;
  guint32 found = hf_pair_table_get (&self->by_step, node, label);
  guint n;

  if (found != HF_NONE)
    return found;

  n = window (self, node, label, labels, bases);
  if (continue_run (self, node, labels, n, &result) || start_pattern (self, labels, bases, n, &result) ||
      start_set (self, node, label, &result))
    return result;

  return child (self, node, label, NO_RUN);
}

guint32
hf_path_trie_add_label (HfPathTrie *self, guint32 node, const char *label)
{
  g_return_val_if_fail (self != NULL && node < self->nodes->len && label != NULL, HF_PATH_TRIE_TOP);

  return add (self, node, label_id (self, label));
}

guint32
hf_path_trie_add (HfPathTrie *self, guint32 node, const HfHeap *heap, const HfFold *fold)
{
  g_return_val_if_fail (self != NULL && node < self->nodes->len && heap != NULL && fold != NULL, HF_PATH_TRIE_TOP);

  return add (self, node, label_of_fold (self, heap, fold));
}

/* The last @n labels of @node's path, first to last. */
static void
append_tail (const HfPathTrie *self, guint32 node, guint n, GString *text)
{
  guint32 labels[2 * SHOWN];

  g_assert (n <= G_N_ELEMENTS (labels));
  for (guint i = n; i-- > 0; node = node_at (self, node)->parent)
    labels[i] = node_at (self, node)->label;
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (text, SEPARATOR);
      g_string_append (text, g_ptr_array_index (self->labels, labels[i]));
    }
}

void
hf_path_trie_append (const HfPathTrie *self, guint32 node, GString *text)
{
  guint32 depth;

  g_return_if_fail (self != NULL && node < self->nodes->len && text != NULL);

  depth = node_at (self, node)->depth;
  if (depth <= 2 * SHOWN)
    {
      append_tail (self, node, depth, text);
      return;
    }
  append_tail (self, node_at (self, node)->head, SHOWN, text);
  g_string_append_printf (text, SEPARATOR "… %u …" SEPARATOR, depth - 2 * SHOWN);
  append_tail (self, node, SHOWN, text);
}
