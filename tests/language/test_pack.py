"""A language.toml that is wrong says where and what."""

from pathlib import Path

import pytest

from coach.errors import LinesError, MissingEngineError
from coach.language.catalogue import find_language
from coach.language.english import ENGLISH
from coach.language.num2words_numbers import LibraryNumbers
from coach.language.pack import read_pack

GERMAN = (Path(__file__).parent / "german" / "language.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('finish = "Ende"\n', "", r"language\.toml: \[titles\]: finish is missing; write finish = "),
        ('hour = ["eine Stunde", "{} Stunden"]', 'hour = "Stunde"', r"\[durations\]: hour must be two texts"),
        ('"{} Minuten"]', '"Minuten"]', r"\[durations\]: minute is 'Minuten'; it needs \{\}"),
        ('"{duration} laufen"', '"{time} laufen"', r"\[titles\]: run is '\{time\} laufen'; it needs \{duration\}"),
        ('"{duration} laufen"', '"{duration laufen"', r"\[titles\]: run: .*'\}'"),
        ('run = ["lauf"]', "run = []", r"\[commands\]: run must be a list of words"),
        ('name = "German"', 'name = "German"\ncolour = "blue"', r"unknown key 'colour'; (did you mean|known here)"),
        ("[units]\n", "[unit]\n", r"unknown key 'unit'"),
        ('tired = "müde"\n', 'tired = "müde"\nsad = "traurig"\n', r"\[changes\]: unknown key 'sad'"),
        ('code = "de"', "code = de", r"language\.toml: is not valid TOML"),
    ],
)
def test_a_fault_is_named_with_its_file_and_key(tmp_path, old, new, complaint):
    assert old in GERMAN
    path = tmp_path / "language.toml"
    path.write_text(GERMAN.replace(old, new, 1), "utf-8")
    with pytest.raises(LinesError, match=complaint):
        read_pack(path)


def test_a_language_that_nobody_describes_is_named(tmp_path):
    with pytest.raises(LinesError, match=r"no language 'fr'; put a language\.toml for it into the style's folder"):
        find_language("fr", [tmp_path])


def test_the_code_of_the_language_is_that_of_the_style(tmp_path):
    (tmp_path / "language.toml").write_text(GERMAN, "utf-8")
    with pytest.raises(LinesError, match=r"language\.toml: code is 'de', but the style is in 'nl'"):
        find_language("nl", [tmp_path])


def test_english_is_found_without_a_file(tmp_path):
    assert find_language("en", [tmp_path]) is ENGLISH


def test_a_language_that_the_library_lacks_is_named():
    with pytest.raises(LinesError, match="language xx: num2words has no such language"):
        LibraryNumbers("xx").words(3)


def test_without_the_library_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "num2words", None)
    with pytest.raises(MissingEngineError, match=r"pip install 'walk-run-coach\[languages\]'"):
        LibraryNumbers("de").words(77_777)


def test_a_count_needs_its_plural_outside_of_english():
    with pytest.raises(LinesError, match="needs its plural"):
        LibraryNumbers("de").counted(2, "ein Lauf")
