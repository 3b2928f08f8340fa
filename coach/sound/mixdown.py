"""The result of the mix: spans of pieces on the grid of MP3 frames, ready for the MP3 stage.

The sound of a session is cut on the grid of MP3 frames (1152 samples, 24 ms at 48 kHz) into spans that follow each other
without a gap. Most are silence, or stretches of a bed that is encoded once; between them stand the short stretches that are
mixed (a clip of speech, an earcon, each with its piece of bed). A piece is encoded once: its key holds all that determines its
sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from coach.signal.facts import DECODER_DELAY, ENCODER_DELAY
from coach.units import Samples

ENCODER_LEAD = Samples(ENCODER_DELAY - DECODER_DELAY)
"""How many samples the encoder's input runs ahead of the session: frame `f` is encoded from the session's samples from
`f * FRAME_SAMPLES + ENCODER_LEAD` on. So the file declares an encoder delay of 0 and every sample is heard in its exact place.
A player that ignores the Info frame does not drop `DECODER_DELAY` and is 11 ms late."""

CONTEXT = 4
"""Frames of the surrounding sound that are encoded on each side of a piece, and then left out: the encoder's state at the
seam is then that of one whole encode."""


class FileSize(StrEnum):
    """How large the finished file may be."""

    NORMAL = "normal"
    SMALL = "small"
    """A quarter smaller."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of sound that is encoded once."""

    key: str
    """Equal keys mean equal sound."""
    frames: int
    """How many MP3 frames it gives, without the context."""
    pcm: Callable[[], bytes]
    """Renders it: interleaved 16-bit little-endian PCM at 48 kHz, `(CONTEXT + frames + CONTEXT) * FRAME_SAMPLES` samples per
    channel. The first and last `CONTEXT + 2` frames sound just as the neighbouring spans do there."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some frames of a piece, in their place in the session; silence where there is no piece."""

    frames: int
    piece: Piece | None = None
    skip: int = 0
    """Frames of the piece that are left out before the first one used."""


@dataclass(frozen=True, slots=True)
class Mixdown:
    """A session ready to be encoded: spans that follow each other from frame 0 to the end."""

    channels: int
    """1: speech over silence. 2: speech over a bed."""
    length: Samples
    """The session's length; the frames cover it and the decoder's delay."""
    spans: tuple[Span, ...]
    size: FileSize = FileSize.NORMAL
