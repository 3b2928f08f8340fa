"""Loudness and true peak of short sounds, after ITU-R BS.1770 (EBU R128)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.units import SAMPLE_RATE, Decibels, Lufs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPEECH_LOUDNESS = Lufs(-16.0)
"""The level of every spoken clip, measured on its one channel; all other levels are set relative to it."""

CEILING = Decibels(-1.0)
"""The highest true peak of anything that is heard, in dBTP."""

SILENCE = Lufs(-120.0)
"""What silence reads: a number that can be compared and added to."""

_OFFSET_DB = -0.691
_OVERSAMPLING = 4
_CHUNK = 4 * SAMPLE_RATE
"""Samples that are weighted at a time, to keep memory flat."""
# The two stages of the K-weighting at 48 kHz (BS.1770, tables 1 and 2): numerators and denominators.
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness(sound: NDArray[np.floating]) -> Lufs:
    """Measure the loudness of a short sound over the whole of its length, without gating.

    `sound` has the shape (samples,) or (samples, channels), full scale 1.0, 48 kHz. BS.1770 gates in blocks of 400 ms, in which
    a short sound reads nothing; its length is the block here.
    """
    import numpy as np

    channels = np.atleast_2d(np.asarray(sound).T)
    length = channels.shape[1]
    energy = sum(_weighted_energy(channels[:, start : start + _CHUNK]) for start in range(0, length, _CHUNK))
    return Lufs(max(_OFFSET_DB + 10 * np.log10(energy / length), SILENCE)) if energy > 0 else SILENCE


def _weighted_energy(channels: NDArray[np.floating]) -> float:
    """Return the energy of a stretch behind the K-weighting, all channels together."""
    import numpy as np

    length = channels.shape[1]
    size = _fast_size(length + SAMPLE_RATE // 10)
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones_like(turn)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= np.polyval(above[::-1], turn)
        response /= np.polyval(below[::-1], turn)
    return sum(float(np.sum(np.fft.irfft(np.fft.rfft(one, size) * response, size)[:length] ** 2)) for one in channels)


def oversampled(sound: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return what a converter would play between the samples too: four times as many along the first axis."""
    import numpy as np

    length = sound.shape[0]
    size = _fast_size(length + SAMPLE_RATE // 100)
    spectrum = np.fft.rfft(np.asarray(sound, dtype=np.float64), size, axis=0)
    dense = np.fft.irfft(spectrum, size * _OVERSAMPLING, axis=0) * _OVERSAMPLING
    return dense[: length * _OVERSAMPLING]


def true_peak(sound: NDArray[np.floating]) -> Decibels:
    """Measure the true peak in dBTP (BS.1770, annex 2: four times oversampled)."""
    import numpy as np

    peak = float(np.max(np.abs(oversampled(sound)))) if sound.size else 0.0
    return Decibels(max(20 * np.log10(peak), float(SILENCE))) if peak > 0 else Decibels(SILENCE)


def factor(gain: float) -> float:
    """Convert a gain in dB to a factor of amplitude."""
    return float(10.0 ** (gain / 20.0))


def _fast_size(least: int) -> int:
    return int(2 ** (least - 1).bit_length())
