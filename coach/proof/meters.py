"""Ears for the whole of a file: loudness, peaks, what a sleeping headset would lose, and sound where silence should be."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.filter import Graph

from coach.proof.decoding import Signal
from coach.sound.loudness import oversampled
from coach.units import SAMPLE_RATE, Milliseconds

ASLEEP_AFTER: Final = Milliseconds(900)
"""Silence after which a Bluetooth headset may be asleep."""

WAKING: Final = Milliseconds(1_500)
"""How much of what follows it may lose."""

_AWAKE_LEVEL_DBFS: Final = -45.0
_STEP: Final = Milliseconds(10)
_FULL_SCALE: Final = 32_766.5 / 32_768
_PER_MS: Final = SAMPLE_RATE // 1_000
_METERED: Final = SAMPLE_RATE // 10
_SILENCE_METERED: Final = 10
_UNHEARD: Final = -70.0

# True peaks are looked for only near samples that are high enough for one.
_PEAK_PART: Final = SAMPLE_RATE // 20
_PEAK_CONTEXT: Final = SAMPLE_RATE // 100
_BETWEEN_SAMPLES: Final = 10 ** (3 / 20)


class Loudness:
    """Integrated loudness in LUFS after EBU R128, of any number of channels."""

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._place = 0
        self._silent = 0
        self.lufs = _UNHEARD

    def hear(self, start: int, block: Signal) -> None:
        """Measure on."""
        del start
        layout = "mono" if len(block) == 1 else "stereo"
        graph = self._graph = self._graph or _meter(layout)
        # libavfilter copies the rest of a long frame again and again.
        for low in range(0, block.shape[1], _METERED):
            part = np.ascontiguousarray(block[:, low : low + _METERED])
            # Silence does not count (BS.1770 gates it out), but for what the measuring blocks of 0.4 s still hold of it.
            self._silent = 0 if part.any() else self._silent + 1
            if self._silent > _SILENCE_METERED:
                continue
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate = SAMPLE_RATE
            frame.pts = self._place
            self._place += part.shape[1]
            graph.push(frame)
            self._read(graph)

    def close(self) -> None:
        """Read the last value."""
        if self._graph:
            self._graph.push(None)
            self._read(self._graph)

    def _read(self, graph: Graph) -> None:
        while True:
            try:
                frame = graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            value = float(frame.metadata.get("lavfi.r128.I", self.lufs))
            self.lufs = value if math.isfinite(value) else _UNHEARD


def _meter(layout: str) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="fltp", layout=layout, time_base=Fraction(1, SAMPLE_RATE))
    meter = graph.add("ebur128", "metadata=1:framelog=quiet")
    graph.link_nodes(source, meter, graph.add("abuffersink")).configure()
    return graph


class Peaks:
    """The true peak (BS.1770, annex 2), and samples that are at full scale or over it."""

    def __init__(self) -> None:
        self.true_peak = 0.0
        """A factor of full scale."""
        self.true_peak_at = 0
        """In samples."""
        self.clipped = 0
        self.first_clipped: int | None = None
        self._before = np.zeros((1, 0), np.float32)

    def hear(self, start: int, block: Signal) -> None:
        """Look for peaks; the edge of the block is heard again with the next one."""
        sound = np.concatenate([self._before, block], axis=1) if self._before.shape[1] else block
        high = np.flatnonzero(np.abs(block).max(axis=0) >= _FULL_SCALE)
        if high.size:
            self.clipped += int(high.size)
            if self.first_clipped is None:
                self.first_clipped = start + int(high[0])
        if sound.any():
            self._search(start - self._before.shape[1], sound)
        self._before = sound[:, -2 * _PEAK_CONTEXT :]

    def _search(self, start: int, sound: Signal) -> None:
        peaks = np.abs(sound).max(axis=0)
        for low in range(0, sound.shape[1], _PEAK_PART):
            if peaks[low : low + _PEAK_PART].max() * _BETWEEN_SAMPLES <= self.true_peak:
                continue
            first = max(low - _PEAK_CONTEXT, 0)
            part = sound[:, first : low + _PEAK_PART + _PEAK_CONTEXT]
            dense = np.abs(oversampled(np.ascontiguousarray(part.T)))
            # What is cut off sharply rings at its ends.
            inner = dense[4 * _PEAK_CONTEXT : -4 * _PEAK_CONTEXT] if len(dense) > 12 * _PEAK_CONTEXT else dense
            peak = max(float(inner.max()), float(peaks[low : low + _PEAK_PART].max()))
            if peak > self.true_peak:
                self.true_peak, self.true_peak_at = peak, start + low

    def close(self) -> None:
        """Nothing is left to do."""


class Awake:
    """Where sound is loud enough to keep a headset awake."""

    def __init__(self) -> None:
        self.stretches: list[tuple[Milliseconds, Milliseconds]] = []
        """In ms; silences too short to fall asleep in are part of them."""
        self._rest = np.zeros(0, np.float32)
        self._moment = 0

    def hear(self, start: int, block: Signal) -> None:
        """Take the highest sample of every 10 ms."""
        del start
        peaks = np.concatenate([self._rest, np.abs(block).max(axis=0)])
        size = _STEP * _PER_MS
        count = len(peaks) // size
        self._rest = peaks[count * size :]
        loud = peaks[: count * size].reshape(count, size).max(axis=1) >= 10 ** (_AWAKE_LEVEL_DBFS / 20)
        for index in np.flatnonzero(loud):
            self._note(self._moment + int(index) * _STEP)
        self._moment += count * _STEP

    def _note(self, moment: int) -> None:
        end = Milliseconds(moment + _STEP)
        if self.stretches and moment - self.stretches[-1][1] < ASLEEP_AFTER:
            self.stretches[-1] = (self.stretches[-1][0], end)
        else:
            self.stretches.append((Milliseconds(moment), end))

    def close(self) -> None:
        """Nothing is left to do."""

    def lost(self) -> list[tuple[Milliseconds, Milliseconds]]:
        """Return what a headset may swallow: the first 1.5 s after every silence, and after the start of the file."""
        return [(start, Milliseconds(start + WAKING)) for start, _ in self.stretches]


class Silence:
    """Sound where digital silence is due."""

    def __init__(self, due: Iterable[tuple[Milliseconds, Milliseconds]]) -> None:
        self._due = sorted((start * _PER_MS, end * _PER_MS) for start, end in due)
        self._next = 0
        self.checked = 0
        """Samples that should be silent."""
        self.broken: list[Milliseconds] = []
        """Where sound is found in a stretch, once for each stretch and block."""

    def hear(self, start: int, block: Signal) -> None:
        """Look at those parts of the block that should be silent."""
        end = start + block.shape[1]
        while self._next < len(self._due) and self._due[self._next][0] < end:
            first, last = self._due[self._next]
            part = block[:, max(first - start, 0) : last - start]
            self.checked += part.shape[1]
            found = np.flatnonzero(part.any(axis=0))
            if found.size:
                self.broken.append(Milliseconds((max(first, start) + int(found[0])) // _PER_MS))
            if last > end:
                return
            self._next += 1

    def close(self) -> None:
        """Nothing is left to do."""
