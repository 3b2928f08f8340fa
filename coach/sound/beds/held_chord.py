"""The held chord: a bed stops after a whole bar, and a chord is held while the coach speaks.

The chord is the same in every MP3 frame. So a phrase over it has the same frames wherever it stands, and is encoded once for
every ratio. Between two chords a bed plays whole bars from its beginning, so the ends of its loops recur too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from coach.signal.facts import FRAME_MS
from coach.sound.beds.bed import BedSection, TimeRange
from coach.sound.beds.loop import Loop
from coach.sound.ducking import ATTACK, RELEASE
from coach.sound.grid import LEAST_DISTANCE
from coach.units import Decibels, Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal

DESIGN: Final = "rest-1"
"""Part of the key of a held chord. Counts up when its sound changes."""

CHORD_FADE: Final = Milliseconds(250)
"""How long the bed fades out into the chord, and the chord fades in: the next beat is still heard."""

CLEAR_BEFORE: Final = Milliseconds(CHORD_FADE + LEAST_DISTANCE + ATTACK)
"""How long before a message the bed stops, at least."""

CLEAR_AFTER: Final = Milliseconds(RELEASE + LEAST_DISTANCE + FRAME_MS)
"""How long after a message the bed begins again, at least."""

_FADE_IN: Final = Milliseconds(2)
_FADE_OUT: Final = Milliseconds(8)

Harmonics = tuple[tuple[int, float], ...]
"""Which harmonics of the frame rate (41.67 Hz) a chord is made of, and their amplitudes."""


@dataclass(frozen=True, slots=True)
class LoopPart:
    """A loop that plays from a moment on, until the next part begins."""

    start: Milliseconds
    loop: Loop
    position: Milliseconds = Milliseconds(0)
    fade_in: Milliseconds = _FADE_IN


def held_chord(name: str, voices: Harmonics, level: float, duck: Decibels) -> Loop:
    """Return a loop of the chord, as loud as `level` in LUFS; under a message it is lowered by `duck`."""
    return Loop(f"{DESIGN}:{name}:{level}", Milliseconds(FRAME_MS), partial(_held, voices, level), duck=duck)


def chord_part(moment: Milliseconds, chord: Loop) -> LoopPart:
    """Return a part that holds the chord from a moment on, in phase with the frame grid: its frames are always the same."""
    return LoopPart(moment, chord, Milliseconds(moment % FRAME_MS), CHORD_FADE)


def join_parts(parts: Iterable[LoopPart], chord: Loop, end: Milliseconds) -> Iterator[BedSection]:
    """Place parts one after another up to `end`. Into a chord and out of one they cross-fade."""
    row = list(parts)
    for part, following in zip_longest(row, row[1:]):
        fades = following is not None and chord in (part.loop, following.loop)
        stop = Milliseconds((following.start if following else end) + fades * CHORD_FADE)
        yield BedSection(part.start, stop, part.loop, part.position, part.fade_in, CHORD_FADE if fades else _FADE_OUT)


def chord_ranges(
    messages: Iterable[TimeRange], begin: Milliseconds, end: Milliseconds, bar: Milliseconds
) -> Iterator[TimeRange]:
    """Yield where a bed that begins at `begin`, and may stop after each bar, holds its chord for the messages before `end`.

    The bed begins anew after each range. Ranges with no whole bar between them are joined.
    """
    stop: TimeRange | None = None
    since = begin
    for message in messages:
        if message.end <= begin or message.start >= end:
            continue
        bars = max((message.start - CLEAR_BEFORE - since) // bar, 0)
        resume = Milliseconds(-(-(message.end + CLEAR_AFTER) // FRAME_MS) * FRAME_MS)
        if stop is None or bars:
            if stop is not None:
                yield stop
            stop = TimeRange(Milliseconds(since + bars * bar), resume)
        else:
            stop = TimeRange(stop.start, resume)
        since = resume
    if stop is not None:
        yield stop


def _held(voices: Harmonics, level: float) -> Signal:
    import numpy as np

    from coach.signal.facts import FRAME_SAMPLES
    from coach.signal.loudness import amplitude_factor, ungated_loudness

    turn = 2 * np.pi * np.arange(FRAME_SAMPLES) / FRAME_SAMPLES
    sides = np.zeros((FRAME_SAMPLES, 2))
    for number, (harmonic, amplitude) in enumerate(voices):
        # Each voice begins elsewhere in its turn, and reaches one ear a little before the other: full, and wide.
        for side, lead in enumerate((0.0, 0.6 * (-1) ** number)):
            sides[:, side] += amplitude * np.sin(harmonic * turn + 2.4 * number**2 + lead)
    chord = sides.astype(np.float32)
    second = np.tile(chord, (50, 1))
    chord *= amplitude_factor(level - ungated_loudness(second))
    return chord
