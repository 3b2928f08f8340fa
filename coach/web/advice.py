"""What comes next after a session, for each way it may have felt: the advice of `coach next`, with a link to the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from coach.plan.model import Plan
from coach.plan.next import Advice, Felt, after_session
from coach.plan.ratio import CUSTOM, Ratio
from coach.plan.timeline import Timeline
from coach.session.request import SessionRequest
from coach.session.words import summary
from coach.web.options import WebOptions

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
class Answer:
    """The advice for one answer to "How did it feel?"."""

    felt: Felt
    label: str
    """The answer, as the runner says it."""
    headline: str
    """What to do, without a full stop."""
    reason: str
    """Why, as a sentence without a full stop."""
    session: NextSession | None
    """The advised session; None if this site has no page for it."""


def next_session(request: SessionRequest, options: WebOptions) -> NextSession:
    """Return the link to a session's page."""
    step = f"{options.step}/" if options else ""
    path = f"plans/{request.plan.name}/{step}week-{request.week}-session-{request.session}/"
    return NextSession(path, request.plan.title, request.title, summary(request), request.timeline)


def answers(request: SessionRequest, options: WebOptions, find: FindSession) -> tuple[Answer, ...]:
    """Return the advice for each answer; none for a session of the runner's own, which no plan continues."""
    plan = request.plan
    if plan.name == CUSTOM:
        return ()
    return tuple(_answer(plan, request, felt, options, find) for felt in Felt)


def _answer(plan: Plan, request: SessionRequest, felt: Felt, options: WebOptions, find: FindSession) -> Answer:
    advice = after_session(plan, plan.name, request.week, request.session, felt)
    found = find(advice.plan, advice.week, advice.session, _options(advice, plan, options))
    reason = advice.reason[:1].upper() + advice.reason[1:]
    return Answer(felt, LABELS[felt], advice.headline, reason, found)


def _options(advice: Advice, plan: Plan, options: WebOptions) -> WebOptions:
    """Return the options of the advised session: the runner's own mix in the same plan, and longer walks where advised."""
    kept = options if advice.plan == plan.name else WebOptions()
    return replace(kept, ratio=Ratio(feel=advice.feel)) if advice.feel else kept
