"""A cache in memory: values by key, up to a limit. The values that were used longest ago are removed first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class LruCache(Generic[Key, Value]):
    """Keeps the most recently used values. Safe to use from any thread.

    `limit` is the largest total size. `size_of` gives the size of a value, in the unit of the limit; without it each value
    counts as one. A value that is larger than the limit is not kept.
    """

    def __init__(self, limit: int, size_of: Callable[[Value], int] = lambda _: 1) -> None:
        self._limit = limit
        self._size_of = size_of
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """The total size of the kept values."""
        return self._size

    def get(self, key: Key) -> Value | None:
        """Return the value of the key and mark it as used; None if there is none."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: Key, value: Value) -> Value:
        """Keep the value in place of an older one under the same key. Returns the value."""
        size = self._size_of(value)
        with self._lock:
            self._remove(key)
            if size <= self._limit:
                self._entries[key] = value, size
                self._size += size
            while self._size > self._limit:
                self._remove(next(iter(self._entries)))
        return value

    def remove(self, key: Key) -> None:
        """Remove the value of the key, if there is one."""
        with self._lock:
            self._remove(key)

    def clear(self) -> None:
        """Remove all values."""
        with self._lock:
            self._entries.clear()
            self._size = 0

    def _remove(self, key: Key) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= entry[1]
