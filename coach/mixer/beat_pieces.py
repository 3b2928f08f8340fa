"""The pieces of sessions over the beat.

They are those of artificial sessions, mixed as all sessions are, in which everything is heard that can be heard in any: each
phrase on a beat, every tone and every change at each place that it can have in a beat, and the music entering and leaving at
each of its bars. The beat must be one of which each step is a whole number of MP3 frames: so a phrase has one piece in runs
and one in walks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from coach.errors import Field, UsageError
from coach.mixer.vocabulary import Places
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.commands import CHANGE_TONES
from coach.script.cues import Cue, CueKind, CueSheet, Phrase, PlacedPhrase, Tone
from coach.script.moments import grid_up
from coach.settings import Settings
from coach.signal.beat_grid import BeatGrid
from coach.sound.arrangement import Arrangement
from coach.sound.beds.beat import CLEAR_AFTER, CLEAR_BEFORE, LIFT, BeatBed, EffortMusic, interval_sections
from coach.sound.beds.bed import CLOSING_FADE, TimeRange
from coach.sound.beds.phrases import BEATS_A_BAR
from coach.sound.earcons import Tones, tone_length
from coach.sound.floor import floor_loop
from coach.sound.grid import frame_at
from coach.sound.mix import mix
from coach.sound.mixdown import Piece
from coach.sound.over_bed import bed_spans
from coach.sound.placed_sounds import Clips
from coach.sound.time_index import TimeIndex
from coach.units import HOUR, SECOND, Milliseconds

CHANNELS: Final = 2
"""Of sessions over a bed."""

_EFFORTS: Final = (Effort.RUN, Effort.WALK)
"""One for each of the two tempos."""

_PLACES_APART: Final = Milliseconds(8)
"""Changes and ticks stand at whole seconds, the beat on the grid of frames: so far apart are their places in a beat."""

_GAP: Final = Milliseconds(400)
"""Between two phrases, at least."""

_TONE_EVERY: Final = Milliseconds(2_600)
"""So often a tone is heard, at least: the bed has time to rise and to be lowered between two, and no music enters."""

_BEFORE_CHANGE: Final = Milliseconds(6_000)
_AFTER_CHANGE: Final = Milliseconds(8_000)
_FIRST_CLOSING_WORD: Final = Milliseconds(2_640)
_TICKS: Final = (3, 2, 1)
_LONG: Final = Milliseconds(3 * HOUR)
_ON_BEATS: Final = (Tone.WARNING, Tone.HALFWAY, Tone.NOTICE, Tone.RUN, Tone.WALK)
_SHORT_GAP: Final = 3
"""Bars of music that are enough for an entrance and an end."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The phrases of a vocabulary, where each can be heard, and how long it is."""

    phrases: Mapping[Phrase, Places]
    lengths: Mapping[Phrase, Milliseconds]
    clips: Clips


def check_tempo(settings: Settings) -> None:
    """Raise UsageError for a tempo of which a beat is not a whole number of MP3 frames."""
    beats = _bed(settings).beats
    for name, effort in (("run_bpm", Effort.RUN), ("walk_bpm", Effort.WALK)):
        if beats[effort].beats != 1:
            usual = getattr(Settings(), name)
            raise UsageError(
                Field(name), f" {getattr(settings, name)}: the beat of a mixer has whole MP3 frames; leave it at {usual}"
            )


def beat_pieces(words: Spoken, settings: Settings) -> Iterator[Piece]:
    """Yield every piece that a session over the beat can need, each once."""
    seen: set[str] = set()
    for piece in _all_pieces(words, settings):
        if piece.key not in seen:
            seen.add(piece.key)
            yield piece


def _all_pieces(words: Spoken, settings: Settings) -> Iterator[Piece]:
    bed = _bed(settings)
    for effort in _EFFORTS:
        yield from _pieces(_spoken(words, effort, bed.beats[effort]), words, bed, settings.tones)
        yield from _of_music(bed, effort)
    yield from _pieces(_closing(words), words, bed, settings.tones)
    for sheet in (*_with_tones(bed), *_with_changes(bed)):
        for tones in Tones:
            yield from _pieces(sheet, words, bed, tones)
    floor = floor_loop(CHANNELS).piece
    if settings.wake.has_floor and floor:
        yield floor


def _bed(settings: Settings) -> BeatBed:
    return BeatBed(settings.run_bpm, settings.walk_bpm)


def _pieces(sheet: CueSheet, words: Spoken, bed: BeatBed, tones: Tones) -> Iterator[Piece]:
    yield from (span.piece for span in mix(sheet, words.clips, bed, tones).spans if span.piece)


def _spoken(words: Spoken, effort: Effort, grid: BeatGrid) -> CueSheet:
    """Return a session in which each phrase that is heard in intervals of an effort begins on a beat, or half a beat off it.

    The cues are far enough apart for each to have a piece of its own. Only what names a time is ever half a beat off, in walks.
    """
    cues: list[Cue] = []
    at = grid.first_at(Milliseconds(0), SECOND)
    for phrase, places in words.phrases.items():
        if not places.in_runs if effort is Effort.RUN else not places.in_walks:
            continue
        for offset in (0.0, 0.5) if places.names_time else (0.0,):
            start = Milliseconds(at + grid.place(offset))
            cues.append(_said(phrase, start, words.lengths[phrase]))
            at = grid.first_at(Milliseconds(0), cues[-1].end + _GAP)
    return _sheet((_interval(effort, 0, at + _LONG),), cues)


