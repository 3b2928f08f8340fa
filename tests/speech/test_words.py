"""Speech recognition on every voice's clips: the words that were meant are the words that are heard."""

import re
from dataclasses import replace

import numpy as np
import pytest

from coach.script.cues import Delivery, Phrase
from coach.speech.speaker import Speaker
from coach.speech.voice import load_voice

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


HARD_COUNTS = ("two of seven", "eight of eight", "six of nine", "five of ten", "eight of fourteen")
"""Each was misheard once, by one recogniser or two."""


@pytest.mark.long
@pytest.mark.words
@pytest.mark.usefixtures("recogniser")  # as above
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # as above
def test_the_computers_own_voice_says_hard_counts_clearly(ready_voice, spoken_cache):
    from quality.recognition import alone, lost_mostly, tiny, vital

    speaker, listener = Speaker(ready_voice("system"), spoken_cache), tiny(spoken_cache)
    counts = [Phrase(f"Number {count}.", Delivery.BRISK) for count in HARD_COUNTS]
    speaker.prepare(counts)
    doubtful = [count for count in counts if vital(alone(speaker, listener, count))]
    assert not {count.text: lost for count in doubtful if (lost := lost_mostly(speaker, listener, count))}


def test_each_count_of_the_computers_own_voice_is_spelt_with_its_own_words():
    spellings = {shown: spoken for shown, spoken in load_voice("system").pronunciations.items() if " of " in shown}
    assert len(spellings) > 50
    assert not {
        shown: spoken for shown, spoken in spellings.items() if re.sub("[ou]v", "of", re.sub("[,;!]", "", spoken)) != shown
    }
