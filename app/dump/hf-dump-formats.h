/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dump/hf-dump-input.h"
#include "heap/hf-heap-builder.h"

G_BEGIN_DECLS

/**
 * The formats that can be read: one reader a format, each in a file of its own.
 *
 * A reader gets the unpacked stream from its first byte and adds what it finds to the builder, with the format's name,
 * what the dump has and what it lacks. It returns FALSE with an error if nothing can be used; where the format allows
 * the use of a beginning it returns TRUE and says with hf_heap_builder_set_truncated() where and why it stopped. The
 * caller builds the heap, and puts the file's name before a message.
 */
typedef gboolean (*HfDumpReadFunc) (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

#define HF_DUMP_SNIFF_SIZE (64u << 10)

typedef struct
{
  const char *name;
  /* By the first bytes, at most HF_DUMP_SNIFF_SIZE; fewer if the file has no more. */
  gboolean (*sniff) (const guint8 *start, gsize n);
  HfDumpReadFunc read;
} HfDumpFormatReader;

/* Ends with a NULL name. */
extern const HfDumpFormatReader hf_dump_formats[];

/* (transfer none) NULL with HF_ERROR_NOT_A_DUMP that says what it looks like instead. */
const HfDumpFormatReader *hf_dump_format_of (const guint8 *start, gsize n, GError **error);

/* For sniffing: whether the first @n bytes have @word. */
gboolean hf_dump_sniff_finds (const guint8 *start, gsize n, const char *word);

gboolean hf_dump_sniff_native (const guint8 *start, gsize n);
gboolean hf_dump_read_native  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_json   (const guint8 *start, gsize n);
gboolean hf_dump_read_json    (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_dot    (const guint8 *start, gsize n);
gboolean hf_dump_read_dot     (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_meliae (const guint8 *start, gsize n);
gboolean hf_dump_read_meliae  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_php    (const guint8 *start, gsize n);
gboolean hf_dump_read_php     (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_pyheap (const guint8 *start, gsize n);
gboolean hf_dump_read_pyheap  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_v8     (const guint8 *start, gsize n);
gboolean hf_dump_read_v8      (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);
gboolean hf_dump_sniff_hprof  (const guint8 *start, gsize n);
gboolean hf_dump_read_hprof   (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_spidermonkey (const guint8 *start, gsize n);
gboolean hf_dump_read_spidermonkey  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_cc_edges (const guint8 *start, gsize n);
gboolean hf_dump_read_cc_edges  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_jsc    (const guint8 *start, gsize n);
gboolean hf_dump_read_jsc     (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_ruby   (const guint8 *start, gsize n);
gboolean hf_dump_read_ruby    (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_rpy    (const guint8 *start, gsize n);
gboolean hf_dump_read_rpy     (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_fxsnapshot (const guint8 *start, gsize n);
gboolean hf_dump_read_fxsnapshot  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_refcycle (const guint8 *start, gsize n);
gboolean hf_dump_read_refcycle  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_dumpheap (const guint8 *start, gsize n);
gboolean hf_dump_read_dumpheap  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_pmat   (const guint8 *start, gsize n);
gboolean hf_dump_read_pmat    (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_gcdump (const guint8 *start, gsize n);
gboolean hf_dump_read_gcdump  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_erlang (const guint8 *start, gsize n);
gboolean hf_dump_read_erlang  (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

gboolean hf_dump_sniff_go     (const guint8 *start, gsize n);
gboolean hf_dump_read_go      (HfDumpInput *input, HfHeapBuilder *builder, HfProgress *progress, GError **error);

G_END_DECLS
