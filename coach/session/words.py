"""The few words that pages, feeds and calendars share."""

from __future__ import annotations

from typing import Final

from coach.script.titles import main_set_title
from coach.session.request import SessionRequest

MEGABYTE: Final = 1_000_000


def summary(request: SessionRequest) -> str:
    """Say what the session is: `6 × run 1 min, walk 2 min`."""
    return main_set_title(request.timeline, request.language)


def megabytes(size: int) -> str:
    """Write a file's size: `13.7 MB`."""
    return f"{size / MEGABYTE:.1f} MB"
