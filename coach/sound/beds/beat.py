"""The beat: a rhythm to step to, its tempo that of each interval.

Each interval begins exactly on the change, with two beats that repeat while the command is spoken; words that follow the first
ones begin on them too. Then patterns of four bars take turns. While the coach speaks in their midst the band rests on a held
chord, and begins anew afterwards (under a story it plays on); it rests as well before the last bars, which are counted back
from the next change. So no bar is cut, and whatever the ratio, all that is said is heard over the same sound, and is found in
the cache.

Patterns are rounded to whole MP3 frames: four bars differ from the tempo asked for by at most one part in 350, the two beats of
an opening by one in 45.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.errors import UsageError
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval
from coach.signal.facts import FRAME_MS
from coach.sound.beds.bed import BED_LOUDNESS, CommonBed, Section, Stretch
from coach.sound.beds.loop import Loop
from coach.sound.beds.patterns import BARS, BEATS, EASY, EASY_IN, RUN, RUN_IN, RUN_OUT, WALK, WALK_IN, WALK_OUT, Pattern
from coach.sound.beds.rest import CLEAR, SETTLED, STRUCK, Part, Voices, held, joined, rest, rests
from coach.sound.grid import APART
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

_HELD: Final = 24 * SECOND
"""How long each pattern is heard, about, before the next."""

_LEAD_IN: Final = 12 * SECOND
"""How much of an interval's end, at least, is counted backwards: the warning at 10 s lies in it."""

_LONG_LEAD_IN: Final = 32 * SECOND
"""The same in long intervals, which have a warning at 30 s too."""

_LONG: Final = 5 * MINUTE
_LEAST_REST: Final = STRUCK + 2 * APART
_EASY_LEVEL: Final = Decibels(-3.0)
_REST_LEVEL: Final = Decibels(-6.0)

CHORD: Final[Voices] = ((2, 0.6), (3, 0.3), (4, 1.0), (6, 0.7), (8, 0.6), (12, 0.25), (16, 0.18), (24, 0.06))
"""E and B over several octaves: what is held in a rest, of every effort alike."""

_PLAYED: Final[dict[Effort, tuple[Pattern, tuple[Pattern, ...], Pattern]]] = {
    Effort.WARM_UP: (EASY_IN, EASY, WALK_OUT),
    Effort.RUN: (RUN_IN, RUN, RUN_OUT),
    Effort.WALK: (WALK_IN, WALK, WALK_OUT),
    Effort.COOL_DOWN: (EASY_IN, EASY, WALK_OUT),
}
"""How an interval opens, what takes turns in it, and what leads out of it."""


@dataclass(frozen=True, slots=True)
class _Tempo:
    """Lengths of what repeats: patterns and openings are whole MP3 frames long."""

    period: Milliseconds
    """Of the four bars of a pattern."""
    bar: Milliseconds
    beats: int
    """In an opening."""
    pulse: Milliseconds
    """Of these beats."""


@dataclass(frozen=True, slots=True)
class _Music:
    """What the band plays for an effort."""

    tempo: _Tempo
    opening: Loop
    patterns: tuple[Loop, ...]
    out: Loop
    chord: Loop


@dataclass(frozen=True, slots=True)
class BeatBed(CommonBed):
    """A rhythm whose tempo fits each interval. Raises UsageError for a tempo that nobody steps to."""

    run_bpm: int = DEFAULT_RUN_BPM
    walk_bpm: int = DEFAULT_WALK_BPM
    pauses: bool = False
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the patterns as they are played."""

    def __post_init__(self) -> None:
        for name, bpm, allowed in (("run", self.run_bpm, RUN_BPM_RANGE), ("walk", self.walk_bpm, WALK_BPM_RANGE)):
            if bpm not in allowed:
                raise UsageError(f"--{name}-bpm {bpm}: no pace to {name} to; choose from {allowed[0]} to {allowed[-1]}")

    @property
    def pulses(self) -> Mapping[Effort, Milliseconds]:
        """At which steps from an interval's start words are on the beat, while its opening is heard."""
        return {effort: self._tempo(effort).pulse for effort in Effort}

    def sections(self, sheet: CueSheet, messages: tuple[Stretch, ...], places: tuple[Stretch, ...]) -> tuple[Section, ...]:
        """Lay the patterns over the intervals of the places; the last one goes on into the closing."""
        said = TimeIndex(messages)
        band = {effort: self._music(effort) for effort in Effort}
        laid: list[Section] = []
        for interval in sheet.timeline.intervals:
            place = next((place for place in places if place.start <= interval.start < place.end), None)
            if place is not None:
                final = interval is sheet.timeline.intervals[-1]
                end = place.end if final else interval.end
                music = band[interval.effort]
                parts = _parts(interval, end, said.inside(interval.start, end), music, final=final)
                laid.extend(joined(parts, music.chord, end))
        return tuple(laid)

    def _tempo(self, effort: Effort) -> _Tempo:
        return _tempo(self.run_bpm if effort is Effort.RUN else self.walk_bpm)

    def _music(self, effort: Effort) -> _Music:
        tempo = self._tempo(effort)
        opening, patterns, out = _PLAYED[effort]
        level = BED_LOUDNESS + (0.0 if effort in (Effort.RUN, Effort.WALK) else _EASY_LEVEL)
        figure = f"{DESIGN}:{opening.name}:{tempo.pulse}:{level}"
        return _Music(
            tempo,
            Loop(figure, tempo.pulse, partial(_figure, opening, tempo, level), self.cache),
            tuple(_loop(pattern, tempo, level, self.cache) for pattern in patterns),
            _loop(out, tempo, BED_LOUDNESS, self.cache),
            held("chord", CHORD, BED_LOUDNESS + _REST_LEVEL),
        )


