"""What should be heard in a file: its recipe, read back into a cue sheet, and every sound with its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from coach.errors import RecipeError
from coach.json_table import JsonTable
from coach.mp3.tag_reading import read_recipe
from coach.mp3.tags import Chapter
from coach.plan.model import Effort
from coach.script.cues import Cue, CueSheet, Tone
from coach.script.sheet_data import parse_sheet
from coach.session.labels import chapters
from coach.session.recipe import parse_recipe
from coach.settings import Over, Settings
from coach.signal.beat_grid import beat_grid
from coach.sound.beds.bed import bed_end
from coach.sound.beds.choices import BEAT, BUILT_IN, NONE
from coach.sound.earcons import tone_length
from coach.units import Milliseconds

SPREAD: Final = Milliseconds(60)
"""How far the encoder may spread a sound on both its sides; what lies between is digital silence."""

LEAST_TALK_GAP: Final = Milliseconds(5_000)
"""In a gap of this length a recording that pauses for cues is heard again."""

_BED_EDGE: Final = Milliseconds(500)
"""Around a change to a bed or from one, where it fades."""


@dataclass(frozen=True, slots=True)
class ExpectedSound:
    """A tone or a phrase with its time in the cue sheet."""

    cue: Cue
    start: Milliseconds
    end: Milliseconds
    free_from: Milliseconds
    """Where the sound before it ends."""
    bed_free_from: Milliseconds
    """Where the last sound before it ends that a bed is lowered or paused for: a breath is none."""
    tone: Tone | None
    """None for a phrase."""
    text: str = ""
    """The phrase."""

    @property
    def message(self) -> bool:
        """Whether a bed is ducked under it: not under the sound that wakes a headset."""
        return self.tone is not Tone.WAKE


@dataclass(frozen=True, slots=True)
class Expectation:
    """Everything that should be heard in a file, from its recipe."""

    sheet: CueSheet
    settings: Settings
    sounds: tuple[ExpectedSound, ...]
    """Every tone and every phrase, in the order of time."""
    chapters: tuple[Chapter, ...]
    file_version: int
    """The FILE_VERSION of the coach that made the file; 0 where it does not say it."""

    @property
    def has_bed(self) -> bool:
        """Whether anything plays under any part of the session."""
        return any(self.bed_under(effort) for effort in Effort)

    def bed_under(self, effort: Effort) -> bool:
        """Tell whether a bed plays in the intervals of an effort."""
        own = self.settings.run_bed if effort is Effort.RUN else self.settings.walk_bed
        return (own or self.settings.bed) != NONE

    def beat_under(self, effort: Effort) -> bool:
        """Tell whether the beat plays in the intervals of an effort."""
        own = self.settings.run_bed if effort is Effort.RUN else self.settings.walk_bed
        return (own or self.settings.bed) == BEAT

    def beat_ms(self, moment: Milliseconds) -> float | None:
        """Return the length of a beat at a moment; None where no beat plays."""
        timeline = self.sheet.timeline
        effort = timeline.intervals[timeline.at(moment)].effort
        if not self.beat_under(effort):
            return None
        return beat_grid(self.settings.run_bpm if effort is Effort.RUN else self.settings.walk_bpm).beat_ms

    @property
    def has_beat(self) -> bool:
        """Whether the beat plays in any part of the session."""
        return any(self.beat_under(interval.effort) for interval in self.sheet.timeline.intervals)

    @property
    def always_bed(self) -> bool:
        """Whether a bed plays under all of the plan."""
        return all(self.bed_under(interval.effort) for interval in self.sheet.timeline.intervals)

    @property
    def beds_differ(self) -> bool:
        """Whether runs have a bed of their own."""
        return bool(self.settings.run_bed or self.settings.walk_bed)

    def bed_at(self, moment: Milliseconds) -> bool:
        """Tell whether a bed plays at a moment."""
        timeline = self.sheet.timeline
        return moment < self._closing and self.bed_under(timeline.intervals[timeline.at(moment)].effort)

    @property
    def _closing(self) -> Milliseconds:
        """When the last bed ends: a beat with the plan's time, any other after a fade."""
        is_beat = self.beat_under(self.sheet.timeline.intervals[-1].effort)
        return self.sheet.timeline.duration if is_beat else bed_end(self.sheet)

    @property
    def has_talk(self) -> bool:
        """Whether a recording of the runner's own plays between the cues, and pauses for them."""
        settings = self.settings
        return settings.over is Over.PAUSE and settings.bed not in BUILT_IN and not self.beds_differ

    def talk_gaps(self) -> Iterator[tuple[Milliseconds, Milliseconds]]:
        """Yield the gaps between cues that are long enough for such a recording."""
        edge = Milliseconds(0)
        for cue in self.sheet.cues:
            if edge + LEAST_TALK_GAP <= min(cue.start, self.sheet.timeline.duration):
                yield edge, Milliseconds(min(cue.start, self.sheet.timeline.duration))
            edge = Milliseconds(max(edge, cue.end))

    def silences(self) -> Iterator[tuple[Milliseconds, Milliseconds]]:
        """Yield the time ranges that must be silent: between two sounds, where no bed plays."""
        for begin, end in self._without_bed():
            edge = begin
            for expected in self.sounds:
                if edge < min(expected.start - SPREAD, end):
                    yield edge, Milliseconds(min(expected.start - SPREAD, end))
                edge = Milliseconds(max(edge, expected.end + SPREAD))
            if edge < end:
                yield edge, end

    def _without_bed(self) -> Iterator[tuple[Milliseconds, Milliseconds]]:
        length = self.sheet.file_length
        if not self.has_bed:
            yield Milliseconds(0), length
            return
        intervals = self.sheet.timeline.intervals
        for interval in intervals:
            if not self.bed_under(interval.effort):
                yield Milliseconds(interval.start + _BED_EDGE), Milliseconds(interval.end - _BED_EDGE)
        closing = self._closing if self.bed_under(intervals[-1].effort) else self.sheet.timeline.duration
        yield Milliseconds(min(closing + _BED_EDGE, length)), length


