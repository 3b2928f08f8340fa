"""The cue sheet: everything that is heard in a session, each cue with its place in time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from coach.plan.timeline import Timeline
from coach.units import Milliseconds


class CueKind(StrEnum):
    """What a cue is for."""

    WELCOME = "welcome"
    OUTLINE = "outline"
    COMMAND = "command"
    WARNING = "warning"
    COUNTDOWN = "countdown"
    WAKE = "wake"
    HALFWAY = "halfway"
    LAST = "last"
    TIME_LEFT = "time-left"
    TALK_TEST = "talk-test"
    WALK_EARLY = "walk-early"
    SAFETY = "safety"
    NOTE = "note"
    EXAMPLE = "example"
    """A tone that is explained: it marks no change."""
    NEWS = "news"
    """What is new this week or today, and what comes next week."""
    MILESTONE = "milestone"
    """A first in the plan, or a full hour of a long session."""
    FUEL = "fuel"
    CHECK_IN = "check-in"
    ENCOURAGEMENT = "encouragement"
    TIP = "tip"
    STORY = "story"
    FINISH = "finish"


class Tone(StrEnum):
    """The designed sounds (earcons). Each is told from the others without words."""

    OPENING = "opening"
    """At 0:00: about 2 s, so that a sleeping headset is awake when the first word comes."""
    RUN = "run"
    """Marks the exact start of a run: rises."""
    WALK = "walk"
    """Marks the exact start of a walk, the cool-down included: falls."""
    WARNING = "warning"
    """Announces that a change is near."""
    COUNT = "count"
    """One tick of the countdown; the mark at zero is RUN or WALK itself."""
    HALFWAY = "halfway"
    """Half of the plan's time has passed."""
    NOTICE = "notice"
    """A small sound that stands for words that found no room."""
    FINISH = "finish"
    """The unmistakable end."""
    WAKE = "wake"
    """A soft sound that wakes a sleeping headset; as long as its cue."""


class Delivery(StrEnum):
    """How a phrase is spoken; a voice maps each to a speed."""

    BRISK = "brisk"
    STEADY = "steady"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that are spoken in one breath, synthesised and cached as one clip."""

    text: str
    delivery: Delivery = Delivery.STEADY


@dataclass(frozen=True, slots=True)
class PlacedPhrase:
    """A phrase in its place inside a cue."""

    phrase: Phrase
    offset: Milliseconds
    """From the start of the cue."""
    length: Milliseconds
    """How long it takes to say."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A tone, words, or a tone followed by words, with its place in the session."""

    kind: CueKind
    start: Milliseconds
    end: Milliseconds
    """Where its last sound ends."""
    interval: int
    """The index in the timeline of the interval that it belongs to; the closing counts as one more."""
    tone: Tone | None = None
    """Starts exactly at `start`."""
    phrases: tuple[PlacedPhrase, ...] = ()
    """The words, in the order of time."""

    @property
    def text(self) -> str:
        """The words, as they are written."""
        return " ".join(placed.phrase.text for placed in self.phrases)


@dataclass(frozen=True, slots=True)
class DroppedCue:
    """What was meant to be heard and found no room, or was heard shorter than meant."""

    kind: CueKind
    text: str
    interval: int
    reason: str


@dataclass(frozen=True, slots=True)
class CueSheet:
    """All cues of a session in the order of time; no two overlap."""

    timeline: Timeline
    cues: tuple[Cue, ...]
    dropped: tuple[DroppedCue, ...]
    file_length: Milliseconds
    """The plan's time and the closing after it."""


class Durations(Protocol):
    """How long things take to be heard. The script is handed one of these, and so knows nothing of speech."""

    def phrase(self, phrase: Phrase) -> Milliseconds:
        """Return the length of the phrase as it is spoken, without silence around it."""
        ...

    def tone(self, tone: Tone) -> Milliseconds:
        """Return the length of the tone (for WAKE: its usual length)."""
        ...
