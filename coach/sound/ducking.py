"""Ducking: how a bed is lowered under every message and raised again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from coach.signal.facts import FRAME_MS
from coach.signal.loudness import amplitude_factor
from coach.sound.beds.bed import BedSection, TimeRange, bed_end
from coach.sound.grid import LEAST_DISTANCE
from coach.sound.time_index import TimeIndex
from coach.units import Milliseconds, samples

if TYPE_CHECKING:
    from coach.script.cues import CueSheet
    from coach.signal.facts import Signal

ATTACK: Final = Milliseconds(150)
"""How long the bed takes to be lowered. It is down when the message begins."""

RELEASE: Final = Milliseconds(800)
"""How long the bed takes to be raised again: slowly, so that nobody notices."""

HOLD: Final = Milliseconds(1_500)
"""In a gap that is shorter than this the bed stays down, so that it does not pump."""

CLEAR_OF_SOUNDS: Final = Milliseconds(156)
"""How far the ramps stay away from a message over a beat, at least: then the piece of a sound has no part of a ramp."""

PART: Final = Milliseconds(1_000)
"""The gain under a message is set anew for each of these: longer than both ramps together."""

_LEAST_RISE: Final = 1.0
"""In dB: for less the gain does not rise within a message."""

_START: Final = Milliseconds(12)


@dataclass(frozen=True, slots=True)
class Ramp:
    """A change of gain, as a raised cosine. Before it the gain is `before`, after it `after` until the next ramp."""

    start: Milliseconds
    end: Milliseconds
    before: float
    """A factor of amplitude."""
    after: float


Envelope = TimeIndex[Ramp]
"""A gain over the session: ramps in the order of time, each beginning with the gain that the one before ended with."""


class TimedSound(Protocol):
    """A sound in its place in the session."""

    @property
    def start(self) -> Milliseconds:
        """Where it begins."""
        ...

    @property
    def end(self) -> Milliseconds:
        """Where it ends."""
        ...

    @property
    def message(self) -> bool:
        """Whether a bed is ducked under it."""
        ...


def message_ranges(sounds: Iterable[TimedSound]) -> tuple[TimeRange, ...]:
    """Return the time ranges with speech or tones. Gaps shorter than `HOLD` are part of them."""
    merged: list[TimeRange] = []
    for sound in sounds:
        if not sound.message:
            continue
        if merged and sound.start - merged[-1].end < HOLD:
            end = max(merged[-1].end, sound.end)
            merged[-1] = TimeRange(merged[-1].start, end)
        else:
            merged.append(TimeRange(sound.start, sound.end))
    return tuple(merged)


def widened(messages: Iterable[TimeRange]) -> tuple[TimeRange, ...]:
    """Return for how long a bed is lowered where each sound over it is to be a piece of its own.

    Every ramp is clear of all sounds and of the other ramps, and stands on the frame grid: so it recurs too.
    """
    wide: list[TimeRange] = []
    for message in messages:
        start = Milliseconds((message.start - CLEAR_OF_SOUNDS) // FRAME_MS * FRAME_MS)
        end = Milliseconds(-(-(message.end + CLEAR_OF_SOUNDS) // FRAME_MS) * FRAME_MS)
        if wide and start - ATTACK - (wide[-1].end + RELEASE) < LEAST_DISTANCE:
            start = wide.pop().start
        wide.append(TimeRange(start, end))
    return tuple(wide)


def ducking_envelope(stretches: Iterable[TimeRange], depth: Callable[[TimeRange], float | None]) -> Envelope:
    """Return the gain of a bed that is ducked under the messages: under each second of them by its `depth` in dB.

    It is down when a part begins that needs it lower, and rises slowly in one that does not.
    """
    ramps: list[Ramp] = []
    for stretch in stretches:
        ramps.extend(_ramps(stretch, depth))
    return TimeIndex(ramps)


def _ramps(stretch: TimeRange, depth: Callable[[TimeRange], float | None]) -> Iterator[Ramp]:
    level = 0.0
    factor = 1.0
    for part in _parts(stretch):
        needed = depth(part)
        if needed is None:
            # Nothing is heard of the bed.
            continue
        if part.start > stretch.start and 0 <= needed - level < _LEAST_RISE:
            continue
        before, factor = factor, amplitude_factor(needed)
        if part.start == stretch.start or needed < level:
            yield Ramp(Milliseconds(part.start - ATTACK), part.start, before, factor)
        else:
            yield Ramp(part.start, Milliseconds(part.start + RELEASE), before, factor)
        level = needed
    yield Ramp(stretch.end, Milliseconds(stretch.end + RELEASE), factor, 1.0)


def _parts(stretch: TimeRange) -> Iterator[TimeRange]:
    """Divide a message into parts of a second; the last one is longer."""
    start = stretch.start
    while stretch.end - start >= 2 * PART:
        yield TimeRange(start, Milliseconds(start + PART))
        start = Milliseconds(start + PART)
    yield TimeRange(start, stretch.end)


def depth_under(sections: TimeIndex[BedSection], part: TimeRange) -> float | None:
    """Return the gain in dB under a part of a message: that of the source which needs most of it, among those heard there.

    Returns None where none is heard.
    """
    depths = []
    for section in sections.inside(part.start, part.end):
        low, high = max(part.start, section.start), min(part.end, section.end)
        position = Milliseconds(section.position + low - section.start)
        depths.append(section.source.depth(position, Milliseconds(high - low)))
    return min(depths, default=None)


def session_fade_envelope(sheet: CueSheet) -> Envelope:
    """Return the gain with which a bed begins without a click, and fades out when the plan's time is over."""
    opening = Ramp(Milliseconds(0), _START, 0.0, 1.0)
    return TimeIndex((opening, Ramp(sheet.timeline.duration, bed_end(sheet), 1.0, 0.0)))


def describe(envelope: Envelope, start: Milliseconds, end: Milliseconds) -> str:
    """Return a key of the gain in a time range; the key of a constant gain of 1 is empty."""
    inside = envelope.inside(start, end)
    if inside:
        return "~".join(f"{ramp.start - start},{ramp.end - start},{ramp.before:.4f},{ramp.after:.4f}" for ramp in inside)
    constant = level(envelope, start)
    return "" if constant == 1.0 else f"{constant:.4f}"


def gain(envelope: Envelope, start: Milliseconds, end: Milliseconds) -> Signal:
    """Return the gain for every sample of a time range."""
    import numpy as np

    first, last = samples(start), samples(end)
    factors = np.full(last - first, level(envelope, start), dtype=np.float32)
    for ramp in envelope.inside(start, end):
        opens, closes = samples(ramp.start), samples(ramp.end)
        low, high = max(opens, first), min(closes, last)
        course = (np.arange(low, high) - opens) / (closes - opens)
        factors[low - first : high - first] = ramp.before + (ramp.after - ramp.before) * (1 - np.cos(np.pi * course)) / 2
        factors[high - first :] = ramp.after
    return factors


def level(envelope: Envelope, moment: Milliseconds) -> float:
    """Return the gain at a moment at which no ramp is."""
    last = envelope.before(moment)
    if last is not None:
        return last.after if last.end <= moment else last.before
    return envelope.items[0].before if envelope.items else 1.0
