"""The ways in which podcast apps take the address of a feed.

The links are those that the apps document:
- AntennaPod: https://antennapod.org/documentation/podcasters-hosters/add-on-antennapod, and the scheme of its own that its
  program reads, for addresses without https. A browser takes the `https` after that scheme for a host name.
- Apple Podcasts: `podcast://` in place of the scheme. Other apps answer to `pcast://` in the same way.
- Overcast: https://overcast.fm/podcasterinfo; Pocket Casts: `pktc://subscribe/`. Their servers fetch feeds, so the site must be
  reachable from the internet.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from coach.plan.model import Plan
from coach.plan.schedule import ScheduledSession, Weekday, days_words
from coach.web.addresses import webcal_address


@dataclass(frozen=True, slots=True)
class AppLink:
    """A link that opens an app and adds the podcast."""

    name: str
    """Of the app."""
    address: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the page for podcast apps offers."""

    plan: Plan
    count: int
    """Of sessions."""
    feed: str
    """The address of the feed that comes first: on training days, where there are some."""
    whole_feed: str
    """The address of the feed with all sessions at once; empty if it is the first one."""
    calendar: str
    """The address of the calendar from the page; empty without training days."""
    scheduled_sessions: tuple[ScheduledSession, ...]
    is_private: bool = False
    """Whether the address holds a secret."""

    @property
    def is_secure(self) -> bool:
        """Whether the address begins with https."""
        return self.feed.startswith("https:")

    @property
    def days(self) -> str:
        """The weekdays in words; empty without training days."""
        days = sorted({Weekday(session.day.weekday()) for session in self.scheduled_sessions})
        return days_words(days) if days else ""

    @property
    def webcal(self) -> str:
        """The link that subscribes to the calendar beside the feed."""
        return webcal_address(self.feed)

    @property
    def links(self) -> tuple[AppLink, ...]:
        """The links for the apps that can read the feed."""
        return app_links(self.feed, self.plan.title, is_private=self.is_private)


def app_links(feed: str, title: str, *, is_private: bool) -> tuple[AppLink, ...]:
    """Return the links that add a feed to an app.

    Without https a feed is taken for one at home, which apps that fetch by servers of their own cannot see. AntennaPod's https
    link passes by its website where the app is missing: an address with a secret is not given to it.
    """
    bare = feed.partition("://")[2]
    apple, others = AppLink("Apple Podcasts", f"podcast://{bare}"), AppLink("Another app", f"pcast://{bare}")
    if not feed.startswith("https:"):
        return AppLink("AntennaPod", f"antennapod-subscribe://{bare}"), apple, others
    antennapod = AppLink("AntennaPod", f"https://antennapod.org/deeplink/subscribe?{urlencode({'url': feed, 'title': title})}")
    return (
        *(() if is_private else (antennapod,)),
        apple,
        AppLink("Overcast", f"overcast://x-callback-url/add?url={quote(feed, safe='')}"),
        AppLink("Pocket Casts", f"pktc://subscribe/{bare}"),
        others,
    )
