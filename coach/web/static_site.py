"""A plan as a folder of files for any web host: pages, sound, feed, chapters, transcripts, artwork, calendar.

What stands in the folder is replaced file by file, the feed after the sound that it speaks of. Files that an earlier run wrote
and this one did not are kept once more, for players that still hold the older feed, and removed by the run after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from coach.errors import Field, UsageError
from coach.export import calendar, paper
from coach.export.cue_sheet import as_srt, as_text, as_vtt
from coach.files import alone_in
from coach.mixer.advice import FindSession, NextSession, next_session
from coach.mixer.episode import Episode, chapters_json
from coach.mixer.options import WebOptions
from coach.mixer.page_parts import session_step
from coach.plan.schedule import Days, ScheduledSession, schedule
from coach.progress import Listener, nobody
from coach.session.labels import session_cover
from coach.session.request import SessionRequest
from coach.web import feed, plan_cover
from coach.web.downloads import download_content, downloads
from coach.web.folder_writer import FolderWriter
from coach.web.job_queue import Batch, JobQueue
from coach.web.mixer_site import MixerSite, write_mixer
from coach.web.pages import ASSETS, PageContext, Pages, assets_version
from coach.web.subscription import Subscription

LONGEST_BASE_URL: Final = 400
"""Characters: with what follows it, it still fits into a QR code."""

_NO_MIX: Final = WebOptions()


@dataclass(frozen=True, slots=True)
class Site:
    """What is published, and where it will stand."""

    folder: Path
    base_url: str
    """Where the folder will be reached, with a slash at its end."""
    now: datetime
    """When this is, with its time zone: stamps calendars, and its zone is the one of training days."""
    private: bool = True
    """Ask directories not to list the feeds."""


def checked_base_url(text: str) -> str:
    """Return the address with a slash at its end. Raises UsageError where it is none that a web host could have."""
    try:
        parts = urlsplit(text)
        fits = (
            parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment and text.isascii()
        )
    except ValueError:
        fits = None
    if not fits or len(text) > LONGEST_BASE_URL or not text.isprintable() or " " in text:
        raise UsageError(
            Field("base_url"),
            f" {text[:LONGEST_BASE_URL]}: write where the folder will be reached, such as https://example.org/runs/",
        )
    return text if text.endswith("/") else f"{text}/"


@dataclass(frozen=True, slots=True)
class _Publication:
    """What every part of the work needs."""

    site: Site
    queue: JobQueue
    pages: Pages
    writer: FolderWriter
    find: FindSession


def publish(
    site: Site,
    plans: Sequence[tuple[SessionRequest, ...]],
    queue: JobQueue,
    scheduled_sessions: Sequence[tuple[ScheduledSession, ...] | None],
    listener: Listener = nobody,
    mixer: MixerSite | None = None,
) -> list[str]:
    """Write the folder and return the addresses of the feeds.

    `plans` has the sessions of each plan, `scheduled_sessions` their days; `mixer`: visitors make sessions of their own.
    Raises OutputError where a file cannot be written, or another publication writes there, and what making a session raises.
    """
    with alone_in(site.folder, "another publication writes into it; publish again when it has ended"):
        return _publish_all(site, plans, queue, scheduled_sessions, FolderWriter(site.folder, listener), mixer)


def _publish_all(
    site: Site,
    plans: Sequence[tuple[SessionRequest, ...]],
    queue: JobQueue,
    scheduled_sessions: Sequence[tuple[ScheduledSession, ...] | None],
    writer: FolderWriter,
    mixer: MixerSite | None,
) -> list[str]:
    pages = Pages(mixer=mixer is not None)
    feeds = []
    _publish_assets(pages, writer)
    sessions = {(request.plan.name, request.week, request.session): request for requests in plans for request in requests}

    def find(plan: str, week: int, session: int, _: WebOptions) -> NextSession | None:
        request = sessions.get((plan, week, session))
        return next_session(request, _NO_MIX) if request else None

    publication = _Publication(site, queue, pages, writer, find)
    for requests, days in zip(plans, scheduled_sessions, strict=True):
        feeds.append(_publish_plan(publication, requests, days))
    if mixer:
        write_mixer(mixer, pages, writer, plans)
    page = PageContext("./", live=False, title="Plans")
    writer.write("index.html", pages.plans(page, [requests[0].plan for requests in plans], next_session(plans[0][0], _NO_MIX)))
    writer.finish()
    return feeds


def _publish_assets(pages: Pages, writer: FolderWriter) -> None:
    for path in sorted(ASSETS.iterdir()):
        writer.write(f"assets/{assets_version()}/{path.name}", path.read_bytes())
    writer.write("sw.js", (ASSETS / "sw.js").read_bytes())
    writer.write("offline/index.html", pages.write("offline.html", PageContext("../", live=False, title="No connection")))


def _publish_plan(
    publication: _Publication, requests: tuple[SessionRequest, ...], scheduled_sessions: tuple[ScheduledSession, ...] | None
) -> str:
    site, pages, writer = publication.site, publication.pages, publication.writer
    plan = requests[0].plan
    home = f"plans/{plan.name}/"
    base = site.base_url + home
    episodes = publication.queue.render(Batch(_NO_MIX, requests))
    steps = ["", *map(session_step, requests), ""]
    for index, episode in enumerate(episodes):
        _publish_session(publication, home, episode, (steps[index], steps[index + 2]))
    writer.write(f"{home}cover.jpg", plan_cover.plan_cover(requests))
    dates = (
        [feed.released(scheduled.day, site.now.tzinfo) for scheduled in scheduled_sessions]
        if scheduled_sessions and site.now.tzinfo
        else feed.undated(len(requests))
    )
    show = feed.Show(
        requests[0].plan_title,
        plan.description,
        plan.name,
        base,
        f"{base}feed.xml",
        f"{base}cover.jpg",
        site.now,
        site.private,
        requests[0].language.code,
    )
    items = [
        feed.Item(episode, f"{base}{session_step(episode.request)}/", published)
        for episode, published in zip(episodes, dates, strict=True)
    ]
    writer.write(f"{home}feed.xml", feed.write_feed(show, items))
    if scheduled_sessions:
        links = [item.page for item in items]
        writer.write(f"{home}calendar.ics", calendar.write_calendar(requests, scheduled_sessions, site.now, links=links))
    writer.write(f"{home}poster.html", paper.write_poster(requests))
    writer.write(f"{home}subscribe/index.html", _subscribe(requests, scheduled_sessions, show, pages))
    days = {(scheduled.week, scheduled.session): scheduled.day for scheduled in scheduled_sessions or ()}
    writer.write(f"{home}index.html", pages.plan(PageContext("../../", live=False, title=plan.title), requests, _NO_MIX, days))
    return show.feed


def _publish_session(publication: _Publication, home: str, episode: Episode, neighbours: tuple[str, str]) -> None:
    pages, writer = publication.pages, publication.writer
    request = episode.request
    folder = f"{home}{session_step(request)}/"
    assembly = publication.queue.assembly(_NO_MIX, request)
    writer.sound(folder + episode.audio_path, assembly)
    for name, content in session_files(episode):
        writer.write(folder + name, content)
    for download in downloads(episode):
        writer.write(folder + download.file, download_content(episode, download, publication.site.now))
    writer.write(f"{folder}cover.jpg", session_cover(request, episode.sheet))
    page = PageContext("../../../", live=False, title=f"{request.title}, {request.plan.title}")
    writer.write(f"{folder}index.html", pages.session(page, episode, _NO_MIX, publication.find, neighbours))


def session_files(episode: Episode) -> Iterator[tuple[str, str]]:
    """Yield the text files that lie beside a session's page, with their names."""
    yield "chapters.json", chapters_json(episode)
    yield "transcript.vtt", as_vtt(episode.sheet)
    yield "transcript.srt", as_srt(episode.sheet)
    yield "transcript.txt", as_text(episode.sheet)


def _subscribe(
    requests: Sequence[SessionRequest], scheduled_sessions: tuple[ScheduledSession, ...] | None, show: feed.Show, pages: Pages
) -> str:
    plan = requests[0].plan
    page = PageContext("../../../", live=False, title=f"{plan.title} in your podcast app")
    calendar_address = "../calendar.ics" if scheduled_sessions else ""
    sessions = scheduled_sessions or ()
    return pages.subscribe(page, Subscription(plan, len(requests), show.feed, "", calendar_address, sessions))


def sessions_on_days(
    requests: Sequence[SessionRequest], start: date | None, days: Days | None
) -> tuple[ScheduledSession, ...] | None:
    """Return the days of these sessions; None without a start or days."""
    if start is None or days is None:
        return None
    chosen = {(request.week, request.session) for request in requests}
    return tuple(
        scheduled for scheduled in schedule(requests[0].plan, start, days) if (scheduled.week, scheduled.session) in chosen
    )
