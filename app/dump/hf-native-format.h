/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/**
 * The native dump, ".hfdump", format 1. This header is the specification; it needs nothing but <stdint.h>, and is
 * shared by the reader and writer (app/dump) and the Python probe (app/probe).
 *
 * A file is the 8 magic bytes and then chunks, up to and including one END chunk. All fixed integers are
 * little-endian. The file is written as a stream and read in one pass; nothing points backwards.
 *
 *   magic    "HFDUMP1\n"
 *   chunk    HfNativeChunk (32 bytes) + `stored` bytes of payload
 *
 * A file without END is truncated: what came before is used. A chunk with an unknown tag is skipped. A payload may be
 * one zstd frame (HF_NATIVE_ZSTD); `raw` is its unpacked size. A raw payload is at most HF_NATIVE_MAX_CHUNK bytes;
 * writers aim at 1 MiB. Records never straddle chunks.
 *
 * varint   unsigned LEB128, at most 10 bytes, value below 2^64
 * zigzag   varint of (v << 1) ^ (v >> 63)
 * text     varint length, then that many bytes, UTF-8 (readers clean what is not)
 *
 * META     (first chunk) one JSON object, UTF-8:
 *            "format": 1, "runtime": "CPython", "version": "3.11.2", "pid": 12, "argv": ["python3", "app.py"],
 *            "time": 1700000000.25 (seconds since the epoch), "host": "name", "pagesize": 4096,
 *            "address_unit": 8 (every address is a multiple of it; 8 if missing; 1 where ids stand in for addresses),
 *            "has": any of "refcounts" "sizes" "blocks" "values" "frames" "sites" "roots" "names" "addresses";
 *            "blocks": sizes are of whole blocks, as an allocator gives them out, and not of what was asked for,
 *            "lacks": sentences for people on what this dump cannot answer,
 *            "tracking": {"id": text, "dump": k, "untracked": [full names of types]}: the program's allocations were recorded.
 *            Dumps of the same id are numbered 1, 2, 3 … as they are written; see BORN below. Free objects of the types
 *            named are used again without a trace,
 *            "truncated": a sentence, if what the dump was made from was itself only a beginning,
 *            "writer": "holdfast 0.1.0 (C)"
 *          Unknown members are ignored; a missing one means unknown.
 * TYPE     records until the payload ends. Types are numbered 0, 1, 2 … over all TYPE chunks:
 *            text module, text qualname, varint kind (HfNativeKind), varint flags (HfNativeTypeFlags),
 *            varint object (1 + node id of the object that is this type; 0 if none)
 * STRS     records: text. Strings are numbered 0, 1, 2 … over all STRS chunks. The same text may come twice.
 * SITE     records, numbered 1, 2, 3 … over all SITE chunks: varint n, then n times, most recent call first:
 *            varint file (string id), varint function (string id), varint line
 * NODE     records, numbered 0, 1, 2 … over all NODE chunks, by ascending address:
 *            varint  (address - previous address) / address_unit   (the first of the file: address / address_unit)
 *            varint  type id
 *            varint  flags (HfNativeNodeFlags)
 *            varint  size in bytes, without own buffers: of the block that goes with the object, see "blocks"
 *            varint  bytes of own buffers, block by block
 *                                                        if HF_NATIVE_NODE_BUFFER
 *            varint  reference count                     unless HF_NATIVE_NODE_NO_REFCOUNT
 *            text    value                               if HF_NATIVE_NODE_VALUE
 *            varint  site                                if HF_NATIVE_NODE_SITE
 *            varint  born: dumps of this "tracking" that had been written when it was allocated
 *                                                        if HF_NATIVE_NODE_BORN (0 if not)
 *            varint  number of references, then each:
 *              byte    kind | class << 4 | naming << 6   (HfNativeRefKind, HfNativeRefClass, HfNativeNaming)
 *              varint  name                              if naming is STRING (string id) or NUMBER
 *              zigzag  target node id - previous target  (the first of a node: - this node's id)
 * ROOT     records: varint kind (HfNativeRootKind), varint flags (HfNativeRootFlags), text words, varint target node id
 *          Words of the kinds that an expression can start from (the Python probe writes them so):
 *            MODULE  "module NAME": sys.modules['NAME'].
 *            THREAD  "thread NAME" where one thread has that name, "thread NAME (IDENT)" where several have it, "thread
 *                    IDENT" where threading does not know the thread. The target is one of its frames: roots of equal
 *                    words come innermost frame first. (Counted from the outermost, a frame keeps its number while it
 *                    runs.) Other fields of the thread's state: the same words, ": ", and what it is.
 *            INTERPRETER "sys.modules", "gc.garbage" and the like, or plain words.
 * END      five u64: nodes, references, types, strings, roots; u32 CRC-32C over the `crc` fields (as 4 bytes each) of
 *          all chunks before it; u32 zero.
 *
 * TYPE, STRS and SITE records come before the first NODE record that uses them. A value or text that stands for code
 * is written as the language would: a str value is a literal with its quotes, so that a dict's ['k'] is the key's value
 * between brackets.
 */

