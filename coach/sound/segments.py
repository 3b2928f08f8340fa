"""Overlays short pieces of PCM with pydub."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from coach.signal.facts import BYTES_PER_SAMPLE
from coach.units import SAMPLE_RATE, Milliseconds, samples

if TYPE_CHECKING:
    from pydub import AudioSegment


def overlay(base: bytes, channels: int, parts: Iterable[tuple[Milliseconds, bytes]]) -> bytes:
    """Lay mono parts over a base at their places (from its start); with two channels each part sounds in both, unattenuated.

    All PCM is 16-bit little-endian at 48 kHz, the base's channels interleaved. A part may begin before the base, or end after
    it: what sticks out is left out. A millisecond is 48 samples, so pydub's own clock puts every part in its exact place.
    """
    sound = _segment(base, channels)
    for place, part in parts:
        inside = part if place >= 0 else part[samples(Milliseconds(-place)) * BYTES_PER_SAMPLE :]
        if inside:
            sound = sound.overlay(_segment(inside, 1).set_channels(channels), position=max(place, 0))
    data: bytes = sound.raw_data
    return data


def silent_pcm(duration: Milliseconds, channels: int) -> bytes:
    """Return silent PCM."""
    return bytes(samples(duration) * channels * BYTES_PER_SAMPLE)


def _segment(pcm: bytes, channels: int) -> AudioSegment:
    with warnings.catch_warnings():
        # On import it warns that ffmpeg is missing, which mixing does not need, and of a deprecation.
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment(data=pcm, sample_width=BYTES_PER_SAMPLE, frame_rate=SAMPLE_RATE, channels=channels)
