"""The days of a plan that is under way: what is done on the day it was done, the rest from now on."""

from __future__ import annotations

from datetime import date, timedelta

from coach.log.standing import Standing
from coach.plan.schedule import Days, ScheduledSession, schedule

Place = tuple[int, int]
"""A week and a session of it, both from 1."""


def days_to_come(where: Standing, today: date, days: Days, begin: Place | None = None) -> tuple[ScheduledSession, ...]:
    """Put what is left of the plan on training days from today, beginning with `begin` or with the session that is due.

    After a session of today it is tomorrow. Nothing is left where the plan's last session was the last one that was done.
    """
    last = where.last
    if begin is None and last and last.place == (len(where.plan.weeks), len(where.plan.weeks[-1].sessions)):
        return ()
    start = today + timedelta(1) if last and last.day >= today else today
    place = begin or where.due
    return schedule(where.plan, start, days, place, _week_began(where, place))


def days_done(where: Standing, to_come: tuple[ScheduledSession, ...]) -> tuple[ScheduledSession, ...]:
    """Return the sessions that are done, on the day of the last time; those that are to come again are left out."""
    coming = {(scheduled.week, scheduled.session) for scheduled in to_come}
    done = {entry.place: ScheduledSession(*entry.place, entry.day) for entry in where.entries if entry.place not in coming}
    return tuple(sorted(done.values(), key=lambda scheduled: scheduled.day))


def days_of_all(where: Standing, to_come: tuple[ScheduledSession, ...], today: date) -> tuple[ScheduledSession, ...]:
    """Return a day for every session of the plan, in its order; one that was left out has the day of the one after it."""
    known = {(one.week, one.session): one.day for one in (*to_come, *days_done(where, to_come))}
    places = [
        (week, session) for week, found in enumerate(where.plan.weeks, 1) for session in range(1, len(found.sessions) + 1)
    ]
    days: list[ScheduledSession] = []
    following = today
    for place in reversed(places):
        following = known.get(place, following)
        days.append(ScheduledSession(*place, following))
    return tuple(reversed(days))


def _week_began(where: Standing, place: Place) -> date | None:
    """Return the day of the first session of the week that goes on with `place`; None where the week begins anew."""
    began = None
    expected = place[1] - 1
    for entry in reversed(where.entries):
        if expected < 1 or entry.place != (place[0], expected):
            break
        began, expected = entry.day, expected - 1
    return began
