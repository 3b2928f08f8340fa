"""A plan as a poster and a session as a cue sheet, HTML made for paper: A4 and Letter, large, black on white.

No browser is needed to write them; any browser prints them. Nothing in them is loaded from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from coach.language.model import Language
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.cues import CueSheet
from coach.script.titles import finish_title
from coach.session.request import SessionRequest
from coach.session.words import summary
from coach.units import HOUR, Milliseconds, clock

if TYPE_CHECKING:
    from jinja2 import Environment

MEDIA_TYPE: Final = "text/html; charset=utf-8"

_TEMPLATES: Final = Path(__file__).parent / "templates"
_PICTURE_WIDTH: Final = 1_000
_HEIGHTS: Final = {Effort.RUN: 100, Effort.WALK: 40, Effort.WARM_UP: 40, Effort.COOL_DOWN: 40}


@dataclass(frozen=True, slots=True)
class PosterRow:
    """Sessions of a week that are alike."""

    week: int
    title: str
    """The week's or the session's own; empty for none."""
    summary: str
    length: str
    """Of each: `28 min`."""
    sessions: tuple[int, ...]
    """Which of the week, from 1: each has a box to be ticked."""


@dataclass(frozen=True, slots=True)
class PrintedCue:
    """What is said at a time."""

    time: str
    text: str


@dataclass(frozen=True, slots=True)
class PrintedInterval:
    """An interval of the cue sheet, or the finish."""

    time: str
    length: str
    name: str
    effort: str
    cues: tuple[PrintedCue, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval in the picture, in thousandths of its width and hundredths of its height."""

    left: float
    width: float
    height: int
    effort: str


def write_poster(requests: Sequence[SessionRequest]) -> bytes:
    """Return the poster of a plan: every week with its sessions, as boxes to be ticked. `requests` are all its sessions."""
    rows = [row for _, week in groupby(requests, lambda request: request.week) for row in _rows(list(week))]
    several_weeks = len({row.week for row in rows}) > 1
    first = requests[0]
    safety = first.language.words.labels.safety
    return _page("poster.html", request=first, rows=rows, several_weeks=several_weeks, safety=safety)


def write_cue_sheet(request: SessionRequest, sheet: CueSheet) -> bytes:
    """Return the cue sheet of a session: each interval with its time, and what is said in it, and when."""
    return _page(
        "cue_sheet.html",
        request=request,
        summary=summary(request),
        length=request.language.whole_minutes(sheet.timeline.duration),
        hours=sheet.timeline.duration >= HOUR,
        bars=list(_bars(sheet.timeline)),
        intervals=list(_intervals(sheet, request.language)),
        safety=request.language.words.labels.safety,
    )


def _rows(week: Sequence[SessionRequest]) -> Iterator[PosterRow]:
    def looks(request: SessionRequest) -> tuple[str, str, str]:
        return request.context.own_title or "", summary(request), request.language.whole_minutes(request.timeline.duration)

    for (title, content, length), alike in groupby(week, looks):
        requests = list(alike)
        yield PosterRow(requests[0].week, title, content, length, tuple(request.session for request in requests))


def _intervals(sheet: CueSheet, language: Language) -> Iterator[PrintedInterval]:
    cues: dict[int, list[PrintedCue]] = {}
    for cue in sheet.cues:
        if cue.text:
            cues.setdefault(cue.interval, []).append(PrintedCue(clock(cue.start), cue.text))
    for index, interval in enumerate(sheet.timeline.intervals):
        time, length = clock(interval.start), language.short_duration(interval.duration)
        yield PrintedInterval(time, length, _name(interval, language), interval.effort, tuple(cues.get(index, ())))
    end = len(sheet.timeline.intervals)
    yield PrintedInterval(clock(sheet.timeline.duration), "", finish_title(language), "finish", tuple(cues.get(end, ())))


def _name(interval: TimedInterval, language: Language) -> str:
    """Name an interval without its length: `Run 2 of 6`, `Walk 1 of 3, easy`."""
    titles = language.words.titles
    name = titles.run_or_walk if interval.free else language.words.efforts[interval.effort.value]
    if interval.effort in (Effort.RUN, Effort.WALK) and interval.repetitions > 1:
        name = titles.repetition.format(name=name, repetition=interval.repetition, repetitions=interval.repetitions)
    if interval.flavour and not interval.free:
        name = f"{name}, {language.words.flavours[interval.flavour.value]}"
    return name


def _bars(timeline: Timeline) -> Iterator[Bar]:
    for interval in timeline.intervals:
        left, width = (_share(moment, timeline) for moment in (interval.start, interval.duration))
        yield Bar(left, width, _HEIGHTS[interval.effort], interval.effort)


def _share(moment: Milliseconds, timeline: Timeline) -> float:
    return round(moment * _PICTURE_WIDTH / timeline.duration, 2)


def _page(template: str, **values: object) -> bytes:
    return _environment().get_template(template).render(**values).encode()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
