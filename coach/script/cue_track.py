"""The cue track: which moments of the session are taken, and how a wording becomes cues in time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from coach.plan.model import Effort
from coach.plan.timeline import Timeline
from coach.script.breaths import lead, with_breaths
from coach.script.cues import Cue, CueKind, Delivery, Durations, Phrase, PlacedPhrase, Tone
from coach.script.lines import Wording
from coach.script.moments import grid_up
from coach.signal.beat_grid import BeatGrid, first_beat
from coach.units import MINUTE, SECOND, Milliseconds

TONE_TO_WORDS: Final = Milliseconds(110)
"""Quiet between a tone and the words that it announces."""

PHRASE_GAP: Final = {Delivery.BRISK: Milliseconds(350), Delivery.STEADY: Milliseconds(380), Delivery.CALM: Milliseconds(400)}
"""Quiet between two phrases of one cue, at least: with the way to the grid it is 350 to 450 ms."""

CLOSEST: Final = Milliseconds(350)
"""Quiet between two cues, at least."""

QUIET_STRETCH: Final = Milliseconds(20 * SECOND)
"""What an interval of `QUIET_FROM` or longer keeps free of every sound, once."""

QUIET_FROM: Final = MINUTE

_EXACT: Final = frozenset({CueKind.COMMAND, CueKind.COUNTDOWN, CueKind.FINISH})
"""Kinds of cues that stand at their exact moment, on a beat or not."""

_TIMED: Final = frozenset({CueKind.WARNING, CueKind.TIME_LEFT})
"""Kinds of cues that name a time: they stand on the beat that is nearest to it."""

BED_HEARD: Final = Milliseconds(3 * SECOND)
"""How long after the plan's end a bed that fades out is loud enough to keep a headset awake. Later words do
not wait for its beats."""

TIMED_WITHIN: Final = Milliseconds(200)
"""How far from its time such a cue may begin; where no beat is so near it begins half a beat off."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to be said, before it has a place."""

    kind: CueKind
    interval: int
    wordings: tuple[Wording, ...]
    """From long to short."""
    tone: Tone | None = None
    delivery: Delivery = Delivery.STEADY
    example: Tone | None = None
    """A tone that is heard in the pause of its wordings, to be explained by the words that follow."""

    @property
    def text(self) -> str:
        """What it would say at its longest."""
        return self.wordings[0].text if self.wordings else ""


