"""`coach plans` and `coach plan`: what there is to run."""

from __future__ import annotations

import typer

from coach.cli.asked import PlanName, SessionNumber, WeekNumber, asked_orders, explain
from coach.cli.options import RatioOptions, takes
from coach.orders import Order
from coach.plan.catalogue import DEFAULT_PLAN, bundled_names, find_plan
from coach.script.titles import interval_title, main_set_title
from coach.settings import load_settings
from coach.units import clock


def plans() -> None:
    """List the bundled plans."""
    for name in bundled_names():
        found = find_plan(name)
        default = "  (default)" if name == DEFAULT_PLAN else ""
        typer.echo(f"{name:<18} {found.description}{default}")


@takes(ratio=RatioOptions)
def plan(plan: PlanName = None, *, week: WeekNumber = None, session: SessionNumber = None, ratio: RatioOptions) -> None:
    """Show a plan as a table with times; with --week, each interval on the clock."""
    settings = load_settings()
    wanted = asked_orders(plan, week, session, ratio.ratio(), settings.runner)
    explain(wanted)
    typer.echo(": ".join(filter(None, (wanted[0].plan.title, wanted[0].plan.description))))
    for order in wanted:
        typer.echo(_row(order))
        if week is not None or len(wanted) == 1:
            for interval in order.situation.timeline.intervals:
                typer.echo(f"  {clock(interval.start):>8}  {interval_title(interval)}")


def _row(order: Order) -> str:
    length = clock(order.adjusted.session.duration)
    return f"{order.title:<30} {length:>8}  {main_set_title(order.situation.timeline):<34} {order.file_name}"
