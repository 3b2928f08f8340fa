"""English numbers, durations and titles."""

import subprocess
import sys

import pytest

from coach.language.english import ENGLISH
from coach.units import HOUR, MINUTE, SECOND, Milliseconds


@pytest.mark.parametrize(
    ("number", "words", "ordinal"),
    [
        (0, "zero", "zeroth"),
        (3, "three", "third"),
        (12, "twelve", "twelfth"),
        (20, "twenty", "twentieth"),
        (42, "forty-two", "forty-second"),
        (105, "one hundred and five", "one hundred and fifth"),
        (1_001, "one thousand and one", "one thousand and first"),
        (12_300, "twelve thousand three hundred", "twelve thousand three hundredth"),
    ],
)
def test_numbers_and_ordinals_are_said_in_words(number, words, ordinal):
    assert (ENGLISH.number(number), ENGLISH.ordinal(number)) == (words, ordinal)


@pytest.mark.parametrize(
    ("milliseconds", "words", "short", "heading"),
    [
        (0, "zero seconds", "0 s", "0 min"),
        (45 * SECOND, "forty-five seconds", "45 s", "1 min"),
        (MINUTE, "one minute", "1 min", "1 min"),
        (65 * SECOND, "one minute and five seconds", "1 min 5 s", "1 min"),
        (90 * SECOND, "one and a half minutes", "1 min 30 s", "2 min"),
        (100 * SECOND, "one minute forty", "1 min 40 s", "2 min"),
        (510 * SECOND, "eight and a half minutes", "8 min 30 s", "8 min"),
        (70 * MINUTE, "one hour and ten minutes", "1 h 10 min", "1 h 10 min"),
        (90 * MINUTE, "one and a half hours", "1 h 30 min", "1 h 30 min"),
        (HOUR + SECOND, "one hour and one second", "1 h 1 s", "1 h 00 min"),
    ],
)
def test_a_duration_is_spoken_and_written(milliseconds, words, short, heading):
    duration = Milliseconds(milliseconds)
    assert ENGLISH.duration(duration) == words
    assert (ENGLISH.short_duration(duration), ENGLISH.whole_minutes(duration)) == (short, heading)


def test_counted_things_have_a_plural():
    assert [ENGLISH.counted(1, "run"), ENGLISH.counted(6, "run")] == ["one run", "six runs"]
    assert ENGLISH.counted(2, "child", "children") == "two children"


def test_symbols_and_digits_become_words():
    assert ENGLISH.speakable('10 % of "Rock & Roll" @ 5') == "ten percent of Rock and Roll at five"


@pytest.mark.parametrize(("voice", "fits"), [("en", True), ("en-GB", True), ("EN_us", True), ("de", False), ("eng-x", False)])
def test_a_voice_of_any_region_speaks_the_language(voice, fits):
    assert ENGLISH.is_spoken_by(voice) is fits


def test_english_never_loads_the_library_of_other_languages():
    code = (
        "import sys\n"
        "from coach.script.lines import load_style\n"
        "style = load_style('warm'); style.language.duration(90_000); style.language.ordinal(3)\n"
        "assert 'num2words' not in sys.modules and 'coach.language.pack' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
