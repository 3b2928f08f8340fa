"""What a visitor may change about a session, as it stands in a form and in an address.

An address carries a mix as one readable step, such as `run.1m30s_walk.1m_bed.beat`: letters, digits, hyphens, dots and
underscores, which no player and no web host rewrites. Every value is one of a list or a bounded number: nothing in an address
names a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from coach.errors import CoachError, Field, UsageError
from coach.fields import Declaration, declarations
from coach.kinds import Text
from coach.plan.adjust import custom_plan
from coach.plan.catalogue import find_plan
from coach.plan.model import Plan
from coach.plan.ratio import CUSTOM, Ratio
from coach.script.lines import load_style
from coach.session.request import SessionRequest, session_requests
from coach.settings import Settings
from coach.sound.beds.choices import AMBIENT, BEAT, NONE
from coach.toml_table import shown
from coach.units import HOUR, Milliseconds, clock

LONGEST: Final = Milliseconds(6 * HOUR)
"""The longest session that a page makes; the command line makes longer ones."""

MOST_INTERVALS: Final = 500
"""How many intervals a session made by a page may have."""

LONGEST_TEXT: Final = 200
"""Characters of a mix in an address."""

BEDS: Final = {NONE: "Silence", BEAT: "A beat to step to", AMBIENT: "Calm ambient sound"}
"""What a page offers under the voice. The runner's own music is named on the command line, never in an address."""

_ORDER: Final = ("run", "walk", "warm-up", "cool-down", "total", "repeat", "feel", "voice", "style", "bed", "talk")
"""The order in addresses, which people hold; what is declared later follows."""

_LABELS: Final = {"repeat": "Times", "total": "Total length", "feel": "How you feel", "read": "a text"}
"""The names of fields that are not those of the settings."""

_INTERVALS: Final = ("run", "walk", "warm-up", "cool-down")
_DECIMAL: Final = re.compile(r"\d{1,3}[.,]\d{1,4}", re.ASCII)
"""Without a unit it means minutes, where it is the length of an interval."""

_COUNTED: Final = {
    "repeat": re.compile(r"(?:x|×)?\s*(\d{1,6})\s*(?:x|×|times)?", re.ASCII),
    "miles": re.compile(r"([\d.,]{1,9})\s*(?:mi|miles?)", re.ASCII),
    "minutes": re.compile(r"(\d{1,6})\s*(?:m|min|mins|minutes?)", re.ASCII),
}
"""Numbers that may carry the unit of their field."""

_TEXT: Final = re.compile(r"[a-z-]+\.[a-z0-9][a-z0-9.-]*(?:_[a-z-]+\.[a-z0-9][a-z0-9.-]*)*")


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, besides times."""

    voices: Mapping[str, str]
    """Name to description, the default first; only voices that can speak here."""
    styles: tuple[str, ...]

    @property
    def lists(self) -> dict[str, Sequence[str]]:
        """The texts that a page offers, by field. A text that is in no list cannot be chosen."""
        return {"voice": tuple(self.voices), "style": self.styles, "bed": tuple(BEDS)}


@dataclass(frozen=True, slots=True)
class WebOptions:
    """The changes to a plan's session. Nothing set: as the plan and the settings have it."""

    ratio: Ratio = field(default_factory=Ratio)
    changes: tuple[tuple[str, object], ...] = ()
    """Settings by name, in the order of their declarations."""
    settings_class: type[Settings] = Settings

    def __bool__(self) -> bool:
        return bool(self.step)

    @property
    def values(self) -> dict[str, str]:
        """All that is set, as a form holds it."""
        changes = dict(self.changes)
        values = {
            declaration.key: declaration.kind.write(value)
            for declaration in web_fields(self.settings_class)
            if (value := changes.get(declaration.name, getattr(self.ratio, declaration.name, None))) is not None
        }
        return dict(sorted(values.items(), key=lambda item: _ORDER.index(item[0]) if item[0] in _ORDER else len(_ORDER)))

    @property
    def step(self) -> str:
        """The mix as a step of an address; empty when nothing is changed."""
        return "_".join(f"{name}.{value}" for name, value in self.values.items())

    def settings(self, base: Settings) -> Settings:
        """Return the settings, changed."""
        return base.with_changes(dict(self.changes))


def web_fields(settings_class: type[Settings] = Settings) -> Sequence[Declaration]:
    """Return the fields that a visitor may set."""
    return [
        declaration
        for declared in (Ratio, settings_class)
        for declaration in declarations(declared).values()
        if declaration.on_page
    ]


def field_label(named: Field) -> str:
    """Name a field as a page does: `Warm-up`."""
    return _LABELS.get(named.name) or named.name.replace("_", "-").capitalize()


def _as_meant(key: str, text: str) -> str:
    """Return what a visitor has written in a field, with the unit that the field leaves no doubt about."""
    if key in _INTERVALS and _DECIMAL.fullmatch(text):
        return f"{text} min"
    counted = _COUNTED.get(key)
    match = counted.fullmatch(text) if counted else None
    return match[1] if match else text


def parse_step(text: str, choices: Choices, settings_class: type[Settings] = Settings) -> WebOptions:
    """Read a mix from an address. Raises UsageError."""
    if len(text) > LONGEST_TEXT or not _TEXT.fullmatch(text):
        raise UsageError("this address holds nothing that can be mixed; go back and choose again")
    pairs = [part.split(".", 1) for part in text.split("_")]
    options = parse_form(dict(pairs), choices, settings_class)
    if options.step != text:
        raise UsageError("this address is not written as coach writes it; go back and choose again")
    return options


def parse_form(values: Mapping[str, str], choices: Choices, settings_class: type[Settings] = Settings) -> WebOptions:
    """Read a mix from a form's fields; empty fields change nothing. Raises UsageError with what to write instead."""
    filled = {name: value.strip().lower() for name, value in values.items() if value.strip()}
    known = {declaration.key: declaration for declaration in web_fields(settings_class)}
    unknown = filled.keys() - known.keys()
    if unknown:
        raise UsageError(f"there is nothing called {shown(min(unknown))} to change")
    read = {known[key].name: _value(known[key], _as_meant(key, text), choices) for key, text in filled.items()}
    of_ratio = {name: read.pop(name) for name in declarations(Ratio) if name in read}
    in_order = tuple((name, read[name]) for name in declarations(settings_class) if name in read)
    return WebOptions(Ratio(**of_ratio), in_order, settings_class)


def _value(declaration: Declaration, text: str, choices: Choices) -> Any:  # noqa: ANN401  # a value of the field's kind
    if not isinstance(declaration.kind, Text):
        return declaration.read(text)
    offered = choices.lists.get(declaration.name, ())
    if text not in offered:
        remedy = f"is not one of: {', '.join(offered)}" if offered else "cannot be chosen here; leave it out"
        raise UsageError(Field(declaration.name), f" {shown(text)} {remedy}")
    return text


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
        requests = session_requests(plan, week, session, options.ratio, base.runner, load_style(base.style).language)
    except CoachError as error:
        raise UsageError(*error.parts) from error
    for request in requests:
        timeline = request.timeline
        if timeline.duration > LONGEST and options.ratio:
            raise UsageError(
                f"that makes {clock(timeline.duration)}; the longest session that this page makes is {clock(LONGEST)}"
            )
        if len(timeline.intervals) > MOST_INTERVALS and options.ratio:
            raise UsageError(
                f"that makes {len(timeline.intervals)} parts; this page makes sessions of at most {MOST_INTERVALS}"
            )
    return requests
