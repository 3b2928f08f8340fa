"""How the runner feels decides about the walks, never about the runs: tired lengthens them, great shortens them a little."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coach.plan.blocks import Blocks, change_repeated, repeated_lengths
from coach.plan.model import Effort, Interval, Runner
from coach.plan.ratio import Feel
from coach.units import SECOND, Milliseconds

GREAT: Final = 0.75
"""What a walk is multiplied by on a great day."""

TIRED: Final = 1.5
"""What a walk is multiplied by on a tired day."""

SHORTEST_GREAT_WALK: Final = Milliseconds(30 * SECOND)
"""A great day never makes a walk shorter than this; walks that are shorter already stay as they are."""

ONLY_LENGTHENED: Final = frozenset({Runner.BEGINNER, Runner.RETURNING})
"""The runners whose walks are never shortened by feel."""

_EVEN: Final = Milliseconds(5 * SECOND)
"""Walks of half a minute and more are rounded to this, so that few words name them."""


def by_feel(main: Blocks, feel: Feel, runner: Runner, changes: list[str]) -> Blocks:
    """Apply the runner's feel to the walks inside repeats, and add what was done to `changes`."""
    if feel is Feel.GOOD:
        changes.append("you feel good: the session stays as it is")
        return main
    walks = repeated_lengths(main, Effort.WALK)
    if not (walks and repeated_lengths(main, Effort.RUN)):
        changes.append(
            f"you feel {feel}: no walk here lies between runs, so the session stays as it is; go as easily as you like"
        )
        return main
    if feel is Feel.GREAT and runner in ONLY_LENGTHENED:
        changes.append(
            f"you feel great: the walks stay as they are, since a {runner} runner's walks are only ever lengthened by feel"
        )
        return main
    felt = change_repeated(main, lambda interval: _felt(interval, GREAT if feel is Feel.GREAT else TIRED))
    if felt == main:
        changes.append(f"you feel great: the walks of {walks} stay as they are, short enough already")
    else:
        verb = "shortened to three quarters" if feel is Feel.GREAT else "lengthened by half"
        changes.append(f"you feel {feel}: walks are {verb}, {walks} becomes {repeated_lengths(felt, Effort.WALK)}")
    return felt


def _felt(interval: Interval, factor: float) -> Interval:
    if interval.effort is not Effort.WALK:
        return interval
    even = _EVEN if interval.duration >= SHORTEST_GREAT_WALK else SECOND
    duration = int(interval.duration * factor / even + 0.5) * even
    if factor < 1:
        duration = min(max(duration, SHORTEST_GREAT_WALK), interval.duration)
    return replace(interval, duration=Milliseconds(duration))
