"""What comes next after a session, as `coach next` and `coach today` advise it, with links to the sessions.

A page holds the advice for each way that a session may have felt and for days without one; its script chooses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from coach.mixer.options import WebOptions
from coach.plan.model import Plan
from coach.plan.next import (
    AGAIN_FROM,
    BACK_FROM,
    REPEAT_FROM,
    WORTH_A_WORD,
    Advice,
    Felt,
    Step,
    after_break,
    after_rest,
    after_session,
    interlude_is_over,
    nothing_lost,
)
from coach.plan.timeline import Timeline
from coach.session.request import SessionRequest
from coach.session.words import summary

DAYS: Final = "{days}"
"""What stands for the number of missed days, which the page's script knows: `9 days`."""

LABELS: Final = {
    Felt.EASY: "It was easy",
    Felt.RIGHT: "It was right",
    Felt.HARD: "It was hard",
    Felt.SORE: "I am sore",
}


@dataclass(frozen=True, slots=True)
class NextSession:
    """A session that a page points to."""

    path: str
    """The address of its page, from the first page: `plans/walk-run-start/week-1-session-1/`."""
    plan: str
    """The plan's title."""
    title: str
    summary: str
    timeline: Timeline


FindSession = Callable[[str, int, int, WebOptions], NextSession | None]
"""Returns the session of a plan's name, a week and a session (both from 1) with these options; None if this site has none."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do, why, and the link to it."""

    headline: str
    """What to do, without a full stop."""
    reason: str
    """Why, without a full stop."""
    session: NextSession | None
    """The advised session; None if this site has no page for it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The advice for one answer to "How did it feel?"."""

    felt: Felt
    label: str
    """The answer, as the runner says it."""
    advice: Suggestion
    after_rest: Suggestion | None
    """What follows a rest that is advised, once something gentle has felt well; None where no rest is advised."""


@dataclass(frozen=True, slots=True)
class Restart:
    """The advice after days without a session."""

    least: int
    """Missed days from which it holds."""
    advice: Suggestion
    """Its reason holds `DAYS` where the number of days stands. Without a headline the runner goes on where they were."""


def next_session(request: SessionRequest, options: WebOptions) -> NextSession:
    """Return the link to a session's page."""
    step = f"{options.step}/" if options else ""
    path = f"plans/{request.plan.name}/{step}week-{request.week}-session-{request.session}/"
    return NextSession(path, request.plan.title, request.title, summary(request), request.timeline)


def is_between(plan: Plan, session: int) -> bool:
    """Tell whether a session leaves the plan that a runner follows where it is: a single one, or the end of days between."""
    sessions = [len(week.sessions) for week in plan.weeks]
    return sum(sessions) == 1 or interlude_is_over(plan.name, session, sessions[0])


def answers(request: SessionRequest, options: WebOptions, find: FindSession) -> tuple[Answer, ...]:
    """Return the advice for each answer."""
    return tuple(_answer(request, felt, options, find) for felt in Felt)


def _answer(request: SessionRequest, felt: Felt, options: WebOptions, find: FindSession) -> Answer:
    plan, week = request.plan, request.week
    advice = after_session(plan, plan.name, week, request.session, felt)
    rests = advice.step is Step.REST and not is_between(plan, request.session)
    later = _suggestion(after_rest(plan.name, week), plan, options, find) if rests else None
    return Answer(felt, LABELS[felt], _suggestion(advice, plan, options, find), later)


def restarts(request: SessionRequest, options: WebOptions, find: FindSession) -> tuple[Restart, ...]:
    """Return the advice after days without a session, from few days to many.

    A session that is all of its plan is done again as it is, unless another plan is gentler after so long.
    """
    plan = request.plan
    advised = [Restart(WORTH_A_WORD, Suggestion("", nothing_lost(DAYS), None))]
    for least in (REPEAT_FROM, BACK_FROM, AGAIN_FROM):
        advice = after_break(plan, plan.name, request.week, request.session, least, named=DAYS)
        if advice.plan != plan.name or not is_between(plan, request.session):
            advised.append(Restart(least, _suggestion(advice, plan, options, find)))
    return tuple(advised)


def _suggestion(advice: Advice, plan: Plan, options: WebOptions, find: FindSession) -> Suggestion:
    kept = options if advice.plan == plan.name else WebOptions()
    # How the runner felt on the day of the last session says nothing of the next one.
    mix = replace(kept, ratio=replace(kept.ratio, feel=advice.feel))
    session = find(advice.plan, advice.week, advice.session, mix)
    return Suggestion(advice.headline, advice.reason, session)
