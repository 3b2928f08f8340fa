"""Checking a file: one pass over its sound, then every promise in turn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from coach.plan.model import Effort
from coach.proof import measures, phrases, tones
from coach.proof.meters import Awake, Loudness, Peaks, Silence
from coach.proof.phrases import Onset, PhraseHeard, Tolerance
from coach.proof.promise import Due, Promise, read_promise
from coach.proof.report import Measure, Report
from coach.proof.tape import Request, Sound, Windows, play
from coach.proof.tones import ToneHeard
from coach.script.cues import Tone
from coach.settings import Over
from coach.units import Milliseconds


def check_file(path: Path) -> Report:
    """Hold a finished file against its own recipe: needs nothing but the file.

    The sound is decoded once, as a stream: memory stays the same however long it is. Raises RecipeError for a file that cannot
    be read, or carries no recipe of ours.
    """
    promise = read_promise(path)
    return Report(path, tuple(_Listening(promise).measured(path)))


class _Listening:
    """One pass over a file."""

    def __init__(self, promise: Promise) -> None:
        self.promise = promise
        self.tones: list[ToneHeard] = []
        self.phrases: list[PhraseHeard] = []
        self.loudness = Loudness()
        self.peaks = Peaks()
        self.awake = Awake()
        self.silence = Silence(promise.silences())

    def measured(self, path: Path) -> Iterator[Measure]:
        """Play the file, then measure everything that was promised."""
        windows = Windows(map(self._request, self.promise.sounds))
        played = play(path, (windows, self.loudness, self.peaks, self.awake, self.silence))
        self.tones.sort(key=lambda heard: heard.due.start)
        self.phrases.sort(key=lambda heard: heard.due.start)
        designed = [heard for heard in self.tones if heard.due.tone is not Tone.WAKE]
        wakes = [heard for heard in self.tones if heard.due.tone is Tone.WAKE]
        yield measures.boundaries(self.promise, designed)
        yield measures.rises(designed)
        yield measures.tones("tone onsets", designed, measures.LATEST_CHANGE)
        yield measures.countdowns(designed)
        yield measures.tones("wake sounds", wakes, measures.LATEST_WAKE)
        yield measures.phrase_onsets(self._onsets(), self._tolerances())
        yield measures.speech_loudness(self.phrases)
        yield measures.bed_depth(self.promise, [heard for heard in self.phrases if self._over_bed(heard.due)])
        yield measures.integrated_loudness(self.loudness)
        yield measures.true_peak(self.peaks)
        yield measures.clipping(self.peaks)
        yield measures.silence(self.promise, self.silence)
        yield measures.wake_up(self.promise, self.awake)
        yield measures.length(self.promise, played, path)
        yield measures.chapter_marks(self.promise, path)
        yield measures.decoding(played)

    def _request(self, due: Due) -> Request:
        if due.tone:
            return Request(*tones.window_of(due), partial(self._hear_tone, due))
        return Request(*phrases.window_of(due), partial(self._hear_phrase, due))

    def _hear_tone(self, due: Due, sound: Sound) -> None:
        self.tones.append(tones.listen(due, sound))

    def _hear_phrase(self, due: Due, sound: Sound) -> None:
        self.phrases.append(
            phrases.listen(due, sound, bed=self._over_bed(due), pauses=self.promise.settings.over is Over.PAUSE)
        )

    def _onsets(self) -> list[Onset]:
        """Find the onsets, each against the bed that plays under it."""
        groups: dict[tuple[bool, bool], list[PhraseHeard]] = {}
        for heard in self.phrases:
            group = (self._over_bed(heard.due), self.promise.beds_differ and self._effort(heard.due.start) is Effort.RUN)
            groups.setdefault(group, []).append(heard)
        return [onset for (bed, _), group in groups.items() for onset in phrases.onsets(group, bed=bed)]

    def _tolerances(self) -> dict[Milliseconds, Tolerance]:
        return {
            heard.due.start: phrases.OVER_BED if self._over_bed(heard.due) else phrases.OVER_SILENCE for heard in self.phrases
        }

    def _over_bed(self, due: Due) -> bool:
        return self.promise.bed_at(due.start)

    def _effort(self, moment: Milliseconds) -> Effort:
        line = self.promise.sheet.timeline
        return line.intervals[line.at(moment)].effort
