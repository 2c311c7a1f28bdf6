/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-query.h"
#include "heap/hf-heap-builder.h"
#include "hf-test-graph.h"
#include "hf-test-oracle.h"

#include <string.h>

/* ---- heaps at random, with everything that can be asked for ---- */

static const char *const values[] = { "", "'foo'", "'Food for all'", "\"it's\"", "42", "b'foo'", "foo", "<app.Session at 0x10>", "'日本'" };
static const char *const names[] = { "data", "_data", "session", "'key'", "'Session'", "x" };
static const char *const type_names[] = { "Session", "Cache", "Sessions", "dict", "list", "function", "web.Request" };
static const char *const modules[] = { "app", "app.web", "builtins", "", "lib" };

static HfHeapBuilder *
builder_with_sites (void)
{
  static const HfSiteFrame first[] = { { "app/web.py", "handle", 31 }, { "app/main.py", "", 7 } };
  static const HfSiteFrame second[] = { { "app/main.py", "run", 9 } };
  HfHeapBuilder *builder = hf_heap_builder_new ();

  hf_heap_builder_set_has (builder, HF_HAS_ROOTS | HF_HAS_SIZES | HF_HAS_ADDRESSES | HF_HAS_REFCOUNTS | HF_HAS_NAMES | HF_HAS_SITES | HF_HAS_VALUES);
  hf_heap_builder_add_site (builder, first, G_N_ELEMENTS (first));
  hf_heap_builder_add_site (builder, second, G_N_ELEMENTS (second));

  return builder;
}

static void
add_object (GRand *rand, HfHeapBuilder *builder, guint64 address)
{
  static const HfObjectFlags flags[] = { 0, 0, 0, HF_OBJECT_TRACKED, HF_OBJECT_TRACKED, HF_OBJECT_FINALIZER, HF_OBJECT_IMMORTAL, HF_OBJECT_UNEXPANDED };
  /* A name has the same kind and flags each time. */
  guint name = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (type_names));
  HfKind kind = (HfKind) (1 + name % HF_KIND_VALUE);
  HfObjectSpec spec = {
    .address = address,
    .type = hf_heap_builder_type (builder, modules[g_rand_int_range (rand, 0, G_N_ELEMENTS (modules))], type_names[name],
                                  kind == HF_KIND_ROOT ? HF_KIND_OTHER : kind, name == 5 ? HF_TYPE_INTERNAL : name == 1 ? HF_TYPE_FINALIZER : 0),
    .shallow = G_GUINT64_CONSTANT (1) << g_rand_int_range (rand, 0, 24),
    .refcount = g_rand_int_range (rand, 0, 3) == 0 ? HF_REFCOUNT_UNKNOWN : (guint32) g_rand_int_range (rand, 0, 6),
    .flags = flags[g_rand_int_range (rand, 0, G_N_ELEMENTS (flags))],
    .value = values[g_rand_int_range (rand, 0, G_N_ELEMENTS (values))],
    .site = (guint32) g_rand_int_range (rand, 0, 3),
  };

  spec.value_length = strlen (spec.value);
  hf_heap_builder_add_object (builder, &spec);
}

static void
add_reference (GRand *rand, HfHeapBuilder *builder, guint32 n)
{
  static const HfRefKind kinds[] = { HF_REF_OTHER, HF_REF_ATTRIBUTE, HF_REF_ATTRIBUTE, HF_REF_INDEX, HF_REF_VALUE, HF_REF_KEY, HF_REF_MEMBER, HF_REF_LOCAL, HF_REF_DICT };
  static const HfRefClass classes[] = { HF_CLASS_STRONG, HF_CLASS_STRONG, HF_CLASS_STRONG, HF_CLASS_STRONG, HF_CLASS_STRUCTURAL, HF_CLASS_WEAK, HF_CLASS_SHARED };
  HfRefKind kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))];
  guint32 from = (guint32) g_rand_int_range (rand, 0, (gint32) n);
  guint32 to = (guint32) g_rand_int_range (rand, 0, (gint32) n);
  const char *text = names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))];
  guint32 name = kind == HF_REF_INDEX ? (guint32) g_rand_int_range (rand, 0, 9) : hf_heap_builder_string (builder, text, -1);

  hf_heap_builder_add_ref_from (builder, from, to, kind, name, classes[g_rand_int_range (rand, 0, G_N_ELEMENTS (classes))]);
}

