"""A session for the watch and for paper: the files beside its page, and what the page says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from coach.export import paper
from coach.export.watch import FORMATS
from coach.export.workout import session_workout
from coach.mixer.episode import Episode

PRINT_FILE: Final = "print.html"

_WATCH_LABELS: Final = {
    "fit": "FIT workout (Garmin and others)",
    "workout": "Apple Watch workout",
    "intervals": "text for intervals.icu",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside a session's page."""

    file: str
    """Its address, relative to the page."""
    save_as: str
    """What it is called where it is saved; empty for a page that is looked at."""
    label: str
    """What the page says of it."""
    media_type: str


def downloads(episode: Episode) -> tuple[Download, ...]:
    """Return the files that a session has for watches and paper: those formats that can hold it."""
    workout = session_workout(episode.request)
    watch = [
        Download(f"workout{form.ending}", _saved_as(episode, form.ending), _WATCH_LABELS[name], form.media_type)
        for name, form in FORMATS.items()
        if form.fits(workout)
    ]
    return (*watch, Download(PRINT_FILE, "", "cue sheet to print", paper.MEDIA_TYPE))


def download_content(episode: Episode, download: Download, now: datetime) -> bytes:
    """Return a file's content. `now` is when it is made, with its time zone."""
    if download.file == PRINT_FILE:
        return paper.write_cue_sheet(episode.request, episode.sheet)
    form = next(form for form in FORMATS.values() if download.file == f"workout{form.ending}")
    return form.write(session_workout(episode.request), now)


def _saved_as(episode: Episode, ending: str) -> str:
    return PurePosixPath(episode.request.file_name).with_suffix(ending).name
