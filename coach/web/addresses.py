"""What an address asks for, below `plans/`: a plan, perhaps in a mix, perhaps on certain days, perhaps one session of it.

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
from coach.plan.model import Plan
from coach.plan.schedule import Days, days_label, default_days, parse_days, parse_start
from coach.web.options import Choices, WebOptions, parse_step

_SESSION: Final = re.compile(r"week-([1-9]\d{0,2})-session-([1-9]\d?)")
_DAYS: Final = re.compile(r"from\.(\d{4}-\d\d-\d\d)_days\.([a-z-]{3,40})")


@dataclass(frozen=True, slots=True)
class Training:
    """The days of a plan: its start, and the weekdays."""

    start: date
    days: Days

    @property
    def step(self) -> str:
        """As a step of an address."""
        return f"from.{self.start}_days.{days_label(self.days).replace(',', '-')}"


@dataclass(frozen=True, slots=True)
class Address:
    """What is asked for."""

    options: WebOptions
    training: Training | None
    session: tuple[int, int] | None
    """Week and session, from 1."""
    leaf: str
    """The file, such as `feed.xml`; empty for the page."""


def parse_address(text: str, choices: Choices) -> Address:
    """Read what follows the plan's name in an address. Raises UsageError where a step cannot be read."""
    steps = text.split("/")
    options, training, session = WebOptions(), None, None
    if steps[0] and "." in steps[0] and len(steps) > 1 and not steps[0].startswith("from."):
        options = parse_step(steps.pop(0), choices)
    if (found := _DAYS.fullmatch(steps[0])) and len(steps) > 1:
        training = _training(*found.groups())
        steps.pop(0)
    if (found := _SESSION.fullmatch(steps[0])) and len(steps) > 1:
        session = int(found[1]), int(found[2])
        steps.pop(0)
    return Address(options, training, session, "/".join(steps))


def _training(start: str, days: str) -> Training:
    try:
        return Training(parse_start(start), parse_days(days))
    except ValueError as error:
        raise UsageError(f"{start} is no date; choose the first day again") from error


def asked_training(start: str, days: Sequence[str], plan: Plan) -> tuple[Training | None, str]:
    """Read the form of training days: the days, or none and, where something is wrong, a word about it."""
    if not start:
        return None, ""
    try:
        return _training(start, ",".join(days) or days_label(default_days(plan))), ""
    except UsageError as error:
        return None, str(error)
