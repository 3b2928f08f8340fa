"""What the templates of lines may use: variables that describe the session, and one of its intervals."""

from __future__ import annotations

from collections.abc import Mapping

from coach.language.model import Language
from coach.plan.catalogue import find_plan
from coach.plan.context import SessionContext
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.outline import outline_variables, pace_variables
from coach.units import DistanceUnit, Milliseconds


def session_variables(context: SessionContext, name: str, units: DistanceUnit, language: Language) -> dict[str, object]:
    """Return what every template may use; `docs/lines.md` lists it."""
    runs = [interval.duration for interval in context.timeline.intervals if interval.effort is Effort.RUN]
    walks = [interval.duration for interval in context.timeline.intervals if interval.effort is Effort.WALK]
    custom = context.is_custom
    return {
        "coaching": str(context.coaching),
        "runner": str(context.runner),
        "name": language.speakable(name),
        "units": str(units),
        "plan": "" if custom else language.speakable(language.plan_title(context.plan.name, context.plan.title)),
        "own_title": language.speakable(context.own_title or ""),
        "custom": custom,
        "week": context.week,
        "weeks": context.weeks,
        "session": context.session,
        "sessions": context.sessions,
        "first_session": context.weeks > 1 and context.ordinal == 0,
        "last_session": context.weeks > 1 and context.ordinal == context.plan_sessions - 1,
        "first_of_week": context.session == 1,
        "last_of_week": context.session == context.sessions,
        "hard_week": context.hard_week,
        "after_hard_week": context.after_hard_week,
        "run_count": len(runs),
        "walk_count": len(walks),
        "run_for": _common(runs, language),
        "walk_for": _common(walks, language),
        "longest_run": language.duration(max(runs)) if runs else "",
        "total": language.rounded_duration(context.timeline.duration),
        "has_runs": bool(runs),
        **_story_variables(context, language),
        **outline_variables(context.timeline, language),
        **pace_variables(units, language),
    }


def _story_variables(context: SessionContext, language: Language) -> dict[str, object]:
    """Return what the lines about the weeks may use: lengths and counts of this week and of the one before."""
    news, following = context.news, context.following
    milestone, ahead = context.milestone, context.next_milestone
    return {
        "run_before": language.duration(news.before.run) if news and news.before.run else "",
        "run_now": language.duration(news.now.run) if news and news.now.run else "",
        "runs_before": len(news.before.runs) if news else 0,
        "runs_now": len(news.now.runs) if news else 0,
        "walk_before": language.duration(news.before.walk) if news and news.before.walk else "",
        "walk_now": language.duration(news.now.walk) if news and news.now.walk else "",
        "milestone": language.duration(milestone) if milestone else "",
        "next_milestone": language.duration(ahead) if ahead else "",
        "following": language.speakable(language.plan_title(following, find_plan(following).title)) if following else "",
    }


def _common(durations: list[Milliseconds], language: Language) -> str:
    return language.duration(durations[0]) if len(set(durations)) == 1 else ""


def interval_variables(base: Mapping[str, object], timeline: Timeline, index: int, language: Language) -> dict[str, object]:
    """Return what the templates about one interval may use besides."""
    interval = timeline.intervals[index]
    following = timeline.intervals[index + 1] if index + 1 < len(timeline.intervals) else None
    return {
        **base,
        "effort": str(interval.effort),
        "flavour": _flavour(interval),
        "duration": language.duration(interval.duration),
        "distance": language.speakable(interval.distance) if interval.distance else "",
        "repetition": interval.repetition,
        "repetitions": interval.repetitions,
        "first": interval.repetition == 1,
        "last": interval.repetition == interval.repetitions,
        "first_run_next": bool(following and following.effort is Effort.RUN and following.repetition == 1),
        "next_effort": str(following.effort) if following else "",
        "next_flavour": _flavour(following) if following else "",
        "next_duration": language.duration(following.duration) if following else "",
    }


def _flavour(interval: TimedInterval) -> str:
    return str(interval.flavour or "")
