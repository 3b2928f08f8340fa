"""`coach render`: sessions become MP3s."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import BED, FILE, PACE, RATIO, SPEECH, Changes, settings_with, takes
from coach.cli.selection import BeginPlace, PlanName, SessionNumber, WeekNumber, begin_of, explain, requested_sessions
from coach.plan.ratio import Ratio


@takes(ratio=RATIO, pace=PACE, speech=SPEECH, bed=BED, file=FILE)
def render(  # noqa: PLR0913  # one for each option that only this command has
    plan: PlanName = None,
    *,
    week: WeekNumber = None,
    session: SessionNumber = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the files go (default: output).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Render even what is there and unchanged.")] = False,
    begin: BeginPlace = None,
    album: Annotated[bool, typer.Option("--album", help="One track per interval, gapless, with a list (M3U8).")] = False,
    ratio: Ratio,
    pace: Changes,
    speech: Changes,
    bed: Changes,
    file: Changes,
) -> None:
    """Render a plan, a week, a session, or a ratio of your own, into MP3s.

    Without a PLAN it is the default one, walk-run-start; with --run, --walk and --repeat it is a session of your own.
    """
    from coach.cli.reporting import reporter
    from coach.session.renderer import Renderer

    settings = settings_with(pace, speech, bed, file, out=out)
    requests = requested_sessions(plan, week, session, ratio, settings)
    explain(requests)
    first_begin = begin_of(begin, settings)
    with reporter("" if album else "--force renders it again") as listener:
        renderer = Renderer(settings, listener, begin=first_begin)
        if album:
            renderer.albums(requests)
        else:
            renderer.render(requests, force=force)
