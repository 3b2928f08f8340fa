"""The rest: the band stops after a whole bar, and a chord is held while the coach speaks.

The held chord is the same in every MP3 frame: the words over it are the same frames wherever in a session they are said, and
one encoding of them serves for every ratio. Between two rests a bed plays whole bars from its beginning, so its ends recur too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from coach.signal.facts import FRAME_MS
from coach.sound.beds.bed import Section, Stretch
from coach.sound.beds.loop import Loop
from coach.sound.ducking import ATTACK, RELEASE
from coach.sound.grid import APART
from coach.units import MINUTE, Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal

DESIGN: Final = "rest-1"
"""Counts up when a held chord sounds different: it is part of its key."""

STRUCK: Final = Milliseconds(250)
"""How long the bed is heard into its rest: the next beat is struck, and dies away into the chord."""

CLEAR: Final = Milliseconds(STRUCK + APART + ATTACK)
"""How long before a message the bed stops, at least."""

SETTLED: Final = Milliseconds(RELEASE + APART + FRAME_MS)
"""How long after a message the bed begins anew, at least."""

LONGEST: Final = MINUTE
"""A bed does not rest for longer messages, such as a story: it plays on under them."""

_FADE_IN: Final = Milliseconds(2)
_FADE_OUT: Final = Milliseconds(8)

Voices = tuple[tuple[int, float], ...]
"""Which harmonics of the frame rate (41.67 Hz) a chord is made of, and their amplitudes."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is played from a moment on, until the next part begins."""

    start: Milliseconds
    loop: Loop
    position: Milliseconds = Milliseconds(0)
    fade_in: Milliseconds = _FADE_IN


def held(name: str, voices: Voices, level: float) -> Loop:
    """Return a chord that is held, as loud as `level` in LUFS."""
    return Loop(f"{DESIGN}:{name}:{level}", Milliseconds(FRAME_MS), partial(_held, voices, level))


def rest(moment: Milliseconds, chord: Loop) -> Part:
    """Return a rest from a moment on; its chord is in step with the frames of the session, so that all rests sound alike."""
    return Part(moment, chord, Milliseconds(moment % FRAME_MS), STRUCK)


def joined(parts: Iterable[Part], chord: Loop, end: Milliseconds) -> Iterator[Section]:
    """Lay parts one after another up to `end`: what leads into a rest, or out of it, dies away in what follows."""
    row = list(parts)
    for part, following in zip_longest(row, row[1:]):
        dies_away = following is not None and chord in (part.loop, following.loop)
        stop = Milliseconds((following.start if following else end) + dies_away * STRUCK)
        yield Section(part.start, stop, part.loop, part.position, part.fade_in, STRUCK if dies_away else _FADE_OUT)


def rests(messages: Iterable[Stretch], begin: Milliseconds, end: Milliseconds, bar: Milliseconds) -> Iterator[Stretch]:
    """Yield where a bed that begins at `begin`, and may stop after each bar, rests for what is said before `end`.

    After each it begins anew. Those between which there is no whole bar are one. Under a message that is longer than `LONGEST`
    it plays on.
    """
    stop: Stretch | None = None
    since = begin
    for message in messages:
        if message.end <= begin or message.start >= end or message.end - message.start > LONGEST:
            continue
        bars = max((message.start - CLEAR - since) // bar, 0)
        resume = Milliseconds(-(-(message.end + SETTLED) // FRAME_MS) * FRAME_MS)
        if stop is None or bars:
            if stop is not None:
                yield stop
            stop = Stretch(Milliseconds(since + bars * bar), resume)
        else:
            stop = Stretch(stop.start, resume)
        since = resume
    if stop is not None:
        yield stop


def _held(voices: Voices, level: float) -> Signal:
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
