"""The frame of the session: welcome and outline, half of the time, the last run, and the closing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from coach.plan.model import Effort
from coach.script.cue_track import PHRASE_GAP, Utterance
from coach.script.cues import CueKind, Delivery, Tone
from coach.script.draft import Draft
from coach.script.explanations import put_explanations
from coach.script.moments import grid_up
from coach.script.news import put_news
from coach.script.parts import Part
from coach.units import SECOND, Milliseconds

OPENING_RESERVE: Final = 0.35
"""The part of the speech that welcome and outline must leave to what follows."""

FRAME_RESERVE: Final = 0.25
"""The part of the speech that the other words of the warm-up must leave to half of the time, the talk test and the last run."""

SAFETY_EVERY: Final = 2
"""A word on safety is heard in every second session."""

CROWDED: Final = Milliseconds(20 * SECOND)
"""So close to half of the time, nothing else is said about the clock."""

TAIL: Final = Milliseconds(2 * SECOND)
"""Silence after the last word."""

SHORTEST_CLOSING: Final = Milliseconds(6 * SECOND)
LONGEST_CLOSING: Final = Milliseconds(30 * SECOND)


def put_closing(draft: Draft) -> Milliseconds:
    """Put the closing words after the session. Returns the length of the file."""
    end = draft.timeline.duration
    wordings = draft.chooser.variant(Part.FINISH, draft.variables)
    utterance = Utterance(CueKind.FINISH, len(draft.intervals), wordings, Tone.FINISH, Delivery.CALM)
    for wording in wordings:
        cues = draft.track.compose(utterance, wording, end)
        length = cues[-1].end - end + TAIL
        if length <= LONGEST_CLOSING:
            break
    draft.track.put(cues)
    file_length = grid_up(end + max(length, SHORTEST_CLOSING))
    draft.placer.limit = draft.talk.share * file_length
    return file_length


def put_opening(draft: Draft) -> None:
    """Put what is said in the warm-up: welcome, outline, that walking early is fine, and now and then a word on safety."""
    _follow_on(draft, Part.WELCOME, CueKind.WELCOME, must=draft.context.plan.stands_for is not None)
    _follow_on(draft, Part.OUTLINE, CueKind.OUTLINE, must=True)
    put_news(draft)
    put_explanations(draft)
    if draft.variables["has_runs"]:
        _put_in_warm_up(draft, Part.WALK_EARLY, CueKind.WALK_EARLY, 0.25, must=True)
    if draft.context.ordinal % SAFETY_EVERY == 0:
        _put_in_warm_up(draft, Part.SAFETY, CueKind.SAFETY, 0.45, every=SAFETY_EVERY)


def _put_in_warm_up(draft: Draft, part: Part, kind: CueKind, share: float, *, must: bool = False, every: int = 1) -> None:
    window = draft.in_warm_up(share)
    wordings = draft.line_of_turn(part, 0, window, every)
    if wordings:
        affordable = (
            wording for wording in wordings if draft.placer.affordable(wording, Delivery.STEADY, reserve=FRAME_RESERVE)
        )
        draft.placer.put_within(Utterance(kind, 0, tuple(affordable) or wordings[-1:]), window, must=must)


def _follow_on(draft: Draft, part: Part, kind: CueKind, *, must: bool = False) -> None:
    """Put it into the warm-up, after all that is there so far; `must`: in its shortest words, however little talk is wanted."""
    utterance = Utterance(kind, 0, draft.chooser.variant(part, draft.variables, moment=draft.moments.facts(0)))
    if not utterance.wordings:
        return
    start = draft.track.follow_on(0)
    affordable = tuple(
        wording
        for wording in utterance.wordings
        if draft.placer.affordable(wording, utterance.delivery, reserve=OPENING_RESERVE)
    ) or (utterance.wordings[-1:] if must else ())
    if affordable and affordable != utterance.wordings:
        draft.placer.record(utterance, "said shorter: little talk is wanted")
    latest_end = Milliseconds(draft.intervals[0].end - PHRASE_GAP[utterance.delivery])
    if not draft.placer.put_at(replace(utterance, wordings=affordable), start, latest_end):
        draft.placer.drop(utterance, "no room in the warm-up, or little talk is wanted")


def put_halfway(draft: Draft) -> None:
    """Put the cue for half of the time at its moment, or after the nearest command; nothing if the runner wants none."""
    if not draft.options.halfway:
        return
    half = Milliseconds(draft.timeline.duration // 2)
    index = draft.timeline.at(half)
    interval = draft.intervals[index]
    wordings = () if draft.talk.is_commands else draft.variant_at(Part.HALFWAY, index)
    utterance = Utterance(CueKind.HALFWAY, index, wordings, Tone.HALFWAY)
    if draft.placer.put_at(utterance, grid_up(half), draft.before_countdown(index)):
        return
    if draft.talk.is_commands and draft.placer.put_tone(utterance, grid_up(half)):
        return
    is_near_start = half - interval.start < interval.end - half
    nearest = index if is_near_start else min(index + 1, len(draft.intervals) - 1)
    there = replace(utterance, interval=nearest)
    if draft.talk.is_commands:
        draft.placer.put_tone(there, draft.track.follow_on(nearest))
    else:
        draft.placer.put_after_command(there)


def put_last_run(draft: Draft) -> None:
    """Say after its command that a run is the last of several."""
    runs = [index for index, interval in enumerate(draft.intervals) if interval.effort is Effort.RUN]
    if len(runs) == 1 or not runs or draft.context.coaching.clockless:
        return
    wordings = draft.variant_at(Part.LAST_RUN, runs[-1])
    utterance = Utterance(CueKind.LAST, runs[-1], wordings, delivery=Delivery.BRISK)
    start = draft.intervals[runs[-1]].start
    if any(cue.kind is CueKind.HALFWAY and cue.text and 0 <= cue.start - start < CROWDED for cue in draft.track.cues):
        draft.placer.drop(utterance, "half of the time is said there")
        return
    if not draft.placer.put_after_command(utterance):
        draft.placer.drop(utterance, "the last run is too short for more than its command")
