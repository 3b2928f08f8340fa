"""The pages as HTML. The same templates serve the live server and the folder for a web host.

Every link on a page is relative to it, so the pages work below any address, a secret one too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from coach.export.qr import qr_svg
from coach.mixer.advice import FindSession, NextSession
from coach.mixer.episode import Episode
from coach.mixer.options import WebOptions
from coach.mixer.page_parts import Offer, PageParts, PagePlace, careful, changes
from coach.plan.model import Plan
from coach.plan.purpose import by_purpose
from coach.plan.timeline import timeline
from coach.session.request import SessionRequest
from coach.web.downloads import downloads
from coach.web.subscription import Subscription

TEMPLATES: Final = Path(__file__).parent / "templates"
ASSETS: Final = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class PageContext(PagePlace):
    """A page and its place on its site."""

    title: str
    """Of the page."""

    def asset(self, name: str) -> str:
        """Return the address of a style sheet, a script or an icon. It holds a hash of all of them: it may be kept for ever."""
        return f"{self.root}assets/{assets_version()}/{name}"


class Pages:
    """Writes pages."""

    def __init__(self, *, mixer: bool = False) -> None:
        """`mixer`: whether the site has a mixer without a server."""
        self._parts = PageParts(TEMPLATES, has_mixer=mixer)

    def write(self, template: str, page: PageContext, **values: object) -> str:
        """Fill a template."""
        return self._parts.write(template, page, **values)

    def plans(self, page: PageContext, plans: Sequence[Plan], first: NextSession) -> str:
        """Write the first page: all plans, and the session with which a newcomer begins."""
        groups = [(heading, list(map(_plan_card, members))) for heading, members in by_purpose(plans).items()]
        return self.write("plans.html", page, groups=groups, first=first)

    def plan(
        self,
        page: PageContext,
        requests: Sequence[SessionRequest],
        options: WebOptions,
        days: Mapping[tuple[int, int], date] | None = None,
    ) -> str:
        """Write a plan's page."""
        weeks: dict[int, list[SessionRequest]] = {}
        for request in requests:
            weeks.setdefault(request.week, []).append(request)
        return self.write(
            "plan.html",
            page,
            plan=requests[0].plan,
            card=_sessions_card(requests),
            weeks=weeks,
            options=options,
            careful=careful(requests),
            changes=changes(requests),
            days=days or {},
        )

    def session(
        self,
        page: PageContext,
        episode: Episode,
        options: WebOptions,
        find: FindSession,
        neighbours: tuple[str, str] = ("", ""),
    ) -> str:
        """Write a session's page. `find` finds what comes next; `neighbours` are the steps before and after."""
        files = {"downloads": downloads(episode), "neighbours": neighbours, "plan_way": page.to("../"), "made_here": False}
        return self._parts.session("session.html", page, episode, options, find, **files)

    def mixer(
        self,
        page: PageContext,
        offer: Offer,
        values: Mapping[str, str],
        result: Mapping[str, object],
        template: str = "mixer.html",
    ) -> str:
        """Write the mixer, its form or its result."""
        return self._parts.mixer(template, page, offer, values, result)

    def subscribe(self, page: PageContext, subscription: Subscription, **form: object) -> str:
        """Write the page for podcast apps. `form` has the values of the form for training days, which a live server shows."""
        code = qr_svg(subscription.feed)
        return self.write("subscribe.html", page, plan=subscription.plan, subscription=subscription, qr=code, **form)

    def error(self, page: PageContext, status: int, text: str, remedy: str) -> str:
        """Write the page for an error."""
        return self.write("error.html", page, status=status, text=text, remedy=remedy)


def _sessions_card(requests: Sequence[SessionRequest]) -> dict[str, object]:
    lengths = sorted({round(request.timeline.duration / 60_000) for request in requests})
    return {
        "weeks": len({request.week for request in requests}),
        "sessions": len(requests),
        "least": lengths[0],
        "most": lengths[-1],
    }


def _plan_card(plan: Plan) -> dict[str, object]:
    sessions = [session for week in plan.weeks for session in week.sessions]
    lengths = sorted(round(session.duration / 60_000) for session in sessions)
    return {
        "plan": plan,
        "timeline": timeline(sessions[0], plan.coaching),
        "weeks": len(plan.weeks),
        "sessions": len(sessions),
        "least": lengths[0],
        "most": lengths[-1],
    }


@cache
def assets_version() -> str:
    """Return a hash of all assets. It is a step of their addresses, since scripts import one another by relative addresses."""
    contents = (path.name.encode() + path.read_bytes() for path in sorted(ASSETS.iterdir()))
    return hashlib.blake2b(b"".join(contents), digest_size=6).hexdigest()
