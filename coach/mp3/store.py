"""The encoded frames of pieces: found in the cache, or encoded now, on all cores."""

from __future__ import annotations

import os
from collections.abc import Iterable
from threading import Lock
from typing import Final

from coach.cache import Cache
from coach.mp3.crc import prefix_remainders
from coach.mp3.crc32 import prefix_checksums
from coach.mp3.encoder import VERSION, encode_piece
from coach.mp3.frames import FrameFormat
from coach.progress import Advanced, Listener, Stage, Started, nobody
from coach.sound.mixdown import Piece

KEPT_IN_MEMORY: Final = 8 * 1024**2
"""Bytes of frames that are kept in memory; all others are read from the cache again when they are needed."""

_REMAINDER_SIZE: Final = 2
_CHECKSUM_SIZE: Final = 4
CHECKS_SIZE: Final = _REMAINDER_SIZE + _CHECKSUM_SIZE
"""Bytes of an entry for each frame besides the frame."""


class FrameStore:
    """The frames of all pieces of one file, and the remainders and checksums that its own are made of.

    An entry of the cache is the frames of a piece, followed by two bytes for each of them (the remainder of all up to there),
    and by four bytes for each (the CRC-32 of all up to there).
    """

    def __init__(self, cache: Cache, form: FrameFormat) -> None:
        self._cache = cache
        self._form = form
        self._frames: dict[str, memoryview] = {}
        self._remainders: dict[str, memoryview] = {}
        self._room = KEPT_IN_MEMORY
        self._lock = Lock()

    def prepare(self, pieces: Iterable[Piece], listener: Listener = nobody) -> int:
        """Find or encode every piece. Returns how many had to be encoded; the listener gets an event for each of these.

        The pieces are rendered by several threads at once. Raises what rendering raises, MissingEngineError and CoachError
        (see `coach.mp3.encoder`).
        """
        missing = [piece for piece in {piece.key: piece for piece in pieces}.values() if not self._find(piece)]
        if not missing:
            return 0
        listener(Started(Stage.ENCODING, len(missing)))
        if len(missing) == 1:
            self._encode(missing[0])
            listener(Advanced())
            return 1
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(min(os.cpu_count() or 1, len(missing))) as pool:
            try:
                for _ in pool.map(self._encode, missing):
                    listener(Advanced())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return len(missing)

    @property
    def memory_size(self) -> int:
        """The bytes of frames and remainders that are held in memory."""
        return sum(map(len, self._frames.values())) + sum(map(len, self._remainders.values()))

    def frames(self, piece: Piece) -> memoryview:
        """Return the frames of a piece that was prepared."""
        frames = self._frames.get(piece.key)
        if frames is not None:
            return frames
        entry = self._read(piece) or self._encode(piece)
        return entry[: piece.frames * self._form.size]

    def remainder(self, piece: Piece, frames: int) -> int:
        """Return the remainder of the first so many frames of a piece that was prepared."""
        if frames == 0:
            return 0
        stop = frames * _REMAINDER_SIZE
        return int.from_bytes(self._remainders[piece.key][stop - _REMAINDER_SIZE : stop], "little")

    def checksum(self, piece: Piece, frames: int) -> int:
        """Return the CRC-32 of the first so many frames of a piece that was prepared."""
        if frames == 0:
            return 0
        stop = piece.frames * _REMAINDER_SIZE + frames * _CHECKSUM_SIZE
        return int.from_bytes(self._remainders[piece.key][stop - _CHECKSUM_SIZE : stop], "little")

    def _find(self, piece: Piece) -> bool:
        entry = self._read(piece)
        if entry is None:
            return False
        self._keep(piece, entry)
        return True

    def _read(self, piece: Piece) -> memoryview | None:
        entry = self._cache.get(self._key(piece))
        if entry is None or len(entry) != piece.frames * (self._form.size + CHECKS_SIZE):
            return None
        return memoryview(entry)

    def _encode(self, piece: Piece) -> memoryview:
        frames = encode_piece(piece, self._form)
        entry = frames + prefix_remainders(frames, self._form.size) + prefix_checksums(frames, self._form.size)
        self._cache.put(self._key(piece), entry)
        self._keep(piece, memoryview(entry))
        return memoryview(entry)

    def _keep(self, piece: Piece, entry: memoryview) -> None:
        size = piece.frames * self._form.size
        with self._lock:
            fits = size <= self._room
            self._room -= size if fits else 0
        if fits:
            self._frames[piece.key] = entry[:size]
        self._remainders[piece.key] = entry[size:] if fits else memoryview(bytes(entry[size:]))

    def _key(self, piece: Piece) -> str:
        return frames_key(piece, self._form)


def frames_key(piece: Piece, form: FrameFormat) -> str:
    """Return the key of the cache's entry for a piece's frames."""
    return f"mp3 {VERSION} {form.channels} {form.bit_rate} q{form.quality} {form.gain:g} {piece.frames} {piece.key}"
