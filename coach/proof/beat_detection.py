"""Finds the beat in decoded sound: the strokes of the bass drum, their tempo, their phase and their level.

Nothing is known of how the beat was made. Strokes are found as rises of energy below 150 Hz. Their mean is the shape of the
drum, and each stroke is then placed where the sound is most like that shape (a matched filter), which is exact to about a
millisecond, under a voice too. A bass note over the drum spoils the shape: it is taken once more, at the beats that were found,
from the strokes with the least energy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from coach.units import SAMPLE_RATE, Milliseconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.signal.facts import Signal

RATE: Final = 2_000
"""Samples a second of the bass band."""

SHORTEST_MEASURED: Final = Milliseconds(8_000)
"""In a shorter time range no tempo is measured."""

_STEP: Final = SAMPLE_RATE // RATE
_CUTOFF_HZ: Final = 150.0
_TAPS: Final = 1_201
_PERIODS: Final = (0.28, 0.78)
"""Between which lengths of a beat, in seconds, a tempo is looked for: 214 to 77 beats a minute."""

_RISE: Final = RATE // 100
_BEFORE: Final = RATE * 15 // 1_000
_AFTER: Final = RATE * 90 // 1_000
_SEARCH: Final = 0.22
"""How far from its expected place a stroke is looked for, as a part of a beat."""

_AROUND: Final = 100
"""Milliseconds around a time range that are looked at too."""

_EARLIEST: Final = 30
"""How long before its time range the first stroke may be, in ms."""

_NOT_DUE: Final = 0.55
"""A stroke is not due if the time range ends within so many beats."""

_OCTAVE: Final = 0.35
"""Half a distance is the beat if the rises repeat there so well, compared with the whole."""

_LEAST_STROKES: Final = 8
_SILENT_POWER: Final = 1e-12
_REFINED: Final = 3
_FAINT_DB: Final = -16.0
"""A stroke that is so far under the usual one is not there."""

_LIKELY: Final = 0.6
"""What is so much like a stroke, compared with the place that is most like one, may be the stroke itself."""

_SHAPED_AGAIN: Final = 2
"""How often the drum's shape is taken once more from the strokes that were found."""

_ALONE: Final = 4
"""The drum is heard alone in at least one of so many strokes."""

_STILL_LIKELY: Final = 0.45
"""The same where a stroke is far from the line through all strokes, and this is on it: under the strongest bass notes the wave
before the stroke is twice as much like one."""

_FAR, _ON_LINE = RATE * 4 // 1_000, RATE * 2 // 1_000

_SLIPPED: Final = RATE * 8 // 1_000
"""So far from its expected place a stroke may be the wave before or after it: the next one is expected where it was."""

_FOLLOWED: Final = 0.25
"""How much of a stroke's deviation the expected place of the next one takes over."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stroke of the bass drum."""

    moment: float
    """In ms from the start of the file."""
    level_db: float
    """Relative to the usual stroke of its time range."""


@dataclass(frozen=True, slots=True)
class BeatMeasurement:
    """The beat of a time range."""

    start: Milliseconds
    end: Milliseconds
    strokes: tuple[Stroke, ...]
    period_ms: float
    """Of the straight line through all strokes."""
    errors_ms: tuple[float, ...]
    """How far each stroke is from that line."""
    missing: tuple[float, ...]
    """The moments at which a stroke is due and none is found, in ms."""

    @property
    def bpm(self) -> float:
        """The tempo in beats per minute."""
        return 60_000 / self.period_ms


