"""What a new user types around the sessions: completion, where things are kept, who can speak, a home written as ~."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMPLETION = 'eval "$(_COACH_COMPLETE=source_bash coach)"'
README = Path(__file__).parents[2] / "README.md"

ASK = """
COMP_WORDS=({words}); COMP_CWORD={place}
_coach_completion coach
echo "${{COMPREPLY[@]}}"
"""


def completed(environment, *words):
    """Return what bash offers for the last word."""
    asked = ASK.format(words=" ".join(words), place=len(words) - 1)
    path = f"{Path(sys.executable).parent}:{environment['PATH']}"
    done = subprocess.run(
        ["bash", "-c", f"{COMPLETION}\n{asked}"], env=environment | {"PATH": path}, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on this computer")
def test_bash_completes_commands_options_and_values(environment):
    assert completed(environment, "coach", "ren") == ["render"]
    assert "--walk" in completed(environment, "coach", "render", "--wa")
    assert completed(environment, "coach", "render", "--over", "pa") == ["pause"]


@pytest.mark.skipif(not README.is_file(), reason="the README is in the checkout")
def test_the_line_for_completion_stands_in_the_readme():
    assert COMPLETION in README.read_text("utf-8")


def test_the_cache_command_shows_every_place_that_coach_keeps_things_in(coach, environment, tmp_path):
    env = {"XDG_DATA_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}
    shown = coach("cache", env=env).stdout
    assert environment["XDG_CACHE_HOME"] in shown
    assert f"{environment['XDG_CONFIG_HOME']}/coach/config.toml (not there)" in shown
    assert f"{tmp_path}/coach (not there)" in shown
    assert f"{tmp_path}/state/coach/log.toml (not there)" in shown
    coach("done", "--week", 1, "--session", 1, env=env)
    assert f"{tmp_path}/state/coach/log.toml\n" in coach("cache", env=env).stdout


def test_an_output_folder_in_the_config_may_start_with_the_home(coach, tmp_path):
    config = tmp_path / "config" / "coach" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('output = "~/runs"\n', "utf-8")
    done = coach(
        *("render", "--run", "30s", "--walk", "30s", "--repeat", 1),
        env={"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(config.parents[1])},
        cwd=tmp_path,
    )
    assert Path(done.stdout.strip()).is_relative_to(tmp_path / "runs")
    assert not (tmp_path / "~").exists()


def test_voices_says_of_every_voice_whether_it_can_speak_or_the_command_that_gets_it(coach):
    lines = coach("voices").stdout.splitlines()
    states = [line for line in lines if re.match(r"    (ready|.* is not |.*not installed)", line)]
    assert len(states) == 7
    assert states[0] == "    ready"
    assert all(state == "    ready" or "install" in state or "hibari Hello --voice" in state for state in states)
    assert any("en-us" in line for line in lines)


def test_lines_are_listed_previewed_and_checked(coach):
    assert {"warm", "calm", "plain"} <= set(re.findall(r"[a-z]+", coach("lines").stdout))
    assert len(coach("lines", "preview", "calm").stdout.splitlines()) > 20
    assert coach("lines", "check", "calm").stdout


def test_beds_are_listed_and_a_change_can_be_previewed(coach, tmp_path):
    assert "beat" in coach("beds").stdout
    coach("beds", "preview", "--bed", "beat", "--out", tmp_path / "change.mp3")
    assert (tmp_path / "change.mp3").stat().st_size > 100_000


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
def test_an_interruption_while_the_program_is_being_loaded_ends_with_130_and_one_line(environment):
    code = (
        "import os, signal, sys, importlib.abc\n"
        "class Interrupting(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'coach.cli.app': os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "sys.argv = ['coach', 'plans']\n"
        "from coach.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert done.stderr == "coach: interrupted; what was finished is kept\n"
