"""Placing words: each utterance in the longest wording that its moment, its interval and the session's talk have room for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from coach.plan.timeline import Timeline
from coach.script.cue_track import CLOSEST, CueTrack, Utterance
from coach.script.cues import Cue, Delivery, DroppedCue
from coach.script.lines import Wording
from coach.script.moments import grid_up
from coach.script.topics import Window
from coach.units import SECOND, Milliseconds

FREE_GAP: Final = Milliseconds(12 * SECOND)
"""Quiet around lines that could as well be heard elsewhere."""

QUIET_BEFORE_MARK: Final = Milliseconds(2 * SECOND)
"""How long before a mark a line is over at the latest, where it does not last beyond it."""

_STEPS: Final = (Milliseconds(5 * SECOND), SECOND)
"""Free lines start at such steps from their interval's start: coarse ones first, so that they meet a bed in the same place."""

_MOST_TRIES: Final = 60


class Placer:
    """Puts utterances on the cue track, counts the talk, and records what was lost."""

    def __init__(self, timeline: Timeline, track: CueTrack, budget: float) -> None:
        self.timeline = timeline
        self.track = track
        self.budget = budget
        """Milliseconds of speech that the plan's time may have; commands may need more."""
        self.limit = budget
        """Milliseconds of speech that the whole file may have, once the closing is known."""
        self.dropped: list[DroppedCue] = []
        self.marks: tuple[Milliseconds, ...] = ()
        """Moments, in order, at which something may be said later: no line within a window ends just before one."""

    def level(self, utterances: Sequence[Utterance], share: float, wording_at: Callable[[Utterance, int], Wording]) -> int:
        """Return the longest level of wording at which all of these keep within their share of the talk: 0 is the longest."""
        levels = max((len(utterance.wordings) for utterance in utterances), default=1)
        for level in range(levels):
            total = sum(self.track.speech_of(wording_at(utterance, level), utterance.delivery) for utterance in utterances)
            if total <= share * self.budget:
                return level
        return levels

    def affordable(self, wording: Wording, delivery: Delivery, reserve: float = 0.0) -> bool:
        """Tell whether the session's talk has room for it, with a part of the talk held in reserve."""
        return self.track.speech + self.track.speech_of(wording, delivery) <= self.budget * (1 - reserve)

    def put_affordable(self, utterance: Utterance, start: Milliseconds, latest_end: Milliseconds, reserve: float = 0.0) -> bool:
        """Put it at this moment, if the talk has room for its shortest words: in the longest that keep to the limit."""
        if not (utterance.wordings and self.affordable(utterance.wordings[-1], utterance.delivery, reserve)):
            return False
        room = self.limit - self.track.speech
        within = tuple(wording for wording in utterance.wordings if self.track.speech_of(wording, utterance.delivery) <= room)
        if not self.put_at(replace(utterance, wordings=within), start, latest_end):
            return False
        if within != utterance.wordings:
            self.record(utterance, "said shorter: the session has its share of talk")
        return True

    def put_at(self, utterance: Utterance, start: Milliseconds, latest_end: Milliseconds, *, keep_quiet: bool = False) -> bool:
        """Put it at this moment, in the longest words that fit and end in time; `keep_quiet`: and leave the quiet stretch."""
        for wording in utterance.wordings:
            cues = self.track.compose(utterance, wording, start)
            fits = cues[-1].end <= latest_end and self.track.has_room(cues)
            if fits and (not keep_quiet or self.track.keeps_quiet(cues)):
                self._put(utterance, wording, cues, "little room at that moment")
                return True
        return False

    def put_tone(self, utterance: Utterance, start: Milliseconds) -> bool:
        """Put its tone alone."""
        cues = self.track.compose(utterance, None, start)
        if not self.track.has_room(cues):
            return False
        self.track.put(cues)
        return True

    def put_after_command(self, utterance: Utterance) -> bool:
        """Put it straight after what its interval begins with; as a bare tone if need be. What is silenced needs no place."""
        if not utterance.wordings:
            return True
        interval = self.timeline.intervals[utterance.interval]
        start = self.track.follow_on(utterance.interval)
        if self.put_at(utterance, start, Milliseconds(interval.end - CLOSEST), keep_quiet=True):
            return True
        if utterance.tone and self.put_tone(utterance, start):
            self.record(utterance, "said as a bare tone: little room after the command")
            return True
        return False

    def put_within(
        self, utterance: Utterance, window: Window, gap: Milliseconds = FREE_GAP, *, record: bool = True, must: bool = False
    ) -> bool:
        """Put it where there is room, as near to its ideal moment as can be, and leave the interval its quiet stretch.

        `must`: in its shortest words even where the session already has its share of talk.
        """
        if not utterance.wordings:
            return True
        reason = "no room in its interval"
        latest_end = self.timeline.intervals[utterance.interval].end - CLOSEST
        if window.end is not None:
            latest_end = min(latest_end, window.end)
        for wording in utterance.wordings:
            needed = must and wording is utterance.wordings[-1]
            if not (needed or self.affordable(wording, utterance.delivery)):
                reason = "the session has its share of talk"
                continue
            for start in self._moments(utterance.interval, window):
                cues = self.track.compose(utterance, wording, start)
                if not (cues[-1].end <= latest_end and self._leaves_marks(cues[-1].end)):
                    continue
                if self.track.has_room(cues, gap) and self.track.keeps_quiet(cues):
                    self._put(utterance, wording, cues, "little room in its interval")
                    return True
        if record:
            self.drop(utterance, reason)
        return False

    def _leaves_marks(self, end: Milliseconds) -> bool:
        following = bisect_left(self.marks, end)
        return following == len(self.marks) or self.marks[following] - end >= QUIET_BEFORE_MARK

    def _moments(self, interval: int, window: Window) -> Iterable[Milliseconds]:
        """Return moments inside the window, nearest to the ideal first: whole steps from the interval's start."""
        start = self.timeline.intervals[interval].start
        for step in _STEPS:
            first, last = -(-(window.earliest - start) // step), (window.latest - start) // step
            steps = [Milliseconds(start + count * step) for count in range(first, last + 1)]
            steps.sort(key=lambda moment: abs(moment - window.ideal))
            yield from map(grid_up, steps[:_MOST_TRIES])

    def drop(self, utterance: Utterance, reason: str) -> None:
        """Record that it is not heard at all."""
        self.record(utterance, f"left out: {reason}")

    def record(self, utterance: Utterance, reason: str) -> None:
        """Record what happened to it, and why."""
        self.dropped.append(DroppedCue(utterance.kind, utterance.text, utterance.interval, reason))

    def note_shortened(self, utterance: Utterance, wording: Wording, why: str) -> None:
        """Record it if the wording is not the longest."""
        if wording is not utterance.wordings[0]:
            self.record(utterance, f"said shorter: {why}")

    def _put(self, utterance: Utterance, wording: Wording, cues: tuple[Cue, ...], why: str) -> None:
        self.track.put(cues)
        self.note_shortened(utterance, wording, why)
