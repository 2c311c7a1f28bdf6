/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-drawing-text.h"

#include <string.h>

#include "config.h"
#include "drawing/hf-marks.h"
#include "drawing/hf-values.h"

#define _(text) g_dgettext (GETTEXT_PACKAGE, text)
#define LABEL_CHARS 32
#define SPAN_CHARS 44 /* that lead through plumbing */
#define TITLE_CHARS 48
#define ATTRIBUTE_CHARS 30
#define MAX_LABELS 2
#define STACK_TYPES 3

/* Noncharacters too: neither XML nor PDF takes them. */
static gboolean
is_plain (gunichar c)
{
  if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
    return FALSE;
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_SURROGATE:
      return FALSE;
    default:
      return TRUE;
    }
}

static void
append_visible (GString *text, gunichar c)
{
  if (c < 0x20)
    g_string_append_unichar (text, 0x2400 + c);
  else if (c == 0x7f)
    g_string_append_unichar (text, 0x2421);
  else if (is_plain (c))
    g_string_append_unichar (text, c);
  else
    g_string_append_printf (text, "\xe2\x9f\xa8U+%04X\xe2\x9f\xa9", c);
}

char *
hf_drawing_show_text (const char *text, guint max_chars)
{
  g_autofree char *valid = NULL;
  GString *shown = g_string_new (NULL);
  guint n = 0;

  if (text == NULL)
    text = "";
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (n++ >= max_chars)
        {
          g_string_append (shown, "\xe2\x80\xa6");
          break;
        }
      append_visible (shown, g_utf8_get_char (at));
    }

  return g_string_free (shown, FALSE);
}

char *
hf_drawing_format_size (guint64 bytes)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
  double value = (double) bytes / 1000;
  guint unit = 0;

  if (bytes < 1000)
    return g_strdup_printf ("%u B", (guint) bytes);

  /* 999.95 would be shown as 1000.0 of the smaller unit */
  while (value >= 999.95 && unit + 1 < G_N_ELEMENTS (units))
    {
      value /= 1000;
      unit++;
    }

  return g_strdup_printf (value >= 99.95 ? "%.0f %s" : "%.1f %s", value, units[unit]);
}

char *
hf_drawing_type_title (const HfHeap *heap, guint32 object)
{
  guint32 type = hf_heap_type (heap, object);
  const char *name = hf_heap_type_name (heap, type);
  const char *module = hf_heap_type_module (heap, type);
  gsize length = strlen (module);

  if (length > 0 && strncmp (name, module, length) == 0 && name[length] == '.' && name[length + 1] != '\0')
    name += length + 1;

  return hf_drawing_show_text (name, TITLE_CHARS);
}

/* The x of a dict key that is written 'x' and can be an attribute's name. (transfer full), or NULL. */
static char *
attribute_name (const char *key)
{
  gsize length = strlen (key);

  if (length < 3 || (key[0] != '\'' && key[0] != '"') || key[length - 1] != key[0])
    return NULL;
  for (gsize i = 1; i < length - 1; i++)
    {
      guchar c = (guchar) key[i];

      if (!(g_ascii_isalpha (c) || c == '_' || c >= 0x80 || (i > 1 && g_ascii_isdigit (c))))
        return NULL;
    }

  return g_strndup (key + 1, length - 2);
}

char *
hf_drawing_ref_text (const HfHeap *heap, guint32 ref, gboolean from_dict)
{
  g_autofree char *name = NULL;
  g_autofree char *label = NULL;

  if (from_dict && hf_heap_ref_kind (heap, ref) == HF_REF_VALUE)
    name = attribute_name (hf_heap_ref_name (heap, ref));
  label = name ? g_strconcat (".", name, NULL) : hf_heap_ref_label (heap, ref);

  return hf_drawing_show_text (label, LABEL_CHARS);
}

char *
hf_drawing_count_title (guint32 count)
{
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "+%u more", "+%u more", count), count);
}

