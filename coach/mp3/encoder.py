"""PCM to MP3 frames: LAME through PyAV, without a bit reservoir, so that all frames have one size and stand alone.

Packet `k` of a new encoder holds its input from `k * FRAME_SAMPLES - ENCODER_DELAY` on. A decoder drops `DECODER_DELAY` of
these samples; the others are `ENCODER_LEAD`. With the input that `coach.sound.mixdown` defines, packet `k` is frame `k`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from coach.errors import CoachError, MissingEngineError
from coach.mp3.frames import FrameFormat
from coach.signal.facts import BYTES_PER_SAMPLE, FRAME_SAMPLES
from coach.sound.mixdown import CONTEXT, Piece
from coach.units import SAMPLE_RATE

if TYPE_CHECKING:
    from av import AudioCodecContext, AudioFrame

VERSION: Final = "lame-3.100-3"
"""Part of every cache key, with the format's own facts. To be changed with anything that changes an encoded frame."""

_LAME_SCALE: Final = 0.95
"""LAME's presets for constant bit rates turn their input down to this; it is turned up by as much before."""

_FULL_SCALE: Final = 32_768
_SLICE: Final = 32
"""Frames that the encoder is given at a time."""
_OPTIONS: Final = {"reservoir": "0", "joint_stereo": "1"}


def encode_piece(piece: Piece, form: FrameFormat) -> bytes:
    """Encode a piece on its own: `piece.frames * form.size` bytes, the same on every call.

    Raises MissingEngineError when PyAV has no MP3 encoder, CoachError when the encoder fails.
    """
    frames = b"".join(encode(_slices(memoryview(piece.pcm()), form), form))
    start, stop = CONTEXT * form.size, (CONTEXT + piece.frames) * form.size
    if len(frames) < stop:
        raise ValueError(f"{piece.key}: its sound is shorter than its {piece.frames} frames and their context")
    return frames[start:stop]


def encode(pcm: Iterable[bytes | memoryview], form: FrameFormat) -> Iterator[bytes]:
    """Encode a stream of interleaved 16-bit PCM with one encoder; yield the frames, one or several at a time.

    Raises MissingEngineError when PyAV has no MP3 encoder, CoachError when the encoder fails.
    """
    import av

    encoder = _open(form)
    try:
        for stretch in pcm:
            if stretch:
                yield b"".join(map(bytes, encoder.encode(_frame(stretch, form))))
        yield b"".join(map(bytes, encoder.encode(None)))
    except av.FFmpegError as error:
        raise CoachError(f"The MP3 encoder failed ({error}); reinstall the package av") from error


def _slices(pcm: memoryview, form: FrameFormat) -> Iterator[memoryview]:
    """Cut PCM into slices: the encoder keeps several copies of its input in other formats."""
    size = _SLICE * FRAME_SAMPLES * form.channels * BYTES_PER_SAMPLE
    for start in range(0, len(pcm), size):
        yield pcm[start : start + size]


def _open(form: FrameFormat) -> AudioCodecContext:
    import av

    try:
        encoder = av.AudioCodecContext.create("libmp3lame", "w")
    except av.codec.codec.UnknownCodecError as error:
        raise MissingEngineError("PyAV has no MP3 encoder (libmp3lame); install the package av from PyPI") from error
    encoder.sample_rate = SAMPLE_RATE
    encoder.layout = _layout(form)
    encoder.format = "fltp"
    encoder.bit_rate = form.bit_rate
    encoder.options = {**_OPTIONS, "compression_level": str(form.quality)}
    return encoder


def _frame(pcm: bytes | memoryview, form: FrameFormat) -> AudioFrame:
    import av
    import numpy as np

    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    samples *= form.gain / (_LAME_SCALE * _FULL_SCALE)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), "flt", _layout(form))
    frame.sample_rate = SAMPLE_RATE
    return frame


def _layout(form: FrameFormat) -> str:
    return "mono" if form.channels == 1 else "stereo"
