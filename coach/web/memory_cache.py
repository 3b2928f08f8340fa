"""The cache on disk with its recent entries in memory. All sessions share it, since most consist of the same pieces."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from coach.cache import DEFAULT_LIMIT, Cache
from coach.web.lru import LruCache

MEMORY_LIMIT: Final = 64 * 1024**2
"""Bytes in memory at most."""

LARGEST_ENTRY: Final = 512 * 1024
"""Bytes of the largest entry that is kept in memory. Larger entries are read from the disk each time."""


class MemoryCache(Cache):
    """A cache that reads an entry once for all requests that need it at about the same time. Safe to use from any thread."""

    def __init__(
        self,
        folder: Path,
        limit: int = DEFAULT_LIMIT,
        *,
        memory_limit: int = MEMORY_LIMIT,
        largest_entry: int = LARGEST_ENTRY,
    ) -> None:
        """`limit` bounds the bytes on disk, `memory_limit` those in memory; `largest_entry` is in bytes too."""
        super().__init__(folder, limit)
        self._largest_entry = largest_entry
        self._memory: LruCache[str, bytes] = LruCache(memory_limit, len)

    @property
    def memory_size(self) -> int:
        """The bytes that are in memory now."""
        return self._memory.size

    def get(self, key: str) -> bytes | None:
        """Return the payload under the key, or None. All callers get the same bytes object while it is in memory."""
        payload = self._memory.get(key)
        if payload is not None:
            return payload
        payload = super().get(key)
        if payload is not None and len(payload) <= self._largest_entry:
            self._memory.put(key, payload)
        return payload

    def put(self, key: str, payload: bytes, number: int = 0) -> None:
        """Keep the payload on disk. An older payload under the key is removed from memory."""
        self._memory.remove(key)
        super().put(key, payload, number)
