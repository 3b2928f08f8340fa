"""`coach today`: the next session, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from coach.cli.logbook import Day, Profile, ordinal, render_command, this_day
from coach.cli.selection import PlanName, requested_sessions
from coach.plan.next import Felt


def today(
    plan: PlanName = None,
    *,
    felt: Annotated[Felt | None, typer.Option(help="How you feel about the last session now (default: as logged).")] = None,
    render: Annotated[bool, typer.Option("--render", help="Render the session too.")] = False,
    day: Day = None,
    profile: Profile = None,
) -> None:
    """Name the session that comes next by your log, and say why; after a break what a gentle return would be.

    The last line is the command that renders it, or with --render the file.
    """
    from coach.log.record import log_name
    from coach.log.standing import next_step, standing
    from coach.log.store import log_path, read_log
    from coach.plan.ratio import MOST_TAKES, Ratio
    from coach.session.words import summary
    from coach.settings import load_settings
    from coach.units import clock

    settings = load_settings()
    where = standing(read_log(log_path(profile)), log_name(plan) if plan else None, settings.paces)
    advice = next_step(where, day or this_day(), felt)
    ratio = Ratio(feel=advice.feel)
    request = requested_sessions(advice.plan, advice.week, advice.session, ratio, settings)[0]
    times = where.times_done(1, 1) if advice.plan == where.called and request.context.plan_sessions == 1 else 0
    if times:
        # A plan of one session says other things each time.
        ratio = replace(ratio, take=min(times + 1, MOST_TAKES))
        request = requested_sessions(advice.plan, advice.week, advice.session, ratio, settings)[0]
    again = f", for the {ordinal(times + 1)} time" if times else ""
    typer.echo(f"{advice.headline}{again}.\nWhy: {advice.reason}.")
    titles = dict.fromkeys((request.plan_title, request.title))
    typer.echo(f"{' · '.join(titles)} · {clock(request.timeline.duration)}: {summary(request)}")
    if not render:
        typer.echo(render_command(advice, ratio.take))
        return
    from coach.cli.reporting import reporter
    from coach.session.renderer import Renderer

    with reporter() as listener:
        Renderer(settings, listener).render([request])
