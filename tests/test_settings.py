"""A setting is declared once, valid in hand, and read by the config file, the command line, pages and recipes."""

import json
import math
from dataclasses import dataclass
from enum import StrEnum

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from coach.cli.options import RATIO, settings_options, takes
from coach.errors import CoachError, ConfigError, UsageError
from coach.fields import Group, declarations, declare, from_data, to_data
from coach.kinds import Flag, OneOf, Whole
from coach.plan.ratio import Ratio
from coach.settings import Settings, config_line, load_settings, load_settings_of
from coach.units import Milliseconds
from coach.web.options import Choices, parse_form, parse_step

CHOICES = Choices({"heart": "Heart"}, ("warm",))


class Ticks(StrEnum):
    NONE = "none"
    LAST_TEN = "last-ten"


@dataclass(frozen=True, slots=True)
class MoreSettings(Settings):
    """Settings with three more, declared here and nowhere else."""

    ticks: Ticks = declare(Ticks.NONE, OneOf(Ticks), "Ticks before a change.", group=Group.SPEECH, on_page=True)
    time_left: int = declare(5, Whole(0, 30), "Minutes between hints of the time left.", group=Group.SPEECH, on_page=True)
    halfway: bool = declare(True, Flag(), "Whether halfway is announced.", group=Group.SPEECH, on_page=True)


def ran(words, group=Group.SPEECH):
    """Run a command with the options of the settings, and return what it is handed."""
    handed = []
    app = typer.Typer(rich_markup_mode=None)

    @app.command()
    @takes(ratio=RATIO, changes=settings_options(group, MoreSettings))
    def command(*, ratio, changes):
        handed.append(MoreSettings().with_changes(changes))
        handed.append(ratio)

    return CliRunner().invoke(app, words), handed


def test_a_setting_that_is_declared_once_works_in_the_config_file(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('ticks = "last-ten"\ntime-left = 10\nhalfway = false\n', "utf-8")
    assert load_settings_of(MoreSettings, path) == MoreSettings(ticks=Ticks.LAST_TEN, time_left=10, halfway=False)


@pytest.mark.parametrize("line", ['ticks = "loud"', "time-left = 31", 'halfway = "maybe"', "time_left = 3"])
def test_its_bounds_hold_in_the_config_file(tmp_path, line):
    path = tmp_path / "config.toml"
    path.write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=line.split(" ")[0]):
        load_settings_of(MoreSettings, path)


def test_it_is_an_option_with_its_help():
    done, _ = ran(["--help"])
    text = " ".join(done.output.split())
    for words in ("--ticks", "Ticks before a change.", "--time-left", "--no-halfway"):
        assert words in text
    _, (settings, _) = ran(["--ticks", "last-ten", "--time-left", "10", "--no-halfway"])
    assert settings == MoreSettings(ticks=Ticks.LAST_TEN, time_left=10, halfway=False)


def test_its_bounds_hold_on_the_command_line():
    done, handed = ran(["--time-left", "31"])
    assert done.exit_code == 2
    assert "from 0 to 30" in " ".join(done.output.split())
    assert not handed


def test_it_is_read_from_a_form_and_from_an_address():
    options = parse_form({"ticks": "last-ten", "time-left": "10", "halfway": "off", "walk": "90s"}, CHOICES, MoreSettings)
    assert options.step == "walk.1m30s_ticks.last-ten_time-left.10_halfway.off"
    assert options.settings(MoreSettings()) == MoreSettings(ticks=Ticks.LAST_TEN, time_left=10, halfway=False)
    assert parse_step(options.step, CHOICES, MoreSettings) == options
    with pytest.raises(UsageError):
        parse_form({"time-left": "31"}, CHOICES, MoreSettings)


def test_it_goes_into_the_recipe_and_comes_back():
    settings = MoreSettings(ticks=Ticks.LAST_TEN, time_left=10, halfway=False)
    assert from_data(MoreSettings, json.loads(json.dumps(to_data(settings)))) == settings
    assert from_data(MoreSettings, to_data(Settings())) == MoreSettings()


@pytest.mark.parametrize(
    "values",
    [
        {"rate": "banana"},
        {"rate": 1},
        {"talk": "loud"},
        {"run_bpm": 5000},
        {"walk_bpm": True},
        {"wake": -5},
        {"wake": 1_600},
        {"wake": math.inf},
        {"wake": math.nan},
        {"units": None},
        {"name": "1234"},
        {"name": "x" * 41},
        {"resume": "yes"},
        {"voice": "a\nb"},
        {"style": None},
    ],
)
def test_settings_that_cannot_be_used_cannot_be_made(values):
    (name,) = values
    with pytest.raises(UsageError) as raised:
        Settings(**values)
    assert raised.value.parts[0].name == name
    assert raised.value.text(lambda field: field.name.upper()).startswith(name.upper())


@pytest.mark.parametrize(
    "values", [{"run": -5}, {"run": 0}, {"repeat": 0}, {"miles": math.nan}, {"miles": -1}, {"minutes": 601}, {"feel": "sleepy"}]
)
def test_a_ratio_that_cannot_be_used_cannot_be_made(values):
    with pytest.raises(UsageError):
        Ratio(**values)


@pytest.mark.parametrize("name", declarations(Settings))
def test_every_setting_is_written_so_that_the_config_file_reads_it_again(name, tmp_path):
    declaration = declarations(Settings)[name]
    value = getattr(Settings(), name)
    path = tmp_path / "config.toml"
    path.write_text(config_line(declaration.key, value, "" if value is None else declaration.kind.write(value)), "utf-8")
    assert load_settings(path) == Settings()


@pytest.mark.parametrize(("text", "wake"), [("0", 0), ("0s", 0), ("1.8", 1_800), ("2s", 2_000), ("5s", 5_000)])
def test_the_wake_sounds_are_read_in_seconds(text, wake):
    assert declarations(Settings)["wake"].read(text) == wake


@given(st.text(max_size=80), st.sampled_from(list(declarations(Settings).values())))
def test_whatever_is_written_is_read_or_refused_in_one_line(text, declaration):
    try:
        value = declaration.read(text)
    except CoachError as error:
        message = str(error)
    else:
        declaration.check(value)
        message = declaration.name
    assert message.startswith(declaration.name)


def test_a_file_that_is_no_toml_is_refused_with_the_place(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("voice = ", "utf-8")
    with pytest.raises(ConfigError, match=r"config\.toml: is not valid TOML"):
        load_settings(path)


def test_settings_hold_without_a_file(tmp_path):
    assert load_settings(tmp_path / "none.toml") == Settings()


def test_a_number_without_a_unit_is_asked_about():
    with pytest.raises(UsageError, match="minutes or seconds"):
        declarations(Ratio)["walk"].read("90")
    assert declarations(Ratio)["walk"].read("90s") == Milliseconds(90_000)
