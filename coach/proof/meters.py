"""Meters for a whole file: loudness, peaks, what a sleeping headset would lose, and sound where silence or a floor is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.proof.decoding import Window
from coach.signal.headset import HEADSET_SLEEPS_AFTER, Headset
from coach.signal.loudness import GATE_LUFS, OVERSAMPLING, LoudnessMeter, oversampled
from coach.sound.ducking import HOLD, RELEASE
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal

TimeRange = tuple[Milliseconds, Milliseconds]
"""Start and end."""

_STEP: Final = Milliseconds(10)
_ASLEEP_STEPS: Final = HEADSET_SLEEPS_AFTER // _STEP
_FLOOR_PART: Final = SAMPLE_RATE // 10
_FLOOR_WINDOW: Final = Milliseconds(6_000)
_FLOOR_EDGE: Final = Milliseconds(60)
"""Around a sound: what is left of its frames after the time that the encoder may spread it over."""
_NOTHING: Final = 1e-20
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
    """Finds when a Bluetooth headset that falls asleep in the quiet is woken, and what it loses."""

    def __init__(self) -> None:
        self._peaks: list[Signal] = []
        """The highest sample of every 10 ms."""
        self._left_over = np.zeros(0, np.float32)

    def feed(self, start: int, block: Signal) -> None:
        """Keep the highest sample of every 10 ms."""
        del start
        peaks = np.concatenate([self._left_over, np.abs(block).max(axis=0)])
        size = _STEP * SAMPLES_PER_MS
        count = len(peaks) // size
        self._left_over = peaks[count * size :]
        self._peaks.append(peaks[: count * size].reshape(count, size).max(axis=1))

    def finish(self) -> None:
        """Do nothing: all blocks are measured."""

    def lost_ranges(self, headset: Headset) -> list[TimeRange]:
        """Return what a headset loses: so much after every silence that it slept in, and after the start of the file."""
        peaks = np.concatenate(self._peaks) if self._peaks else np.zeros(0, np.float32)
        level = 10 ** (headset.threshold / 20) if headset.threshold is not None else np.finfo(np.float32).tiny
        loud = np.flatnonzero(peaks >= level)
        woken = loud[np.diff(loud, prepend=-_ASLEEP_STEPS - 1) > _ASLEEP_STEPS]
        starts = (int(step) * _STEP for step in woken)
        return [(Milliseconds(start), Milliseconds(start + headset.wakes_within)) for start in starts]


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


class LevelMeter:
    """Measures the level of each tenth of a second in the ranges between sounds."""

    def __init__(self, due: Iterable[TimeRange], *, beds: bool) -> None:
        """Take the ranges without a sound; `beds`: a bed plays in parts of the session.

        What a bed is mixed with is mixed where it is silent too: around messages, and in gaps in which it would stay ducked.
        """
        self._edge = Milliseconds(RELEASE + _FLOOR_EDGE) if beds else _FLOOR_EDGE
        self._due = [(start, end) for start, end in due if not beds or end - start > HOLD]
        self.levels: list[tuple[Milliseconds, float]] = []
        """Where a tenth of a second begins, and its level in dBFS (root mean square)."""

    def windows(self) -> Iterator[Window]:
        """Yield the windows of the file that it measures."""
        for due_from, due_to in self._due:
            for start in range(due_from + self._edge, due_to - self._edge, _FLOOR_WINDOW):
                end = min(start + _FLOOR_WINDOW, due_to - self._edge)
                receive = partial(self._measure, Milliseconds(start))
                yield Window(start * SAMPLES_PER_MS, end * SAMPLES_PER_MS, receive)

    def _measure(self, start: Milliseconds, sound: Signal) -> None:
        count = sound.shape[1] // _FLOOR_PART
        parts = sound[:, : count * _FLOOR_PART].reshape(len(sound), count, _FLOOR_PART)
        power = np.square(parts, dtype=np.float64).mean(axis=(0, 2))
        for index, level in enumerate(10 * np.log10(np.maximum(power, _NOTHING))):
            self.levels.append((Milliseconds(start + index * _FLOOR_PART // SAMPLES_PER_MS), float(level)))
