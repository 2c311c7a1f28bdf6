/* SPDX-License-Identifier: Apache-2.0 */
#include "hf-frame.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>

#define LEGACY_SIZE 512u /* FXSAVE */
#define SOFTWARE 464u    /* what the kernel keeps in FXSAVE's unused end */
#define HEADER_SIZE 64u
#define MAGIC_1 0x46505853u
#define MAGIC_2 0x46505845u
#define TILE_DATA (G_GUINT64_CONSTANT (1) << 18) /* AMX: only programs that asked have it */
#define HAS_XSTATE 1u
#define HAS_SS 2u
#define STRICT_SS 4u
#define MOST_EXTENDED (64u << 10)
#define NEAR (64u << 10)

enum { RESTART_SYS = 512, RESTART_NOINTR = 513, RESTART_NOHAND = 514, RESTART_BLOCK = 516, INTERRUPTED = 4 };

/* The kernel's ucontext has a mask of 8 bytes where the C library's has 128, and its siginfo comes after. */
#define CONTEXT_SIZE (offsetof (ucontext_t, uc_sigmask) + 8)
#define FRAME_SIZE (8 + CONTEXT_SIZE + sizeof (siginfo_t))

typedef struct
{
  guint32 magic;
  guint32 extended_size;
  guint64 features;
  guint32 size;
  guint32 padding[7];
} Software;

void
hf_thread_state_clear (HfThreadState *self)
{
  g_clear_pointer (&self->extended, g_free);
}

static guint64
word (const HfThreadState *state, gsize offset)
{
  guint64 value = 0;

  if (offset + sizeof value <= state->n_extended)
    memcpy (&value, state->extended + offset, sizeof value);

  return value;
}

/* Components that sigreturn has to take back: those that the kernel keeps for the thread. */
static guint64
features_of (const HfThreadState *state)
{
  guint64 in_use = word (state, LEGACY_SIZE), enabled = word (state, SOFTWARE);

  return enabled & (~TILE_DATA | in_use);
}

static gsize
size_of (const HfThreadState *state, guint64 features)
{
  gsize size = LEGACY_SIZE + HEADER_SIZE;

  for (guint i = 2; i < 63; i++)
    {
      guint n, offset, c, d;

      if ((features >> i & 1) && __get_cpuid_count (0xd, i, &n, &offset, &c, &d))
        size = MAX (size, (gsize) offset + n);
    }

  return MIN (size, state->n_extended);
}

/* What the kernel would do with an interrupted system call: again. How long a timed one had still to wait is forgotten with
 * sigreturn: it waits anew, which a program notices less than an error that it does not expect. */
static void
rewind_call (greg_t *registers, const HfThreadState *state)
{
  const struct user_regs_struct *from = &state->registers;
  gint64 result = (gint64) from->rax;
  gint64 call = from->orig_rax == SYS_restart_syscall ? state->rest_of : (gint64) from->orig_rax;

  if ((gint64) from->orig_rax < 0)
    return;
  if (result == -RESTART_SYS || result == -RESTART_NOINTR || result == -RESTART_NOHAND ||
      (result == -RESTART_BLOCK && call >= 0))
    {
      registers[REG_RAX] = (greg_t) (result == -RESTART_BLOCK ? call : (gint64) from->orig_rax);
      registers[REG_RIP] -= 2;
    }
  else if (result == -RESTART_BLOCK)
    registers[REG_RAX] = -INTERRUPTED;
}

static void
fill_registers (greg_t *to, const HfThreadState *state)
{
  const struct user_regs_struct *from = &state->registers;

  to[REG_R8] = (greg_t) from->r8;
  to[REG_R9] = (greg_t) from->r9;
  to[REG_R10] = (greg_t) from->r10;
  to[REG_R11] = (greg_t) from->r11;
  to[REG_R12] = (greg_t) from->r12;
  to[REG_R13] = (greg_t) from->r13;
  to[REG_R14] = (greg_t) from->r14;
  to[REG_R15] = (greg_t) from->r15;
  to[REG_RDI] = (greg_t) from->rdi;
  to[REG_RSI] = (greg_t) from->rsi;
  to[REG_RBP] = (greg_t) from->rbp;
  to[REG_RBX] = (greg_t) from->rbx;
  to[REG_RDX] = (greg_t) from->rdx;
  to[REG_RAX] = (greg_t) from->rax;
  to[REG_RCX] = (greg_t) from->rcx;
  to[REG_RSP] = (greg_t) from->rsp;
  to[REG_RIP] = (greg_t) from->rip;
  to[REG_EFL] = (greg_t) from->eflags;
  to[REG_CSGSFS] = (greg_t) ((from->cs & 0xffff) | (from->ss & 0xffff) << 48);
  rewind_call (to, state);
}

