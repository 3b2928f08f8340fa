"""What a session's file says about itself: title, chapters, lyrics, cover."""

from __future__ import annotations

from typing import Final

from coach.cache import Cache
from coach.mp3.cover import CoverText, Figure, draw_cover
from coach.mp3.tags import Chapter, Tags, TimedLine
from coach.orders import Order
from coach.plan.ratio import CUSTOM
from coach.script.cues import CueSheet
from coach.script.titles import FINISH_TITLE, interval_title, main_set_title
from coach.units import MINUTE, clock

ARTIST: Final = "coach"
GENRE: Final = "Fitness"

COMMENT: Final = (
    "Play at normal speed, with Trim silence and Smart speed off: they cut the pauses, and with them the timing, "
    "out of the session. Shuffle and crossfade off. Keep the volume low enough to hear traffic. "
    "Pain, dizziness or chest discomfort: stop and get help. "
    "Not medical advice; in doubt see a doctor first."
)


def chapters(sheet: CueSheet) -> tuple[Chapter, ...]:
    """Return a chapter for each interval, and one for the closing."""
    intervals = sheet.timeline.intervals
    named = [Chapter(interval_title(interval), interval.start, interval.end) for interval in intervals]
    return (*named, Chapter(FINISH_TITLE, sheet.timeline.duration, sheet.file_length))


def session_tags(order: Order, sheet: CueSheet, recipe: str, year: int, cache: Cache) -> Tags:
    """Return everything that the tag of a session's file says; `cache` keeps what covers share."""
    where = order.situation
    spoken = [TimedLine(cue.text, cue.start) for cue in sheet.cues if cue.text]
    return Tags(
        title=order.title,
        album=order.plan.title,
        artist=ARTIST,
        track=where.ordinal + 1,
        tracks=where.of_all,
        disc=order.week,
        discs=where.weeks,
        genre=GENRE,
        year=year,
        comment=COMMENT,
        recipe=recipe,
        chapters=chapters(sheet),
        lyrics="\n".join(line.text for line in spoken),
        timed_lyrics=tuple(spoken),
        cover=session_cover(order, sheet, cache),
    )


def session_cover(order: Order, sheet: CueSheet, cache: Cache | None = None) -> bytes:
    """Draw the cover that a session's file carries, as a JPEG; `cache` keeps what covers share."""
    return draw_cover(_cover_text(order, sheet), sheet.timeline, cache)


def _cover_text(order: Order, sheet: CueSheet) -> CoverText:
    where = order.situation
    minutes = Figure("minutes", str(round(sheet.timeline.duration / MINUTE)))
    figures = (Figure("week", str(where.week)), Figure("session", str(where.session)))
    return CoverText(
        title=order.plan.title,
        figures=(minutes,) if order.plan.name == CUSTOM or where.of_all == 1 else figures,
        note=main_set_title(sheet.timeline),
        total=clock(sheet.timeline.duration),
        series=where.week,
    )