static HfHeap *
random_heap (GRand *rand, guint32 n)
{
  g_autoptr (HfHeapBuilder) builder = builder_with_sites ();
  g_autoptr (GError) error = NULL;
  guint64 address = 0x1000;
  guint32 n_refs = (guint32) g_rand_int_range (rand, 0, (gint32) n * 3);
  HfHeap *heap;

  for (guint32 i = 0; i < n; i++)
    {
      address += 16 * (guint64) g_rand_int_range (rand, 1, 4);
      add_object (rand, builder, address);
    }
  for (guint32 i = 0; i < n_refs; i++)
    add_reference (rand, builder, n);
  for (guint32 i = 0; i < 4; i++)
    hf_heap_builder_add_root (builder, HF_ROOT_MODULE, i % 2 ? "session" : "module app", (guint32) g_rand_int_range (rand, 0, (gint32) n), i % 2);
  heap = hf_heap_builder_build (builder, NULL, &error);
  g_assert_no_error (error);

  return heap;
}

/* ---- the naive answers: one object at a time, by the words of the header alone ---- */

typedef struct
{
  const HfHeap *heap;
  const HfGraph *graph;
  const HfHeap *earlier;
  HfOracle oracle;
  guint32 distance[64];
} World;

static gboolean
naive_glob (const char *glob, const char *text)
{
  if (*glob == '\0')
    return *text == '\0';
  if (*glob == '*')
    return naive_glob (glob + 1, text) || (*text != '\0' && naive_glob (glob, text + 1));
  if (*text == '\0')
    return FALSE;
  if (*glob == '?')
    return naive_glob (glob + 1, g_utf8_next_char (text));

  return *glob == *text && naive_glob (glob + 1, text + 1);
}

static gboolean
naive_has (const char *text, const char *part)
{
  g_autofree char *a = g_ascii_strdown (text, -1);
  g_autofree char *b = g_ascii_strdown (part, -1);

  return strstr (a, b) != NULL;
}

static gboolean
naive_text (const char *op, const char *text, const char *with)
{
  if (g_str_equal (op, ":"))
    return naive_glob (with, text);
  if (strchr (op, '~') != NULL)
    return naive_has (text, with);

  return g_str_equal (text, with);
}

static gboolean
naive_quoted (const char *op, const char *text, const char *with)
{
  gsize length = strlen (text);
  g_autofree char *inner = length >= 2 && strchr ("'\"", text[0]) != NULL && text[length - 1] == text[0] ? g_strndup (text + 1, length - 2) : NULL;

  return naive_text (op, text, with) || (inner != NULL && strchr (op, '~') == NULL && naive_text (op, inner, with));
}

static gboolean
naive_compare (gint64 a, const char *op, gint64 b)
{
  if (g_str_equal (op, "<")) return a < b;
  if (g_str_equal (op, "<=")) return a <= b;
  if (g_str_equal (op, "=")) return a == b;
  if (g_str_equal (op, "!=")) return a != b;
  if (g_str_equal (op, ">=")) return a >= b;
  g_assert_cmpstr (op, ==, ">");

  return a > b;
}

static gboolean
naive_type (const World *world, guint32 v, const char *op, const char *with)
{
  guint32 type = hf_heap_type (world->heap, v);
  const char *name = hf_heap_type_name (world->heap, type);
  g_autofree char *module = g_strconcat (hf_heap_type_module (world->heap, type), ".", NULL);

  return naive_text (op, name, with) ||
         (strchr (op, '~') == NULL && *hf_heap_type_module (world->heap, type) != '\0' && g_str_has_prefix (name, module) && naive_text (op, name + strlen (module), with));
}