static gsize
extended_at (guint64 frame)
{
  return (frame + FRAME_SIZE + 63) / 64 * 64 - frame;
}

guint64
hf_frame_place (const HfThreadState *state, guint64 top)
{
  gsize n = extended_at (0) + 64 + size_of (state, features_of (state)) + sizeof (guint32);

  return (top - n) / 64 * 64 - 8;
}

guint8 *
hf_frame_new (const HfThreadState *state, guint64 restorer, guint64 at, gsize *n)
{
  guint64 features = features_of (state);
  gsize size = size_of (state, features), extended = extended_at (at);
  Software software = { MAGIC_1, (guint32) (size + sizeof (guint32)), features, (guint32) size, { 0 } };
  ucontext_t context = { .uc_flags = HAS_XSTATE | HAS_SS | STRICT_SS };
  const guint32 end = MAGIC_2;
  guint8 *frame;

  *n = extended + size + sizeof end;
  frame = g_malloc0 (*n);
  fill_registers (context.uc_mcontext.gregs, state);
  context.uc_mcontext.fpregs = GSIZE_TO_POINTER (at + extended);
  memcpy (frame, &restorer, sizeof restorer);
  memcpy (frame + 8, &context, offsetof (ucontext_t, uc_sigmask));
  memcpy (frame + 8 + offsetof (ucontext_t, uc_sigmask), &state->mask, sizeof state->mask);
  memcpy (frame + extended, state->extended, size);
  memcpy (frame + extended + SOFTWARE, &software, sizeof software);
  memcpy (frame + extended + size, &end, sizeof end);

  return frame;
}

/* The two instructions that end a signal handler: mov $15, %rax; syscall. The C library has them and does not name them. */
guint64
hf_frame_restorer (const HfMaps *maps, guint64 inside)
{
  static const guint8 patterns[2][9] = { { 0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0, 0x0f, 0x05 }, { 0xb8, 0x0f, 0, 0, 0, 0x0f, 0x05 } };
  static const gsize lengths[2] = { 9, 7 };
  const HfMap *map = hf_maps_at (maps, inside);
  gsize n = map != NULL ? map->end - map->start : 0;
  g_autofree guint8 *code = g_try_malloc (MAX (n, 1));

  if (code == NULL || n == 0 || !hf_memory_read (maps->pid, map->start, code, n))
    return 0;
  for (guint i = 0; i < 2; i++)
    {
      const guint8 *found = memmem (code, n, patterns[i], lengths[i]);

      if (found != NULL)
        return map->start + (guint64) (found - code);
    }

  return 0;
}
/* Whether what stands at @at, which begins with the restorer's address, is the frame of a signal's handler and no remains of one. */
static gboolean
is_frame (GPid pid, guint64 at)
{
  ucontext_t context;
  Software software;
  guint64 area;
  guint32 end;

  if (!hf_memory_read (pid, at + 8, &context, CONTEXT_SIZE))
    return FALSE;
  area = GPOINTER_TO_SIZE (context.uc_mcontext.fpregs);
  if (context.uc_link != NULL || (context.uc_mcontext.gregs[REG_CSGSFS] & 0xffff) != 0x33 || area < at + FRAME_SIZE || area % 64 != 0 ||
      (guint64) context.uc_mcontext.gregs[REG_RIP] < 4096)
    return FALSE;

  return hf_memory_read (pid, area + SOFTWARE, &software, sizeof software) && software.magic == MAGIC_1 && software.size < MOST_EXTENDED &&
         hf_memory_read (pid, area + software.size, &end, sizeof end) && end == MAGIC_2;
}

gboolean
hf_frame_is_near (const HfMaps *maps, guint64 stack, guint64 restorer)
{
  const HfMap *map = hf_maps_at (maps, stack);
  gsize n = map == NULL ? 0 : MIN (map->end - stack / 8 * 8, NEAR) / 8;
  g_autofree guint64 *words = g_new0 (guint64, MAX (n, 1));

  if (n == 0 || !hf_memory_read (maps->pid, stack / 8 * 8, words, n * 8))
    return TRUE;
  for (gsize i = 0; i < n; i++)
    if (words[i] == restorer && is_frame (maps->pid, stack / 8 * 8 + i * 8))
      return TRUE;

  return FALSE;
}
#endif
