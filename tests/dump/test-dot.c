/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dump/hf-dump.h"

static HfHeap *
load_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_dump_load_bytes ("a.dot", bytes, NULL, NULL, &error);

  g_assert_no_error (error);

  return heap;
}

static HfHeap *
load_sample (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("HF_TEST_DATA"), name, NULL);
  g_autoptr (GError) error = NULL;
  HfHeap *heap = hf_dump_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (hf_heap_info (heap)->truncated);
  g_assert_cmpstr (hf_heap_info (heap)->format, ==, "objgraph DOT");

  return heap;
}

static guint32
count_type (const HfHeap *heap,
            const char   *name)
{
  guint32 type = hf_heap_find_type (heap, name);
  guint32 count = 0;

  for (guint32 i = 1; i <= hf_heap_n_objects (heap); i++)
    count += hf_heap_type (heap, i) == type;

  return count;
}

static guint32
count_flag (const HfHeap *heap,
            HfObjectFlags flag)
{
  guint32 count = 0;

  for (guint32 i = 1; i <= hf_heap_n_objects (heap); i++)
    count += (hf_heap_flags (heap, i) & flag) != 0;

  return count;
}

static gboolean
has_lack (const HfHeap *heap,
          const char   *part)
{
  for (char **lack = hf_heap_info (heap)->lacks; *lack != NULL; lack++)
    if (strstr (*lack, part) != NULL)
      return TRUE;

  return FALSE;
}

static char *
labels_of (const HfHeap *heap,
           guint32       object)
{
  const HfGraph *graph = hf_heap_graph (heap);
  GString *text = g_string_new (NULL);

  for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
    {
      hf_heap_ref_append_label (heap, r, text);
      g_string_append (text, "; ");
    }

  return g_string_free (text, FALSE);
}

/* "value>value:label …" in the order of addresses. */
static char *
edges_of (const HfHeap *heap)
{
  const HfGraph *graph = hf_heap_graph (heap);
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < hf_heap_n_objects (heap); i++)
    {
      guint32 object = hf_heap_by_address (heap, i);

      for (guint32 r = graph->out_begin[object]; r < graph->out_begin[object + 1]; r++)
        {
          g_autofree char *label = hf_heap_ref_label (heap, r);

          g_string_append_printf (text, "%s%s>%s%s%s", text->len > 0 ? " " : "", hf_heap_value (heap, object),
                                  hf_heap_value (heap, hf_ref_object (graph->out[r])), *label != '\0' ? ":" : "", label);
        }
    }

  return g_string_free (text, FALSE);
}

/* ---- objgraph; the counts were made by Graphviz's gc and by hand ---------------------------------------------------------- */

static void
test_refs (void)
{
  g_autoptr (HfHeap) heap = load_sample ("objgraph-refs.dot.zst");
  guint32 start = hf_heap_find_address (heap, G_GUINT64_CONSTANT (139966752545600));
  guint32 with_del = hf_heap_find_address (heap, G_GUINT64_CONSTANT (139966749751440));
  guint32 node = hf_heap_find_address (heap, G_GUINT64_CONSTANT (139966749751312));
  g_autofree char *labels = NULL;

  /* 113 nodes, of them 8 "too many" and one "has a del"; 189 edges, of them 9 to those. */
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 104);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 180);
  g_assert_cmpuint (count_type (heap, "str"), ==, 19);
  g_assert_cmpuint (count_type (heap, "tuple"), ==, 17);
  g_assert_cmpuint (count_type (heap, "dict"), ==, 13);
  g_assert_cmpuint (count_type (heap, "type"), ==, 9);
  g_assert_cmpuint (count_type (heap, "LeakNode"), ==, 2);
  g_assert_cmpuint (count_type (heap, "module"), ==, 2);
  g_assert_cmpstr (hf_heap_type_name_of (heap, start), ==, "dict");
  g_assert_cmpstr (hf_heap_value (heap, start), ==, "18 items");
  g_assert_cmpint (hf_heap_kind (heap, start), ==, HF_KIND_CONTAINER);
  g_assert_true (hf_heap_flags (heap, start) & HF_OBJECT_UNEXPANDED);
  g_assert_false (hf_heap_flags (heap, node) & HF_OBJECT_UNEXPANDED);
  g_assert_cmpuint (count_flag (heap, HF_OBJECT_FINALIZER), ==, 1);
  g_assert_true (hf_heap_flags (heap, with_del) & HF_OBJECT_FINALIZER);
  labels = labels_of (heap, start);
  g_assert_cmpstr (labels, ==, "['node']; ['del']; ['nasty']; ['norepr']; ['fn']; ['lam']; ['mod']; ['cls']; ");
  g_assert_true (has_lack (heap, "Sizes"));
  g_assert_true (has_lack (heap, "drawn for this object: dict at 0x7f4c8c90db40"));
  g_assert_true (has_lack (heap, "8 of its objects have 202 more references"));
  g_assert_cmpuint (hf_heap_graph (heap)->n_reachable, ==, 104);
}

