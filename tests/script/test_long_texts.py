"""Texts of any length and form are cut into phrases in a time that grows with their length alone."""

import time
from itertools import islice

import pytest

from coach.errors import InputError
from coach.language.english import ENGLISH
from coach.script.markdown import without_marks
from coach.script.reading import LONGEST_PHRASE, load_text

SIZE = 1_000_000
"""A twentieth of what is allowed; so much is cut in half a second, where nothing is quadratic."""

PATTERNS = {
    "brackets": "[",
    "open links": "[a](b",
    "half links": "[a](",
    "nested brackets": "[[a](b)",
    "parentheses": "[a]((((",
    "one word": "a",
    "words": "word ",
    "commas": "word, ",
    "fences": "```\n",
    "open fences": "```x\n~~~\n",
    "rules": "---\n",
    "blank lines": "\n",
    "spaces": " ",
    "quotes": 'a."',
    "stops": ".",
    "hashes": "# ",
    "dashes": "- ",
    "emphasis": "*_",
    "items": "1. ",
    "quotation": "> ",
    "digits": "7 ",
    "prose": 'She ran on, and did not look back; there was no need. "Well," he said, "that was that!"\n\n',
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_no_text_takes_more_than_its_length(tmp_path, pattern):
    path = tmp_path / "text.md"
    path.write_text("A beginning. " + pattern * (SIZE // len(pattern)), "utf-8")
    begun = time.process_time()
    phrases = load_text(path)
    assert time.process_time() - begun < 5
    assert all(0 < len(phrase.text) <= LONGEST_PHRASE for phrase in phrases)


def test_the_largest_text_is_read_within_ten_seconds(tmp_path):
    path = tmp_path / "book.md"
    path.write_text(PATTERNS["prose"] * (19_900_000 // len(PATTERNS["prose"])), "utf-8")
    begun = time.process_time()
    assert len(load_text(path)) > 100_000
    assert time.process_time() - begun < 10


NUMBERS = "13,482 5:47 1999 3/8 26.2 km 41st $17.50 5.10.2016 1.8 "


def test_a_session_reads_a_part_of_the_densest_text_at_once_and_cuts_no_more(tmp_path):
    path = tmp_path / "tables.txt"
    path.write_text(NUMBERS * (19_900_000 // len(NUMBERS)), "utf-8")
    begun = time.process_time()
    text = load_text(path)
    assert [phrase.text for phrase in islice(text, 500)][1] == text[1].text == text[1:][0].text
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("between", ["\n\n", "\n", " ", ""], ids=["paragraphs", "lines", "one line", "one word"])
def test_a_text_in_portions_is_the_text_as_a_whole(tmp_path, between):
    whole = between.join(f"At {number} o'clock she met Mr. Smith{', and' if number % 5 else '.'}" for number in range(3_000))
    path = tmp_path / "text.txt"
    path.write_text(whole, "utf-8")
    heard = "".join(phrase.text for phrase in load_text(path)).replace(" ", "")
    assert heard == ENGLISH.speakable(whole).replace(" ", "")


def test_a_text_goes_on_from_a_place_until_it_is_over(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("One. Two. Three.", "utf-8")
    text = load_text(path)
    assert [phrase.text for phrase in text[1:][1:]] == ["Three."]
    assert (len(text[1:]), bool(text[3:]), len(text[9:]), list(text[9:])) == (2, False, 0, [])


def test_a_larger_text_is_refused_unread(tmp_path):
    path = tmp_path / "library.txt"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(InputError, match=r"library\.txt: larger than 20 MB"):
        load_text(path)


def test_a_text_that_is_no_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"it is a folder|can be read|is not text|larger"):
        load_text(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# One\n\nTwo [three](https://x.org/a_(b)) ![four](p.png).", ["One", "Two", "three", "four."]),
        ("```\ncode\n```\nOne\n~~~\ncode\n~~~\ntwo", ["One", "two"]),
        ("```\nnot closed", ["not", "closed"]),
        ("---\ntitle: x\n---\nOne", ["One"]),
        ("One\n\n---\n\ntwo\n\n---\n\nthree", ["One", "---", "two", "---", "three"]),
        ("*One* _two_ **three** `four`", ["One", "two", "three", "four"]),
        ("1. One\n2. Two\n> three", ["One", "Two", "three"]),
    ],
)
def test_marks_for_the_eye_are_taken_away_and_words_stay(text, words):
    assert without_marks(text).split() == words
