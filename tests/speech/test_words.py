"""Speech recognition on every voice's clips: the words that were meant are the words that are heard."""

import numpy as np
import pytest

WORD_ERROR_RATE = {"heart": 0.03, "joe": 0.05, "system": 0.16}
"""Upper bounds, about twice what was measured with the smallest recogniser."""


@pytest.mark.words
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # from inside the recogniser's libraries
def test_the_words_that_were_meant_are_heard(recogniser, speaker, coaching):
    import soxr

    words, word_error_rate, plain = recogniser
    pause = np.zeros(24_000, np.float32)
    clips = [np.frombuffer(speaker.clip(phrase), "<i2").astype(np.float32) / 32_768 for phrase in coaching]
    session = np.concatenate([sound for clip in clips for sound in (pause, clip)] + [pause])
    heard = words(soxr.resample(session, 48_000, 16_000))
    meant = " ".join(phrase.text for phrase in coaching)
    assert word_error_rate(plain(meant), plain(heard)) <= WORD_ERROR_RATE[speaker.voice.name], heard
