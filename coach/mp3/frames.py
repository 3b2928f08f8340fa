"""MPEG-1 Layer III frames of constant size (ISO 11172-3), the frame of silence, and the Info frame in front.

At 48 kHz a frame holds 24 ms and never needs a padding byte. No frame borrows room from an earlier one (`main_data_begin` is 0
throughout), so frames that were encoded apart may stand next to each other.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from coach.mp3.crc import crc16
from coach.signal.facts import DECODER_DELAY, FRAME_SAMPLES
from coach.sound.grid import NO_DELAY
from coach.sound.mixdown import FileSize
from coach.units import Samples

LONGEST_PADDING: Final = Samples(4_095)
"""The padding field has 12 bits."""

ENCODER: Final = "LAME3.100"
"""The name of libmp3lame in PyAV, in the nine characters of the Info frame."""

LARGEST_FRAME: Final = 1_441
"""Bytes in the largest frame of MPEG-1 Layer III (320 kbit/s at 32 kHz, with padding)."""

_INFO: Final = b"Info"
"""Marks an Info frame where all frames have one size; else the mark is `_XING`."""
_XING: Final = b"Xing"
_FLAGS_OFFSET: Final = 7
_FRAMES_OFFSET: Final = 8
_SIZE_OFFSET: Final = 12
_BOTH_FLAGS: Final = 0x03
_TOC_ENTRIES: Final = 100
_HAS_FRAMES_BYTES_QUALITY: Final = 0x0B
_HAS_TOC: Final = 0x04
_INFO_SIZE: Final = 60
"""Bytes of an Info frame beside its side information and seek table: the header, the counts and LAME's extension."""
_QUALITY: Final = 50
_CBR: Final = 1
_FORTY_EIGHT_KILOHERTZ: Final = 2


@dataclass(frozen=True, slots=True)
class FrameFormat:
    """Everything that the frames of a file have in common."""

    channels: int
    bit_rate: int
    """In bits per second."""
    size: int
    """Bytes in a frame."""
    header: bytes
    """The four bytes that every frame starts with (ISO 11172-3, 2.4.1.3)."""
    side_size: int
    """Bytes of side information after the header."""
    stereo_mode: int
    """How the Info frame's LAME extension calls the channel mode."""
    gain: float
    """What the sound is multiplied by before it is encoded: coarser steps overshoot further."""
    quality: int
    """LAME's quality of its algorithms, from 0 (best, slowest) to 9; chosen by measurement (docs/voice-quality.md)."""

    @property
    def has_seek_table(self) -> bool:
        """Whether an Info frame has room for a seek table; players need none where all frames have one size."""
        return self.size >= _INFO_SIZE + _TOC_ENTRIES + self.side_size

    @property
    def silence(self) -> bytes:
        """A frame that decodes to digital silence: no part of it carries any coefficient."""
        return self.header.ljust(self.size, b"\0")


_SMALL_GAIN: Final = 0.92
"""-0.7 dB: at 48 kbit/s LAME overshoots by up to 2.6 dB, which would exceed the true peak that files promise."""

MONO: Final = FrameFormat(1, 64_000, 192, bytes.fromhex("fffb54c4"), side_size=17, stereo_mode=0, gain=1.0, quality=5)
"""Speech over silence."""

STEREO: Final = FrameFormat(2, 128_000, 384, bytes.fromhex("fffb9444"), side_size=32, stereo_mode=3, gain=1.0, quality=7)
"""Speech over a bed. Joint stereo: speech is the same on both sides, and costs nothing on the second one."""


SMALL_MONO: Final = FrameFormat(
    1, 48_000, 144, bytes.fromhex("fffb34c4"), side_size=17, stereo_mode=0, gain=_SMALL_GAIN, quality=5
)
SMALL_STEREO: Final = FrameFormat(2, 96_000, 288, bytes.fromhex("fffb7444"), side_size=32, stereo_mode=3, gain=1.0, quality=7)
"""The same in smaller files."""

