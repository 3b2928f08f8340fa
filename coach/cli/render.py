"""`coach render`: sessions become MP3s."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.asked import PlanName, SessionNumber, WeekNumber, asked_orders, explain
from coach.cli.options import BedOptions, MannerOptions, RatioOptions, settings_with, takes


@takes(ratio=RatioOptions, manner=MannerOptions, beds=BedOptions)
def render(  # noqa: PLR0913  # one for each option that only this command has
    plan: PlanName = None,
    *,
    week: WeekNumber = None,
    session: SessionNumber = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the files go (default: output).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Render even what is there and unchanged.")] = False,
    ratio: RatioOptions,
    manner: MannerOptions,
    beds: BedOptions,
) -> None:
    """Render a plan, a week, a session, or a ratio of your own, into MP3s.

    Without a PLAN it is the default one, walk-run-start; with --run, --walk and --repeat it is a session of your own.
    """
    from coach.cli.reporting import reporter
    from coach.pipeline import Studio

    settings = settings_with(manner, beds, out=out)
    wanted = asked_orders(plan, week, session, ratio.ratio(), settings.runner)
    explain(wanted)
    with reporter() as listener:
        Studio(settings, listener).render(wanted, force=force)
