"""Facts about a session in the story of its plan: what is new in the week, what comes for the first time, what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from coach.plan.context import SessionContext
from coach.plan.model import Runner
from coach.plan.weeks import Load, WeekNews, load
from coach.units import MINUTE, Milliseconds

WEEK_FACTS: Final[dict[str, str]] = {
    "news": "something can be said about what is new this week",
    "news-of-session": "the news are those of this session alone, since the sessions of a week differ",
    "longer-runs": "the longest run is longer than in the week before",
    "shorter-runs": "the longest run is shorter than in the week before",
    "same-runs": "the longest run is as long as in the week before",
    "runs-alike": "all runs have one length, and so had those of the week before",
    "walks-alike": "all walks of the main set have one length, and so had those of the week before",
    "more-runs": "there are more runs than in the week before",
    "fewer-runs": "there are fewer runs than in the week before",
    "longer-walks": "the longest walk of the main set is longer than in the week before",
    "shorter-walks": "the longest walk of the main set is shorter than in the week before",
    "same-walks": "the longest walk of the main set is as long as in the week before",
    "walks-gone": "there were walks in the main set in the week before, and there are none now",
    "more-in-all": "a session without runs is longer than in the week before",
    "less-in-all": "a session without runs is shorter than in the week before",
    "same-as-last-week": "the main set is that of the week before",
    "milestone": "a run is the first in its plan of 5, 10, 20 or 30 minutes",
    "milestone-ahead": "the next week has such a run",
    "big-step-ahead": "the next week has much more running",
    "plan-follows": "a bundled plan goes on where this one ends",
    "half-hour": "a run lasts thirty minutes or more",
    "tones-explained": "the session explains the tones",
    "walks-lengthened": "the walks are longer today than in the plan",
    "walks-shortened": "the walks are shorter today than in the plan",
    "runs-left-out": "there are fewer runs today than in the plan, and it takes no longer",
    "runs-shortened": "the longest run is shorter today than in the plan, and it takes no longer",
}
"""More facts that hold for a whole session, and what they mean."""

NEWS_FACTS: Final = frozenset(
    {
        *("news", "news-of-session", "same-as-last-week", "more-in-all", "less-in-all"),
        *("longer-runs", "shorter-runs", "same-runs", "runs-alike", "more-runs", "fewer-runs"),
        *("longer-walks", "shorter-walks", "same-walks", "walks-alike", "walks-gone"),
    }
)
"""Facts about what is new: the same in all forms of a session that have the main set of its plan, and none in others."""

GENTLE_BEGINNING: Final = Milliseconds(5 * MINUTE)
"""A programme whose first week has no run over this may be somebody's first meeting with the tones."""

_HALF_AN_HOUR: Final = Milliseconds(30 * MINUTE)


def week_facts(context: SessionContext) -> Iterator[str]:
    """Yield the facts of `WEEK_FACTS` that hold for a session."""
    if not context.coaching.clockless:
        yield from _of_changes(load(context.planned), load(context.content))
    if context.content.longest_run >= _HALF_AN_HOUR and not context.coaching.clockless:
        yield "half-hour"
    if context.following:
        yield "plan-follows"
    if context.weeks == 1 or context.is_custom:
        return
    if context.news and not context.coaching.clockless:
        yield from _of_news(context.news)
    conditions = {
        "milestone": bool(context.milestone),
        "milestone-ahead": bool(context.next_milestone),
        "big-step-ahead": context.is_big_step_ahead,
        "tones-explained": _explains_tones(context),
    }
    yield from (name for name, holds in conditions.items() if holds and not context.coaching.clockless)


def _of_news(news: WeekNews) -> Iterator[str]:
    before, now = news.before, news.now
    if before == now:
        yield from ("news", "same-as-last-week")
    elif before.runs and now.runs:
        yield "news"
        yield _compared(before.run, now.run, "longer-runs", "shorter-runs", "same-runs")
        if len(set(before.runs)) == len(set(now.runs)) == 1:
            yield "runs-alike"
        if len(set(before.walks)) == len(set(now.walks)) == 1:
            yield "walks-alike"
        if len(before.runs) != len(now.runs):
            yield "more-runs" if len(now.runs) > len(before.runs) else "fewer-runs"
        if before.walks and now.walks:
            yield _compared(before.walk, now.walk, "longer-walks", "shorter-walks", "same-walks")
        elif before.walks:
            yield "walks-gone"
    elif before.runs or now.runs or before.total == now.total:
        return
    else:
        yield from ("news", "more-in-all" if now.total > before.total else "less-in-all")
    if not news.of_whole_week:
        yield "news-of-session"


def _compared(before: int, now: int, more: str, less: str, same: str) -> str:
    return more if now > before else less if now < before else same


def _of_changes(planned: Load, today: Load) -> Iterator[str]:
    if today.total <= planned.total:
        if len(today.runs) < len(planned.runs):
            yield "runs-left-out"
        if 0 < today.run < planned.run:
            yield "runs-shortened"
    if today.walk != planned.walk and today.walks and planned.walks and planned.runs:
        yield "walks-lengthened" if today.walk > planned.walk else "walks-shortened"


def _explains_tones(context: SessionContext) -> bool:
    """Tell whether this is the first session of somebody who has not met the tones."""
    first_week = context.plan.weeks[0].sessions
    gentle = 0 < max(session.longest_run for session in first_week) <= GENTLE_BEGINNING
    return context.ordinal == 0 and gentle and context.runner is not Runner.EXPERIENCED and bool(context.content.running)
