"""How a phrase is measured in sound that is made for it."""

import numpy as np
import pytest

from coach.proof.expectation import ExpectedSound
from coach.proof.phrase_detection import EARLY, PhraseMeasurement, find_onsets, measure_phrase, phrase_window
from coach.script.cues import Cue, CueKind
from coach.units import SAMPLE_RATE, SAMPLES_PER_MS, Milliseconds

BEGIN = Milliseconds(10_000)


def test_ahead_of_a_loud_beginning_over_a_bed_nothing_is_heard():
    """The band in which a voice is looked for does not ring: a phrase would seem to begin before it does."""
    end = Milliseconds(BEGIN + 2_000)
    nothing_before = Milliseconds(0)
    expected = ExpectedSound(Cue(CueKind.COMMAND, BEGIN, end, 1), BEGIN, end, nothing_before, nothing_before, None)
    begin, until = phrase_window(expected)
    moments = np.arange(until - begin) / SAMPLE_RATE
    loud = 0.4 * np.sin(2 * np.pi * 80 * moments) + 0.3 * np.sin(2 * np.pi * 450 * moments)
    loud[: EARLY * SAMPLES_PER_MS] = 0
    sound = np.stack([loud, loud]).astype(np.float32)
    levels = measure_phrase(expected, sound, bed=True, pauses=False).levels
    loudest = levels.max()
    assert loudest > -20
    ahead = levels[: (EARLY - 20) // 2]
    assert len(ahead) > 300
    assert ahead.max() < loudest - 45


def phrase_over_bed(ahead, *, lead=500, early=0):
    """A phrase at -18 dBFS in a ducked bed of the levels that rise from the first to the last of `ahead`."""
    cue = Cue(CueKind.COMMAND, Milliseconds(60_000), Milliseconds(62_000), 0)
    free = Milliseconds(cue.start - lead - 30)
    expected = ExpectedSound(cue, cue.start, cue.end, free, free, None, "Now walk.")
    bed = np.linspace(*ahead, (lead - early) // 2)
    levels = np.concatenate([bed, np.full((700 + early) // 2, -18.0)]).astype(np.float32)
    return PhraseMeasurement(expected, -16.0, None, levels, Milliseconds(lead), is_ducked=True)


@pytest.mark.parametrize("early", [0, 200])
def test_where_a_bed_is_louder_than_ahead_of_the_others_a_phrase_begins_with_its_words(early):
    """Ahead of most commands of five-second runs there is hardly any bed, or too little time to hear it."""
    others = [phrase_over_bed((-62, -62)) for _ in range(40)] + [phrase_over_bed((-20, -20), lead=20) for _ in range(40)]
    onsets = find_onsets([phrase_over_bed((-48, -38), early=early), *others], bed=True)
    assert onsets[0].measurable
    assert onsets[0].error_ms == pytest.approx(-early, abs=4)


@pytest.mark.parametrize(
    ("late", "error", "measurable"), [(0, 0, True), (140, 140, True), (160, None, False), (190, 190, True), (300, 300, True)]
)
def test_a_soft_consonant_under_loud_music_cannot_be_measured_and_a_late_phrase_is_late(late, error, measurable):
    others = [phrase_over_bed((-45, -45)) for _ in range(5)]
    onset = find_onsets([phrase_over_bed((-45, -45), early=-late), *others], bed=True)[0]
    assert onset.measurable is measurable
    assert onset.error_ms == (None if error is None else pytest.approx(error, abs=4))
