"""What one session began, the next one goes on with."""

import json
import re
import wave

import numpy as np
import pytest
from mutagen.id3 import ID3

from coach.proof.check import check_file
from coach.proof.report import Verdict

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
    read = [phrase["text"] for cue in sheet["cues"] if cue["kind"] == "story" for phrase in cue["speech"]]
    assert read[:3] == ["One", "Sentence zero of the story goes on.", "Sentence one of the story goes on."]
    assert str(book) not in json.dumps(sheet)


@pytest.mark.parametrize("command", ["script", "render"])
def test_a_narrated_walk_without_a_text_is_refused_with_what_to_do(coach, tmp_path, command):
    out = ("--out", tmp_path) if command == "render" else ()
    done = coach(command, "narrated-walk", "--week", 1, "--session", 1, *out, code=2)
    assert "a narrated walk reads a text to the runner; give one with --read, or choose another walk" in done.stderr
    assert not list(tmp_path.rglob("*.mp3"))


def talk_of(path, minutes):
    """Write noise that rises and falls like speech, at 8 kHz."""
    time = np.arange(8_000 * 60 * minutes) / 8_000
    sound = np.random.default_rng(1).standard_normal(len(time)) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time)) * 3_000
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(np.clip(sound, -32_000, 32_000).astype("<i2").tobytes())
    return path


def walk(out, bed, session):
    ratio = ("--repeat", 2, "--week", 1, "--session", session, "--out", out)
    return ("render", "walk-run-start", *ratio, "--bed", bed, "--over", "pause", "--resume")


@pytest.fixture(scope="module")
def walked(coach, tmp_path_factory):
    """Two sessions of a quarter of an hour that hear a talk of twenty minutes, and what was said of it."""
    folder = tmp_path_factory.mktemp("talk")
    talk = talk_of(folder / "talk.wav", 20)
    return folder, talk, [coach(*walk(folder, talk, session)).stderr for session in (1, 2)]


def test_what_will_be_heard_of_a_talk_is_said_and_where_it_ends(walked):
    folder, _, (first, second) = walked
    files = sorted((folder / "walk-run-start").glob("*.mp3"))
    assert "talk.wav from 0:00 to " in first
    assert "it ends" not in first
    assert place(files[1], "bed_place")[0] == place(files[0], "bed_place")[1]
    # A last second or two, which would be cut off by a cue, is not played.
    assert re.search(r" to (?:20:00|19:5\d); it ends ", second)
    assert "into the session" in second


def test_a_talk_that_is_over_is_refused_with_the_remedy_or_begun_anew(coach, walked):
    folder, talk, _ = walked
    refused = coach(*walk(folder, talk, 3), code=3)
    assert re.search(r"talk\.wav: is over, \d s of 20:00 are left", refused.stderr)
    assert "--at-end anew" in refused.stderr
    assert len(list((folder / "walk-run-start").glob("*.mp3"))) == 2
    anew = coach(*walk(folder, talk, 3), "--at-end", "anew").stderr
    assert "talk.wav from 0:00 to " in anew
    coach(*walk(folder, talk, 1), "--from", "19:30", "--force", code=3)


def test_a_list_of_talks_goes_on_with_the_next(coach, tmp_path):
    talks = tmp_path / "talks"
    talks.mkdir()
    for name in ("1.wav", "2.wav"):
        talk_of(talks / name, 8)
    notices = coach(*walk(tmp_path, talks, 1)).stderr
    assert "1.wav from 0:00 to 8:00 and 2.wav from 0:00 to " in notices
    assert "it ends" not in notices
    report = check_file(next((tmp_path / "walk-run-start").glob("*.mp3")))
    assert [measurement.verdict for measurement in report.measurements if measurement.name == "recording"] == [Verdict.HOLDS]


def test_the_check_fails_a_session_of_which_the_talk_is_over(coach, tmp_path, walked):
    """A file that holds the sound of a session without the talk, and the recipe of one with it."""
    folder, _, _ = walked
    coach("render", "walk-run-start", "--repeat", 2, "--week", 1, "--session", 1, "--out", tmp_path)
    (silent,) = (tmp_path / "walk-run-start").glob("*.mp3")
    tag = ID3(min((folder / "walk-run-start").glob("*.mp3")))
    tag.save(silent, v2_version=3)
    assert "recording              FAILS" in coach("check", silent, code=5).stdout
