"""Speech recognition on every voice's clips: the words that were meant are the words that are heard."""

from dataclasses import replace

import numpy as np
import pytest

from coach.script.cues import Delivery, Phrase
from coach.speech.speaker import Speaker

WORD_ERROR_RATE = {"heart": 0.04, "joe": 0.08, "system": 0.14}
"""Upper bounds: half as much again as the worst of eight pauses between the phrases with the smallest recogniser."""


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
    *("Run for one minute.", "Now run for one minute.", "Run now for one minute.", "Run.", "Run now.", "Number two of five."),
    *("Walk for two minutes.", "Now walk for one minute.", "Now walk.", "Walk now.", "Number four of four."),
    *("Number one of eight.", "Number three of six.", "Number two of four."),
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
    from quality.recognition import among_others, lost_mostly, tiny, vital

    commands = [Phrase(text, Delivery.BRISK) for text in USUAL]
    speaker.prepare(commands)
    listener = tiny(spoken_cache)
    heard = among_others(speaker, listener, commands)
    doubtful = [phrase for phrase in commands if vital(heard[phrase])]
    assert not {phrase.text: lost for phrase in doubtful if (lost := lost_mostly(speaker, listener, phrase))}


@pytest.mark.words
@pytest.mark.usefixtures("recogniser")  # as above
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # as above
def test_a_command_in_a_garbled_voice_counts_as_lost(ready_voice, spoken_cache):
    from quality.recognition import among_others, lost_mostly, tiny, vital

    garbled = replace(ready_voice("system"), name="garbled", pronunciations={"now walk": "nah, wark", "two": "tool"})
    speaker, listener = Speaker(garbled, spoken_cache), tiny(spoken_cache)
    commands = [Phrase(text, Delivery.BRISK) for text in ("Now walk.", "Walk two of five.", "Run for one minute.")]
    heard = among_others(speaker, listener, commands)
    assert [phrase.text for phrase in commands if vital(heard[phrase]) and lost_mostly(speaker, listener, phrase)] == [
        "Now walk.",
        "Walk two of five.",
    ]
