"""The cover: its size, what it shows, and that any text can be asked of it."""

import sys
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from coach.mp3.cover import SIZE, CoverFigure, CoverText, draw_cover
from coach.mp3.jpeg import compressed, stacked
from coach.plan.model import Effort, Interval, Repeat, Session
from coach.plan.skyline import EASE, RUN, WALK, skyline
from coach.plan.timeline import timeline
from coach.units import Milliseconds

TEXT = CoverText(
    "Walk-Run Start", (CoverFigure("week", "2"), CoverFigure("session", "3")), "6 x run 2 min, walk 2 min", "34:00", 2
)


def session(times, run, walk, ease=300_000):
    warm_up, cool_down = (Interval(effort, Milliseconds(ease)) for effort in (Effort.WARM_UP, Effort.COOL_DOWN))
    pair = (Interval(Effort.RUN, Milliseconds(run)), Interval(Effort.WALK, Milliseconds(walk)))
    return timeline(Session(warm_up, (Repeat(times, pair),), cool_down))


SHORT = session(6, 120_000, 120_000)
LONG = session(500, 4_000, 30_000)


def pixels(cover):
    return np.asarray(Image.open(BytesIO(cover)).convert("RGB")).astype(int)


def near(picture, colour):
    return (np.abs(picture - np.array(colour)) < 30).all(axis=-1)


def test_a_cover_is_a_square_jpeg_of_the_size_that_directories_take():
    image = Image.open(BytesIO(draw_cover(TEXT, SHORT)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1_400, 1_400))
    image.load()


def test_another_reader_decodes_it_without_a_warning(outside_tool, quietly, tmp_path):
    path = tmp_path / "cover.jpg"
    path.write_bytes(draw_cover(TEXT, SHORT))
    quietly(outside_tool("ffmpeg"), "-v", "warning", "-i", path, "-f", "null", "-")


@pytest.mark.parametrize("planned", [SHORT, session(3, 60_000, 300_000), session(1, 1_800_000, 60_000), LONG])
def test_each_effort_gets_the_share_of_the_width_that_it_has_of_the_time(planned):
    widths = dict.fromkeys((RUN, WALK, EASE), 0)
    for block in skyline(planned, 100_000):
        widths[block.colour] += block.right - block.left
    times = {RUN: (Effort.RUN,), WALK: (Effort.WALK,), EASE: (Effort.WARM_UP, Effort.COOL_DOWN)}
    for colour, efforts in times.items():
        time = sum(one.duration for one in planned.intervals if one.effort in efforts)
        assert widths[colour] / 100_000 == pytest.approx(time / planned.duration, abs=0.005)


@pytest.mark.parametrize("planned", [SHORT, LONG])
def test_runs_are_taller_than_walks_and_warm_up_and_cool_down_are_stairs(planned):
    blocks = list(skyline(planned, SIZE))
    heights = {colour: {block.height for block in blocks if block.colour == colour} for colour in (RUN, WALK)}
    assert min(heights[RUN]) > 2 * max(heights[WALK])
    stairs = [block.height for block in blocks if block.colour == EASE]
    assert stairs == sorted(stairs[:5]) + sorted(stairs[5:], reverse=True)
    assert len(set(stairs)) == 5


def test_blocks_never_leave_the_line_nor_run_backwards():
    for planned in (SHORT, LONG, session(1, 4_000, 4_000, ease=18_000_000)):
        blocks = list(skyline(planned, SIZE))
        assert all(0 <= block.left < block.right <= SIZE for block in blocks)
        assert [block.left for block in blocks] == sorted(block.left for block in blocks)


def test_a_thumbnail_still_shows_runs_walks_and_figures():
    image = Image.open(BytesIO(draw_cover(TEXT, SHORT))).resize((100, 100), Image.Resampling.LANCZOS)
    small = np.asarray(image).astype(int)
    assert near(small[60:88], RUN).sum() > 60
    assert near(small[76:88], WALK).sum() > 60
    assert near(small[25:56], (255, 255, 255)).sum() > 120


def test_white_text_has_contrast_on_every_ground():
    for series in range(8):
        text = CoverText(TEXT.title, TEXT.figures, TEXT.note, TEXT.total, series)
        red, green, blue = pixels(draw_cover(text, SHORT))[20, 700] / 255
        levels = [
            channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in (red, green, blue)
        ]
        luminance = 0.2126 * levels[0] + 0.7152 * levels[1] + 0.0722 * levels[2]
        assert 1.05 / (luminance + 0.05) > 7


def test_weeks_differ_in_their_ground():
    grounds = {tuple(pixels(draw_cover(CoverText("", (), "", "", week), SHORT))[300, 20]) for week in range(6)}
    assert len(grounds) == 6


@pytest.mark.parametrize(
    "text",
    [
        CoverText("", (), "", ""),
        CoverText("W" * 300, (CoverFigure("W" * 80, "W" * 80),) * 3, "W" * 300, "W" * 300, 99),
        CoverText("Läufe über große Öfen", (CoverFigure("Woche", "½"),), "6 × 2 min", "34:00"),
        CoverText("走る計画", (CoverFigure("週", "二"),), "\N{RUNNER}", ""),
        CoverText("\x00\n\t", (CoverFigure(" ", "\u0301"),), "\ufffd", "\u202e"),
    ],
)
def test_any_text_can_be_drawn(text):
    assert pixels(draw_cover(text, SHORT)).shape == (1_400, 1_400, 3)


def test_letters_that_the_font_lacks_are_drawn_as_their_relatives():
    plain, accented = (
        draw_cover(CoverText(title, (), "", ""), SHORT) for title in ("Laufe fur Grosse - x", "Läufe für Große – ×")
    )
    assert plain == accented
    assert draw_cover(CoverText("走る計画", (), "", ""), SHORT) == draw_cover(CoverText("", (), "", ""), SHORT)


def test_a_cover_from_the_cache_is_the_same_cover(cache):
    fresh = draw_cover(TEXT, SHORT)
    assert draw_cover(TEXT, SHORT, cache) == fresh
    assert cache.use().entries == 2
    assert draw_cover(TEXT, SHORT, cache) == fresh
    assert draw_cover(TEXT, LONG, cache) == draw_cover(TEXT, LONG)
    assert cache.use().entries == 3


def test_a_cover_from_the_cache_needs_no_drawing(cache, monkeypatch):
    cover = draw_cover(TEXT, SHORT, cache)
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert draw_cover(TEXT, SHORT, cache) == cover
    with pytest.raises(ImportError):
        draw_cover(replace(TEXT, note="Another note"), SHORT, cache)


def test_stacked_parts_decode_as_they_do_alone():
    rng = np.random.default_rng(1)
    parts = [Image.fromarray(rng.integers(0, 255, (height, 200, 3), dtype=np.uint8)) for height in (256, 90)]
    upper, lower = map(compressed, parts)
    together = pixels(stacked(upper, lower))
    assert together.shape == (346, 200, 3)
    # Decoders smooth colour over the seam; everything else is untouched.
    assert (together[:254] == pixels(upper)[:254]).all()
    assert (together[258:] == pixels(lower)[2:]).all()


def test_a_part_of_another_height_cannot_be_followed():
    odd, other = (compressed(Image.new("RGB", (64, height))) for height in (100, 64))
    with pytest.raises(ValueError, match="a part of 100 pixels cannot be followed by another one"):
        stacked(odd, other)
