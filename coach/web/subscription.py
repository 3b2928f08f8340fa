"""The ways in which podcast apps take the address of a feed.

Only links for which a source was found, each read there:
- AntennaPod: https://antennapod.org/documentation/podcasters-hosters/add-on-antennapod. For addresses without https the scheme
  of its own: the app's program (UrlChecker) takes what follows it for the address, with http:// before it. A browser takes an
  `https` after that scheme for a host name.
- `pcast://` in place of the address's scheme: the programs of AntennaPod (UrlChecker) and Pocket Casts for Android
  (DeepLinkFactory) read it.
- `podcast://` in the same way opens Apple Podcasts; makers of other apps describe it, no page of Apple's was found.

Overcast and Pocket Casts have no link here. No page of theirs was found that documents one for the address of a podcast, and
the programs of Pocket Casts for Android and for iOS read `pktc://subscribe/` in different ways. Overcast documents its button
"Add URL" (https://overcast.fm/podcasterinfo).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

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

    AntennaPod's https link passes by its website where the app is missing: an address with a secret is not given to it.
    """
    bare = feed.partition("://")[2]
    others = AppLink("Apple Podcasts", f"podcast://{bare}"), AppLink("Another app", f"pcast://{bare}")
    if not feed.startswith("https:"):
        return AppLink("AntennaPod", f"antennapod-subscribe://{bare}"), *others
    if is_private:
        return others
    link = f"https://antennapod.org/deeplink/subscribe?{urlencode({'url': feed, 'title': title})}"
    return AppLink("AntennaPod", link), *others
