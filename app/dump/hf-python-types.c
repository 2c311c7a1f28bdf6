/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-python-types.h"

#include <string.h>

typedef struct
{
  const char *name;
  HfKind kind;
  HfTypeFlags flags;
} Known;

/* Builtins, of Python 2 too, and those of the standard library that hold things as they do. */
static const Known known[] = {
  { "module", HF_KIND_MODULE, 0 },
  { "frame", HF_KIND_FRAME, 0 },
  { "type", HF_KIND_TYPE, 0 },
  { "ABCMeta", HF_KIND_TYPE, 0 },
  { "EnumMeta", HF_KIND_TYPE, 0 },
  { "EnumType", HF_KIND_TYPE, 0 },
  { "classobj", HF_KIND_TYPE, 0 },
  { "function", HF_KIND_FUNCTION, 0 },
  { "method", HF_KIND_FUNCTION, 0 },
  { "builtin_function_or_method", HF_KIND_FUNCTION, 0 },
  { "instancemethod", HF_KIND_FUNCTION, 0 },
  { "method-wrapper", HF_KIND_FUNCTION, 0 },
  { "wrapper_descriptor", HF_KIND_FUNCTION, 0 },
  { "method_descriptor", HF_KIND_FUNCTION, 0 },
  { "classmethod_descriptor", HF_KIND_FUNCTION, 0 },
  { "getset_descriptor", HF_KIND_FUNCTION, 0 },
  { "member_descriptor", HF_KIND_FUNCTION, 0 },
  { "classmethod", HF_KIND_FUNCTION, 0 },
  { "staticmethod", HF_KIND_FUNCTION, 0 },
  { "property", HF_KIND_FUNCTION, 0 },
  { "code", HF_KIND_FUNCTION, 0 },
  { "cell", HF_KIND_FUNCTION, 0 },
  { "dict", HF_KIND_CONTAINER, HF_TYPE_DICT },
  { "list", HF_KIND_CONTAINER, 0 },
  { "tuple", HF_KIND_CONTAINER, 0 },
  { "set", HF_KIND_CONTAINER, 0 },
  { "frozenset", HF_KIND_CONTAINER, 0 },
  { "deque", HF_KIND_CONTAINER, 0 },
  { "OrderedDict", HF_KIND_CONTAINER, 0 },
  { "defaultdict", HF_KIND_CONTAINER, 0 },
  { "mappingproxy", HF_KIND_CONTAINER, 0 },
  { "array", HF_KIND_CONTAINER, 0 },
  { "str", HF_KIND_VALUE, HF_TYPE_STRING },
  { "unicode", HF_KIND_VALUE, HF_TYPE_STRING },
  { "bytes", HF_KIND_VALUE, 0 },
  { "bytearray", HF_KIND_VALUE, 0 },
  { "int", HF_KIND_VALUE, 0 },
  { "long", HF_KIND_VALUE, 0 },
  { "float", HF_KIND_VALUE, 0 },
  { "complex", HF_KIND_VALUE, 0 },
  { "bool", HF_KIND_VALUE, 0 },
  { "NoneType", HF_KIND_VALUE, 0 },
};

static gboolean
is_among (const char        *word,
          const char *const *words)
{
  for (; *words != NULL; words++)
    if (strcmp (word, *words) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
is_builtin_module (const char *module)
{
  static const char *const modules[] = { "", "builtins", "__builtin__", NULL };

  return module == NULL || is_among (module, modules);
}

static gboolean
is_library_module (const char *module)
{
  static const char *const modules[] = { "abc", "array", "collections", "enum", "types", NULL };

  return is_builtin_module (module) || is_among (module, modules);
}

HfKind
hf_python_types_kind (const char  *module,
                      const char  *name,
                      HfTypeFlags *flags)
{
  *flags = 0;
  if (!is_library_module (module))
    return HF_KIND_INSTANCE;

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].name, name) == 0)
      {
        *flags = known[i].flags;
        return known[i].kind;
      }

  return HF_KIND_INSTANCE;
}

gboolean
hf_python_types_is_runtime (const char *runtime)
{
  g_autofree char *lower = g_ascii_strdown (runtime, -1);

  return strstr (lower, "python") != NULL || g_str_has_prefix (lower, "pypy");
}

gboolean
hf_python_types_is_telling (const char *module,
                            const char *name)
{
  static const char *const names[] = {
    "dict", "tuple", "frozenset", "NoneType", "builtin_function_or_method", "mappingproxy", "getset_descriptor",
    "member_descriptor", "wrapper_descriptor", "method_descriptor", NULL,
  };

  return is_builtin_module (module) && is_among (name, names);
}