static guint32
count_items (const HfFold *fold, guint32 object)
{
  guint32 n = 0;

  for (guint32 r = fold->graph->out_begin[object]; r < fold->graph->out_begin[object + 1]; r++)
    {
      HfRefKind kind = hf_heap_ref_kind (fold->heap, r);

      n += kind == HF_REF_INDEX || kind == HF_REF_VALUE || kind == HF_REF_MEMBER;
    }

  return n;
}

/* "id='u-1093'": the first attribute that is a plain value, so that instances can be told apart. */
static char *
telling_attribute (HfFold *fold, guint32 object)
{
  guint32 dict = hf_fold_dict_of (fold, object);
  guint32 from = dict != HF_NONE ? dict : object;

  for (guint32 r = fold->graph->out_begin[from]; r < fold->graph->out_begin[from + 1]; r++)
    {
      guint32 w = hf_ref_object (fold->graph->out[r]);
      HfRefKind kind = hf_heap_ref_kind (fold->heap, r);
      const char *value = hf_values_of (fold->heap, w);
      g_autofree char *label = NULL;

      if ((kind != HF_REF_ATTRIBUTE && (kind != HF_REF_VALUE || dict == HF_NONE)) || hf_heap_kind (fold->heap, w) != HF_KIND_VALUE)
        continue;
      if (value[0] == '\0' || g_utf8_strlen (value, -1) > ATTRIBUTE_CHARS)
        continue;
      label = hf_drawing_ref_text (fold->heap, r, dict != HF_NONE);
      if (label[0] == '.')
        return g_strconcat (label + 1, "=", value, NULL);
    }

  return NULL;
}

char *
hf_drawing_value_text (HfFold *fold, guint32 object)
{
  const char *value = hf_values_of (fold->heap, object);
  HfKind kind = hf_heap_kind (fold->heap, object);
  g_autofree char *own = NULL;

  if (value[0] != '\0')
    return hf_drawing_show_text (value, HF_DRAWING_VALUE_CHARS);
  if (kind == HF_KIND_CONTAINER)
    {
      guint32 n = count_items (fold, object);

      own = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u item", "%u items", n), n);
    }
  else if (kind == HF_KIND_INSTANCE)
    own = telling_attribute (fold, object);

  return hf_drawing_show_text (own, HF_DRAWING_VALUE_CHARS);
}

typedef struct
{
  guint32 type;
  guint32 count;
} TypeCount;

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const TypeCount *x = a;
  const TypeCount *y = b;

  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return x->type < y->type ? -1 : x->type > y->type;
}

/* "int 190, Session 190": what a stack is made of. @hidden: of HfNeighbour. */
static char *
stack_value (const HfHeap *heap, const GArray *hidden)
{
  g_autofree guint32 *count = g_new0 (guint32, hf_heap_n_types (heap) + 1);
  g_autofree guint32 *example = g_new0 (guint32, hf_heap_n_types (heap) + 1);
  g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (TypeCount));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < hidden->len; i++)
    {
      guint32 object = g_array_index (hidden, HfNeighbour, i).object;
      guint32 type = hf_heap_type (heap, object);

      example[type] = object;
      if (count[type]++ == 0)
        g_array_append_vals (types, &(TypeCount) { type, 0 }, 1);
    }
  for (guint i = 0; i < types->len; i++)
    g_array_index (types, TypeCount, i).count = count[g_array_index (types, TypeCount, i).type];
  g_array_sort (types, compare_counts);
  for (guint i = 0; i < MIN (types->len, STACK_TYPES); i++)
    {
      const TypeCount *row = &g_array_index (types, TypeCount, i);
      g_autofree char *title = hf_drawing_type_title (heap, example[row->type]);

      g_string_append_printf (text, "%s%s %u", i > 0 ? ", " : "", title, row->count);
    }
  if (types->len > STACK_TYPES)
    g_string_append (text, " \xe2\x80\xa6");

  return hf_drawing_show_text (text->str, HF_DRAWING_VALUE_CHARS);
}

