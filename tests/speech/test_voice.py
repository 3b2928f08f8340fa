import re

import pytest

from coach.errors import VoiceError
from coach.script.cues import Delivery
from coach.speech.engine import EngineName
from coach.speech.rate import parse_rate
from coach.speech.voice import DEFAULT_VOICE, FALLBACK_VOICE, bundled_voices, load_voice

PLAIN = 'engine = "hibari"\nvoice = "heart"\n'


def test_the_default_voice_stands_first_and_every_bundled_voice_says_what_it_is():
    voices = bundled_voices()
    assert voices[0].name == DEFAULT_VOICE
    assert {DEFAULT_VOICE, FALLBACK_VOICE, "joe"} <= {voice.name for voice in voices}
    for voice in voices:
        assert voice.description
        assert voice.licence != "unknown"
        assert voice.language.startswith("en")


def test_a_voice_file_needs_only_an_engine_and_a_voice(voice_file):
    voice = load_voice(voice_file(PLAIN))
    assert (voice.name, voice.engine, voice.engine_voice) == ("mine", EngineName.HIBARI, "heart")
    assert voice.stretch_rate(Delivery.STEADY) == voice.engine_speed == 1.0
    assert voice.gain_db == 0.0


def test_every_key_of_a_voice_file_is_read(voice_file):
    voice = load_voice(
        voice_file(
            'engine = "pyttsx3"\nvoice = "gmw/en-us+f3"\ndescription = "d"\nlanguage = "en-GB"\n'
            'sex = "female"\nlicence = "MIT"\nengine_speed = 0.9\nrate = 1.2\ngain_db = -1.5\n'
            '[delivery]\nbrisk = 1.5\n[pronunciations]\n"Galloway" = "gallo way"\n'
        )
    )
    assert voice.engine_voice == "gmw/en-us+f3"
    assert (voice.description, voice.language, voice.sex, voice.licence) == ("d", "en-GB", "female", "MIT")
    assert voice.gain_db == -1.5
    assert voice.engine_speed == 0.9
    assert voice.stretch_rate(Delivery.BRISK) == 1.8
    assert voice.stretch_rate(Delivery.STEADY) == 1.2
    assert voice.pronounced("Jeff Galloway ran.") == "Jeff gallo way ran."


def test_the_rate_stays_within_what_sound_can_be_stretched_by(voice_file):
    voice = load_voice(voice_file(PLAIN + "rate = 1.8\n"))
    assert voice.stretch_rate(Delivery.BRISK, 1.3) == 2.0
    assert load_voice(voice_file(PLAIN + "rate = 0.5\n")).stretch_rate(Delivery.CALM, 0.7) == 0.5


def test_a_calm_line_is_the_slowest_and_a_command_no_faster_than_others_in_every_bundled_voice():
    for voice in bundled_voices():
        brisk, steady, calm = (voice.stretch_rate(way) for way in (Delivery.BRISK, Delivery.STEADY, Delivery.CALM))
        assert calm < brisk <= steady


def test_pronunciations_replace_whole_words_in_any_case_the_longest_first(voice_file):
    words = '[pronunciations]\n"run" = "runn"\n"5K" = "five K"\n"run-walk" = "run, walk"\n'
    voice = load_voice(voice_file(PLAIN + words))
    assert (
        voice.pronounced("Run the 5K, a run-walk. Running, outrun, 15K.")
        == "runn the five K, a run, walk. Running, outrun, 15K."
    )


def test_a_pronunciation_is_taken_as_it_is_written(voice_file):
    voice = load_voice(voice_file(PLAIN + "[pronunciations]\n'DOMS' = 'd\\1 [doms](/dɔmz/)'\n"))
    assert voice.pronounced("DOMS") == r"d\1 [doms](/dɔmz/)"


def test_a_piper_model_is_looked_for_beside_its_voice_file(voice_file, tmp_path):
    voice = load_voice(voice_file('engine = "piper"\nvoice = "amy.onnx"\n'))
    assert voice.engine_voice == str((tmp_path / "amy.onnx").resolve())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "engine is missing"),
        ('engine = "hibari"\n', "voice is missing"),
        ('engine = "robot"\nvoice = "x"\n', "engine is 'robot'; write one of: hibari, piper, pyttsx3"),
        ('engine = 3\nvoice = "x"\n', "engine is 3; write one of: hibari"),
        (PLAIN + "speeed = 1\n", "unknown key 'speeed'; known here: engine, voice"),
        (PLAIN + 'sex = "robot"\n', "sex is 'robot'; write one of: female, male, unknown"),
        (PLAIN + 'rate = "fast"\n', "rate is 'fast'; use a number from 0.5 to 2"),
        (PLAIN + "rate = true\n", "rate is True; use a number"),
        (PLAIN + "rate = nan\n", "rate is nan; use a number"),
        (PLAIN + "gain_db = 20\n", "gain_db is 20; use a number from -6 to 6"),
        (PLAIN + "delivery = 1.2\n", r"delivery is 1.2; write it as a table: [delivery]"),
        (PLAIN + "[delivery]\nloud = 1\n", "[delivery]: unknown key 'loud'; known here: brisk, steady, calm"),
        (PLAIN + "[delivery]\ncalm = 9\n", "[delivery]: calm is 9; use a number"),
        (PLAIN + "[pronunciations]\nrun = 1\n", "[pronunciations]: run is 1; write a text in quotes"),
        ("engine = \n", "is not valid TOML"),
    ],
)
def test_a_wrong_voice_file_says_where_what_and_the_remedy(voice_file, text, message):
    path = voice_file(text)
    with pytest.raises(VoiceError, match=re.escape(message)) as raised:
        load_voice(path)
    assert str(raised.value).startswith(path)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_text_is_no_voice(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VoiceError, match="UTF-8"):
        load_voice(str(path))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(VoiceError, match=r"nobody\.toml: cannot be read"):
        load_voice(str(tmp_path / "nobody.toml"))


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(VoiceError, match=r"no voice 'nobody'; use .*heart.*joe.*system.*or the path of a voice file"):
        load_voice("nobody")


@pytest.mark.parametrize(("text", "rate"), [("slower", 0.88), ("faster", 1.15), ("1", 1.0), ("0.7", 0.7), ("1.3", 1.3)])
def test_a_rate_is_a_word_or_a_factor(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["fast", "", "0", "-1", "0.69", "1.31", "nan", "inf"])
def test_another_rate_is_refused(text):
    with pytest.raises(ValueError, match=r"use slower, faster or a number from 0\.7 to 1\.3"):
        parse_rate(text)
