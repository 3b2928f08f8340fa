"""Checks a file: one pass over its sound, then one measurement for each property that its recipe promises."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coach.plan.model import Effort
from coach.proof import beat_measurements, file_measurements, speech_measurements, tone_measurements
from coach.proof.beat_detection import BassBand
from coach.proof.decoding import Window, WindowReader, decode
from coach.proof.expectation import Expectation, ExpectedSound, read_expectation
from coach.proof.headset_measurements import measure_floor, measure_wake_up
from coach.proof.meters import HeadsetSleepMeter, IntegratedLoudnessMeter, LevelMeter, PeakMeter, SilenceMeter
from coach.proof.phrase_detection import (
    OVER_BED,
    OVER_SILENCE,
    Onset,
    PhraseMeasurement,
    Tolerance,
    find_onsets,
    measure_phrase,
    phrase_window,
)
from coach.proof.report import Measurement, Report
from coach.proof.tone_detection import ToneMeasurement, detect_tone, tone_window
from coach.script.cues import Tone
from coach.session.recipe import FILE_VERSION
from coach.settings import Over
from coach.units import Milliseconds

if TYPE_CHECKING:
    from coach.signal.facts import Signal


def check_file(path: Path) -> Report:
    """Compare a finished file with its own recipe. Needs nothing but the file.

    The sound is decoded once, as a stream, so memory does not grow with its length. Raises RecipeError for a file that cannot
    be read, or has no recipe of coach.
    """
    expectation = read_expectation(path)
    measurements = tuple(_FileCheck(expectation).measurements(path))
    return Report(path, measurements, is_older=expectation.file_version < FILE_VERSION)


class _FileCheck:
    """The meters of one file, and the measurements made from them."""

    def __init__(self, expectation: Expectation) -> None:
        self.expectation = expectation
        self.tones: list[ToneMeasurement] = []
        self.phrases: list[PhraseMeasurement] = []
        self.loudness = IntegratedLoudnessMeter()
        self.peaks = PeakMeter()
        self.headset = HeadsetSleepMeter()
        has_floor = expectation.settings.wake.has_floor
        self.silence = SilenceMeter(() if has_floor else expectation.silences())
        self.recording = LevelMeter(expectation.talk_gaps() if expectation.has_talk else (), beds=False)
        self.bass = BassBand()
        self.floor = LevelMeter(expectation.silences() if has_floor else (), beds=expectation.has_bed)

    def measurements(self, path: Path) -> Iterator[Measurement]:
        """Decode the file, then yield every measurement."""
        windows = WindowReader([*map(self._window, self.expectation.sounds), *self.floor.windows(), *self.recording.windows()])
        decoding = decode(path, (windows, self.loudness, self.peaks, self.headset, self.silence, *self._for_beat()))
        self.tones.sort(key=lambda tone: tone.expected.start)
        self.phrases.sort(key=lambda phrase: phrase.expected.start)
        designed = [tone for tone in self.tones if tone.expected.tone is not Tone.WAKE]
        wakes = [tone for tone in self.tones if tone.expected.tone is Tone.WAKE]
        yield tone_measurements.boundaries(self.expectation, designed)
        yield tone_measurements.rises(designed)
        yield tone_measurements.tone_onsets("tone onsets", designed, tone_measurements.LATEST_CHANGE)
        yield tone_measurements.countdowns(self.expectation, designed)
        yield tone_measurements.tone_onsets("wake sounds", wakes, tone_measurements.LATEST_WAKE)
        yield speech_measurements.phrase_onsets(self._onsets(), self._tolerances())
        yield speech_measurements.speech_loudness(self.phrases)
        yield speech_measurements.speech_in_phrases(self.phrases)
        yield speech_measurements.bed_depth(
            self.expectation, [phrase for phrase in self.phrases if self._over_bed(phrase.expected)]
        )
        yield speech_measurements.recording(self.expectation, self.recording)
        yield from beat_measurements.beat(self.expectation, self.bass)
        yield file_measurements.integrated_loudness(self.loudness)
        yield file_measurements.true_peak(self.peaks)
        yield file_measurements.clipping(self.peaks)
        if self.expectation.settings.wake.has_floor:
            yield measure_floor(self.expectation, self.floor)
        else:
            yield file_measurements.silence(self.expectation, self.silence)
        yield measure_wake_up(self.expectation, self.headset)
        yield file_measurements.length(self.expectation, decoding, path)
        yield file_measurements.unchanged_sound(path)
        yield file_measurements.chapter_marks(self.expectation, path)
        yield file_measurements.decoding(decoding)

    def _for_beat(self) -> tuple[BassBand, ...]:
        """Return what is needed to measure a beat, where there is one."""
        return (self.bass,) if self.expectation.has_beat else ()

    def _window(self, expected: ExpectedSound) -> Window:
        if expected.tone:
            return Window(*tone_window(expected), partial(self._add_tone, expected))
        return Window(*phrase_window(expected), partial(self._add_phrase, expected))

    def _add_tone(self, expected: ExpectedSound, sound: Signal) -> None:
        tones, has_beat = self.expectation.settings.tones, self.expectation.has_beat
        self.tones.append(detect_tone(expected, sound, tones, has_beat=has_beat))

    def _add_phrase(self, expected: ExpectedSound, sound: Signal) -> None:
        bed, beat_ms = self._over_bed(expected), self.expectation.beat_ms(expected.start)
        pauses = self.expectation.settings.over is Over.PAUSE
        self.phrases.append(measure_phrase(expected, sound, bed=bed, pauses=pauses, beat_ms=beat_ms))

    def _onsets(self) -> list[Onset]:
        """Find the onsets, each against the bed that plays under it."""
        groups: dict[tuple[bool, bool], list[PhraseMeasurement]] = {}
        for phrase in self.phrases:
            group = (
                self._over_bed(phrase.expected),
                self.expectation.beds_differ and self._effort(phrase.expected.start) is Effort.RUN,
            )
            groups.setdefault(group, []).append(phrase)
        return [onset for (bed, _), group in groups.items() for onset in find_onsets(group, bed=bed)]

    def _tolerances(self) -> dict[Milliseconds, Tolerance]:
        return {phrase.expected.start: OVER_BED if self._over_bed(phrase.expected) else OVER_SILENCE for phrase in self.phrases}

    def _over_bed(self, expected: ExpectedSound) -> bool:
        return self.expectation.bed_at(expected.start)

    def _effort(self, moment: Milliseconds) -> Effort:
        timeline = self.expectation.sheet.timeline
        return timeline.intervals[timeline.at(moment)].effort
