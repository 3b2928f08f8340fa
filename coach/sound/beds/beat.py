"""The beat: a groove to step to, from the first beat of an interval to the last, and music over it between messages.

The first beat of an interval stands on the frame grid, at most 12 ms from the change. From there the groove repeats without a
break, in one tempo. Where the coach speaks it plays alone, and messages begin on its beats: so a phrase has the same sound
under it wherever it stands, in every ratio, and its frames are found in the cache.

Between messages there is music: a composition of 64 bars whose place is the number of bars since the interval began (each
repetition begins 16 bars later in it), and towards the interval's end a lift. It enters and leaves at a bar. There are as many
ways to do so as the composition has bars, so these pieces recur too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.errors import Field, UsageError
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval
from coach.signal.beat_grid import BeatGrid, beat_grid, first_beat
from coach.sound.beds.bed import BED_LOUDNESS, UNDER_SPEECH, BedSection, CommonBed, TimeRange, without_readings
from coach.sound.beds.composition import Composition, groove_loop
from coach.sound.beds.loop import Loop
from coach.sound.beds.phrases import BEATS_A_BAR, Form, Groove
from coach.sound.beds.score import LAST_RUN, RUN, RUN_GROOVE, RUN_LIFT, WALK, WALK_GROOVE, WALK_LIFT
from coach.sound.ducking import ATTACK, RELEASE
from coach.sound.grid import LEAST_DISTANCE
from coach.sound.tempo import DEFAULT_RUN_BPM, DEFAULT_WALK_BPM, RUN_BPM_RANGE, WALK_BPM_RANGE
from coach.sound.time_index import TimeIndex
from coach.units import SECOND, Decibels, Lufs, Milliseconds

if TYPE_CHECKING:
    from coach.script.cues import CueSheet

GROOVE_LEVEL: Final = Decibels(-4.0)
"""The loudness of the groove alone, against the whole bed."""

MUSIC_LEVEL: Final = Decibels(-2.2)
"""The loudness of the music without its groove, against the whole bed."""

MUSIC_OUT: Final = Milliseconds(360)
"""How long the music fades out, ahead of a bar."""

MUSIC_IN: Final = Milliseconds(24)
"""How long it fades in, ahead of a bar."""

CLEAR_BEFORE: Final = Milliseconds(LEAST_DISTANCE + ATTACK)
"""How long before a message the groove is alone, at least."""

CLEAR_AFTER: Final = Milliseconds(LEAST_DISTANCE + RELEASE + MUSIC_IN)
"""How long after a message the music enters, at least."""

LEAST_MUSIC: Final = Milliseconds(3 * SECOND)
"""The music does not enter for less."""

LIFT: Final = Milliseconds(22 * SECOND)
"""How long before an interval's end its lift begins: some bars before the warning, or half of a short interval."""

_TURN_BARS: Final = 16
"""Each repetition begins so many bars later in the composition."""

_EDGE: Final = Milliseconds(8)
_BEGIN: Final = Milliseconds(1)
_LAST_BEAT: Final = Milliseconds(160)
"""The last beat of an interval is at least so long before the next one's first; later ones are left out."""


@dataclass(frozen=True, slots=True)
class EffortMusic:
    """What is played in an interval."""

    grid: BeatGrid
    groove: Loop
    main: Composition
    lift: Composition | None


@dataclass(frozen=True, slots=True)
class BeatBed(CommonBed):
    """A rhythm whose tempo fits each interval. Raises UsageError for a tempo out of bounds."""

    run_bpm: int = DEFAULT_RUN_BPM
    walk_bpm: int = DEFAULT_WALK_BPM
    pauses: bool = False
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the phrases as they are played."""

    def __post_init__(self) -> None:
        for name, bpm, allowed in (("run", self.run_bpm, RUN_BPM_RANGE), ("walk", self.walk_bpm, WALK_BPM_RANGE)):
            if bpm not in allowed:
                raise UsageError(
                    Field(f"{name}_bpm"), f" {bpm}: no pace to {name} to; choose from {allowed[0]} to {allowed[-1]}"
                )

    @property
    def beats(self) -> Mapping[Effort, BeatGrid]:
        """The beats that messages begin on, for each effort, from the first beat of an interval."""
        return {effort: beat_grid(self.run_bpm if effort is Effort.RUN else self.walk_bpm) for effort in Effort}

    def sections(
        self, sheet: CueSheet, messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...]
    ) -> tuple[BedSection, ...]:
        """Lay groove and music over the intervals of the places; it ends with the last one."""
        spoken_ranges = TimeIndex(without_readings(messages, sheet))
        intervals = sheet.timeline.intervals
        last_run = max((interval.start for interval in intervals if interval.effort is Effort.RUN), default=-1)
        sections: list[BedSection] = []
        for number, interval in enumerate(intervals):
            place = next((place for place in places if place.start <= interval.start < place.end), None)
            if place is None:
                continue
            final = number == len(intervals) - 1
            end = min(place.end, interval.end)
            music = self.music(interval.effort, final=final, last_run=interval.start == last_run)
            inside = spoken_ranges.inside(interval.start, end)
            sections.extend(interval_sections(interval, end, inside, music))
        return tuple(sections)

    def music(self, effort: Effort, *, final: bool = False, last_run: bool = False) -> EffortMusic:
        """Return what is played in an interval: the session's last one, or its last run."""
        grid = self.beats[effort]
        if effort is Effort.RUN:
            groove = self._groove(RUN_GROOVE, grid)
            main, lift = (LAST_RUN if last_run else RUN), RUN_LIFT
        else:
            groove = self._groove(WALK_GROOVE, grid)
            main, lift = WALK, WALK_LIFT
        return EffortMusic(
            grid, groove, self._composition(main, groove, grid), None if final else self._composition(lift, groove, grid)
        )

    def _groove(self, groove: Groove, grid: BeatGrid) -> Loop:
        level = Lufs(BED_LOUDNESS + GROOVE_LEVEL)
        return groove_loop(groove, grid, level, Decibels(UNDER_SPEECH - level), self.cache)

    def _composition(self, form: Form, groove: Loop, grid: BeatGrid) -> Composition:
        duck = Decibels(UNDER_SPEECH - BED_LOUDNESS)
        return Composition(form, groove, grid, Lufs(BED_LOUDNESS + MUSIC_LEVEL), duck, self.cache)


