/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "hf-dump-formats.h"

#include <string.h>

#include "heap/hf-vector-private.h"
#include "hf-address-table.h"
#include "hf-javascript.h"
#include "hf-protobuf.h"

/* What Firefox's Memory tool saves (.fxsnapshot): a stream of Protocol Buffers messages, each behind its length. The first one says when
 * it was written, each other one is a cell with its references; the first cell is the list of roots.
 *
 * A text stands where it is needed for the first time, and later only its number does: texts of two bytes a character have one count,
 * those of one byte another. A text that this reader does not know of would shift all names behind it: then there are none. */

#define MAX_FRAMES 128u
#define MAX_NAME 4096u /* bytes of a class's or a file's name */

enum
{
  NODE_ID = 1,
  NODE_TYPE_NAME = 2,
  NODE_TYPE_NAME_NUMBER = 3,
  NODE_SIZE = 4,
  NODE_EDGE = 5,
  NODE_STACK = 6,
  NODE_CLASS_NAME = 7,
  NODE_CLASS_NAME_NUMBER = 8,
  NODE_COARSE_TYPE = 9,
  NODE_FILE = 10,
  NODE_FILE_NUMBER = 11,
  NODE_DESCRIPTION = 12,
  NODE_DESCRIPTION_NUMBER = 13,
};

typedef enum
{
  COARSE_OTHER,
  COARSE_OBJECT,
  COARSE_SCRIPT,
  COARSE_STRING,
  COARSE_DOM_NODE,
} Coarse;

typedef struct
{
  guint32 raw;     /* the builder's */
  struct
  {
    guint32 name;  /* for HF_REF_INDEX the position */
    guint8 kind;
    gboolean known;
  } labels[2];     /* as a property of an object, as a field of the engine's */
} Text;

typedef struct
{
  guint64 to;
  guint32 text; /* number plus one, 0 for none */
} Edge;

typedef struct
{
  guint32 source; /* the builder's strings */
  guint32 function;
  guint32 line;
  guint32 parent; /* frame plus one */
  guint32 site;
} Frame;

typedef struct
{
  guint64 id;
  guint64 size;
  guint64 coarse;
  guint32 type;  /* the builder's strings; 0 for none */
  guint32 class;
  guint32 file;
  guint32 description;
  guint32 frame; /* plus one */
} Node;

typedef struct
{
  HfDumpInput *input;
  HfHeapBuilder *builder;
  HF_VECTOR (Text) wide;
  HF_VECTOR (guint32) narrow;
  HF_VECTOR (Edge) edges; /* of the cell that is read */
  HF_VECTOR (Frame) frames;
  HfAddressTable frame_numbers;
  GString *text;
  guint64 time;
  guint64 last_at;  /* where the message that is read begins */
  gboolean no_names; /* something is not known: texts cannot be counted on */
  gboolean has_sites;
  gboolean no_memory;
  const char *why;  /* it cannot be read further */
} Reader;

/* The first message holds the time in microseconds and nothing else; the second one begins with a cell's number. */
gboolean
hf_dump_sniff_fxsnapshot (const guint8 *start,
                          gsize         n)
{
  const guint8 *at = start + 2, *end = start + n;
  guint64 time, length;

  if (n < 6 || start[0] < 2 || start[0] > 11 || start[1] != 0x08 || !hf_protobuf_varint (&at, end, &time) || at != start + 1 + start[0])
    return FALSE;

  return time > G_GUINT64_CONSTANT (1000000000000000) && time < G_GUINT64_CONSTANT (10000000000000000) &&
         hf_protobuf_varint (&at, end, &length) && length > 1 && at < end && *at == 0x08;
}

/* ---- texts ------------------------------------------------------------------------------------------------------------------- */

static void
append_narrow (GString      *text,
               const guint8 *bytes,
               gsize         length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append_unichar (text, bytes[i]);
}

