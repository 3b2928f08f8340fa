"""A plan as a podcast: RSS 2.0 with the tags of iTunes, Podlove's simple chapters and the podcast namespace.

The chapters are the same in each format that some player reads. A GUID names a session and never changes. The
address of the audio carries a hash of the bytes: changed audio has a new address under the old GUID.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from html import escape
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from coach.language.english import ENGLISH
from coach.mixer.episode import AUDIO_TYPE, CHAPTERS_TYPE, Episode, timestamps
from coach.session.words import summary
from coach.units import Milliseconds
from coach.version import __version__

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE: Final = "application/rss+xml"

UNDATED_START: Final = datetime(2024, 1, 1, 4, tzinfo=UTC)
"""The date of the last session without training days: long ago, so that no player hides a session as not yet published."""

_RELEASE: Final = time(4)
"""When on its day a session appears: before the earliest riser."""

_ITUNES: Final = "http://www.itunes.com/dtds/podcast-1.0.dtd"
_PODLOVE: Final = "http://podlove.org/simple-chapters"
_PODCAST: Final = "https://podcastindex.org/namespace/1.0"
_GUID_NAMESPACE: Final = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of podcast:guid, by its specification."""
_AUTHOR: Final = "coach"


@dataclass(frozen=True, slots=True)
class Show:
    """A plan as a podcast."""

    title: str
    description: str
    identity: str
    """What GUIDs begin with: the plan's name, and the mix where there is one."""
    home: str
    """The address of the plan's page, with a slash at its end."""
    feed: str
    """The feed's own address."""
    artwork: str
    """The address of a square JPEG of 1400 to 3000 pixels."""
    built: datetime
    """When this is, with its time zone."""
    private: bool = True
    """Ask directories not to list it."""
    language: str = ENGLISH.code
    """BCP 47."""


@dataclass(frozen=True, slots=True)
class Item:
    """A session in the podcast."""

    episode: Episode
    page: str
    """The address of the session's page, with a slash at its end: its other files lie there."""
    published: datetime
    """With its time zone."""


def undated(count: int) -> list[datetime]:
    """Return dates for sessions without training days: a day apart, the first session newest.

    Most players list the newest first, and some fetch only the newest: so they begin with week 1, session 1. Players that know
    serial podcasts go by season and episode.
    """
    return [UNDATED_START + timedelta(count - 1 - number) for number in range(count)]


def released(day: date, zone: tzinfo) -> datetime:
    """Return when a session appears that is run on that day in that time zone."""
    return datetime.combine(day, _RELEASE, zone)


def write_feed(show: Show, items: Sequence[Item]) -> bytes:
    """Return the feed. `items` are in the order in which they are run."""
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.load_extension("podcast")
    feed.register_extension("coach", _channel_extension(show), _item_extension())
    feed.title(show.title)
    feed.link(href=show.feed, rel="self", type=MEDIA_TYPE)
    feed.link(href=show.home, rel="alternate")
    feed.description(show.description or show.title)
    feed.language(show.language)
    feed.generator(f"walk-run-coach {__version__}")
    feed.lastBuildDate(min(show.built, max((item.published for item in items), default=UNDATED_START)))
    feed.image(url=show.artwork, title=show.title, link=show.home)
    feed.podcast.itunes_author(_AUTHOR)
    feed.podcast.itunes_category("Health & Fitness", "Fitness")
    feed.podcast.itunes_image(show.artwork)
    feed.podcast.itunes_type("serial")
    for item in items:
        _add(feed, show, item)
    return bytes(feed.rss_str(pretty=True))


def _add(feed: Any, show: Show, item: Item) -> None:  # noqa: ANN401  # the library carries no types
    episode, request = item.episode, item.episode.request
    entry = feed.add_entry(order="append")
    entry.guid(f"walk-run-coach:{show.identity}:w{request.week}:s{request.session}", permalink=False)
    entry.title(f"{request.title}: {summary(request)}")
    entry.link(href=item.page)
    entry.description(_plain(episode))
    entry.content(_html(episode), type="CDATA")
    entry.enclosure(item.page + episode.audio_path, str(episode.size), AUDIO_TYPE)
    entry.published(item.published)
    # Players show season and episode as numbers beside it.
    entry.podcast.itunes_title(summary(request))
    entry.podcast.itunes_duration(str(round(episode.length / 1_000)))
    entry.podcast.itunes_image(f"{item.page}cover.jpg")
    entry.podcast.itunes_season(request.week)
    entry.podcast.itunes_episode(request.session)
    entry.podcast.itunes_episode_type("full")
    entry.coach.item = item


