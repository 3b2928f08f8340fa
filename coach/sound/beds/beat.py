"""The beat: a rhythm to step to, its tempo that of each interval.

Each interval begins with the first beat of a pattern, exactly on the change: one for all runs, another for all walks. Then it
goes through the others in turn, each repetition starting with the next. The end of an interval is counted backwards from the
change, so that it leads into it on the bar: whatever the ratio, what is said near a change is heard over the same bars, and is
found in the cache. Where both meet, in the middle, a bar may be cut short.

A pattern of 16 beats is rounded to whole MP3 frames: the tempo differs from the one asked for by at most one part in 350.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.errors import BedError
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval
from coach.sound.beds.bed import BED_LOUDNESS, Section, Stretch
from coach.sound.beds.loop import Loop
from coach.sound.beds.patterns import BEATS, EASY, RUN, RUN_OUT, WALK, WALK_OUT, Pattern
from coach.sound.grid import FRAME_MS
from coach.units import MINUTE, SECOND, Decibels, Milliseconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.script.cues import CueSheet

DESIGN: Final = "beat-1"
"""Counts up when any pattern sounds different: it is part of every key."""

RUN_BPM: Final = 160
WALK_BPM: Final = 115
RUN_RANGE: Final = range(120, 211)
WALK_RANGE: Final = range(80, 151)

_OPENING: Final = 7 * SECOND
"""How long, at least, an interval opens with the pattern that all intervals of its effort open with, and are known by."""

_HELD: Final = 24 * SECOND
"""How long each of the other patterns is heard before the next."""

_LEAD_IN: Final = 12 * SECOND
"""How much of an interval's end, at least, is counted backwards: the warning at 10 s lies in it."""

_LONG_LEAD_IN: Final = 32 * SECOND
"""The same in long intervals, which have a warning at 30 s too."""

_LONG: Final = 5 * MINUTE
_LEAST_BEFORE: Final = 4 * SECOND
_FADE_IN: Final = Milliseconds(2)
_FADE_OUT: Final = Milliseconds(8)
_EASY_LEVEL: Final = Decibels(-3.0)


@dataclass(frozen=True, slots=True)
class _Part:
    """A length of one pattern inside an interval."""

    loop: Loop
    length: int


@dataclass(frozen=True, slots=True)
class BeatBed:
    """A rhythm whose tempo fits each interval. Raises BedError for a tempo that nobody steps to."""

    run_bpm: int = RUN_BPM
    walk_bpm: int = WALK_BPM
    pauses: bool = False
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the patterns as they are played."""

    def __post_init__(self) -> None:
        for name, bpm, allowed in (("run", self.run_bpm, RUN_RANGE), ("walk", self.walk_bpm, WALK_RANGE)):
            if bpm not in allowed:
                raise BedError(f"--{name}-bpm {bpm}: no pace to {name} to; choose from {allowed[0]} to {allowed[-1]}")

    def sections(self, sheet: CueSheet, messages: tuple[Stretch, ...], places: tuple[Stretch, ...]) -> tuple[Section, ...]:
        """Lay the patterns over the intervals of the places; the last one goes on into the closing."""
        del messages
        laid: list[Section] = []
        for interval in sheet.timeline.intervals:
            place = next((place for place in places if place.start <= interval.start < place.end), None)
            if place is None:
                continue
            final = interval is sheet.timeline.intervals[-1]
            end = place.end if final else interval.end
            start: int = interval.start
            for part in self._parts(interval, end - start, final=final):
                stop = start + part.length
                where = Milliseconds(start), Milliseconds(stop), part.loop, Milliseconds(0)
                laid.append(Section(*where, _FADE_IN, _FADE_OUT))
                start = stop
        return tuple(laid)

    def reached(self, sections: tuple[Section, ...]) -> Milliseconds | None:
        """Return None: a beat always begins anew."""
        del sections
        return None

    def _parts(self, interval: TimedInterval, duration: int, *, final: bool) -> Iterator[_Part]:
        bpm = self.run_bpm if interval.effort is Effort.RUN else self.walk_bpm
        patterns, out = _patterns(interval.effort)
        period = loop_period(bpm)
        lead_in = 0 if final else -(-(_LONG_LEAD_IN if duration > _LONG else _LEAD_IN) // period) * period
        if duration - lead_in < _LEAST_BEFORE:
            lead_in = 0
        left = duration - lead_in
        opening, *others = (_loop(pattern, bpm, self.cache) for pattern in patterns)
        loop, length = opening, -(-_OPENING // period) * period
        number = interval.repetition - 1
        while left > 0:
            yield _Part(loop, min(length, left))
            left -= length
            loop, length = others[number % len(others)], max(round(_HELD / period), 1) * period
            number += 1
        if lead_in:
            yield _Part(_loop(out, bpm, self.cache), lead_in)


def loop_period(bpm: int) -> Milliseconds:
    """Return how long the 16 beats of a pattern take: whole MP3 frames."""
    return Milliseconds(round(BEATS * MINUTE / bpm / FRAME_MS) * FRAME_MS)


def _patterns(effort: Effort) -> tuple[tuple[Pattern, ...], Pattern]:
    """Return the patterns of an effort, and the one that leads out of it."""
    if effort is Effort.RUN:
        return RUN, RUN_OUT
    return (WALK if effort is Effort.WALK else EASY), WALK_OUT


def _loop(pattern: Pattern, bpm: int, cache: Cache | None) -> Loop:
    period = loop_period(bpm)
    loudness = BED_LOUDNESS + (_EASY_LEVEL if pattern in EASY else 0.0)
    return Loop(f"{DESIGN}:{pattern.name}:{period}:{loudness}", period, partial(_played, pattern, period, loudness), cache)


def _played(pattern: Pattern, period: Milliseconds, loudness: float) -> NDArray[np.float32]:
    from coach.sound.beds.band import play

    return play(pattern, period, loudness)
