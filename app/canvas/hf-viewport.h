/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <graphene.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HfViewport: the camera through which the canvas looks at a scene.
 *
 * Two coordinate systems: *scene* (the layout's points, y down) and *widget* (pixels from the widget's upper left). The
 * camera is a scale and the scene point (x, y) at the widget's upper left:
 *
 *   widget = (scene - (x, y)) * scale
 *
 * Limits: the scale stays within hf_viewport_set_scale_limits(); the camera cannot lose the content: at least
 * HF_VIEWPORT_KEEP pixels of it stay in view, whatever is asked for. Everything is O(1).
 *
 * Needs no display. Emits "changed" once after any call that changed what is seen; notify::scale besides.
 */
#define HF_TYPE_VIEWPORT (hf_viewport_get_type ())
G_DECLARE_FINAL_TYPE (HfViewport, hf_viewport, HF, VIEWPORT, GObject)

#define HF_VIEWPORT_KEEP 48.0

HfViewport *hf_viewport_new (void);

/* Of the widget, in pixels. Keeps the scene point at the middle in the middle. */
void     hf_viewport_set_size         (HfViewport *self, double width, double height);
double   hf_viewport_get_width        (HfViewport *self);
double   hf_viewport_get_height       (HfViewport *self);

/* What there is to see, in scene coordinates. Does not move the camera unless the limits make it. */
void     hf_viewport_set_content      (HfViewport *self, const graphene_rect_t *content);
void     hf_viewport_get_content      (HfViewport *self, graphene_rect_t *content);

/* 0 < @min <= 1 <= @max. Defaults: 0.02 and 8. */
void     hf_viewport_set_scale_limits (HfViewport *self, double min, double max);

double   hf_viewport_get_scale        (HfViewport *self);
double   hf_viewport_get_x            (HfViewport *self);
double   hf_viewport_get_y            (HfViewport *self);

void     hf_viewport_to_scene         (HfViewport *self, double widget_x, double widget_y, double *scene_x, double *scene_y);
void     hf_viewport_to_widget        (HfViewport *self, double scene_x, double scene_y, double *widget_x, double *widget_y);
void     hf_viewport_rect_to_widget   (HfViewport *self, const graphene_rect_t *scene, graphene_rect_t *widget);

/* The part of the scene that is in view. */
void     hf_viewport_get_visible      (HfViewport *self, graphene_rect_t *scene);

/* Moves the view by widget pixels: positive @dx shows what is further right. */
void     hf_viewport_pan              (HfViewport *self, double dx, double dy);

/* Puts the scene point at the widget's upper left. */
void     hf_viewport_move_to          (HfViewport *self, double scene_x, double scene_y);

/* Sets the scale (within the limits); the scene point under (widget_x, widget_y) stays there. */
void     hf_viewport_set_scale_at     (HfViewport *self, double scale, double widget_x, double widget_y);
/* The same, by a factor of the present scale. */
void     hf_viewport_zoom_at          (HfViewport *self, double factor, double widget_x, double widget_y);

/* Puts a scene point under a widget point; the scale stays. What a re-layout calls to keep a node still. */
void     hf_viewport_pin              (HfViewport *self, double scene_x, double scene_y, double widget_x, double widget_y);

/* Shows the whole rectangle in the middle with @margin pixels around it, never larger than 1:1. */
void     hf_viewport_fit              (HfViewport *self, const graphene_rect_t *scene, double margin);
/* The same within a part of the widget. */
void     hf_viewport_fit_into         (HfViewport *self, const graphene_rect_t *scene, const graphene_rect_t *area);

/* Where that would be: the scale and the scene point at the widget's upper left. */
void     hf_viewport_get_fit          (HfViewport *self, const graphene_rect_t *scene, const graphene_rect_t *area,
                                       double *scale, double *x, double *y);

/* Pans as little as needed for the rectangle, with @margin pixels around it, to be in view (its upper left where it does not fit). */
void     hf_viewport_reveal           (HfViewport *self, const graphene_rect_t *scene, double margin);

/* How far one axis can be scrolled, in widget pixels: the content with @margin around it and what is in view now. @value
 * is where the view begins, in the same units; lower <= value <= upper - page. */
void     hf_viewport_get_scroll       (HfViewport *self, GtkOrientation orientation, double margin,
                                       double *lower, double *upper, double *value);

G_END_DECLS
