"""Company where nothing would be heard for long: in long runs, in long walks, and among many short ones."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from coach.plan.model import Coaching, Effort
from coach.script.cue_track import Utterance
from coach.script.cues import Cue, CueKind
from coach.script.draft import Draft
from coach.script.parts import Part
from coach.script.topic_choice import BRIEF_COMPANY, BY_FEEL, CHECK_IN, ENCOURAGEMENT, FORM, FUEL, HILLS, TIP
from coach.script.topics import Talk, Window
from coach.units import MINUTE, SECOND, Milliseconds

LONGEST_SILENCE: Final = {
    Talk.LESS: Milliseconds(10 * MINUTE),
    Talk.NORMAL: Milliseconds(345 * SECOND),
    Talk.MORE: Milliseconds(4 * MINUTE),
}
"""How long nothing is said at most."""

LONGEST_WITHOUT_COMPANY: Final = {
    Talk.LESS: Milliseconds(16 * MINUTE),
    Talk.NORMAL: Milliseconds(8 * MINUTE),
    Talk.MORE: Milliseconds(6 * MINUTE),
}
"""How long nothing but commands, and the clock, is heard at most."""

_ABOUT_CHANGES: Final = frozenset({CueKind.COMMAND, CueKind.WARNING, CueKind.TIME_LEFT, CueKind.LAST})
_QUIET_KINDS: Final = frozenset({Coaching.MINDFUL, Coaching.NARRATED})
"""Kinds of sessions that are quiet on purpose, or in which a text is read."""

_NEARBY: Final = Milliseconds(100 * SECOND)
"""How far from the middle of a silence a line may be."""

_TOPICS: Final = {topic.part: topic for topic in (ENCOURAGEMENT, TIP, FORM, HILLS, BY_FEEL, CHECK_IN)}
"""Of which kind a part's lines are, and how they are spoken: here as elsewhere."""


def put_company_in_silences(draft: Draft) -> None:
    """Put lines into stretches that are too long without company, and then into those without any word."""
    if draft.context.coaching in _QUIET_KINDS:
        return
    for longest, unheard in (
        (LONGEST_WITHOUT_COMPANY[draft.talk], _ABOUT_CHANGES),
        (LONGEST_SILENCE[draft.talk], frozenset[CueKind]()),
    ):
        for start, end in _stretches(draft.track.cues, longest, unheard):
            parts = -(-(end - start) // longest)
            for number in range(1, parts):
                _put_line(draft, Milliseconds(start + (end - start) * number // parts), start, end)


def _stretches(
    cues: Iterable[Cue], longest: Milliseconds, unheard: frozenset[CueKind]
) -> list[tuple[Milliseconds, Milliseconds]]:
    """Return where nothing is said for longer than this, but for kinds that do not count."""
    said = [cue for cue in cues if cue.text and cue.kind not in unheard]
    return [(before.end, after.start) for before, after in pairwise(said) if after.start - before.end > longest]


def _put_line(draft: Draft, ideal: Milliseconds, start: Milliseconds, end: Milliseconds) -> None:
    """Put one line near to a moment between two others: in its interval, else in one nearby."""
    first, last = (Milliseconds(each) for each in (max(start, ideal - _NEARBY), min(end, ideal + _NEARBY)))
    nearby = range(draft.timeline.at(first), draft.timeline.at(last) + 1)
    for index in sorted(nearby, key=lambda index: _distance(draft, index, ideal)):
        window, gap = _window(draft, index, ideal)
        if window.earliest <= window.latest and _put_in(draft, index, window, gap):
            return


def _distance(draft: Draft, index: int, moment: Milliseconds) -> int:
    interval = draft.intervals[index]
    return max(interval.start - moment, moment - interval.end, 0)


def _window(draft: Draft, index: int, ideal: Milliseconds) -> tuple[Window, Milliseconds]:
    """Return where in an interval a line may be, and the quiet around it; runs end without one."""
    interval = draft.intervals[index]
    usual = ENCOURAGEMENT if interval.duration >= MINUTE else FUEL
    earliest = max(interval.start + usual.into, ideal - _NEARBY)
    latest = min(interval.end - usual.before_change, ideal + _NEARBY)
    if interval.duration < BRIEF_COMPANY:
        latest = earliest - 1
    return Window(*(Milliseconds(each) for each in (min(max(ideal, earliest), latest), earliest, latest))), usual.gap


def _put_in(draft: Draft, index: int, window: Window, gap: Milliseconds) -> bool:
    for part in _parts(draft, index):
        if draft.style.leaves_out(part):
            continue
        wordings = draft.free_line(part, index, window) or draft.spare_line(part, index, window)
        if wordings:
            topic = _TOPICS[part]
            utterance = Utterance(topic.kind, index, wordings, delivery=topic.delivery)
            return draft.placer.put_within(utterance, window, gap, record=False)
    return False


def _parts(draft: Draft, index: int) -> tuple[Part, ...]:
    """Return the parts whose lines may be said in an interval, the best first."""
    interval, coaching = draft.intervals[index], draft.context.coaching
    if interval.free:
        return (Part.HILLS if coaching is Coaching.HILLS else Part.BY_FEEL,)
    if interval.effort is Effort.WALK:
        return (Part.FORM if coaching is Coaching.WALK else Part.TIP, Part.ENCOURAGEMENT)
    return {
        Effort.WARM_UP: (Part.TIP,),
        Effort.RUN: (Part.ENCOURAGEMENT,),
        Effort.COOL_DOWN: (Part.CHECK_IN,),
    }[interval.effort]
