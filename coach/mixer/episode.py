"""A finished session: what pages, feeds and players need to know before the first byte of audio is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from coach.mp3.tags import Chapter
from coach.script.cues import CueSheet
from coach.session.labels import chapters
from coach.session.request import SessionRequest
from coach.units import Milliseconds

AUDIO_TYPE: Final = "audio/mpeg"
CHAPTERS_TYPE: Final = "application/json+chapters"
CHAPTERS_VERSION: Final = "1.2.0"

CUE_MEMORY: Final = 400
"""Bytes of memory that a cue takes, with its part of the session: measured on sessions of 22 and 80 minutes."""


@dataclass(frozen=True, slots=True)
class Episode:
    """A finished session, without its audio."""

    request: SessionRequest
    sheet: CueSheet
    size: int
    """Of the MP3, in bytes."""
    fingerprint: str
    """Of the MP3's bytes."""

    @property
    def memory_size(self) -> int:
        """The bytes of memory that it takes, estimated."""
        return CUE_MEMORY * len(self.sheet.cues)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters, from which each format of chapters is written."""
        return chapters(self.sheet, self.request.language)

    @property
    def length(self) -> Milliseconds:
        """How long the file plays: the intervals and the closing words."""
        return self.sheet.file_length

    @property
    def audio_path(self) -> str:
        """The address of the audio, relative to the session's page. It holds a hash: other bytes have another address."""
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
