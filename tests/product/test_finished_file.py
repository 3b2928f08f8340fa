"""Ground truth: a finished session, decoded again and held against its own cue sheet."""

import json
import subprocess

import av
import numpy as np
import pytest
from mutagen.id3 import ID3

RATE = 48_000


@pytest.fixture(scope="module")
def tag(rendered):
    return ID3(rendered)


@pytest.fixture(scope="module")
def script(tag):
    recipe = next(frame for frame in tag.getall("TXXX") if "recipe" in frame.desc)
    return json.loads(str(recipe))["script"]


@pytest.fixture(scope="module")
def sound(rendered):
    with av.open(str(rendered)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def onset(sound, moment_ms, window_ms=60):
    """Where energy first rises in the window round a moment, in ms relative to it."""
    start = (moment_ms - window_ms) * RATE // 1_000
    stretch = np.abs(sound[max(0, start) : start + 2 * window_ms * RATE // 1_000])
    loud = np.flatnonzero(stretch > 0.02)
    return None if loud.size == 0 else (loud[0] + max(0, start)) * 1_000 / RATE - moment_ms


def test_the_file_lasts_as_long_as_its_cue_sheet_to_the_sample(sound, script):
    assert len(sound) == script["file_ms"] * RATE // 1_000


def test_every_change_is_heard_within_five_milliseconds_of_the_plan(sound, script):
    for interval in script["intervals"][1:]:
        found = onset(sound, interval["start_ms"])
        assert found is not None
        assert abs(found) <= 5, (interval, found)


def test_every_countdown_tick_is_on_its_second(sound, script):
    ticks = [cue["start_ms"] for cue in script["cues"] if cue["kind"] == "countdown"]
    assert len(ticks) >= 30
    for moment in ticks:
        assert abs(onset(sound, moment)) <= 5


def test_every_spoken_phrase_starts_where_the_sheet_puts_it(sound, script):
    for cue in script["cues"]:
        for phrase in cue["speech"]:
            start = phrase["start_ms"] * RATE // 1_000
            # Soft consonants come slowly: energy somewhere in the first 150 ms, silence in the 20 ms before.
            assert np.abs(sound[start : start + 150 * RATE // 1_000]).max() > 0.01, phrase
            assert np.abs(sound[start - 20 * RATE // 1_000 : start - RATE // 1_000]).max() < 0.02, phrase


def test_between_cues_there_is_a_floor_that_nobody_hears(sound, script):
    heard_until = 0
    quiet = 0
    for cue in script["cues"]:
        gap = sound[(heard_until + 120) * RATE // 1_000 : max(0, cue["start_ms"] - 120) * RATE // 1_000]
        for part in gap[: gap.size // 4_800 * 4_800].reshape(-1, 4_800):
            level = 20 * np.log10(np.sqrt(np.mean(np.square(part, dtype=np.float64))) + 1e-9)
            assert -66 < level <= -60, cue
            quiet += part.size
        heard_until = cue["end_ms"]
    assert quiet > len(sound) / 2


def test_after_every_silence_the_first_second_and_a_half_may_be_lost_and_no_word_is(sound, script):
    """What a sleeping headset swallows is blanked; every spoken phrase and every change must still be whole."""
    block = RATE // 100
    quiet = np.abs(sound[: len(sound) // block * block]).reshape(-1, block).max(axis=1) < 10 ** (-45 / 20)
    asleep = np.zeros(len(quiet), bool)
    run = 90
    for index, is_quiet in enumerate(quiet):
        if is_quiet:
            run += 1
        else:
            if run >= 90:
                asleep[index : index + 150] = True
            run = 0
    for cue in script["cues"]:
        if cue["kind"] in ("wake", "countdown"):
            left = [interval["end_ms"] - cue["start_ms"] for interval in script["intervals"]]
            assert cue["kind"] == "wake" or 3_000 in left or not asleep[cue["start_ms"] // 10], cue
            continue
        spoken = [cue["start_ms"]] if cue["kind"] == "command" and cue["start_ms"] else []
        for moment in [phrase["start_ms"] for phrase in cue["speech"]] + spoken:
            assert not asleep[moment // 10], cue


def test_the_tag_says_what_the_session_is(tag):
    assert str(tag["TIT2"]) == "Week 1, session 1"
    assert str(tag["TALB"]) == "Walk-run start"
    assert str(tag["TRCK"]) == "1/12"
    assert str(tag["TPOS"]) == "1/4"
    assert tag.version == (2, 3, 0) or tag.version[:2] == (2, 4)
    assert "Trim silence" in str(tag.getall("COMM")[0])
    assert tag.getall("APIC")[0].mime == "image/jpeg"
    assert "Run for one minute." in str(tag.getall("USLT")[0])
    assert len(tag.getall("SYLT")[0].text) > 30


def test_a_chapter_for_each_interval_and_the_finish_in_the_order_of_time(rendered, script, outside_tool):
    command = [outside_tool("ffprobe"), "-v", "error", "-show_chapters", "-of", "json", str(rendered)]
    chapters = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["chapters"]
    starts = [interval["start_ms"] for interval in script["intervals"]] + [script["plan_ms"]]
    assert [round(float(chapter["start_time"]) * 1_000) for chapter in chapters] == starts
    assert chapters[1]["tags"]["title"] == "Run 1 of 6 · 1 min"
    assert chapters[-1]["tags"]["title"] == "Finish"


@pytest.mark.parametrize("reader", ["ffmpeg", "mpg123", "mp3val"])
def test_no_reader_has_anything_to_complain_about(rendered, outside_tool, reader):
    words = {
        "ffmpeg": ["-v", "warning", "-i", rendered, "-f", "null", "-"],
        "mpg123": ["-q", "-t", rendered],
        "mp3val": [rendered],
    }[reader]
    done = subprocess.run([outside_tool(reader), *map(str, words)], capture_output=True, text=True, check=True)
    if reader == "mp3val":
        assert "WARNING" not in done.stdout
        assert "ERROR" not in done.stdout
    else:
        assert not done.stderr
