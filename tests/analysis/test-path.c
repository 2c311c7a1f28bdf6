/* SPDX-License-Identifier: Apache-2.0 */
#include "analysis/hf-lookup.h"
#include "analysis/hf-path.h"
#include "hf-test-graph.h"

typedef struct
{
  const char *name;
  const char *graph;
  const char *object;
  const char *path;
  const char *expression; /* NULL: there is none */
} Case;

static const Case cases[] = {
  { "module-attribute", "m=module/16/app d=dict x=app.T r>m@module:app m>d@__dict__ d>x@['CACHE']", "x",
    "module app › .CACHE › T", "sys.modules['app'].CACHE" },
  { "dict-of-a-module-itself", "m=module d=dict r>m@module:app m>d@__dict__", "d",
    "module app › .__dict__ › dict", "sys.modules['app'].__dict__" },
  { "no-name-for-a-dot", "m=module d=dict x=app.T r>m@module:app m>d@__dict__ d>x@['class']", "x",
    "module app › .__dict__ › ['class'] › T", "sys.modules['app'].__dict__['class']" },
  { "number-as-key", "m=module d=dict c=dict x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>x@[17]", "x",
    "module app › .C › [17] › T", "sys.modules['app'].C[17]" },
  { "list", "m=module d=dict c=list x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>x@[17]", "x",
    "module app › .C › [17] › T", "sys.modules['app'].C[17]" },
  { "instance", "m=module d=dict o=app.T e=dict x=app.U r>m@module:app m>d@__dict__ d>o@['o'] o>e@__dict__ e>x@['x']", "x",
    "module app › .o › .x › U", "sys.modules['app'].o.x" },
  { "slot", "m=module d=dict o=app.T x=app.U r>m@module:app m>d@__dict__ d>o@['o'] o>x@._T__x", "x",
    "module app › .o › ._T__x › U", "sys.modules['app'].o._T__x" },
  { "two-slots-of-one-name", "m=module d=dict o=app.T x=app.U y=app.V r>m@module:app m>d@__dict__ d>o@['o'] o>y@.s o>x@.s", "x",
    "module app › .o › .s › U", NULL },
  { "dunder-on-an-instance", "m=module d=dict o=app.T e=dict x=app.U r>m@module:app m>d@__dict__ d>o@['o'] o>e@__dict__ e>x@['__x__']", "x",
    "module app › .o › .__x__ › U", "sys.modules['app'].o.__dict__['__x__']" },
  { "property-hides-it",
    "m=module d=dict o=app.T e=dict x=app.U c=type/16/app.T cd=dict p=property mro=tuple r>m@module:app m>d@__dict__ d>o@['o'] o>e@__dict__ "
    "e>x@['x'] o>c@class c>mro@field:__mro__ mro>c@[0] c>cd@__dict__ cd>p@['x']", "x",
    "module app › .o › .x › U", "sys.modules['app'].o.__dict__['x']" },
  { "class-attribute", "m=module d=dict c=type/16/app.T cd=dict x=list r>m@module:app m>d@__dict__ d>c@['T'] c>cd@__dict__ cd>x@['all']", "x",
    "module app › .T › .all › list", "sys.modules['app'].T.all" },
  { "static-method-of-a-class",
    "m=module d=dict c=type/16/app.T cd=dict x=staticmethod r>m@module:app m>d@__dict__ d>c@['T'] c>cd@__dict__ cd>x@['make']", "x",
    "module app › .T › .make › staticmethod", "sys.modules['app'].T.__dict__['make']" },
  { "dict-of-a-class", "m=module d=dict c=type/16/app.T cd=dict r>m@module:app m>d@__dict__ d>c@['T'] c>cd@__dict__", "cd",
    "module app › .T › .__dict__ › dict", NULL },
  { "key-of-a-class",
    "m=module d=dict c=type/16/app.T cd=dict k=str r>m@module:app m>d@__dict__ d>c@['T'] c>cd@__dict__ cd>k@key:'x'", "k",
    "module app › .T › .__dict__ › key 'x' › str", "next(k for k in sys.modules['app'].T.__dict__ if id(k) == 0x1040)" },
  { "annotations-not-yet-asked-for",
    "m=module d=dict f=function t=tuple r>m@module:app m>d@__dict__ d>f@['f'] f>t@field:__annotations__", "t",
    "module app › .f › .__annotations__ › tuple", NULL },
  { "closure-tuple",
    "m=module d=dict f=function t=tuple c=cell x=app.T r>m@module:app m>d@__dict__ d>f@['f'] f>t@field:__closure__ f%c@cell:job t>c@[0] "
    "c>x@field:cell_contents", "x",
    "module app › .f › closure job › T", "sys.modules['app'].f.__closure__[0].cell_contents" },
  { "closure-without-a-name",
    "m=module d=dict f=function t=tuple c=cell x=app.T r>m@module:app m>d@__dict__ d>f@['f'] f>t@field:__closure__ t>c@[3] "
    "c>x@field:cell_contents", "x",
    "module app › .f › closure [3] › T", "sys.modules['app'].f.__closure__[3].cell_contents" },
  { "closure-cell",
    "m=module d=dict f=function c=cell x=app.T r>m@module:app m>d@__dict__ d>f@['f'] f>c@cell:job c>x@field:cell_contents", "x",
    "module app › .f › closure job › T",
    "next(c for n, c in zip(sys.modules['app'].f.__code__.co_freevars, sys.modules['app'].f.__closure__) if n == 'job').cell_contents" },
  { "default", "m=module d=dict f=function t=tuple x=app.T r>m@module:app m>d@__dict__ d>f@['f'] f>t@field:__defaults__ t>x@[0]", "x",
    "module app › .f › .__defaults__ › [0] › T", "sys.modules['app'].f.__defaults__[0]" },
  { "bound-method", "m=module d=dict b=method x=app.T r>m@module:app m>d@__dict__ d>b@['cb'] b>x@field:__self__", "x",
    "module app › .cb › .__self__ › T", "sys.modules['app'].cb.__self__" },
  { "generator", "m=module d=dict g=generator f=frame x=app.T r>m@module:app m>d@__dict__ d>g@['g'] g>f@field:gi_frame f>x@local:x", "x",
    "module app › .g › local x › T", "sys.modules['app'].g.gi_frame.f_locals['x']" },
  { "generator-without-a-frame", "m=module d=dict g=generator x=app.T r>m@module:app m>d@__dict__ d>g@['g'] g>x@local:x", "x",
    "module app › .g › local x › T", "sys.modules['app'].g.gi_frame.f_locals['x']" },
  { "generator-cell",
    "m=module d=dict g=generator f=frame c=cell x=app.T r>m@module:app m>d@__dict__ d>g@['g'] g>f@field:gi_frame f>c@cell:x c>x@field:cell_contents",
    "x", "module app › .g › local x › T", "sys.modules['app'].g.gi_frame.f_locals['x']" },
  { "task", "m=module d=dict t=_asyncio.Task c=coroutine f=frame x=app.T r>m@module:app m>d@__dict__ d>t@['t'] t>c@internal:+0x98 "
            "c>f@field:cr_frame f>x@local:x", "x",
    "module app › .t › .get_coro() › local x › T", "sys.modules['app'].t.get_coro().cr_frame.f_locals['x']" },
  { "traceback", "m=module d=dict e=app.Error b=traceback f=frame x=app.T r>m@module:app m>d@__dict__ d>e@['e'] e>b@field:__traceback__ "
                 "b>f@field:tb_frame f>x@local:x", "x",
    "module app › .e › .__traceback__ › .tb_frame › local x › T", "sys.modules['app'].e.__traceback__.tb_frame.f_locals['x']" },
  { "internal-field", "m=module d=dict l=functools._lru_cache_wrapper c=dict r>m@module:app m>d@__dict__ d>l@['f'] l>c@internal:cache", "c",
    "module app › .f › cache › dict", "next(k for k in __import__('gc').get_referents(sys.modules['app'].f) if id(k) == 0x1030)" },
  { "cached-result", "m=module d=dict l=functools._lru_cache_wrapper e=functools._lru_list_elem x=app.T r>m@module:app m>d@__dict__ "
                     "d>l@['f'] l>e@internal:links e>x@internal:result", "x",
    "module app › .f › cached result › T", "next(k for k in __import__('gc').get_referents(sys.modules['app'].f) if id(k) == 0x1040)" },
  { "value-stack", "m=module d=dict g=generator f=frame x=app.T r>m@module:app m>d@__dict__ d>g@['g'] g>f@field:gi_frame f>x@internal:stack", "x",
    "module app › .g › .gi_frame › stack › T", NULL },
  { "ordered-dict", "m=module d=dict o=collections.OrderedDict x=app.T r>m@module:app m>d@__dict__ d>o@['o'] o>x@['k']", "x",
    "module app › .o › ['k'] › T", "sys.modules['app'].o['k']" },
  { "key-that-is-cut", "m=module d=dict c=dict k=str x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>k@key:'ab c>x@['ab]", "x",
    "module app › .C › ['ab] › T", "next(v for k, v in sys.modules['app'].C.items() if id(k) == 0x1030)" },
  { "key-of-another-class", "m=module d=dict c=dict k=app.Key x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>k@key:1 c>x@[_]", "x",
    "module app › .C › [_] › T", "next(v for k, v in sys.modules['app'].C.items() if id(k) == 0x1030)" },
  { "no-key-and-no-literal", "m=module d=dict c=dict x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>x@[<K>]", "x",
    "module app › .C › [<K>] › T", NULL },
  { "tuple-as-key", "m=module d=dict c=dict k=tuple x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>k@key:(1,'a') c>x@[(1,'a')]", "x",
    "module app › .C › [(1,'a')] › T", "sys.modules['app'].C[(1,'a')]" },
  { "dict-key", "m=module d=dict c=dict x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>x@key:1", "x",
    "module app › .C › key 1 › T", "next(k for k in sys.modules['app'].C if id(k) == 0x1030)" },
  { "set-member", "m=module d=dict c=set x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>x@{…}", "x",
    "module app › .C › {…} › T", "next(k for k in sys.modules['app'].C if id(k) == 0x1030)" },
  { "class", "m=module d=dict o=app.T c=type/16/app.T r>m@module:app m>d@__dict__ d>o@['o'] o>c@class", "c",
    "module app › .o › .__class__ › type", "type(sys.modules['app'].o)" },
  { "sys-modules", "s=dict m=module d=dict x=app.T r>s@interpreter:sys.modules s>m@['app'] m>d@__dict__ d>x@['x']", "x",
    "module app › .x › T", "sys.modules['app'].x" },
  { "thread-frame", "f=frame/16/work() x=app.T r>f@thread:thread__w f>x@local:job", "x",
    "thread w › work() › local job › T",
    "[*__import__('traceback').walk_stack(sys._current_frames()[next(t.ident for t in sys.modules['threading'].enumerate() if t.name == 'w')])][-1][0].f_locals['job']" },
  { "second-frame-from-the-outer-end", "f=frame/16/in() g=frame/16/out() x=app.T r>f@thread:thread__w__(140001) r>g@thread:thread__w__(140001) f>x@local:job", "x",
    "thread w (140001) › in() › local job › T",
    "[*__import__('traceback').walk_stack(sys._current_frames()[140001])][-2][0].f_locals['job']" },
  { "native-code", "x=app.T r>x@native:native__code", "x", "native code › T", NULL },
  { "no-words", "m=module o=app.T r>m@module:app m>o", "o", "module app › (unnamed) › T", NULL },
  { "root-that-code-cannot-reach", "m=module d=dict x=app.T r>m@other:x m>d@__dict__ d>x@['x']", "x", "x › .x › T", NULL },
  { "unreachable", "x=app.T y=app.U x>y@.y", "y", "(unreachable) T › .y › U", NULL },
};

