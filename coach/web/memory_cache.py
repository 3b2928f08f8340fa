"""The cache with its last pieces in memory, shared by all sessions that are being sent: most are made of the same ones."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from coach.cache import DEFAULT_LIMIT, Cache

HELD: Final = 64 * 1024**2
"""Bytes that are held in memory at most."""

LARGEST_HELD: Final = 512 * 1024
"""Bytes of an entry that is held; larger ones are read when they are needed."""


class RememberingCache(Cache):
    """A cache that reads an entry once for all who ask for it at about the same time. Safe to use from any thread."""

    def __init__(self, folder: Path, limit: int = DEFAULT_LIMIT) -> None:
        super().__init__(folder, limit)
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._held_size = 0
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """Return what was kept under the key: the very same bytes to all, as long as they are held."""
        with self._lock:
            payload = self._held.get(key)
            if payload is not None:
                self._held.move_to_end(key)
                return payload
        payload = super().get(key)
        if payload is not None and len(payload) <= LARGEST_HELD:
            self._hold(key, payload)
        return payload

    def put(self, key: str, payload: bytes, number: int = 0) -> None:
        """Keep the payload; what was held under the key before is forgotten."""
        with self._lock:
            self._held_size -= len(self._held.pop(key, b""))
        super().put(key, payload, number)

    def _hold(self, key: str, payload: bytes) -> None:
        with self._lock:
            self._held_size += len(payload) - len(self._held.get(key, b""))
            self._held[key] = payload
            while self._held_size > HELD:
                self._held_size -= len(self._held.popitem(last=False)[1])
