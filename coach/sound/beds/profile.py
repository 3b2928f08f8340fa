"""How loud a recording is from moment to moment: as a whole, and in the band in which speech is understood."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from coach.units import Milliseconds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from coach.signal.facts import Signal

STEP: Final = Milliseconds(500)
"""The profile has one value for each of these."""

SPEECH_BAND: Final = (300.0, 4_000.0)
"""In Hz. What lies here makes speech hard to understand."""

SILENT: Final = -100
"""The level of silence, in dB."""

Levels = tuple[int, ...]
"""One for each step, in whole dB rounded up: loudness in LUFS, or the level of the speech band in dBFS, of both channels."""


@dataclass(frozen=True, slots=True)
class LevelProfile:
    """The loudness and the level of the speech band over a recording; empty for one that is too long to be measured whole."""

    loudness: Levels = ()
    speech_band: Levels = ()

    def mean_loudness(self, start: Milliseconds, length: Milliseconds) -> float | None:
        """Return the mean loudness over a time range, in LUFS; None where nothing was measured."""
        levels = _inside(self.loudness, start, length)
        return 10 * math.log10(sum(10 ** (level / 10) for level in levels) / len(levels)) if levels else None

    def loudest_band(self, start: Milliseconds, length: Milliseconds) -> float | None:
        """Return the highest level of the speech band in a time range, in dBFS; None where nothing was measured."""
        return max(_inside(self.speech_band, start, length), default=None)


def _inside(levels: Levels, start: Milliseconds, length: Milliseconds) -> Levels:
    return levels[max(start, 0) // STEP : -(-(start + length) // STEP)]


@dataclass
class ProfileMeter:
    """Measures the profile of a recording block by block: each step on its own, by its spectrum."""

    rate: int
    loudness: list[int] = field(default_factory=list)
    speech_band: list[int] = field(default_factory=list)
    _waiting: list[Signal] = field(default_factory=list)
    _count: int = 0

    def feed(self, sound: Signal) -> None:
        """Take the next block, shape (samples, 2)."""
        import numpy as np

        self._waiting.append(sound)
        self._count += len(sound)
        size = self._size
        if self._count < size:
            return
        whole = np.concatenate(self._waiting)
        for start in range(0, len(whole) - size + 1, size):
            self._measure(whole[start : start + size])
        rest = whole[len(whole) // size * size :]
        self._waiting, self._count = [rest], len(rest)

    def finish(self) -> LevelProfile:
        """Measure what is left, and return the profile."""
        import numpy as np

        if self._count:
            rest = np.concatenate(self._waiting)
            self._measure(np.pad(rest, ((0, self._size - len(rest)), (0, 0))))
        return LevelProfile(tuple(self.loudness), tuple(self.speech_band))

    @property
    def _size(self) -> int:
        return self.rate * STEP // 1_000

    def _measure(self, part: Signal) -> None:
        import numpy as np

        from coach.signal.loudness import k_weighting_power

        power = np.sum(np.abs(np.fft.rfft(part, axis=0)) ** 2, axis=1) * (2 / len(part) ** 2)
        frequency = np.fft.rfftfreq(len(part), 1 / self.rate).astype(np.float64)
        band = (frequency >= SPEECH_BAND[0]) & (frequency <= SPEECH_BAND[1])
        weighted: NDArray[np.floating] = power * k_weighting_power(frequency)
        self.loudness.append(_decibels(float(np.sum(weighted)), -0.691))
        self.speech_band.append(_decibels(float(np.sum(power[band])), 0.0))


def _decibels(power: float, offset: float) -> int:
    return math.ceil(offset + 10 * math.log10(power)) if power > 10 ** (SILENT / 10) else SILENT