static void
test_backrefs (void)
{
  g_autoptr (HfHeap) heap = load_sample ("objgraph-backrefs.dot.zst");

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 3);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 3);
  g_assert_cmpuint (count_flag (heap, HF_OBJECT_UNEXPANDED), ==, 3);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, 1);
  g_assert_cmpstr (hf_heap_ref_name (heap, 0), ==, "its referrers are not drawn");
  g_assert_cmpuint (hf_heap_graph (heap)->n_reachable, ==, 3);
}

static void
test_chain (void)
{
  g_autoptr (HfHeap) heap = load_sample ("objgraph-chain.dot.zst");
  guint32 module = hf_heap_find_address (heap, G_GUINT64_CONSTANT (139966754031152));
  g_autofree char *labels = labels_of (heap, module);

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 6);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 6);
  g_assert_cmpuint (hf_heap_n_roots (heap), ==, 1);
  g_assert_cmpint (hf_heap_root_kind (heap, 0), ==, HF_ROOT_MODULE);
  g_assert_cmpstr (hf_heap_ref_name (heap, 0), ==, "module __main__");
  g_assert_cmpuint (hf_ref_object (hf_heap_graph (heap)->out[0]), ==, module);
  g_assert_cmpint (hf_heap_kind (heap, module), ==, HF_KIND_MODULE);
  g_assert_cmpstr (labels, ==, ".__dict__; ");
}

static void
test_options (void)
{
  g_autoptr (HfHeap) heap = load_sample ("objgraph-refs-options.dot.zst");
  guint32 node = hf_heap_find_address (heap, G_GUINT64_CONSTANT (139966749751312));
  guint32 string = hf_heap_find_address (heap, G_GUINT64_CONSTANT (139966749325360));
  guint32 dict = hf_heap_find_address (heap, G_GUINT64_CONSTANT (139966750486912));
  g_autofree char *labels = labels_of (heap, dict);

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 23);
  g_assert_cmpuint (hf_heap_n_references (heap), ==, 30);
  g_assert_cmpstr (hf_heap_type_name_of (heap, node), ==, "__main__.LeakNode");
  g_assert_cmpstr (hf_heap_type_module (heap, hf_heap_type (heap, node)), ==, "__main__");
  g_assert_cmpuint (count_type (heap, "str"), ==, 6);
  g_assert_cmpuint (count_type (heap, "type"), ==, 2);
  g_assert_cmpstr (hf_heap_value (heap, string), ==, "'node-1 \"q\" \\\\ é☃'\n0x7f4c8c5fb830");
  g_assert_true (g_str_has_prefix (labels, "['k1']; "));
  g_assert_nonnull (strstr (labels, "[2 items]"));
  g_assert_nonnull (strstr (labels, "['nl\\nkey']"));
}

/* As Graphviz writes it again: attributes with positions, wrapped lines, names of edges first. */
static void
test_rewritten (void)
{
  g_autoptr (HfHeap) heap = load_text (
    "digraph ObjectGraph {\r\n\tgraph [bb=\"0,0,159.79,108\"];\r\n\tnode [fillcolor=white,\n\t\tlabel=\"\\N\",\n\t\tshape=box\n\t];\n"
    "\to16\t[fontcolor=red,\n\t\tlabel=\"A\\n<a \\\\ \\\"b\\\">\\\n and more\",\n\t\tpos=\"27,90\"];\n\to_24 [label=\"dict\\n1 items\"];\n"
    "\to16 -> o_24\t[label=__dict__,\n\t\tpos=\"e,27,36\",\n\t\tweight=10];\n}\n");
  guint32 object = hf_heap_find_address (heap, 16);
  g_autofree char *labels = labels_of (heap, object);

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 2);
  g_assert_cmpstr (hf_heap_value (heap, object), ==, "<a \\ \"b\"> and more");
  g_assert_cmpstr (labels, ==, ".__dict__; ");
  g_assert_cmpuint (hf_heap_find_address (heap, (guint64) -24), !=, HF_NONE);
  g_assert_cmpint (hf_heap_root_kind (heap, 0), ==, HF_ROOT_OTHER);
  g_assert_cmpstr (hf_heap_ref_name (heap, 0), ==, "asked about");
}

/* ---- cousins ---------------------------------------------------------------------------------------------------------------- */

