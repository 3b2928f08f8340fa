"""Speech recognition on every voice's clips: the words that were meant are the words that are heard."""

import numpy as np
import pytest

from coach.script.cues import Delivery, Phrase

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


USUAL = (
    *("Run for one minute.", "Now run for one minute.", "Run now for one minute.", "Run.", "Run now.", "Run two of five."),
    *("Walk for two minutes.", "Now walk for one minute.", "Now walk.", "Walk now.", "Walk two of five.", "Walk four of four."),
    *("Walk briskly for five minutes.", "Walk gently for five minutes.", "Time to cool down."),
    *("Get ready for a run.", "Ten seconds, then you walk.", "Halfway.", "This is the last run.", "The session is over."),
)


def test_the_usual_commands_are_lines_of_the_bundled_styles():
    from quality.phrases import COMMANDS, all_phrases

    commands = {text for text, part in all_phrases().items() if part in COMMANDS}
    assert set(USUAL) <= commands


@pytest.mark.words
@pytest.mark.usefixtures("recogniser")  # it fails or skips where there is none
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # from inside the recogniser's libraries
def test_no_usual_command_loses_a_word_that_matters_twice(speaker, spoken_cache):
    from quality.recognition import alone, among_others, tiny, vital

    commands = [Phrase(text, Delivery.BRISK) for text in USUAL]
    speaker.prepare(commands)
    heard = among_others(speaker, tiny(spoken_cache), commands)
    twice = {
        phrase.text: errors
        for phrase in commands
        if vital(heard[phrase]) and (errors := vital(alone(speaker, tiny(spoken_cache), phrase)))
    }
    assert not twice
