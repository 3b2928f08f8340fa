"""Placing words: each utterance in the longest wording that its moment, its interval and the session's talk have room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from coach.plan.timeline import Timeline
from coach.script.cue_track import CLOSEST, CueTrack, Utterance, grid_up
from coach.script.cues import Cue, Delivery, DroppedCue
from coach.script.lines import Wording
from coach.script.topics import Window
from coach.units import SECOND, Milliseconds

FREE_GAP: Final = Milliseconds(12 * SECOND)
"""Quiet around lines that could as well be heard elsewhere."""

_STEPS: Final = (Milliseconds(5 * SECOND), SECOND)
"""Free lines start at such steps from their interval's start: coarse ones first, so that they meet a bed in the same place."""

_MOST_TRIES: Final = 60


class Placer:
    """Puts utterances on the board, counts the talk, and records what was lost."""

    def __init__(self, timeline: Timeline, track: CueTrack, budget: float) -> None:
        self.timeline = timeline
        self.track = track
        self.budget = budget
        """Milliseconds of speech that the session may have; commands may need more."""
        self.dropped: list[DroppedCue] = []

    def level(self, said: Sequence[Utterance], share: float, words: Callable[[Utterance, int], Wording]) -> int:
        """Find how short all of these must be said to keep within their share of the talk: 0 is the longest."""
        levels = max((len(utterance.wordings) for utterance in said), default=1)
        for level in range(levels):
            total = sum(self.track.speech_of(words(utterance, level), utterance.delivery) for utterance in said)
            if total <= share * self.budget:
                return level
        return levels

    def affordable(self, wording: Wording, delivery: Delivery, reserve: float = 0.0) -> bool:
        """Tell whether the session's talk has room for it, with a part of the talk held in reserve."""
        return self.track.speech + self.track.speech_of(wording, delivery) <= self.budget * (1 - reserve)

    def put_at(self, said: Utterance, start: Milliseconds, latest_end: Milliseconds) -> bool:
        """Put it at this moment, in the longest words that fit and end in time."""
        for wording in said.wordings:
            cues = self.track.compose(said, wording, start)
            if cues[-1].end <= latest_end and self.track.has_room(cues):
                self._put(said, wording, cues, "little room at that moment")
                return True
        return False

    def put_tone(self, said: Utterance, start: Milliseconds) -> bool:
        """Put its tone alone."""
        cues = self.track.compose(said, None, start)
        if not self.track.has_room(cues):
            return False
        self.track.put(cues)
        return True

    def put_after_command(self, said: Utterance) -> bool:
        """Put it straight after what its interval begins with; as a bare tone if need be."""
        interval = self.timeline.intervals[said.interval]
        start = self.track.follow_on(said.interval)
        if self.put_at(said, start, Milliseconds(interval.end - CLOSEST)):
            return True
        if said.tone and self.put_tone(said, start):
            self.record(said, "said as a bare tone: little room after the command")
            return True
        return False

    def put_within(
        self, said: Utterance, window: Window, gap: Milliseconds = FREE_GAP, *, record: bool = True, must: bool = False
    ) -> bool:
        """Put it where there is room, as near to its ideal moment as can be, and leave the interval its quiet stretch.

        `must`: in its shortest words even where the session already has its share of talk.
        """
        reason = "no room in its interval"
        latest_end = self.timeline.intervals[said.interval].end - CLOSEST
        for wording in said.wordings:
            needed = must and wording is said.wordings[-1]
            if not (needed or self.affordable(wording, said.delivery)):
                reason = "the session has its share of talk"
                continue
            for start in self._moments(said.interval, window):
                cues = self.track.compose(said, wording, start)
                if cues[-1].end <= latest_end and self.track.has_room(cues, gap) and self.track.keeps_quiet(cues):
                    self._put(said, wording, cues, "little room in its interval")
                    return True
        if record:
            self.drop(said, reason)
        return False

    def _moments(self, interval: int, window: Window) -> Iterable[Milliseconds]:
        """Return moments inside the window, nearest to the ideal first: whole steps from the interval's start."""
        start = self.timeline.intervals[interval].start
        for step in _STEPS:
            first, last = -(-(window.earliest - start) // step), (window.latest - start) // step
            steps = [Milliseconds(start + count * step) for count in range(first, last + 1)]
            steps.sort(key=lambda moment: abs(moment - window.ideal))
            yield from map(grid_up, steps[:_MOST_TRIES])

    def drop(self, said: Utterance, reason: str) -> None:
        """Record that it is not heard at all."""
        self.record(said, f"left out: {reason}")

    def record(self, said: Utterance, reason: str) -> None:
        """Record what became of it."""
        self.dropped.append(DroppedCue(said.kind, said.text, said.interval, reason))

    def note_shortened(self, said: Utterance, wording: Wording, why: str) -> None:
        """Record it if the wording is not the longest."""
        if wording is not said.wordings[0]:
            self.record(said, f"said shorter: {why}")

    def _put(self, said: Utterance, wording: Wording, cues: tuple[Cue, ...], why: str) -> None:
        self.track.put(cues)
        self.note_shortened(said, wording, why)
