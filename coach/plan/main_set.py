"""The shape of a main set: what follows what, so that it can be described."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from coach.plan.model import Effort, Flavour
from coach.plan.timeline import TimedInterval, Timeline
from coach.units import Milliseconds

Walking = tuple[tuple[Milliseconds, Flavour | None], ...]
"""Walks that follow each other, each with its length and its flavour."""


class WalkPlace(Enum):
    """Where the walks stand."""

    NOWHERE = auto()
    AFTER_EACH = auto()
    BEFORE_EACH = auto()
    BETWEEN = auto()
    AROUND = auto()
    """Before the first stretch of running, between, and after the last one."""


@dataclass(frozen=True, slots=True)
class MainSet:
    """The main set of a session in stretches of running and groups of walks."""

    stretches: tuple[tuple[Milliseconds, ...], ...]
    """The lengths of runs that follow each other without a walk."""
    walks: tuple[Walking, ...]
    """Groups of walks that follow each other, in the order of time."""
    place: WalkPlace

    @property
    def runs(self) -> tuple[Milliseconds, ...]:
        """The lengths of all runs."""
        return tuple(run for stretch in self.stretches for run in stretch)

    @property
    def are_walks_alike(self) -> bool:
        """Whether all groups of walks are the same."""
        return len(set(self.walks)) == 1


def main_set(timeline: Timeline) -> MainSet:
    """Describe the main set of a session."""
    main = [interval for interval in timeline.intervals if interval.effort in (Effort.RUN, Effort.WALK)]
    groups = [(effort, tuple(group)) for effort, group in groupby(main, key=lambda interval: interval.effort)]
    stretches = tuple(tuple(run.duration for run in group) for effort, group in groups if effort is Effort.RUN)
    walks = tuple(_walking(group) for effort, group in groups if effort is Effort.WALK)
    return MainSet(stretches, walks, _place([effort for effort, _ in groups]))


def _walking(group: tuple[TimedInterval, ...]) -> Walking:
    return tuple((walk.duration, walk.flavour) for walk in group)


def _place(efforts: list[Effort]) -> WalkPlace:
    if Effort.WALK not in efforts or Effort.RUN not in efforts:
        return WalkPlace.NOWHERE
    starts, ends = efforts[0] is Effort.WALK, efforts[-1] is Effort.WALK
    if starts and ends:
        return WalkPlace.AROUND
    if starts:
        return WalkPlace.BEFORE_EACH
    return WalkPlace.AFTER_EACH if ends else WalkPlace.BETWEEN


def rounds(walking: Walking) -> tuple[int, Walking]:
    """Return how many times the same walks come round, and those walks."""
    for length in range(1, len(walking)):
        if len(walking) % length == 0 and walking == walking[:length] * (len(walking) // length):
            return len(walking) // length, walking[:length]
    return 1, walking
