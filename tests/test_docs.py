"""Every command has help and stands in the README; every document that is named is there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def help_of(*words):
    command = [sys.executable, "-m", "coach", *words, "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=None).stdout


COMMANDS = re.findall(r"^  ([a-z]+) +[A-Z]", help_of().partition("Commands:")[2], re.MULTILINE)

needs_checkout = pytest.mark.skipif(
    not (ROOT / "README.md").is_file(), reason="the documents are in the checkout, not in the wheel"
)


def test_there_are_commands():
    assert {"render", "script", "plan", "plans", "voices", "say", "lines", "config", "cache"} <= set(COMMANDS)


@needs_checkout
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command):
    assert f"coach {command}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_every_option_has_help(command):
    text = help_of(command)
    options = re.findall(r"^  (--[a-z-]+)[^\n]*\n", text, re.MULTILINE)
    assert "--help" in options
    for line in re.findall(r"^  --[a-z-]+[^\n]*(?:\n {6,}[^\n]*)*", text, re.MULTILINE):
        assert re.search(r"[A-Za-z]{3,} .*\.|Show this message", " ".join(line.split())), line


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", text)


@needs_checkout
@pytest.mark.parametrize(
    "document",
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))],
)
def test_links_lead_somewhere(document):
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", without_code(path.read_text("utf-8"))):
        assert (path.parent / target).exists(), target


@needs_checkout
def test_everything_in_the_cue_sheet_is_documented():
    from coach.script.cues import CueKind, Tone

    text = (ROOT / "docs" / "cue-sheet.md").read_text("utf-8")
    for word in (*CueKind, *Tone):
        assert f"`{word}`" in text


@needs_checkout
def test_every_exit_code_is_documented():
    from coach.errors import ExitCode

    text = (ROOT / "README.md").read_text("utf-8")
    for code in ExitCode:
        assert f"| {int(code)} |" in text