static HfPath *
path_of (const HfTestGraph *graph, const char *object)
{
  g_autoptr (HfChains) chains = hf_chains_new (graph->heap, NULL, NULL);
  g_autofree HfChain *chain = hf_chains_get (chains, graph->heap, hf_test_graph_id (graph, object));

  g_assert_nonnull (chain);

  return hf_path_new (graph->heap, chain);
}

/* Every link is in exactly one step, in order, and each step ends at its object. */
static void
assert_covers (const HfPath *path)
{
  guint at = 0;

  for (guint i = 0; i < path->steps->len; i++)
    {
      const HfStep *step = &g_array_index (path->steps, HfStep, i);

      g_assert_cmpuint (step->first_link, ==, at);
      g_assert_cmpuint (step->n_links, >, 0);
      at += step->n_links;
      g_assert_cmpuint (at, <=, path->links->len);
      g_assert_cmpuint (g_array_index (path->links, HfLink, at - 1).object, ==, step->object);
    }
  g_assert_cmpuint (at, ==, path->links->len);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (HfTestGraph) graph = hf_test_graph_new (test->graph);
  g_autoptr (HfPath) path = path_of (graph, test->object);
  g_autofree char *words = hf_path_to_string (path, graph->heap);
  g_autofree char *expression = hf_path_to_expression (path, graph->heap);
  g_autoptr (GError) error = NULL;

  assert_covers (path);
  g_assert_cmpstr (words, ==, test->path);
  g_assert_cmpstr (expression, ==, test->expression);

  if (path->reachable)
    {
      g_assert_cmpuint (hf_lookup_object (graph->heap, words, &error), ==, hf_test_graph_id (graph, test->object));
      g_assert_no_error (error);
    }
  if (expression != NULL)
    {
      g_assert_cmpuint (hf_lookup_object (graph->heap, expression, &error), ==, hf_test_graph_id (graph, test->object));
      g_assert_no_error (error);
    }
}

