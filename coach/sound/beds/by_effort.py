"""Different beds for running and for walking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from coach.errors import BedError, Field
from coach.plan.model import Effort
from coach.sound.beds.bed import Bed, BedSection, CommonBed, TimeRange

if TYPE_CHECKING:
    from coach.plan.timeline import TimedInterval
    from coach.script.cues import CueSheet
    from coach.signal.beat_grid import BeatGrid


@dataclass(frozen=True, slots=True)
class BedByEffort(CommonBed):
    """One bed for runs and one for all other intervals. Raises BedError for a bed that pauses: it needs the whole session."""

    run: Bed | None
    walk: Bed | None
    """Also for warm-up and cool-down."""
    pauses: bool = False

    def __post_init__(self) -> None:
        if any(bed is not None and bed.pauses for bed in (self.run, self.walk)):
            raise BedError(
                "a talk that pauses cannot change with the effort; use it as ", Field("bed"), ", or let it be ducked"
            )

    @property
    def beats(self) -> Mapping[Effort, BeatGrid]:
        """Return the beats of each bed for its own efforts."""
        beats: dict[Effort, BeatGrid] = {}
        for effort in Effort:
            bed = self.run if effort is Effort.RUN else self.walk
            if bed is not None and effort in bed.beats:
                beats[effort] = bed.beats[effort]
        return beats

    def sections(
        self, sheet: CueSheet, messages: tuple[TimeRange, ...], places: tuple[TimeRange, ...]
    ) -> tuple[BedSection, ...]:
        """Lay each bed over its intervals, from change to change."""
        sections: list[BedSection] = []
        for bed, running in ((self.run, True), (self.walk, False)):
            own = tuple(_places(sheet, places, running=running))
            if bed is not None and own:
                sections.extend(bed.sections(sheet, messages, own))
        sections.sort(key=lambda section: section.start)
        return tuple(sections)


def _places(sheet: CueSheet, places: tuple[TimeRange, ...], *, running: bool) -> Iterator[TimeRange]:
    """Yield the time ranges of runs, or of all other intervals; the last one lasts to the bed's end."""
    intervals = sheet.timeline.intervals

    def is_run(interval: TimedInterval) -> bool:
        return interval.effort is Effort.RUN

    for kind, group in groupby(intervals, is_run):
        members = list(group)
        if kind is running:
            end = places[-1].end if members[-1] is intervals[-1] else members[-1].end
            yield TimeRange(members[0].start, end)