def _closing(words: Spoken) -> CueSheet:
    """Return a session with all closing words after its end."""
    end = _BEFORE_CHANGE
    cues, at = [], Milliseconds(end + _FIRST_CLOSING_WORD)
    for phrase, places in words.phrases.items():
        if places.in_closing:
            cues.append(_said(phrase, at, words.lengths[phrase], interval=1))
            at = grid_up(cues[-1].end + _GAP)
    return _sheet((_interval(Effort.WALK, 0, end),), cues)


def _with_tones(bed: BeatBed) -> Iterator[CueSheet]:
    """Yield sessions with a tick at each place in a beat, and with the other tones on a beat and half a beat off it."""
    for effort in _EFFORTS:
        grid = bed.beats[effort]
        beat = round(grid.beat_ms)
        cues: list[Cue] = []
        step = -(-_TONE_EVERY // beat) * beat
        for number, place in enumerate(range(0, beat, _PLACES_APART), start=1):
            cues.append(_toned(Tone.COUNT, number * step + place))
        for tone, parts in product(_ON_BEATS, (0.0, 0.5)):
            after = grid.first_at(Milliseconds(0), cues[-1].end + _TONE_EVERY)
            cues.append(_toned(tone, after + grid.place(parts)))
        yield _sheet((_interval(effort, 0, cues[-1].end + _LONG),), cues)


def _with_changes(bed: BeatBed) -> Iterator[CueSheet]:
    """Yield sessions with every kind of start, change and end, at each place that it can have in the beat before it."""
    for first in _EFFORTS:
        beat = round(bed.beats[first].beat_ms)
        begin = -(-_BEFORE_CHANGE // beat) * beat
        for change, ticks in product(range(begin, begin + beat, _PLACES_APART), ((), _TICKS)):
            start = [_toned((CHANGE_TONES[first], Tone.OPENING)[change // _PLACES_APART % 2], 0)]
            before = [_toned(Tone.COUNT, change - left * SECOND) for left in ticks]
            yield _sheet((_interval(first, 0, change),), [*start, *before, _toned(Tone.FINISH, change, interval=1)])
            for second in _EFFORTS:
                intervals = _interval(first, 0, change), _interval(second, change, change + _AFTER_CHANGE)
                yield _sheet(intervals, [*start, *before, _toned(CHANGE_TONES[second], change, interval=1)])


def _of_music(bed: BeatBed, effort: Effort) -> Iterator[Piece]:
    """Yield all of the music of an effort: its blocks, and its entrances, ends and turns at each bar."""
    for last_run in (False, True) if effort is Effort.RUN else (False,):
        music = bed.music(effort, last_run=last_run)
        bar = round(music.grid.beat_ms) * BEATS_A_BAR
        bars = music.main.form.bars
        for first in range(1, bars + 1):
            yield from _gap(music, effort, bar, first, first + _SHORT_GAP, lift=None)
            yield from _gap(music, effort, bar, first, first + _SHORT_GAP, lift=first + 1)
        yield from _gap(music, effort, bar, 1, 2 * bars + 1, lift=None)
        if music.lift is not None:
            for number in range(music.lift.form.bars):
                yield from _gap(music, effort, bar, 1 + number, 1 + number + _SHORT_GAP, lift=1)
                yield from _gap(music, effort, bar, 1, 1 + _SHORT_GAP + number, lift=_SHORT_GAP)


def _gap(music: EffortMusic, effort: Effort, bar: int, first: int, last: int, lift: int | None) -> Iterator[Piece]:
    """Yield the pieces of an interval with music from one bar to another; `lift`: the bar at which the lift begins."""
    # The composition has begun anew: in a short interval the lift would begin elsewhere.
    first, last = first + music.main.form.bars, last + music.main.form.bars
    rises = last + 1 if lift is None else lift + music.main.form.bars
    end = Milliseconds(rises * bar + LIFT + bar // 2)
    messages = (
        TimeRange(Milliseconds(0), Milliseconds(first * bar - CLEAR_AFTER)),
        TimeRange(Milliseconds(last * bar + CLEAR_BEFORE), end),
    )
    sections = tuple(interval_sections(_interval(effort, 0, end), end, messages, music))
    arrangement = Arrangement(TimeIndex(sections), (TimeIndex(()), TimeIndex(())), TimeIndex(()))
    yield from (span.piece for span in bed_spans(arrangement, (), frame_at(end)) if span.piece)


def _interval(effort: Effort, start: int, end: int) -> TimedInterval:
    return TimedInterval(effort, None, Milliseconds(start), Milliseconds(end), repetition=1, repetitions=1)


def _said(phrase: Phrase, start: Milliseconds, length: Milliseconds, interval: int = 0) -> Cue:
    placed = PlacedPhrase(phrase, Milliseconds(0), length)
    return Cue(CueKind.TIP, start, Milliseconds(start + length), interval, None, (placed,))


def _toned(tone: Tone, start: int, interval: int = 0) -> Cue:
    return Cue(CueKind.TIP, Milliseconds(start), Milliseconds(start + tone_length(tone)), interval, tone)


def _sheet(intervals: tuple[TimedInterval, ...], cues: Iterable[Cue]) -> CueSheet:
    told = tuple(cues)
    end = max(intervals[-1].end, *(cue.end for cue in told))
    return CueSheet(Timeline(intervals), told, (), grid_up(end + CLOSING_FADE))