static char *
describe_object (const HfHeap *heap, const HfNode *node, const char *said)
{
  const char *type = hf_heap_type_name_of (heap, node->object);
  g_autofree char *name = hf_drawing_show_text (type, 200);
  GString *text = g_string_new (name);

  if (hf_heap_address (heap, node->object) != 0)
    {
      g_autofree char *address = g_strdup_printf ("0x%" G_GINT64_MODIFIER "x", hf_heap_address (heap, node->object));

      /* Translators: %s is an address; this follows the name of a type: "Session at 0x7f3a5c1e90d0" */
      g_string_append_printf (text, _(" at %s"), address);
    }
  if (said != NULL)
    g_string_append_printf (text, ", %s", said);
  if (node->value[0] != '\0')
    g_string_append_printf (text, ", %s", node->value);
  if (node->size[0] != '\0')
    g_string_append_printf (text, _(", keeps %s alive"), node->size);
  if ((node->flags & HF_NODE_UNREACHABLE) != 0)
    g_string_append (text, _(", no root reaches it"));
  if (node->fate == HF_FATE_FREED)
    g_string_append (text, _(", would be freed at once"));
  else if (node->fate == HF_FATE_COLLECTED)
    g_string_append (text, _(", would wait for the collector"));
  if ((node->flags & HF_NODE_FREED) != 0)
    g_string_append (text, _(", freed after the mend"));
  if (node->more_referrers > 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, ", %u referrer not drawn", ", %u referrers not drawn", node->more_referrers),
                            node->more_referrers);
  if (node->more_referents > 0)
    g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, ", %u referent not drawn", ", %u referents not drawn", node->more_referents),
                            node->more_referents);

  return g_string_free (text, FALSE);
}

/* What a person said of the object comes first. */
static void
describe_mark (const HfHeap *heap, HfNode *node)
{
  g_autofree char *said = NULL;
  g_autofree char *sign = hf_marks_of_object (heap, node->object, &said);

  if (sign == NULL)
    return;
  node->marked_title = g_strconcat (sign, " ", node->title, NULL);
  node->marked_description = describe_object (heap, node, said);
}

static void
describe_stack (HfFold *fold, HfNode *node, GArray *hidden)
{
  node->title = hf_drawing_count_title (node->count);
  node->value = stack_value (fold->heap, hidden);
  node->size = g_strdup ("");
  node->description = node->side == HF_SIDE_REFERRERS
                        ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more referrer: %s", "%u more referrers: %s", node->count), node->count, node->value)
                        : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more referent: %s", "%u more referents: %s", node->count), node->count, node->value);
}

static void
describe_gap (HfNode *node)
{
  node->title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u object between", "%u objects between", node->count), node->count);
  node->value = g_strdup ("");
  node->size = g_strdup ("");
  node->description = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The chain leads through %u more object here.",
                                                    "The chain leads through %u more objects here.", node->count), node->count);
}

static const char *
root_title (HfRootKind kind)
{
  switch (kind)
    {
    case HF_ROOT_NATIVE:
      return _("native code");
    case HF_ROOT_INTERPRETER:
      return _("interpreter");
    case HF_ROOT_THREAD:
      return _("thread");
    default:
      return _("root");
    }
}

static void
describe_root (HfNode *node, const char *words, HfRootKind kind)
{
  node->title = g_strdup (root_title (kind));
  node->value = hf_drawing_show_text (words, HF_DRAWING_VALUE_CHARS);
  node->size = g_strdup ("");
  node->description = g_strdup_printf (_("Root: %s"), node->value[0] != '\0' ? node->value : node->title);
}

