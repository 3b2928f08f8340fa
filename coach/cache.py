"""A folder that keeps results of slow work, by keys that determine them.

Entries are files named by the hash of their key, written beside their place and moved into it, so any number of processes may
share the folder. Each carries its key's hash and checksums: an entry that is damaged, or that stands under another one's name,
reads as absent and is made anew. Losing the folder loses only time, so nothing waits for the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from coach.given_files import READ_FLAGS

LAYOUT: Final = "v2"
"""Name of the folder's layout; a new layout gets a new name, and entries of old layouts are removed first."""

DEFAULT_LIMIT: Final = 2_000_000_000
"""Bytes above which the least recently used entries are removed."""

_KEY_HASH_SIZE: Final = 20
_HEADER: Final = struct.Struct(f"<4s{_KEY_HASH_SIZE}sQII")
"""Magic, the key's hash, a number that the owner keeps, payload length, payload checksum."""

_HEADER_CHECK: Final = struct.Struct("<I")
HEAD_SIZE: Final = _HEADER.size + _HEADER_CHECK.size
"""Bytes of an entry before its payload."""

_MAGIC: Final = b"COA2"
_OVERSHOOT: Final = 20
"""A long-running process removes old entries whenever it has written this part of the limit."""

_FRESH_SECONDS: Final = 3_600.0
_ANY_LAYOUT: Final = "v*/*/*"
_UNFINISHED: Final = ".new-"


@dataclass(frozen=True, slots=True)
class CacheUse:
    """What the folder holds."""

    entries: int
    size: int
    """In bytes."""


class Cache:
    """A size-bounded, content-addressed store in one folder."""

    def __init__(self, folder: Path, limit: int = DEFAULT_LIMIT) -> None:
        self.folder = folder / LAYOUT
        self.limit = limit
        self._prefix = f"{self.folder}{os.sep}"
        self._written = 0
        self._counting = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """Return the entry of the key, or None where there is no whole one."""
        hashed = key_hash(key)
        path = self._path(hashed)
        try:
            handle = os.open(path, READ_FLAGS)
        except OSError:
            return None
        try:
            header = _read_header(os.read(handle, HEAD_SIZE), hashed)
            if header is None:
                return None
            _, length, checksum = header
            payload, status = os.read(handle, length), os.fstat(handle)
            if status.st_size != HEAD_SIZE + length or len(payload) != length or zlib.crc32(payload) != checksum:
                return None
            self._touch(path, status.st_mtime)
        except OSError:
            return None
        finally:
            os.close(handle)
        return payload

    def number(self, key: str) -> int | None:
        """Return the number that is kept with an entry, without reading the entry; None where there is no whole one."""
        hashed = key_hash(key)
        try:
            handle = os.open(self._path(hashed), READ_FLAGS)
        except OSError:
            return None
        try:
            header = _read_header(os.read(handle, HEAD_SIZE), hashed)
            size = os.fstat(handle).st_size
        except OSError:
            return None
        finally:
            os.close(handle)
        if header is None or size != HEAD_SIZE + header[1]:
            return None
        return header[0]

    def put(self, key: str, payload: bytes, number: int = 0) -> None:
        """Keep the payload, with a number of its owner. A full disk is no error: the entry is then not kept."""
        import tempfile

        hashed = key_hash(key)
        path = Path(self._path(hashed))
        head = _HEADER.pack(_MAGIC, hashed, number, len(payload), zlib.crc32(payload))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED)
        except OSError:
            return
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(head + _HEADER_CHECK.pack(zlib.crc32(head)))
                file.write(payload)
            Path(name).replace(path)
        except OSError:
            _remove(Path(name))
            return
        with self._counting:
            self._written += len(payload)
            is_much = self._written * _OVERSHOOT > self.limit
        if is_much:
            self.tidy()

    def note_use(self, name: str) -> None:
        """Note that the entry of that name is used, without reading it: others are removed before it."""
        path = self.folder / name
        with contextlib.suppress(OSError):
            self._touch(str(path), path.stat().st_mtime)

    def tidy(self) -> int:
        """Remove the least recently used entries where the folder has grown over its limit. Returns the bytes removed.

        Costs nothing where this process has written nothing.
        """
        with self._counting:
            written, self._written = self._written, 0
        if not written:
            return 0
        return self.prune(self.limit)

    def prune(self, limit: int) -> int:
        """Remove the least recently used entries until at most `limit` bytes are left. Returns the bytes removed.

        What killed processes left unfinished goes too, after an hour.
        """
        entries = sorted(self._entries(), key=lambda entry: entry[1])
        excess = sum(size for _, _, size in entries) - limit
        removed = 0
        for path, modified, size in entries:
            is_left_over = path.name.startswith(_UNFINISHED) and time.time() - modified > _FRESH_SECONDS
            if removed < excess or is_left_over:
                _remove(path)
                removed += size
        return removed

    def clear(self) -> int:
        """Remove everything. Returns the bytes removed."""
        return self.prune(-1)

    def use(self) -> CacheUse:
        """Count what is there."""
        sizes = [size for _, _, size in self._entries()]
        return CacheUse(len(sizes), sum(sizes))

    def _path(self, hashed: bytes) -> str:
        return f"{self._prefix}{entry_name(hashed, os.sep)}"

    def _touch(self, path: str, modified: float) -> None:
        if time.time() - modified > _FRESH_SECONDS:
            with contextlib.suppress(OSError):
                os.utime(path)

    def _entries(self) -> Iterator[tuple[Path, float, int]]:
        for path in self.folder.parent.glob(_ANY_LAYOUT):
            try:
                status = path.stat()
            except OSError:
                continue
            yield path, status.st_mtime, status.st_size


def entry_name(hashed: bytes, separator: str = "/") -> str:
    """Return the path of an entry in the folder, by the hash of its key: `ab/cdef...`."""
    name = hashed.hex()
    return f"{name[:2]}{separator}{name[2:]}"


def key_hash(key: str) -> bytes:
    """Return the hash of a key, by which its entry is named."""
    return hashlib.blake2b(key.encode(), digest_size=_KEY_HASH_SIZE).digest()


def read_entry(data: bytes, hashed: bytes) -> tuple[bytes, int] | None:
    """Return the payload and the number of an entry, from its file's bytes and the hash of its key; None for a damaged one."""
    header = _read_header(data[:HEAD_SIZE], hashed)
    payload = data[HEAD_SIZE:]
    if header is None or (len(payload), zlib.crc32(payload)) != header[1:]:
        return None
    return payload, header[0]


def _read_header(head: bytes, hashed: bytes) -> tuple[int, int, int] | None:
    if len(head) < HEAD_SIZE or _HEADER_CHECK.unpack(head[_HEADER.size :])[0] != zlib.crc32(head[: _HEADER.size]):
        return None
    magic, entry_hash, number, length, checksum = _HEADER.unpack(head[: _HEADER.size])
    return (number, length, checksum) if (magic, entry_hash) == (_MAGIC, hashed) else None


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
