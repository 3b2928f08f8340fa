"""A plan in the runner's calendar: one event a session, iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from coach.plan.schedule import ScheduledSession
from coach.script.titles import interval_title
from coach.session.request import SessionRequest
from coach.session.words import summary
from coach.units import clock

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE: Final = "text/calendar"


def write_calendar(
    wanted: Sequence[SessionRequest],
    scheduled_sessions: Sequence[ScheduledSession],
    now: datetime,
    at: time | None = None,
    links: Sequence[str] = (),
) -> bytes:
    """Return the calendar: each session on its day, at a time of day or all day, with its content, length and file name.

    `now` is when it was made, with its time zone. `links`, where given, are the addresses of the sessions' pages. Times of day
    carry no time zone: a session at seven is at seven wherever the runner is.
    """
    from icalendar import Calendar

    plan_title = wanted[0].plan_title
    calendar = Calendar()
    calendar.add("prodid", "-//walk-run-coach//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plan_title)
    pages = list(links) or [""] * len(wanted)
    for request, scheduled, page in zip(wanted, scheduled_sessions, pages, strict=True):
        calendar.add_component(_event(request, scheduled, now, at, page))
    return bytes(calendar.to_ical())


def _event(request: SessionRequest, scheduled: ScheduledSession, now: datetime, at: time | None, page: str) -> Event:
    from icalendar import Event

    timeline = request.timeline
    length = timedelta(milliseconds=timeline.duration)
    event = Event()
    event.add("uid", f"{request.plan.name}-w{request.week}-s{request.session}-{scheduled.day}@walk-run-coach")
    event.add("dtstamp", now)
    event.add("summary", f"{request.title}: {summary(request)}")
    if at is None:
        event.add("dtstart", scheduled.day)
        event.add("dtend", scheduled.day + timedelta(1))
    else:
        event.add("dtstart", datetime.combine(scheduled.day, at))
        event.add("duration", length)
    parts = [f"{clock(interval.start)} {interval_title(interval, request.language)}" for interval in timeline.intervals]
    facts = (
        f"{clock(timeline.duration)} in all: {summary(request)}",
        f"File: {request.file_name}",
        "",
        *parts,
        "",
        request.language.words.labels.advice,
    )
    event.add("description", "\n".join(facts))
    event.add("transp", "OPAQUE" if at else "TRANSPARENT")
    if page:
        event.add("url", page)
    return event
