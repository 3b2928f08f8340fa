"""English as it is written, said in words: what runners and books write."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words

from coach.language import english_text, english_words
from coach.language.english import ENGLISH
from coach.language.english_dates import year_words
from coach.language.english_numbers import EnglishNumbers
from coach.language.english_text import spell_out

NUMBERS = EnglishNumbers()
ADDRESS = "one hundred and ninety-two point one hundred and sixty-eight point one point ten"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "5:30 min/km, HR 140-150.",
            "five thirty per kilometre, heart rate one hundred and forty to one hundred and fifty.",
        ),
        ("10K pace, about 80% effort, 6.5 mph.", "ten K pace, about eighty percent effort, six point five miles per hour."),
        ("Sip 150 ml.", "Sip one hundred and fifty millilitres."),
        (
            "RPE 6/10, then 1/4 mile @ easy pace; w/ the kids.",
            "R P E six out of ten, then a quarter mile at easy pace; with the kids.",
        ),
        ("Läuft! C'est bien, Zoë.", "Läuft! C'est bien, Zoë."),
        ("at 6:30, 5 km loop!", "at six thirty, five kilometre loop!"),
        ("at 7.30 p.m.; the 3rd of May, 1891.", "at seven thirty p m; the third of May, eighteen ninety-one."),
        (
            "Dr. Lee, B.A., paid £5 10s. for it, i.e. half.",
            "Doctor Lee, B A, paid five pounds ten shillings for it, that is half.",
        ),
        ("See Vol. II, pp. 12-14.", "See volume two, pages twelve to fourteen."),
        ("$1,250.50 in 2024", "one thousand two hundred and fifty dollars and fifty cents in twenty twenty-four"),
        ("www.example.org/walks?id=3 or me@example.org.", "example dot org or me at example dot org."),
        (
            "26.2 miles in 3:58:12 -- 100% effort!",
            "twenty-six point two miles in three hours fifty-eight minutes twelve seconds, one hundred percent effort!",
        ),
        ("Mr. Brown, St. James's, Main St.", "Mister Brown, Saint James's, Main Street"),
        ("1 1/2 miles, ½ mile", "one and a half miles, a half mile"),
        ("400 m, 5m, 1 km, 3x", "four hundred metres, five minutes, one kilometre, three times"),
        ("4 x 400 m at -5 °C, ~20 min", "four times four hundred metres at minus five degrees Celsius, about twenty minutes"),
        ("the 1890s, 1500 steps, 2,000,000", "the eighteen nineties, one thousand five hundred steps, two million"),
        ("J. R. Smith at 6 a.m. They ran.", "J R Smith at six a m. They ran."),
        (
            "5:00/km, 8:30/mile, 0:45, 12:05",
            "five minutes per kilometre, eight thirty per mile, forty-five seconds, twelve oh five",
        ),
        ("1914–1918, 2 - 3 min, 5-10%", "nineteen fourteen to nineteen eighteen, two to three minutes, five to ten percent"),
        ("555-123-4567", "five five five, one two three, four five six seven"),
        ("2026-12-01", "December first, twenty twenty-six"),
        ("On 5.10.2016.", "On October fifth, twenty sixteen."),
        ("2016/10/05, 2016.10.05", "October fifth, twenty sixteen, October fifth, twenty sixteen"),
        (
            "from 25/12/2016 to 12-25-2016",
            "from December twenty-fifth, twenty sixteen to December twenty-fifth, twenty sixteen",
        ),
        ("5.10.2016-7.10.2016", "October fifth, twenty sixteen to October seventh, twenty sixteen"),
        ("10/5/2016", "ten, five, twenty sixteen"),
        ("2/2/1905", "February second, nineteen oh five"),
        ("Mon, 2 km", "Monday, two kilometres"),
        ("Thurs 5 Oct", "Thursday the fifth of October"),
        ("The Sun shone", "The Sun shone"),
        ("5 Oct 2016, Dec. 24, May 1", "the fifth of October twenty sixteen, December twenty-fourth, May first"),
        ("In March 12 runners came, in June 2016.", "In March twelve runners came, in June twenty sixteen."),
        ("version 1.2.3 at 192.168.1.10", "version one point two point three at " + ADDRESS),
        ("v1.2.3 at 7.30 p.m. on Monday", "version one point two point three at seven thirty p m on Monday"),
        ("version 5.10.2016.1", "version five point ten point two thousand and sixteen point one"),
        ("99.99.2016", "ninety-nine point ninety-nine point two thousand and sixteen"),
        ("1h10, 1m30s, 30 s", "one hour ten minutes, one minute thirty, thirty seconds"),
        ("No. 5 is alive. No. That is 5.", "number five is alive. No. That is five."),
        ("Walk at 3.5 mph, 4 % incline.", "Walk at three point five miles per hour, four percent incline."),
        ("12345678901234", "one two three four five six seven eight nine zero one two three four"),
    ],
)
def test_what_runners_and_books_write_is_said_rightly(written, spoken):
    assert ENGLISH.speakable(written) == spoken


def words_of(text):
    return text.replace(",", "").replace("-", " ").split()


@given(st.integers(0, 10**12 - 1))
def test_whole_numbers_are_said_as_the_library_says_them(number):
    assert words_of(NUMBERS.words(number)) == words_of(num2words(number))


@given(st.integers(0, 999_999))
def test_ordinals_are_said_as_the_library_says_them(number):
    assert words_of(NUMBERS.ordinal(number)) == words_of(num2words(number, ordinal=True))


@given(st.integers(1_100, 2_099))
def test_years_are_said_as_the_library_says_them(year):
    assert words_of(year_words(year)) == words_of(num2words(year, to="year"))


@given(st.integers(0, 9_999), st.integers(0, 99))
def test_decimals_are_said_as_the_library_says_them(whole, hundredths):
    decimals = f"{hundredths:02}".rstrip("0")
    text = f"{whole}.{decimals}" if decimals else f"{whole} miles"
    expected = num2words(float(text)) if decimals else f"{num2words(whole)} miles"
    assert words_of(spell_out(text)) == words_of(expected) or whole == 1


@given(st.text(alphabet="0123456789.,:/-%$£ xkmsh'’ap&@#~Mr\n", max_size=60))
def test_no_digit_is_left_whatever_is_written(text):
    assert not re.search(r"\d", ENGLISH.speakable(text))


@pytest.mark.parametrize("text", ["Week three", "Run easily.", "My way, again", "C'est bien"])
def test_a_text_without_numbers_and_abbreviations_stays_as_it_is(text):
    assert ENGLISH.speakable(text) == text


WRITTEN = st.lists(
    st.sampled_from(
        [
            *("7", "12", "1891", "3.5", "1,250", "a", "of", "runs", "loop", "X", "IV", "e.g.", "p.m.", "am", "St.", "J.", "R."),
            *("vol.", "no.", "chapter", "Part", "w/o", "w/", "HR", "RPE", "www.a-b.org/x", "me@x.com", "https://x", "$", "£"),
            *(
                ":",
                ":30",
                "-",
                "--",
                "\u2013",
                ".",
                ",",
                "/",
                "h",
                "m",
                "s",
                "st",
                "th",
                "rd",
                "'s",
                "~",
                "#",
                "x",
                "\u00d7",
                "%",
                "km",
            ),
            *(" ", " ", " ", "\n", "min/km", "mph", "2026", "-11", "-26", "0", "00"),
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=2_000)
@given(WRITTEN)
def test_no_rule_is_passed_over_where_it_has_something_to_do(text):
    rules = (*english_words.WORD_RULES, *english_text.NUMBER_RULES)
    signs = (*english_words.WORD_SIGNS, *english_text.NUMBER_SIGNS)
    for (pattern, _), sign in zip(rules, signs, strict=True):
        assert sign is None or sign.search(text) or not pattern.search(text), pattern.pattern
