"""Which topics a session has, and how close together: by its length, its kind and its runner, never by its plan's length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from coach.plan.context import SessionContext
from coach.plan.model import Coaching, Effort, Runner
from coach.plan.timeline import Timeline
from coach.script.cues import CueKind, Delivery
from coach.script.facts import LONG_SESSION
from coach.script.parts import Part
from coach.script.topics import Topic
from coach.units import HOUR, MINUTE, SECOND, Milliseconds

BEFORE_THE_END: Final = Milliseconds(2 * MINUTE)
"""In a main set without a clock, advice for it comes no later than this before its end."""

COMPANY_EVERY: Final = Milliseconds(180 * SECOND)
CLOSE_COMPANY_EVERY: Final = Milliseconds(130 * SECOND)
"""How far apart encouragements are: usually, and for those who need company most."""

LONG_ALONE: Final = Milliseconds(10 * MINUTE)
"""A session with a run from this length on needs company most; so do returning runners and low days."""

COMPANION_RUNNERS: Final = frozenset({Runner.RETURNING, Runner.LOW_DAY})

SHORTEST_COMPANY: Final = Milliseconds(40 * SECOND)
ROOM_FOR_COMPANY: Final = MINUTE
"""Where no run is as long as this, encouragements are heard in the walks; where no walk is, in both."""

BRIEF_COMPANY: Final = Milliseconds(20 * SECOND)
"""There, intervals from this length on have them."""

_MAIN: Final = (Effort.RUN, Effort.WALK)
_EASY: Final = (Effort.WALK, Effort.WARM_UP)

ENCOURAGEMENT: Final = Topic(
    Part.ENCOURAGEMENT, CueKind.ENCOURAGEMENT, (Effort.RUN,), COMPANY_EVERY, shortest=SHORTEST_COMPANY, pool=_MAIN
)
COMPANY: Final = Topic(
    Part.COMPANY,
    CueKind.ENCOURAGEMENT,
    (Effort.WARM_UP, Effort.COOL_DOWN),
    Milliseconds(300 * SECOND),
    first=Milliseconds(120 * SECOND),
    into=Milliseconds(25 * SECOND),
)
TIP: Final = Topic(
    Part.TIP,
    CueKind.TIP,
    _EASY,
    Milliseconds(210 * SECOND),
    first=Milliseconds(150 * SECOND),
    shortest=MINUTE,
)
CHECK_IN: Final = Topic(
    Part.CHECK_IN,
    CueKind.CHECK_IN,
    (Effort.COOL_DOWN,),
    Milliseconds(150 * SECOND),
    into=MINUTE,
    delivery=Delivery.CALM,
)
FUEL: Final = Topic(
    Part.FUEL,
    CueKind.FUEL,
    (Effort.WALK,),
    Milliseconds(20 * MINUTE),
    begin=Milliseconds(20 * MINUTE),
    shortest=Milliseconds(20 * SECOND),
    into=Milliseconds(5 * SECOND),
    before_change=Milliseconds(8 * SECOND),
    prompt_below=MINUTE,
    gap=Milliseconds(1500),
)
UPHILL: Final = Topic(Part.UPHILL, CueKind.TIP, (Effort.RUN,), Milliseconds(40 * MINUTE), first=Milliseconds(8 * MINUTE))
BY_FEEL: Final = Topic(
    Part.BY_FEEL, CueKind.CHECK_IN, _MAIN, Milliseconds(105 * SECOND), into=MINUTE, before_change=BEFORE_THE_END
)
HILLS: Final = Topic(Part.HILLS, CueKind.TIP, _MAIN, Milliseconds(130 * SECOND), into=MINUTE, before_change=BEFORE_THE_END)
FORM: Final = Topic(Part.FORM, CueKind.TIP, (Effort.WALK,), Milliseconds(150 * SECOND))
WALK_ENCOURAGEMENT: Final = Topic(
    Part.ENCOURAGEMENT, CueKind.ENCOURAGEMENT, (Effort.WALK,), Milliseconds(6 * MINUTE), into=Milliseconds(90 * SECOND)
)
MINDFUL: Final = Topic(
    Part.MINDFUL, CueKind.TIP, (Effort.WARM_UP, Effort.WALK), Milliseconds(110 * SECOND), delivery=Delivery.CALM
)

TOPICS: Final[dict[Coaching, tuple[Topic, ...]]] = {
    Coaching.WALK_RUN: (CHECK_IN, ENCOURAGEMENT, TIP),
    Coaching.LONG_RUN: (CHECK_IN, UPHILL, ENCOURAGEMENT, TIP),
    Coaching.SPEED: (CHECK_IN, ENCOURAGEMENT, TIP),
    Coaching.BY_FEEL: (BY_FEEL, CHECK_IN, TIP),
    Coaching.HILLS: (HILLS, CHECK_IN, TIP),
    Coaching.WALK: (FORM, CHECK_IN, WALK_ENCOURAGEMENT),
    Coaching.MINDFUL: (MINDFUL, CHECK_IN),
    Coaching.NARRATED: (CHECK_IN,),
}
"""Most important first."""

FUELLED: Final = frozenset(Coaching) - {Coaching.MINDFUL, Coaching.NARRATED}
"""Kinds of sessions in which the runner is reminded to drink, if they are long."""

SPACING_OVER_AN_HOUR: Final[dict[Part, Milliseconds]] = {
    Part.ENCOURAGEMENT: Milliseconds(8 * MINUTE),
    Part.TIP: Milliseconds(15 * MINUTE),
    Part.FORM: Milliseconds(6 * MINUTE),
    Part.BY_FEEL: Milliseconds(5 * MINUTE),
    Part.HILLS: Milliseconds(5 * MINUTE),
    Part.MINDFUL: Milliseconds(4 * MINUTE),
}
"""Over an hour all free lines together are three to four minutes apart."""

BRIEF_SPACING_OVER_AN_HOUR: Final = Milliseconds(6 * MINUTE)
"""The same for encouragements where all walks are too short for tips."""


def topics_of(context: SessionContext, *, short_text: bool = False) -> tuple[Topic, ...]:
    """Return the topics of a session, the most important first; after a short text, those of a walk."""
    duration = context.timeline.duration
    coaching = Coaching.WALK if short_text else context.coaching
    topics = tuple(_companion(topic, context) for topic in TOPICS[coaching])
    if context.coaching is Coaching.WALK_RUN and context.runner in COMPANION_RUNNERS:
        topics = (COMPANY, *topics)
    if duration > HOUR:
        topics = tuple(replace(topic, every=_spacing_over_an_hour(topic, context.timeline)) for topic in topics)
    if duration > LONG_SESSION and context.coaching in FUELLED:
        topics = (_fuel(context.timeline), *topics)
    return topics


def _companion(topic: Topic, context: SessionContext) -> Topic:
    """Return the topic as close together, and where, as this runner needs it in this session."""
    if topic is not ENCOURAGEMENT:
        return topic
    longest = {effort: max(_lengths(context.timeline, effort), default=0) for effort in _MAIN}
    needs_most = context.runner in COMPANION_RUNNERS or longest[Effort.RUN] >= LONG_ALONE
    topic = replace(topic, every=CLOSE_COMPANY_EVERY if needs_most else COMPANY_EVERY)
    if longest[Effort.RUN] >= ROOM_FOR_COMPANY:
        return topic
    if longest[Effort.WALK] >= ROOM_FOR_COMPANY:
        return replace(topic, efforts=(Effort.WALK,))
    return replace(topic, efforts=_MAIN, shortest=BRIEF_COMPANY, into=FUEL.into, before_change=FUEL.before_change, gap=FUEL.gap)


def _spacing_over_an_hour(topic: Topic, timeline: Timeline) -> Milliseconds:
    """Return how far apart the lines are; encouragements have the places of tips where all walks are too short for these."""
    if topic.part is Part.ENCOURAGEMENT and max(_lengths(timeline, Effort.WALK), default=0) < TIP.shortest:
        return BRIEF_SPACING_OVER_AN_HOUR
    return SPACING_OVER_AN_HOUR.get(topic.part, topic.every)


def _fuel(timeline: Timeline) -> Topic:
    """Drinking belongs into the walks; where there are none, it is a line like any other."""
    if any(length >= FUEL.shortest for length in _lengths(timeline, Effort.WALK)):
        return FUEL
    return replace(FUEL, efforts=_MAIN, into=Milliseconds(18 * SECOND), gap=ENCOURAGEMENT.gap)


def _lengths(timeline: Timeline, effort: Effort) -> Iterator[Milliseconds]:
    return (interval.duration for interval in timeline.intervals if interval.effort is effort)
