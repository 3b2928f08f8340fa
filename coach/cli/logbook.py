"""What the commands that use the log share: whose log it is, days, where the runner is, and advice in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from coach.errors import UsageError
from coach.plan.next import Advice
from coach.plan.schedule import Days, ScheduledSession, parse_start
from coach.remedies import command

if TYPE_CHECKING:
    from coach.log.standing import Standing
    from coach.plan.distance import Paces

Profile = Annotated[str | None, typer.Option(metavar="NAME", help="Whose log it is, where several runners share a computer.")]


def a_day(text: str) -> date:
    """Parse a day."""
    try:
        return parse_start(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day; write it such as 2026-12-01") from error


Day = Annotated[date | None, typer.Option("--date", parser=a_day, metavar="DATE", help="On which day (default: today).")]


def this_day() -> date:
    """Return today, where the runner is."""
    return datetime.now().astimezone().date()


def render_command(advice: Advice, take: int | None = None) -> str:
    """Return the command, in this system's shell, that renders what is advised; `take`: which rendering of the session."""
    words = ["coach", "render", advice.plan, "--week", str(advice.week), "--session", str(advice.session)]
    words += ["--feel", advice.feel] if advice.feel else []
    words += ["--take", str(take)] if take else []
    return command(*words)


def ordinal(number: int) -> str:
    """Write a place in a row: `2nd`, `3rd`, `11th`."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def logged_standing(plan: str | None, profile: str | None, paces: Paces) -> Standing:
    """Return where the runner is in a plan, by the log."""
    from coach.log.record import log_name
    from coach.log.standing import standing
    from coach.log.store import log_path, read_log
    from coach.plan.catalogue import DEFAULT_PLAN

    return standing(read_log(log_path(profile)), log_name(plan or DEFAULT_PLAN), paces)


def scheduled_by_log(where: Standing, days: Days, begin: tuple[int, int] | None = None) -> tuple[ScheduledSession, ...]:
    """Return what is to come of a plan, by the log; a restart that would be gentler is suggested on stderr.

    Raises UsageError where the log has nothing of the plan.
    """
    from coach.log.dates import days_to_come
    from coach.log.standing import next_step
    from coach.plan.next import Step

    if not where.entries and begin is None:
        raise UsageError("on which day do you begin? Give --start, such as --start 2026-12-01")
    today = this_day()
    to_come = days_to_come(where, today, days, begin)
    advice = next_step(where, today)
    if to_come and begin is None and advice.step in (Step.REPEAT, Step.BACK, Step.AGAIN, Step.GENTLER):
        typer.echo(f"coach: {advice.headline}? {advice.reason.capitalize()}.", err=True)
        if advice.plan == where.called:
            place = f"--week {advice.week} --session {advice.session}"
            typer.echo(f"coach: with {place} the dates go on from there", err=True)
    return to_come
