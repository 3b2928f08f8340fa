"""Music over a groove as one source: phrases that follow each other, each rendered once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.sound.beds.loop import Loop
from coach.sound.beds.phrases import BARS, BEATS_A_BAR, Form, Groove, Phrase
from coach.units import Decibels, Lufs, Milliseconds, samples

if TYPE_CHECKING:
    from coach.signal.beat_grid import BeatGrid
    from coach.signal.facts import Signal

DESIGN: Final = "beat-3"
"""Part of the key of every groove and phrase. Counts up when any of them sounds different."""


def groove_loop(groove: Groove, grid: BeatGrid, level: Lufs, duck: Decibels, cache: Cache | None) -> Loop:
    """Return a groove as a loop of one cell."""
    period = Milliseconds(round(grid.beats * grid.beat_ms))
    key = f"{DESIGN}:{groove.name}:{grid.frames}/{grid.beats}:{level}"
    return Loop(key, period, partial(_play_groove, groove, grid, level), cache, duck)


@dataclass(frozen=True, slots=True)
class Composition:
    """A form over its groove. The groove in it is the groove's own loop, sample for sample, so the two cross-fade unheard."""

    form: Form
    groove: Loop
    grid: BeatGrid
    level: Lufs
    """Of the music without its groove."""
    duck: Decibels
    """How far it is lowered under a message."""
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the phrases as they are played."""

    @property
    def phrase_length(self) -> Milliseconds:
        """The length of a phrase."""
        return self.grid.place(BARS * BEATS_A_BAR)

    @property
    def period(self) -> Milliseconds:
        """The length of the form: whole MP3 frames."""
        return self.grid.place(self.form.bars * BEATS_A_BAR)

    def depth(self, position: Milliseconds, length: Milliseconds) -> Decibels:
        """Return the same depth everywhere."""
        del position, length
        return self.duck

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return a key of the sound in a time range."""
        return f"{self.groove.key}:{self.form.name}:{self.level}@{position % self.period}+{length}"

    def pcm(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Render a time range; positions wrap around, before 0 too."""
        sound = self.groove.pcm(position, length)
        phrases = self.form.phrases
        # The phrase before is still ringing.
        for number in range(position // self.phrase_length - 1, (position + length) // self.phrase_length + 1):
            self._add(sound, phrases[number % len(phrases)], number * self.phrase_length - position)
        return sound

    def _add(self, sound: Signal, phrase: Phrase, place: int) -> None:
        music = self._played(phrase).sound()
        start = samples(Milliseconds(place))
        low, high = max(start, 0), min(start + len(music), len(sound))
        if low < high:
            sound[low:high] += music[low - start : high - start]

    def _played(self, phrase: Phrase) -> Loop:
        """Return a phrase with its ring."""
        length = self.phrase_length
        key = f"{DESIGN}:{phrase.name}:{length}:{self.level}"
        return Loop(key, length, partial(_play_phrase, phrase, length, self.level), self.cache)


def _play_groove(groove: Groove, grid: BeatGrid, level: Lufs) -> Signal:
    from coach.sound.beds.band import play_groove

    return play_groove(groove, grid, level)


def _play_phrase(phrase: Phrase, length: Milliseconds, level: Lufs) -> Signal:
    from coach.sound.beds.band import play_phrase

    return play_phrase(phrase, length, level)
