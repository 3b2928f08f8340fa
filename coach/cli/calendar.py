"""`coach calendar`: a plan's sessions on the runner's days."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import RATIO, takes
from coach.cli.selection import PlanName, explain, requested_sessions
from coach.errors import UsageError
from coach.plan.ratio import Ratio
from coach.plan.schedule import days_label, default_days, parse_days, parse_start, remarks, schedule
from coach.settings import load_settings


def start_date(text: str) -> date:
    """Parse the first day."""
    try:
        return parse_start(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date to start on; write it such as 2026-12-01") from error


def time_of_day(text: str) -> time:
    """Parse when a session begins."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no time of day; write it such as 07:30") from error


Start = Annotated[date | None, typer.Option(parser=start_date, metavar="DATE", help="The first day, such as 2026-12-01.")]
OnDays = Annotated[
    str | None,
    typer.Option(metavar="DAYS", help="The weekdays to run on, such as tue,thu,sat (default: none follow each other)."),
]


@takes(ratio=RATIO)
def calendar(
    plan: PlanName = None,
    *,
    start: Start = None,
    days: OnDays = None,
    at: Annotated[
        time | None,
        typer.Option(parser=time_of_day, metavar="TIME", help="When a session begins, such as 07:30; without it, all day."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The calendar to write (default: the plan's name).")] = None,
    ratio: Ratio,
) -> None:
    """Write a plan's sessions as a calendar file (.ics): content, length and file name of each, on your days."""
    from coach.export.calendar import write_calendar
    from coach.files import replacing

    if start is None:
        raise UsageError("on which day do you begin? Give --start, such as --start 2026-12-01")
    requests = requested_sessions(plan, None, None, ratio, load_settings())
    explain(requests)
    chosen = parse_days(days) if days else default_days(requests[0].plan)
    typer.echo(f"  on {days_label(chosen)}", err=True)
    for remark in remarks(requests[0].plan, start, chosen):
        typer.echo(f"coach: {remark}", err=True)
    scheduled_sessions = schedule(requests[0].plan, start, chosen)
    content = write_calendar(requests, scheduled_sessions, datetime.now().astimezone(), at)
    path = out or Path(f"{requests[0].plan.name}.ics")
    with replacing(path, len(content)) as file:
        file.write(content)
    typer.echo(str(path))
