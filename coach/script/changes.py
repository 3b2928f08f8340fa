"""What prepares a change: warnings, and the countdown's ticks."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coach.script.cue_track import Utterance
from coach.script.cues import CueKind, Delivery, Tone
from coach.script.draft import Draft, shortened
from coach.script.moments import grid_down
from coach.script.parts import Part
from coach.units import MINUTE, SECOND, Milliseconds

WARNING_SHARE: Final = 0.25
WARNING_RESERVE: Final = 0.1

BEFORE_WARNING: Final = Milliseconds(15 * SECOND)
"""An interval that is no longer than this ahead of its warning has none."""

SOON: Final = 20
"""Seconds: what is announced longer ahead is so with its time, or not at all."""

EARLY_WARNED_FROM: Final = Milliseconds(5 * MINUTE + SECOND)

COUNTED_DOWN_FROM: Final = Milliseconds(12 * SECOND)


def put_warnings(draft: Draft) -> None:
    """Put a warning some seconds before each change, and one more, earlier, in long intervals.

    The first one of a session is said in full, however much talk there is.
    """
    near, early = draft.options.warning, draft.options.early_warning
    for lead, shortest in ((near, near + BEFORE_WARNING), (early, EARLY_WARNED_FROM)):
        if not lead:
            continue
        before_changes = range(len(draft.intervals) - 1)
        warnings = [_warning(draft, index, lead) for index in before_changes if draft.intervals[index].duration >= shortest]
        level = draft.placer.level(warnings, draft.clock_share(WARNING_SHARE), shortened)
        for utterance in warnings:
            _put_warning(draft, utterance, lead, level)


def _warning(draft: Draft, index: int, lead: Milliseconds) -> Utterance:
    turn, seconds = draft.intervals[index].repetition, lead // SECOND
    wordings = () if draft.talk.is_commands else draft.variant_at(Part.WARNING, index, turn, seconds=seconds)
    if seconds > SOON:
        number = draft.language.number(seconds)
        wordings = tuple(wording for wording in wordings if number in wording.text.lower()) or wordings
    return Utterance(CueKind.WARNING, index, wordings, Tone.WARNING, Delivery.BRISK)


def _put_warning(draft: Draft, utterance: Utterance, lead: Milliseconds, level: int) -> None:
    start = grid_down(draft.intervals[utterance.interval].end - lead)
    latest_end = draft.before_countdown(utterance.interval)
    if utterance.interval == 0 and utterance.wordings and draft.placer.put_at(utterance, start, latest_end):
        return
    shorter = replace(utterance, wordings=utterance.wordings[level:])
    if draft.placer.put_affordable(shorter, start, latest_end, WARNING_RESERVE):
        if level:
            draft.placer.record(utterance, "said shorter: the warnings would fill too much of the session")
        return
    if utterance.wordings and lead // SECOND > SOON:
        draft.placer.drop(utterance, "a bare tone so early would be taken for the change")
    elif draft.placer.put_tone(utterance, start):
        if utterance.wordings:
            draft.placer.record(utterance, "said as a bare tone: little room, or little talk is wanted")
    else:
        draft.placer.drop(utterance, "no room before the change")


def put_countdowns(draft: Draft) -> None:
    """Put the ticks before each change, where there is room for all of them."""
    counts = range(draft.options.ticks, 0, -1)
    if not counts:
        return
    for index, interval in enumerate(draft.intervals):
        if interval.duration < COUNTED_DOWN_FROM:
            continue
        utterance = Utterance(CueKind.COUNTDOWN, index, (), Tone.COUNT)
        ticks = [draft.track.compose(utterance, None, Milliseconds(interval.end - left * SECOND)) for left in counts]
        if draft.track.has_room((*ticks[0], *ticks[-1])):
            for tick in ticks:
                draft.track.put(tick)
        else:
            draft.placer.drop(utterance, "no room before the change")
