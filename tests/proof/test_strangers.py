"""`coach check` on files of strangers: damage is a finding or an unreadable file, never a traceback; every file is reported."""

import json
import subprocess
import sys
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3, TIT2

from coach.errors import RecipeError
from coach.mp3.inspect import find_sound
from coach.proof.check import check_file
from coach.proof.expectation import read_expectation
from coach.script.sheet_data import MOST_CUES
from coach.session.recipe import parse_recipe


@pytest.fixture(scope="session")
def bench(bench_of):
    return bench_of()


@pytest.fixture(scope="session")
def recipe(bench):
    return json.loads(bench.tags.recipe)


def changed(recipe, way):
    copy = json.loads(json.dumps(recipe))
    way(copy)
    return json.dumps(copy)


def each_cue(**values):
    def change(recipe):
        for cue in recipe["script"]["cues"]:
            cue.update(values)

    return change


WAYS = {
    "NaN": lambda recipe: recipe["script"].update(file_ms=float("nan")),
    "Infinity": lambda recipe: recipe["script"]["cues"][3].update(start_ms=float("inf")),
    "a number as text": lambda recipe: recipe["script"]["cues"][3].update(start_ms="1000"),
    "a fraction": lambda recipe: recipe["script"]["cues"][3].update(start_ms=0.5),
    "true for a number": lambda recipe: recipe["script"]["cues"][0].update(start_ms=False),
    "10^30": lambda recipe: recipe["script"]["intervals"][-1].update(end_ms=10**30),
    "below zero": lambda recipe: recipe["script"]["cues"][0].update(start_ms=-5),
    "a list for a text": lambda recipe: recipe["script"]["cues"][3].update(kind=[]),
    "a list for all": lambda recipe: recipe.update(script=[]),
    "no object": lambda recipe: recipe.update(settings=3),
    "a day long": lambda recipe: recipe["script"].update(file_ms=86_400_000),
    "cues that overlap": each_cue(start_ms=5),
    "a long wake sound": each_cue(tone="wake", speech=[]),
    "100,000 cues": lambda recipe: recipe["script"].update(cues=[recipe["script"]["cues"][0]] * 100_000),
    "50,000 levels": lambda recipe: recipe["script"].update(cues=[]),
    "a cue of many phrases": lambda recipe: recipe["script"]["cues"][-1].update(
        speech=[{"start_ms": 1, "length_ms": 1, "text": "a"}] * 30_000
    ),
    "a long text": lambda recipe: recipe["script"]["cues"][-1].update(
        speech=[{"start_ms": 1, "length_ms": 1, "text": "a" * 10**6}]
    ),
    "no tone that there is": each_cue(tone="siren"),
    "no interval that there is": each_cue(interval=10**6),
    "no interval": lambda recipe: recipe["script"].update(intervals=[]),
    "another version": lambda recipe: recipe.update(recipe_version=2),
    "a version that is none": lambda recipe: recipe.update(recipe_version="\x1b[31m"),
    "a setting that is none": lambda recipe: recipe["settings"].update(wake="inf"),
    "a setting of another kind": lambda recipe: recipe["settings"].update(bed=["x"]),
    "a speed of 1e400": lambda recipe: recipe["settings"].update(rate="1e400"),
    "a ratio that is none": lambda recipe: recipe["ratio"].update(run={}),
    "titles that are none": lambda recipe: recipe.update(chapter_titles=[1, 2]),
    "too few titles": lambda recipe: recipe.update(chapter_titles=["a"]),
    "places that are none": lambda recipe: recipe.update(bed_place=[1]),
    "a place far away": lambda recipe: recipe.update(text_place={"source": "x", "start": 0, "end": 10**12}),
    "without a key": lambda recipe: recipe.pop("title"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_recipe_that_is_none_is_unreadable_in_little_memory(bench, recipe, way):
    text = changed(recipe, WAYS[way])
    if way == "50,000 levels":
        text = text.replace('"cues": []', '"cues": ' + "[" * 50_000 + "]" * 50_000)
    path = bench.file("stranger", recipe=text)
    tracemalloc.start()
    try:
        with pytest.raises(RecipeError, match=r"stranger\.mp3: (its recipe|the cue sheet|carries no recipe)") as caught:
            check_file(path)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert len(str(caught.value)) < 1_000
    assert MOST_CUES < 100_000


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '"x"', "1e400", "[" * 100_000, '{"a":' * 100_000, "9" * 5_000, "NaN"])
def test_text_that_is_no_recipe_is_one_error(text):
    with pytest.raises(RecipeError, match=r"file\.mp3: its recipe is broken"):
        parse_recipe(text, "file.mp3")


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([]), st.just({}), st.just([[{}]])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_value_in_any_place_is_read_or_an_error_of_ours(recipe, data):
    copy = json.loads(json.dumps(recipe))
    place = copy
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
            place = inner
            continue
        place[key] = data.draw(LEAVES)
        break
    try:
        parsed = parse_recipe(json.dumps(copy), "file.mp3")
    except RecipeError:
        return
    assert parsed.title is not None