void
hf_drawing_describe_node (HfFold *fold, HfNode *node, const char *root_words, GArray *hidden)
{
  switch (node->form)
    {
    case HF_NODE_STACK:
      describe_stack (fold, node, hidden);
      break;
    case HF_NODE_GAP:
      describe_gap (node);
      break;
    case HF_NODE_ROOT:
      describe_root (node, root_words, (HfRootKind) node->count);
      node->count = 1;
      break;
    case HF_NODE_OBJECT:
    default:
      node->title = hf_drawing_type_title (fold->heap, node->object);
      node->value = hf_drawing_value_text (fold, node->object);
      node->size = (hf_heap_info (fold->heap)->has & HF_HAS_SIZES) != 0 ? hf_drawing_format_size (node->retained) : g_strdup ("");
      node->description = describe_object (fold->heap, node, NULL);
      describe_mark (fold->heap, node);
      break;
    }
}

/* @members: every object of it. */
void
hf_drawing_describe_cycle (HfFold *fold, HfNode *node, const HfDrawnComponent *component, const guint32 *members)
{
  g_autoptr (GArray) objects = g_array_new (FALSE, FALSE, sizeof (HfNeighbour));
  g_autofree char *size = hf_drawing_format_size (component->retained);
  gboolean sized = (hf_heap_info (fold->heap)->has & HF_HAS_SIZES) != 0;

  for (guint32 i = 0; i < component->members; i++)
    g_array_append_vals (objects, &(HfNeighbour) { members[i], HF_RANK_STRONG }, 1);
  node->title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Cycle of %u object", "Cycle of %u objects", node->count), node->count);
  node->value = stack_value (fold->heap, objects);
  node->size = sized ? g_strconcat (component->at_least ? "\xe2\x89\xa5 " : "", size, NULL) : g_strdup ("");
  /* Translators: a folded cycle: "Cycle 1, folded: 5 objects (dict 2, Message 1), held, keeps 1.2 kB alive" */
  node->description = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Cycle %u, folded: %u object (%s), %s, keeps %s alive",
                                                    "Cycle %u, folded: %u objects (%s), %s, keeps %s alive", node->count),
                                       component->number, node->count, node->value, component->garbage ? _("garbage") : _("held"), size);
}

static char *
edge_sentence (HfEdgeFlags flags, const char *from, const char *to, const char *by)
{
  if ((flags & HF_EDGE_CUT) != 0)
    return g_strdup_printf (_("%s no longer refers to %s by %s: it is cut"), from, to, by);
  if ((flags & HF_EDGE_MENDED) != 0)
    return g_strdup_printf (_("%s refers to %s by %s, weakly after the mend"), from, to, by);

  return g_strdup_printf (_("%s refers to %s by %s"), from, to, by);
}

void
hf_drawing_describe_edge (HfFold *fold, const HfNode *nodes, HfEdge *edge)
{
  const HfNode *from = &nodes[edge->from];
  gboolean box = from->form == HF_NODE_CYCLE || nodes[edge->to].form == HF_NODE_CYCLE;
  g_autoptr (GString) label = g_string_new (NULL);
  guint32 n = MIN (edge->n_refs, HF_EDGE_MAX_REFS);

  for (guint32 i = 0; i < MIN (n, MAX_LABELS); i++)
    {
      g_autofree char *text = hf_drawing_span_text (fold, edge->refs[i], edge->ends[i]);

      g_string_append_printf (label, "%s%s", label->len > 0 && text[0] != '\0' ? ", " : "", text);
    }
  if (edge->n_refs > MAX_LABELS && !box)
    g_string_append_printf (label, "%s+%u", label->len > 0 ? " " : "", edge->n_refs - MAX_LABELS);
  if (box && edge->n_refs > 1)
    g_string_append_printf (label, " (%u)", edge->n_refs);
  edge->label = hf_drawing_show_text (label->str, edge->n_refs == 1 && edge->refs[0] != edge->ends[0] ? SPAN_CHARS : LABEL_CHARS);
  edge->description = edge->n_refs == 0
                        ? g_strdup_printf (_("%s \xe2\x86\x92 %s"), from->title, nodes[edge->to].title)
                        : edge_sentence (edge->flags, from->title, nodes[edge->to].title, label->str[0] ? label->str : "?");
}
