/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-cycle-shape.h"

#include <string.h>

#include "hf-path-fold.h"
#include "hf-python.h"

#define ARROW " → "
#define MAX_SHOWN 16u
#define MAX_TRIES 2000000u

/* One step of the ring as it is read: who holds, and the folded label of the way to the next holder. */
typedef struct
{
  guint rank;
  guint32 holder;
  guint first_ref; /* index into the ring */
  char *label;
} Bead;

static void
clear_bead (Bead *bead)
{
  g_free (bead->label);
}

static guint
rank_of (const HfHeap *heap, guint32 object)
{
  static const guint ranks[] = {
    [HF_KIND_INSTANCE] = 0, [HF_KIND_FRAME] = 1, [HF_KIND_FUNCTION] = 2, [HF_KIND_TYPE] = 3, [HF_KIND_MODULE] = 4,
    [HF_KIND_CONTAINER] = 5, [HF_KIND_OTHER] = 6, [HF_KIND_VALUE] = 7, [HF_KIND_ROOT] = 8,
  };
  guint rank = ranks[hf_heap_kind (heap, object)];

  return (hf_heap_type_flags (heap, hf_heap_type (heap, object)) & HF_TYPE_INTERNAL) ? rank + 10 : rank;
}

static guint32
ring_ref (const GArray *ring, guint i)
{
  return g_array_index (ring, guint32, i % ring->len);
}

static guint32
holder_of (const HfHeap *heap, const GArray *ring, guint i)
{
  return hf_graph_referrer_of (hf_heap_graph (heap), ring_ref (ring, i));
}

/* The references of the step that ends with ring reference @i, looking back round the ring. */
static HfFold
fold_at (const HfHeap *heap, const GArray *ring, guint i)
{
  guint32 back[HF_FOLD_LINKS];

  for (guint k = 0; k < HF_FOLD_LINKS; k++)
    back[k] = k < ring->len ? ring_ref (ring, i + 2 * ring->len * HF_FOLD_LINKS - k) : HF_NONE;

  return hf_fold_step (heap, hf_ref_object (hf_heap_graph (heap)->out[back[0]]), back);
}

static void
reverse (GArray *beads)
{
  for (guint i = 0; i < beads->len / 2; i++)
    {
      Bead other = g_array_index (beads, Bead, i);

      g_array_index (beads, Bead, i) = g_array_index (beads, Bead, beads->len - 1 - i);
      g_array_index (beads, Bead, beads->len - 1 - i) = other;
    }
}

/* The ring as beads, in order; the first bead's references begin where no step is cut in two. */
static GArray *
string_beads (const HfHeap *heap, const GArray *ring)
{
  GArray *beads = g_array_new (FALSE, FALSE, sizeof (Bead));
  guint end = ring->len, left = ring->len;

  g_array_set_clear_func (beads, (GDestroyNotify) clear_bead);
  /* A step that would reach over the beginning tells where to begin instead. */
  for (guint i = 0; i < HF_FOLD_LINKS && i < ring->len; i++)
    if (fold_at (heap, ring, i).n_links > i + 1)
      end = ring->len + i + 1;

  while (left > 0)
    {
      HfFold fold = fold_at (heap, ring, end - 1);
      guint n = MIN (fold.n_links, left);
      g_autoptr (GString) label = g_string_new (NULL);
      Bead bead = { .first_ref = (end - n) % ring->len };

      hf_fold_append_folded (heap, &fold, label);
      bead.holder = holder_of (heap, ring, bead.first_ref);
      bead.rank = rank_of (heap, bead.holder);
      bead.label = g_string_free (g_steal_pointer (&label), FALSE);
      g_array_append_val (beads, bead);
      end -= n;
      left -= n;
    }
  reverse (beads);

  return beads;
}

static int
compare_beads (const HfHeap *heap, const Bead *a, const Bead *b)
{
  int order;

  if (a->rank != b->rank)
    return a->rank < b->rank ? -1 : 1;
  order = strcmp (hf_heap_type_name_of (heap, a->holder), hf_heap_type_name_of (heap, b->holder));

  return order != 0 ? order : strcmp (a->label, b->label);
}

/* Where the least rotation begins (Shiloach 1981). O(length). */
static guint
least_rotation (const HfHeap *heap, const GArray *beads)
{
  guint n = beads->len, i = 0, j = 1, k = 0;

  while (i < n && j < n && k < n)
    {
      int order = compare_beads (heap, &g_array_index (beads, Bead, (i + k) % n), &g_array_index (beads, Bead, (j + k) % n));

      if (order == 0)
        {
          k++;
          continue;
        }
      if (order > 0)
        i += k + 1;
      else
        j += k + 1;
      if (i == j)
        j++;
      k = 0;
    }

  return MIN (i, j);
}

void
hf_cycle_shape_turn (const HfHeap *heap, GArray *ring)
{
  g_autoptr (GArray) beads = string_beads (heap, ring);
  guint first = g_array_index (beads, Bead, least_rotation (heap, beads)).first_ref;
  g_autofree guint32 *turned = g_new (guint32, ring->len);

  for (guint i = 0; i < ring->len; i++)
    turned[i] = ring_ref (ring, first + i);
  memcpy (ring->data, turned, ring->len * sizeof *turned);
}

