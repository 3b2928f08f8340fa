"""Every command, as the README shows it, and what happens when something is wrong."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from workout_readers import fit_steps


def test_a_whole_plan_is_listed_with_the_lengths_of_the_handbook(coach):
    rows = coach("plan", "walk-run-start").stdout
    assert [rows.count(f" {total} ") for total in ("28:00", "34:00", "35:00", "38:00")] == [3, 3, 3, 3]


def test_render_prints_the_path_of_each_finished_file_and_nothing_else_on_stdout(coach, tmp_path):
    done = coach("render", "--run", "1m", "--walk", "90s", "--repeat", 2, "--out", tmp_path)
    assert done.stdout.splitlines() == [str(tmp_path / "custom" / "run-1m-walk-1m30s-x2.mp3")]


def test_rendering_again_what_is_unchanged_says_so_and_leaves_the_file_alone(coach, rendered):
    before = rendered.stat().st_mtime_ns
    done = coach("render", "--week", 1, "--session", 1, "--out", rendered.parents[1])
    assert "unchanged" in done.stderr
    assert rendered.stat().st_mtime_ns == before


def test_a_truncated_file_is_not_taken_for_the_finished_one(coach, tmp_path):
    words = ("render", "--run", "30s", "--walk", "30s", "--repeat", 1, "--out", tmp_path)
    path = tmp_path / "custom" / "run-30s-walk-30s-x1.mp3"
    coach(*words)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    coach(*words)
    assert path.read_bytes() == whole


def test_the_same_inputs_give_the_same_bytes(coach, tmp_path):
    words = ("render", "--run", "30s", "--walk", "30s", "--repeat", 1)
    for name in ("one", "two"):
        coach(*words, "--out", tmp_path / name)
    one, two = (next((tmp_path / name).rglob("*.mp3")).read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_variant_has_its_own_file_and_says_what_changed(coach, tmp_path):
    done = coach("render", "--week", 1, "--session", 1, "--walk", "90s", "--out", tmp_path)
    assert (tmp_path / "walk-run-start" / "week-01-session-1-walk-1m30s.mp3").is_file()
    assert "walk 2 min becomes 1 min 30 s" in done.stderr


def test_script_prints_only_json_on_stdout(coach):
    sheet = json.loads(coach("script", "--week", 1, "--session", 1, "--json").stdout)
    assert sheet["schema_version"] == 1
    assert sheet["plan_ms"] == 28 * 60_000
    assert {"start_ms", "end_ms", "kind", "text", "interval"} <= sheet["cues"][0].keys()
    assert [interval["effort"] for interval in sheet["intervals"]][:3] == ["warm-up", "run", "walk"]


@pytest.mark.parametrize("form", ["text", "srt", "vtt", "lrc", "csv"])
def test_script_has_other_forms(coach, form):
    assert "minute" in coach("script", "--week", 1, "--session", 1, "--format", form).stdout


def test_the_sessions_of_a_week_do_not_say_the_same_things(coach):
    lines = []
    for session in (1, 2, 3):
        sheet = json.loads(coach("script", "--week", 1, "--session", session, "--json").stdout)
        lines.append({cue["text"] for cue in sheet["cues"] if cue["kind"] in ("encouragement", "talk-test", "tip")})
    assert not lines[0] & lines[1]
    assert not lines[1] & lines[2]
    assert not lines[0] & lines[2]


def test_say_writes_an_mp3(coach, tmp_path):
    coach("say", "Run for one minute.", "--out", tmp_path / "hello.mp3")
    assert (tmp_path / "hello.mp3").stat().st_size > 5_000


def test_say_and_a_preview_write_what_the_name_says(coach, tmp_path):
    for words in (("say", "Run."), ("beds", "preview")):
        for ending, begins in (("mp3", (b"ID3", b"\xff\xfb")), ("wav", b"RIFF"), ("WAV", b"RIFF")):
            path = tmp_path / f"{words[0]}.{ending}"
            coach(*words, "--out", path)
            assert path.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("words", "name", "remedy"),
    [
        (("say", "Run."), "hello.ogg", "end it in .mp3 or .wav"),
        (("say", "Run."), "hello", "end it in .mp3 or .wav"),
        (("beds", "preview"), "preview.m4a", "end it in .mp3 or .wav"),
        (("export", "fit", "--week", "1", "--session", "1"), "monday.workout", "end it in .fit"),
        (("render", "--week", "1"), "monday.mp3", "give a folder"),
        (("export", "fit"), "all.fit", "12 sessions are not one file"),
        (("print",), "poster.pdf", "end it in .html"),
        (("calendar", "--start", "2026-12-01"), "plan.txt", "end it in .ics"),
        (("grow", "--from", "1m/2m", "--to", "5m/1m"), "plan.yaml", "end it in .toml"),
    ],
)
def test_a_name_of_another_kind_of_file_is_refused_and_nothing_is_written(coach, tmp_path, words, name, remedy):
    done = coach(*words, "--out", tmp_path / name, code=2)
    assert f"--out {tmp_path / name}: " in done.stderr
    assert remedy in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_home_folder_may_be_written_as_a_tilde_where_no_shell_expands_it(coach, tmp_path):
    env = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    coach("say", "Run.", "--out", "~/said.mp3", env=env)
    coach("export", "fit", "--week", "1", "--session", "1", "--out", "~/watch", env=env)
    coach("grow", "--from", "1m/2m", "--to", "5m/1m", "--out", "~/mine.toml", env=env)
    coach("calendar", "--start", "2026-12-01", "--out", "~/mine.ics", env=env)
    coach("print", "--out", "~/mine.html", env=env)
    assert {"said.mp3", "watch", "mine.toml", "mine.ics", "mine.html"} <= {path.name for path in tmp_path.iterdir()}
    refused = coach("say", "Run.", "--out", "~nobody-of-that-name/said.mp3", code=2)
    assert "nobody of that name" in refused.stderr


def test_the_config_file_gives_defaults_and_options_override_them(coach, tmp_path):
    home = tmp_path / "config"
    (home / "coach").mkdir(parents=True)
    (home / "coach" / "config.toml").write_text('talk = "less"\nwake = "0"\n', "utf-8")
    env = {"XDG_CONFIG_HOME": str(home)}
    assert 'talk = "less"' in coach("config", env=env).stdout
    silent = json.loads(coach("script", "--week", 1, "--session", 1, "--json", env=env).stdout)
    assert not [cue for cue in silent["cues"] if cue["kind"] == "wake"]
    woken = json.loads(coach("script", "--week", 1, "--session", 1, "--json", "--wake", "1.8", env=env).stdout)
    assert [cue for cue in woken["cues"] if cue["kind"] == "wake"]


TRACK = """[[week]]
sessions-a-week = 1
main = [{ repeat = 2, of = [{ run = "400m" }, { walk = "200m" }] }]
"""
"""Two runs of 120 s and two walks of 110 s at the paces of the test: 17:40 with warm-up and cool-down."""


@pytest.mark.parametrize("by_options", [True, False], ids=["options", "config file"])
def test_all_commands_read_distances_at_the_runner_s_own_paces(coach, tmp_path, by_options):
    plan = tmp_path / "track.toml"
    plan.write_text(TRACK, "utf-8")
    (tmp_path / "coach").mkdir()
    (tmp_path / "coach" / "config.toml").write_text('pace = "5:00/km"\nwalk-pace = "9:10/km"\n', "utf-8")
    words = ("--pace", "5:00/km", "--walk-pace", "9:10/km") if by_options else ()
    env = {} if by_options else {"XDG_CONFIG_HOME": str(tmp_path)}
    assert "17:40  2 × run 400 m (2 min), walk 200 m (1 min 50 s)" in coach("plan", plan, *words, env=env).stdout
    sheet = json.loads(coach("script", plan, "--json", *words, env=env).stdout)
    assert sheet["plan_ms"] == 1_060_000
    files = {
        "fit": coach("export", "fit", plan, "--out", tmp_path / "track.fit", *words, env=env),
        "print": coach("print", plan, "--out", tmp_path / "track.html", *words, env=env),
        "calendar": coach("calendar", plan, "--start", "2026-12-05", "--out", tmp_path / "track.ics", *words, env=env),
        "render": coach("render", plan, "--out", tmp_path, *words, env=env),
    }
    paths = {command: Path(done.stdout.strip()) for command, done in files.items()}
    assert [length for *_, length in fit_steps(paths["fit"].read_bytes())] == [300, 120, 110, 120, 110, 300]
    assert "run 400 m (2 min), walk 200 m (1 min 50 s)" in paths["print"].read_text("utf-8")
    assert "17:40 in all" in paths["calendar"].read_text("utf-8")
    assert coach("check", paths["render"]).stdout
    assert coach("done", plan, "--week", 1, "--session", 1, "--profile", "track", *words, env=env).stdout


BAD = [
    (("render", "nope"), 3, "no plan called 'nope'"),
    (("render", "walk-run-strat"), 3, "did you mean walk-run-start?"),
    (("render", "missing.toml"), 3, "missing.toml"),
    (("render", "--walk", "0s"), 2, "--walk"),
    (("render", "--walk", "90"), 2, "--walk"),
    (("render", "--week", 9), 2, "no week 9"),
    (("render", "--week", 1, "--session", 9), 2, "session 9"),
    (("render", "--warm-up", "1m"), 2, "only be lengthened"),
    (("render", "--repeat", 3, "--total", "40m"), 2, "--repeat"),
    (("render", "--voice", "nobody"), 3, "nobody"),
    (("render", "--style", "nothing"), 3, "nothing"),
    (("render", "--feel", "sleepy"), 2, "--feel"),
    (("render", "--pace", "soon"), 2, "write a pace such as"),
    (("script",), 2, "choose one"),
    (("render", "--bed", "beat", "--run-bpm", 0), 2, "0: use a whole number from 120 to 210"),
    (("say", "🙂", "--out", "x.mp3"), 3, "nothing in it can be spoken"),
    (("nonsense",), 2, "nonsense"),
]


@pytest.mark.parametrize(("words", "code", "message"), BAD, ids=[" ".join(map(str, words)) for words, _, _ in BAD])
def test_bad_input_gets_one_clear_message_and_its_exit_code(coach, words, code, message):
    done = coach(*words, code=code)
    assert message in done.stderr
    assert not done.stdout


def test_a_broken_plan_is_named_with_its_place_and_the_remedy(coach, tmp_path):
    plan = tmp_path / "my-plan.toml"
    plan.write_text('title = "Mine"\n[[week]]\nmain = [{ repeat = 3, of = [{ run = "1m" }, { walk = "0s" }] }]\n', "utf-8")
    done = coach("render", plan, code=3)
    assert re.search(r"my-plan\.toml: week 1.*walk is 0 s; use at least", done.stderr)


def test_a_broken_config_file_is_named(coach, tmp_path):
    (tmp_path / "coach").mkdir()
    (tmp_path / "coach" / "config.toml").write_text('voise = "heart"\n', "utf-8")
    done = coach("render", code=3, env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert "did you mean voice?" in done.stderr


def test_a_config_file_that_cannot_be_read_is_named_with_the_reason(coach, tmp_path):
    place = tmp_path / "coach" / "config.toml"
    place.mkdir(parents=True)
    done = coach("render", code=3, env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert f"{place}: cannot be read (it is a folder, not a file); correct it or remove it" in done.stderr
    assert "Errno" not in done.stderr
    place.rmdir()
    place.write_bytes(b'voice = "\xff"\n')
    assert "is not text in UTF-8" in coach("render", code=3, env={"XDG_CONFIG_HOME": str(tmp_path)}).stderr


def test_a_style_that_is_no_text_is_named_with_its_file(coach, tmp_path):
    (tmp_path / "encouragement.j2").write_bytes(b"Go on \xff\n")
    done = coach("script", "--week", 1, "--session", 1, "--style", tmp_path, code=3)
    assert "encouragement.j2: is not text in UTF-8" in done.stderr


def test_a_port_that_is_taken_is_named_with_the_reason(coach):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = coach("serve", "--port", taken.getsockname()[1], code=2)
    assert "cannot be listened on (Address already in use)" in done.stderr


def test_a_folder_that_cannot_be_written_to_is_named(coach, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    done = coach("render", "--week", 1, "--session", 1, "--out", tmp_path / "file", code=1)
    assert str(tmp_path / "file") in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell that closes streams")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_command_whose_output_is_closed_ends_well(environment, tmp_path, closed):
    command = ["sh", "-c", f'"$0" -m coach plans {closed}', sys.executable]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_output_that_cannot_be_written_is_one_message_and_an_exit_code(environment, tmp_path):
    for buffering in ({}, {"PYTHONUNBUFFERED": "1"}):
        with Path("/dev/full").open("w") as full:
            command = [sys.executable, "-m", "coach", "plans"]
            done = subprocess.run(
                command, env=environment | buffering, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False
            )
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert b"No space left on device" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
def test_an_interrupted_render_ends_with_130_and_leaves_no_half_file(environment, tmp_path):
    command = [sys.executable, "-m", "coach", "render", "--out", str(tmp_path), "--rate", "0.93"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert not [path for path in tmp_path.rglob("*") if path.suffix not in (".mp3", "") and path.is_file()]


def test_a_plan_of_ones_own_without_a_description_can_be_published(coach, tmp_path):
    plan = tmp_path / "tiny.toml"
    plan.write_text(
        'title = "Tiny"\nsessions-a-week = 1\n[[week]]\nmain = [{ repeat = 1, of = [{ run = "30s" }, { walk = "30s" }] }]\n',
        "utf-8",
    )
    coach("publish", tmp_path / "site", plan, "--base-url", "https://example.org/runs/")
    assert "<title>Tiny</title>" in (tmp_path / "site" / "plans" / "tiny" / "feed.xml").read_text("utf-8")


def test_noise_called_music_is_refused_by_its_name(coach, tmp_path):
    noise = tmp_path / "noise.mp3"
    noise.write_bytes(bytes(range(7, 251, 3)) * 3_000)
    done = coach("render", "--run", "30s", "--walk", "30s", "--repeat", 1, "--bed", noise, "--out", tmp_path, code=3)
    assert "noise.mp3" in done.stderr


def test_a_part_that_no_style_has_is_pointed_out(coach, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "finsh.j2").write_text("The end.\n", "utf-8")
    assert "did you mean finish?" in coach("lines", "check", tmp_path / "mine", code=3).stderr


def test_a_plan_named_like_a_bundled_one_keeps_its_own_folder(coach, tmp_path):
    plan = tmp_path / "small.toml"
    plan.write_text('[[week]]\nmain = [{ run = "1m" }]\n', "utf-8")
    assert "small-own" not in coach("plan", "small").stdout
    done = coach("render", plan, "--week", 1, "--session", 1, "--out", tmp_path)
    assert done.stdout.strip() == str(tmp_path / "small-own" / "week-01-session-1.mp3")


def recipe_script(path):
    tag = ID3(path)
    return json.loads(str(next(frame for frame in tag.getall("TXXX") if "recipe" in frame.desc)))["script"]


@pytest.mark.parametrize(
    "bed",
    [("--bed", "beat"), ("--bed", "beat", "--run-bpm", 163), ("--run-bed", "beat", "--walk-bed", "none"), ("--bed", "ambient")],
    ids=["beat", "another tempo", "beat in runs", "ambient"],
)
def test_script_prints_what_render_does_over_a_bed(coach, tmp_path, bed):
    words = ("--run", "40s", "--walk", "35s", "--repeat", 2, *bed)
    printed = json.loads(coach("script", *words, "--json").stdout)
    path = coach("render", *words, "--out", tmp_path).stdout.strip()
    assert printed == recipe_script(path)