static gboolean
naive_name (const World *world, guint32 v, const char *op, const char *with)
{
  for (guint32 r = 0; r < world->graph->m; r++)
    if (hf_ref_object (world->graph->out[r]) == v && *hf_heap_ref_name (world->heap, r) != '\0' && naive_quoted (op, hf_heap_ref_name (world->heap, r), with))
      return TRUE;

  return FALSE;
}

static gboolean
naive_frame (HfSiteFrame frame, const char *op, const char *with)
{
  g_autofree char *line = g_strdup_printf ("%s:%u", frame.file, frame.line);

  return naive_text (op, frame.file, with) || naive_text (op, line, with) || (*frame.function != '\0' && naive_text (op, frame.function, with));
}

static gboolean
naive_site (const World *world, guint32 v, const char *key, const char *op, const char *with)
{
  guint32 site = hf_heap_site (world->heap, v);
  gboolean found = FALSE;

  if (site == 0)
    return FALSE;
  for (guint i = 0; i < (g_str_equal (key, "site") ? 1 : hf_heap_site_depth (world->heap, site)); i++)
    found |= naive_frame (hf_heap_site_frame (world->heap, site, i), op, with);

  return found != (op[0] == '!');
}

static const char *const kind_names[] = { "other", NULL, "module", "frame", "type", "function", "container", "instance", "value" };

static gboolean
naive_text_term (const World *world, guint32 v, const char *key, const char *op, const char *with)
{
  gboolean fits;

  if (g_str_equal (key, "site") || g_str_equal (key, "trace"))
    return naive_site (world, v, key, op, with);
  if (g_str_equal (key, "type"))
    fits = naive_type (world, v, op, with);
  else if (g_str_equal (key, "module"))
    fits = naive_text (op, hf_heap_type_module (world->heap, hf_heap_type (world->heap, v)), with);
  else if (g_str_equal (key, "kind"))
    fits = naive_text (op, kind_names[hf_heap_kind (world->heap, v)], with);
  else if (g_str_equal (key, "value"))
    fits = naive_quoted (op, hf_heap_value (world->heap, v), with);
  else
    fits = naive_name (world, v, op, with);

  return fits != (op[0] == '!');
}

/* G_MININT64: nothing is known. */
static gint64
naive_number (const World *world, guint32 v, const char *key)
{
  const HfGraph *graph = world->graph;
  gint64 n = 0;

  if (g_str_equal (key, "size"))
    return (gint64) hf_heap_shallow (world->heap, v);
  if (g_str_equal (key, "retained"))
    return (gint64) hf_oracle_retained (&world->oracle, HF_SET (v));
  if (g_str_equal (key, "refcount"))
    return hf_heap_refcount (world->heap, v) == HF_REFCOUNT_UNKNOWN ? G_MININT64 : hf_heap_refcount (world->heap, v);
  if (g_str_equal (key, "distance"))
    return v <= graph->n_reachable ? world->distance[v] : G_MININT64;
  if (g_str_equal (key, "unaccounted"))
    return hf_heap_refcount (world->heap, v) == HF_REFCOUNT_UNKNOWN || (hf_heap_flags (world->heap, v) & HF_OBJECT_IMMORTAL) ? G_MININT64
                                                                                                                        : hf_heap_unaccounted (world->heap, v);
  if (g_str_equal (key, "items") && (hf_heap_flags (world->heap, v) & HF_OBJECT_UNEXPANDED))
    return G_MININT64;
  for (guint32 r = hf_heap_n_roots (world->heap); r < graph->m; r++)
    {
      HfRefKind kind = hf_heap_ref_kind (world->heap, r);
      gboolean from = hf_graph_referrer_of (graph, r) == v;

      if (g_str_equal (key, "refs"))
        n += from;
      else if (g_str_equal (key, "referrers"))
        n += hf_ref_object (graph->out[r]) == v;
      else
        n += from && (kind == HF_REF_INDEX || kind == HF_REF_VALUE || kind == HF_REF_MEMBER);
    }

  return n;
}

