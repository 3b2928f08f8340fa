"""Finds a tone by its own waveform (a matched filter), and tells which of the tones it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.proof.decoding import mono
from coach.proof.expectation import ExpectedSound
from coach.script.cues import Tone
from coach.signal.facts import FRAME_MS
from coach.sound.earcons import LENGTHS, Tones, waveform
from coach.units import SAMPLES_PER_MS, Milliseconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coach.signal.facts import Signal

SEARCH: Final = Milliseconds(300)
"""How far from its due time a tone is looked for."""

SURE: Final = 0.8
"""A likeness (normalised correlation) that only the tone itself reaches."""

_LIKELY: Final = 0.5
_PRESENT: Final = (0.7, 1.4)
"""How strong a tone is, as a factor of its design, that shines through a bed."""

_HEAD: Final = Milliseconds(480)
"""So much of a wake sound, or of another tone, is enough to know it by."""

_TOO_LITTLE: Final = 0.35
"""A part of the tone's own energy; where less is heard than this, it cannot be there."""

_TOO_MUCH: Final = 4.0
"""Times the tone's own energy; under a bed as loud as this, nothing can be said."""

_RISE: Final = Milliseconds(30)

_EARLIEST_STROKE: Final = Milliseconds(FRAME_MS // 2)
"""How far before a change the first stroke of its beat may be: beats begin on the grid of frames."""

_FLOOR: Final = 1e-5
_QUIETEST: Final = 1e-6
"""A part of the tone's energy: less than this counts as silence."""


@dataclass(frozen=True, slots=True)
class ToneMeasurement:
    """The tone that was found where one is expected."""

    expected: ExpectedSound
    error_ms: float | None
    """How late it is; None where it was not found."""
    strength_db: float = 0.0
    """How loud it is, relative to its design."""
    rise_db: float = 0.0
    """How much louder its first 30 ms are than the 30 ms before, or those before the first stroke of its beat."""
    instead: Tone | None = None
    """The other tone that is heard in its place."""
    measurable: bool = True
    """False where a bed is too loud to tell."""


def tone_window(expected: ExpectedSound) -> tuple[int, int]:
    """Return the window in which a tone is looked for: first sample, and last (not included)."""
    end = min(expected.end, expected.start + _HEAD) if expected.tone is Tone.WAKE else expected.end
    return (expected.start - SEARCH) * SAMPLES_PER_MS, (end + SEARCH) * SAMPLES_PER_MS


def detect_tone(
    expected: ExpectedSound, channels: Signal, tones: Tones = Tones.NORMAL, *, has_beat: bool = False
) -> ToneMeasurement:
    """Look for a tone in its window; `tones` is how loud the session has them. `has_beat`: a beat begins with it."""
    assert expected.tone is not None
    sound = mono(channels)
    template = _template(expected.tone, Milliseconds(expected.end - expected.start), tones)
    match = _match(sound, template)
    likeness, strength = float(match.likeness[match.best]), match.strength
    if likeness >= SURE or (likeness >= _LIKELY and _PRESENT[0] <= strength <= _PRESENT[1]):
        rise = _rise(sound, match.best, _EARLIEST_STROKE if has_beat else Milliseconds(0))
        return ToneMeasurement(expected, _lateness(match.best), 20 * np.log10(max(strength, _FLOOR)), rise)
    instead = _other(expected.tone, sound)
    here = sound[SEARCH * SAMPLES_PER_MS : SEARCH * SAMPLES_PER_MS + template.length]
    is_too_quiet = float(np.dot(here, here)) < _TOO_LITTLE * template.energy
    measurable = instead is not None or is_too_quiet or float(np.dot(sound, sound)) < _TOO_MUCH * template.energy
    return ToneMeasurement(expected, None, instead=instead, measurable=measurable)


@dataclass(frozen=True, slots=True)
class _Match:
    likeness: Signal
    """The normalised correlation for each place that the tone could start at."""
    best: int
    strength: float
    """The tone's amplitude at the best place, as a factor of its design."""


def _match(sound: Signal, template: _Template) -> _Match:
    size = 2 ** (len(sound) - 1).bit_length()
    correlation = np.fft.irfft(np.fft.rfft(sound, size) * template.spectrum(size), size)
    correlation = correlation[: len(sound) - template.length + 1]
    sums = np.concatenate([[0.0], np.cumsum(np.square(sound), dtype=np.float64)])
    local = sums[template.length :] - sums[: len(correlation)]
    likeness = correlation / np.sqrt(template.energy * np.maximum(local, _QUIETEST * template.energy))
    best = int(np.argmax(likeness))
    return _Match(likeness, best, float(correlation[best]) / template.energy)


def _lateness(place: int) -> float:
    return place / SAMPLES_PER_MS - SEARCH


def _rise(sound: Signal, place: int, lead: Milliseconds) -> float:
    width, begin = _RISE * SAMPLES_PER_MS, place - lead * SAMPLES_PER_MS
    # The last millisecond before it belongs to the encoder's rounding of the onset.
    before = sound[max(begin - width, 0) : max(begin - SAMPLES_PER_MS, 1)]
    return 20 * float(np.log10(_level(sound[place : place + width]) / _level(before)))


def _level(sound: Signal) -> float:
    return max(float(np.sqrt(np.mean(np.square(sound)))), _FLOOR)


def _other(expected: Tone, sound: Signal) -> Tone | None:
    """Return the tone that is heard instead, None if it is none of coach's tones."""
    best, other = SURE, None
    for tone in Tone:
        if tone in (expected, Tone.WAKE):
            continue
        match = _match(sound, _head(tone))
        likeness = float(match.likeness[match.best])
        if likeness >= best:
            best, other = likeness, tone
    return other


class _Template:
    """The waveform and the spectrum of a tone to look for."""

    def __init__(self, tone: Tone, length: Milliseconds, tones: Tones = Tones.NORMAL) -> None:
        head = Milliseconds(min(length, _HEAD)) if tone is Tone.WAKE else length
        self._sound = waveform(tone, length, tones)[: head * SAMPLES_PER_MS].astype(np.float32)
        self._spectra: dict[int, NDArray[np.complex64]] = {}
        self.length = len(self._sound)
        """In samples."""
        self.energy = float(np.dot(self._sound, self._sound))

    def spectrum(self, size: int) -> NDArray[np.complex64]:
        """Return the conjugate spectrum that correlates with it."""
        if size not in self._spectra:
            self._spectra[size] = np.conj(np.fft.rfft(self._sound, size))
        return self._spectra[size]


@lru_cache(maxsize=32)
def _template(tone: Tone, length: Milliseconds, tones: Tones) -> _Template:
    return _Template(tone, length, tones)


@lru_cache(maxsize=len(Tone))
def _head(tone: Tone) -> _Template:
    return _Template(tone, Milliseconds(min(_HEAD, LENGTHS[tone])))
