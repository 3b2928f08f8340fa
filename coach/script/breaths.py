"""Breaths: the soft sounds that wake a sleeping headset ahead of what it would lose, each as short as can be.

A headset that has fallen asleep needs some time from the first sound on, and stays awake for a moment after the last one. So a
breath begins that time ahead of a message, and ends a moment before it. In a gap that is too short for that the headset is only
kept awake. Of a countdown's ticks the first may be lost: its breath begins a second later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from coach.plan.timeline import Timeline
from coach.script.cues import Cue, CueKind, Tone
from coach.script.moments import grid_down, grid_up
from coach.signal.facts import FRAME_MS
from coach.signal.headset import HEADSET_SLEEPS_AFTER, HEADSET_WAKES_WITHIN
from coach.units import SECOND, Milliseconds

WAKE_LENGTH: Final = HEADSET_WAKES_WITHIN
"""How long a headset is given to wake up, unless the runner says otherwise."""

REST: Final = Milliseconds(600)
"""Quiet between a breath and its message, and between a cue and a breath that keeps the headset awake: two thirds of the time
after which it would fall asleep."""

SHORTEST_BREATH: Final = Milliseconds(96)

TICKS_WITH_ONE_TO_LOSE: Final = 3
"""Of a countdown with so many ticks the first may be lost."""

_NOTICED_WITHIN: Final = Milliseconds(48)
"""A breath rises over the threshold of a headset so long after its start, at most."""


def lead(wake: Milliseconds) -> Milliseconds:
    """Return how long ahead of its message a breath begins, for a headset that needs this time; 0 where there are none."""
    return grid_up(wake + _NOTICED_WITHIN) if wake else Milliseconds(0)


def breath_lengths(wake: Milliseconds) -> range:
    """Return all lengths that a breath can have, for a headset that needs this time."""
    return range(SHORTEST_BREATH, lead(wake) - REST + FRAME_MS + 1, FRAME_MS) if wake else range(0)


def with_breaths(cues: Sequence[Cue], timeline: Timeline, wake: Milliseconds) -> Iterator[Cue]:
    """Yield all cues, in the order of time, with a breath in each gap in which a headset falls asleep."""
    silent_from = Milliseconds(0)
    for index, cue in enumerate(cues):
        ahead = lead(wake) - (SECOND if first_may_be_lost(cues, index) else 0)
        if cue.start - silent_from > HEADSET_SLEEPS_AFTER and ahead > 0:
            start = grid_down(max(cue.start - ahead, silent_from + REST))
            end = max(grid_down(cue.start - REST), Milliseconds(start + SHORTEST_BREATH))
            yield Cue(CueKind.WAKE, start, end, timeline.at(start), Tone.WAKE)
        yield cue
        silent_from = cue.end


def first_may_be_lost(cues: Sequence[Cue], index: int) -> bool:
    """Tell whether a cue is the first tick of a countdown that can be counted without it."""
    cue = cues[index]
    ticks = [other for other in cues[index : index + TICKS_WITH_ONE_TO_LOSE] if _is_tick_of(cue, other)]
    return len(ticks) == TICKS_WITH_ONE_TO_LOSE and not (index and _is_tick_of(cue, cues[index - 1]))


def _is_tick_of(cue: Cue, other: Cue) -> bool:
    return cue.kind is other.kind is CueKind.COUNTDOWN and cue.interval == other.interval
