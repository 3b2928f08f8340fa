"""The parts of an address below `plans/`: a plan, then optionally a mix, training days, and a session.

walk-run-start/                                                   a plan
walk-run-start/walk.90s/                                          the plan in a mix
walk-run-start/walk.90s/week-2-session-1/                         a session of it
walk-run-start/from.2026-12-01_days.tue-thu-sat/feed.xml          the plan's podcast, on training days
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from coach.errors import UsageError
from coach.mixer.options import Choices, WebOptions, parse_step
from coach.plan.model import Plan
from coach.plan.schedule import Days, days_label, default_days, parse_days, parse_start

_SESSION: Final = re.compile(r"week-([1-9]\d{0,2})-session-([1-9]\d?)")
_DAYS: Final = re.compile(r"from\.(\d{4}-\d\d-\d\d)_days\.([a-z-]{3,40})")


@dataclass(frozen=True, slots=True)
class TrainingDays:
    """When a plan is run: its first day, and the weekdays."""

    start: date
    days: Days

    @property
    def step(self) -> str:
        """The training days as a step of an address."""
        return f"from.{self.start}_days.{days_label(self.days).replace(',', '-')}"


@dataclass(frozen=True, slots=True)
class Address:
    """A parsed address."""

    options: WebOptions
    training: TrainingDays | None
    session: tuple[int, int] | None
    """Week and session, from 1."""
    file: str
    """The file, such as `feed.xml`; empty for the page."""


def parse_address(text: str, choices: Choices) -> Address:
    """Parse what follows the plan's name in an address. Raises UsageError for a step that cannot be read."""
    steps = text.split("/")
    options, training, session = WebOptions(), None, None
    if steps[0] and "." in steps[0] and len(steps) > 1 and not steps[0].startswith("from."):
        options = parse_step(steps.pop(0), choices)
    if (match := _DAYS.fullmatch(steps[0])) and len(steps) > 1:
        training = _training(*match.groups())
        steps.pop(0)
    if (match := _SESSION.fullmatch(steps[0])) and len(steps) > 1:
        session = int(match[1]), int(match[2])
        steps.pop(0)
    return Address(options, training, session, "/".join(steps))


def _training(start: str, days: str) -> TrainingDays:
    try:
        return TrainingDays(parse_start(start), parse_days(days))
    except ValueError as error:
        raise UsageError(f"{start} is no date; choose the first day again") from error


def parse_training_form(start: str, days: Sequence[str], plan: Plan) -> tuple[TrainingDays | None, str]:
    """Read the form for training days. Returns the days, or None with a message about what is wrong."""
    if not start:
        return None, ""
    try:
        return _training(start, ",".join(days) or days_label(default_days(plan))), ""
    except UsageError as error:
        return None, str(error)


def webcal_address(feed: str) -> str:
    """Return the address by which calendar programs subscribe to the calendar beside a feed: `webcal://…/calendar.ics`."""
    _, separator, rest = feed.removesuffix("feed.xml").partition("://")
    return f"webcal{separator}{rest}calendar.ics"
