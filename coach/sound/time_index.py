"""Items in the order of time; those in a time range are found by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from coach.units import Milliseconds


class Timed(Protocol):
    """An item with a start and an end."""

    @property
    def start(self) -> Milliseconds:
        """Where it begins; included."""
        ...

    @property
    def end(self) -> Milliseconds:
        """Where it ends; not included."""
        ...


T = TypeVar("T", bound=Timed)


class TimeIndex(Generic[T]):
    """Items of which each starts, and ends, no earlier than the one before."""

    __slots__ = ("_ends", "_starts", "items")

    def __init__(self, items: Iterable[T]) -> None:
        self.items = tuple(items)
        self._starts = [item.start for item in self.items]
        self._ends = [item.end for item in self.items]

    def inside(self, start: Milliseconds, end: Milliseconds) -> Sequence[T]:
        """Return the items that overlap a time range."""
        return self.items[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def before(self, moment: Milliseconds) -> T | None:
        """Return the last one that starts at this moment or before it."""
        index = bisect_right(self._starts, moment)
        return self.items[index - 1] if index else None
