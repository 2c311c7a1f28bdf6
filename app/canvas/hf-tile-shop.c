/* SPDX-License-Identifier: Apache-2.0 */
#include "canvas/hf-tile-shop.h"

typedef struct
{
  HfTileOrder *order;
  int column;
  int row;
  guint generation;
  cairo_surface_t *surface;
} Job;

struct _HfTileShop
{
  gatomicrefcount ref_count; /* the owner's, and one for each time that a thread was asked to come */
  void (*finished) (gpointer data);
  gpointer data;

  GMutex lock; /* for what follows */
  GCond less_to_do;
  GQueue wanted;   /* of Job, in the order in which they are to be painted */
  GQueue begun;    /* of Job */
  GQueue done;     /* of Job */
  guint generation; /* jobs of another one are stale */
  guint telling;   /* source; 0: @finished need not be called */
  gboolean closed;
};

/* ---- orders ------------------------------------------------------------------------------------------------------- */

HfTileOrder *
hf_tile_order_new (const HfTileWork *work, gpointer scene, double scale, const HfColor *background, cairo_format_t format)
{
  HfTileOrder *self = g_new0 (HfTileOrder, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->work = *work;
  self->scene = scene;
  self->scale = scale;
  self->background = *background;
  self->format = format;

  return self;
}

HfTileOrder *
hf_tile_order_ref (HfTileOrder *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
hf_tile_order_unref (HfTileOrder *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  self->work.release (self->scene);
  g_free (self);
}

HfRect
hf_tile_clip (double scale, int column, int row)
{
  double size = HF_TILES_SIZE / scale;

  return (HfRect) { column * size, row * size, size, size };
}

/* ---- jobs --------------------------------------------------------------------------------------------------------- */

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->surface, cairo_surface_destroy);
  hf_tile_order_unref (job->order);
  g_free (job);
}

static void
paint (Job *job)
{
  const HfTileOrder *order = job->order;
  HfRect clip = hf_tile_clip (order->scale, job->column, job->row);
  cairo_t *cr;

  if (order->work.empty (&clip, order->scene))
    return;

  job->surface = cairo_image_surface_create (order->format, HF_TILES_SIZE, HF_TILES_SIZE);
  cr = cairo_create (job->surface);
  cairo_set_source_rgb (cr, order->background.red, order->background.green, order->background.blue);
  cairo_paint (cr);
  cairo_scale (cr, order->scale, order->scale);
  cairo_translate (cr, -clip.x, -clip.y);
  order->work.paint (cr, &clip, order->scale, order->scene);
  cairo_destroy (cr);
  cairo_surface_flush (job->surface);
}

static gboolean
has (GQueue *jobs, int column, int row, guint generation)
{
  for (GList *link = jobs->head; link != NULL; link = link->next)
    {
      const Job *job = link->data;

      if (job->column == column && job->row == row && job->generation == generation)
        return TRUE;
    }

  return FALSE;
}

/* ---- the threads -------------------------------------------------------------------------------------------------- */

static void
unref (HfTileShop *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_queue_clear_full (&self->done, job_free);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->less_to_do);
  g_free (self);
}

static gboolean
tell (gpointer data)
{
  HfTileShop *self = data;

  g_mutex_lock (&self->lock);
  self->telling = 0;
  g_mutex_unlock (&self->lock);
  self->finished (self->data);

  return G_SOURCE_REMOVE;
}

/* (transfer full) With the lock held; NULL if nothing is wanted. */
static Job *
begin (HfTileShop *self)
{
  Job *job = g_queue_pop_head (&self->wanted);

  if (job != NULL)
    g_queue_push_tail (&self->begun, job);

  return job;
}

/* Paints a job that was begun. TRUE if somebody wants it. */
static gboolean
work (HfTileShop *self, Job *job)
{
  gboolean wanted;

  paint (job);
  g_mutex_lock (&self->lock);
  wanted = !self->closed && job->generation == self->generation;
  g_queue_remove (&self->begun, job);
  if (wanted)
    g_queue_push_tail (&self->done, job);
  g_cond_signal (&self->less_to_do);
  g_mutex_unlock (&self->lock);
  if (!wanted)
    job_free (job);

  return wanted;
}

/* The source is of no use once the owner is gone, who removes it. */
static void
tell_soon (HfTileShop *self)
{
  g_mutex_lock (&self->lock);
  if (!self->closed && self->telling == 0)
    self->telling = g_idle_add_full (G_PRIORITY_DEFAULT, tell, self, NULL);
  g_mutex_unlock (&self->lock);
}

