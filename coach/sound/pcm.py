"""The sound of a mixdown as PCM, from start to end, and as a WAV file."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from coach.files import replacing
from coach.signal.facts import BYTES_PER_SAMPLE, FRAME_SAMPLES
from coach.sound.mixdown import CONTEXT, ENCODER_LEAD, Mixdown, Piece, Span
from coach.units import SAMPLE_RATE

_STRETCH: Final = 256
"""Frames of sound that are yielded at a time."""

_RENDERED_PIECES: Final = 2
"""Rendered pieces that are held, for beds that repeat."""

_WAV_HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")
_LINEAR_PCM: Final = 1


def pcm(mixdown: Mixdown) -> Iterator[bytes]:
    """Yield the 16-bit little-endian PCM of all spans, with `CONTEXT` frames before the first and after the last one."""
    frame_size = FRAME_SAMPLES * mixdown.channels * BYTES_PER_SAMPLE
    rendered = lru_cache(maxsize=_RENDERED_PIECES)(_render)
    first, last = mixdown.spans[0], mixdown.spans[-1]
    yield _frames_of(first, -CONTEXT, 0, frame_size, rendered)
    for span in mixdown.spans:
        for start in range(0, span.frames, _STRETCH):
            yield _frames_of(span, start, min(start + _STRETCH, span.frames), frame_size, rendered)
    yield _frames_of(last, last.frames, last.frames + CONTEXT, frame_size, rendered)


def write_wav(path: Path, mixdown: Mixdown) -> Path:
    """Write a mixdown as a WAV file (RIFF, 16-bit PCM at 48 kHz). Returns the path. Raises OutputError."""
    size = mixdown.length * mixdown.channels * BYTES_PER_SAMPLE
    before = (CONTEXT * FRAME_SAMPLES - ENCODER_LEAD) * mixdown.channels * BYTES_PER_SAMPLE
    with replacing(path, _WAV_HEADER.size + size) as file:
        file.write(_wav_header(size, mixdown.channels))
        for part in _between(pcm(mixdown), before, before + size):
            file.write(part)
    return path


def _wav_header(size: int, channels: int) -> bytes:
    sample = channels * BYTES_PER_SAMPLE
    return _WAV_HEADER.pack(
        *(b"RIFF", _WAV_HEADER.size - 8 + size, b"WAVE", b"fmt ", 16, _LINEAR_PCM),
        *(channels, SAMPLE_RATE, SAMPLE_RATE * sample, sample, 8 * BYTES_PER_SAMPLE, b"data", size),
    )


def _between(chunks: Iterator[bytes], start: int, stop: int) -> Iterator[bytes]:
    place = 0
    for chunk in chunks:
        yield chunk[max(0, start - place) : max(0, stop - place)]
        place += len(chunk)


def _frames_of(span: Span, start: int, stop: int, frame_size: int, rendered: Callable[[Piece], bytes]) -> bytes:
    if span.piece is None:
        return bytes((stop - start) * frame_size)
    offset = CONTEXT + span.skip
    return rendered(span.piece)[(offset + start) * frame_size : (offset + stop) * frame_size]


def _render(piece: Piece) -> bytes:
    return piece.pcm()
