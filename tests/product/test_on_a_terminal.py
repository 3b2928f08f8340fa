"""What a terminal shows: tables that fit, a bar that names the session, paths that can be pasted."""

import os
import subprocess
import sys

import pytest

from coach.plan.catalogue import bundled_names
from coach.plan.purpose import Purpose

PLAN = """
[[week]]

[[week.session]]
note = "Today the park is quiet."
main = [{ repeat = 1, of = [{ run = "30s" }, { walk = "30s" }] }]

[[week.session]]
note = "Today the wind comes from the sea."
main = [{ repeat = 1, of = [{ run = "30s" }, { walk = "30s" }] }]
"""


def test_plans_are_grouped_by_what_they_are_for_and_fit_the_terminal(on_terminal):
    code, shown = on_terminal("plans")
    lines = shown.splitlines()
    assert code == 0
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line in list(Purpose)] == list(Purpose)
    assert sorted(line.split()[0] for line in lines if line.startswith("  ") and line[2] != " ") == sorted(bundled_names())


def test_piped_plans_are_one_line_each(coach):
    lines = coach("plans").stdout.splitlines()
    assert sorted(line.split("  ")[0] for line in lines) == sorted(bundled_names())
    assert lines[0].startswith("walk-run-start")
    assert lines[0].endswith("(default)")


@pytest.mark.parametrize("name", bundled_names())
def test_a_plan_is_a_table_that_fits_the_terminal(on_terminal, name):
    code, shown = on_terminal("plan", name)
    assert code == 0
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("name", ["walk-run-start", "walk-run-to-30", "returning"])
def test_the_columns_of_a_plan_align_in_a_pipe_too(coach, name):
    rows = [line for line in coach("plan", name, "--walk", "75s").stdout.splitlines() if line.endswith(".mp3")]
    assert len(rows) > 10
    assert len({row.index("week-") for row in rows}) == 1
    assert len({row.rindex(":", 0, row.index("week-")) for row in rows}) == 1


def test_a_wide_terminal_shows_the_names_of_files_and_a_narrow_one_leaves_them_out(on_terminal):
    assert "week-01-session-1-walk-1m15s.mp3" in on_terminal("plan", "--walk", "75s", columns=140)[1]
    assert ".mp3" not in on_terminal("plan", "--walk", "75s")[1]


def test_the_bar_names_each_session_in_turn_and_each_path_stands_on_a_line(on_terminal, tmp_path):
    (tmp_path / "two.toml").write_text(PLAN)
    code, shown = on_terminal("render", "two.toml", columns=100)
    assert code == 0
    assert shown.index("1/2 Session 1: speaking") < shown.index("2/2 Session 2: speaking")
    finished = [line.split("\r")[-1] for line in shown.splitlines() if line.endswith(".mp3")]
    assert finished == [f"output/two/week-01-session-{number}.mp3" for number in (1, 2)]


@pytest.mark.skipif(os.name != "posix", reason="names of files are text there")
def test_a_path_of_any_bytes_can_be_used_as_it_is_printed(on_terminal, tmp_path):
    name = b"caf\xe9's.wav"
    code, shown = on_terminal("say", "Walk.", "--out", os.fsdecode(name))
    assert code == 0
    pasted = shown.splitlines()[-1].split("\r")[-1]
    found = subprocess.run(["bash", "-c", f"cat {pasted}"], cwd=tmp_path, capture_output=True, check=True).stdout
    assert found.startswith(b"RIFF")


@pytest.mark.skipif(os.name != "posix", reason="names of files are text there")
def test_a_path_goes_into_a_pipe_byte_for_byte(environment, tmp_path):
    command = [sys.executable, "-m", "coach", "say", "Walk.", "--out", b"caf\xe9.mp3"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert done.stdout == b"caf\xe9.mp3\n"