/* One job; the main thread may have been faster. */
static void
serve (gpointer data, gpointer unused)
{
  HfTileShop *self = data;
  Job *job;

  g_mutex_lock (&self->lock);
  job = begin (self);
  g_mutex_unlock (&self->lock);
  if (job != NULL && work (self, job))
    tell_soon (self);
  unref (self);
}

static GThreadPool *
threads (void)
{
  static gsize pool;

  if (g_once_init_enter (&pool))
    g_once_init_leave (&pool, (gsize) g_thread_pool_new (serve, NULL, HF_TILE_SHOP_THREADS, FALSE, NULL));

  return (GThreadPool *) pool;
}

/* ---- the shop ----------------------------------------------------------------------------------------------------- */

HfTileShop *
hf_tile_shop_new (void (*finished) (gpointer data), gpointer data)
{
  HfTileShop *self = g_new0 (HfTileShop, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->finished = finished;
  self->data = data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->less_to_do);

  return self;
}

void
hf_tile_shop_free (HfTileShop *self)
{
  if (self == NULL)
    return;

  hf_tile_shop_forget (self);
  g_mutex_lock (&self->lock);
  self->closed = TRUE;
  g_clear_handle_id (&self->telling, g_source_remove);
  g_mutex_unlock (&self->lock);
  unref (self);
}

void
hf_tile_shop_forget (HfTileShop *self)
{
  GQueue unwanted = G_QUEUE_INIT;
  Job *job;

  g_mutex_lock (&self->lock);
  self->generation++;
  while ((job = g_queue_pop_head (&self->wanted)) != NULL || (job = g_queue_pop_head (&self->done)) != NULL)
    g_queue_push_tail (&unwanted, job);
  g_mutex_unlock (&self->lock);
  g_queue_clear_full (&unwanted, job_free);
}

void
hf_tile_shop_recall (HfTileShop *self)
{
  GQueue unwanted = G_QUEUE_INIT;
  Job *job;

  g_mutex_lock (&self->lock);
  while ((job = g_queue_pop_head (&self->wanted)) != NULL)
    g_queue_push_tail (&unwanted, job);
  g_mutex_unlock (&self->lock);
  g_queue_clear_full (&unwanted, job_free);
}

void
hf_tile_shop_ask (HfTileShop *self, HfTileOrder *order, int column, int row)
{
  gboolean known;
  Job *job;

  g_mutex_lock (&self->lock);
  known = has (&self->wanted, column, row, self->generation) || has (&self->begun, column, row, self->generation) ||
          has (&self->done, column, row, self->generation);
  if (!known)
    {
      job = g_new0 (Job, 1);
      job->order = hf_tile_order_ref (order);
      job->column = column;
      job->row = row;
      job->generation = self->generation;
      g_queue_push_tail (&self->wanted, job);
    }
  g_mutex_unlock (&self->lock);
  if (known)
    return;

  g_atomic_ref_count_inc (&self->ref_count);
  g_thread_pool_push (threads (), self, NULL);
}

/* With the lock held: something of what is wanted now is being painted. */
static gboolean
is_being_painted (HfTileShop *self)
{
  for (GList *link = self->begun.head; link != NULL; link = link->next)
    if (((Job *) link->data)->generation == self->generation)
      return TRUE;

  return FALSE;
}

void
hf_tile_shop_help (HfTileShop *self, gint64 until)
{
  g_mutex_lock (&self->lock);
  while (g_get_monotonic_time () < until)
    {
      Job *job = begin (self);

      if (job != NULL)
        {
          g_mutex_unlock (&self->lock);
          work (self, job);
          g_mutex_lock (&self->lock);
        }
      else if (!is_being_painted (self) || !g_cond_wait_until (&self->less_to_do, &self->lock, until))
        break;
    }
  g_mutex_unlock (&self->lock);
}

gboolean
hf_tile_shop_is_busy (HfTileShop *self)
{
  gboolean busy;

  g_mutex_lock (&self->lock);
  busy = self->wanted.length > 0 || is_being_painted (self);
  g_mutex_unlock (&self->lock);

  return busy;
}

gboolean
hf_tile_shop_take (HfTileShop *self, HfDoneTile *tile)
{
  Job *job;

  g_mutex_lock (&self->lock);
  job = g_queue_pop_head (&self->done);
  g_mutex_unlock (&self->lock);
  if (job == NULL)
    return FALSE;

  *tile = (HfDoneTile) { job->column, job->row, g_steal_pointer (&job->surface) };
  job_free (job);

  return TRUE;
}
