"""What a visitor may change about a session, as it stands in a form and in an address.

An address carries a mix as one readable step, such as `run.1m30s_walk.1m_bed.beat`: letters, digits, hyphens, dots and
underscores, which no player and no web host rewrites. Every value is one of a list or a bounded number: nothing in an address
names a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from coach.errors import CoachError, UsageError
from coach.plan.adjust import custom_plan
from coach.plan.catalogue import find_plan
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM, Feel, Ratio
from coach.script.lines import load_style
from coach.script.topics import Talk
from coach.session.request import SessionRequest, session_requests
from coach.settings import Settings
from coach.units import HOUR, Milliseconds, clock, duration_label, parse_duration

LONGEST: Final = Milliseconds(6 * HOUR)
"""The longest session that a page makes; the command line makes longer ones."""

MOST_INTERVALS: Final = 500
"""How many intervals a session made by a page may have."""

LONGEST_TEXT: Final = 200
"""Characters of a mix in an address."""

BEDS: Final = {"none": "Silence", "beat": "A beat to step to", "ambient": "Calm ambient sound"}
"""What a page offers under the voice. The runner's own music is named on the command line, never in an address."""

_LENGTHS: Final = ("run", "walk", "warm_up", "cool_down", "total")
_TEXT: Final = re.compile(r"[a-z-]+\.[a-z0-9-]+(?:_[a-z-]+\.[a-z0-9-]+)*")


Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, besides times."""

    voices: Mapping[str, str]
    """Name to description, the default first; only voices that can speak here."""
    styles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WebOptions:
    """The changes to a plan's session. Nothing set: as the plan and the settings have it."""

    ratio: Ratio = field(default_factory=Ratio)
    voice: str | None = None
    style: str | None = None
    bed: str | None = None
    talk: Talk | None = None

    def __bool__(self) -> bool:
        return bool(self.step)

    @property
    def values(self) -> dict[str, str]:
        """All that is set, as a form holds it."""
        ratio = self.ratio
        found = {name: duration_label(length) for name in _LENGTHS if (length := getattr(ratio, name))}
        others = {"repeat": ratio.repeat, "feel": ratio.feel}
        others |= {name: getattr(self, name) for name in ("voice", "style", "bed", "talk")}
        return {name.replace("_", "-"): str(value) for name, value in (found | others).items() if value}

    @property
    def step(self) -> str:
        """The mix as a step of an address; empty when nothing is changed."""
        return "_".join(f"{name}.{value}" for name, value in self.values.items())

    def settings(self, base: Settings) -> Settings:
        """Return the settings, changed."""
        return base.with_changes({"voice": self.voice, "style": self.style, "bed": self.bed, "talk": self.talk})


def parse_step(text: str, choices: Choices) -> WebOptions:
    """Read a mix from an address. Raises UsageError."""
    if len(text) > LONGEST_TEXT or not _TEXT.fullmatch(text):
        raise UsageError("this address holds nothing that can be mixed; go back and choose again")
    pairs = [part.split(".") for part in text.split("_")]
    options = parse_form(dict(pairs), choices)
    if options.step != text:
        raise UsageError("this address is not written as coach writes it; go back and choose again")
    return options


def parse_form(values: Mapping[str, str], choices: Choices) -> WebOptions:
    """Read a mix from a form's fields; empty fields change nothing. Raises UsageError with what to write instead."""
    given = {name: value.strip().lower() for name, value in values.items() if value.strip()}
    known = {name.replace("_", "-") for name in (*_LENGTHS, "repeat", "feel", "voice", "style", "bed", "talk")}
    unknown = given.keys() - known
    if unknown:
        raise UsageError(f"there is nothing called {min(unknown)!r} to change")
    lengths = {name: _length(given[key]) for name in _LENGTHS if (key := name.replace("_", "-")) in given}
    return WebOptions(
        ratio=Ratio(**lengths, repeat=_count(given.get("repeat")), feel=_one(given, "feel", Feel)),  # type: ignore[arg-type]
        voice=_one(given, "voice", choices.voices),
        style=_one(given, "style", choices.styles),
        bed=_one(given, "bed", BEDS),
        talk=_one(given, "talk", Talk),
    )


def plan_for(name: str, options: WebOptions) -> Plan:
    """Find a bundled plan, or make the plan of a session of one's own. Raises PlanError and UsageError."""
    if name == CUSTOM:
        return custom_plan(options.ratio)
    return find_plan(name)


def requests_for(
    plan: Plan, options: WebOptions, base: Settings, week: int | None = None, session: int | None = None
) -> tuple[SessionRequest, ...]:
    """Return the sessions of a plan in a mix, none of them longer than a page makes.

    Raises UsageError where the mix does not fit the plan, or where it asks for too much.
    """
    try:
        found = session_requests(plan, week, session, options.ratio, base.runner, load_style(base.style).language)
    except CoachError as error:
        raise UsageError(plainly(str(error))) from error
    for request in found:
        timeline = request.timeline
        if timeline.duration > LONGEST and options.ratio:
            raise UsageError(
                f"that makes {clock(timeline.duration)}; the longest session that this page makes is {clock(LONGEST)}"
            )
        if len(timeline.intervals) > MOST_INTERVALS and options.ratio:
            raise UsageError(
                f"that makes {len(timeline.intervals)} parts; this page makes sessions of at most {MOST_INTERVALS}"
            )
    return found


def plainly(message: str) -> str:
    """Write a message about options for someone who sees a form: `--warm-up` becomes `warm-up`."""
    return re.sub(r"--(?=[a-z])", "", message)


def _length(text: str) -> Milliseconds:
    if re.fullmatch(r"\d{1,3}", text):
        raise UsageError(f"{text}: minutes or seconds? Write {text}m or {text}s, or {text}:00")
    return parse_duration(text)


def _count(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,2}", text):
        raise UsageError(f"{text!r} is no number of repetitions; write one from 1 to {MOST_INTERVALS // 2}")
    return int(text)


def _one(given: Mapping[str, str], name: str, choices: Iterable[Choice]) -> Choice | None:
    value = given.get(name)
    if value is None:
        return None
    for choice in choices:
        if choice == value:
            return choice
    raise UsageError(f"{name} {value!r} is not one of: {', '.join(choices)}")
