"""style.toml: the language of a style, and the style that it replaces parts of."""

from pathlib import Path

import pytest

from coach.errors import LinesError
from coach.language.english import ENGLISH
from coach.script.lines import load_style

GERMAN = Path(__file__).parents[1] / "language" / "german"


@pytest.fixture
def own(tmp_path):
    """A folder with one part and a style.toml."""

    def make(declaration, name="own"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "halfway.j2").write_text("Half.\n", "utf-8")
        (folder / "style.toml").write_text(declaration, "utf-8")
        return folder

    return make


def test_a_folder_without_a_declaration_is_english():
    assert load_style("calm").language is ENGLISH


def test_an_english_style_may_choose_its_base(own):
    style = load_style(str(own('base = "calm"\ndescription = "Ours"\n')))
    assert (style.description, style.language) == ("Ours", ENGLISH)
    assert style.lines("story-end", {}) == load_style("calm").lines("story-end", {})


def test_a_style_takes_the_language_of_its_base(own):
    style = load_style(str(own(f'base = "{GERMAN}"\n')))
    assert style.language.code == "de"
    assert style.lines("last-run", {}) == load_style(str(GERMAN)).lines("last-run", {})


def test_a_base_is_found_beside_the_style(own):
    own('base = "warm"\n', "first")
    style = load_style(str(own('base = "../first"\n', "second")))
    assert [folder.name for folder in style.folders] == ["second", ["..", "first"][-1], "warm"]


def test_a_style_in_another_language_stands_alone_even_if_it_is_called_like_a_bundled_one(own):
    folder = own('language = "de"\n', "calm")
    (folder / "language.toml").write_bytes((GERMAN / "language.toml").read_bytes())
    style = load_style(str(folder))
    assert style.folders == (folder,)
    with pytest.raises(LinesError, match=r"style calm: no story-end\.j2 in German \(de\)"):
        style.lines("story-end", {})


def test_a_changed_language_is_a_changed_style(own):
    folder = own('base = "warm"\n')
    before = load_style(str(folder)).fingerprint
    (folder / "style.toml").write_text('base = "calm"\n', "utf-8")
    assert load_style(str(folder)).fingerprint != before


@pytest.mark.parametrize(
    ("declaration", "complaint"),
    [
        ('language = "fr"\n', r"no language 'fr'"),
        (f'language = "en"\nbase = "{GERMAN}"\n', r"is in 'en', but its base german in 'de'"),
        ('base = "../own"\n', r"its base '\.\./own' is based on itself"),
        ('base = "cheerful"\n', r"its base 'cheerful' is neither a bundled style nor a folder"),
        ('speech = "de"\n', r"style\.toml: unknown key 'speech'; (did you mean|known here)"),
        ("language = 5\n", r"style\.toml: language is 5; write a text in quotes"),
        ("language = de\n", r"style\.toml: is not valid TOML"),
    ],
)
def test_a_wrong_declaration_is_named_with_what_is_wrong(own, declaration, complaint):
    with pytest.raises(LinesError, match=complaint):
        load_style(str(own(declaration)))
