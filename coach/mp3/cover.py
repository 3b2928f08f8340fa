"""A session's cover: the plan, a few large figures, and the intervals as a skyline, 1400 pixels square.

Runs are tall and warm, walks low and cool, the warm-up climbs and the cool-down falls: told apart by height and shape as well
as by colour. The font is the one inside Pillow; nothing is asked of the system.

The upper part says which session it is and the lower part what is done in it. They are drawn and compressed apart, so that
another ratio of the same session costs the lower part only.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final

from coach.mp3.jpeg import compressed, stacked
from coach.plan.skyline import EASE, Colour, SkylineBlock, skyline

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from coach.cache import Cache
    from coach.plan.timeline import Timeline

SIZE: Final = 1_400
"""Pixels on each side: the least that podcast directories take."""

_SEAM: Final = 768
"""Where the upper part ends. Eight times sixteen pixels, or a multiple: see `coach.mp3.jpeg`."""
_DRAWING: Final = "cover-1"
"""Belongs to the cache keys of both parts. To be changed with anything that changes their look."""

_MARGIN: Final = 90
_INNER: Final = SIZE - 2 * _MARGIN

_TITLE_TOP: Final = 84
_TITLE_SIZE: Final = 88
_LABEL_TOP: Final = 262
_LABEL_SIZE: Final = 76
_FIGURE_BASE: Final = 742
_FIGURE_SIZE: Final = 500
_BASELINE: Final = 1_228
_NOTE_MIDDLE: Final = 1_314
_NOTE_SIZE: Final = 72
_SMALLEST: Final = 44
_GUTTER: Final = 70
"""Pixels between two columns of figures, at least."""
_BOLDNESS: Final = 32
"""The font has one weight; a stroke of this part of its size makes it bold."""

_PAPER: Final = (255, 255, 255)
_GROUNDS: Final = ((24, 32, 74), (11, 60, 73), (68, 22, 74), (20, 62, 42), (92, 24, 44), (38, 40, 48))
"""Dark enough for white text and for all the colours of the skyline, far enough apart to tell the weeks."""
_GROUNDS_KEPT: Final = 2
"""Grounds that are held in memory, 3 MB each: other ratios of a session stand on the same."""
_SHADE: Final = 0.72
"""How much darker the strip under the skyline is."""
_LIGHT: Final = 1.22
"""How much lighter the lanes of the track are."""
_LANES: Final = (1_190, 850, 510)
"""Radii of the lanes of a running track in pixels, measured to the outside."""
_LANE_WIDTH: Final = 170

_REPLACED: Final = str.maketrans(
    {
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{RIGHTWARDS ARROW}": ">",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    }
    | {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O"}
    | {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th"}
)
_DRAWN: Final = frozenset("°±·“”…«»™\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}")
"""What the font has beside ASCII."""
_READABLE: Final = 0.6
"""The least share of a text's letters that must be drawn for the text to be drawn at all."""


@dataclass(frozen=True, slots=True)
class CoverFigure:
    """A large number or a short word, with its label above: `Week` and `3`."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CoverText:
    """What stands on a cover."""

    title: str
    """The plan's title."""
    figures: tuple[CoverFigure, ...]
    """One to three."""
    note: str
    """What the main set is, in a few words."""
    total: str
    """The length, as a clock shows it."""
    series: int = 0
    """Chooses the ground's colour: the week, so that weeks can be told apart in a list."""


def draw_cover(text: CoverText, timeline: Timeline, cache: Cache | None = None) -> bytes:
    """Return the cover as a JPEG; its parts come from the cache where they are there, and are kept in it.

    Letters that the font lacks are drawn as their nearest relatives, or left out.
    """
    blocks = tuple(skyline(timeline, SIZE))
    upper = _kept(cache, (_DRAWING, text.title, text.figures, text.series), lambda: _draw_upper(text))
    lower = _kept(cache, (_DRAWING, text.note, text.total, text.series, blocks), lambda: _draw_lower(text, blocks))
    return stacked(upper, lower)


def _kept(cache: Cache | None, facts: tuple[object, ...], draw: Callable[[], bytes]) -> bytes:
    """Return a part from the cache, drawn first where it is not there; `facts` are all that it depends on."""
    key = repr(facts)
    part = cache.get(key) if cache else None
    if part is None:
        part = draw()
        if cache:
            cache.put(key, part)
    return part


def _draw_upper(text: CoverText) -> bytes:
    from PIL import Image, ImageDraw

    ground = _ground(text)
    image = Image.new("RGB", (SIZE, _SEAM), ground)
    draw = ImageDraw.Draw(image)
    _draw_lanes(draw, ground, 0)
    _write(draw, (_MARGIN, _TITLE_TOP), text.title, _TITLE_SIZE, _INNER)
    if text.figures:
        _draw_figures(draw, text.figures)
    return compressed(image)


