"""The beat: a rhythm to step to, in the tempo of each interval.

An interval begins exactly at the change with an opening of one or two beats. The opening repeats while the command is spoken,
and later phrases begin on its beats too. Then patterns of four bars take turns. Where the coach speaks in between, the band
stops and a chord is held; afterwards the patterns begin again from their start. Under a story they play on. A chord also
fills what no whole bar fills before the last bars, which are counted back from the next change. So no bar is cut, all speech
is heard over the same sound in every ratio, and its frames are found in the cache.

Patterns are rounded to whole MP3 frames: four bars differ from the requested tempo by at most one part in 350, an opening by
one part in 45.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.errors import Field, UsageError
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval
from coach.signal.facts import FRAME_MS
from coach.sound.beds.bed import BED_LOUDNESS, BedSection, CommonBed, TimeRange
from coach.sound.beds.held_chord import (
    CHORD_FADE,
    CLEAR_AFTER,
    CLEAR_BEFORE,
    Harmonics,
    LoopPart,
    chord_part,
    chord_ranges,
    held_chord,
    join_parts,
)
from coach.sound.beds.loop import Loop
from coach.sound.beds.patterns import BARS, BEATS, EASY, EASY_IN, RUN, RUN_IN, RUN_OUT, WALK, WALK_IN, WALK_OUT, Pattern
from coach.sound.grid import LEAST_DISTANCE
from coach.sound.tempo import DEFAULT_RUN_BPM, DEFAULT_WALK_BPM, RUN_BPM_RANGE, WALK_BPM_RANGE
from coach.sound.time_index import TimeIndex
from coach.units import MINUTE, SECOND, Decibels, Milliseconds, samples

if TYPE_CHECKING:
    from coach.script.cues import CueSheet
    from coach.signal.facts import Signal

DESIGN: Final = "beat-2"
"""Counts up when any pattern sounds different: it is part of every key."""

_TWO_BEATS_FROM: Final = 109
"""Beats a minute: slower ones have openings of one beat, for two are a long time to wait between words."""

_PATTERN_TURN: Final = 24 * SECOND
"""About how long each pattern plays before the next one."""

_LEAD_OUT: Final = 12 * SECOND
"""The least length of the bars that are counted back from an interval's end. The warning at 10 s lies in them."""

_LONG_LEAD_OUT: Final = 32 * SECOND
"""The same in long intervals, which have a warning at 30 s too."""

_LONG: Final = 5 * MINUTE
_LEAST_CHORD: Final = CHORD_FADE + 2 * LEAST_DISTANCE
_EASY_LEVEL: Final = Decibels(-3.0)
_CHORD_LEVEL: Final = Decibels(-6.0)

CHORD: Final[Harmonics] = ((2, 0.6), (3, 0.3), (4, 1.0), (6, 0.7), (8, 0.6), (12, 0.25), (16, 0.18), (24, 0.06))
"""E and B over several octaves: the held chord of every effort."""

_PATTERNS: Final[dict[Effort, tuple[Pattern, tuple[Pattern, ...], Pattern]]] = {
    Effort.WARM_UP: (EASY_IN, EASY, WALK_OUT),
    Effort.RUN: (RUN_IN, RUN, RUN_OUT),
    Effort.WALK: (WALK_IN, WALK, WALK_OUT),
    Effort.COOL_DOWN: (EASY_IN, EASY, WALK_OUT),
}
"""For each effort: the opening, the patterns that take turns, and the pattern that leads out of the interval."""


@dataclass(frozen=True, slots=True)
class _Tempo:
    """The lengths of patterns and openings: whole MP3 frames."""

    period: Milliseconds
    """Of the four bars of a pattern."""
    bar: Milliseconds
    beats: int
    """In an opening."""
    pulse: Milliseconds
    """Of these beats."""


