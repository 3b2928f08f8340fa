"""A session as it is handed out: what a page, a feed and a player must know of it before the first byte is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from coach.mp3.assemble import Assembly
from coach.mp3.tags import Chapter
from coach.progress import Listener
from coach.script.cues import CueSheet
from coach.session.labels import chapters
from coach.session.request import SessionRequest
from coach.settings import Settings
from coach.units import Milliseconds

AUDIO_TYPE: Final = "audio/mpeg"
CHAPTERS_TYPE: Final = "application/json+chapters"
CHAPTERS_VERSION: Final = "1.2.0"


class SessionRenderer(Protocol):
    """Whatever makes sessions: the studio."""

    def scripts(self, wanted: Sequence[SessionRequest]) -> list[CueSheet]:
        """Write the cue sheets of sessions; speaks what was never spoken."""
        ...

    def assembly(self, request: SessionRequest) -> Assembly:
        """Return a session's MP3, ready to be read."""
        ...


RendererFactory = Callable[[Settings, Listener], SessionRenderer]
"""Gives the maker for these settings, that tells the listener what it does."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A session that has been made."""

    request: SessionRequest
    sheet: CueSheet
    size: int
    """Of the MP3, in bytes."""
    fingerprint: str
    """Of the MP3's bytes."""

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The one list that every form of chapters is written from."""
        return chapters(self.sheet)

    @property
    def length(self) -> Milliseconds:
        """How long the file plays: the plan's time and the closing words."""
        return self.sheet.file_length

    @property
    def steps(self) -> str:
        """The end of the audio's address: new bytes, new address."""
        return f"{self.fingerprint}/{self.request.file_name}"


def chapters_json(episode: Episode) -> str:
    """Write the chapters as podcast apps read them (Podcasting 2.0, JSON chapters 1.2.0)."""
    marks = [
        {"startTime": chapter.start / 1_000, "title": chapter.title, "endTime": chapter.end / 1_000}
        for chapter in episode.chapters
    ]
    return json.dumps({"version": CHAPTERS_VERSION, "chapters": marks}, ensure_ascii=False, indent=1) + "\n"


def timestamps(episode: Episode) -> list[str]:
    """Write the chapters as lines for a description: `00:05:00 Run 1 of 6 · 1 min`, the first at 00:00:00."""
    return [f"{_stamp(chapter.start)} {chapter.title}" for chapter in episode.chapters]


def _stamp(moment: Milliseconds) -> str:
    seconds = moment // 1_000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