static void
test_pympler (void)
{
  g_autoptr (HfHeap) heap = load_text (
    "// Process this file with graphviz\ndigraph G {\n    node [shape=box];\n"
    "    \"X7f00000010\" [ label = \"[1, 2](88)\\nlist\" ];\n    \"X7f00000020\" [ label = \"app.py(4)\\nframe\" ];\n"
    "    Xx7f00000030 [ label = \"'text'(50)\\nstr\" ];\n    X7f00000020 -> X7f00000010 [label=\"stack\"];\n"
    "    X7f00000010 -> Xx7f00000030;\n}\n");
  guint32 list = hf_heap_find_address (heap, 0x7f00000010);

  g_assert_cmpstr (hf_heap_info (heap)->format, ==, "pympler DOT");
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 3);
  g_assert_cmpstr (hf_heap_type_name_of (heap, list), ==, "list");
  g_assert_cmpstr (hf_heap_value (heap, list), ==, "[1, 2](88)");
  g_assert_cmpuint (hf_heap_find_address (heap, 0x7f00000030), !=, HF_NONE);
  g_assert_cmpstr (hf_heap_ref_name (heap, 0), ==, "frame app.py(4)");
}

static void
test_refcycle (void)
{
  g_autoptr (HfHeap) heap = load_text (
    "digraph G {\n    0 -> 1 [label=\"__dict__\"];\n    1 -> 0;\n    1 -> 2;\n"
    "    0 [label=\"object\\napp.Node\"];\n    1 [label=\"dict[3]\"];\n    2 [label=\"'text'\"];\n}\n");
  guint32 node = hf_heap_find_address (heap, 1);
  guint32 dict = hf_heap_find_address (heap, 2);
  guint32 string = hf_heap_find_address (heap, 3);

  g_assert_cmpstr (hf_heap_info (heap)->format, ==, "refcycle DOT");
  g_assert_cmpstr (hf_heap_type_name_of (heap, node), ==, "app.Node");
  g_assert_cmpstr (hf_heap_type_name_of (heap, dict), ==, "dict");
  g_assert_cmpstr (hf_heap_value (heap, dict), ==, "3 items");
  g_assert_cmpstr (hf_heap_type_name_of (heap, string), ==, "str");
  g_assert_cmpstr (hf_heap_value (heap, string), ==, "'text'");
}

/* ---- any graph ---------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *text;
  const char *edges;
  guint n_nodes;
} Case;

static const Case cases[] = {
  { "plain", "digraph { a -> b; b -> c }", "a>b b>c", 3 },
  { "upper-case", "STRICT DiGraph X{a->b a->b Node[x=y]EDGE [a=b] SubGraph s {c}}", "a>b", 3 },
  { "chain", "digraph { a -> b -> c -> a [label=next] }", "a>b:next b>c:next c>a:next", 3 },
  { "undirected", "graph { a -- b; b -- b }", "a>b b>a b>b", 2 },
  { "double", "digraph { a -> b a -> b }", "a>b a>b", 2 },
  { "strict-undirected", "strict graph { a -- b b -- a a -- b }", "a>b b>a", 2 },
  { "groups", "digraph { {a b} -> {c d} -> e }", "a>c a>d b>c b>d c>e d>e", 5 },
  { "group-repeats", "digraph { {a b a} -> subgraph { c c->c } }", "a>c b>c c>c", 3 },
  { "nested-groups", "digraph { a -> {b -> {c -> d [label=x]} [label=y]} [label=z] }",
    "a>b:z a>c:z a>d:z b>c:y b>d:y c>d:x", 4 },
  { "named-group", "digraph { subgraph s { a; b } subgraph s -> c; c -> subgraph s }", "a>c b>c c>a c>b", 3 },
  { "unknown-group", "digraph { a; subgraph nothing -> a }", "", 1 },
  { "defaults", "digraph { edge [label=out] node [label=\"<\\N>\"] a -> b; { edge [label=in] node[label=c] x -> a } a -> x }",
    "<a>><b>:out <a>>c:out c><a>:in", 3 },
  { "attributes", "digraph { rankdir = LR; a [label=\"1\"; color=red][shape=box] b[]; a -> b [label=<<b>bold</b>>, dir=back] }",
    "1>b:<b>bold</b>", 2 },
  { "ports", "digraph { a:x:n -> \"b\":y; c:_ [label=C] }", "a>b", 3 },
  { "names", "digraph { \"a b\" -> -1.5 -> .5 -> n\xc3\xa4me -> \"\" ; 3 -> \"quo\\\"te\" }",
    "a b>-1.5 -1.5>.5 .5>n\xc3\xa4me n\xc3\xa4me>\"\" 3>quo\"te", 7 },
  { "joined-strings", "digraph { \"one\" + /* and */ \"two\" -> \"li\\\nne\" }", "onetwo>line", 2 },
  { "comments", "/* first\n */ // second -> }\n# 1 \"file.c\"\ndigraph { a // b\n -> /* c */ b }\n# end", "a>b", 2 },
  { "html-names", "digraph { <a<i>b</i>> -> b }", "a<i>b</i>>b", 2 },
  { "html-labels", "digraph { a [label=<<table><tr><td>x</td></tr></table>>] a -> b }", "a>b", 2 },
  { "escapes", "digraph { a [label=\"x\\ny\\lz\\\\ \\N\\q\"] -> }", NULL, 0 },
  { "tight", "digraph{a->b->c;d--e}", "a>b b>c d>e", 5 },
  { "no-edges", "digraph { a; b; a }", "", 2 },
  { "byte-order-mark", "\xef\xbb\xbf" "digraph { a -> b }", "a>b", 2 },
  { "old-mac", "digraph {\r a -> b\r }\r", "a>b", 2 },
  { "objects-and-others", "digraph ObjectGraph { o1 -> o2; other -> o1 }", "o1>o2 other>o1", 3 },
};