class BassBand:
    """An analyser that keeps what is below 150 Hz, at 2 kHz: 0.5 MB a minute."""

    def __init__(self) -> None:
        order = np.arange(_TAPS) - _TAPS // 2
        taps = np.sinc(2 * _CUTOFF_HZ / SAMPLE_RATE * order) * np.hanning(_TAPS)
        self._taps = taps / np.sum(taps)
        self._responses: dict[int, Signal] = {}
        """The filter's spectrum by the size of the transform, below half of the rate that is kept."""
        self._waiting = np.zeros(_TAPS // 2, np.float32)
        self._parts: list[Signal] = []

    def feed(self, start: int, block: Signal) -> None:
        """Filter a block, and keep one sample in 24: the upper part of its spectrum is left out."""
        del start
        sound = np.concatenate([self._waiting, block.mean(axis=0)])
        kept = int(2 ** (len(sound) // _STEP).bit_length())
        spectrum = np.fft.rfft(sound, kept * _STEP)[: kept // 2 + 1] * self._response(kept)
        count = max((len(sound) - _TAPS) // _STEP + 1, 0)
        self._parts.append((np.fft.irfft(spectrum, kept)[:count] / _STEP).astype(np.float32))
        self._waiting = sound[count * _STEP :]

    def _response(self, kept: int) -> Signal:
        """Return the filter's spectrum. Each sample is filtered with those that follow it, so it is turned round."""
        if kept not in self._responses:
            self._responses[kept] = np.conj(np.fft.rfft(self._taps, kept * _STEP)[: kept // 2 + 1])
        return self._responses[kept]

    def finish(self) -> None:
        """Filter what is left."""
        self.feed(0, np.zeros((1, _TAPS // 2), np.float32))

    def sound(self, start: Milliseconds, end: Milliseconds) -> Signal:
        """Return a time range of the band: silence before the start and after the end of the file."""
        whole = np.concatenate(self._parts) if self._parts else np.zeros(0, np.float32)
        self._parts = [whole]
        first, last = start * RATE // 1_000, end * RATE // 1_000
        part = whole[max(first, 0) : last]
        return np.pad(part, (max(-first, 0), last - max(first, 0) - len(part)))


def measure_beat(bass: BassBand, start: Milliseconds, end: Milliseconds) -> BeatMeasurement | None:
    """Measure the beat in a time range. Returns None where it is too short, or has no beat."""
    if end - start < SHORTEST_MEASURED:
        return None
    band = bass.sound(Milliseconds(start - _AROUND), Milliseconds(end + _AROUND))
    rises = _rises(band)
    period = _period(rises)
    first = _first_phase(rises, period)
    shape = _shape(band, rises, period)
    if period == 0 or not np.any(shape):
        return None
    while first < (_AROUND - _EARLIEST) * RATE // 1_000:
        first += period
    for _ in range(_SHAPED_AGAIN):
        one = _follow(_likeness(band, shape), period, first, start, end)
        if one is None:
            return None
        shape = _shape_alone(band, one, Milliseconds(start - _AROUND))
    return _follow(_likeness(band, shape), period, first, start, end)


def _likeness(band: Signal, shape: Signal) -> Signal:
    """Return how much the sound from each sample on is like the shape."""
    return np.concatenate([np.zeros(_BEFORE), np.correlate(band, shape, mode="valid") / np.sum(shape**2)])


def _shape_alone(band: Signal, one: BeatMeasurement, origin: Milliseconds) -> Signal:
    """Return the mean of those strokes that have the least energy: the drum alone, without a bass note or a voice over it.

    They are taken where the line through all strokes has them.
    """
    on_line = np.array([stroke.moment for stroke in one.strokes]) - np.array(one.errors_ms)
    places = np.round((on_line - origin) * RATE / 1_000).astype(int)
    places = places[(places >= _BEFORE) & (places < len(band) - _AFTER)]
    windows = np.stack([band[place - _BEFORE : place + _AFTER] for place in places])
    energy = np.sum(windows**2, axis=1)
    alone = windows[np.argsort(energy)[: max(len(energy) // _ALONE, _LEAST_STROKES)]]
    shape: Signal = np.median(alone / (np.sqrt(np.sum(alone**2, axis=1, keepdims=True)) + 1e-9), axis=0)
    return shape


def _rises(band: Signal) -> Signal:
    """Return how much the energy rises at each sample, as a logarithm: loud and soft strokes count alike."""
    power = np.convolve(band**2, np.ones(_RISE) / _RISE, mode="full")[: len(band)]
    level = np.log10(power + np.quantile(power, 0.9) * 1e-3 + _SILENT_POWER)
    rise = np.zeros(len(level))
    rise[_RISE:] = np.maximum(level[_RISE:] - level[:-_RISE], 0.0)
    return rise


def _period(rises: Signal) -> float:
    """Return the length of a beat in samples: the shortest distance at which the rises repeat well."""
    distances = int(2.2 * _PERIODS[1] * RATE)
    size = int(2 ** (len(rises) + distances).bit_length())
    spectrum = np.fft.rfft(rises - rises.mean(), size)
    repeats = np.fft.irfft(np.abs(spectrum) ** 2, size)[:distances]
    low, high = (round(edge * RATE) for edge in _PERIODS)
    best = low + int(np.argmax(repeats[low:high]))
    if repeats[best] <= 0:
        return 0.0
    half = best // 2
    if half > low:
        near = half - 4 + int(np.argmax(repeats[half - 4 : half + 6]))
        best = near if repeats[near] > _OCTAVE * repeats[best] else best
    return float(best)


def _first_phase(rises: Signal, period: float) -> float:
    """Return where in the first beat the strokes fall: the mean over the first beats."""
    if not period:
        return 0.0
    beats = min(8, int(len(rises) / period))
    places = np.round(np.arange(beats)[:, None] * period + np.arange(int(period))[None, :]).astype(int)
    return float(np.argmax(rises[np.minimum(places, len(rises) - 1)].sum(axis=0)))


def _shape(band: Signal, rises: Signal, period: float) -> Signal:
    """Return the mean of the clearest strokes, aligned with each other."""
    if not period:
        return np.zeros(0)
    gap = int(period * 0.6)
    order = np.argsort(rises)[::-1][: 40 * gap]
    places: list[int] = []
    is_near = np.zeros(len(rises), bool)
    """Whether a place is within the gap of one that was taken."""
    for place in order:
        if len(places) >= max(len(rises) / period / 2, 8):
            break
        if _BEFORE < place < len(band) - _AFTER - _BEFORE and not is_near[place]:
            places.append(int(place))
            is_near[max(place - gap, 0) : place + gap + 1] = True
    if not places:
        return np.zeros(0)
    shape: Signal = np.zeros(_BEFORE + _AFTER)
    for _ in range(_REFINED):
        windows = np.stack([band[place - _BEFORE : place + _AFTER] for place in places])
        shape = np.median(windows / (np.sqrt(np.sum(windows**2, axis=1, keepdims=True)) + 1e-9), axis=0)
        moved = []
        for place in places:
            low = max(place - 2 * _BEFORE, 0)
            near = band[low : place + _AFTER + _BEFORE]
            moved.append(low + int(np.argmax(np.correlate(near, shape, mode="valid"))) + _BEFORE)
        places = [place for place in moved if _BEFORE < place < len(band) - _AFTER - _BEFORE]
    return shape


def _follow(likeness: Signal, period: float, first: float, start: Milliseconds, end: Milliseconds) -> BeatMeasurement | None:
    """Go from beat to beat, look for each stroke near its expected place, and lay a straight line through all of them."""
    usual = _usual(likeness, period)
    numbers, places, levels, missing = [], [], [], []
    expected, number = first, 0
    stop = (end - start + _AROUND) * RATE / 1_000
    origin = start - _AROUND
    while expected < stop - _EARLIEST * RATE / 1_000:
        low, high = max(round(expected - _SEARCH * period), 0), round(expected + _SEARCH * period)
        near = likeness[low:high]
        top = low + _likely_place(near, expected - low) if near.size else 0
        if top > stop - _EARLIEST * RATE / 1_000 and stop - expected < _NOT_DUE * period:
            break  # the first stroke of what follows
        level = 20 * np.log10(max(likeness[top], 1e-9) / usual)
        if near.size and level > _FAINT_DB and low < top < high - 1:
            place = top + _between(likeness, top)
            numbers.append(number)
            places.append(place)
            levels.append(float(level))
            if abs(place - expected) < _SLIPPED or len(places) <= _LEAST_STROKES:
                expected += _FOLLOWED * (place - expected)
        elif stop - expected > _NOT_DUE * period:
            missing.append(origin + expected * 1_000 / RATE)
        expected += period
        number += 1
        if len(places) > _LEAST_STROKES:
            period = float(np.polyfit(numbers[-32:], places[-32:], 1)[0])
    if len(places) < _LEAST_STROKES:
        return None
    slope, offset = np.polyfit(numbers, places, 1)
    places = [_on_line(likeness, place, offset + slope * number) for place, number in zip(places, numbers, strict=True)]
    slope, offset = np.polyfit(numbers, places, 1)
    errors = (np.asarray(places) - offset - slope * np.asarray(numbers)) * 1_000 / RATE
    strokes = tuple(Stroke(origin + place * 1_000 / RATE, level) for place, level in zip(places, levels, strict=True))
    return BeatMeasurement(start, end, strokes, float(slope) * 1_000 / RATE, tuple(map(float, errors)), tuple(missing))


def _likely_place(likeness: Signal, expected: float) -> int:
    """Return the place that is most like a stroke; of several about as like one, the nearest to where one is expected."""
    tops = np.flatnonzero((likeness[1:-1] >= likeness[:-2]) & (likeness[1:-1] > likeness[2:])) + 1
    if not tops.size:
        return int(np.argmax(likeness))
    likely = tops[likeness[tops] >= _LIKELY * likeness[tops].max()]
    return int(likely[np.argmin(np.abs(likely - expected))])


def _on_line(likeness: Signal, place: float, due: float) -> float:
    """Return where a stroke is: what is like one where it is due, if the place found is far from there."""
    if abs(place - due) <= _FAR:
        return place
    low = max(round(due) - _ON_LINE, 1)
    near = likeness[low : round(due) + _ON_LINE + 1]
    top = low + int(np.argmax(near)) if near.size else 0
    is_top = 0 < top < len(likeness) - 1 and likeness[top - 1] <= likeness[top] >= likeness[top + 1]
    return top + _between(likeness, top) if is_top and likeness[top] >= _STILL_LIKELY * likeness[round(place)] else place


def _usual(likeness: Signal, period: float) -> float:
    """Return the likeness of the usual stroke: each stretch as long as a beat holds one."""
    length = round(period)
    stretches = likeness[: len(likeness) // length * length].reshape(-1, length)
    return max(float(np.median(stretches.max(axis=1))), 1e-9)


def _between(likeness: Signal, top: int) -> float:
    """Return how far from a sample the top of the parabola through it and its neighbours is."""
    if not 0 < top < len(likeness) - 1:
        return 0.0
    before, here, after = likeness[top - 1 : top + 2]
    curve = before - 2 * here + after
    return float(0.5 * (before - after) / curve) if curve else 0.0


def largest(errors: Sequence[float]) -> float:
    """Return the largest of some deviations, in ms."""
    return max((abs(error) for error in errors), default=0.0)
