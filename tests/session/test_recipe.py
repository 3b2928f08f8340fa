"""A file's recipe says all that made it, and nothing of the computer that made it."""

import json
from pathlib import Path

import pytest

from coach.errors import RecipeError
from coach.mp3.tag_reading import read_recipe
from coach.plan.ratio import Feel, Ratio
from coach.script.topics import Talk
from coach.session.recipe import Recipe, SourcePart, file_recipe, parse_recipe
from coach.settings import Over, Settings

OLD = Path(__file__).with_name("old-recipe.json")
"""The recipe of a file that version 0.1.0 rendered before settings were declared in one place."""

RECIPE = Recipe(
    coach="0.1.0",
    fingerprint="ab",
    plan="small",
    title="Week 1",
    week=1,
    session=2,
    ordinal=1,
    ratio=Ratio(walk=90_000, feel=Feel.TIRED),
    settings=Settings(voice="/home/me/mine.toml", bed="~/Music/talk.mp3", talk=Talk.LESS, over=Over.PAUSE, wake=2_000),
    script={"cues": []},
    bed_place=SourcePart("talk.mp3", 0, 60_000),
)


def test_a_recipe_comes_back_as_it_was_written_with_files_by_their_names():
    recipe = parse_recipe(RECIPE.to_json(), "a.mp3")
    assert recipe.ratio == RECIPE.ratio
    assert recipe.bed_place == RECIPE.bed_place
    assert recipe.settings == RECIPE.settings.with_changes({"voice": "mine.toml", "bed": "talk.mp3"})


def test_a_recipe_names_no_folder():
    text = RECIPE.to_json()
    assert "home" not in text
    assert "Music" not in text
    assert "output" not in json.loads(text)["settings"]


@pytest.mark.parametrize(
    "change",
    [
        {"recipe_version": 99},
        {"settings": {"talk": "loud"}},
        {"settings": {"wake": -5}},
        {"ratio": {"repeat": 0}},
        {"settings": None},
        {"bed_place": {"source": "x"}},
    ],
)
def test_a_recipe_that_cannot_be_read_is_refused_with_the_file_and_the_remedy(change):
    with pytest.raises(RecipeError, match=r"a\.mp3: .*render the session again"):
        parse_recipe(json.dumps(json.loads(RECIPE.to_json()) | change), "a.mp3")


def test_settings_of_a_version_to_come_are_left_out():
    data = json.loads(RECIPE.to_json())
    data["settings"]["posture"] = "often"
    assert parse_recipe(json.dumps(data), "a.mp3").settings.talk is Talk.LESS


def test_the_recipe_of_an_older_version_is_read():
    recipe = parse_recipe(OLD.read_text("utf-8"), "old.mp3")
    assert recipe.plan == "walk-run-start"
    assert recipe.settings.voice is None
    assert recipe.script["plan_ms"] == 28 * 60_000


def test_a_file_without_a_recipe_has_none(tmp_path):
    assert file_recipe(tmp_path / "nothing.mp3") is None
    (tmp_path / "other.mp3").write_bytes(b"other")
    assert file_recipe(tmp_path / "other.mp3") is None


def test_what_stands_in_a_file_is_the_recipe(built_file):
    assert parse_recipe(read_recipe(built_file), "x").plan == "custom"
