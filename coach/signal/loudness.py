"""Loudness and true peak after ITU-R BS.1770 and EBU R 128.

`LoudnessMeter` gives the integrated loudness, gated as the standard says. `ungated_loudness` is for sounds that are too short
for the standard's blocks of 400 ms.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from coach.units import SAMPLE_RATE, Decibels, Lufs

if TYPE_CHECKING:
    import numpy as np
    from av import AudioFrame
    from av.filter import Graph
    from numpy.typing import NDArray

    from coach.signal.facts import Signal

SILENCE_LUFS: Final = Lufs(-120.0)
"""What `ungated_loudness` returns for silence."""

GATE_LUFS: Final = Lufs(-70.0)
"""The absolute gate of BS.1770, and what a `LoudnessMeter` reads where nothing passes it."""

OVERSAMPLING: Final = 4
"""How many times the sample rate true peaks are looked for at (BS.1770, annex 2)."""

Filter = tuple[str, str]
"""A filter of libavfilter: its name and its options."""

_OFFSET_DB: Final = -0.691
_CHUNK: Final = 4 * SAMPLE_RATE
"""Samples that are weighted at a time. It bounds the memory."""
# The two stages of the K-weighting at 48 kHz (BS.1770, tables 1 and 2): numerators and denominators.
_SHELF: Final = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS: Final = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


class LoudnessMeter:
    """Measures integrated loudness (BS.1770, gated) with libavfilter's `ebur128`, block by block.

    Filters may stand in front of the meter; then the loudness is that of the filtered sound.
    """

    def __init__(self, channels: int, rate: int = SAMPLE_RATE, filters: Sequence[Filter] = ()) -> None:
        self._layout = {1: "mono", 2: "stereo"}[channels]
        self._rate = rate
        self._graph = self._linked(filters)
        self._place = 0
        self.integrated = GATE_LUFS
        """In LUFS, of all that has come out of the filters so far."""

    def feed(self, sound: Signal) -> list[AudioFrame]:
        """Measure a block of shape (samples, channels). Returns the frames that have come out of the filters."""
        import numpy as np
        from av import AudioFrame

        frames: list[AudioFrame] = []
        # libavfilter copies the remainder of a long frame again for each frame that it takes from it, so frames are short.
        length = self._rate // 10
        for start in range(0, len(sound), length):
            part = np.ascontiguousarray(sound[start : start + length], np.float32)
            frame = AudioFrame.from_ndarray(part.reshape(1, -1), format="flt", layout=self._layout)
            frame.sample_rate = self._rate
            frame.pts = self._place
            self._place += len(part)
            self._graph.push(frame)
            frames.extend(self._pull())
        return frames

    def finish(self) -> list[AudioFrame]:
        """End the sound. Returns the last frames."""
        self._graph.push(None)
        return list(self._pull())

    def _linked(self, filters: Sequence[Filter]) -> Graph:
        from fractions import Fraction

        from av.filter import Graph

        graph = Graph()
        source = graph.add_abuffer(sample_rate=self._rate, format="flt", layout=self._layout, time_base=Fraction(1, self._rate))
        chain = [graph.add(name, options) for name, options in filters]
        meter = graph.add("ebur128", "metadata=1:framelog=quiet")
        output = graph.add("aformat", f"sample_fmts=flt:channel_layouts={self._layout}")
        graph.link_nodes(source, *chain, meter, output, graph.add("abuffersink")).configure()
        return graph

    def _pull(self) -> Iterator[AudioFrame]:
        from av import AudioFrame, BlockingIOError, EOFError  # noqa: A004 - libav's own, which say that no frame is ready

        while True:
            try:
                frame = self._graph.pull()
            except (EOFError, BlockingIOError):
                return
            if isinstance(frame, AudioFrame):
                value = float(frame.metadata.get("lavfi.r128.I", self.integrated))
                self.integrated = Lufs(value) if math.isfinite(value) else GATE_LUFS
                yield frame


def ungated_loudness(sound: Signal) -> Lufs:
    """Measure the loudness of a short sound over its whole length, without gating.

    `sound` has the shape (samples,) or (samples, channels). BS.1770 gates blocks of 400 ms, and a shorter sound fills none;
    here the sound's length is the block.
    """
    import numpy as np

    channels = np.atleast_2d(np.asarray(sound).T)
    length = channels.shape[1]
    energy = sum(_weighted_energy(channels[:, start : start + _CHUNK]) for start in range(0, length, _CHUNK))
    return Lufs(max(_OFFSET_DB + 10 * np.log10(energy / length), SILENCE_LUFS)) if energy > 0 else SILENCE_LUFS


def _weighted_energy(channels: Signal) -> float:
    """Return the energy after the K-weighting, summed over the channels."""
    import numpy as np

    length = channels.shape[1]
    size = _fast_size(length + SAMPLE_RATE // 10)
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones_like(turn)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= np.polyval(above[::-1], turn)
        response /= np.polyval(below[::-1], turn)
    return sum(float(np.sum(np.fft.irfft(np.fft.rfft(one, size) * response, size)[:length] ** 2)) for one in channels)


def k_weighting_power(frequency: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much the K-weighting multiplies the power at each frequency in Hz (at most 24 kHz)."""
    import numpy as np

    turn = np.exp(-2j * np.pi * np.asarray(frequency) / SAMPLE_RATE)
    response = np.ones_like(turn)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn)
    power: NDArray[np.float64] = np.abs(response) ** 2
    return power


def oversampled(sound: Signal) -> NDArray[np.float64]:
    """Interpolate `OVERSAMPLING` times as many samples along the first axis."""
    import numpy as np

    length = sound.shape[0]
    size = _fast_size(length + SAMPLE_RATE // 100)
    spectrum = np.fft.rfft(np.asarray(sound, dtype=np.float64), size, axis=0)
    dense = np.fft.irfft(spectrum, size * OVERSAMPLING, axis=0) * OVERSAMPLING
    return dense[: length * OVERSAMPLING]


def true_peak(sound: Signal) -> Decibels:
    """Measure the true peak in dBTP (BS.1770, annex 2: four times oversampled)."""
    import numpy as np

    peak = float(np.max(np.abs(oversampled(sound)))) if sound.size else 0.0
    return Decibels(max(20 * np.log10(peak), float(SILENCE_LUFS))) if peak > 0 else Decibels(SILENCE_LUFS)


def amplitude_factor(gain: float) -> float:
    """Convert a gain in dB to a factor of amplitude."""
    return float(10.0 ** (gain / 20.0))


def _fast_size(least: int) -> int:
    return int(2 ** (least - 1).bit_length())
