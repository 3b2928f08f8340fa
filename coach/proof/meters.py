"""Meters for a whole file: loudness, peaks, what a sleeping headset would lose, and sound where silence is due."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.signal.facts import HEADSET_SLEEPS_AFTER
from coach.signal.loudness import GATE_LUFS, OVERSAMPLING, LoudnessMeter, oversampled
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal

HEADSET_WAKES_WITHIN: Final = Milliseconds(1_500)
"""How much of the sound a headset may lose while it wakes up."""

_AWAKE_LEVEL_DBFS: Final = -45.0
_STEP: Final = Milliseconds(10)
_FULL_SCALE: Final = 32_766.5 / 32_768
_LOUDNESS_PART: Final = SAMPLE_RATE // 10
_SILENT_PARTS_MEASURED: Final = 10

# True peaks are looked for only near samples that are high enough for one.
_PEAK_PART: Final = SAMPLE_RATE // 20
_PEAK_CONTEXT: Final = SAMPLE_RATE // 100
_BETWEEN_SAMPLES: Final = 10 ** (3 / 20)


class IntegratedLoudnessMeter:
    """Integrated loudness of the whole file in LUFS (EBU R 128)."""

    def __init__(self) -> None:
        self._meter: LoudnessMeter | None = None
        self._silent_parts = 0

    @property
    def lufs(self) -> float:
        """The loudness so far."""
        return self._meter.integrated if self._meter else GATE_LUFS

    def feed(self, start: int, block: Signal) -> None:
        """Measure a block."""
        del start
        meter = self._meter = self._meter or LoudnessMeter(len(block))
        for low in range(0, block.shape[1], _LOUDNESS_PART):
            part = block[:, low : low + _LOUDNESS_PART]
            # BS.1770 gates silence out, except in the blocks of 0.4 s that also hold sound.
            self._silent_parts = 0 if part.any() else self._silent_parts + 1
            if self._silent_parts <= _SILENT_PARTS_MEASURED:
                meter.feed(part.T)

    def finish(self) -> None:
        """Measure the last block."""
        if self._meter:
            self._meter.finish()


class PeakMeter:
    """The true peak (BS.1770, annex 2), and samples that are at full scale or over it."""

    def __init__(self) -> None:
        self.true_peak = 0.0
        """A factor of full scale."""
        self.true_peak_at = 0
        """In samples."""
        self.clipped = 0
        self.first_clipped: int | None = None
        self._before = np.zeros((1, 0), np.float32)

    def feed(self, start: int, block: Signal) -> None:
        """Look for peaks. The end of the block is searched again with the next one."""
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
            # A sharp cut rings, so the ends are left out.
            inner = (
                dense[OVERSAMPLING * _PEAK_CONTEXT : -OVERSAMPLING * _PEAK_CONTEXT]
                if len(dense) > 3 * OVERSAMPLING * _PEAK_CONTEXT
                else dense
            )
            peak = max(float(inner.max()), float(peaks[low : low + _PEAK_PART].max()))
            if peak > self.true_peak:
                self.true_peak, self.true_peak_at = peak, start + low

    def finish(self) -> None:
        """Do nothing: all blocks are measured."""


class HeadsetSleepMeter:
    """Finds where sound is loud enough to keep a Bluetooth headset awake."""

    def __init__(self) -> None:
        self.awake: list[tuple[Milliseconds, Milliseconds]] = []
        """Start and end of each in ms. Silences that are too short to fall asleep in are part of them."""
        self._left_over = np.zeros(0, np.float32)
        self._moment = 0

    def feed(self, start: int, block: Signal) -> None:
        """Compare the highest sample of every 10 ms with the level that keeps a headset awake."""
        del start
        peaks = np.concatenate([self._left_over, np.abs(block).max(axis=0)])
        size = _STEP * SAMPLES_PER_MS
        count = len(peaks) // size
        self._left_over = peaks[count * size :]
        loud = peaks[: count * size].reshape(count, size).max(axis=1) >= 10 ** (_AWAKE_LEVEL_DBFS / 20)
        for index in np.flatnonzero(loud):
            self._note(self._moment + int(index) * _STEP)
        self._moment += count * _STEP

    def _note(self, moment: int) -> None:
        end = Milliseconds(moment + _STEP)
        if self.awake and moment - self.awake[-1][1] < HEADSET_SLEEPS_AFTER:
            self.awake[-1] = (self.awake[-1][0], end)
        else:
            self.awake.append((Milliseconds(moment), end))

    def finish(self) -> None:
        """Do nothing: all blocks are measured."""

    def lost_ranges(self) -> list[tuple[Milliseconds, Milliseconds]]:
        """Return what a headset may lose: the first 1.5 s after every silence, and after the start of the file."""
        return [(start, Milliseconds(start + HEADSET_WAKES_WITHIN)) for start, _ in self.awake]


class SilenceMeter:
    """Finds sound where digital silence is due."""

    def __init__(self, due: Iterable[tuple[Milliseconds, Milliseconds]]) -> None:
        self._due = sorted((start * SAMPLES_PER_MS, end * SAMPLES_PER_MS) for start, end in due)
        self._next = 0
        self.checked = 0
        """Samples that should be silent."""
        self.violations: list[Milliseconds] = []
        """Where there is sound in a range, once for each range and block."""

    def feed(self, start: int, block: Signal) -> None:
        """Check the parts of the block that should be silent."""
        end = start + block.shape[1]
        while self._next < len(self._due) and self._due[self._next][0] < end:
            first, last = self._due[self._next]
            part = block[:, max(first - start, 0) : last - start]
            self.checked += part.shape[1]
            audible = np.flatnonzero(part.any(axis=0))
            if audible.size:
                self.violations.append(Milliseconds((max(first, start) + int(audible[0])) // SAMPLES_PER_MS))
            if last > end:
                return
            self._next += 1

    def finish(self) -> None:
        """Do nothing: all blocks are measured."""
