"""The pages as HTML. The same templates serve the live server and the folder for a web host.

Every link on a page is relative to it, so the pages work below any address, a secret one too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.export.qr import qr_svg
from coach.language.english import ENGLISH
from coach.plan.model import Plan
from coach.plan.purpose import by_purpose
from coach.plan.ratio import CUSTOM
from coach.plan.timeline import timeline
from coach.script.titles import interval_title
from coach.session.request import SessionRequest
from coach.session.words import megabytes, summary
from coach.units import clock
from coach.web.advice import FindSession, NextSession, Suggestion, answers, is_between, restarts
from coach.web.cue_choices import CUE_CHOICES
from coach.web.downloads import downloads
from coach.web.episode import Episode
from coach.web.options import BEDS, Choices, WebOptions, field_label
from coach.web.subscription import Subscription
from coach.web.timeline_svg import timeline_bars, timeline_svg

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).parent / "templates"
ASSETS: Final = Path(__file__).parent / "static"

TALKS: Final = {"commands": "Commands alone", "less": "Only what is needed", "normal": "A good companion", "more": "Chatty"}
FEELS: Final = {"great": "Great", "good": "Good", "tired": "Tired"}


@dataclass(frozen=True, slots=True)
class PageContext:
    """The place of a page on its site."""

    root: str
    """The relative address of the first page: `../../`."""
    live: bool
    """Whether a server is there that can make new sessions."""
    title: str
    """Of the page."""

    def asset(self, name: str) -> str:
        """Return the address of a style sheet, a script or an icon. It holds a hash of all of them: it may be kept for ever."""
        return f"{self.root}assets/{assets_version()}/{name}"

    def link(self, path: str) -> str:
        """Return the address of a page from its path below the first page, which ends with a slash or is empty."""
        return self.to(f"{self.root}{path}")

    def to(self, folder: str) -> str:
        """Return the address of the page of a folder. In a published site it names the file, so that it opens from disk too."""
        return folder if self.live else f"{folder}index.html"


class Pages:
    """Writes pages."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def write(self, template: str, page: PageContext, **values: object) -> str:
        """Fill a template."""
        return self._environment.get_template(template).render(page=page, **values)

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
        cues: dict[int, list[Any]] = {}
        for cue in episode.sheet.cues:
            if cue.text:
                cues.setdefault(cue.interval, []).append(cue)
        return self.write(
            "session.html",
            page,
            episode=episode,
            request=episode.request,
            timeline=episode.sheet.timeline,
            cues=cues,
            options=options,
            changes=changes([episode.request]),
            custom=episode.request.plan.name == CUSTOM,
            neighbours=neighbours,
            downloads=downloads(episode),
            answers=answers(episode.request, options, find),
            restarts=restarts(episode.request, options, find),
            between=is_between(episode.request.plan, episode.request.session),
        )

    def mixer(self, page: PageContext, values: Mapping[str, str], result: Mapping[str, object], *, part: bool = False) -> str:
        """Write the mixer; with `part` only its result."""
        template = "mixer_result.html" if part else "mixer.html"
        offers = {"choices": self._choices, "beds": BEDS, "talks": TALKS, "feels": FEELS, "cues": CUE_CHOICES}
        return self.write(template, page, values=values, **offers, **result)

    def subscribe(self, page: PageContext, subscription: Subscription, **form: object) -> str:
        """Write the page for podcast apps. `form` has the values of the form for training days, which a live server shows."""
        code = qr_svg(subscription.feed)
        return self.write("subscribe.html", page, plan=subscription.plan, subscription=subscription, qr=code, **form)

    def error(self, page: PageContext, status: int, text: str, remedy: str) -> str:
        """Write the page for an error."""
        return self.write("error.html", page, status=status, text=text, remedy=remedy)

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        labels = ENGLISH.words.labels
        environment.globals |= {
            "advice": labels.advice,
            "safety": labels.safety,
            "lang": ENGLISH.code,
            "timeline_svg": timeline_svg,
        }
        environment.filters |= {
            "clock": clock,
            "minutes": ENGLISH.whole_minutes,
            "megabytes": megabytes,
            "summary": lambda request: unbroken(summary(request)),
            "unbroken": unbroken,
            "data": suggestion_data,
            "restart_data": lambda restarts: [{"least": one.least, **suggestion_data(one.advice)} for one in restarts],
            "sentence": lambda text: text[:1].upper() + text[1:],
        }
        environment.filters |= {"interval_title": interval_title, "day": lambda day: f"{day:%A}, {day.day} {day:%B %Y}"}
        return environment


def changes(requests: Sequence[SessionRequest]) -> list[str]:
    """Return the sentences about what is unwise in the sessions, and what the mix changed in them, each once."""
    sentences = dict.fromkeys(f"Careful: {caution.text(field_label)}" for request in requests for caution in request.cautions)
    sentences |= dict.fromkeys(change for request in requests for change in request.changes)
    return [sentence[:1].upper() + sentence[1:] for sentence in sentences]


def unbroken(text: str) -> str:
    """Keep numbers and their units on one line."""
    return re.sub(r"(?<=\d) (?=(?:min|s|h)\b)", "\u00a0", text)


def suggestion_data(suggestion: Suggestion) -> dict[str, object]:
    """Return a suggestion as the pages' scripts read it."""
    session = suggestion.session
    card = session and {
        "path": session.path,
        "plan": session.plan,
        "title": session.title,
        "summary": unbroken(session.summary),
        "length": ENGLISH.whole_minutes(session.timeline.duration),
        "bars": timeline_bars(session.timeline),
    }
    return {"headline": suggestion.headline, "reason": suggestion.reason, "session": card}


def session_step(request: SessionRequest) -> str:
    """Return a session's step in an address."""
    return f"week-{request.week}-session-{request.session}"


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
