"""The ambient texture: a wide chord that changes slowly, without a beat and without a seam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coach.cache import Cache
from coach.signal.facts import FRAME_SAMPLES
from coach.signal.loudness import amplitude_factor, ungated_loudness
from coach.sound.beds.bed import BED_LOUDNESS, UNDER_SPEECH, BedSection, CommonBed, TimeRange, without_readings
from coach.sound.beds.held_chord import CHORD_FADE, Harmonics, LoopPart, chord_part, chord_ranges, held_chord, join_parts
from coach.sound.beds.loop import Loop
from coach.units import SAMPLE_RATE, SECOND, Decibels, Milliseconds, samples

if TYPE_CHECKING:
    from coach.script.cues import CueSheet
    from coach.signal.facts import Signal

DESIGN: Final = "ambient-2"
"""Part of the key. Counts up when the sound of the texture changes."""

PERIOD: Final = Milliseconds(30_000)
LEVEL: Final = Decibels(-4.0)
"""Against the level of a beat or of music: it stays in the background."""

HARMONICS: Final[Harmonics] = ((3, 1.0), (4, 0.9), (6, 0.7), (8, 0.55), (9, 0.5), (12, 0.35), (16, 0.25), (18, 0.18))
"""B, E and F sharp over several octaves, as the held chord has them: harmonics of the frame rate, and their amplitudes."""

_WIDTH_HZ: Final = 0.22
"""How far the many sines of one voice lie apart: their beating is the slow swelling."""

_AIR: Final = 0.05

_BAR: Final = Milliseconds(2 * SECOND)
"""The texture may stop for a chord after each of these, so always in the same few places."""


@dataclass(frozen=True, slots=True)
class AmbientBed(CommonBed):
    """A quiet texture under the whole session."""

    pauses: bool = False
    cache: Cache | None = field(default=None, compare=False)
    """Keeps the texture."""

    def sections(
        self, sheet: CueSheet, messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...]
    ) -> tuple[BedSection, ...]:
        """Lay the texture over the places. While the coach speaks a chord is held; afterwards the texture begins again.

        Under a text that is read it plays on.
        """
        spoken_ranges = without_readings(messages, sheet)
        duck = Decibels(UNDER_SPEECH - BED_LOUDNESS - LEVEL)
        loop = Loop(f"{DESIGN}:{PERIOD}", PERIOD, _texture, self.cache, duck)
        chord = held_chord("texture", HARMONICS, BED_LOUDNESS + LEVEL, duck)
        sections: list[BedSection] = []
        for place in places:
            sections.extend(join_parts(_parts(place, spoken_ranges, loop, chord), chord, place.end))
        return tuple(sections)


def _parts(place: TimeRange, messages: tuple[TimeRange, ...], loop: Loop, chord: Loop) -> Iterator[LoopPart]:
    at = place.start
    for stop in chord_ranges(messages, place.start, place.end, _BAR):
        if stop.start > at:
            yield LoopPart(at, loop, fade_in=CHORD_FADE)
        yield chord_part(stop.start, chord)
        at = stop.end
    if at < place.end - _BAR:
        yield LoopPart(at, loop, fade_in=CHORD_FADE)


def _texture() -> Signal:
    """Write the texture as a spectrum: whatever a discrete spectrum holds repeats without a seam."""
    import numpy as np

    count = samples(PERIOD)
    frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE).astype(np.float32)
    shape = _AIR / 8 * np.exp(-0.5 * (np.log2(np.maximum(frequency, 1.0) / 900) / 1.2) ** 2)
    for harmonic, amplitude in HARMONICS:
        hertz = harmonic * SAMPLE_RATE / FRAME_SAMPLES
        for overtone, share in ((1, 1.0), (2, 0.2), (3, 0.06)):
            shape += amplitude * share * np.exp(-0.5 * ((frequency - hertz * overtone) / (_WIDTH_HZ * overtone)) ** 2)
    chance = np.random.default_rng(5)
    del frequency
    texture = np.empty((count, 2), dtype=np.float32)
    for side in range(2):
        spectrum = np.exp(np.complex64(2j * np.pi) * chance.random(len(shape), dtype=np.float32))
        spectrum *= shape
        texture[:, side] = np.fft.irfft(spectrum, count)
    # Half of each side in the other: wide, and whole in one earbud.
    other = 0.5 * texture[:, 0]
    texture[:, 0] += 0.5 * texture[:, 1]
    texture[:, 1] += other
    texture *= amplitude_factor(BED_LOUDNESS + LEVEL - ungated_loudness(texture))
    return texture
