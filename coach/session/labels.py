"""What a session's file says about itself: title, chapters, lyrics, cover."""

from __future__ import annotations

from typing import Final

from coach.cache import Cache
from coach.language.english import ENGLISH
from coach.language.model import Language
from coach.mp3.cover import CoverFigure, CoverText, draw_cover
from coach.mp3.tags import Chapter, Tags, TimedLine
from coach.plan.ratio import CUSTOM
from coach.script.cues import CueSheet
from coach.script.titles import finish_title, interval_title, main_set_title
from coach.session.request import SessionRequest
from coach.units import MINUTE, clock

ARTIST: Final = "coach"


def chapters(sheet: CueSheet, language: Language = ENGLISH) -> tuple[Chapter, ...]:
    """Return a chapter for each interval, and one for the closing."""
    intervals = sheet.timeline.intervals
    named = [Chapter(interval_title(interval, language), interval.start, interval.end) for interval in intervals]
    return (*named, Chapter(finish_title(language), sheet.timeline.duration, sheet.file_length))


def session_tags(request: SessionRequest, sheet: CueSheet, recipe: str, cache: Cache, cover: bytes = b"") -> Tags:
    """Return everything that the tag of a session's file says; `cache` keeps the parts of covers, `cover` is a drawn one."""
    context, language = request.context, request.language
    labels = language.words.labels
    spoken = [TimedLine(cue.text, cue.start) for cue in sheet.cues if cue.text]
    return Tags(
        title=request.title,
        album=request.album,
        artist=ARTIST,
        track=context.ordinal + 1,
        tracks=context.plan_sessions,
        disc=request.week,
        discs=context.weeks,
        genre=labels.genre,
        comment=labels.comment,
        recipe=recipe,
        chapters=chapters(sheet, language),
        lyrics="\n".join(line.text for line in spoken),
        timed_lyrics=tuple(spoken),
        cover=cover or session_cover(request, sheet, cache),
        language=language.tag_code,
    )


def session_cover(request: SessionRequest, sheet: CueSheet, cache: Cache | None = None) -> bytes:
    """Draw the cover that a session's file carries, as a JPEG; `cache` keeps its parts."""
    return draw_cover(_cover_text(request, sheet), sheet.timeline, cache)


def _cover_text(request: SessionRequest, sheet: CueSheet) -> CoverText:
    context, language = request.context, request.language
    labels = language.words.labels
    minutes = CoverFigure(labels.minutes, str(round(sheet.timeline.duration / MINUTE)))
    figures = (CoverFigure(labels.week, str(context.week)), CoverFigure(labels.session, str(context.session)))
    return CoverText(
        title=request.plan_title,
        figures=(minutes,) if request.plan.name == CUSTOM or context.plan_sessions == 1 else figures,
        note=main_set_title(sheet.timeline, language),
        total=clock(sheet.timeline.duration),
        series=context.week,
    )
