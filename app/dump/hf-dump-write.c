/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-write.h"

#include <string.h>

const HfDumpHasWord hf_dump_has_words[HF_DUMP_N_HAS_WORDS] = {
  { HF_HAS_REFCOUNTS, "refcounts" }, { HF_HAS_SIZES, "sizes" }, { HF_HAS_VALUES, "values" },
  { HF_HAS_FRAMES, "frames" },       { HF_HAS_SITES, "sites" }, { HF_HAS_ADDRESSES, "addresses" },
  { HF_HAS_ROOTS, "roots" },         { HF_HAS_NAMES, "names" }, { HF_HAS_BLOCKS, "blocks" },
};

HfHas
hf_dump_has_from_word (const char *word,
                       gsize       length)
{
  for (guint i = 0; i < HF_DUMP_N_HAS_WORDS; i++)
    if (strlen (hf_dump_has_words[i].word) == length && memcmp (hf_dump_has_words[i].word, word, length) == 0)
      return hf_dump_has_words[i].has;

  return 0;
}

gboolean
hf_dump_root_is_given (const HfHeap *heap,
                       guint32       root)
{
  HfRootKind kind = hf_heap_root_kind (heap, root);

  if (kind == HF_ROOT_ASSUMED)
    return FALSE;
  /* Counts prove such roots once more; a runtime without counts names them itself. */
  if (kind == HF_ROOT_NATIVE)
    return !(hf_heap_info (heap)->has & HF_HAS_REFCOUNTS);

  /* The builder makes a root for each immortal object, under these words. */
  return kind != HF_ROOT_STATIC ||
         !(hf_heap_flags (heap, hf_ref_object (hf_heap_graph (heap)->out[root])) & HF_OBJECT_IMMORTAL) ||
         strcmp (hf_heap_ref_name (heap, root), "immortal object") != 0;
}

const char *
hf_dump_type_qualname (const HfHeap *heap,
                       guint32       type)
{
  const char *name = hf_heap_type_name (heap, type);
  const char *module = hf_heap_type_module (heap, type);
  gsize length = strlen (module);

  if (length > 0 && strcmp (module, "builtins") != 0 && strncmp (name, module, length) == 0 && name[length] == '.')
    return name + length + 1;

  return name;
}
