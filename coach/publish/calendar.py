"""A plan in the runner's calendar: one event a session, iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from coach.orders import Order
from coach.publish.schedule import Outing
from coach.publish.words import PLAYER_ADVICE, summary
from coach.script.titles import interval_title
from coach.units import clock

if TYPE_CHECKING:
    from icalendar import Event

MEDIA_TYPE: Final = "text/calendar"


def write_calendar(
    wanted: Sequence[Order], outings: Sequence[Outing], now: datetime, at: time | None = None, links: Sequence[str] = ()
) -> bytes:
    """Return the calendar: each session on its day, at a time of day or all day, with its content, length and file name.

    `now` is when it was made, with its time zone. `links`, where given, are the addresses of the sessions' pages. Times of day
    carry no time zone: a session at seven is at seven wherever the runner is.
    """
    from icalendar import Calendar

    plan = wanted[0].plan
    calendar = Calendar()
    calendar.add("prodid", "-//walk-run-coach//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plan.title)
    pages = list(links) or [""] * len(wanted)
    for order, outing, page in zip(wanted, outings, pages, strict=True):
        calendar.add_component(_event(order, outing, now, at, page))
    return bytes(calendar.to_ical())


def _event(order: Order, outing: Outing, now: datetime, at: time | None, page: str) -> Event:
    from icalendar import Event

    line = order.situation.timeline
    length = timedelta(milliseconds=line.duration)
    event = Event()
    event.add("uid", f"{order.plan.name}-w{order.week}-s{order.session}-{outing.day}@walk-run-coach")
    event.add("dtstamp", now)
    event.add("summary", f"{order.title}: {summary(order)}")
    if at is None:
        event.add("dtstart", outing.day)
        event.add("dtend", outing.day + timedelta(1))
    else:
        event.add("dtstart", datetime.combine(outing.day, at))
        event.add("duration", length)
    parts = [f"{clock(interval.start)} {interval_title(interval)}" for interval in line.intervals]
    facts = (f"{clock(line.duration)} in all: {summary(order)}", f"File: {order.file_name}", "", *parts, "", PLAYER_ADVICE)
    event.add("description", "\n".join(facts))
    event.add("transp", "OPAQUE" if at else "TRANSPARENT")
    if page:
        event.add("url", page)
    return event