/* What @from leads to over one reference of @classes at least; where @held is to be known, as cycles are counted. */
static HfSet
naive_reach (const World *world, guint32 from, HfRefClasses classes, gboolean as_cycles, gboolean once)
{
  const HfGraph *graph = world->graph;
  HfSet reached = 0, before;

  do
    {
      before = reached;
      for (guint32 v = 1; v < graph->n; v++)
        for (guint32 r = graph->out_begin[v]; r < graph->out_begin[v + 1]; r++)
          if ((v == from || (!once && (before & HF_SET (v)))) &&
              hf_ref_is (graph->out[r], as_cycles ? (v <= graph->n_reachable ? HF_CLASSES_STRONG : HF_CLASSES_OWNING) : classes))
            reached |= HF_SET (hf_ref_object (graph->out[r]));
    }
  while (reached != before);

  return reached;
}

static gboolean
naive_object_term (const World *world, guint32 v, const char *key, guint32 x)
{
  if (g_str_equal (key, "held-by"))
    return v != x && !(hf_oracle_stays (&world->oracle, HF_SET (x)) & HF_SET (v));
  if (g_str_equal (key, "reachable-from"))
    return (naive_reach (world, x, HF_CLASSES_OWNING, FALSE, FALSE) & HF_SET (v)) != 0;
  if (g_str_equal (key, "reaches"))
    return (naive_reach (world, v, HF_CLASSES_OWNING, FALSE, FALSE) & HF_SET (x)) != 0;
  if (g_str_equal (key, "refers-to"))
    return (naive_reach (world, v, HF_CLASSES_ALL, FALSE, TRUE) & HF_SET (x)) != 0;

  return (naive_reach (world, x, HF_CLASSES_ALL, FALSE, TRUE) & HF_SET (v)) != 0;
}

static gboolean
naive_new (const World *world, guint32 v)
{
  for (guint32 u = 1; u < hf_heap_graph (world->earlier)->n; u++)
    if (hf_heap_address (world->earlier, u) == hf_heap_address (world->heap, v))
      return !g_str_equal (hf_heap_type_name_of (world->earlier, u), hf_heap_type_name_of (world->heap, v));

  return TRUE;
}

static gboolean
naive_flag (const World *world, guint32 v, const char *key)
{
  HfObjectFlags flags = hf_heap_flags (world->heap, v);
  HfTypeFlags type_flags = hf_heap_type_flags (world->heap, hf_heap_type (world->heap, v));

  if (g_str_equal (key, "new"))
    return naive_new (world, v);
  if (g_str_equal (key, "cycle"))
    return (naive_reach (world, v, 0, TRUE, FALSE) & HF_SET (v)) != 0;
  if (g_str_equal (key, "garbage"))
    return !(world->oracle.reachable & HF_SET (v));
  if (g_str_equal (key, "held"))
    return (world->oracle.reachable & HF_SET (v)) != 0;
  if (g_str_equal (key, "root"))
    {
      for (guint32 r = 0; r < hf_heap_n_roots (world->heap); r++)
        if (hf_ref_object (world->graph->out[r]) == v)
          return TRUE;
      return FALSE;
    }
  if (g_str_equal (key, "tracked"))
    return (flags & HF_OBJECT_TRACKED) != 0;
  if (g_str_equal (key, "finalizer"))
    return (flags & HF_OBJECT_FINALIZER) || (type_flags & HF_TYPE_FINALIZER);
  if (g_str_equal (key, "immortal"))
    return (flags & HF_OBJECT_IMMORTAL) != 0;

  return (type_flags & HF_TYPE_INTERNAL) != 0;
}

