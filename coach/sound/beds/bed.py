"""The protocol of beds: a bed lays sections of its sources over a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from coach.plan.model import Effort
from coach.script.cues import CueKind, CueSheet
from coach.units import Decibels, Lufs, Milliseconds

if TYPE_CHECKING:
    from coach.signal.beat_grid import BeatGrid
    from coach.signal.facts import Signal

BED_LOUDNESS: Final = Lufs(-20.0)
"""The level of a bed while nothing is said, on both channels: 7 LU under speech, which reads -13 LUFS in two channels."""

UNDER_SPEECH: Final = Lufs(-29.5)
"""The level that a bed is lowered to under a message: 16.5 LU under speech."""

CLOSING_FADE: Final = Milliseconds(6_000)
"""How long a bed takes to fade out when the plan's time is over."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A length of time in the session. `start` is included, `end` is not."""

    start: Milliseconds
    end: Milliseconds


class Source(Protocol):
    """Sound in two channels; any time range of it can be rendered."""

    @property
    def period(self) -> Milliseconds | None:
        """The length after which it repeats, in whole MP3 frames; None if it does not."""
        ...

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return a key of the sound in a time range: equal keys, equal sound."""
        ...

    def depth(self, position: Milliseconds, length: Milliseconds) -> Decibels:
        """Return the gain under a message that is heard over a time range of it, at most 0 dB."""
        ...

    def pcm(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Render a time range at 48 kHz, full scale 1.0, shape (samples, 2); silent before its start and after its end.

        May be called by several threads at once. Raises BedError for a file that cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class BedSection:
    """A part of the session in which one source plays without a break."""

    start: Milliseconds
    end: Milliseconds
    source: Source
    position: Milliseconds
    """Where in the source it starts."""
    fade_in: Milliseconds
    """Inside the section, as a raised cosine."""
    fade_out: Milliseconds


class Bed(Protocol):
    """Sound under the voice."""

    @property
    def pauses(self) -> bool:
        """Whether it stops for a message; otherwise it is ducked."""
        ...

    @property
    def beats(self) -> Mapping[Effort, BeatGrid]:
        """The beats that messages begin on, for each effort, from the first beat of an interval. May be empty."""
        ...

    def sections(
        self, sheet: CueSheet, messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...]
    ) -> tuple[BedSection, ...]:
        """Lay its sources over the places that are its own, in the order of time; two may cross-fade.

        `messages` are the stretches in which something is said or sounded; `places` begin and end where an interval does, or
        where the bed of the session does. Raises BedError for music that cannot be read.
        """
        ...

    def lasts(self, length: Milliseconds) -> bool:
        """Tell whether it is at least so long. Raises BedError for a file that cannot be read."""
        ...

    def resume_position(self, sections: tuple[BedSection, ...]) -> Milliseconds | None:
        """Return where in its source the next session continues; None for a bed that always starts at its beginning."""
        ...


class CommonBed:
    """The base of most beds: no beats for messages, no end, and the same start in each session."""

    __slots__ = ()

    @property
    def beats(self) -> Mapping[Effort, BeatGrid]:
        """Return none."""
        return {}

    def lasts(self, length: Milliseconds) -> bool:
        """Return True."""
        del length
        return True

    def resume_position(self, sections: tuple[BedSection, ...]) -> Milliseconds | None:
        """Return None."""
        del sections
        return None


def whole_session(sheet: CueSheet) -> tuple[TimeRange, ...]:
    """Return the place of a bed that plays for the whole session."""
    return (TimeRange(Milliseconds(0), bed_end(sheet)),)


def without_readings(messages: tuple[TimeRange, ...], sheet: CueSheet) -> tuple[TimeRange, ...]:
    """Return the messages in which no text is read: under a reading, which lasts for minutes, a bed plays on."""
    readings = [cue for cue in sheet.cues if cue.kind is CueKind.STORY]
    return tuple(
        message
        for message in messages
        if not any(reading.start < message.end and message.start < reading.end for reading in readings)
    )


def bed_end(sheet: CueSheet) -> Milliseconds:
    """Return where a session's bed ends: `CLOSING_FADE` after the plan's end, or at the end of the file if that is earlier."""
    return Milliseconds(min(sheet.timeline.duration + CLOSING_FADE, sheet.file_length))
