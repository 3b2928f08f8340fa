"""A session cut into tracks that play without a gap: one file for each interval, for players that know no chapters.

A track starts a frame early, so that its decoder is in step when the first sample is due, and declares what a gapless player
drops. Nothing is encoded for it: it holds the session's own frames.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from coach.signal.facts import FRAME_SAMPLES
from coach.sound.grid import frames_for
from coach.sound.mixdown import Mixdown, Span
from coach.units import Samples

_RUN_UP: Final = 1
"""Frames that a decoder needs before its output is right: each frame overlaps the one before."""


@dataclass(frozen=True, slots=True)
class AlbumTrack:
    """A part of a session as a mixdown of its own."""

    mixdown: Mixdown
    delay: Samples
    """Samples that a gapless player drops at the start; pass it to `assemble` or `write_mp3`."""


def cut_track(mixdown: Mixdown, start: Samples, stop: Samples) -> AlbumTrack:
    """Return the session from sample `start` up to `stop` (not included) as a track."""
    first = max(0, start // FRAME_SAMPLES - _RUN_UP)
    delay = Samples(start - first * FRAME_SAMPLES)
    length = Samples(stop - start)
    spans = tuple(_between(mixdown.spans, first, first + frames_for(length, delay)))
    return AlbumTrack(replace(mixdown, length=length, spans=spans), delay)


def splice(mixdown: Mixdown, parts: Sequence[tuple[Samples, Samples]]) -> Mixdown:
    """Return parts of a session, each from a sample up to another, one after another; cut where it is silent.

    Each part is cut to whole frames, up to 24 ms wider than asked for.
    """
    spans: list[Span] = []
    for start, stop in parts:
        spans.extend(_between(mixdown.spans, start // FRAME_SAMPLES, -(-stop // FRAME_SAMPLES)))
    frames = sum(span.frames for span in spans)
    length = Samples(frames * FRAME_SAMPLES)
    # Silent frames at the end make up for the decoder's delay.
    return replace(mixdown, length=length, spans=(*spans, Span(frames_for(length) - frames)))


def _between(spans: tuple[Span, ...], first: int, last: int) -> Iterator[Span]:
    place = 0
    for span in spans:
        begin, end = max(first, place), min(last, place + span.frames)
        if begin < end:
            yield replace(span, frames=end - begin, skip=span.skip + begin - place if span.piece else 0)
        place += span.frames