static void
world_init (World *world, const HfHeap *heap, const HfHeap *earlier)
{
  *world = (World) { .heap = heap, .graph = hf_heap_graph (heap), .earlier = earlier };
  if (world->graph->n > 63)
    return;
  hf_oracle_init (&world->oracle, heap);
  /* As many rounds as there are objects settle every distance. */
  memset (world->distance, 0xff, sizeof world->distance);
  world->distance[HF_ROOT] = 0;
  for (guint32 round = 0; round < world->graph->n; round++)
    for (guint32 v = 0; v < world->graph->n; v++)
      for (guint32 u = 0; u < world->graph->n; u++)
        if ((world->oracle.out[v] & HF_SET (u)) && world->distance[v] != G_MAXUINT32)
          world->distance[u] = MIN (world->distance[u], world->distance[v] + 1);
}

/* ---- questions at random: the test's own trees ---- */

typedef enum
{
  WORD,
  TEXT,
  NUMBER,
  OBJECT,
  FLAG,
  NOT,
  AND,
  OR,
} Kind;

typedef struct _Question Question;

struct _Question
{
  Kind kind;
  const char *key, *op, *text;
  gint64 number;
  guint32 object;
  Question *a, *b;
};

static void
question_free (Question *self)
{
  if (self == NULL)
    return;
  question_free (self->a);
  question_free (self->b);
  g_free (self);
}

#define PICK(rand, array) (array)[g_rand_int_range ((rand), 0, G_N_ELEMENTS (array))]

static const char *const text_keys[] = { "type", "module", "kind", "value", "name", "site", "trace" };
static const char *const text_ops[] = { ":", "~", "!~", "=", "!=" };
static const char *const number_keys[] = { "size", "refs", "referrers", "items", "refcount", "unaccounted", "retained", "distance" };
static const char *const number_ops[] = { "<", "<=", "=", "!=", ">=", ">" };
static const char *const object_keys[] = { "held-by", "reachable-from", "reaches", "refers-to", "referred-by" };
static const char *const flags[] = { "garbage", "held", "root", "tracked", "finalizer", "immortal", "internal", "new", "cycle" };
static const char *const words[] = { "Session", "session", "app.*", "*s", "WEB", "dict", "app", "?ist" };
static const char *const texts[] = { "app.*", "Session", "*", "app", "foo", "FOO", "*foo*", "key", "session", "data", "_data", "42", "日本", "app/web.py", "app/main.py:7", "handle", "*.py", "run", "frame", "?ist", "" };

static void
make_leaf (GRand *rand, const World *world, Question *self)
{
  gboolean small = world->graph->n <= 63;

  self->kind = (Kind) g_rand_int_range (rand, WORD, small ? FLAG + 1 : OBJECT);
  switch (self->kind)
    {
    case WORD:
      self->text = PICK (rand, words);
      break;
    case TEXT:
      self->key = PICK (rand, text_keys);
      self->op = PICK (rand, text_ops);
      self->text = g_str_equal (self->key, "kind") ? (g_str_equal (self->op, ":") ? "f*" : "frame") : PICK (rand, texts);
      break;
    case NUMBER:
      self->key = number_keys[g_rand_int_range (rand, 0, small ? G_N_ELEMENTS (number_keys) : 6)];
      self->op = PICK (rand, number_ops);
      self->number = g_str_equal (self->key, "size") || g_str_equal (self->key, "retained") ? (gint64) 1 << g_rand_int_range (rand, 0, 24) : g_rand_int_range (rand, 0, 6);
      if (g_str_equal (self->key, "size") && g_rand_boolean (rand))
        self->number = (gint64) g_rand_int_range (rand, 1, 9) * 1000;
      break;
    case OBJECT:
      self->key = PICK (rand, object_keys);
      self->object = (guint32) g_rand_int_range (rand, 1, (gint32) world->graph->n);
      break;
    case FLAG:
    default:
      self->key = PICK (rand, flags);
      break;
    }
}