static void
append_wide (GString      *text,
             const guint8 *bytes,
             gsize         length)
{
  for (gsize i = 0; i + 1 < length; i += 2)
    {
      gunichar unit = bytes[i] | (gunichar) bytes[i + 1] << 8;
      gunichar low = i + 3 < length ? bytes[i + 2] | (gunichar) bytes[i + 3] << 8 : 0;

      if (unit >= 0xd800 && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000)
        {
          unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
          i += 2;
        }
      g_string_append_unichar (text, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
    }
}

/* Number plus one of the text that @message has, itself or by its number. */
static guint32
take_wide (Reader           *self,
           const HfProtobuf *message)
{
  Text text = { 0 };

  if (message->wire == HF_PROTOBUF_NUMBER)
    return !self->no_names && message->number < self->wide.n ? (guint32) message->number + 1 : 0;
  g_string_truncate (self->text, 0);
  append_wide (self->text, message->bytes, message->length);
  text.raw = hf_heap_builder_string (self->builder, self->text->str, (gssize) self->text->len);
  if (self->wide.n >= HF_NONE - 1 || !hf_vector_push (&self->wide, text))
    {
      self->no_memory = TRUE;
      return 0;
    }

  return (guint32) self->wide.n;
}

static guint32
take_wide_string (Reader           *self,
                  const HfProtobuf *message)
{
  guint32 number = take_wide (self, message);

  return number != 0 ? self->wide.at[number - 1].raw : 0;
}

static guint32
take_narrow_string (Reader           *self,
                    const HfProtobuf *message)
{
  guint32 string;

  if (message->wire == HF_PROTOBUF_NUMBER)
    return !self->no_names && message->number < self->narrow.n ? self->narrow.at[message->number] : 0;
  g_string_truncate (self->text, 0);
  append_narrow (self->text, message->bytes, message->length);
  string = hf_heap_builder_string (self->builder, self->text->str, (gssize) self->text->len);
  self->no_memory = self->no_memory || !hf_vector_push (&self->narrow, string);

  return string;
}

/* A text has a number of its own where it stands, and a number where it comes again. */
static gboolean
is_text (const HfProtobuf *message,
         guint             field)
{
  return (message->field == field && message->wire == HF_PROTOBUF_BYTES) || (message->field == field + 1 && message->wire == HF_PROTOBUF_NUMBER);
}

/* A field that is not known may be a text. */
static void
meet_unknown (Reader           *self,
              const HfProtobuf *message)
{
  self->no_names = self->no_names || message->wire == HF_PROTOBUF_BYTES;
}

static gboolean
damaged (Reader     *self,
         const char *why)
{
  if (self->why == NULL)
    self->why = why;

  return FALSE;
}

/* ---- stacks -------------------------------------------------------------------------------------------------------------------- */

/* One frame; its caller, which may be as deep as a stack is, is left in @parent. */
static gboolean
read_frame (Reader     *self,
            HfProtobuf  message,
            Frame      *frame,
            guint64    *id,
            HfProtobuf *parent)
{
  while (hf_protobuf_next (&message))
    if (message.field == 1 && message.wire == HF_PROTOBUF_NUMBER)
      *id = message.number;
    else if (message.field == 2 && message.wire == HF_PROTOBUF_BYTES)
      *parent = hf_protobuf_init (message.bytes, message.length);
    else if (message.field == 3 && message.wire == HF_PROTOBUF_NUMBER)
      frame->line = (guint32) MIN (message.number, G_MAXUINT32);
    else if (is_text (&message, 5))
      frame->source = take_wide_string (self, &message);
    else if (is_text (&message, 7))
      frame->function = take_wide_string (self, &message);
    else
      meet_unknown (self, &message);

  return !message.is_damaged || damaged (self, "a frame of a stack is damaged");
}

/* Number plus one of the stack's innermost frame. A frame's own texts are counted before its caller's, which stands before them. */
static guint32
take_stack (Reader    *self,
            HfProtobuf stack)
{
  guint32 innermost = 0, *link = NULL;
  gsize linked = 0;

  while (stack.at != NULL && hf_protobuf_next (&stack))
    {
      Frame frame = { 0 };
      HfProtobuf parent = { 0 };
      guint64 id = 0;
      guint32 number;

      if (stack.field == 2 && stack.wire == HF_PROTOBUF_NUMBER)
        {
          number = hf_address_table_find (&self->frame_numbers, stack.number);
          if (number == HF_NONE)
            break;
        }
      else if (stack.field == 1 && stack.wire == HF_PROTOBUF_BYTES)
        {
          if (!read_frame (self, hf_protobuf_init (stack.bytes, stack.length), &frame, &id, &parent))
            return 0;
          number = hf_address_table_number (&self->frame_numbers, id);
          if (number == HF_NONE || (number == self->frames.n && !hf_vector_push (&self->frames, frame)))
            {
              self->no_memory = TRUE;
              return 0;
            }
        }
      else
        {
          meet_unknown (self, &stack);
          break;
        }
      link = innermost == 0 ? &innermost : &self->frames.at[linked].parent;
      *link = number + 1;
      linked = number;
      stack = parent;
    }

  return innermost;
}

static guint32
site_of (Reader *self,
         guint32 frame)
{
  HfSiteFrame frames[MAX_FRAMES];
  char *texts[2 * MAX_FRAMES];
  guint n = 0;
  guint32 first = frame - 1;

  if (frame == 0)
    return 0;
  if (self->frames.at[first].site != 0)
    return self->frames.at[first].site;
  for (; frame != 0 && n < MAX_FRAMES; n++)
    {
      const Frame *one = &self->frames.at[frame - 1];

      texts[2 * n] = g_strdup (hf_heap_builder_get_string (self->builder, one->source));
      texts[2 * n + 1] = g_strdup (hf_heap_builder_get_string (self->builder, one->function));
      frames[n] = (HfSiteFrame) { texts[2 * n], texts[2 * n + 1], one->line };
      frame = one->parent;
    }
  self->frames.at[first].site = hf_heap_builder_add_site (self->builder, frames, n);
  for (guint i = 0; i < 2 * n; i++)
    g_free (texts[i]);
  self->has_sites = TRUE;

  return self->frames.at[first].site;
}

/* ---- cells ----------------------------------------------------------------------------------------------------------------------- */

static gboolean
take_edge (Reader    *self,
           HfProtobuf message)
{
  Edge edge = { 0 };

  while (hf_protobuf_next (&message))
    if (message.field == 1 && message.wire == HF_PROTOBUF_NUMBER)
      edge.to = message.number;
    else if (is_text (&message, 2))
      edge.text = take_wide (self, &message);
    else
      meet_unknown (self, &message);
  if (message.is_damaged)
    return damaged (self, "a reference is damaged");
  self->no_memory = self->no_memory || !hf_vector_push (&self->edges, edge);

  return !self->no_memory;
}

static gboolean
take_field (Reader           *self,
            const HfProtobuf *message,
            Node             *node)
{
  gboolean is_number = message->wire == HF_PROTOBUF_NUMBER, is_bytes = message->wire == HF_PROTOBUF_BYTES;

  if (message->field == NODE_ID && is_number)
    node->id = message->number;
  else if (message->field == NODE_SIZE && is_number)
    node->size = MIN (message->number, (guint64) 1 << 48);
  else if (message->field == NODE_COARSE_TYPE && is_number)
    node->coarse = message->number;
  else if (message->field == NODE_EDGE && is_bytes)
    return take_edge (self, hf_protobuf_init (message->bytes, message->length));
  else if (message->field == NODE_STACK && is_bytes)
    node->frame = take_stack (self, hf_protobuf_init (message->bytes, message->length));
  else if (is_text (message, NODE_TYPE_NAME))
    node->type = take_wide_string (self, message);
  else if (is_text (message, NODE_CLASS_NAME))
    node->class = take_narrow_string (self, message);
  else if (is_text (message, NODE_FILE))
    node->file = take_narrow_string (self, message);
  else if (is_text (message, NODE_DESCRIPTION))
    node->description = take_wide_string (self, message);
  else
    meet_unknown (self, message);

  return self->why == NULL && !self->no_memory;
}

static HfKind
kind_of (const Node *node,
         const char *name)
{
  static const char *const containers[] = { "Array", "Map", "Set", "WeakMap", "WeakSet", NULL };

  switch (node->coarse)
    {
    case COARSE_SCRIPT: return HF_KIND_FUNCTION;
    case COARSE_STRING: return HF_KIND_VALUE;
    case COARSE_DOM_NODE: return HF_KIND_INSTANCE;
    case COARSE_OBJECT: return strcmp (name, "Function") == 0 ? HF_KIND_FUNCTION : g_strv_contains (containers, name) ? HF_KIND_CONTAINER : HF_KIND_INSTANCE;
    default: return HF_KIND_OTHER;
    }
}

/* (transfer full) A node says in two bytes that it has a text of megabytes: each of them is not to cost as much. */
static char *
beginning_of (Reader *self,
              guint32 text)
{
  const char *whole = hf_heap_builder_get_string (self->builder, text);
  gsize length = strnlen (whole, MAX_NAME);

  while (length == MAX_NAME && length > 0 && (whole[length] & 0xc0) == 0x80)
    length--;

  return g_strndup (whole, length);
}

/* As the Memory tool has it: objects by their class, elements by their kind, all else by what the engine calls it. */
static guint32
type_of (Reader     *self,
         const Node *node)
{
  guint32 name = node->coarse == COARSE_OBJECT && node->class != 0 ? node->class : node->description != 0 ? node->description : node->type;
  g_autofree char *text = beginning_of (self, name);
  HfTypeFlags flags = node->coarse == COARSE_STRING ? HF_TYPE_STRING : node->coarse == COARSE_OTHER ? HF_TYPE_INTERNAL : 0;

  return hf_heap_builder_type (self->builder, "", *text != '\0' ? text : "unknown", kind_of (node, text), flags);
}

static void
add_edge (Reader     *self,
          const Edge *edge,
          gboolean    is_engine,
          gboolean    is_root)
{
  Text *text = edge->text != 0 ? &self->wide.at[edge->text - 1] : NULL;
  HfRefClass class = is_engine && !is_root ? HF_CLASS_STRUCTURAL : HF_CLASS_STRONG;

  if (text == NULL)
    {
      hf_heap_builder_add_ref_to_address (self->builder, edge->to, HF_REF_INTERNAL, 0, class);
      return;
    }
  if (!text->labels[is_engine].known)
    {
      g_autofree char *name = g_strdup (hf_heap_builder_get_string (self->builder, text->raw));
      guint32 number = 0;
      HfJavascriptName label = hf_javascript_cell_name (name, is_engine, &number);

      text->labels[is_engine].kind = (guint8) label.kind;
      text->labels[is_engine].name = label.name != NULL ? hf_heap_builder_string (self->builder, label.name, -1) : number;
      text->labels[is_engine].known = TRUE;
      g_free (label.name);
    }
  if (text->labels[is_engine].kind == HF_REF_INTERNAL)
    {
      const char *name = hf_heap_builder_get_string (self->builder, text->raw);

      if (strcmp (name, "shape") == 0 || strcmp (name, "script") == 0)
        class = HF_CLASS_STRUCTURAL;
    }
  hf_heap_builder_add_ref_to_address (self->builder, edge->to, (HfRefKind) text->labels[is_engine].kind, text->labels[is_engine].name, class);
}

static void
add_node (Reader     *self,
          const Node *node)
{
  g_autofree char *file = node->file != 0 ? beginning_of (self, node->file) : NULL;
  gboolean is_root = hf_heap_builder_n_objects (self->builder) == 0;
  HfObjectSpec spec = { .address = node->id, .type = type_of (self, node), .shallow = node->size, .refcount = HF_REFCOUNT_UNKNOWN,
                        .flags = is_root ? HF_OBJECT_SYNTHETIC : 0, .site = site_of (self, node->frame), .value = file,
                        .value_length = file != NULL ? strlen (file) : 0 };

  hf_heap_builder_add_object (self->builder, &spec);
  for (gsize i = 0; i < self->edges.n; i++)
    add_edge (self, &self->edges.at[i], node->coarse != COARSE_OBJECT && node->coarse != COARSE_DOM_NODE, is_root);
}

static void
read_node (Reader    *self,
           HfProtobuf message)
{
  Node node = { 0 };

  self->edges.n = 0;
  while (hf_protobuf_next (&message))
    if (!take_field (self, &message, &node))
      return;
  if (message.is_damaged)
    damaged (self, "a message is damaged");
  else
    add_node (self, &node);
}

/* ---- the file --------------------------------------------------------------------------------------------------------------------- */

/* The next message; the input stays before it. */
static gboolean
next_message (Reader     *self,
              HfProtobuf *message)
{
  const guint8 *at;
  guint64 length;
  gsize head;

  self->last_at = hf_dump_input_offset (self->input);
  if (!hf_dump_input_need (self->input, 1))
    return FALSE;
  hf_dump_input_need (self->input, 10);
  at = self->input->at;
  if (!hf_protobuf_varint (&at, self->input->end, &length))
    return damaged (self, "the file ends there");
  if (length > hf_dump_input_limits (self->input)->max_json)
    return damaged (self, "a message is longer than any file's");
  head = (gsize) (at - self->input->at);
  if (!hf_dump_input_need (self->input, head + (gsize) length))
    return damaged (self, "the file ends there, within a message");
  *message = hf_protobuf_init (self->input->at + head, (gsize) length);

  return TRUE;
}

static void
read_messages (Reader *self)
{
  HfProtobuf message;
  gboolean is_first = TRUE;

  while (next_message (self, &message))
    {
      const guint8 *end = message.end;

      if (!is_first)
        read_node (self, message);
      else if (hf_protobuf_next (&message) && message.field == 1 && message.wire == HF_PROTOBUF_NUMBER)
        self->time = message.number;
      is_first = FALSE;
      if (self->why != NULL || self->no_memory || !hf_heap_builder_check (self->builder, NULL))
        return;
      self->input->at = end;
    }
}

static void
tell (Reader *self)
{
  const char *packed = hf_dump_input_damage (self->input);

  hf_heap_builder_set_format (self->builder, "Firefox heap snapshot");
  hf_heap_builder_set_runtime (self->builder, "JavaScript (SpiderMonkey)");
  hf_heap_builder_set_has (self->builder, HF_HAS_SIZES | HF_HAS_ROOTS | HF_HAS_NAMES | HF_HAS_ADDRESSES | (self->has_sites ? HF_HAS_SITES : 0));
  hf_heap_builder_set_time (self->builder, (gint64) MIN (self->time, (guint64) G_MAXINT64));
  hf_heap_builder_add_root (self->builder, HF_ROOT_INTERPRETER, "Firefox", 0, FALSE);
  hf_heap_builder_add_lack (self->builder, "What weak references refer to is not in the dump, and neither are texts and numbers.");
  if (self->no_names)
    hf_heap_builder_add_lack (self->builder, "It has fields that are not known, which may be texts: names that come behind the first of them are left out.");
  if (self->why != NULL || packed != NULL)
    {
      g_autofree char *sentence =
        g_strdup_printf ("%s%sIt cannot be read further than byte %" G_GUINT64_FORMAT ": %s. %u objects were read.", packed != NULL ? packed : "",
                         packed != NULL ? " " : "", self->last_at, self->why != NULL ? self->why : "the packed stream is damaged",
                         hf_heap_builder_n_objects (self->builder));

      hf_heap_builder_set_truncated (self->builder, sentence);
    }
}

static gboolean
finish (Reader  *self,
        GError **error)
{
  if (hf_dump_input_failed (self->input, error) || !hf_heap_builder_check (self->builder, error))
    return FALSE;
  if (self->no_memory || hf_heap_builder_n_objects (self->builder) == 0)
    {
      g_set_error (error, HF_ERROR, self->no_memory ? HF_ERROR_TOO_LARGE : HF_ERROR_TRUNCATED, "%s (byte %" G_GUINT64_FORMAT "%s%s).",
                   self->no_memory ? "There is not enough memory for its texts" : "No object could be read", self->last_at,
                   self->why != NULL ? ": " : "", self->why != NULL ? self->why : "");
      return FALSE;
    }
  tell (self);

  return TRUE;
}

gboolean
hf_dump_read_fxsnapshot (HfDumpInput   *input,
                         HfHeapBuilder *builder,
                         HfProgress    *progress,
                         GError       **error)
{
  Reader self = { .input = input, .builder = builder };
  gboolean good;

  self.text = g_string_new (NULL);
  read_messages (&self);
  good = finish (&self, error);

  g_string_free (self.text, TRUE);
  hf_vector_clear (&self.wide);
  hf_vector_clear (&self.narrow);
  hf_vector_clear (&self.edges);
  hf_vector_clear (&self.frames);
  hf_address_table_clear (&self.frame_numbers);

  return good;
}
