"""The story across the weeks: what is new this week and today, what is a first, what comes next, and what can follow."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from coach.plan.model import Effort
from coach.script.cue_track import CLOSEST, PHRASE_GAP, Utterance
from coach.script.cues import CueKind, Delivery
from coach.script.draft import Draft
from coach.script.parts import Part
from coach.script.topics import Window
from coach.units import SECOND, Milliseconds

_COOL_DOWN_SHARE: Final = 0.5
_COMMAND_OVER: Final = Milliseconds(12 * SECOND)
"""After so much of the cool-down its command has been spoken."""


def put_news(draft: Draft) -> None:
    """Say after the outline what is new this week, what is a first today, and what the runner's feel has changed."""
    for part, kind in ((Part.WEEK_NEWS, CueKind.NEWS), (Part.MILESTONE, CueKind.MILESTONE), (Part.FEEL, CueKind.NEWS)):
        wordings = draft.line_of_weeks(part, 0)
        if wordings:
            start, latest_end = draft.track.follow_on(0), Milliseconds(draft.intervals[0].end - PHRASE_GAP[Delivery.STEADY])
            if not draft.placer.put_affordable(Utterance(kind, 0, wordings), start, latest_end):
                draft.placer.drop(Utterance(kind, 0, wordings), "no room in the warm-up, or little talk is wanted")


def put_milestone(draft: Draft) -> None:
    """Celebrate, after the run that is a first in its plan, as soon as the walk that follows has been commanded."""
    length = draft.context.milestone
    if "milestone" not in draft.facts or not length:
        return
    following = (
        index
        for index, (before, after) in enumerate(pairwise(draft.intervals), 1)
        if before.effort is Effort.RUN and before.duration >= length and after.effort is not Effort.RUN
    )
    index = next(following, None)
    wordings = None if index is None else draft.line_of_weeks(Part.MILESTONE, index)
    if index is None or not wordings:
        return
    utterance = Utterance(CueKind.MILESTONE, index, wordings)
    if not draft.placer.put_after_command(utterance):
        interval = draft.intervals[index]
        window = Window(interval.start, interval.start, interval.end)
        draft.placer.put_within(utterance, window, CLOSEST, must=True)


def put_ahead(draft: Draft) -> None:
    """Say in the cool-down what a big next week brings, and after the last session of a plan what can follow."""
    if draft.context.session < draft.context.sessions:
        return
    index = len(draft.intervals) - 1
    wordings = draft.line_of_weeks(Part.AHEAD, index)
    if not wordings:
        return
    cool_down = draft.intervals[index]
    ideal = Milliseconds(cool_down.start + int(cool_down.duration * _COOL_DOWN_SHARE))
    earliest = Milliseconds(min(cool_down.start + _COMMAND_OVER, ideal))
    window = Window(ideal, earliest, Milliseconds(max(cool_down.end - _COMMAND_OVER, ideal)))
    draft.placer.put_within(Utterance(CueKind.NEWS, index, wordings, None, Delivery.CALM), window, CLOSEST, must=True)