def interval_sections(
    interval: TimedInterval, end: Milliseconds, messages: Sequence[TimeRange], music: EffortMusic
) -> Iterator[BedSection]:
    """Yield the sections of an interval: the groove, and the music in the gaps between messages."""
    origin = first_beat(interval.start)
    stop = _groove_end(origin, first_beat(end), music.grid)
    at, fade_in = origin, _BEGIN
    lift_bar = _lift_bar(interval, origin, music)
    for first, last in _free_bars(origin, stop, messages, music.grid):
        enters, leaves = _bar(origin, first, music.grid), _bar(origin, last, music.grid)
        yield _section(at, Milliseconds(enters), music.groove, Milliseconds(at - origin), fade_in, MUSIC_IN)
        lifted = max(min(lift_bar, last), first)
        start = Milliseconds(enters - MUSIC_IN)
        if lifted > first:
            position = start - origin + _offset(interval, music)
            leave = _bar(origin, lifted, music.grid)
            yield _section(start, leave, music.main, position, MUSIC_IN, MUSIC_IN if lifted < last else MUSIC_OUT)
            start = Milliseconds(leave - MUSIC_IN)
        if lifted < last and music.lift is not None:
            position = start - _bar(origin, lift_bar, music.grid)
            yield _section(start, leaves, music.lift, position, MUSIC_IN, MUSIC_OUT)
        at, fade_in = Milliseconds(leaves - MUSIC_OUT), MUSIC_OUT
    yield _section(at, stop, music.groove, Milliseconds(at - origin), fade_in, _EDGE)


def _section(
    start: Milliseconds,
    end: Milliseconds,
    source: Loop | Composition,
    position: int,
    fade_in: Milliseconds,
    fade_out: Milliseconds,
) -> BedSection:
    return BedSection(start, end, source, Milliseconds(position % source.period), fade_in, fade_out)


def _offset(interval: TimedInterval, music: EffortMusic) -> Milliseconds:
    """Return where in the composition an interval begins."""
    return music.grid.place((interval.repetition - 1) * _TURN_BARS * BEATS_A_BAR)


def _free_bars(
    origin: Milliseconds, end: Milliseconds, messages: Sequence[TimeRange], grid: BeatGrid
) -> Iterator[tuple[int, int]]:
    """Yield from which bar to which the music plays, in the gaps between messages that are long enough."""
    free: int = origin
    for message in (*messages, TimeRange(Milliseconds(end + CLEAR_BEFORE - 2 * _EDGE), end)):
        bar_ms = grid.beat_ms * BEATS_A_BAR
        first = max(-int((origin - free) // bar_ms), 1)
        last = int((message.start - CLEAR_BEFORE - origin) // bar_ms)
        if (last - first) * bar_ms >= LEAST_MUSIC:
            yield first, last
        free = max(free, message.end + CLEAR_AFTER)


def _lift_bar(interval: TimedInterval, origin: Milliseconds, music: EffortMusic) -> int:
    """Return the bar at which the lift begins; after all others where there is none."""
    bar_ms = music.grid.beat_ms * BEATS_A_BAR
    length = interval.end - origin
    if music.lift is None:
        return int(length // bar_ms) + 10_000
    return int((length - min(LIFT, length / 2)) // bar_ms)


def _bar(origin: Milliseconds, number: int, grid: BeatGrid) -> Milliseconds:
    return Milliseconds(origin + grid.place(number * BEATS_A_BAR))


def _groove_end(origin: Milliseconds, end: Milliseconds, grid: BeatGrid) -> Milliseconds:
    """Return where the groove ends: at the next interval's first beat, or before a last beat that would be too close to it."""
    last = max(-(-(end - origin) // grid.beat_ms) - 1, 0)
    place = origin + grid.place(last)
    return end if end - place >= _LAST_BEAT else Milliseconds(place)
