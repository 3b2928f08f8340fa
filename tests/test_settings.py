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
from coach.mixer.options import Choices, parse_form, parse_step
from coach.plan.ratio import Ratio
from coach.settings import Settings, config_line, load_settings, load_settings_of
from coach.signal.headset import WakeSounds
from coach.units import Milliseconds

CHOICES = Choices({"heart": "Heart"}, ("warm",))


class Claps(StrEnum):
    NONE = "none"
    LAST_TEN = "last-ten"


@dataclass(frozen=True, slots=True)
class MoreSettings(Settings):
    """Settings with three more, declared here and nowhere else."""

    claps: Claps = declare(Claps.NONE, OneOf(Claps), "Claps before a change.", group=Group.SPEECH, on_page=True)
    hint_gap: int = declare(5, Whole(0, 30), "Minutes between hints of the time left.", group=Group.SPEECH, on_page=True)
    bell: bool = declare(True, Flag(), "Whether bell is announced.", group=Group.SPEECH, on_page=True)


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
    path.write_text('claps = "last-ten"\nhint-gap = 10\nbell = false\n', "utf-8")
    assert load_settings_of(MoreSettings, path) == MoreSettings(claps=Claps.LAST_TEN, hint_gap=10, bell=False)


@pytest.mark.parametrize("line", ['claps = "loud"', "hint-gap = 31", 'bell = "maybe"', "hint_gap = 3"])
def test_its_bounds_hold_in_the_config_file(tmp_path, line):
    path = tmp_path / "config.toml"
    path.write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=line.split(" ")[0]):
        load_settings_of(MoreSettings, path)


def test_it_is_an_option_with_its_help():
    done, _ = ran(["--help"])
    text = " ".join(done.output.split())
    for words in ("--claps", "Claps before a change.", "--hint-gap", "--no-bell"):
        assert words in text
    _, (settings, _) = ran(["--claps", "last-ten", "--hint-gap", "10", "--no-bell"])
    assert settings == MoreSettings(claps=Claps.LAST_TEN, hint_gap=10, bell=False)


def test_its_bounds_hold_on_the_command_line():
    done, handed = ran(["--hint-gap", "31"])
    assert done.exit_code == 2
    assert "from 0 to 30" in " ".join(done.output.split())
    assert not handed


def test_it_is_read_from_a_form_and_from_an_address():
    options = parse_form({"claps": "last-ten", "hint-gap": "10", "bell": "off", "walk": "90s"}, CHOICES, MoreSettings)
    assert options.step == "walk.1m30s_claps.last-ten_hint-gap.10_bell.off"
    assert options.settings(MoreSettings()) == MoreSettings(claps=Claps.LAST_TEN, hint_gap=10, bell=False)
    assert parse_step(options.step, CHOICES, MoreSettings) == options
    with pytest.raises(UsageError):
        parse_form({"hint-gap": "31"}, CHOICES, MoreSettings)


def test_it_goes_into_the_recipe_and_comes_back():
    settings = MoreSettings(claps=Claps.LAST_TEN, hint_gap=10, bell=False)
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
        {"wake": 100},
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


@pytest.mark.parametrize(
    ("words", "wake", "length"),
    [
        ([], WakeSounds.BOTH, 1_500),
        (["--wake", "floor"], WakeSounds.FLOOR, 1_500),
        (["--wake-length", "3"], WakeSounds.BOTH, 3_000),
        (["--wake", "0"], WakeSounds.NONE, 1_500),
        (["--wake", "2s"], WakeSounds.BREATH, 2_000),
    ],
)
def test_what_wakes_a_headset_may_be_a_length_alone_as_in_older_versions(words, wake, length):
    _, (settings, _) = ran(words)
    assert (settings.wake, settings.wake_length) == (wake, length)
    assert from_data(Settings, json.loads(json.dumps(to_data(settings)))).wake is wake


def test_recipes_of_older_versions_hold_a_length_and_had_breaths_alone():
    assert from_data(Settings, {"wake": 1_800}).wake is WakeSounds.BREATH
    assert from_data(Settings, {"wake": 0}).wake is WakeSounds.NONE


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--wake", "snore"], "use one of: breath, floor, both, none"),
        (["--wake", "9"], "use 0.2s to 5s, or 0 for none"),
        (["--wake-length", "0"], "use 0.2s to 5s"),
        (["--warning", "7.5s"], "use 5s to 20s in whole seconds, or 0 for none"),
        (["--time-left-every", "10s"], "use 15s to 120s in whole seconds, or 0 for none"),
        (["--ticks", "6"], "from 0 to 5"),
    ],
)
def test_a_cue_setting_out_of_its_bounds_is_refused_with_them(words, message):
    done, handed = ran(words)
    assert done.exit_code == 2
    assert message in " ".join(done.output.split())
    assert not handed


@pytest.mark.parametrize("text", ["0", "never", "none", "off"])
def test_never_is_written_in_words_too(text):
    assert declarations(Settings)["early_warning"].read(text) == 0


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
