"""The few words that pages, feeds and calendars share."""

from __future__ import annotations

from typing import Final

from coach.script.titles import main_set_title
from coach.session.request import SessionRequest
from coach.units import MINUTE, Milliseconds

PLAYER_ADVICE: Final = (
    "Before the first run, turn off “Trim silence” and “Smart speed” in your player, and play at normal speed: "
    "the quiet stretches are the session’s clock."
)
SAFETY: Final = (
    "Keep the volume low enough to hear traffic. Pain, dizziness or chest discomfort: stop and get help. "
    "Not medical advice; in doubt see a doctor first."
)

MEGABYTE: Final = 1_000_000


def summary(request: SessionRequest) -> str:
    """Say what the session is: `6 × run 1 min, walk 2 min`."""
    return main_set_title(request.timeline)


def minutes(duration: Milliseconds) -> str:
    """Write a session's length for a heading: `28 min`, `1 h 05 min`."""
    whole = round(duration / MINUTE)
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest:02} min" if hours else f"{whole} min"


def megabytes(size: int) -> str:
    """Write a file's size: `13.7 MB`."""
    return f"{size / MEGABYTE:.1f} MB"
