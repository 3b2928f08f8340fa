"""Checking a file: one pass over its sound, then every promise in turn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from coach.plan.model import Effort
from coach.proof import measurements, phrases, tones
from coach.proof.decoding import Request, Signal, Windows, play
from coach.proof.meters import Awake, Loudness, Peaks, Silence
from coach.proof.phrases import Onset, PhraseMeasurement, Tolerance
from coach.proof.promise import ExpectedSound, Promise, read_promise
from coach.proof.report import Measurement, Report
from coach.proof.tones import ToneMeasurement
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
        self.tones: list[ToneMeasurement] = []
        self.phrases: list[PhraseMeasurement] = []
        self.loudness = Loudness()
        self.peaks = Peaks()
        self.awake = Awake()
        self.silence = Silence(promise.silences())

    def measured(self, path: Path) -> Iterator[Measurement]:
        """Play the file, then measure everything that was promised."""
        windows = Windows(map(self._request, self.promise.sounds))
        played = play(path, (windows, self.loudness, self.peaks, self.awake, self.silence))
        self.tones.sort(key=lambda heard: heard.due.start)
        self.phrases.sort(key=lambda heard: heard.due.start)
        designed = [heard for heard in self.tones if heard.due.tone is not Tone.WAKE]
        wakes = [heard for heard in self.tones if heard.due.tone is Tone.WAKE]
        yield measurements.boundaries(self.promise, designed)
        yield measurements.rises(designed)
        yield measurements.tones("tone onsets", designed, measurements.LATEST_CHANGE)
        yield measurements.countdowns(designed)
        yield measurements.tones("wake sounds", wakes, measurements.LATEST_WAKE)
        yield measurements.phrase_onsets(self._onsets(), self._tolerances())
        yield measurements.speech_loudness(self.phrases)
        yield measurements.bed_depth(self.promise, [heard for heard in self.phrases if self._over_bed(heard.due)])
        yield measurements.integrated_loudness(self.loudness)
        yield measurements.true_peak(self.peaks)
        yield measurements.clipping(self.peaks)
        yield measurements.silence(self.promise, self.silence)
        yield measurements.wake_up(self.promise, self.awake)
        yield measurements.length(self.promise, played, path)
        yield measurements.chapter_marks(self.promise, path)
        yield measurements.decoding(played)

    def _request(self, due: ExpectedSound) -> Request:
        if due.tone:
            return Request(*tones.window_of(due), partial(self._hear_tone, due))
        return Request(*phrases.window_of(due), partial(self._hear_phrase, due))

    def _hear_tone(self, due: ExpectedSound, sound: Signal) -> None:
        self.tones.append(tones.listen(due, sound))

    def _hear_phrase(self, due: ExpectedSound, sound: Signal) -> None:
        self.phrases.append(
            phrases.listen(due, sound, bed=self._over_bed(due), pauses=self.promise.settings.over is Over.PAUSE)
        )

    def _onsets(self) -> list[Onset]:
        """Find the onsets, each against the bed that plays under it."""
        groups: dict[tuple[bool, bool], list[PhraseMeasurement]] = {}
        for heard in self.phrases:
            group = (self._over_bed(heard.due), self.promise.beds_differ and self._effort(heard.due.start) is Effort.RUN)
            groups.setdefault(group, []).append(heard)
        return [onset for (bed, _), group in groups.items() for onset in phrases.onsets(group, bed=bed)]

    def _tolerances(self) -> dict[Milliseconds, Tolerance]:
        return {
            heard.due.start: phrases.OVER_BED if self._over_bed(heard.due) else phrases.OVER_SILENCE for heard in self.phrases
        }

    def _over_bed(self, due: ExpectedSound) -> bool:
        return self.promise.bed_at(due.start)

    def _effort(self, moment: Milliseconds) -> Effort:
        timeline = self.promise.sheet.timeline
        return timeline.intervals[timeline.at(moment)].effort