def read_expectation(path: Path) -> Expectation:
    """Read the recipe of a file. Raises RecipeError for a file that cannot be read, or has no recipe of coach."""
    recipe = parse_recipe(read_recipe(path), str(path))
    try:
        sheet = parse_sheet(JsonTable(recipe.script))
        expected = tuple(_sounds(sheet))
        planned = _chapters(sheet, recipe.chapter_titles)
    except ValueError as error:
        raise RecipeError(f"{path}: the cue sheet in its recipe is broken ({error}); render the session again") from error
    return Expectation(sheet, recipe.settings, expected, planned, recipe.file_version)


def _chapters(sheet: CueSheet, titles: tuple[str, ...]) -> tuple[Chapter, ...]:
    planned = chapters(sheet)
    return tuple(replace(chapter, title=title) for chapter, title in zip(planned, titles, strict=True)) if titles else planned


def _sounds(sheet: CueSheet) -> Iterator[ExpectedSound]:
    edge = bed_edge = Milliseconds(0)
    for cue in sheet.cues:
        for start, end, tone, text in _parts(cue):
            yield ExpectedSound(cue, Milliseconds(start), Milliseconds(end), edge, bed_edge, tone, text)
            edge = Milliseconds(max(edge, end))
            bed_edge = bed_edge if tone is Tone.WAKE else Milliseconds(max(bed_edge, end))


def _parts(cue: Cue) -> Iterator[tuple[int, int, Tone | None, str]]:
    if cue.tone is Tone.WAKE:
        yield cue.start, cue.start + cue.phrases[0].offset if cue.phrases else cue.end, cue.tone, ""
    elif cue.tone:
        yield cue.start, cue.start + tone_length(cue.tone), cue.tone, ""
    for placed in cue.phrases:
        start = cue.start + placed.offset
        yield start, start + placed.length, None, placed.phrase.text
