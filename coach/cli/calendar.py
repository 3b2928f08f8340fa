"""`coach calendar`: a plan's sessions on the runner's days."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.logbook import Profile, logged_standing, scheduled_by_log
from coach.cli.options import PACE, RATIO, Changes, length_of_time, settings_with, takes, whole_number
from coach.cli.paths import expanded, print_path
from coach.cli.selection import PlanName, explain, requested_sessions
from coach.errors import UsageError
from coach.plan.ratio import CUSTOM, Ratio
from coach.plan.schedule import Days, ScheduledSession, days_label, default_days, parse_days, parse_start, remarks, schedule
from coach.plan.time_of_day import parse_time_of_day
from coach.units import Milliseconds

if TYPE_CHECKING:
    from coach.export.calendar import CalendarEntry, Timing
    from coach.log.standing import Standing
    from coach.session.request import SessionRequest


def start_date(text: str) -> date:
    """Parse the first day."""
    try:
        return parse_start(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date to start on; write it such as 2026-12-01") from error


def time_of_day(text: str) -> time:
    """Parse when a session begins."""
    try:
        return parse_time_of_day(text)
    except UsageError as error:
        raise typer.BadParameter(str(error)) from error


def _time_option(help_text: str) -> object:
    return typer.Option(parser=time_of_day, metavar="TIME", help=help_text)


Start = Annotated[date | None, typer.Option(parser=start_date, metavar="DATE", help="The first day, such as 2026-12-01.")]
OnDays = Annotated[
    str | None,
    typer.Option(metavar="DAYS", help="The weekdays to run on, such as tue,thu,sat (default: none follow each other)."),
]


@takes(ratio=RATIO, pace=PACE)
def calendar(  # noqa: PLR0913  # one for each option that only this command has
    plan: PlanName = None,
    *,
    start: Start = None,
    days: OnDays = None,
    week: Annotated[
        int | None, typer.Option(parser=whole_number(1), metavar="N", help="The week to go on from (default: by your log).")
    ] = None,
    session: Annotated[
        int | None, typer.Option(parser=whole_number(1), metavar="N", help="The session of that week (default: the first).")
    ] = None,
    at: Annotated[time | None, _time_option("When a session begins, such as 7:30, 7pm or 19:00; without it, all day.")] = None,
    alarm: Annotated[
        Milliseconds | None,
        typer.Option(parser=length_of_time, metavar="DURATION", help="Remind so long before, such as 30m; needs --at."),
    ] = None,
    second_walk: Annotated[
        time | None, _time_option("Walk a second time on each day, at this time: the plan second-walk.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Where you run, such as Europe/Berlin (default: this computer's zone).")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The calendar to write (default: the plan's name).")] = None,
    profile: Profile = None,
    ratio: Ratio,
    pace: Changes,
) -> None:
    """Write a plan's sessions as a calendar file (.ics): content, length and file name of each, on your days.

    Without --start your log says where you are: what is done stays on its day, the rest goes on from today. Import the file
    again after a change: events that are there already are replaced.
    """
    from coach.export.calendar import write_entries
    from coach.files import check_ending, write_file

    if alarm and at is None:
        raise UsageError("--alarm needs the time of day that it comes before; give --at, such as --at 7:30")
    settings = settings_with(pace)
    path = check_ending(expanded(out), ".ics") if out else None
    requests = requested_sessions(plan, None, None, ratio, settings)
    explain(requests)
    chosen = parse_days(days) if days else default_days(requests[0].plan)
    typer.echo(f"  on {days_label(chosen)}", err=True)
    begin = None if week is None and session is None else (week or 1, session or 1)
    if begin:
        requested_sessions(plan, *begin, ratio, settings)  # Raises UsageError for a session that is not there.
    done: tuple[ScheduledSession, ...] = ()
    if start:
        for remark in remarks(requests[0].plan, start, chosen):
            typer.echo(f"coach: {remark}", err=True)
        to_come = schedule(requests[0].plan, start, chosen, begin or (1, 1))
    elif requests[0].plan.name == CUSTOM:
        raise UsageError("a session of your own is in no log; give the day with --start, such as --start 2026-12-01")
    else:
        done, to_come = _by_log(logged_standing(plan, profile, settings.paces), chosen, begin)
    timing = _timing(timezone, alarm) if at or second_walk else None
    content = write_entries(_entries(requests, done, to_come, at, second_walk), datetime.now().astimezone(), timing)
    path = path or Path(f"{requests[0].plan.name}.ics")
    write_file(path, content)
    print_path(path)


def _by_log(
    where: Standing, days: Days, begin: tuple[int, int] | None
) -> tuple[tuple[ScheduledSession, ...], tuple[ScheduledSession, ...]]:
    """Return what is done of a plan and what is to come, by the log. Raises UsageError where nothing is to come."""
    from coach.log.dates import days_done

    to_come = scheduled_by_log(where, days, begin)
    if not to_come:
        raise UsageError(f"all of {where.plan.name} is in your log; give --start, the day on which it begins again")
    return days_done(where, to_come), to_come


def _entries(
    requests: tuple[SessionRequest, ...],
    done: tuple[ScheduledSession, ...],
    to_come: tuple[ScheduledSession, ...],
    at: time | None,
    second_walk: time | None,
) -> list[CalendarEntry]:
    from coach.export.calendar import CalendarEntry, second_walks

    by_place = {(request.week, request.session): request for request in requests}
    entries = [CalendarEntry(by_place[day.week, day.session], day.day, done=True) for day in done]
    coming = [CalendarEntry(by_place[day.week, day.session], day.day, at) for day in to_come]
    return [*entries, *coming, *(second_walks(coming, second_walk) if second_walk else ())]


def _timing(zone: str | None, alarm: Milliseconds | None) -> Timing:
    """Return the runner's time zone, with the alarm. Raises UsageError where there is none of that name."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from coach.export.calendar import Timing

    try:
        return Timing(ZoneInfo(zone or _own_zone()), alarm)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        place = f"no time zone called {zone!r}" if zone else "this computer's time zone has no name"
        raise UsageError(f"{place}; give it with --timezone, such as --timezone Europe/Berlin") from error


def _own_zone() -> str:
    """Return the name of the computer's time zone. Raises ZoneInfoNotFoundError where it has none."""
    import tzlocal

    tzlocal.get_localzone()  # Refuses a zone without a name, where the next call would give another zone's.
    return tzlocal.get_localzone_name()