static Question *
question_new (GRand *rand, const World *world, guint depth)
{
  Question *self = g_new0 (Question, 1);

  if (depth == 0 || g_rand_int_range (rand, 0, 4) == 0)
    {
      make_leaf (rand, world, self);
      return self;
    }
  self->kind = (Kind) g_rand_int_range (rand, NOT, OR + 1);
  self->a = question_new (rand, world, depth - 1);
  if (self->kind != NOT)
    self->b = question_new (rand, world, depth - 1);

  return self;
}

static gboolean
naive_fits (const World *world, const Question *self, guint32 v)
{
  gint64 number;

  switch (self->kind)
    {
    case WORD:
      if (strpbrk (self->text, "*?") != NULL)
        {
          g_autofree char *small = g_ascii_strdown (hf_heap_type_name_of (world->heap, v), -1);
          g_autofree char *glob = g_ascii_strdown (self->text, -1);
          g_autofree char *module = g_strdup_printf ("%s.", hf_heap_type_module (world->heap, hf_heap_type (world->heap, v)));
          g_autofree char *prefix = g_ascii_strdown (module, -1);

          return naive_glob (glob, small) || (prefix[1] != '\0' && g_str_has_prefix (small, prefix) && naive_glob (glob, small + strlen (prefix)));
        }
      return naive_has (hf_heap_type_name_of (world->heap, v), self->text);
    case TEXT:
      return naive_text_term (world, v, self->key, self->op, self->text);
    case NUMBER:
      number = naive_number (world, v, self->key);
      return number != G_MININT64 && naive_compare (number, self->op, self->number);
    case OBJECT:
      return naive_object_term (world, v, self->key, self->object);
    case FLAG:
      return naive_flag (world, v, self->key);
    case NOT:
      return !naive_fits (world, self->a, v);
    case AND:
      return naive_fits (world, self->a, v) && naive_fits (world, self->b, v);
    case OR:
    default:
      return naive_fits (world, self->a, v) || naive_fits (world, self->b, v);
    }
}

/* In any of its spellings. */
static void
question_write (GRand *rand, const World *world, const Question *self, GString *text)
{
  switch (self->kind)
    {
    case WORD:
      g_string_append_printf (text, g_rand_boolean (rand) ? "%s" : "\"%s\"", self->text);
      return;
    case TEXT:
      g_string_append_printf (text, *self->text != '\0' && g_rand_boolean (rand) ? "%s%s%s" : g_rand_boolean (rand) ? "%s%s\"%s\"" : "%s%s'%s'", self->key, self->op, self->text);
      return;
    case NUMBER:
      if (self->number % 1000 == 0 && self->number > 0)
        g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT "k", self->key, self->op, self->number / 1000);
      else if (self->number % 1024 == 0 && self->number > 0)
        g_string_append_printf (text, "%s%s%" G_GINT64_FORMAT "KiB", self->key, self->op, self->number / 1024);
      else
        g_string_append_printf (text, "%s%s%" G_GINT64_FORMAT, self->key, self->op, self->number);
      return;
    case OBJECT:
      g_string_append_printf (text, g_rand_boolean (rand) ? "%s:#%u" : "%s:\"#%u\"", self->key, self->object);
      return;
    case FLAG:
      g_string_append (text, self->key);
      return;
    case NOT:
      g_string_append (text, g_rand_boolean (rand) ? "-(" : "not (");
      question_write (rand, world, self->a, text);
      g_string_append_c (text, ')');
      return;
    case AND:
    case OR:
    default:
      g_string_append_c (text, '(');
      question_write (rand, world, self->a, text);
      g_string_append (text, self->kind == OR ? " or " : g_rand_boolean (rand) ? " " : " and ");
      question_write (rand, world, self->b, text);
      g_string_append_c (text, ')');
      return;
    }
}

