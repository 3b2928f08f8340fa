"""`coach publish`: plans as a folder for any web host."""

from __future__ import annotations

from datetime import date, datetime
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
    from coach.progress import Listener
    from coach.session.request import SessionRequest
    from coach.settings import Settings
    from coach.web.mixer_site import MixerSite

_SILENT_BYTES, _BED_BYTES = 8_000, 16_000
"""Bytes of a second of a session over silence, and over a bed."""


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
    mixer: Annotated[
        bool,
        typer.Option(
            "--mixer",
            help="Let visitors make their own sessions on the site, over silence: 150 MB, and 15 minutes to speak the words.",
        ),
    ] = False,
    mixer_beat: Annotated[
        bool,
        typer.Option("--mixer-beat", help="The same, and over the beat too: 500 MB more, and 15 minutes to encode them."),
    ] = False,
    pyodide: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the npm package pyodide lies, which --mixer needs; else npm gets it."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how much would be written and how long it would take, and write nothing.")
    ] = False,
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
    _check_dates(days, start, from_log=from_log)
    has_mixer = mixer or mixer_beat
    if pyodide and not has_mixer:
        raise UsageError("--pyodide is what --mixer is made with; add --mixer, or leave it out")
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
        made = _mixer(settings, pyodide, listener, beat=mixer_beat) if has_mixer else None
        if dry_run:
            _say_what_it_takes(batches, settings, made)
            return
        queue = JobQueue(renderer_factory(listener), settings)
        feeds = write_site(site, batches, queue, scheduled_sessions, listener, made)
    for feed in feeds:
        typer.echo(feed)
    if has_mixer:
        typer.echo(f"{address}mixer/")
    if not address.startswith("https:"):
        typer.echo("coach: Apple Podcasts, Overcast and Pocket Casts need an address with https", err=True)


def _check_dates(days: str | None, start: date | None, *, from_log: bool) -> None:
    if days and not (start or from_log):
        raise UsageError("--days says on which weekdays; --start is missing, the first day")
    if start and from_log:
        raise UsageError("--start and --from-log contradict each other; give one of them")


def _mixer(settings: Settings, pyodide: Path | None, listener: Listener, *, beat: bool) -> MixerSite:
    """Find everything that a mixer needs before any work begins."""
    from coach.cache import Cache
    from coach.mixer.engine import build_engine, find_release
    from coach.mixer.package import LARGEST_CACHE, Packager
    from coach.plan.catalogue import bundled_names, find_plan
    from coach.settings import cache_path
    from coach.web.mixer_site import MixerSite

    plans = [find_plan(name) for name in bundled_names()]
    packager = Packager(plans, settings, Cache(cache_path(), LARGEST_CACHE), listener, beat=beat)
    return MixerSite(packager, build_engine(find_release(pyodide and expanded(pyodide), cache_path() / "engine")))


def _say_what_it_takes(batches: list[tuple[SessionRequest, ...]], settings: Settings, mixer: MixerSite | None) -> None:
    from coach.session.words import megabytes
    from coach.sound.beds.choices import NONE

    silent = (settings.bed, settings.run_bed or NONE, settings.walk_bed or NONE) == (NONE, NONE, NONE)
    sessions = [request for requests in batches for request in requests]
    sound = sum(request.timeline.duration for request in sessions) * (_SILENT_BYTES if silent else _BED_BYTES) // 1_000
    typer.echo(f"sessions: {len(sessions)}, about {megabytes(sound)}")
    if mixer:
        estimate = mixer.packager.estimate()
        typer.echo(f"engine: {megabytes(mixer.engine.size)}")
        typer.echo(f"words: {estimate.phrases} phrases, about {megabytes(estimate.size)}")
        if estimate.beat_size:
            typer.echo(f"the same over the beat: about {megabytes(estimate.beat_size)}")
        minutes = -(-estimate.seconds // 60)
        time = f"about {minutes:.0f} min" if minutes else "no time"
        typer.echo(f"to speak: {estimate.unspoken} phrases, {time}")


def _by_log(where: Standing, days: Days) -> tuple[ScheduledSession, ...]:
    from coach.log.dates import days_of_all

    return days_of_all(where, scheduled_by_log(where, days), this_day())
