"""What prepares a change: warnings, and the countdown's ticks."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coach.script.cue_track import Utterance, grid_down
from coach.script.cues import CueKind, Delivery, Tone
from coach.script.draft import COUNTDOWN, Draft, shortened
from coach.script.parts import Part
from coach.units import MINUTE, SECOND, Milliseconds

WARNING_SHARE: Final = 0.25
WARNING_RESERVE: Final = 0.1

WARNED_FROM: Final = Milliseconds(25 * SECOND)
WARNING_LEAD: Final = Milliseconds(10 * SECOND)
EARLY_WARNED_FROM: Final = Milliseconds(5 * MINUTE + SECOND)
EARLY_WARNING_LEAD: Final = Milliseconds(30 * SECOND)
WARNING_LEADS: Final = (WARNING_LEAD, EARLY_WARNING_LEAD)

COUNTED_DOWN_FROM: Final = Milliseconds(12 * SECOND)


def put_warnings(draft: Draft) -> None:
    """Put a warning 10 s before each change, and 30 s before it too in long intervals."""
    for lead, shortest in ((WARNING_LEAD, WARNED_FROM), (EARLY_WARNING_LEAD, EARLY_WARNED_FROM)):
        before_changes = range(len(draft.intervals) - 1)
        warnings = [_warning(draft, index, lead) for index in before_changes if draft.intervals[index].duration >= shortest]
        level = draft.placer.level(warnings, WARNING_SHARE, shortened)
        for utterance in warnings:
            _put_warning(draft, utterance, lead, level)


def _warning(draft: Draft, index: int, lead: Milliseconds) -> Utterance:
    wordings = draft.variant_at(Part.WARNING, index, draft.intervals[index].repetition, seconds=lead // SECOND)
    return Utterance(CueKind.WARNING, index, wordings, Tone.WARNING, Delivery.BRISK)


def _put_warning(draft: Draft, utterance: Utterance, lead: Milliseconds, level: int) -> None:
    start = grid_down(draft.intervals[utterance.interval].end - lead)
    shorter = replace(utterance, wordings=utterance.wordings[level:])
    if draft.placer.put_affordable(shorter, start, draft.before_countdown(utterance.interval), WARNING_RESERVE):
        if level:
            draft.placer.record(utterance, "said shorter: the warnings would fill too much of the session")
        return
    if draft.placer.put_tone(utterance, start):
        draft.placer.record(utterance, "said as a bare tone: little room, or little talk is wanted")
    else:
        draft.placer.drop(utterance, "no room before the change")


def put_countdowns(draft: Draft) -> None:
    """Put three ticks before each change, where there is room for all of them."""
    for index, interval in enumerate(draft.intervals):
        if interval.duration < COUNTED_DOWN_FROM:
            continue
        utterance = Utterance(CueKind.COUNTDOWN, index, (), Tone.COUNT)
        ticks = [draft.track.compose(utterance, None, Milliseconds(interval.end - left * SECOND)) for left in COUNTDOWN]
        if draft.track.has_room((*ticks[0], *ticks[-1])):
            for tick in ticks:
                draft.track.put(tick)
        else:
            draft.placer.drop(utterance, "no room before the change")