/* The smallest part that, repeated, makes the whole ring (by the failure function of Knuth, Morris and Pratt 1977). */
static guint
period_of (const HfHeap *heap, const GArray *beads)
{
  guint n = beads->len;
  g_autofree guint *failure = g_new0 (guint, n + 1);

  for (guint i = 1, k = 0; i < n; i++)
    {
      while (k > 0 && compare_beads (heap, &g_array_index (beads, Bead, i), &g_array_index (beads, Bead, k)) != 0)
        k = failure[k - 1];
      if (compare_beads (heap, &g_array_index (beads, Bead, i), &g_array_index (beads, Bead, k)) == 0)
        k++;
      failure[i] = k;
    }

  return n % (n - failure[n - 1]) == 0 ? n - failure[n - 1] : n;
}

char *
hf_cycle_shape_text (const HfHeap *heap, const GArray *ring)
{
  g_autoptr (GArray) beads = string_beads (heap, ring);
  g_autoptr (GString) text = g_string_new (NULL);
  guint period = period_of (heap, beads);

  for (guint i = 0; i < period; i++)
    {
      const Bead *bead = &g_array_index (beads, Bead, i);

      if (period > MAX_SHOWN && i == MAX_SHOWN - 2)
        {
          g_string_append_printf (text, "… %u …" ARROW, period - MAX_SHOWN + 1);
          i = period - 2;
          continue;
        }
      g_string_append_printf (text, "%s" ARROW "%s" ARROW, hf_fold_short_type (heap, bead->holder), bead->label);
    }
  g_string_append (text, hf_fold_short_type (heap, g_array_index (beads, Bead, 0).holder));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* ---- the reference to break -------------------------------------------------------------------------------------------------- */

/* Names that usually lead back: what a weak reference could replace. */
static const char *const back_names[] = {
  "parent", "_parent", "owner", "_owner", "session", "_session", "callback", "_callback", "callbacks", "prev", "_prev", "previous",
  "back", "_back", "backref", "_backref", "root", "_root", "container", "manager", "controller", "master", "outer", "app", "_app",
  "up", "__self__", "__traceback__", "tb_frame", "exc", "error", "exception", "self", NULL,
};

/* ".session" that leads to a Session: one instance knows another by what it is. */
static gboolean
is_named_after_class (const HfHeap *heap, guint32 r, const char *name)
{
  guint32 to = hf_ref_object (hf_heap_graph (heap)->out[r]);
  const char *class = hf_fold_short_type (heap, to);
  const char *dot = strrchr (class, '.');

  while (*name == '_')
    name++;

  return hf_heap_kind (heap, to) == HF_KIND_INSTANCE && g_ascii_strcasecmp (name, dot != NULL ? dot + 1 : class) == 0;
}

/* How likely the reference leads back: a name that says so tells more than that of a class, which may as well lead on (the
 * .child of a Parent). 0 … 2. */
static guint
leads_back (const HfHeap *heap, guint32 r)
{
  const char *name = hf_heap_ref_name (heap, r);
  g_autofree char *key = hf_heap_ref_kind (heap, r) == HF_REF_VALUE ? hf_python_name_of_literal (name) : NULL;

  if (hf_heap_ref_kind (heap, r) == HF_REF_CELL)
    return 2;
  if (key != NULL)
    name = key;
  else if (name[0] == '.')
    name++;

  return g_strv_contains (back_names, name) ? 2 : is_named_after_class (heap, r, name);
}

gboolean
hf_cycle_shape_leads_back (const HfHeap *heap, guint32 r)
{
  return leads_back (heap, r) > 0;
}

/* Only what a program can assign to can be broken. */
static gboolean
is_breakable (const HfHeap *heap, guint32 r)
{
  switch (hf_heap_ref_kind (heap, r))
    {
    case HF_REF_DICT:
    case HF_REF_TYPE:
    case HF_REF_INTERNAL:
    case HF_REF_STACK:
      return FALSE;

    default:
      return hf_ref_class (hf_heap_graph (heap)->out[r]) == HF_CLASS_STRONG;
    }
}

static guint
score_of (HfRingFinder *finder, guint cycle, guint32 r, gboolean try_it)
{
  guint score = 0;

  if (!is_breakable (finder->heap, r))
    return 0;
  score = 1 + leads_back (finder->heap, r);
  if (try_it && hf_ring_falls_apart (finder, cycle, r))
    score += 3;

  return score;
}

guint32
hf_cycle_shape_break (HfRingFinder *finder, guint cycle, const GArray *ring)
{
  guint32 members = finder->components->cycle_begin[cycle + 1] - finder->components->cycle_begin[cycle];
  gboolean try_it = (guint64) ring->len * members <= MAX_TRIES;
  guint32 best = g_array_index (ring, guint32, ring->len - 1);
  guint best_score = 0;

  /* Among equals the one that closes the ring: it leads back to where the reader began. */
  for (guint i = ring->len; i-- > 0;)
    {
      guint32 r = g_array_index (ring, guint32, i);
      guint score = score_of (finder, cycle, r, try_it);

      if (score > best_score)
        {
          best = r;
          best_score = score;
        }
    }

  return best;
}
