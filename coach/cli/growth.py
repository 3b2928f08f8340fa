"""`coach next` and `coach grow`: what comes next, and a plan of small steps of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.logbook import Profile, render_command, this_day
from coach.cli.options import length_of_time, whole_number
from coach.cli.paths import expanded, print_path
from coach.cli.selection import PlanName
from coach.errors import OutputError, UsageError
from coach.plan.catalogue import DEFAULT_PLAN, find_plan
from coach.plan.model import Plan
from coach.plan.next import Advice, Felt, after_break, after_session
from coach.settings import load_settings
from coach.units import Milliseconds, parse_duration

_EACH_WEEK = "Each week changes one thing."
_EACH_WALK = "Each walk is a few steps longer than the one before."


def next_session(
    plan: PlanName = None,
    *,
    week: Annotated[
        int | None,
        typer.Option(parser=whole_number(1), metavar="N", help="The week that you are in (default: as your log says)."),
    ] = None,
    session: Annotated[
        int | None,
        typer.Option(
            parser=whole_number(1),
            metavar="N",
            help="The session that you did (default: the week's last); with --missed the one due (default: the first).",
        ),
    ] = None,
    felt: Annotated[Felt | None, typer.Option(help="How the last session felt.")] = None,
    missed: Annotated[int | None, typer.Option(parser=whole_number(0), metavar="DAYS", help="Days without a session.")] = None,
    profile: Profile = None,
) -> None:
    """Say what comes next: the next session, the week again, a week back, or rest; and why.

    Give --week with either --felt or --missed; without --week your log says where you are. The last line is the command that
    renders it.
    """
    if week is None:
        _after_the_log(plan, session, felt, missed, profile)
        return
    name = plan or DEFAULT_PLAN
    current = find_plan(name, load_settings().paces)
    if (felt is None) == (missed is None):
        raise UsageError("give either --felt (easy, right, hard or sore) or --missed DAYS")
    if felt is not None:
        advice = after_session(current, name, week, session, felt)
    else:
        advice = after_break(current, name, week, session, missed or 0)
    _show(advice)


def _after_the_log(plan: str | None, session: int | None, felt: Felt | None, missed: int | None, profile: str | None) -> None:
    from datetime import timedelta

    from coach.log.record import log_name
    from coach.log.standing import next_step, standing
    from coach.log.store import log_path, read_log

    if session is not None:
        raise UsageError("give --week with --session, or neither: then your log says where you are")
    where = standing(read_log(log_path(profile)), log_name(plan) if plan else None, load_settings().paces)
    today = this_day()
    if missed is not None and where.last:
        today = where.last.day + timedelta(days=missed + 1)
    _show(next_step(where, today, felt))


def _show(advice: Advice) -> None:
    typer.echo(f"{advice.headline}.\nWhy: {advice.reason}.\n{render_command(advice)}")


def grow(  # noqa: PLR0913  # one for each option
    plan: Annotated[
        str | None, typer.Argument(metavar="[PLAN]", help="finisher, for a walk after each run that grows; nothing for runs.")
    ] = None,
    *,
    start: Annotated[
        str, typer.Option("--from", metavar="RUN/WALK", help="The ratio that you do now, such as 1m/2m; a length for a walk.")
    ],
    goal: Annotated[
        str, typer.Option("--to", metavar="GOAL", help="A ratio, such as 8m/1m, or a run without a walk, such as 30m.")
    ],
    weeks: Annotated[
        int | None,
        typer.Option(parser=whole_number(2, 104), metavar="N", help="In how many weeks; by default as few as is sound."),
    ] = None,
    repeat: Annotated[
        int | None,
        typer.Option(parser=whole_number(1), metavar="N", help="How often you run and walk now: the sessions stay so long."),
    ] = None,
    total: Annotated[
        Milliseconds | None,
        typer.Option(parser=length_of_time, metavar="DURATION", help="How long the sessions are in all (default: 40m)."),
    ] = None,
    easier_every: Annotated[
        int | None,
        typer.Option(parser=whole_number(2, 104), metavar="N", help="An easier week after every N weeks (default: none)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The plan's file (default: named after the goal, here).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write a plan of your own that grows from one ratio to another by small single steps.

    Each week changes one thing. What would be too much too soon is refused, with the number of weeks that it takes. The walk
    after a run grows too, by a few steps each time: coach grow finisher --from 3m --to 8m
    """
    from coach.files import check_ending, write_file
    from coach.plan.grow import outline
    from coach.plan.text import plan_text

    grown = _grown_walk(plan, start, goal, weeks) if plan else _grown_runs(start, goal, weeks, repeat, total, easier_every)
    if plan and (repeat or total or easier_every):
        raise UsageError("--repeat, --total and --easier-every are for runs that grow; leave them out for a walk")
    path = check_ending(expanded(out), ".toml") if out else Path(f"{grown.name}.toml")
    if path.exists() and not force:
        raise OutputError(f"{path}: is there already; choose another name with --out, or write over it with --force")
    data = plan_text(
        grown, f"{_EACH_WALK if plan else _EACH_WEEK} Edit it as you like; docs/plans.md explains every key."
    ).encode()
    write_file(path, data)
    for line in outline(grown):
        typer.echo(f"  {line}", err=True)
    print_path(path)


def _grown_runs(
    start: str, goal: str, weeks: int | None, repeat: int | None, total: Milliseconds | None, easier_every: int | None
) -> Plan:
    from coach.plan.grow import grow as grown
    from coach.plan.pace import DEFAULT_TOTAL, parse_pace, present_total

    if repeat and total:
        raise UsageError("--repeat and --total both say how long the sessions are; give one of them")
    begin = parse_pace(start)
    held = present_total(begin, repeat) if repeat else total or DEFAULT_TOTAL
    return grown(begin, parse_pace(goal), weeks, total=held, easier_every=easier_every)


def _grown_walk(plan: str, start: str, goal: str, weeks: int | None) -> Plan:
    from coach.plan.grow_walk import grow_walk

    return grow_walk(find_plan(plan, load_settings().paces), parse_duration(start), parse_duration(goal), weeks)
