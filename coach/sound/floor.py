"""The floor: noise that nobody hears, in place of digital silence, for headsets that sleep in silence alone.

It is a loop of whole MP3 frames, encoded once for each number of channels: at a constant bit rate it costs no byte. It
lies only between pieces and begins anew after each: no piece knows of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import repeat
from typing import TYPE_CHECKING, Final

from coach.signal.facts import FRAME_SAMPLES, FULL_SCALE_16_BIT
from coach.sound.mixdown import CONTEXT, Mixdown, Piece, Span
from coach.units import SAMPLE_RATE, Decibels

if TYPE_CHECKING:
    from coach.signal.facts import Signal

FLOOR_LEVEL: Final = Decibels(-62.0)
"""Of the noise, in dBFS (root mean square). 46 dB under speech; the highest sample of any 10 ms is over -60 dBFS."""

FLOOR_FRAMES: Final = 250
"""The length of the loop: 6 s."""

SHORTEST_FLOOR: Final = 4
"""Frames: shorter silences stay digital."""

_DESIGN: Final = "floor-1"
"""The key of the loop. Counts up when its sound changes."""

_BAND: Final = (100.0, 1_000.0)
"""In Hz: low enough to be heard least, high enough for what is small to play and an encoder to keep."""


def with_floor(mixdown: Mixdown) -> Mixdown:
    """Return the session with the floor wherever it is silent for longer than a few frames."""
    return replace(mixdown, spans=tuple(_spans(mixdown)))


def _spans(mixdown: Mixdown) -> Iterator[Span]:
    loop = floor_loop(mixdown.channels)
    for span in mixdown.spans:
        if span.piece is not None or span.frames < SHORTEST_FLOOR:
            yield span
            continue
        rounds, rest = divmod(span.frames, FLOOR_FRAMES)
        yield from repeat(loop, rounds)
        if rest:
            yield Span(rest, loop.piece)


@cache
def floor_loop(channels: int) -> Span:
    """Return one round of the floor."""
    return Span(FLOOR_FRAMES, Piece(f"{_DESIGN}|{FLOOR_FRAMES}", FLOOR_FRAMES, partial(_render, channels)))


def _render(channels: int) -> bytes:
    import numpy as np

    loop = floor_noise()
    around = CONTEXT * FRAME_SAMPLES
    sound = np.concatenate([loop[-around:], loop, loop[:around]])
    pcm = np.round(sound * FULL_SCALE_16_BIT).astype("<i2")
    return np.repeat(pcm, channels).tobytes()


def floor_noise() -> Signal:
    """Return one round of the loop, full scale 1.0; its end joins its beginning."""
    import numpy as np

    count = FLOOR_FRAMES * FRAME_SAMPLES
    frequency = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    low, high = _BAND
    shape = 1 / (1 + (low / np.maximum(frequency, 1.0)) ** 4) / (1 + (frequency / high) ** 4)
    noise = np.fft.irfft(np.fft.rfft(np.random.default_rng(1).standard_normal(count)) * shape, count)
    level: Signal = noise * 10 ** (FLOOR_LEVEL / 20) / np.sqrt(np.mean(noise**2))
    return level
