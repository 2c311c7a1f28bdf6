/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "heap/hf-vector-private.h"
#include "hf-dump-formats.h"
#include "hf-id-table.h"

G_BEGIN_DECLS

/**
 * The parts of the HPROF reader.
 *
 * The file is read once, from its beginning to its end, but an object may come before its class, a class before its name,
 * and a String before its characters. What is read is therefore kept in a form of its own, about 32 bytes an object and 4 a
 * reference: every id becomes a number (HfIdTable) at once, instances of classes that are known become the list of what
 * they refer to, those of unknown classes stay bytes. hf_hprof_feed() hands all of it to the builder when all is known.
 */
#define HF_HPROF_TYPE_OBJECT 2u
#define HF_HPROF_TYPE_BOOLEAN 4u
#define HF_HPROF_TYPE_CHAR 5u
#define HF_HPROF_TYPE_FLOAT 6u
#define HF_HPROF_TYPE_DOUBLE 7u
#define HF_HPROF_TYPE_BYTE 8u
#define HF_HPROF_TYPE_SHORT 9u
#define HF_HPROF_TYPE_INT 10u
#define HF_HPROF_TYPE_LONG 11u

/* What is kept of an array of bytes or characters, which may be a String's. */
#define HF_HPROF_KEPT_BYTES 256u

typedef enum
{
  HF_HPROF_INSTANCE,
  HF_HPROF_LATE,      /* an instance whose bytes are still bytes */
  HF_HPROF_OBJECTS,   /* an array of references */
  HF_HPROF_PRIMITIVES,
} HfHprofKind;

typedef struct
{
  guint32 id;          /* number in ids */
  guint32 class : 30;  /* index in classes; of an array of primitives the type of its elements */
  guint32 kind : 2;
  guint32 n;           /* elements of an array, bytes or later references of a late instance */
  guint32 value;       /* a string of the builder's; before it is known see hf-dump-hprof-values.c */
} HfHprofObject;

/* What is special about the instances of a class. */
typedef enum
{
  HF_HPROF_PLAIN,
  HF_HPROF_STRING,
  HF_HPROF_BOXED,   /* Integer and the like: the field "value" */
  HF_HPROF_NAMED,   /* a thread, a constant of an enumeration: a String says what it is */
} HfHprofRole;

typedef struct
{
  guint32 offset; /* in the instance's bytes */
  guint32 name;   /* a string of the builder's */
  guint8 weak;
} HfHprofSlot;

typedef struct
{
  guint32 name; /* number in names */
  guint8 type;
} HfHprofField;

typedef struct
{
  guint32 to;
  guint32 name;   /* number in names, or for kind HF_REF_INTERNAL a string of the builder's */
  guint8 kind;
  guint8 structural;
} HfHprofClassRef;

typedef struct
{
  guint64 super;        /* its id */
  guint32 id;           /* number in ids, HF_NONE without a CLASS_DUMP */
  guint32 name;         /* number in names, HF_NONE without a LOAD_CLASS */
  guint32 refs, n_refs; /* in class_refs */
  guint32 fields, n_fields;
  guint32 slots, n_slots; /* references of an instance */
  guint32 size;         /* bytes of an instance in the file */
  guint32 primitives;   /* bytes of its primitive fields */
  guint32 type;         /* of the builder */
  gboolean laid_out;
  HfHprofRole role;
  /* for the roles; HF_NONE for a field that there is not */
  guint32 value;        /* String, named: its slot's index; boxed: offset */
  guint32 coder, from, length; /* String: offsets of fields of that meaning */
  guint8 value_type;
} HfHprofClass;

typedef struct
{
  guint32 method, source; /* numbers in names */
  guint32 class_serial;
  gint32 line;
} HfHprofFrame;

typedef struct
{
  guint32 frames, n_frames; /* in trace_frames */
  guint32 site;             /* of the builder, 0 as long as there is none */
} HfHprofTrace;

typedef struct
{
  guint32 object; /* number in ids */
  guint32 thread; /* serial */
  gint32 frame;   /* in the thread's stack, -1 for none */
  guint8 tag;
} HfHprofRoot;

typedef struct
{
  guint32 object;
  guint32 trace;
} HfHprofThread;

