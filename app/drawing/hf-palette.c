/* SPDX-License-Identifier: Apache-2.0 */
#include "drawing/hf-palette.h"

#define RGB(hex) { ((hex) >> 16) / 255.0, (((hex) >> 8) & 0xff) / 255.0, ((hex) & 0xff) / 255.0, 1.0 }
#define N_KINDS (HF_KIND_VALUE + 1)

typedef struct
{
  HfPalette palette;
  HfKindColors kinds[N_KINDS];
  HfColor components[8];
} Theme;

/* Okabe and Ito's eight, the accent's own blue last. Yellow and black are too near to paper and ink for lines, so each theme
 * shades them: amber for yellow, grey for black. */
static const Theme themes[4] = {
  {
    .palette = {
      .name = "light",
      .background = RGB (0xffffff), .text = RGB (0x2e2e32), .dim_text = RGB (0x64646c), .edge = RGB (0x5e5c64),
      .weak = RGB (0x9a9996), .accent = RGB (0x1c71d8), .handle_fill = RGB (0xffffff), .handle_border = RGB (0xb4b4b8),
      .cut = RGB (0xc01c28), .freed = RGB (0x26a269), .collected = RGB (0xb88600),
      .card_fill = RGB (0xfafafa), .card_border = RGB (0xdeddda),
    },
    .kinds = {
      [HF_KIND_OTHER] = { RGB (0xf6f5f4), RGB (0xc0bfbc), RGB (0x77767b) },
      [HF_KIND_ROOT] = { RGB (0xe3f5ea), RGB (0x8fd0a8), RGB (0x26a269) },
      [HF_KIND_MODULE] = { RGB (0xe3f5ea), RGB (0x8fd0a8), RGB (0x26a269) },
      [HF_KIND_FRAME] = { RGB (0xf1e6f7), RGB (0xc39ad6), RGB (0x813d9c) },
      [HF_KIND_TYPE] = { RGB (0xeeeef0), RGB (0xbcbcc2), RGB (0x77767b) },
      [HF_KIND_FUNCTION] = { RGB (0xeeeef0), RGB (0xbcbcc2), RGB (0x77767b) },
      [HF_KIND_CONTAINER] = { RGB (0xe1ecfa), RGB (0x9dc1ea), RGB (0x3584e4) },
      [HF_KIND_INSTANCE] = { RGB (0xfdeee0), RGB (0xecb98a), RGB (0xc64600) },
      [HF_KIND_VALUE] = { RGB (0xffffff), RGB (0xc0bfbc), RGB (0x77767b) },
    },
    .components = { RGB (0xd55e00), RGB (0x009e73), RGB (0xcc79a7), RGB (0xb88600), RGB (0x56b4e9), RGB (0xe69f00), RGB (0x555555),
                    RGB (0x0072b2) },
  },
  {
    .palette = {
      .name = "dark",
      .background = RGB (0x1e1e20), .text = RGB (0xf2f2f3), .dim_text = RGB (0xa9a9b0), .edge = RGB (0xa3a3aa),
      .weak = RGB (0x7c7c84), .accent = RGB (0x78aeed), .handle_fill = RGB (0x34343a), .handle_border = RGB (0x66666e),
      .cut = RGB (0xff7b63), .freed = RGB (0x57e389), .collected = RGB (0xf0c040),
      .card_fill = RGB (0x28282b), .card_border = RGB (0x45454a),
    },
    .kinds = {
      [HF_KIND_OTHER] = { RGB (0x303034), RGB (0x5a5a60), RGB (0x9a9996) },
      [HF_KIND_ROOT] = { RGB (0x1c3a2a), RGB (0x34734f), RGB (0x57e389) },
      [HF_KIND_MODULE] = { RGB (0x1c3a2a), RGB (0x34734f), RGB (0x57e389) },
      [HF_KIND_FRAME] = { RGB (0x37263f), RGB (0x75518a), RGB (0xc88ee0) },
      [HF_KIND_TYPE] = { RGB (0x333338), RGB (0x606068), RGB (0x9a9996) },
      [HF_KIND_FUNCTION] = { RGB (0x333338), RGB (0x606068), RGB (0x9a9996) },
      [HF_KIND_CONTAINER] = { RGB (0x1d3048), RGB (0x3f6899), RGB (0x78aeed) },
      [HF_KIND_INSTANCE] = { RGB (0x432d1c), RGB (0x8a5c35), RGB (0xffa348) },
      [HF_KIND_VALUE] = { RGB (0x26262a), RGB (0x5a5a60), RGB (0x9a9996) },
    },
    .components = { RGB (0xf08030), RGB (0x1fc494), RGB (0xe09ac2), RGB (0xf0e442), RGB (0x56b4e9), RGB (0xe69f00), RGB (0xb0b0b0),
                    RGB (0x3c9fd8) },
  },
  {
    .palette = {
      .name = "light high contrast", .high_contrast = TRUE,
      .background = RGB (0xffffff), .text = RGB (0x000000), .dim_text = RGB (0x2a2a2a), .edge = RGB (0x1a1a1a),
      .weak = RGB (0x4a4a4a), .accent = RGB (0x0b4fa8), .handle_fill = RGB (0xffffff), .handle_border = RGB (0x1a1a1a),
      .cut = RGB (0xa00014), .freed = RGB (0x0f5c38), .collected = RGB (0x7a5800),
      .card_fill = RGB (0xffffff), .card_border = RGB (0x1a1a1a),
    },
    .kinds = {
      [HF_KIND_OTHER] = { RGB (0xffffff), RGB (0x3a3a3a), RGB (0x3a3a3a) },
      [HF_KIND_ROOT] = { RGB (0xe8f8ee), RGB (0x0f5c38), RGB (0x0f5c38) },
      [HF_KIND_MODULE] = { RGB (0xe8f8ee), RGB (0x0f5c38), RGB (0x0f5c38) },
      [HF_KIND_FRAME] = { RGB (0xf6edfa), RGB (0x5a1f73), RGB (0x5a1f73) },
      [HF_KIND_TYPE] = { RGB (0xf4f4f4), RGB (0x3a3a3a), RGB (0x3a3a3a) },
      [HF_KIND_FUNCTION] = { RGB (0xf4f4f4), RGB (0x3a3a3a), RGB (0x3a3a3a) },
      [HF_KIND_CONTAINER] = { RGB (0xe8f1fc), RGB (0x0b4fa8), RGB (0x0b4fa8) },
      [HF_KIND_INSTANCE] = { RGB (0xfff3e8), RGB (0x8a3000), RGB (0x8a3000) },
      [HF_KIND_VALUE] = { RGB (0xffffff), RGB (0x3a3a3a), RGB (0x3a3a3a) },
    },
    .components = { RGB (0xa84600), RGB (0x00694c), RGB (0x97356c), RGB (0x7a5800), RGB (0x005f8f), RGB (0x8a5f00), RGB (0x333333),
                    RGB (0x004a80) },
  },
  {
    .palette = {
      .name = "dark high contrast", .high_contrast = TRUE,
      .background = RGB (0x000000), .text = RGB (0xffffff), .dim_text = RGB (0xe0e0e0), .edge = RGB (0xf0f0f0),
      .weak = RGB (0xc0c0c0), .accent = RGB (0x9cc9ff), .handle_fill = RGB (0x000000), .handle_border = RGB (0xf0f0f0),
      .cut = RGB (0xff8f80), .freed = RGB (0x7df0a8), .collected = RGB (0xffd75e),
      .card_fill = RGB (0x000000), .card_border = RGB (0xf0f0f0),
    },
    .kinds = {
      [HF_KIND_OTHER] = { RGB (0x141414), RGB (0xd0d0d0), RGB (0xd0d0d0) },
      [HF_KIND_ROOT] = { RGB (0x06210f), RGB (0x7df0a8), RGB (0x7df0a8) },
      [HF_KIND_MODULE] = { RGB (0x06210f), RGB (0x7df0a8), RGB (0x7df0a8) },
      [HF_KIND_FRAME] = { RGB (0x24102c), RGB (0xe3b3f5), RGB (0xe3b3f5) },
      [HF_KIND_TYPE] = { RGB (0x1a1a1a), RGB (0xd0d0d0), RGB (0xd0d0d0) },
      [HF_KIND_FUNCTION] = { RGB (0x1a1a1a), RGB (0xd0d0d0), RGB (0xd0d0d0) },
      [HF_KIND_CONTAINER] = { RGB (0x07182c), RGB (0x9cc9ff), RGB (0x9cc9ff) },
      [HF_KIND_INSTANCE] = { RGB (0x2a1605), RGB (0xffbe7d), RGB (0xffbe7d) },
      [HF_KIND_VALUE] = { RGB (0x000000), RGB (0xd0d0d0), RGB (0xd0d0d0) },
    },
    .components = { RGB (0xff9a4d), RGB (0x3fe6b5), RGB (0xf5b8da), RGB (0xf0e442), RGB (0x7fcaf5), RGB (0xffc04d), RGB (0xd0d0d0),
                    RGB (0x6fc0f0) },
  },
};

