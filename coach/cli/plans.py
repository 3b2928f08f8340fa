"""`coach plans` and `coach plan`: what there is to run."""

from __future__ import annotations

import typer

from coach.cli.options import RATIO, takes
from coach.cli.selection import PlanName, SessionNumber, WeekNumber, explain, requested_sessions
from coach.plan.catalogue import DEFAULT_PLAN, bundled_names, find_plan
from coach.plan.ratio import Ratio
from coach.script.titles import interval_title, main_set_title
from coach.session.request import SessionRequest
from coach.settings import load_settings
from coach.units import clock


def plans() -> None:
    """List the bundled plans."""
    for name in bundled_names():
        bundled = find_plan(name)
        default = "  (default)" if name == DEFAULT_PLAN else ""
        typer.echo(f"{name:<18} {bundled.description}{default}")


@takes(ratio=RATIO)
def plan(plan: PlanName = None, *, week: WeekNumber = None, session: SessionNumber = None, ratio: Ratio) -> None:
    """Show a plan as a table with times; with --week, each interval on the clock."""
    settings = load_settings()
    requests = requested_sessions(plan, week, session, ratio, settings)
    explain(requests)
    typer.echo(": ".join(filter(None, (requests[0].plan_title, requests[0].plan.description))))
    for request in requests:
        typer.echo(_row(request))
        if week is not None or len(requests) == 1:
            for interval in request.timeline.intervals:
                typer.echo(f"  {clock(interval.start):>8}  {interval_title(interval, request.language)}")


def _row(request: SessionRequest) -> str:
    length = clock(request.timeline.duration)
    return f"{request.title:<30} {length:>8}  {main_set_title(request.timeline, request.language):<34} {request.file_name}"