static void
test_graph (gconstpointer data)
{
  const Case *this = data;
  g_autoptr (HfHeap) heap = NULL;
  g_autofree char *edges = NULL;

  if (this->edges == NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (this->text, strlen (this->text));
      g_autoptr (GError) error = NULL;

      heap = hf_dump_load_bytes ("a.dot", bytes, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (hf_heap_info (heap)->truncated);
      g_assert_nonnull (strstr (hf_heap_info (heap)->truncated, "line 1 (byte "));
      return;
    }
  heap = load_text (this->text);
  edges = edges_of (heap);
  g_assert_cmpstr (hf_heap_info (heap)->truncated, ==, NULL);
  g_assert_cmpstr (hf_heap_info (heap)->format, ==, "Graphviz DOT");
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, this->n_nodes);
  g_assert_cmpstr (edges, ==, this->edges);
}

static void
test_several (void)
{
  g_autoptr (HfHeap) heap = load_text ("digraph { a } digraph { b }");

  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 1);
  g_assert_true (has_lack (heap, "several graphs"));
}

/* Levels are kept on the heap: depth costs no stack. */
static void
test_deep (void)
{
  GString *text = g_string_new ("digraph { a");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HfHeap) heap = NULL;

  for (guint i = 0; i < 9000; i++)
    g_string_append (text, " {b");
  for (guint i = 0; i < 9000; i++)
    g_string_append (text, "} -> c");
  g_string_append_c (text, '}');
  heap = load_text (text->str);
  g_assert_cmpuint (hf_heap_n_objects (heap), ==, 3);
  g_clear_pointer (&heap, hf_heap_unref);

  g_string_assign (text, "digraph { a");
  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (text, '{');
  bytes = g_bytes_new (text->str, text->len);
  heap = hf_dump_load_bytes ("a.dot", bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (hf_heap_info (heap)->truncated, "deeper than 10000 levels"));
  g_string_free (text, TRUE);
}

/* A short file must not ask for 10^10 edges. */
static void
test_many_group_edges (void)
{
  GString *group = g_string_new ("{");
  g_autofree char *text = NULL;
  g_autoptr (HfHeap) heap = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (group, "%u ", i);
  g_string_append_c (group, '}');
  text = g_strdup_printf ("digraph { %s -> %s }", group->str, group->str);
  heap = load_text (text);
  g_assert_nonnull (strstr (hf_heap_info (heap)->truncated, "more than 4 million"));
  g_string_free (group, TRUE);
}

static void
test_same_group_often (void)
{
  GString *text = g_string_new ("digraph { subgraph s {");
  g_autoptr (HfHeap) heap = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "%u ", i);
  g_string_append_c (text, '}');
  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "subgraph s -> subgraph none;");
  heap = load_text (text->str);
  g_assert_nonnull (strstr (hf_heap_info (heap)->truncated, "come too often"));
  g_string_free (text, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dump/dot/objgraph/refs", test_refs);
  g_test_add_func ("/dump/dot/objgraph/backrefs", test_backrefs);
  g_test_add_func ("/dump/dot/objgraph/chain", test_chain);
  g_test_add_func ("/dump/dot/objgraph/options", test_options);
  g_test_add_func ("/dump/dot/objgraph/rewritten", test_rewritten);
  g_test_add_func ("/dump/dot/pympler", test_pympler);
  g_test_add_func ("/dump/dot/refcycle", test_refcycle);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/dump/dot/graph/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_graph);
    }
  g_test_add_func ("/dump/dot/graph/several", test_several);
  g_test_add_func ("/dump/dot/graph/deep", test_deep);
  g_test_add_func ("/dump/dot/graph/many-group-edges", test_many_group_edges);
  g_test_add_func ("/dump/dot/graph/same-group-often", test_same_group_often);

  return g_test_run ();
}
