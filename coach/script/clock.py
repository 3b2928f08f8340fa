"""Talk about the clock in long sessions: what it is, and how it is kept to a third of what is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from coach.plan.timeline import Timeline
from coach.script.commands import is_length_known
from coach.script.cues import Cue, CueKind
from coach.script.draft import Draft
from coach.units import Milliseconds

MOST_CLOCK: Final = Fraction(1, 3)
"""The largest part of what is said, beyond the commands that a runner needs, in sessions of over an hour."""

CLOCK_KINDS: Final = frozenset({CueKind.WARNING, CueKind.TIME_LEFT, CueKind.HALFWAY, CueKind.LAST, CueKind.MILESTONE})
"""Cues that are talk about the clock. Of a command only what follows the order itself is, once its length is known."""


def clock_talk(cue: Cue, timeline: Timeline) -> int:
    """Return how many milliseconds of a cue's words are talk about the clock."""
    if cue.kind in CLOCK_KINDS:
        return _length(cue)
    is_known = cue.kind is CueKind.COMMAND and is_length_known(timeline, cue.interval)
    return _length(cue) - cue.phrases[0].length if is_known else 0


def needed_talk(cue: Cue, timeline: Timeline) -> int:
    """Return how many milliseconds of a cue's words are a command that the runner needs."""
    return _length(cue) - clock_talk(cue, timeline) if cue.kind is CueKind.COMMAND else 0


def limit_clock_talk(draft: Draft) -> None:
    """Take away talk about the clock until it is a third of what is said: time left, then counts, then words of warnings.

    Of each kind every other cue goes first, so that what stays is spread over the session. Time left that the runner asked
    for stays.
    """
    if not draft.is_over_an_hour:
        return
    cues = draft.track.cues
    clock = sum(clock_talk(cue, draft.timeline) for cue in cues)
    talk = sum(_length(cue) - needed_talk(cue, draft.timeline) for cue in cues)
    for cue in _least_needed(draft, cues):
        if clock <= MOST_CLOCK * talk:
            return
        excess = clock_talk(cue, draft.timeline)
        draft.track.exchange(cue, _without_clock(cue))
        clock, talk = clock - excess, talk - excess


def _least_needed(draft: Draft, cues: Iterable[Cue]) -> Iterable[Cue]:
    kinds = [CueKind.COMMAND, CueKind.WARNING]
    if draft.options.time_left_every is None:
        kinds.insert(0, CueKind.TIME_LEFT)
    for kind in kinds:
        # The warm-up's warning explains all that follow.
        excessive = [cue for cue in cues if cue.kind is kind and cue.interval and clock_talk(cue, draft.timeline)]
        yield from (*excessive[1::2], *excessive[::2])


def _without_clock(cue: Cue) -> Cue | None:
    """Return what is left of a cue: the command, or the tone of a warning; None where nothing is."""
    if cue.kind is CueKind.COMMAND:
        first = cue.phrases[0]
        return replace(cue, phrases=(first,), end=Milliseconds(cue.start + first.offset + first.length))
    return replace(cue, phrases=()) if cue.tone else None


def _length(cue: Cue) -> int:
    return sum(placed.length for placed in cue.phrases)
