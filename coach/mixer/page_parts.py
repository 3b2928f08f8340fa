"""The parts of pages that a server and a browser write alike: the mixer's form, its result, and a session with its player."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.language.english import ENGLISH
from coach.mixer.advice import FindSession, Suggestion, answers, is_between, restarts
from coach.mixer.cue_choices import CUE_CHOICES, CueChoice
from coach.mixer.episode import Episode
from coach.mixer.options import BEDS, WebOptions, field_label
from coach.mixer.timeline_svg import timeline_bars, timeline_svg
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM
from coach.script.titles import interval_title
from coach.session.request import SessionRequest, cautions_of
from coach.session.words import megabytes, summary
from coach.units import clock

if TYPE_CHECKING:
    from jinja2 import Environment

PART_TEMPLATES: Final = Path(__file__).parent / "templates"

TALKS: Final = {"commands": "Commands alone", "less": "Only what is needed", "normal": "A good companion", "more": "Chatty"}
FEELS: Final = {"great": "Great", "good": "Good", "tired": "Tired"}


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The place of a page on its site."""

    root: str
    """The relative address of the first page: `../../`."""
    live: bool
    """Whether a server is there that can make new sessions."""

    def link(self, path: str) -> str:
        """Return the address of a page from its path below the first page, which ends with a slash or is empty."""
        return self.to(f"{self.root}{path}")

    def to(self, folder: str) -> str:
        """Return the address of the page of a folder. In a published site it names the file, so that it opens from disk too."""
        return folder if self.live else f"{folder}index.html"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the mixer's form offers: values of fields, with words for people. A field without values is not shown."""

    plans: Sequence[Plan]
    voices: Mapping[str, str]
    styles: Mapping[str, str]
    talks: Mapping[str, str]
    beds: Mapping[str, str]
    feels: Mapping[str, str]
    cues: Mapping[str, CueChoice]


def full_offer(plans: Sequence[Plan], voices: Mapping[str, str], styles: Sequence[str]) -> Offer:
    """Return the offer of a server, which can speak whatever is chosen."""
    named = {name: name.capitalize() for name in styles}
    return Offer(plans, voices, named, TALKS, BEDS, FEELS, CUE_CHOICES)


class PageParts:
    """Writes parts of pages, from our own templates and from those in other folders."""

    def __init__(self, *folders: Path, **constants: object) -> None:
        """Take folders of other templates, and values that all templates know."""
        self._folders = (*folders, PART_TEMPLATES)
        self._constants = constants

    def write(self, template: str, page: PagePlace, **values: object) -> str:
        """Fill a template."""
        return self._environment.get_template(template).render(page=page, **values)

    def mixer(
        self, template: str, page: PagePlace, offer: Offer, values: Mapping[str, str], result: Mapping[str, object]
    ) -> str:
        """Write the mixer's page, its form or its result; `result` comes from `answer_mix` or `refused_mix`."""
        return self.write(template, page, values=values, offer=offer, **result)

    def session(
        self, template: str, page: PagePlace, episode: Episode, options: WebOptions, find: FindSession, **values: object
    ) -> str:
        """Write a session's page or its main part. `find` finds what comes next."""
        cues: dict[int, list[Any]] = {}
        for cue in episode.sheet.cues:
            if cue.text:
                cues.setdefault(cue.interval, []).append(cue)
        return self.write(
            template,
            page,
            episode=episode,
            request=episode.request,
            timeline=episode.sheet.timeline,
            cues=cues,
            options=options,
            careful=careful([episode.request]),
            changes=changes([episode.request]),
            custom=episode.request.plan.name == CUSTOM,
            answers=answers(episode.request, options, find),
            restarts=restarts(episode.request, options, find),
            between=is_between(episode.request.plan, episode.request.session),
            **values,
        )

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(self._folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        labels = ENGLISH.words.labels
        environment.globals |= self._constants | {
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


def careful(requests: Sequence[SessionRequest]) -> list[str]:
    """Return the sentences about what is unwise in the sessions, each once."""
    return [f"Careful: {caution.text(field_label)}" for caution in cautions_of(requests)]


def changes(requests: Sequence[SessionRequest]) -> list[str]:
    """Return the sentences about what the mix changed in the sessions, each once."""
    sentences = dict.fromkeys(change for request in requests for change in request.changes)
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