def _plain(episode: Episode) -> str:
    labels = episode.request.language.words.labels
    return "\n".join((f"{summary(episode.request)}. {labels.advice}", "", *timestamps(episode), "", labels.safety))


def _html(episode: Episode) -> str:
    marks = "<br>\n".join(escape(line) for line in timestamps(episode))
    labels = episode.request.language.words.labels
    paragraphs = (f"<strong>{escape(summary(episode.request))}</strong>", escape(labels.advice), marks, escape(labels.safety))
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _channel_extension(show: Show) -> type:
    from feedgen.ext.base import BaseExtension
    from lxml import etree

    class ChannelExtension(BaseExtension):  # type: ignore[misc]  # the library carries no types
        """What feedgen's own podcast extension does not write about a channel."""

        def extend_ns(self) -> dict[str, str]:
            return {"psc": _PODLOVE, "podcast": _PODCAST}

        def extend_rss(self, feed: _Element) -> _Element:
            channel = feed[0]
            etree.SubElement(channel, f"{{{_ITUNES}}}explicit").text = "false"
            etree.SubElement(channel, f"{{{_PODCAST}}}guid").text = podcast_guid(show.feed)
            etree.SubElement(channel, f"{{{_PODCAST}}}medium").text = "course"
            # The voice is synthetic.
            etree.SubElement(channel, f"{{{_PODCAST}}}txt", {"purpose": "ai-content"}).text = "true"
            if show.private:
                etree.SubElement(channel, f"{{{_ITUNES}}}block").text = "Yes"
                etree.SubElement(channel, f"{{{_PODCAST}}}locked").text = "yes"
            return feed

    return ChannelExtension


def _item_extension() -> type:
    from feedgen.ext.base import BaseEntryExtension
    from lxml import etree

    class ItemExtension(BaseEntryExtension):  # type: ignore[misc]  # the library carries no types
        """Chapters and transcripts."""

        item: Item

        def extend_rss(self, entry: _Element) -> _Element:
            page, request = self.item.page, self.item.episode.request
            season = {"name": title} if (title := request.plan.weeks[request.week - 1].title) else {}
            etree.SubElement(entry, f"{{{_PODCAST}}}season", season).text = str(request.week)
            etree.SubElement(entry, f"{{{_PODCAST}}}episode").text = str(request.session)
            etree.SubElement(entry, f"{{{_ITUNES}}}explicit").text = "false"
            files = (("transcript.vtt", "text/vtt"), ("transcript.srt", "application/x-subrip"))
            language = request.language.code
            for name, kind in files:
                attributes = {"url": page + name, "type": kind, "language": language}
                etree.SubElement(entry, f"{{{_PODCAST}}}transcript", attributes)
            etree.SubElement(entry, f"{{{_PODCAST}}}chapters", {"url": f"{page}chapters.json", "type": CHAPTERS_TYPE})
            marks = etree.SubElement(entry, f"{{{_PODLOVE}}}chapters", {"version": "1.2"})
            for chapter in self.item.episode.chapters:
                attributes = {"start": normal_play_time(chapter.start), "title": chapter.title}
                etree.SubElement(marks, f"{{{_PODLOVE}}}chapter", attributes)
            return entry

    return ItemExtension


def podcast_guid(address: str) -> str:
    """Return the podcast:guid of a feed's address: UUIDv5 of it without its scheme and without slashes at its end."""
    return str(uuid5(_GUID_NAMESPACE, address.partition("://")[2].rstrip("/")))


def normal_play_time(moment: Milliseconds) -> str:
    """Write a moment as Podlove's chapters have it (RFC 2326, Normal Play Time): `00:05:00.000`."""
    seconds, thousandths = divmod(moment, 1_000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