class CueTrack:
    """Which moments are taken. Cues are put on it one by one and never overlap."""

    def __init__(self, timeline: Timeline, durations: Durations, wake: Milliseconds, beats: Mapping[Effort, BeatGrid]) -> None:
        self.timeline = timeline
        self.durations = durations
        self.wake = wake
        """How long a headset is given to wake up; 0 where none can fall asleep, or no breaths are wanted."""
        self.beats = beats
        """The beats of a bed in the intervals of each effort: cues and phrases begin on them."""
        self.warning = Milliseconds(0)
        """How long before its end an interval is to have a warning, which may not be on the track yet; 0 for never."""
        self.speech = 0
        """Milliseconds of speech so far."""
        self._taken: list[tuple[Milliseconds, Milliseconds]] = []
        self._cues: list[Cue] = []

    @property
    def cues(self) -> tuple[Cue, ...]:
        """All cues so far, in the order of time."""
        return tuple(sorted(self._cues, key=lambda cue: cue.start))

    def compose(self, utterance: Utterance, wording: Wording | None, start: Milliseconds) -> tuple[Cue, ...]:
        """Lay out the tone and the words from `start` on: one cue, or two where the wording leaves the runner time to speak.

        Over a beat they begin on it: on the next beat, or on the nearest one to the time that they name.
        """
        start = self._on_beat(utterance, start)
        tone_end = start + (self.durations.tone(utterance.tone) if utterance.tone else 0)
        if wording is None:
            return (Cue(utterance.kind, start, Milliseconds(tone_end), utterance.interval, utterance.tone),)
        first_word = self._next(utterance.interval, tone_end + TONE_TO_WORDS) if utterance.tone else start
        if utterance.tone is Tone.OPENING and start + lead(self.wake) > first_word:
            # The tone alone does not wake so slow a headset: the words wait for it.
            tone = Cue(utterance.kind, start, Milliseconds(tone_end), utterance.interval, utterance.tone)
            return (tone, *self.compose(replace(utterance, tone=None), wording, Milliseconds(start + lead(self.wake))))
        placed, end = self._lay(wording.phrases, utterance, start, first_word)
        cue = Cue(utterance.kind, start, end, utterance.interval, utterance.tone, placed)
        if not wording.after:
            return (cue,)
        return (cue, self._after_pause(utterance, wording, end))

    def _after_pause(self, utterance: Utterance, wording: Wording, end: Milliseconds) -> Cue:
        """Lay out what follows the pause that begins at `end`: the words, after the tone that they explain, if there is one."""
        tone = utterance.example
        resume = self._next(utterance.interval, end + wording.pause + (0 if tone else lead(self.wake)))
        first_word = self._next(utterance.interval, resume + self.durations.tone(tone) + TONE_TO_WORDS) if tone else resume
        placed, end = self._lay(wording.after, utterance, resume, first_word)
        return Cue(utterance.kind, resume, end, utterance.interval, tone, placed)

    def _lay(
        self, phrases: tuple[str, ...], utterance: Utterance, start: Milliseconds, first_word: Milliseconds
    ) -> tuple[tuple[PlacedPhrase, ...], Milliseconds]:
        placed = []
        at = end = first_word
        for text in phrases:
            phrase = Phrase(text, utterance.delivery)
            length = self.durations.phrase(phrase)
            placed.append(PlacedPhrase(phrase, Milliseconds(at - start), length))
            end = Milliseconds(at + length)
            at = self._next(utterance.interval, end + PHRASE_GAP[utterance.delivery])
        return tuple(placed), end

    def _next(self, index: int, moment: int) -> Milliseconds:
        """Return the first beat of an interval from the moment on; where none is heard, the first point of the grid."""
        interval = self.timeline.intervals[min(index, len(self.timeline.intervals) - 1)]
        beats = self.beats.get(interval.effort) if moment < self.timeline.duration + BED_HEARD else None
        return beats.first_at(first_beat(interval.start), moment) if beats else grid_up(moment)

    def _on_beat(self, utterance: Utterance, start: Milliseconds) -> Milliseconds:
        """Return where a cue that is meant for `start` begins."""
        if utterance.kind in _EXACT:
            return start
        interval = self.timeline.intervals[min(utterance.interval, len(self.timeline.intervals) - 1)]
        beats, origin = self.beats.get(interval.effort), first_beat(interval.start)
        if not beats:
            return start
        if utterance.kind not in _TIMED:
            return beats.first_at(origin, start)
        whole, half = (beats.nearest(origin, start, parts) for parts in (1, 2))
        return whole if abs(whole - start) <= TIMED_WITHIN else half

    def speech_of(self, wording: Wording, delivery: Delivery) -> int:
        """Return the milliseconds of speech in a wording."""
        return sum(self.durations.phrase(Phrase(text, delivery)) for text in wording.phrases + wording.after)

    def put(self, cues: tuple[Cue, ...], *, counts: bool = True) -> None:
        """Take the moments of these cues; there must be room. `counts`: their words are talk of the coach."""
        for cue in cues:
            insort(self._taken, (cue.start, cue.end))
            self._cues.append(cue)
            self.speech += counts * sum(placed.length for placed in cue.phrases)

    def exchange(self, cue: Cue, shorter: Cue | None) -> None:
        """Take a cue off the track, or put what is left of it in its place; a bare tone ends with its sound."""
        self._cues.remove(cue)
        self._taken.remove((cue.start, cue.end))
        self.speech -= sum(placed.length for placed in cue.phrases)
        if shorter is not None:
            if shorter.tone and not shorter.phrases:
                shorter = replace(shorter, end=Milliseconds(shorter.start + self.durations.tone(shorter.tone)))
            self.put((shorter,))

    def has_room(self, cues: tuple[Cue, ...], gap: Milliseconds = CLOSEST) -> bool:
        """Tell whether the cues fit, as one, at least `gap` away from their neighbours and inside their interval."""
        start, end = cues[0].start, cues[-1].end
        if start < 0:
            return False
        index = bisect_left(self._taken, (start, end))
        before = self._taken[index - 1][1] if index else Milliseconds(-gap)
        after = self._taken[index][0] if index < len(self._taken) else Milliseconds(end + gap)
        return start - before >= gap and after - end >= gap

    def keeps_quiet(self, cues: tuple[Cue, ...]) -> bool:
        """Tell whether the interval of the cues keeps its quiet stretch with them in it."""
        interval = self.timeline.intervals[min(cues[0].interval, len(self.timeline.intervals) - 1)]
        if interval.duration < QUIET_FROM:
            return True
        edge = interval.start
        need = QUIET_STRETCH + lead(self.wake)
        for start, end in sorted([*self._taken_in(interval.start, interval.end), (cues[0].start, cues[-1].end)]):
            if start - edge >= need:
                return True
            edge = max(edge, end)
        return interval.end - self.warning - edge >= need

    def gaps(self, index: int, quiet: Milliseconds) -> list[tuple[Milliseconds, Milliseconds]]:
        """Return the stretches of an interval in which nothing is heard, but for short ones and its first `quiet`."""
        interval = self.timeline.intervals[index]
        edge = interval.start
        free: list[tuple[Milliseconds, Milliseconds]] = []
        for start, end in (*self._taken_in(interval.start, interval.end), (interval.end, interval.end)):
            begin = grid_up(max(edge + CLOSEST, interval.start + quiet))
            if start - begin > quiet:
                free.append((begin, start))
            edge = max(edge, end)
        return free

    def follow_on(self, index: int) -> Milliseconds:
        """Return the first moment of an interval at which a cue may follow what the interval begins with."""
        begin: int = self.timeline.intervals[index].start
        moment = begin
        for start, end in self._taken_in(Milliseconds(begin - CLOSEST), Milliseconds(begin + MINUTE)):
            if end + CLOSEST > moment and start - CLOSEST <= moment:
                moment = self._next(index, end + CLOSEST)
        return self._next(index, moment)

    def _taken_in(self, start: Milliseconds, end: Milliseconds) -> Iterator[tuple[Milliseconds, Milliseconds]]:
        index = max(bisect_left(self._taken, (start, start)) - 1, 0)
        for taken in self._taken[index:]:
            if taken[0] >= end:
                return
            if taken[1] > start:
                yield taken

    def with_wakes(self) -> tuple[Cue, ...]:
        """Return all cues, with a breath ahead of each that follows a silence in which a headset falls asleep."""
        return tuple(with_breaths(self.cues, self.timeline, self.wake)) if self.wake else self.cues
