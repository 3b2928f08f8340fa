"""A plan as a folder of files for any web host: pages, sound, feed, chapters, transcripts, artwork, calendar.

What stands in the folder is replaced file by file, the feed after the sound that it speaks of. Files that an earlier run wrote
and this one did not are kept once more, for players that still hold the older feed, and removed by the run after that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from coach.errors import UsageError
from coach.labels import session_cover
from coach.mp3.files import replacing, write_all
from coach.orders import Order
from coach.progress import Listener, Written, nobody
from coach.publish import calendar, covers, feed
from coach.publish.episode import Episode, chapters_json
from coach.publish.mixes import Mix, Offer
from coach.publish.pages import ASSETS, Pages, Place, session_step
from coach.publish.qr import svg
from coach.publish.schedule import Days, Outing, Weekday, days_words, schedule
from coach.publish.workshop import Workshop, sessions_of
from coach.script.export import as_srt, as_text, as_vtt

MANIFEST: Final = ".coach-published.json"
_NO_MIX: Final = Mix()


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
    if not fits or any(letter.isspace() for letter in text):
        raise UsageError(f"--base-url {text}: write where the folder will be reached, such as https://example.org/runs/")
    return text if text.endswith("/") else f"{text}/"


def publish(
    site: Site,
    plans: Sequence[tuple[Order, ...]],
    workshop: Workshop,
    outings: Sequence[tuple[Outing, ...] | None],
    listener: Listener = nobody,
) -> list[str]:
    """Write the folder and return the addresses of the feeds. `plans` are all sessions of each plan, `outings` their days.

    Raises OutputError where a file cannot be written, and what making a session raises.
    """
    writer = _Writer(site.folder, listener)
    pages = Pages(Offer({}, ()))
    feeds = []
    for path in sorted(ASSETS.iterdir()):
        writer.write(f"assets/{path.name}", path.read_bytes())
    for wanted, days in zip(plans, outings, strict=True):
        feeds.append(_publish_plan(site, wanted, days, workshop, pages, writer))
    place = Place("./", live=False, title="Plans")
    writer.write("index.html", pages.plans(place, [wanted[0].plan for wanted in plans]))
    writer.finish()
    return feeds


def _publish_plan(  # each is another part of the same work
    site: Site, wanted: tuple[Order, ...], outings: tuple[Outing, ...] | None, workshop: Workshop, pages: Pages, writer: _Writer
) -> str:
    plan = wanted[0].plan
    home = f"plans/{plan.name}/"
    base = site.base_url + home
    episodes = workshop.make(sessions_of(_NO_MIX, wanted))
    for index, episode in enumerate(episodes):
        around = tuple(session_step(wanted[near]) if 0 <= near < len(wanted) else "" for near in (index - 1, index + 1))
        _publish_session(home, episode, around, workshop, pages, writer)  # type: ignore[arg-type]  # two of them
    writer.write(f"{home}cover.jpg", covers.plan_cover(wanted))
    dates = (
        [feed.released(outing.day, site.now.tzinfo) for outing in outings]
        if outings and site.now.tzinfo
        else feed.undated(len(wanted))
    )
    show = feed.Show(
        plan.title, plan.description, plan.name, base, f"{base}feed.xml", f"{base}cover.jpg", site.now, site.private
    )
    items = [
        feed.Item(episode, f"{base}{session_step(episode.order)}/", published)
        for episode, published in zip(episodes, dates, strict=True)
    ]
    writer.write(f"{home}feed.xml", feed.write_feed(show, items))
    if outings:
        links = [item.page for item in items]
        writer.write(f"{home}calendar.ics", calendar.write_calendar(wanted, outings, site.now, links=links))
    writer.write(f"{home}subscribe/index.html", _subscribe(wanted, outings, show, pages))
    days = {(outing.week, outing.session): outing.day for outing in outings or ()}
    writer.write(f"{home}index.html", pages.plan(Place("../../", live=False, title=plan.title), wanted, _NO_MIX, days))
    return show.feed


def _publish_session(  # each is another part of the same work
    home: str, episode: Episode, around: tuple[str, str], workshop: Workshop, pages: Pages, writer: _Writer
) -> None:
    order = episode.order
    folder = f"{home}{session_step(order)}/"
    assembly = workshop.assembly(_NO_MIX, order)
    writer.stream(folder + episode.steps, assembly.chunks(), assembly.size)
    for name, content in session_files(episode):
        writer.write(folder + name, content)
    writer.write(f"{folder}cover.jpg", session_cover(order, episode.sheet))
    place = Place("../../../", live=False, title=f"{order.title}, {order.plan.title}")
    writer.write(f"{folder}index.html", pages.session(place, episode, _NO_MIX, around))


def session_files(episode: Episode) -> Iterator[tuple[str, str]]:
    """Yield the text files that lie beside a session's page, with their names."""
    yield "chapters.json", chapters_json(episode)
    yield "transcript.vtt", as_vtt(episode.sheet)
    yield "transcript.srt", as_srt(episode.sheet)
    yield "transcript.txt", as_text(episode.sheet)


def _subscribe(wanted: Sequence[Order], outings: tuple[Outing, ...] | None, show: feed.Show, pages: Pages) -> str:
    plan = wanted[0].plan
    return pages.write(
        "subscribe.html",
        Place("../../../", live=False, title=f"{plan.title} in your podcast app"),
        plan=plan,
        count=len(wanted),
        feed=show.feed,
        qr=svg(show.feed),
        private=False,
        outings=outings or (),
        dated=days_words(sorted({Weekday(outing.day.weekday()) for outing in outings})) if outings else "",
        calendar="../calendar.ics",
        secure=show.feed.startswith("https:"),
    )


class _Writer:
    """Writes files beside their places and moves them there, and remembers which."""

    def __init__(self, folder: Path, listener: Listener) -> None:
        self._folder = folder
        self._listener = listener
        self._names: list[str] = []

    def write(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self.stream(name, [data], len(data))

    def stream(self, name: str, chunks: Iterable[bytes | memoryview], size: int) -> None:
        path = self._folder / name
        self._names.append(name)
        if name.endswith(".mp3"):
            # Its name carries the hash of its bytes: what is there in full is the same.
            if path.is_file() and path.stat().st_size == size:
                self._listener(Written(path, unchanged=True))
                return
            self._listener(Written(path))
        with replacing(path, size) as file:
            write_all(file, chunks)

    def finish(self) -> None:
        """Remove what was written two runs ago and is no part of the site any more."""
        now = set(self._names)
        before, oldest = self._earlier()
        for name in oldest - now - before:
            path = self._folder / name
            if ".." not in Path(name).parts and path.is_file():
                path.unlink()
                _remove_empty(path.parent, self._folder)
        manifest = {"now": sorted(now), "before": sorted(before - now)}
        self.write(MANIFEST, json.dumps(manifest, indent=1))

    def _earlier(self) -> tuple[set[str], set[str]]:
        try:
            found = json.loads((self._folder / MANIFEST).read_text(encoding="utf-8"))
            return set(map(str, found["now"])), set(map(str, found["before"]))
        except (OSError, ValueError, KeyError, TypeError):
            return set(), set()


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def outings_for(wanted: Sequence[Order], start: date | None, days: Days | None) -> tuple[Outing, ...] | None:
    """Return the days of the sessions that are wanted, where there is a start."""
    if start is None or days is None:
        return None
    chosen = {(order.week, order.session) for order in wanted}
    return tuple(outing for outing in schedule(wanted[0].plan, start, days) if (outing.week, outing.session) in chosen)
