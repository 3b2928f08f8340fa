"""The command line finds each command without loading the others."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from coach.cli.app import app, load_command
from coach.cli.commands import COMMANDS

runner = CliRunner()


def test_help_lists_every_command_with_its_help():
    text = " ".join(runner.invoke(app, ["--help"]).output.split())
    for name, entry in COMMANDS.items():
        assert f"{name} {entry.help}" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_of_help_is_the_first_sentence_of_the_commands_own(name):
    own = load_command(name, COMMANDS[name])
    assert own.name == name
    assert own.get_short_help_str(500) == COMMANDS[name].help


@pytest.mark.parametrize("name", ["render", "plan"])
def test_a_command_loads_its_own_module_only(name):
    code = (
        "import sys\nfrom coach.cli.app import load_command\nfrom coach.cli.commands import COMMANDS\n"
        f"load_command({name!r}, COMMANDS[{name!r}])\nprint(*sys.modules)"
    )
    loaded = set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
    others = {f"coach.cli.{entry.module}" for entry in COMMANDS.values()} - {f"coach.cli.{COMMANDS[name].module}"}
    assert f"coach.cli.{COMMANDS[name].module}" in loaded
    assert loaded & others == set()


def test_a_misspelled_command_is_answered_with_the_nearest():
    done = runner.invoke(app, ["rendr"])
    assert done.exit_code == 2
    assert "'render'" in done.output


def test_the_version_is_shown():
    assert runner.invoke(app, ["--version"]).output.startswith("coach ")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["render", "--walk", "90"], "minutes or seconds?"),
        (["render", "--repeat", "0"], "from 1 to 5000"),
        (["render", "--wake", "9"], "use 0.2s to 5s"),
        (["render", "--rate", "banana"], "use slower, faster"),
        (["script", "--name", "!!!"], "cannot be said as a name"),
        (["plan", "--miles", "nan"], "above 0"),
        (["calendar", "--start", "soon"], "no date"),
        (["next", "--week", "0"], "use a whole number from 1"),
        (["render", "--week", "two"], "two: use a whole number from 1"),
        (["serve", "--port", "70000"], "from 0 to 65535"),
    ],
    ids=" ".join,
)
def test_a_value_that_cannot_be_used_is_refused_before_anything_is_done(words, message):
    done = runner.invoke(app, words)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())


def test_a_plan_is_shown_in_other_proportions():
    done = runner.invoke(app, ["plan", "--run", "2m", "--walk", "1m", "--repeat", "3"])
    assert done.exit_code == 0
    assert "run-2m-walk-1m-x3.mp3" in done.output


def test_what_is_unwise_is_said_on_stderr_and_done():
    done = runner.invoke(app, ["plan", "walk-run-start", "--run", "1:30"])
    assert done.exit_code == 0
    assert "careful: --run 1 min 30 s changes 12 sessions in 4 weeks" in done.stderr


def test_config_shows_every_setting():
    from coach.fields import declarations
    from coach.settings import Settings

    text = runner.invoke(app, ["config"]).output
    assert all(f"{declaration.key} = " in text for declaration in declarations(Settings).values())
