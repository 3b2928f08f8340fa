"""`coach plans` and `coach plan`: what there is to run."""

from __future__ import annotations

import typer

from coach.cli.options import PACE, RATIO, Changes, settings_with, takes
from coach.cli.selection import PlanName, SessionNumber, WeekNumber, explain, requested_sessions
from coach.cli.table import on_terminal, print_table, print_text
from coach.plan.catalogue import DEFAULT_PLAN, bundled_names, find_plan
from coach.plan.model import Plan
from coach.plan.purpose import by_purpose
from coach.plan.ratio import Ratio
from coach.script.titles import interval_title, main_set_title
from coach.session.request import SessionRequest
from coach.units import clock


def plans() -> None:
    """List the bundled plans, by what they are for."""
    groups = by_purpose(map(find_plan, bundled_names()))
    if not on_terminal():
        print_table([_entry(plan) for members in groups.values() for plan in members])
        return
    width = max(map(len, bundled_names()))
    for heading, members in groups.items():
        print_table([(name.ljust(width), text) for name, text in map(_entry, members)], heading)


@takes(ratio=RATIO, pace=PACE)
def plan(plan: PlanName = None, *, week: WeekNumber = None, session: SessionNumber = None, ratio: Ratio, pace: Changes) -> None:
    """Show a plan as a table with times; with --week, each interval on the clock."""
    settings = settings_with(pace)
    requests = requested_sessions(plan, week, session, ratio, settings)
    explain(requests)
    print_text(": ".join(filter(None, (requests[0].plan_title, requests[0].plan.description))))
    if week is None and len(requests) > 1:
        print_table([_row(request) for request in requests], extra=1)
        return
    for request in requests:
        print_table([_row(request)], extra=1)
        for interval in request.timeline.intervals:
            typer.echo(f"  {clock(interval.start):>8}  {interval_title(interval, request.language)}")


def _entry(plan: Plan) -> tuple[str, str]:
    return plan.name, f"{plan.description}{'  (default)' if plan.name == DEFAULT_PLAN else ''}"


def _row(request: SessionRequest) -> tuple[str, str, str, str]:
    length = f"{clock(request.timeline.duration):>7}"
    return request.title, length, main_set_title(request.timeline, request.language), request.file_name
