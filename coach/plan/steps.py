"""Steps of lengths: how finely a length is given, so that few words name it."""

from __future__ import annotations

from typing import Final

from coach.units import HOUR, MINUTE, SECOND, Milliseconds

STEPS: Final = (
    (Milliseconds(10 * MINUTE), Milliseconds(5 * SECOND)),
    (Milliseconds(20 * MINUTE), Milliseconds(15 * SECOND)),
    (Milliseconds(3 * HOUR), MINUTE),
)
"""Up to which length which step."""


def step_at(length: float) -> Milliseconds:
    """Return the step at a length in milliseconds: 5 s up to 10 min, 15 s up to 20 min, then a minute."""
    return next((step for most, step in STEPS if length <= most), STEPS[-1][1])


def floor_to_step(length: Milliseconds) -> Milliseconds:
    """Return the length, cut to a whole number of its steps."""
    step = step_at(length)
    return Milliseconds(length // step * step)


def lengths_in_steps() -> tuple[Milliseconds, ...]:
    """Return all lengths in steps, from 5 s to 3 h."""
    lengths: list[int] = []
    begin = 0
    for most, step in STEPS:
        lengths += range(begin + step, most + step, step)
        begin = most
    return tuple(map(Milliseconds, lengths))
