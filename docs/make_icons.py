"""Draw the icons of the site as PNG files, from the same bars as icon.svg.

python docs/make_icons.py
"""

from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).parents[1] / "coach" / "web" / "static"
GRID = 64
BARS = ((10, 38, "#fad069"), (22, 16, "#ff7a3d"), (34, 36, "#62d6c4"), (46, 16, "#ff7a3d"))
WIDTH, FOOT = 9, 50
PANEL = "#18204a"
SCALE = 4
"""Each icon is drawn this much larger and then reduced, for smooth corners."""


def icon(size: int, *, corner: int, inset: float) -> Image.Image:
    """Draw an icon. `corner` is its radius and `inset` the part of each side that is left free for a mask."""
    unit = size * SCALE / GRID
    image = Image.new("RGBA", (size * SCALE, size * SCALE))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, size * SCALE - 1, size * SCALE - 1), corner * unit, PANEL)
    scale, shift = unit * (1 - 2 * inset), inset * GRID * unit
    for left, top, colour in BARS:
        draw.rectangle(tuple(shift + scale * value for value in (left, top, left + WIDTH, FOOT)), colour)
    return image.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for name, size, corner, inset in (
        ("icon-192", 192, 14, 0.0),
        ("icon-512", 512, 14, 0.0),
        ("icon-maskable-512", 512, 0, 0.12),
        ("apple-touch-icon", 180, 0, 0.05),
    ):
        icon(size, corner=corner, inset=inset).quantize(64).save(STATIC / f"{name}.png", optimize=True)
