"""What a session's file says about itself: title, chapters, lyrics, cover."""

from __future__ import annotations

from typing import Final

from coach.cache import Cache
from coach.mp3.cover import CoverFigure, CoverText, draw_cover
from coach.mp3.tags import Chapter, Tags, TimedLine
from coach.plan.ratio import CUSTOM
from coach.script.cues import CueSheet
from coach.script.titles import FINISH_TITLE, interval_title, main_set_title
from coach.session.request import SessionRequest
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


def session_tags(request: SessionRequest, sheet: CueSheet, recipe: str, cache: Cache) -> Tags:
    """Return everything that the tag of a session's file says; `cache` keeps what covers share."""
    context = request.context
    spoken = [TimedLine(cue.text, cue.start) for cue in sheet.cues if cue.text]
    return Tags(
        title=request.title,
        album=request.plan.title,
        artist=ARTIST,
        track=context.ordinal + 1,
        tracks=context.plan_sessions,
        disc=request.week,
        discs=context.weeks,
        genre=GENRE,
        comment=COMMENT,
        recipe=recipe,
        chapters=chapters(sheet),
        lyrics="\n".join(line.text for line in spoken),
        timed_lyrics=tuple(spoken),
        cover=session_cover(request, sheet, cache),
    )


def session_cover(request: SessionRequest, sheet: CueSheet, cache: Cache | None = None) -> bytes:
    """Draw the cover that a session's file carries, as a JPEG; `cache` keeps what covers share."""
    return draw_cover(_cover_text(request, sheet), sheet.timeline, cache)


def _cover_text(request: SessionRequest, sheet: CueSheet) -> CoverText:
    context = request.context
    minutes = CoverFigure("minutes", str(round(sheet.timeline.duration / MINUTE)))
    figures = (CoverFigure("week", str(context.week)), CoverFigure("session", str(context.session)))
    return CoverText(
        title=request.plan.title,
        figures=(minutes,) if request.plan.name == CUSTOM or context.plan_sessions == 1 else figures,
        note=main_set_title(sheet.timeline),
        total=clock(sheet.timeline.duration),
        series=context.week,
    )
