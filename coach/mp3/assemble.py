"""A finished file out of cached frames: the tag, the Info frame, then every span in its place.

An assembly knows each byte's place before the first one is read, so that any range of it can be sent to a player that seeks.
Writing a file is reading the whole range; no more than a span is in memory at a time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Final

from coach.cache import Cache
from coach.files import replacing, write_all
from coach.mp3.crc import Checksum
from coach.mp3.crc32 import SoundChecksum
from coach.mp3.frames import FrameFormat, frame_format, info_frame
from coach.mp3.inspect import checksum_text
from coach.mp3.store import FrameStore
from coach.progress import Listener, nobody
from coach.sound.grid import NO_DELAY
from coach.sound.mixdown import Mixdown, Span
from coach.units import Samples

Chunk = bytes | memoryview

_SPAN_MEMORY: Final = 700
"""Bytes of memory that a span takes with its piece and what renders that: measured on sessions of 80 minutes."""

TagMaker = Callable[[str], bytes]
"""Makes a file's tag: is given the checksum of the frames that will follow it, and always returns as many bytes."""

_SILENT_FRAMES: Final = 320
"""Frames of silence that are written at a time: the block stays in the processor's cache."""


class Assembly:
    """The bytes of a session's MP3, all of them or any range."""

    def __init__(self, mixdown: Mixdown, tag: bytes | TagMaker, store: FrameStore, delay: Samples = NO_DELAY) -> None:
        self._form = frame_format(mixdown.channels, mixdown.size)
        self._spans = mixdown.spans
        self._store = store
        frames = sum(span.frames for span in mixdown.spans)
        tag = tag if isinstance(tag, bytes) else tag(checksum_text(self._sound_checksum()))
        self.head: bytes = tag + info_frame(self._form, frames, mixdown.length, self._checksum(), delay)
        """The tag and the Info frame."""
        self.size: int = len(self.head) + frames * self._form.size
        """In bytes."""

    @property
    def memory_size(self) -> int:
        """The bytes of memory that it takes, estimated. Frames that a cache shares between assemblies count for each."""
        return len(self.head) + self._store.memory_size + _SPAN_MEMORY * len(self._spans)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for files with equal bytes, and different for others: fit for an ETag or a file's address."""
        digest = blake2b(self.head, digest_size=12)
        for span in self._spans:
            digest.update(f"{span.frames} {span.skip} {span.piece.key if span.piece else ''}\n".encode())
        return digest.hexdigest()

    def chunks(self, start: int = 0, stop: int | None = None) -> Iterator[Chunk]:
        """Yield the bytes from `start` up to `stop` (not included; None: the end) in chunks of sizes that vary."""
        stop = self.size if stop is None else min(stop, self.size)
        if start < min(stop, len(self.head)):
            yield self.head[start:stop]
        first = max(0, bisect_right(self._starts, start) - 1)
        for index in range(first, len(self._spans)):
            here = self._starts[index]
            if here >= stop:
                break
            yield from self._span(self._spans[index], max(0, start - here), stop - here)

    @cached_property
    def _starts(self) -> list[int]:
        starts = []
        place = len(self.head)
        for span in self._spans:
            starts.append(place)
            place += span.frames * self._form.size
        return starts

    def _span(self, span: Span, start: int, stop: int) -> Iterator[Chunk]:
        stop = min(stop, span.frames * self._form.size)
        if span.piece is None:
            yield from _silence(self._form, start, stop)
        elif start < stop:
            skipped = span.skip * self._form.size
            yield self._store.frames(span.piece)[skipped + start : skipped + stop]

    def _checksum(self) -> int:
        checksum = Checksum(self._form.size, self._form.silence)
        for span in self._spans:
            if span.piece is None:
                checksum.add_silence(span.frames)
                continue
            before = self._store.remainder(span.piece, span.skip)
            checksum.add(span.frames, before, self._store.remainder(span.piece, span.skip + span.frames))
        return checksum.value

    def _sound_checksum(self) -> int:
        checksum = SoundChecksum(self._form.size, self._form.silence)
        for span in self._spans:
            if span.piece is None:
                checksum.add_silence(span.frames)
                continue
            before = self._store.checksum(span.piece, span.skip)
            checksum.add(span.frames, before, self._store.checksum(span.piece, span.skip + span.frames))
        return checksum.value


def assemble(
    mixdown: Mixdown, tag: bytes | TagMaker, cache: Cache, listener: Listener = nobody, delay: Samples = NO_DELAY
) -> Assembly:
    """Make the session's MP3 ready to be read. Pieces that are not in the cache are encoded.

    `tag` is a whole ID3 tag or nothing, or makes one; `delay` says how many samples a gapless player drops in front (see
    `cutting`).
    Raises MissingEngineError and CoachError (see `coach.mp3.encoder`), and what rendering a piece raises.
    """
    store = FrameStore(cache, frame_format(mixdown.channels, mixdown.size))
    store.prepare((span.piece for span in mixdown.spans if span.piece is not None), listener)
    return Assembly(mixdown, tag, store, delay)


def write_mp3(
    path: Path,
    mixdown: Mixdown,
    tag: bytes | TagMaker,
    cache: Cache,
    listener: Listener = nobody,
    delay: Samples = NO_DELAY,
) -> Path:
    """Write the session's MP3 beside its place and move it there. Returns the path.

    Raises OutputError when it cannot be written (nothing is left behind then), and what `assemble` raises.
    """
    assembly = assemble(mixdown, tag, cache, listener, delay)
    with replacing(path, assembly.size) as file:
        write_all(file, assembly.chunks())
    return path


def _silence(form: FrameFormat, start: int, stop: int) -> Iterator[Chunk]:
    block = _silent_block(form)
    phase = start % form.size
    left = stop - start
    while left > 0:
        chunk = block[phase : phase + left]
        yield chunk
        left -= len(chunk)
        phase = 0


@cache
def _silent_block(form: FrameFormat) -> memoryview:
    return memoryview(form.silence * _SILENT_FRAMES)