static guint
compare (const World *world, const HfAnalysis *analysis, const Question *question, const char *text)
{
  g_autoptr (GError) error = NULL;
  HfQueryFault fault;
  g_autoptr (HfQuery) query = hf_query_parse (text, &fault);
  g_autoptr (HfBitset) found = NULL;
  guint n = 0;

  g_assert_cmpstr (fault.sentence, ==, NULL);
  g_assert_nonnull (query);
  found = hf_query_run (query, world->heap, analysis, world->earlier, NULL, &fault, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fault.sentence, ==, NULL);
  g_assert_false (hf_bitset_has (found, HF_ROOT));
  for (guint32 v = 1; v < world->graph->n; v++)
    {
      gboolean fits = naive_fits (world, question, v);

      if (fits != hf_bitset_has (found, v))
        g_error ("“%s”: object #%u (%s) is%s expected", text, v, hf_heap_type_name_of (world->heap, v), fits ? "" : " not");
      n += fits;
    }
  g_assert_cmpuint (hf_bitset_count (found), ==, n);

  return n;
}

static void
ask_at_random (GRand *rand, guint32 n_objects, guint n_questions, guint depth, guint *n_some)
{
  g_autoptr (HfHeap) earlier = random_heap (rand, n_objects);
  g_autoptr (HfHeap) heap = random_heap (rand, n_objects);
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
  World world;

  world_init (&world, heap, earlier);
  for (guint i = 0; i < n_questions; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      Question *question = question_new (rand, &world, depth);
      guint n;

      question_write (rand, &world, question, text);
      n = compare (&world, analysis, question, text->str);
      *n_some += n > 0 && n < n_objects;
      question_free (question);
    }
}

static void
test_leaves (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (61);
  guint n_some = 0;

  for (guint round = 0; round < 120; round++)
    ask_at_random (rand, (guint32) g_rand_int_range (rand, 1, 60), 60, 0, &n_some);
  g_assert_cmpuint (n_some, >, 2000);
}

static void
test_combinations (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (62);
  guint n_some = 0;

  for (guint round = 0; round < 120; round++)
    ask_at_random (rand, (guint32) g_rand_int_range (rand, 1, 60), 30, 5, &n_some);
  g_assert_cmpuint (n_some, >, 1000);
}

/* Beyond one word of bits. */
static void
test_larger (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (63);
  guint n_some = 0;

  for (guint round = 0; round < 6; round++)
    ask_at_random (rand, (guint32) g_rand_int_range (rand, 64, 700), 12, 3, &n_some);
  g_assert_cmpuint (n_some, >, 20);
}

/* Every operator of every key at least once, not left to chance. */
static void
test_every_operator (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (64);

  for (guint round = 0; round < 8; round++)
    {
      g_autoptr (HfHeap) earlier = random_heap (rand, 55);
      g_autoptr (HfHeap) heap = random_heap (rand, 55);
      g_autoptr (HfAnalysis) analysis = hf_analysis_new (heap, NULL, NULL);
      World world;

      world_init (&world, heap, earlier);
      for (guint i = 0; i < G_N_ELEMENTS (text_keys) * G_N_ELEMENTS (text_ops); i++)
        {
          Question question = { .kind = TEXT, .key = text_keys[i % G_N_ELEMENTS (text_keys)], .op = text_ops[i / G_N_ELEMENTS (text_keys)] };

          for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
            {
              g_autofree char *text = g_strdup_printf ("%s%s\"%s\"", question.key, question.op, texts[k]);
              HfQueryFault fault;
              g_autoptr (HfQuery) query = hf_query_parse (text, &fault);

              question.text = texts[k];
              /* There is no such kind: refused. */
              if (query == NULL)
                {
                  g_assert_cmpstr (question.key, ==, "kind");
                  hf_query_fault_clear (&fault);
                }
              else
                compare (&world, analysis, &question, text);
            }
        }
      for (guint i = 0; i < G_N_ELEMENTS (number_keys) * G_N_ELEMENTS (number_ops); i++)
        for (gint64 number = 0; number < 4; number++)
          {
            Question question = { .kind = NUMBER, .key = number_keys[i % G_N_ELEMENTS (number_keys)], .op = number_ops[i / G_N_ELEMENTS (number_keys)], .number = number };
            g_autofree char *text = g_strdup_printf ("%s%s%d", question.key, question.op, (int) number);

            compare (&world, analysis, &question, text);
          }
      for (guint i = 0; i < G_N_ELEMENTS (object_keys); i++)
        for (guint32 v = 1; v < world.graph->n; v++)
          {
            Question question = { .kind = OBJECT, .key = object_keys[i], .object = v };
            g_autofree char *text = g_strdup_printf ("%s:#%u", question.key, v);

            compare (&world, analysis, &question, text);
          }
      for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
        {
          Question question = { .kind = FLAG, .key = flags[i] };

          compare (&world, analysis, &question, flags[i]);
        }
    }
}

