"""A text of any length as phrases that are cut when they are needed: a session reads only a part of a book."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import overload

from coach.script.cues import Phrase


class _Cutter:
    """Cuts phrases one after another, and keeps them; several threads may ask."""

    def __init__(self, phrases: Iterator[Phrase]) -> None:
        self._to_come = phrases
        self._phrases: list[Phrase] = []
        self._lock = Lock()

    def phrase(self, place: int) -> Phrase:
        """Return a phrase, from 0. Raises IndexError after the last one."""
        if place >= len(self._phrases):
            self._cut(place + 1)
        return self._phrases[place]

    def count(self) -> int:
        """Return how many there are, which cuts the whole text."""
        self._cut(None)
        return len(self._phrases)

    def _cut(self, count: int | None) -> None:
        with self._lock:
            while count is None or len(self._phrases) < count:
                phrase = next(self._to_come, None)
                if phrase is None:
                    return
                self._phrases.append(phrase)


class LongText(Sequence[Phrase]):
    """Phrases of a text; `text[place:]` is the same text from a place on. Its `repr` holds a hash of what is written."""

    def __init__(self, written: str, phrases: Iterator[Phrase]) -> None:
        """Take the text as it is written, and the phrases that it is cut into."""
        self._hash = hashlib.blake2b(written.encode(), digest_size=16).hexdigest()
        self._cutter = _Cutter(phrases)
        self._first = 0

    @overload
    def __getitem__(self, place: int) -> Phrase: ...
    @overload
    def __getitem__(self, place: slice) -> LongText: ...
    def __getitem__(self, place: int | slice) -> Phrase | LongText:
        """Return a phrase, or the text from a place on. Raises IndexError, ValueError for another part of it."""
        if isinstance(place, int):
            if place < 0:
                raise IndexError(place)
            return self._cutter.phrase(self._first + place)
        if place.stop is not None or place.step is not None or (place.start or 0) < 0:
            raise ValueError(place)
        rest = object.__new__(LongText)
        rest._hash, rest._cutter, rest._first = self._hash, self._cutter, self._first + (place.start or 0)
        return rest

    def __len__(self) -> int:
        """Return how many phrases there are, which cuts the whole text."""
        return max(0, self._cutter.count() - self._first)

    def __bool__(self) -> bool:
        """Tell whether there is a phrase."""
        return next(iter(self), None) is not None

    def __repr__(self) -> str:
        """Tell texts apart by what is written in them."""
        return f"LongText({self._hash}, {self._first})"
