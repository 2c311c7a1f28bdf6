/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-suspects-private.h"

#include <string.h>

#include "hf-lookup-private.h"
#include "hf-python.h"

#define IN_SIGHT 100u    /* a bound so many times what is held now, or more, is as good as none */
#define MOST_NAMES 4096u /* of an object, or of a module */
#define FIELDS ((1u << HF_REF_ATTRIBUTE) | (1u << HF_REF_FIELD))

/* 0 for HF_NONE, and what is no count. */
static guint64
count_of (const HfHeap *heap, guint32 object)
{
  guint64 count;

  if (object == HF_NONE || strcmp (hf_heap_type_name_of (heap, object), "int") != 0 ||
      !g_ascii_string_to_unsigned (hf_heap_value (heap, object), 10, 0, G_MAXINT64, &count, NULL))
    return 0;

  return count;
}

/* A dict's value or a field. */
static guint32
attribute_of (const HfHeap *heap, guint32 object, const char *name)
{
  const HfGraph *graph = hf_heap_graph (heap);
  g_autofree char *literal = g_strdup_printf ("'%s'", name);
  guint32 own = hf_python_dict_of (heap, object), found = HF_NONE;

  if (own != HF_NONE)
    found = hf_python_find_ref (heap, own, literal, 1u << HF_REF_VALUE);
  if (found == HF_NONE)
    found = hf_python_find_ref (heap, object, name, FIELDS);

  return found == HF_NONE ? HF_NONE : hf_ref_object (graph->out[found]);
}

/* functools.lru_cache (maxsize=300): cache_parameters() has it in a closure. */
static guint64
bound_of_cache (const HfHeap *heap, guint32 wrapper)
{
  guint32 function = attribute_of (heap, wrapper, "cache_parameters");

  return function == HF_NONE ? 0 : count_of (heap, hf_lookup_variable (heap, function, "maxsize"));
}

/* collections.deque (maxlen=300): the dump says so as its value. */
static guint64
bound_of_deque (const HfHeap *heap, guint32 deque)
{
  const char *value = hf_heap_value (heap, deque);
  guint64 bound;

  if (!g_str_has_prefix (value, "maxlen=") || !g_ascii_string_to_unsigned (value + strlen ("maxlen="), 10, 0, G_MAXINT64, &bound, NULL))
    return 0;

  return bound;
}

/* queue.Queue (maxsize=300) and asyncio's keep a container that knows no bound itself. */
static guint64
bound_of_queue (const HfHeap *heap, guint32 owner)
{
  if (hf_python_is_a (heap, owner, "queue.Queue"))
    return count_of (heap, attribute_of (heap, owner, "maxsize"));
  if (hf_python_is_a (heap, owner, "asyncio.queues.Queue"))
    return count_of (heap, attribute_of (heap, owner, "_maxsize"));

  return 0;
}

/* What people call the most entries that a cache of their own, or a library's, takes; without underlines and in small letters. */
static gboolean
is_name_of_bound (const char *name)
{
  static const char *const names[] = { "capacity", "maxsize", "maxlen", "maxlength", "maxentries", "maxitems", "maxcache", "maxcached",
                                       "maxcachesize", "cachemax", "cachecapacity", NULL };
  char bare[24];
  gsize n = 0;

  for (; *name != '\0'; name++)
    {
      if (*name == '_')
        continue;
      if (n + 1 == sizeof bare)
        return FALSE;
      bare[n++] = g_ascii_tolower (*name);
    }
  bare[n] = '\0';

  return g_strv_contains (names, bare);
}

/* What is counted up along with the entries is no bound: it is made anew each time. */
static guint64
constant_of (const HfGrowth *growth, const HfHeap *heap, guint32 object)
{
  return hf_growth_row_of_new (growth, object) == HF_NONE ? count_of (heap, object) : 0;
}

static guint64
bound_among (const HfGrowth *growth, const HfHeap *heap, guint32 object, guint kinds)
{
  const HfGraph *graph = hf_heap_graph (heap);
  guint64 bound = 0;

  for (guint32 r = graph->out_begin[object]; bound == 0 && r < MIN (graph->out_begin[object + 1], graph->out_begin[object] + MOST_NAMES); r++)
    {
      HfRefKind kind = hf_heap_ref_kind (heap, r);
      const char *name = hf_heap_ref_name (heap, r);
      g_autofree char *bare = NULL;

      if ((kinds & (1u << kind)) == 0)
        continue;
      if (kind == HF_REF_VALUE)
        bare = hf_python_name_of_literal (name);
      if (kind == HF_REF_VALUE ? bare != NULL && is_name_of_bound (bare) : is_name_of_bound (name))
        bound = constant_of (growth, heap, hf_ref_object (graph->out[r]));
    }

  return bound;
}

/* A container in an attribute beside one that says how much it may hold: logging's BufferingHandler.capacity, re._MAXCACHE, a
 * cache that somebody wrote. */
static guint64
bound_beside (const HfGrowth *growth, const HfHeap *heap, guint32 owner)
{
  guint32 own = hf_python_dict_of (heap, owner);
  guint64 bound = own != HF_NONE ? bound_among (growth, heap, own, 1u << HF_REF_VALUE) : 0;

  return bound > 0 ? bound : bound_among (growth, heap, owner, FIELDS);
}

static guint64
find_bound (const HfGrowth *growth, const HfHeap *heap, const HfPatternPath *path)
{
  const HfPatternStep *holder, *owner;

  if (path->holder == HF_NONE)
    return 0;
  holder = &path->steps[path->holder];
  owner = path->holder > 0 ? holder - 1 : NULL;
  if (strcmp (holder->type, "functools._lru_cache_wrapper") == 0)
    return bound_of_cache (heap, holder->object);
  if (hf_python_is_a (heap, holder->object, "collections.deque") && bound_of_deque (heap, holder->object) > 0)
    return bound_of_deque (heap, holder->object);
  if (owner == NULL)
    return 0;
  if (strcmp (owner->type, "functools._lru_cache_wrapper") == 0 && strcmp (holder->label, "cache") == 0)
    return bound_of_cache (heap, owner->object);

  if (strcmp (holder->label, ".queue") == 0 || strcmp (holder->label, "._queue") == 0)
    return bound_of_queue (heap, owner->object);

  return holder->label[0] == '.' && owner->object != HF_ROOT ? bound_beside (growth, heap, owner->object) : 0;
}

guint64
hf_suspect_bound (const HfGrowth *growth, const HfHeap *heap, const HfPatternPath *path, guint64 held)
{
  guint64 bound = find_bound (growth, heap, path);

  return bound >= held && bound / IN_SIGHT <= held ? bound : 0;
}
