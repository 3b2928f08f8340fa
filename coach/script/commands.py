"""Commands: at the start of each interval, what to do and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from coach.plan.model import Effort
from coach.plan.timeline import Timeline
from coach.script.cue_track import Utterance
from coach.script.cues import CueKind, Delivery, Tone
from coach.script.draft import Draft
from coach.script.lines import Wording
from coach.script.parts import command_part
from coach.units import HOUR, MINUTE, SECOND, Milliseconds

COMMAND_SHARE: Final = 0.6
"""The part of the speech that commands may take before shorter wordings are used."""

LONGEST_COMMAND: Final = 0.3
"""The part of an interval that its command's words may fill."""

DURATION_SAID_FROM: Final = Milliseconds(20 * SECOND)
"""Commands of intervals from this length name their duration, however short they must be."""

HEARD_BEFORE: Final = 2
"""After so many commands of a kind the length is known, where it never changes."""

MANY: Final = 12
"""From more intervals of a kind than this on, and in sessions of over an hour, commands leave out a length that is known."""

COUNTED_BY: Final = 5
COUNTED_EVERY: Final = Milliseconds(10 * MINUTE)
"""Such commands to run say which run it is at multiples of so many, about so far apart."""

MOST_LINES: Final = 4
"""So many lines of a command are looked through for one that says which interval it is."""

SAID_ONCE: Final = frozenset({Effort.WARM_UP, Effort.COOL_DOWN})
"""In sessions of over an hour their commands are said in full, however many others there are: little else announces them."""

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
        if not is_length_known(draft.timeline, utterance.interval):
            why = "the commands would fill too much of the session, or of their interval"
            draft.placer.note_shortened(utterance, wording, why)


def _command(draft: Draft, index: int) -> Utterance:
    interval = draft.intervals[index]
    delivery = Delivery.CALM if interval.effort is Effort.COOL_DOWN else Delivery.BRISK
    part = command_part(interval, draft.context.coaching)
    wordings = draft.variant_at(part, index, interval.repetition)
    return Utterance(CueKind.COMMAND, index, wordings, CHANGE_TONES[interval.effort], delivery)


def _wording(draft: Draft, utterance: Utterance, level: int) -> Wording:
    """Choose the wording: no longer than the level allows, short enough for its interval, and unambiguous."""
    interval = draft.intervals[utterance.interval]
    if is_length_known(draft.timeline, utterance.interval):
        return _without_length(draft, utterance)
    allowed = utterance.wordings
    if interval.duration >= DURATION_SAID_FROM:
        durations = draft.language.duration_forms(interval.duration)
        allowed = tuple(wording for wording in allowed if any(duration in wording.text for duration in durations)) or allowed
    is_said_once = interval.effort in SAID_ONCE and draft.is_over_an_hour
    for wording in allowed[0 if is_said_once else level :]:
        if draft.track.speech_of(wording, utterance.delivery) <= interval.duration * LONGEST_COMMAND:
            return wording
    return allowed[-1]


def is_length_known(timeline: Timeline, index: int) -> bool:
    """Tell whether the command leaves out how long: it has been said twice, never changes, and would be said very often."""
    interval = timeline.intervals[index]
    if interval.repetition <= HEARD_BEFORE or not (timeline.duration > HOUR or interval.repetitions > MANY):
        return False
    alike = {(other.duration, other.flavour) for other in timeline.intervals if other.effort is interval.effort}
    return len(alike) == 1


def _without_length(draft: Draft, utterance: Utterance) -> Wording:
    """Return the bare command, now and then with the number of the interval."""
    bare, interval = utterance.wordings[-1], draft.intervals[utterance.interval]
    if interval.effort is not Effort.RUN or interval.repetition % _step(draft.timeline, interval.repetitions):
        return bare
    counts = _counts(draft, utterance)
    counted = Wording((*bare.phrases, *islice(counts, 1)))
    is_brief = draft.track.speech_of(counted, utterance.delivery) <= interval.duration * LONGEST_COMMAND
    return counted if is_brief else bare


def _counts(draft: Draft, utterance: Utterance) -> Iterator[str]:
    """Yield what all lines of the command say of which interval it is; not what repeats the bare command's words."""
    interval = draft.intervals[utterance.interval]
    number, lengths = draft.language.number(interval.repetition), draft.language.duration_forms(interval.duration)
    bare = utterance.wordings[-1].text.lower()
    part = command_part(interval, draft.context.coaching)
    for turn in range(interval.repetition, interval.repetition + MOST_LINES):
        for phrase in draft.variant_at(part, utterance.interval, turn)[0].phrases[1:]:
            is_count = number in phrase and not any(length in phrase for length in lengths)
            if is_count and phrase.split()[0].lower() not in bare:
                yield phrase


def _step(timeline: Timeline, repetitions: int) -> int:
    """Return at multiples of which number runs are counted."""
    return COUNTED_BY * max(1, round(COUNTED_EVERY * repetitions / timeline.duration / COUNTED_BY))