static const Theme *
theme_of (const HfPalette *palette)
{
  return (const Theme *) (const void *) ((const char *) palette - G_STRUCT_OFFSET (Theme, palette));
}

const HfPalette *
hf_palette_get (gboolean dark, gboolean high_contrast)
{
  return &themes[(dark ? 1 : 0) + (high_contrast ? 2 : 0)].palette;
}

HfKindColors
hf_palette_kind (const HfPalette *self, HfKind kind)
{
  return theme_of (self)->kinds[(guint) kind < N_KINDS ? kind : HF_KIND_OTHER];
}

HfColor
hf_palette_component (const HfPalette *self, guint index)
{
  return theme_of (self)->components[index % G_N_ELEMENTS (themes[0].components)];
}

static double
luminance (HfColor color)
{
  return 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue;
}

HfColor
hf_palette_on_component (const HfPalette *self, guint index)
{
  static const HfColor ink = RGB (0x000000);
  static const HfColor paper = RGB (0xffffff);

  return luminance (hf_palette_component (self, index)) > 0.5 ? ink : paper;
}

void
hf_color_to_hex (HfColor color, char *text)
{
  g_snprintf (text, 8, "#%02x%02x%02x", (guint) (color.red * 255 + 0.5) & 0xff, (guint) (color.green * 255 + 0.5) & 0xff,
              (guint) (color.blue * 255 + 0.5) & 0xff);
}
