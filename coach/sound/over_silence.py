"""Speech and tones over silence, in one channel: every sound a piece of its own, encoded once per phase on the frame grid."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from coach.signal.facts import FRAME_MS
from coach.sound.grid import MARGIN, frame_at, frames_for, moment_of
from coach.sound.mixdown import CONTEXT, Mixdown, Piece, Span
from coach.sound.placed_sounds import PlacedSound
from coach.units import Milliseconds, samples

MIXING: Final = "voice-1"
"""Part of the key of every piece. Counts up when the same sounds give another mix."""

_CHANNELS: Final = 1


def over_silence(sounds: list[PlacedSound], length: Milliseconds) -> Mixdown:
    """Lay the sounds of a session over digital silence. Sounds whose frames would touch become one piece."""
    total = frames_for(samples(length))
    spans: list[Span] = []
    done = 0
    for group in _groups(sounds):
        first = frame_at(group[0].start) - MARGIN
        piece = _piece(group, first)
        begin, end = max(first, done), min(first + piece.frames, total)
        if begin > done:
            spans.append(Span(begin - done))
        if end > begin:
            spans.append(Span(end - begin, piece, begin - first))
            done = end
    if total > done:
        spans.append(Span(total - done))
    return Mixdown(_CHANNELS, samples(length), tuple(spans))


def lone_piece(sound: PlacedSound) -> Piece:
    """Return the piece of a sound that has no other one close to it."""
    return _piece([sound], frame_at(sound.start) - MARGIN)


def _groups(sounds: list[PlacedSound]) -> Iterator[list[PlacedSound]]:
    group: list[PlacedSound] = []
    last = 0
    for sound in sounds:
        if group and frame_at(sound.start) > last + MARGIN:
            yield group
            group = []
        end = _last_frame(sound)
        last = max(last, end) if group else end
        group.append(sound)
    if group:
        yield group


def _last_frame(sound: PlacedSound) -> int:
    return frame_at(Milliseconds(sound.end - 1))


def _piece(group: list[PlacedSound], first: int) -> Piece:
    frames = max(map(_last_frame, group)) + MARGIN + 1 - first
    origin = moment_of(first - CONTEXT)
    places = [Milliseconds(sound.start - origin) for sound in group]
    contents = "+".join(f"{place}:{sound.key}" for place, sound in zip(places, group, strict=True))
    return Piece(f"{MIXING}|{frames}|{contents}", frames, partial(_render, frames, places, group))


def _render(frames: int, places: list[Milliseconds], group: list[PlacedSound]) -> bytes:
    from coach.sound.segments import overlay, silent_pcm

    base = silent_pcm(Milliseconds((CONTEXT + frames + CONTEXT) * FRAME_MS), _CHANNELS)
    return overlay(base, _CHANNELS, ((place, sound.pcm()) for place, sound in zip(places, group, strict=True)))
