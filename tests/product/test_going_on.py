"""What one session began, the next one goes on with."""

import json

import pytest
from mutagen.id3 import ID3

SENTENCES = 150


def place(path, kind):
    recipe = next(frame for frame in ID3(path).getall("TXXX") if "recipe" in frame.desc)
    found = json.loads(str(recipe))[kind]
    return found["start"], found["end"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "book.md"
    path.write_text(
        "# One\n\n" + " ".join(f"Sentence {number} of the *story* goes on." for number in range(SENTENCES)), "utf-8"
    )
    return path


def test_a_narrated_walk_goes_on_where_the_last_one_stopped(coach, book, tmp_path):
    walk = ("render", "narrated-walk", "--read", book, "--total", "8m", "--out", tmp_path, "--week", 1)
    for session in (1, 2):
        coach(*walk, "--session", session)
    first, second = sorted((tmp_path / "narrated-walk").glob("*.mp3"))
    assert place(first, "text_place")[0] == 0
    assert place(second, "text_place")[0] == place(first, "text_place")[1] > 5
    before = place(second, "text_place")
    coach(*walk, "--session", 2, "--force")
    assert place(second, "text_place") == before
    coach(*walk, "--session", 2, "--from", 40)
    assert place(second, "text_place")[0] == 40


def test_a_narrated_walk_reads_the_sentences_in_their_order(coach, book):
    sheet = json.loads(
        coach("script", "narrated-walk", "--session", 1, "--week", 1, "--read", book, "--total", "8m", "--json").stdout
    )
    read = [said["text"] for cue in sheet["cues"] if cue["kind"] == "story" for said in cue["speech"]]
    assert read[:3] == ["One", "Sentence zero of the story goes on.", "Sentence one of the story goes on."]
    assert str(book) not in json.dumps(sheet)


@pytest.mark.parametrize("command", ["script", "render"])
def test_a_narrated_walk_without_a_text_is_refused_with_what_to_do(coach, tmp_path, command):
    out = ("--out", tmp_path) if command == "render" else ()
    done = coach(command, "narrated-walk", "--week", 1, "--session", 1, *out, code=2)
    assert "a narrated walk reads a text to the runner; give one with --read, or choose another walk" in done.stderr
    assert not list(tmp_path.rglob("*.mp3"))
