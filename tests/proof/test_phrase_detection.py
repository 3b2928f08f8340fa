"""How a phrase is measured in sound that is made for it."""

import numpy as np

from coach.proof.expectation import ExpectedSound
from coach.proof.phrase_detection import EARLY, measure_phrase, phrase_window
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