typedef struct
{
  guint32 from, length;
} HfHprofCut;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HfProgress *progress;
  guint id_size;
  guint version;       /* 0 … 3 of 1.0.x */
  gint64 time;
  char *why;           /* where and why the file could not be used further */
  char *damage;        /* the first part that was left out */
  guint64 n_damaged;
  guint in_segment;    /* 1: in a HEAP_DUMP_SEGMENT, 2: in a HEAP_DUMP, whose length may lack its upper half */
  gboolean endless;    /* a HEAP_DUMP without a length */
  gboolean bad;        /* the rest of the segment cannot be read */
  guint64 left;        /* bytes of the record */
  guint n_dumps;
  gboolean open;       /* segments have begun, and their end has not come */
  guint64 n_twice;
  gboolean no_memory;

  HfIdTable *ids;      /* objects; number 0 is null */
  HF_VECTOR (guint8) seen; /* by number in ids */
  HF_VECTOR (HfHprofObject) objects;
  HF_VECTOR (guint32) refs;  /* of all instances and arrays, in their order */
  HF_VECTOR (guint8) late;   /* bytes of late instances */
  HF_VECTOR (guint32) late_refs;
  HF_VECTOR (guint8) kept;   /* beginnings of arrays of bytes and characters */
  HF_VECTOR (guint32) traces_of; /* serials by object, as long as the last that has one */
  HF_VECTOR (HfHprofCut) cuts;

  HfIdTable *class_ids;
  HF_VECTOR (HfHprofClass) classes;
  HF_VECTOR (HfHprofClassRef) class_refs;
  HF_VECTOR (HfHprofField) fields;
  HF_VECTOR (HfHprofSlot) slots;
  guint64 last_class_id;
  guint32 last_class;

  HfIdTable *names;
  HF_VECTOR (guint32) name_at;   /* where in name_bytes, + 1 */
  HF_VECTOR (char) name_bytes;

  HfIdTable *frame_ids;
  HF_VECTOR (HfHprofFrame) frames;
  HF_VECTOR (guint32) trace_frames;
  HF_VECTOR (HfHprofTrace) traces;
  GHashTable *trace_of_serial;  /* → index + 1 */
  GHashTable *class_of_serial;  /* → index + 1 */
  HF_VECTOR (HfHprofThread) threads;
  GHashTable *thread_of_serial; /* → index + 1 */
  HF_VECTOR (HfHprofRoot) roots;

  /* when all has been read */
  guint reference, header;      /* bytes of the program's own layout */
  guint32 *dump_ids;            /* by number in ids */
  guint32 n_class_nodes;        /* come before all other objects */
} HfHprof;

#define HF_HPROF_SEEN 1u  /* an object with this id has come */
#define HF_HPROF_CLASS 2u /* a class has */

/* hf-dump-hprof.c: bytes. What cannot be taken is 0, and self->bad or self->why is set. */
gboolean hf_hprof_stop     (HfHprof *self, const char *why);
gboolean hf_hprof_spoil    (HfHprof *self, const char *why); /* leaves out the rest of the segment */
gboolean hf_hprof_need     (HfHprof *self, gsize n);
guint64  hf_hprof_take     (HfHprof *self, guint n);
gboolean hf_hprof_skip     (HfHprof *self, guint64 n);
guint64  hf_hprof_number   (const guint8 *at, guint n);
gboolean hf_hprof_is_good  (const HfHprof *self);
guint    hf_hprof_size_of  (const HfHprof *self, guint type); /* 0 for a type that there is not */

/* hf-dump-hprof-names.c */
void        hf_hprof_read_name     (HfHprof *self, guint64 length);
guint32     hf_hprof_name_number   (HfHprof *self, guint64 id);
/* (transfer full) "" for a name that never came. */
char       *hf_hprof_name          (const HfHprof *self, guint32 number);
guint32     hf_hprof_name_string   (HfHprof *self, guint32 number); /* of the builder's */
/* (transfer full) As Java writes it: "java.lang.Object[]". */
char       *hf_hprof_class_name    (const HfHprof *self, guint32 class);
/* (transfer full) Modified UTF-8 as UTF-8. */
char       *hf_hprof_decode        (const char *text, gsize length);

/* hf-dump-hprof-classes.c */
guint32  hf_hprof_class_of_id    (HfHprof *self, guint64 id); /* made if need be; HF_NONE without memory */
void     hf_hprof_read_class     (HfHprof *self);
/* FALSE as long as the class, one that it derives from, or a name is missing; with @force what there is has to do. */
gboolean hf_hprof_lay_out        (HfHprof *self, guint32 class, gboolean force);
void     hf_hprof_make_types     (HfHprof *self);
guint32  hf_hprof_primitive_type (HfHprof *self, guint type); /* of the builder: of arrays */

/* hf-dump-hprof-objects.c */
guint32  hf_hprof_object_number  (HfHprof *self, guint64 id); /* HF_NONE without memory */
void     hf_hprof_read_objects   (HfHprof *self); /* sub-records until the record ends */
void     hf_hprof_settle_late    (HfHprof *self);

/* hf-dump-hprof-roots.c */
void     hf_hprof_read_frame     (HfHprof *self);
void     hf_hprof_read_trace     (HfHprof *self);
void     hf_hprof_read_root      (HfHprof *self, guint tag);
void     hf_hprof_add_roots      (HfHprof *self);
guint32  hf_hprof_site           (HfHprof *self, guint32 trace_serial);

/* hf-dump-hprof-values.c */
guint32  hf_hprof_keep_value     (HfHprof *self, guint type, const guint8 *bytes, guint32 n_bytes, guint32 n); /* of an array */
void     hf_hprof_instance_value (HfHprof *self, const HfHprofClass *class, const guint8 *bytes, HfHprofObject *object);
void     hf_hprof_make_texts     (HfHprof *self);
/* The object with this number in ids, NULL if it is none or a class. */
const HfHprofObject *hf_hprof_object (const HfHprof *self, guint32 id);

/* hf-dump-hprof-feed.c */
void     hf_hprof_feed           (HfHprof *self);

G_END_DECLS
