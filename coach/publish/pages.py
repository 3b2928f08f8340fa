"""The pages: data in, HTML out. The same templates serve the live server and the folder for a web host.

Every link on a page is relative to it, so the pages work below any address, a secret one too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.orders import Order
from coach.plan.model import Coaching, Plan
from coach.plan.ratio import CUSTOM
from coach.plan.timeline import timeline
from coach.publish.episode import Episode
from coach.publish.mixes import BEDS, Mix, Offer, plainly
from coach.publish.picture import bars, described
from coach.publish.words import PLAYER_ADVICE, SAFETY, megabytes, minutes, summary
from coach.script.titles import interval_title
from coach.units import clock

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = Path(__file__).parent / "templates"
ASSETS: Final = Path(__file__).parent / "static"

GROUPS: Final = (
    ("Walk and run", (Coaching.WALK_RUN,)),
    ("Longer, faster, by feel", (Coaching.LONG_RUN, Coaching.SPEED, Coaching.HILLS, Coaching.BY_FEEL)),
    ("Walks", (Coaching.WALK, Coaching.MINDFUL, Coaching.NARRATED)),
)
TALKS: Final = {"less": "Only what is needed", "normal": "A good companion", "more": "Chatty"}
FEELS: Final = {"great": "Great", "good": "Good", "tired": "Tired"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands."""

    root: str
    """The way from the page to the first page: `../../`."""
    live: bool
    """Whether a server answers that can make new sessions."""
    title: str
    """Of the page."""

    def asset(self, name: str) -> str:
        """Return the way to a style or a script; its content is part of it, so that it may be kept for ever."""
        return f"{self.root}assets/{name}?v={_versions()[name]}"


class Pages:
    """Writes pages."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer

    def write(self, template: str, place: Place, **values: object) -> str:
        """Fill a template."""
        return self._environment.get_template(template).render(place=place, **values)

    def plans(self, place: Place, plans: Sequence[Plan]) -> str:
        """Write the page of all plans."""
        groups = [(name, [_card(plan) for plan in plans if plan.coaching in kinds]) for name, kinds in GROUPS]
        return self.write("plans.html", place, groups=[group for group in groups if group[1]])

    def plan(self, place: Place, wanted: Sequence[Order], mix: Mix, days: Mapping[tuple[int, int], date] | None = None) -> str:
        """Write a plan's page."""
        weeks: dict[int, list[Order]] = {}
        for order in wanted:
            weeks.setdefault(order.week, []).append(order)
        return self.write(
            "plan.html",
            place,
            plan=wanted[0].plan,
            card=_card_of(wanted),
            weeks=weeks,
            mix=mix,
            changes=changes(wanted),
            notes=days or {},
        )

    def session(self, place: Place, episode: Episode, mix: Mix, around: tuple[str, str] = ("", "")) -> str:
        """Write a session's page. `around` are the ways to the sessions before and after it."""
        cues: dict[int, list[Any]] = {}
        for cue in episode.sheet.cues:
            if cue.text:
                cues.setdefault(cue.interval, []).append(cue)
        return self.write(
            "session.html",
            place,
            episode=episode,
            order=episode.order,
            line=episode.sheet.timeline,
            cues=cues,
            mix=mix,
            changes=changes([episode.order]),
            custom=episode.order.plan.name == CUSTOM,
            around=around,
        )

    def mixer(self, place: Place, values: Mapping[str, str], result: Mapping[str, object], *, part: bool = False) -> str:
        """Write the mixer, or with `part` only its answer."""
        template = "mixed.html" if part else "mixer.html"
        return self.write(template, place, values=values, offer=self._offer, beds=BEDS, talks=TALKS, feels=FEELS, **result)

    def error(self, place: Place, status: int, text: str, remedy: str) -> str:
        """Write the page that says why there is nothing."""
        return self.write("error.html", place, status=status, text=text, remedy=remedy)

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        environment.globals |= {"advice": PLAYER_ADVICE, "safety": SAFETY, "bars": bars, "described": described}
        environment.filters |= {
            "clock": clock,
            "minutes": minutes,
            "megabytes": megabytes,
            "summary": summary,
            "plainly": plainly,
        }
        environment.filters |= {"interval_title": interval_title, "day": lambda day: f"{day:%A}, {day.day} {day:%B %Y}"}
        return environment


def changes(wanted: Sequence[Order]) -> list[str]:
    """Return what the mix did to the sessions, each sentence once, in words for a page."""
    said = dict.fromkeys(f"{change}" for order in wanted for change in order.adjusted.changes)
    return [sentence[:1].upper() + sentence[1:] for sentence in said]


def session_step(order: Order) -> str:
    """Return a session's step in an address."""
    return f"week-{order.week}-session-{order.session}"


def _card_of(wanted: Sequence[Order]) -> dict[str, object]:
    lengths = sorted({round(order.situation.timeline.duration / 60_000) for order in wanted})
    return {"weeks": len({order.week for order in wanted}), "sessions": len(wanted), "least": lengths[0], "most": lengths[-1]}


def _card(plan: Plan) -> dict[str, object]:
    outings = [outing for week in plan.weeks for outing in week.sessions]
    lengths = sorted(round(outing.duration / 60_000) for outing in outings)
    return {
        "plan": plan,
        "line": timeline(outings[0], plan.coaching),
        "weeks": len(plan.weeks),
        "sessions": len(outings),
        "least": lengths[0],
        "most": lengths[-1],
    }


@cache
def _versions() -> dict[str, str]:
    return {path.name: hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest() for path in ASSETS.iterdir()}
