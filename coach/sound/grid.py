"""The grid of MP3 frames in milliseconds: a frame lasts 24 ms exactly, so all places on it are whole numbers."""

from __future__ import annotations

from typing import Final

from coach.signal.facts import DECODER_DELAY, FRAME_MS, FRAME_SAMPLES
from coach.sound.mixdown import CONTEXT, ENCODER_LEAD
from coach.units import SAMPLES_PER_MS, Milliseconds, Samples

ENCODER_LEAD_MS: Final = ENCODER_LEAD // SAMPLES_PER_MS
"""12."""

MARGIN: Final = 2
"""Frames on each side of a piece that hold the same sound as its neighbours: the encoder's blocks reach that far."""

LEAST_DISTANCE: Final = Milliseconds((2 * CONTEXT + MARGIN + 1) * FRAME_MS)
"""Sounds with at least this distance between them share no piece, not even its context."""

NO_DELAY: Final = Samples(0)
"""The encoder delay that a whole session declares: its first sample is the first one of the sound."""


def frame_at(moment: Milliseconds) -> int:
    """Return the frame that is fed the sound of this moment (before the session's first frame: a negative number)."""
    return (moment - ENCODER_LEAD_MS) // FRAME_MS


def moment_of(frame: int) -> Milliseconds:
    """Return the moment from which a frame is fed."""
    return Milliseconds(frame * FRAME_MS + ENCODER_LEAD_MS)


def frames_for(length: Samples, delay: Samples = NO_DELAY) -> int:
    """Return the fewest frames that hold so many samples, `delay` in front of them, and the decoder's delay."""
    return -(-(length + delay + DECODER_DELAY) // FRAME_SAMPLES)
