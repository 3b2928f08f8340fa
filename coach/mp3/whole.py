"""Encodes a whole session with one encoder, to compare the joined frames with."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coach.files import replacing
from coach.mp3.assemble import TagMaker
from coach.mp3.crc import Checksum, prefix_remainders
from coach.mp3.encoder import encode
from coach.mp3.frames import FrameFormat, frame_format, info_frame
from coach.mp3.inspect import checksum_text
from coach.progress import Advanced, Listener, Stage, Started, nobody
from coach.sound.mixdown import CONTEXT, Mixdown
from coach.sound.pcm import pcm

_STRETCH: Final = 256
"""Frames of sound in a step of progress."""


def encode_whole(path: Path, mixdown: Mixdown, tag: bytes | TagMaker, listener: Listener = nobody) -> Path:
    """Encode the session with one encoder from start to end and write it. Returns the path.

    The frames stand where `write_mp3` puts them, so that both files can be held side by side sample by sample. Raises
    OutputError when the file cannot be written, MissingEngineError and CoachError (see `coach.mp3.encoder`).
    """
    form = frame_format(mixdown.channels, mixdown.size)
    total = sum(span.frames for span in mixdown.spans)
    checksum = Checksum(form.size, form.silence)
    sound = 0
    head = tag if isinstance(tag, bytes) else tag(checksum_text(sound))
    listener(Started(Stage.ENCODING, -(-total // _STRETCH)))
    with replacing(path, len(head) + (1 + total) * form.size) as file:
        file.write(head + bytes(form.size))
        for frames in _without_context(encode(pcm(mixdown), form), form, total):
            file.write(frames)
            remainders = prefix_remainders(frames, form.size)
            checksum.add(len(frames) // form.size, 0, int.from_bytes(remainders[-2:], "little"))
            sound = zlib.crc32(frames, sound)
            listener(Advanced())
        file.seek(0)
        file.write(head if isinstance(tag, bytes) else tag(checksum_text(sound)))
        file.write(info_frame(form, total, mixdown.length, checksum.value))
    return path


def _without_context(encoded: Iterator[bytes], form: FrameFormat, frames: int) -> Iterator[bytes]:
    skip, left = CONTEXT * form.size, frames * form.size
    for chunk in encoded:
        part = chunk[skip : skip + left]
        skip = max(0, skip - len(chunk))
        left -= len(part)
        if part:
            yield part
