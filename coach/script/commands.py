"""Commands: at the start of each interval, what to do and for how long."""

from __future__ import annotations

from typing import Final

from coach.plan.model import Effort
from coach.script.cue_track import Utterance
from coach.script.cues import CueKind, Delivery, Tone
from coach.script.draft import Draft
from coach.script.lines import Wording
from coach.script.parts import command_part
from coach.units import SECOND, Milliseconds

COMMAND_SHARE: Final = 0.6
"""The part of the speech that commands may take before shorter wordings are used."""

LONGEST_COMMAND: Final = 0.3
"""The part of an interval that its command's words may fill."""

DURATION_SAID_FROM: Final = Milliseconds(20 * SECOND)
"""Commands of intervals from this length name their duration, however short they must be."""

HEARD_BEFORE: Final = 2
"""After so many commands of a kind a long session may leave out how long, where it is always the same."""

CHANGE_TONES: Final = {Effort.RUN: Tone.RUN, Effort.WALK: Tone.WALK, Effort.COOL_DOWN: Tone.WALK, Effort.WARM_UP: Tone.OPENING}


def put_commands(draft: Draft) -> None:
    """Put the command of each interval exactly at its start."""
    utterances = [_command(draft, index) for index in range(len(draft.intervals))]

    def wording_at(utterance: Utterance, level: int) -> Wording:
        return _wording(draft, utterance, level)

    level = draft.placer.level(utterances, draft.clock_share(COMMAND_SHARE), wording_at)
    for utterance in utterances:
        wording = wording_at(utterance, level)
        draft.track.put(draft.track.compose(utterance, wording, draft.intervals[utterance.interval].start))
        draft.placer.note_shortened(utterance, wording, "the commands would fill too much of the session, or of their interval")


def _command(draft: Draft, index: int) -> Utterance:
    interval = draft.intervals[index]
    delivery = Delivery.CALM if interval.effort is Effort.COOL_DOWN else Delivery.BRISK
    part = command_part(interval, draft.context.coaching)
    wordings = draft.variant_at(part, index, interval.repetition)
    return Utterance(CueKind.COMMAND, index, wordings, CHANGE_TONES[interval.effort], delivery)


def _wording(draft: Draft, utterance: Utterance, level: int) -> Wording:
    """Choose the wording: no longer than the level allows, short enough for its interval, and unambiguous."""
    interval = draft.intervals[utterance.interval]
    allowed = utterance.wordings
    if interval.duration >= DURATION_SAID_FROM and not _is_known(draft, utterance, level):
        durations = draft.language.duration_forms(interval.duration)
        allowed = tuple(each for each in allowed if any(duration in each.text for duration in durations)) or allowed
    for wording in allowed[level:]:
        if draft.track.speech_of(wording, utterance.delivery) <= interval.duration * LONGEST_COMMAND:
            return wording
    return allowed[-1]


def _is_known(draft: Draft, utterance: Utterance, level: int) -> bool:
    """Tell whether a command of a long session may be a bare word: the length has been heard twice, and never changes."""
    if not (draft.is_over_an_hour and level >= len(utterance.wordings)):
        return False
    interval = draft.intervals[utterance.interval]
    lengths = {other.duration for other in draft.intervals if other.effort is interval.effort}
    return interval.repetition > HEARD_BEFORE and len(lengths) == 1
