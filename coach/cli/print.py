"""`coach print`: a plan as a poster, sessions as cue sheets, for paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import PACE, RATIO, SPEECH, Changes, settings_with, takes
from coach.cli.paths import expanded, print_path
from coach.cli.selection import PlanName, SessionNumber, WeekNumber, explain, requested_sessions
from coach.plan.ratio import Ratio


@takes(ratio=RATIO, pace=PACE, speech=SPEECH)
def print_(
    plan: PlanName = None,
    *,
    week: WeekNumber = None,
    session: SessionNumber = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE|FOLDER", help="The poster's or one session's file, or the folder of several sessions."),
    ] = None,
    ratio: Ratio,
    pace: Changes,
    speech: Changes,
) -> None:
    """Write a plan as a poster with boxes to tick, or with --week and --session the cue sheets of sessions, for paper.

    HTML for A4 and Letter, large, black on white: open it in a browser and print it. A cue sheet has every interval's time and
    all that the coach says.
    """
    from coach.cli.reporting import reporter
    from coach.export.paper import write_cue_sheet, write_poster
    from coach.export.targets import targets
    from coach.files import check_ending, write_file
    from coach.session.renderer import Renderer

    settings = settings_with(pace, speech)
    requests = requested_sessions(plan, week, session, ratio, settings)
    explain(requests)
    output = Path(settings.output).expanduser()
    out = expanded(out) if out else None
    if week is None and session is None:
        path = check_ending(out, ".html") if out else output / requests[0].plan.name / "poster.html"
        write_file(path, write_poster(requests))
        print_path(path)
        return
    with reporter() as listener:
        sheets = Renderer(settings, listener).scripts(requests)
    for path, request, sheet in zip(targets(requests, ".html", out, output), requests, sheets, strict=True):
        write_file(path, write_cue_sheet(request, sheet))
        print_path(path)
