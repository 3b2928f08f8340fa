"""What every bed can do: lay sections of its sources over a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from coach.plan.model import Effort
from coach.script.cues import CueSheet
from coach.units import Lufs, Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal

BED_LOUDNESS: Final = Lufs(-20.0)
"""The level of a bed while nothing is said, on both channels: 7 LU under speech, which reads -13 LUFS in two channels."""

CLOSING_FADE: Final = Milliseconds(6_000)
"""How long a bed takes to fade away when the plan's time is over."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A length of time in the session. `start` is included, `end` is not."""

    start: Milliseconds
    end: Milliseconds


class Source(Protocol):
    """Sound in two channels that any stretch can be taken from."""

    @property
    def period(self) -> Milliseconds | None:
        """After how long it repeats: whole MP3 frames; None for what does not."""
        ...

    def describe(self, position: Milliseconds, length: Milliseconds) -> str:
        """Return what determines the sound of a stretch: equal texts, equal sound."""
        ...

    def pcm(self, position: Milliseconds, length: Milliseconds) -> Signal:
        """Render a stretch at 48 kHz, full scale 1.0, shape (samples, 2); silent before its start and after its end.

        May be called by several threads at once. Raises BedError for a file that cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class BedSection:
    """A stretch of the session in which one source plays on without a break."""

    start: Milliseconds
    end: Milliseconds
    source: Source
    position: Milliseconds
    """Where in the source it starts."""
    fade_in: Milliseconds
    """Inside the section, as a raised cosine."""
    fade_out: Milliseconds


class Bed(Protocol):
    """What plays under the voice."""

    @property
    def pauses(self) -> bool:
        """Whether it stops for a message, rather than sinking under it."""
        ...

    @property
    def pulses(self) -> Mapping[Effort, Milliseconds]:
        """At which steps from the start of an interval it has beats that words may begin on; empty for a bed without."""
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
        """Tell whether it can be heard for so long. Raises BedError for a file that cannot be read."""
        ...

    def resume_position(self, sections: tuple[BedSection, ...]) -> Milliseconds | None:
        """Return where in its source the next session goes on; None for a bed that always begins anew."""
        ...


class CommonBed:
    """What most beds are: without beats that words could begin on, without an end, and begun anew in each session."""

    __slots__ = ()

    @property
    def pulses(self) -> Mapping[Effort, Milliseconds]:
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
    """Return the place of a bed that has the session for itself."""
    return (TimeRange(Milliseconds(0), bed_end(sheet)),)


def bed_end(sheet: CueSheet) -> Milliseconds:
    """Return where a session's bed has faded away: a while after the plan's end, and not after the file's."""
    return Milliseconds(min(sheet.timeline.duration + CLOSING_FADE, sheet.file_length))
