"""`coach publish`: plans as a folder for any web host."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.calendar import OnDays, Start
from coach.cli.logbook import Profile, logged_standing, scheduled_by_log, this_day
from coach.cli.options import BED, FILE, PACE, RATIO, SPEECH, Changes, settings_with, takes
from coach.cli.paths import expanded
from coach.cli.selection import explain, requested_sessions
from coach.errors import UsageError
from coach.plan.catalogue import DEFAULT_PLAN
from coach.plan.ratio import Ratio
from coach.plan.schedule import Days, ScheduledSession, default_days, parse_days, remarks

if TYPE_CHECKING:
    from coach.log.standing import Standing


@takes(ratio=RATIO, pace=PACE, speech=SPEECH, bed=BED, file=FILE)
def publish(  # noqa: PLR0913  # one for each option that only this command has
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go.")],
    plans: Annotated[
        list[str] | None, typer.Argument(metavar="[PLAN]...", help="Bundled plans or your own files (.toml).")
    ] = None,
    *,
    base_url: Annotated[
        str, typer.Option(metavar="URL", help="Where the folder will be reached, such as https://example.org/runs/.")
    ],
    start: Start = None,
    days: OnDays = None,
    from_log: Annotated[
        bool, typer.Option("--from-log", help="Dates by your log: what is done on its day, the rest from today on.")
    ] = False,
    profile: Profile = None,
    listed: Annotated[bool, typer.Option("--listed", help="Let podcast directories list the feeds.")] = False,
    ratio: Ratio,
    pace: Changes,
    speech: Changes,
    bed: Changes,
    file: Changes,
) -> None:
    """Write plans as a website and podcast into a folder, for any web host with HTTPS.

    Prints the MP3s as they are written, and at the end the address of each podcast.
    """
    from coach.cli.renderers import renderer_factory
    from coach.cli.reporting import reporter
    from coach.web.job_queue import JobQueue
    from coach.web.static_site import Site, checked_base_url, sessions_on_days
    from coach.web.static_site import publish as write_site

    address = checked_base_url(base_url)
    if days and not (start or from_log):
        raise UsageError("--days says on which weekdays; --start is missing, the first day")
    if start and from_log:
        raise UsageError("--start and --from-log contradict each other; give one of them")
    settings = settings_with(pace, speech, bed, file)
    now = datetime.now().astimezone()
    batches = [requested_sessions(name, None, None, ratio, settings) for name in plans or (DEFAULT_PLAN,)]
    scheduled_sessions: list[tuple[ScheduledSession, ...] | None] = []
    for name, requests in zip(plans or (DEFAULT_PLAN,), batches, strict=True):
        explain(requests)
        chosen = parse_days(days) if days else default_days(requests[0].plan)
        for remark in remarks(requests[0].plan, start, chosen) if start else ():
            typer.echo(f"coach: {remark}", err=True)
        if from_log:
            scheduled_sessions.append(_by_log(logged_standing(name, profile, settings.paces), chosen))
        else:
            scheduled_sessions.append(sessions_on_days(requests, start, chosen))
    site = Site(expanded(folder), address, now, private=not listed)
    with reporter() as listener:
        queue = JobQueue(renderer_factory(listener), settings)
        feeds = write_site(site, batches, queue, scheduled_sessions, listener)
    for feed in feeds:
        typer.echo(feed)
    if not address.startswith("https:"):
        typer.echo("coach: Apple Podcasts, Overcast and Pocket Casts need an address with https", err=True)


def _by_log(where: Standing, days: Days) -> tuple[ScheduledSession, ...]:
    from coach.log.dates import days_of_all

    return days_of_all(where, scheduled_by_log(where, days), this_day())
