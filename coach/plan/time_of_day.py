"""When on a day a session begins, as runners write it."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from coach.errors import UsageError

_FORMS: Final = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s*(?P<half>am|pm))?", re.ASCII)
_NOON: Final = 12


def parse_time_of_day(text: str) -> time:
    """Read `7:30`, `07:30`, `7.30`, `7am`, `7:30 pm` or `19:00`. Raises UsageError for anything else.

    A bare `7` is refused: it may be the morning or the evening.
    """
    match = _FORMS.fullmatch(text.strip().lower().replace("a.m.", "am").replace("p.m.", "pm"))
    problem = UsageError(f"{text!r} is no time of day; write it such as 7:30, 7pm or 19:00")
    if match is None or not (match["minute"] or match["half"]):
        raise problem
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= _NOON:
            raise problem
        hour = hour % _NOON + (_NOON if match["half"] == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise problem from error
