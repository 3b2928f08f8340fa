"""Texts of any length and form are cut into phrases in a time that grows with their length alone."""

import time

import pytest

from coach.errors import InputError
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


def test_a_larger_text_is_refused_unread(tmp_path):
    path = tmp_path / "library.txt"
    with path.open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(InputError, match=r"library\.txt: larger than 20 MB"):
        load_text(path)


def test_a_text_that_is_no_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"can be read|is not text|larger"):
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