def _draw_lower(text: CoverText, blocks: tuple[SkylineBlock, ...]) -> bytes:
    from PIL import ImageDraw

    image = _lower_ground(_ground(text)).copy()
    draw = ImageDraw.Draw(image)
    for block in blocks:
        corners = (block.left, _BASELINE - _SEAM - block.height, block.right - 1, _BASELINE - _SEAM - 1)
        draw.rectangle(corners, fill=block.colour)
    _note(draw, SIZE - _MARGIN, text.total, _INNER // 3, anchor="rm")
    _note(draw, _MARGIN, text.note, _INNER * 2 // 3, anchor="lm")
    return compressed(image)


@lru_cache(maxsize=_GROUNDS_KEPT)
def _lower_ground(ground: Colour) -> Image:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (SIZE, SIZE - _SEAM), ground)
    draw = ImageDraw.Draw(image)
    _draw_lanes(draw, ground, -_SEAM)
    draw.rectangle((0, _BASELINE - _SEAM, SIZE, SIZE), fill=_scaled(ground, _SHADE))
    return image


def _draw_lanes(draw: ImageDraw, ground: Colour, top: int) -> None:
    for radius in _LANES:
        corners = (SIZE - radius, top - radius, SIZE + radius, top + radius)
        draw.arc(corners, 90, 180, width=_LANE_WIDTH, fill=_scaled(ground, _LIGHT))


def _draw_figures(draw: ImageDraw, figures: tuple[CoverFigure, ...]) -> None:
    """Draw all figures in one size, the largest in which they stand side by side."""
    room = _INNER - _GUTTER * (len(figures) - 1)
    labels = [_width(figure.label.upper(), _LABEL_SIZE) for figure in figures]
    size = _FIGURE_SIZE
    while size > _SMALLEST and sum(_columns(figures, labels, size)) > room:
        size = size * 15 // 16
    columns = _columns(figures, labels, size)
    spare = max(0, room - sum(columns)) // len(figures)
    left = _MARGIN
    for figure, column in zip(figures, columns, strict=True):
        place = (left, _LABEL_TOP + (_FIGURE_SIZE - size) // 2)
        _write(draw, place, figure.label.upper(), _LABEL_SIZE, column, fill=EASE)
        place = (left + size // _BOLDNESS - _bearing(figure.value, size), _FIGURE_BASE - (_FIGURE_SIZE - size) // 5)
        _write(draw, place, figure.value, size, column, anchor="ls")
        left += column + spare + _GUTTER


def _columns(figures: tuple[CoverFigure, ...], labels: list[int], size: int) -> list[int]:
    return [max(_width(figure.value, size), label) for figure, label in zip(figures, labels, strict=True)]


def _bearing(text: str, size: int) -> int:
    """Return how far the ink of the first letter stands from its place: large figures are set by their ink."""
    ink = _font(_LABEL_SIZE).getmask(_drawable(text)[:1]).getbbox()
    return ink[0] * size // _LABEL_SIZE if ink else 0


def _write(
    draw: ImageDraw, place: tuple[int, int], text: str, size: int, width: int, *, anchor: str = "la", fill: Colour = _PAPER
) -> None:
    """Draw one line in bold, as large as it fits the width."""
    drawable, size = _fitted(text, size, width)
    draw.text(place, drawable, font=_font(size), fill=fill, anchor=anchor, stroke_width=size // _BOLDNESS)


def _note(draw: ImageDraw, left_or_right: int, text: str, width: int, *, anchor: str) -> None:
    """Draw a line under the skyline, as large as it fits the width."""
    drawable, size = _fitted(text, _NOTE_SIZE, width)
    draw.text((left_or_right, _NOTE_MIDDLE - _SEAM), drawable, font=_font(size), fill=_PAPER, anchor=anchor)


def _fitted(text: str, size: int, width: int) -> tuple[str, int]:
    """Return what can be drawn of a text, and its size: cut where it does not fit at the smallest size."""
    drawable = _drawable(text)
    needed = _width(drawable, size)
    if needed > width:
        size = max(_SMALLEST, size * width // needed)
    while len(drawable) > 1 and size == _SMALLEST and _width(drawable, size) > width:
        drawable = drawable.rstrip("…")[:-1].rstrip() + "…"
    return drawable, size


def _width(text: str, size: int) -> int:
    return ceil(_font(size).getlength(_drawable(text)))


def _drawable(text: str) -> str:
    """Return the text in letters that the font has; nothing when too few are left to be understood."""
    if text.isascii():
        return text.strip()
    plain = "".join(
        letter if letter in _DRAWN else unicodedata.normalize("NFKD", letter) for letter in text.translate(_REPLACED)
    )
    letters = [letter for letter in plain if not unicodedata.combining(letter)]
    drawn = [letter for letter in letters if letter in _DRAWN or " " <= letter <= "~"]
    return "".join(drawn).strip() if len(drawn) >= _READABLE * len(letters) else ""


def _ground(text: CoverText) -> Colour:
    return _GROUNDS[text.series % len(_GROUNDS)]


def _scaled(colour: Colour, factor: float) -> Colour:
    red, green, blue = colour
    return int(red * factor), int(green * factor), int(blue * factor)


@cache
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
