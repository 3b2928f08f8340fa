"""From the command line's arguments to requests for sessions."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.options import whole_number
from coach.cli.wording import option_name
from coach.errors import UsageError
from coach.plan.ratio import Ratio
from coach.script.lines import load_style
from coach.session.request import SessionRequest, cautions_of, requested_plan, session_requests
from coach.settings import Settings
from coach.units import parse_duration

PlanName = Annotated[str | None, typer.Argument(metavar="[PLAN]", help="A bundled plan's name or your own file (.toml).")]
WeekNumber = Annotated[int | None, typer.Option(parser=whole_number(1), metavar="N", help="This week only.")]
SessionNumber = Annotated[int | None, typer.Option(parser=whole_number(1), metavar="N", help="This session of the week only.")]
BeginPlace = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="PLACE", help="Where to begin: 12:30 in the bed's recording, or a sentence's number in --read."
    ),
]


def requested_sessions(
    name: str | None, week: int | None, session: int | None, ratio: Ratio, settings: Settings
) -> tuple[SessionRequest, ...]:
    """Return the requested sessions, with titles in the language of the style."""
    plan = requested_plan(name, week, session, ratio, settings.paces)
    return session_requests(plan, week, session, ratio, settings.runner, load_style(settings.style).language)


def begin_of(text: str | None, settings: Settings) -> int | None:
    """Read where to begin: a sentence's number in a text, a time in a recording. Raises UsageError."""
    if text is None:
        return None
    if settings.read and text.isdecimal():
        return int(text)
    from coach.session.bed_choice import own_recording

    if own_recording(settings) is None:
        raise UsageError("--from needs a recording (--bed FILE) or a text (--read FILE with a sentence's number)")
    return 0 if text.strip("0:s") == "" else parse_duration(text)


def explain(requests: tuple[SessionRequest, ...]) -> None:
    """Print on stderr what the options changed, and why, and what is unwise about it; each sentence once."""
    for caution in cautions_of(requests):
        typer.echo(f"coach: careful: {caution.text(option_name)}", err=True)
    shown = set()
    for request in requests:
        for change in request.changes:
            if change not in shown:
                shown.add(change)
                typer.echo(f"  {change}", err=True)