/* ---- what is asked for is not there ---- */

static void
test_not_there (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("m=module/16/app d=dict c=list x=app.T r>m@module:app m>d@__dict__ d>c@['CACHE'] c>x@[0]");
  g_autoptr (HfAnalysis) analysis = hf_analysis_new (graph->heap, NULL, NULL);
  g_autoptr (HfQuery) held = hf_query_parse ("list or held-by:app.CACHE", NULL);
  g_autoptr (HfQuery) nowhere = hf_query_parse ("T held-by:app.NONE", NULL);
  g_autoptr (HfQuery) new = hf_query_parse ("T -new", NULL);
  g_autoptr (HfBitset) found = NULL;
  g_autofree char *message = NULL;
  HfQueryFault fault;

  found = hf_query_run (held, graph->heap, analysis, NULL, NULL, &fault, NULL);
  g_assert_cmpuint (hf_bitset_count (found), ==, 2);
  g_assert_true (hf_bitset_has (found, hf_test_graph_id (graph, "x")));
  g_assert_true (hf_bitset_has (found, hf_test_graph_id (graph, "c")));

  g_assert_null (hf_query_run (nowhere, graph->heap, analysis, NULL, NULL, &fault, NULL));
  g_assert_cmpuint (fault.column, ==, strlen ("T held-by:"));
  g_assert_cmpuint (fault.length, ==, strlen ("app.NONE"));
  message = hf_query_fault_message (&fault, NULL);
  g_assert_nonnull (strstr (message, "NONE"));
  hf_query_fault_clear (&fault);

  g_assert_null (hf_query_run (new, graph->heap, analysis, NULL, NULL, &fault, NULL));
  g_assert_cmpuint (fault.column, ==, strlen ("T -"));
  hf_query_fault_clear (&fault);
  g_assert_cmpuint (hf_query_needs (new), ==, HF_QUERY_NEEDS_EARLIER);
  g_assert_cmpuint (hf_query_needs (held), ==, HF_QUERY_NEEDS_ANALYSIS);
}

static void
test_cancel (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (65);
  g_autoptr (HfHeap) heap = random_heap (rand, 500);
  g_autoptr (HfQuery) query = hf_query_parse ("size>1", NULL);
  g_autoptr (HfProgress) progress = hf_progress_new ();
  g_autoptr (GError) error = NULL;
  HfQueryFault fault;

  hf_progress_cancel (progress);
  g_assert_null (hf_query_run (query, heap, NULL, NULL, progress, &fault, &error));
  g_assert_error (error, HF_ERROR, HF_ERROR_CANCELLED);
  g_assert_cmpstr (fault.sentence, ==, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query-run/every-operator", test_every_operator);
  g_test_add_func ("/query-run/leaves", test_leaves);
  g_test_add_func ("/query-run/combinations", test_combinations);
  g_test_add_func ("/query-run/larger", test_larger);
  g_test_add_func ("/query-run/not-there", test_not_there);
  g_test_add_func ("/query-run/cancel", test_cancel);

  return g_test_run ();
}
