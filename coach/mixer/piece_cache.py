"""A cache in memory whose entries were made on another computer: what a browser has in place of the folder."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from coach.cache import Cache, entry_name, key_hash, read_entry

_SHORT_HASH: Final = 10
"""Bytes of a key's hash in the table of lengths: two phrases of a million meet with a probability of 1 in 10^12."""

_LENGTH: Final = struct.Struct(f"<{_SHORT_HASH}sH")
_ENTRY: Final = struct.Struct("<20sI")


class PieceCache(Cache):
    """Entries by their names, and the lengths of phrases whose clips stay where they were spoken."""

    def __init__(self, lengths: bytes) -> None:
        """Take the table of lengths, as `write_lengths` makes it."""
        super().__init__(Path())
        self._lengths = dict(_LENGTH.iter_unpack(lengths))
        self._entries_by_name: dict[str, bytes] = {}
        self._results: dict[bytes, bytes] = {}

    def has(self, name: str) -> bool:
        """Tell whether the entry of that name is here."""
        return name in self._entries_by_name

    def add(self, name: str, data: bytes) -> bool:
        """Take an entry: its name, and its file's bytes. Returns whether it is whole; a damaged one is left out."""
        is_whole = read_entry(data, entry_hash(name)) is not None
        if is_whole:
            self._entries_by_name[name] = data
        return is_whole

    def add_all(self, pack: bytes) -> None:
        """Take all entries of a pack, as `write_pack` makes it."""
        for name, data in read_pack(pack):
            self.add(name, data)

    def get(self, key: str) -> bytes | None:
        """Return the entry of the key, or None where there is no whole one."""
        hashed = key_hash(key)
        data = self._entries_by_name.get(entry_name(hashed))
        entry = read_entry(data, hashed) if data else None
        return entry[0] if entry else self._results.get(hashed)

    def number(self, key: str) -> int | None:
        """Return the length of a phrase, in ms; None for one that is unknown."""
        return self._lengths.get(key_hash(key)[:_SHORT_HASH])

    def put(self, key: str, payload: bytes, number: int = 0) -> None:  # noqa: ARG002  # numbers come from the table
        """Keep what is computed here, as long as the page is open."""
        self._results[key_hash(key)] = payload


class LastingLengths(Cache):
    """The folder's cache, which knows lengths of clips that were removed from it: a phrase that is encoded needs no clip."""

    def __init__(self, cache: Cache) -> None:
        """Take the cache whose folder it is."""
        super().__init__(cache.folder.parent, cache.limit)
        self._lengths: dict[bytes, int] = {}

    def know(self, lengths: bytes) -> None:
        """Take a table of lengths, as `write_lengths` makes it."""
        self._lengths = dict(_LENGTH.iter_unpack(lengths))

    def number(self, key: str) -> int | None:
        """Return the number that is kept with an entry; of a clip that is not there its length, if it is known."""
        kept = super().number(key)
        return self._lengths.get(key_hash(key)[:_SHORT_HASH]) if kept is None else kept


def write_lengths(lengths: Mapping[str, int]) -> bytes:
    """Write the table of lengths in ms, by the keys of clips."""
    return b"".join(sorted(_LENGTH.pack(key_hash(key)[:_SHORT_HASH], length) for key, length in lengths.items()))


def write_sizes(sizes: Mapping[str, int]) -> bytes:
    """Write the table of the bytes that entries have, by their names."""
    return b"".join(_ENTRY.pack(entry_hash(name), size) for name, size in sorted(sizes.items()))


def write_pack(entries: Mapping[str, bytes]) -> bytes:
    """Write entries, by their names, one after another."""
    return b"".join(_ENTRY.pack(entry_hash(name), len(data)) + data for name, data in sorted(entries.items()))


def entry_hash(name: str) -> bytes:
    """Return the hash of the key of an entry with this name."""
    return bytes.fromhex(name.replace("/", ""))


def read_pack(pack: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the entries of a pack, with their names."""
    place = 0
    while place < len(pack):
        hashed, size = _ENTRY.unpack_from(pack, place)
        place += _ENTRY.size
        yield entry_name(hashed), pack[place : place + size]
        place += size