@dataclass(frozen=True, slots=True)
class _EffortMusic:
    """The loops of one effort."""

    tempo: _Tempo
    opening: Loop
    patterns: tuple[Loop, ...]
    out: Loop
    chord: Loop


@dataclass(frozen=True, slots=True)
class BeatBed(CommonBed):
    """A rhythm whose tempo fits each interval. Raises UsageError for a tempo out of bounds."""

    run_bpm: int = DEFAULT_RUN_BPM
    walk_bpm: int = DEFAULT_WALK_BPM
    pauses: bool = False
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the patterns as they are played."""

    def __post_init__(self) -> None:
        for name, bpm, allowed in (("run", self.run_bpm, RUN_BPM_RANGE), ("walk", self.walk_bpm, WALK_BPM_RANGE)):
            if bpm not in allowed:
                raise UsageError(
                    Field(f"{name}_bpm"), f" {bpm}: no pace to {name} to; choose from {allowed[0]} to {allowed[-1]}"
                )

    @property
    def pulses(self) -> Mapping[Effort, Milliseconds]:
        """The distance of the beats that phrases may begin on, for each effort, from the start of an interval."""
        return {effort: self._tempo(effort).pulse for effort in Effort}

    def sections(
        self, sheet: CueSheet, messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...]
    ) -> tuple[BedSection, ...]:
        """Lay the patterns over the intervals of the places; the last one goes on into the closing."""
        spoken_ranges = TimeIndex(messages)
        band = {effort: self._music(effort) for effort in Effort}
        sections: list[BedSection] = []
        for interval in sheet.timeline.intervals:
            place = next((place for place in places if place.start <= interval.start < place.end), None)
            if place is not None:
                final = interval is sheet.timeline.intervals[-1]
                end = place.end if final else interval.end
                music = band[interval.effort]
                parts = _parts(interval, end, spoken_ranges.inside(interval.start, end), music, final=final)
                sections.extend(join_parts(parts, music.chord, end))
        return tuple(sections)

    def _tempo(self, effort: Effort) -> _Tempo:
        return _tempo(self.run_bpm if effort is Effort.RUN else self.walk_bpm)

    def _music(self, effort: Effort) -> _EffortMusic:
        tempo = self._tempo(effort)
        opening, patterns, out = _PATTERNS[effort]
        level = BED_LOUDNESS + (0.0 if effort in (Effort.RUN, Effort.WALK) else _EASY_LEVEL)
        opening_key = f"{DESIGN}:{opening.name}:{tempo.pulse}:{level}"
        return _EffortMusic(
            tempo,
            Loop(opening_key, tempo.pulse, partial(_play_opening, opening, tempo, level), self.cache),
            tuple(_loop(pattern, tempo, level, self.cache) for pattern in patterns),
            _loop(out, tempo, BED_LOUDNESS, self.cache),
            held_chord("chord", CHORD, BED_LOUDNESS + _CHORD_LEVEL),
        )


def _parts(
    interval: TimedInterval, end: Milliseconds, messages: Sequence[TimeRange], music: _EffortMusic, *, final: bool
) -> Iterator[LoopPart]:
    """Yield the parts of an interval. Each plays until the next one starts.

    The last chord of a session is held to the end.
    """
    bar = music.tempo.bar
    opening_end = _opening_end(interval.start, messages, music.tempo)
    at = Milliseconds(max(opening_end - opening_end % FRAME_MS, interval.start))
    if at > interval.start:
        yield LoopPart(interval.start, music.opening)
    if end - at < _LEAST_CHORD:
        return
    lead_out = end if final else _lead_out_start(interval, at, music.tempo)
    stops = [TimeRange(stop.start, min(stop.end, end)) for stop in chord_ranges(messages, at, lead_out, bar)]
    if final:
        stops = [TimeRange(stop.start, end if stop.end > interval.end else stop.end) for stop in stops]
    else:
        since = stops[-1].end if stops else at
        lead_out = Milliseconds(min(lead_out + max(-(-(since - lead_out) // bar), 0) * bar, end))
        stops = _up_to(lead_out, stops, since, bar)
    turns = islice(cycle(music.patterns), interval.repetition - 1, None)
    for stop in stops:
        yield from _pattern_parts(at, stop.start, turns, music.tempo)
        yield chord_part(stop.start, music.chord)
        at = stop.end
    yield from _pattern_parts(at, lead_out, turns, music.tempo)
    if lead_out < end:
        yield LoopPart(lead_out, music.out, Milliseconds((lead_out - end) % music.tempo.period))


def _opening_end(start: Milliseconds, messages: Sequence[TimeRange], tempo: _Tempo) -> Milliseconds:
    """Return where an opening ends: after all that is said at the start of its interval."""
    opening_end = start
    for message in messages:
        if message.start - CLEAR_BEFORE - opening_end >= tempo.bar:
            break
        opening_end = Milliseconds(start - (start - message.end - CLEAR_AFTER) // tempo.pulse * tempo.pulse)
    return opening_end


def _lead_out_start(interval: TimedInterval, at: Milliseconds, tempo: _Tempo) -> Milliseconds:
    """Return where the bars that lead out of an interval begin: whole patterns, fewer bars where there is no room for them."""
    longest = _LONG_LEAD_OUT if interval.duration > _LONG else _LEAD_OUT
    room = interval.end - at
    bars = min(-(-longest // tempo.period) * BARS, room // tempo.bar)
    if bars and 0 < room - bars * tempo.bar < _LEAST_CHORD:
        bars -= 1
    return Milliseconds(interval.end - bars * tempo.bar)


def _up_to(lead_out: Milliseconds, stops: list[TimeRange], since: Milliseconds, bar: Milliseconds) -> list[TimeRange]:
    """Hold a chord where no whole bar fits before the bars that lead out of an interval."""
    bars, left = divmod(lead_out - since, bar)
    if 0 < left < _LEAST_CHORD and bars:
        bars, left = bars - 1, left + bar
    if not left:
        return stops
    if stops and not bars:
        return [*stops[:-1], TimeRange(stops[-1].start, lead_out)]
    return [*stops, TimeRange(Milliseconds(lead_out - left), lead_out)]


def _pattern_parts(at: int, until: int, turns: Iterator[Loop], tempo: _Tempo) -> Iterator[LoopPart]:
    """Yield the patterns that take turns between two moments."""
    for start in range(at, until, max(round(_PATTERN_TURN / tempo.period), 1) * tempo.period):
        yield LoopPart(Milliseconds(start), next(turns))


def loop_period(bpm: int) -> Milliseconds:
    """Return how long the 16 beats of a pattern take: whole MP3 frames."""
    return _whole_frames(BEATS * MINUTE / bpm)


def _tempo(bpm: int) -> _Tempo:
    period = loop_period(bpm)
    beats = 2 if bpm >= _TWO_BEATS_FROM else 1
    return _Tempo(period, Milliseconds(period // BARS), beats, _whole_frames(beats * MINUTE / bpm))


def _whole_frames(length: float) -> Milliseconds:
    return Milliseconds(round(length / FRAME_MS) * FRAME_MS)


def _loop(pattern: Pattern, tempo: _Tempo, level: float, cache: Cache | None) -> Loop:
    period = tempo.period
    return Loop(f"{DESIGN}:{pattern.name}:{period}:{level}", period, partial(_play, pattern, period, level), cache)


def _play_opening(pattern: Pattern, tempo: _Tempo, level: float) -> Signal:
    whole = Milliseconds(tempo.pulse * BEATS // tempo.beats)
    return _play(pattern, whole, level)[: samples(tempo.pulse)]


def _play(pattern: Pattern, period: Milliseconds, level: float) -> Signal:
    from coach.sound.beds.band import play_pattern

    return play_pattern(pattern, period, level)