#define HF_NATIVE_MAGIC "HFDUMP1\n"
#define HF_NATIVE_MAGIC_SIZE 8
#define HF_NATIVE_MAX_CHUNK (1u << 30) /* a list of 100 million is one record */

typedef struct
{
  char tag[4];         /* "META" "TYPE" "STRS" "SITE" "NODE" "ROOT" "END " */
  uint32_t flags;      /* HfNativeChunkFlags; unknown bits: cannot be read */
  uint64_t stored;     /* bytes of payload in the file */
  uint64_t raw;        /* bytes of payload once unpacked; = stored unless packed */
  uint32_t crc;        /* CRC-32C (Castagnoli) of the stored payload */
  uint32_t header_crc; /* CRC-32C of the 28 bytes before this field */
} HfNativeChunk;

enum /* HfNativeChunkFlags */
{
  HF_NATIVE_ZSTD = 1 << 0,
};

enum /* HfNativeKind: what a type's objects are, for colours and for hiding */
{
  HF_NATIVE_KIND_OTHER = 0,
  HF_NATIVE_KIND_MODULE = 1,
  HF_NATIVE_KIND_FRAME = 2,
  HF_NATIVE_KIND_TYPE = 3,
  HF_NATIVE_KIND_FUNCTION = 4,
  HF_NATIVE_KIND_CONTAINER = 5,
  HF_NATIVE_KIND_INSTANCE = 6,
  HF_NATIVE_KIND_VALUE = 7,
};

enum /* HfNativeTypeFlags */
{
  HF_NATIVE_TYPE_INTERNAL = 1 << 0,  /* interpreter plumbing */
  HF_NATIVE_TYPE_DICT = 1 << 1,      /* can be a __dict__ */
  HF_NATIVE_TYPE_STRING = 1 << 2,
  HF_NATIVE_TYPE_FINALIZER = 1 << 3, /* has __del__ or a legacy finalizer */
};

enum /* HfNativeNodeFlags */
{
  HF_NATIVE_NODE_VALUE = 1 << 0,
  HF_NATIVE_NODE_VALUE_CUT = 1 << 1,
  HF_NATIVE_NODE_BUFFER = 1 << 2,
  HF_NATIVE_NODE_SITE = 1 << 3,
  HF_NATIVE_NODE_NO_REFCOUNT = 1 << 4,
  HF_NATIVE_NODE_IMMORTAL = 1 << 5,
  HF_NATIVE_NODE_TRACKED = 1 << 6,
  HF_NATIVE_NODE_COLLECTOR = 1 << 7,
  HF_NATIVE_NODE_FINALIZED = 1 << 8,
  HF_NATIVE_NODE_FINALIZER = 1 << 9,
  HF_NATIVE_NODE_SYNTHETIC = 1 << 10,
  HF_NATIVE_NODE_UNEXPANDED = 1 << 11,
  HF_NATIVE_NODE_BORN = 1 << 12,
};

enum /* HfNativeRefKind: same numbers as HfRefKind (app/heap/hf-heap.h), which says what each means */
{
  HF_NATIVE_REF_OTHER = 0,
  HF_NATIVE_REF_ATTRIBUTE = 1,
  HF_NATIVE_REF_INDEX = 2,
  HF_NATIVE_REF_VALUE = 3,
  HF_NATIVE_REF_KEY = 4,
  HF_NATIVE_REF_MEMBER = 5,
  HF_NATIVE_REF_LOCAL = 6,
  HF_NATIVE_REF_CELL = 7,
  HF_NATIVE_REF_STACK = 8,
  HF_NATIVE_REF_FIELD = 9,
  HF_NATIVE_REF_INTERNAL = 10,
  HF_NATIVE_REF_DICT = 11,
  HF_NATIVE_REF_TYPE = 12,
  HF_NATIVE_REF_WEAK = 13,
};

enum /* HfNativeRefClass; structural is decided by the reader's rules */
{
  HF_NATIVE_CLASS_STRONG = 0,
  HF_NATIVE_CLASS_WEAK = 2,
  HF_NATIVE_CLASS_SHARED = 3,
};

enum /* HfNativeNaming */
{
  HF_NATIVE_NAME_NONE = 0,
  HF_NATIVE_NAME_IMPLIED = 1, /* INDEX: 0, or 1 + the number of the INDEX reference before it in this node;
                                 VALUE: the value of the node that the KEY reference before it leads to */
  HF_NATIVE_NAME_STRING = 2,
  HF_NATIVE_NAME_NUMBER = 3,  /* INDEX: the position; INTERNAL: a byte offset, shown as +0x98 */
};

enum /* HfNativeRootKind: same numbers as HfRootKind */
{
  HF_NATIVE_ROOT_OTHER = 0,
  HF_NATIVE_ROOT_MODULE = 1,
  HF_NATIVE_ROOT_THREAD = 2,
  HF_NATIVE_ROOT_INTERPRETER = 3,
  HF_NATIVE_ROOT_STATIC = 4,
  HF_NATIVE_ROOT_NATIVE = 5, /* native code, in dumps of runtimes that name such roots themselves */
};

enum /* HfNativeRootFlags */
{
  HF_NATIVE_ROOT_OWNS = 1 << 0, /* this root is one of the references that the target's count counts */
};
