"""`coach export`: sessions for the watch."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import PACE, RATIO, Changes, settings_with, takes
from coach.cli.paths import expanded, print_path
from coach.cli.selection import PlanName, SessionNumber, WeekNumber, explain, requested_sessions
from coach.plan.ratio import Ratio


class WatchFormat(StrEnum):
    """What a watch, or its maker's service, reads."""

    FIT = "fit"
    WORKOUT = "workout"
    INTERVALS = "intervals"


@takes(ratio=RATIO, pace=PACE)
def export(
    format_: Annotated[
        WatchFormat,
        typer.Argument(metavar="FORMAT", help="fit (Garmin and others), workout (Apple Watch) or intervals (intervals.icu)."),
    ],
    plan: PlanName = None,
    *,
    week: WeekNumber = None,
    session: SessionNumber = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE|FOLDER", help="The file of one session, or the folder of several (default: output)."),
    ] = None,
    ratio: Ratio,
    pace: Changes,
) -> None:
    """Write sessions as workouts for the watch: the same intervals as the MP3s, with repeats.

    Without --week and --session all sessions are written, into a folder. A session by feel has an open step, which ends with
    the lap button. What a format cannot hold is refused, and then nothing is written.
    """
    from datetime import datetime

    from coach.export.watch import watch_files

    settings = settings_with(pace)
    requests = requested_sessions(plan, week, session, ratio, settings)
    explain(requests)
    out, output = expanded(out) if out else None, Path(settings.output).expanduser()
    files = watch_files(format_.value, requests, out, output, datetime.now().astimezone())
    for path in files:
        print_path(path)
