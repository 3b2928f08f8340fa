"""The pieces of sessions over silence: each phrase, tone and breath, at every place on the grid it can have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from coach.cache import HEAD_SIZE, entry_name, key_hash
from coach.mp3.frames import FrameFormat
from coach.mp3.store import CHECKS_SIZE, frames_key
from coach.script.breaths import breath_lengths
from coach.script.cues import Phrase, Tone
from coach.settings import Settings
from coach.sound.earcons import Tones, tone_length
from coach.sound.floor import floor_loop
from coach.sound.mixdown import Piece
from coach.sound.over_silence import lone_piece
from coach.sound.placed_sounds import placed_phrase, placed_tone
from coach.speech.speaker import Speaker
from coach.units import SECOND, Milliseconds

CHANNELS: Final = 1
"""Of sessions over silence."""

_ON_THE_GRID: Final = Milliseconds(24 * SECOND)
"""A moment on the grid of frames, some way into a session: there words and breaths begin."""

_WHOLE_SECONDS: Final = tuple(Milliseconds(_ON_THE_GRID + SECOND * number) for number in range(3))
"""Moments of all phases that a whole second can have on that grid: there changes and ticks are."""


_USUAL_BREATHS: Final = 2
"""So many of the longest breaths: most have as much time as they need."""

_ONCE: Final = frozenset({Tone.OPENING, Tone.HALFWAY, Tone.FINISH})
"""Long tones that a session has once, in one phase of the three."""


def piece_name(piece: Piece, form: FrameFormat) -> str:
    """Return the name of the cache's entry for a piece in frames of that form."""
    return entry_name(key_hash(frames_key(piece, form)))


def entry_size(frames: int, form: FrameFormat) -> int:
    """Return the bytes of the entry of a piece with so many frames: its head, the frames, and two checksums for each."""
    return HEAD_SIZE + frames * (form.size + CHECKS_SIZE)


def phrase_piece(phrase: Phrase, speaker: Speaker) -> Piece:
    """Return the piece of a phrase; it is spoken if its length is not known. Raises what the speaker raises."""
    return lone_piece(placed_phrase(phrase, _ON_THE_GRID, speaker.spoken(phrase), speaker))


def wordless_pieces(settings: Settings) -> Iterator[Piece]:
    """Yield the pieces of all tones, of the breaths that wake a headset, and of the floor."""
    for tones in Tones:
        yield from _tones(tones)
    yield from _breaths(breath_lengths(settings.wake_length) if settings.wake.has_breaths else ())
    yield from _floor(settings)


def usual_pieces(settings: Settings) -> Iterator[Piece]:
    """Yield the pieces without words that nearly every session has."""
    yield from _tones(settings.tones, without=_ONCE)
    if settings.wake.has_breaths:
        yield from _breaths(breath_lengths(settings.wake_length)[-_USUAL_BREATHS:])
    yield from _floor(settings)


def _floor(settings: Settings) -> Iterator[Piece]:
    floor = floor_loop(CHANNELS).piece
    if settings.wake.has_floor and floor:
        yield floor


def _tones(tones: Tones, without: Collection[Tone] = ()) -> Iterator[Piece]:
    for tone in Tone:
        if tone is not Tone.WAKE and tone not in without:
            for moment in _WHOLE_SECONDS:
                yield lone_piece(placed_tone(tone, moment, tone_length(tone), tones))


def _breaths(lengths: Iterable[int]) -> Iterator[Piece]:
    for length in lengths:
        yield lone_piece(placed_tone(Tone.WAKE, _ON_THE_GRID, Milliseconds(length), Tones.NORMAL))
