"""A plan in the runner's calendar: one event a session, iCalendar (RFC 5545).

An event is known by its plan, week and session, not by its day, and its SEQUENCE grows with time: a plan that is moved replaces
the events that are in the calendar already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from coach.errors import UsageError
from coach.plan.catalogue import find_plan
from coach.plan.ratio import CUSTOM, Ratio
from coach.plan.schedule import ScheduledSession
from coach.script.titles import interval_title
from coach.session.request import SessionRequest, session_requests
from coach.session.words import summary
from coach.units import Milliseconds, clock

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

MEDIA_TYPE: Final = "text/calendar"

REFRESH: Final = timedelta(hours=12)
"""How often a calendar program is asked to look at a served calendar again."""

SECOND_WALK: Final = "second-walk"
"""The plan of the second walk of a day."""

_REFRESH_TEXT: Final = "PT12H"

_FIRST_REVISION: Final = datetime(2020, 1, 1, tzinfo=UTC)
_A_YEAR: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A session on its day, as the calendar shows it."""

    request: SessionRequest
    day: date
    at: time | None = None
    """When it begins; None: all day."""
    page: str = ""
    """The address of its page; empty for none."""
    beside: SessionRequest | None = None
    """For the second session of a day: the first one."""
    done: bool = False
    """Whether it is done."""

    @property
    def uid(self) -> str:
        """What the event is known by, on whatever day it is."""
        request = self.beside or self.request
        name = f"{request.plan.name}-{request.ratio.label}" if request.plan.name == CUSTOM else request.plan.name
        second = f"-{self.request.plan.name}" if self.beside else ""
        return f"{name}-w{request.week}-s{request.session}{second}@walk-run-coach"


@dataclass(frozen=True, slots=True)
class Timing:
    """What timed events need beside their time."""

    zone: ZoneInfo
    """The runner's time zone: the session is at that time there, in summer and in winter."""
    alarm: Milliseconds | None = None
    """How long before a session the calendar reminds of it."""


def write_calendar(
    requests: Sequence[SessionRequest],
    scheduled_sessions: Sequence[ScheduledSession],
    now: datetime,
    links: Sequence[str] = (),
) -> bytes:
    """Return the calendar of sessions on their days, all day, with their content, length and file name.

    `now` is when it was made, with its time zone. `links` are the addresses of the sessions' pages, where the calendar is
    served: programs that subscribe to it are then asked to look again.
    """
    pages = list(links) or [""] * len(requests)
    entries = [
        CalendarEntry(request, scheduled.day, page=page)
        for request, scheduled, page in zip(requests, scheduled_sessions, pages, strict=True)
    ]
    return write_entries(entries, now, served=bool(links))


def write_entries(
    entries: Sequence[CalendarEntry], now: datetime, timing: Timing | None = None, *, served: bool = False
) -> bytes:
    """Return the calendar of these entries, named after the first one's plan. `now` has its time zone.

    `timing` is needed where entries have times of day. `served`: the calendar is subscribed to, not imported.
    """
    from icalendar import Calendar, vDuration

    calendar = Calendar()
    calendar.add("prodid", "-//walk-run-coach//plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", entries[0].request.plan_title)
    if served:
        calendar.add("refresh-interval", vDuration(REFRESH), {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", _REFRESH_TEXT)
    for entry in entries:
        calendar.add_component(_event(entry, now, timing))
    _describe_zone(calendar, entries, timing)
    return bytes(calendar.to_ical())


def second_walks(entries: Sequence[CalendarEntry], at: time) -> list[CalendarEntry]:
    """Return the second walk of each day, at a time of day. Raises UsageError where the first session has not ended by then."""
    walk = session_requests(find_plan(SECOND_WALK), None, None, Ratio(), None, entries[0].request.language)[0]
    for entry in entries:
        if entry.at is not None and _moment(entry.at) + _length(entry.request) > _moment(at):
            raise UsageError(f"the second walk at {at:%H:%M} begins before the first session is over; let it begin later")
    return [CalendarEntry(walk, entry.day, at, beside=entry.request) for entry in entries]


def _moment(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def _length(request: SessionRequest) -> timedelta:
    return timedelta(milliseconds=request.timeline.duration)


def revision(now: datetime) -> int:
    """Return the SEQUENCE of events that are written at this moment: later ones are higher, second by second."""
    return (now - _FIRST_REVISION) // timedelta(seconds=1)


def _event(entry: CalendarEntry, now: datetime, timing: Timing | None) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("last-modified", now.astimezone(UTC))
    event.add("sequence", revision(now))
    event.add("summary", _summary(entry))
    _add_times(event, entry, timing)
    event.add("description", _description(entry.request))
    if entry.page:
        event.add("url", entry.page)
    if timing and timing.alarm and entry.at and not entry.done:
        event.add_component(_alarm(entry, timing.alarm))
    return event


def _summary(entry: CalendarEntry) -> str:
    mark = "✓ " if entry.done else ""
    return f"{mark}{entry.request.title}: {summary(entry.request)}"


def _add_times(event: Event, entry: CalendarEntry, timing: Timing | None) -> None:
    if entry.at is None or timing is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(1))
        event.add("transp", "TRANSPARENT")
        return
    event.add("dtstart", datetime.combine(entry.day, entry.at, timing.zone))
    event.add("duration", _length(entry.request))
    event.add("transp", "OPAQUE")


def _description(request: SessionRequest) -> str:
    timeline = request.timeline
    parts = [f"{clock(interval.start)} {interval_title(interval, request.language)}" for interval in timeline.intervals]
    facts = (
        f"{clock(timeline.duration)} in all: {summary(request)}",
        f"File: {request.file_name}",
        "",
        *parts,
        "",
        request.language.words.labels.advice,
    )
    return "\n".join(facts)


def _alarm(entry: CalendarEntry, before: Milliseconds) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.request.title)
    alarm.add("trigger", -timedelta(milliseconds=before))
    return alarm


def _describe_zone(calendar: Calendar, entries: Sequence[CalendarEntry], timing: Timing | None) -> None:
    """Add the rules of the time zone (VTIMEZONE) for the years of the plan, where times refer to it."""
    if timing is None:
        return
    days = [entry.day for entry in entries]
    calendar.add("x-wr-timezone", timing.zone.key)
    calendar.add_missing_timezones(first_date=min(days) - _A_YEAR, last_date=max(days) + _A_YEAR)