def test_what_the_product_writes_is_read(bench):
    sheet = read_expectation(bench.file("own")).sheet
    assert [(cue.start, cue.end, cue.text) for cue in sheet.cues] == [
        (cue.start, cue.end, cue.text) for cue in bench.sheet.cues
    ]


@pytest.fixture
def checked(tmp_path):
    """Run `coach check` as a program whose `main` catches nothing."""
    program = "import sys; from coach.cli.app import app; app(['check', *sys.argv[1:]], prog_name='coach')"

    def run(*files):
        return subprocess.run(
            [sys.executable, "-c", program, *map(str, files)], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


def test_every_file_is_reported_whatever_is_wrong_with_one(bench, checked, tmp_path):
    good = bench.file("good-one")
    damaged = []
    sound = find_sound(good)
    # Wherever the tag ends: the last two are headers of frames, which no decoder reads over.
    frames = [sound.first + number * (sound.first - sound.start) for number in (100, 1_000)]
    for number, place in enumerate((20, 100, 500, 2_000, 60_000, *frames)):
        content = bytearray(good.read_bytes())
        for offset in range(0, 60, 7):
            content[place + offset] ^= 0xFF
        damaged.append(tmp_path / f"damaged-{number}.mp3")
        damaged[-1].write_bytes(content)
    odd = [tmp_path / "missing.mp3", tmp_path, tmp_path / "empty.mp3"]
    odd[2].write_bytes(b"")
    done = checked(*odd, *damaged, good)
    assert "Traceback" not in done.stderr
    assert done.returncode == 5
    printed = done.stdout + done.stderr
    for path in (*odd, *damaged, good):
        assert str(path) in printed
    assert "All that can be measured holds" in done.stdout.rpartition(str(good))[2]
    reports = json.loads(checked("--json", *odd, *damaged, good).stdout)
    assert [report["file"] for report in reports] == list(map(str, (*odd, *damaged, good)))
    assert [bool(report.get("error")) for report in reports[:3]] == [True] * 3
    assert [report["holds"] for report in reports[:3]] == [False] * 3
    assert reports[-1]["holds"]


def test_what_a_file_says_cannot_steer_the_terminal(bench, checked, tmp_path):
    first = bench.tags.chapters[0]
    evil = bench.file("evil", chapters=(replace(first, title="\x1b]0;owned\x07\x9b31m\u202egpj.exe"), *bench.tags.chapters[1:]))
    named = tmp_path / "\x1b[2Jname.mp3"
    named.write_bytes(b"x")
    id3 = ID3(evil)
    id3["TIT2"] = TIT2(3, ["\x1b[31m"])
    id3.save(evil, v2_version=3)
    done = checked(evil, named)
    for letter in "\x1b\x07\x9b\u202e":
        assert letter not in done.stdout + done.stderr
    as_json = checked("--json", evil, named)
    assert json.loads(as_json.stdout)[0]["file"] == str(evil)
    assert not set("\x1b\x9b\u202e") & set(as_json.stdout)