static void
test_folded (void)
{
  g_autoptr (HfTestGraph) graph = hf_test_graph_new ("m=module d=dict c=list e=dict x=app.T r>m@module:app m>d@__dict__ d>c@['C'] c>e@[17] e>x@['k']");
  g_autoptr (HfPath) path = path_of (graph, "x");
  static const char *const folded[] = { "module app", ".C", "[*]", "[*]" };

  g_assert_cmpuint (path->steps->len, ==, G_N_ELEMENTS (folded));
  for (guint i = 0; i < path->steps->len; i++)
    g_assert_cmpstr (g_array_index (path->steps, HfStep, i).folded, ==, folded[i]);
}

/* Another language's dump has paths, but no Python expression. */
static void
test_other_runtime (void)
{
  g_autoptr (HfHeapBuilder) builder = hf_heap_builder_new ();
  guint32 type = hf_heap_builder_type (builder, "app", "T", HF_KIND_INSTANCE, 0);
  HfObjectSpec spec = { .address = 0x10, .type = type, .shallow = 8, .refcount = HF_REFCOUNT_UNKNOWN };
  g_autoptr (HfHeap) heap = NULL;
  g_autoptr (HfChains) chains = NULL;
  g_autofree HfChain *chain = NULL;
  g_autoptr (HfPath) path = NULL;

  hf_heap_builder_set_runtime (builder, "Ruby 3.2");
  hf_heap_builder_set_has (builder, HF_HAS_ROOTS);
  hf_heap_builder_add_object (builder, &spec);
  hf_heap_builder_add_root (builder, HF_ROOT_MODULE, "module app", 0, FALSE);
  heap = hf_heap_builder_build (builder, NULL, NULL);
  chains = hf_chains_new (heap, NULL, NULL);
  chain = hf_chains_get (chains, heap, 1);
  path = hf_path_new (heap, chain);

  g_assert_null (hf_path_to_expression (path, heap));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strconcat ("/path/", cases[i].name, NULL);

      g_test_add_data_func (name, &cases[i], test_case);
    }
  g_test_add_func ("/path/folded", test_folded);
  g_test_add_func ("/path/other-runtime", test_other_runtime);

  return g_test_run ();
}
