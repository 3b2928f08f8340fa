"""The intervals of a session as blocks on a line: width is time, height and colour are the effort."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.units import Milliseconds

Colour = tuple[int, int, int]

RUN: Final = (255, 122, 61)
WALK: Final = (98, 214, 196)
EASE: Final = (250, 208, 105)
"""Warm-up and cool-down."""

_COLOURS: Final = {Effort.RUN: RUN, Effort.WALK: WALK, Effort.WARM_UP: EASE, Effort.COOL_DOWN: EASE}
_HEIGHTS: Final = {Effort.RUN: 400, Effort.WALK: 150, Effort.WARM_UP: 150, Effort.COOL_DOWN: 150}

_GAP: Final = 8
"""Pixels between two intervals, where they are wide enough to spare them."""
_NARROWEST_WITH_GAP: Final = 24
_STEPS: Final = 5
"""Steps of the stairs that stand for the warm-up and the cool-down."""
_MOST_INTERVALS: Final = 81


@dataclass(frozen=True, slots=True)
class SkylineBlock:
    """A rectangle on the line, in pixels. `left` is included, `right` is not."""

    left: int
    right: int
    height: int
    colour: Colour


def skyline(timeline: Timeline, width: int) -> Iterator[SkylineBlock]:
    """Yield the blocks from left to right over a line of `width` pixels.

    Where there are more intervals than can be seen, those of several repetitions are gathered: every effort keeps its share.
    """
    for interval in _gathered(timeline.intervals):
        left = interval.start * width // timeline.duration
        right = interval.end * width // timeline.duration
        if interval.start and right - left >= _NARROWEST_WITH_GAP:
            left += _GAP
        yield from _blocks(interval, left, max(right, left + 1))


def _blocks(interval: TimedInterval, left: int, right: int) -> Iterator[SkylineBlock]:
    height, colour = _HEIGHTS[interval.effort], _COLOURS[interval.effort]
    if interval.effort not in {Effort.WARM_UP, Effort.COOL_DOWN}:
        yield SkylineBlock(left, right, height, colour)
        return
    for step in range(_STEPS):
        start = left + (right - left) * step // _STEPS
        stop = left + (right - left) * (step + 1) // _STEPS
        climbed = step + 1 if interval.effort is Effort.WARM_UP else _STEPS - step
        yield SkylineBlock(start, max(stop, start + 1), height * climbed // _STEPS, colour)


def _gathered(intervals: tuple[TimedInterval, ...]) -> Iterator[TimedInterval]:
    if len(intervals) <= _MOST_INTERVALS:
        yield from intervals
        return
    together = 2 * ceil(len(intervals) / _MOST_INTERVALS)
    yield intervals[0]
    main = intervals[1:-1]
    for first in range(0, len(main), together):
        yield from _summed(main[first : first + together])
    yield intervals[-1]


def _summed(group: tuple[TimedInterval, ...]) -> Iterator[TimedInterval]:
    """Yield one interval for each effort of the group, as long as all of its kind."""
    start = group[0].start
    for effort in dict.fromkeys(interval.effort for interval in group):
        alike = [interval for interval in group if interval.effort is effort]
        end = Milliseconds(start + sum(interval.duration for interval in alike))
        yield replace(alike[0], start=start, end=end)
        start = end