_FORMATS: Final = {
    (1, FileSize.NORMAL): MONO,
    (2, FileSize.NORMAL): STEREO,
    (1, FileSize.SMALL): SMALL_MONO,
    (2, FileSize.SMALL): SMALL_STEREO,
}


def frame_format(channels: int, size: FileSize) -> FrameFormat:
    """Return the format of the frames of sessions with one channel, or two, in files of that size."""
    return _FORMATS[channels, size]


def padding(frames: int, length: Samples, delay: Samples = NO_DELAY) -> Samples:
    """Return how many samples the frames hold beyond `length` and `delay`.

    Raises ValueError when that is less than the decoder's delay, or more than an Info frame can declare.
    """
    result = Samples(frames * FRAME_SAMPLES - length - delay)
    if not DECODER_DELAY <= result <= LONGEST_PADDING:
        raise ValueError(f"{frames} frames do not fit {length} samples: the padding would be {result}")
    return result


def info_frame(form: FrameFormat, frames: int, length: Samples, checksum: int, delay: Samples = NO_DELAY) -> bytes:
    """Return the first frame of a file: the number of frames, seek table, delay and padding (the Xing and LAME extensions).

    `frames` leaves this frame out, `length` is in samples per channel, `checksum` is the CRC-16 of the frames. A gapless player
    drops `delay` samples and the decoder's delay in front, and stops after `length` samples.
    """
    stream_size = (1 + frames) * form.size
    start = form.header.ljust(len(form.header) + form.side_size, b"\0")
    flags = _HAS_FRAMES_BYTES_QUALITY | (_HAS_TOC if form.has_seek_table else 0)
    counts = struct.pack(">4sIII", _INFO, flags, frames, stream_size)
    seek_table = _seek_table(frames) if form.has_seek_table else b""
    gapless = (delay << 12 | padding(frames, length, delay)).to_bytes(3, "big")
    lame = struct.pack(
        ">9sBB4sHHBB3sBBHIH",
        ENCODER.encode(),
        _CBR,
        0,  # low-pass: not said
        b"\0\0\0\0",  # peak: not said
        0,  # no ReplayGain of the track: speech is levelled by the mix
        0,  # nor of the album
        0,  # the encoder's flags: not said
        form.bit_rate // 1_000,
        gapless,
        _FORTY_EIGHT_KILOHERTZ << 6 | form.stereo_mode << 2,
        0,  # no MP3 gain
        0,  # no preset
        stream_size,
        checksum,
    )
    body = start + counts + seek_table + _QUALITY.to_bytes(4, "big") + lame
    return (body + crc16(body).to_bytes(2, "big")).ljust(form.size, b"\0")


@dataclass(frozen=True, slots=True)
class DeclaredCounts:
    """What an Info frame says about its file."""

    frames: int
    """Itself not included."""
    size: int
    """In bytes, itself included, the file's tags not."""


def declared_counts(frame: bytes) -> DeclaredCounts | None:
    """Return what an Info frame declares; None if the frame is no Info frame or declares no counts."""
    mark = max(frame.find(_INFO), frame.find(_XING))
    if mark < 0 or len(frame) < mark + _SIZE_OFFSET + 4 or frame[mark + _FLAGS_OFFSET] & _BOTH_FLAGS != _BOTH_FLAGS:
        return None
    # Both are 32-bit big-endian.
    counts = (int.from_bytes(frame[mark + offset : mark + offset + 4], "big") for offset in (_FRAMES_OFFSET, _SIZE_OFFSET))
    return DeclaredCounts(*counts)


def _seek_table(frames: int) -> bytes:
    """Return for each hundredth of the time its place in the stream, in 256ths; the Info frame itself takes no time."""
    return bytes(256 * (1 + entry * frames // _TOC_ENTRIES) // (1 + frames) for entry in range(_TOC_ENTRIES))
