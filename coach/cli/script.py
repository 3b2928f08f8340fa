"""`coach script`: what is said when, without rendering."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import BED, PACE, RATIO, SPEECH, Changes, settings_with, takes
from coach.cli.selection import BeginPlace, PlanName, SessionNumber, WeekNumber, begin_of, explain, requested_sessions
from coach.errors import UsageError
from coach.plan.ratio import Ratio


class Format(StrEnum):
    """How a cue sheet is written."""

    TEXT = "text"
    JSON = "json"
    SRT = "srt"
    VTT = "vtt"
    LRC = "lrc"
    CSV = "csv"


@takes(ratio=RATIO, pace=PACE, speech=SPEECH, bed=BED)
def script(  # noqa: PLR0913  # one for each option that only this command has
    plan: PlanName = None,
    *,
    week: WeekNumber = None,
    session: SessionNumber = None,
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="How the cue sheet is written.")] = Format.TEXT,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where earlier sessions are, for --resume and --read to continue.")
    ] = None,
    begin: BeginPlace = None,
    ratio: Ratio,
    pace: Changes,
    speech: Changes,
    bed: Changes,
) -> None:
    """Print what one session says, and when.

    Lines that were never spoken are spoken now, to measure them; nothing is written but the cue sheet, on stdout.
    """
    from coach.cli.reporting import reporter
    from coach.export.cue_sheet import FORMATS, as_text
    from coach.session.renderer import Renderer

    settings = settings_with(pace, speech, bed, out=out)
    requests = requested_sessions(plan, week, session, ratio, settings)
    if len(requests) > 1:
        raise UsageError(f"{requests[0].plan.name} has {len(requests)} sessions of these; choose one with --week and --session")
    explain(requests)
    first_begin = begin_of(begin, settings)
    with reporter() as listener:
        sheet = Renderer(settings, listener, begin=first_begin).scripts(requests)[0]
    text = (
        as_text(sheet, requests[0].language)
        if format_ is Format.TEXT and not json
        else FORMATS["json" if json else format_](sheet)
    )
    typer.echo(text, nl=False)