def _parts(
    interval: TimedInterval, end: Milliseconds, messages: Sequence[Stretch], music: _Music, *, final: bool
) -> Iterator[Part]:
    """Yield what is played in an interval: each part up to the next one's start.

    The rest in which a session ends goes on to the end: nothing begins anew there.
    """
    bar = music.tempo.bar
    settled = _settled(interval.start, messages, music.tempo)
    at = Milliseconds(max(settled - settled % FRAME_MS, interval.start))
    if at > interval.start:
        yield Part(interval.start, music.opening)
    if end - at < _LEAST_REST:
        return
    leads = end if final else _leads(interval, at, music.tempo)
    stops = [Stretch(stop.start, min(stop.end, end)) for stop in rests(messages, at, leads, bar)]
    if final:
        stops = [Stretch(stop.start, end if stop.end > interval.end else stop.end) for stop in stops]
    else:
        since = stops[-1].end if stops else at
        leads = Milliseconds(min(leads + max(-(-(since - leads) // bar), 0) * bar, end))
        stops = _up_to(leads, stops, since, bar)
    turns = islice(cycle(music.patterns), interval.repetition - 1, None)
    for stop in stops:
        yield from _played(at, stop.start, turns, music.tempo)
        yield rest(stop.start, music.chord)
        at = stop.end
    yield from _played(at, leads, turns, music.tempo)
    if leads < end:
        yield Part(leads, music.out, Milliseconds((leads - end) % music.tempo.period))


def _settled(start: Milliseconds, messages: Sequence[Stretch], tempo: _Tempo) -> Milliseconds:
    """Return where an opening has been repeated often enough: all that is said at the start of its interval is over."""
    settled = start
    for message in messages:
        if message.start - CLEAR - settled >= tempo.bar:
            break
        settled = Milliseconds(start - (start - message.end - SETTLED) // tempo.pulse * tempo.pulse)
    return settled


def _leads(interval: TimedInterval, at: Milliseconds, tempo: _Tempo) -> Milliseconds:
    """Return where the bars that lead out of an interval begin: whole patterns, fewer bars where there is no room for them."""
    longest = _LONG_LEAD_IN if interval.duration > _LONG else _LEAD_IN
    room = interval.end - at
    bars = min(-(-longest // tempo.period) * BARS, room // tempo.bar)
    if bars and 0 < room - bars * tempo.bar < _LEAST_REST:
        bars -= 1
    return Milliseconds(interval.end - bars * tempo.bar)


def _up_to(leads: Milliseconds, stops: list[Stretch], since: Milliseconds, bar: Milliseconds) -> list[Stretch]:
    """Fill with a rest what no whole bar fills before the bars that lead out of an interval."""
    bars, left = divmod(leads - since, bar)
    if 0 < left < _LEAST_REST and bars:
        bars, left = bars - 1, left + bar
    if not left:
        return stops
    if stops and not bars:
        return [*stops[:-1], Stretch(stops[-1].start, leads)]
    return [*stops, Stretch(Milliseconds(leads - left), leads)]


def _played(at: int, until: int, turns: Iterator[Loop], tempo: _Tempo) -> Iterator[Part]:
    """Yield the patterns that take turns between two moments."""
    for start in range(at, until, max(round(_HELD / tempo.period), 1) * tempo.period):
        yield Part(Milliseconds(start), next(turns))


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


def _figure(pattern: Pattern, tempo: _Tempo, level: float) -> Signal:
    whole = Milliseconds(tempo.pulse * BEATS // tempo.beats)
    return _play(pattern, whole, level)[: samples(tempo.pulse)]


def _play(pattern: Pattern, period: Milliseconds, level: float) -> Signal:
    from coach.sound.beds.band import play

    return play(pattern, period, level)
