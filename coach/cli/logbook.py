"""What the commands that use the log share: whose log it is, days, and advice in words."""

from __future__ import annotations

import shlex
from datetime import date, datetime
from typing import Annotated

import typer

from coach.plan.next import Advice
from coach.plan.schedule import parse_start

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


def render_command(advice: Advice) -> str:
    """Return the command that renders what is advised."""
    words = ["coach", "render", advice.plan, "--week", str(advice.week), "--session", str(advice.session)]
    return shlex.join([*words, "--feel", advice.feel] if advice.feel else words)


def ordinal(number: int) -> str:
    """Write a place in a row: `2nd`, `3rd`, `11th`."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
