"""A message names fields; only a surface names options."""

import ast
import re
from pathlib import Path

import pytest

import coach
from coach.cli.wording import option_name
from coach.errors import Field, UsageError
from coach.mixer.options import field_label

ROOT = Path(coach.__file__).parent
OPTION = re.compile(r"(?<![\w-])--[a-z]")
OTHER_PROGRAMS = {("engine_hibari.py", "--voice"), ("engine_hibari.py", "--out")}
"""A message may give a command of another program."""


def test_each_surface_names_a_field_in_its_own_words():
    error = UsageError(Field("warm_up"), " 3m would shorten it; give ", Field("run"))
    assert str(error) == "warm_up 3m would shorten it; give run"
    assert error.text(option_name) == "--warm-up 3m would shorten it; give --run"
    assert error.text(field_label) == "Warm-up 3m would shorten it; give Run"


@pytest.mark.parametrize("text", ["{warm_up}", "--warm-up", "%(run)s", "Field('run')", "{{7*7}}"])
def test_what_somebody_wrote_stays_as_it_is(text):
    error = UsageError(f"no plan called {text}; choose another ", Field("plan"))
    for name in (option_name, field_label):
        assert error.text(name).startswith(f"no plan called {text}; ")


@pytest.mark.parametrize("room", ["plan", "script", "speech", "sound", "session", "mp3"])
def test_the_domain_does_not_name_options(room):
    texts = [
        (path.name, node.value)
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert texts
    assert [(name, text) for name, text in texts if OPTION.search(text) and (name, text) not in OTHER_PROGRAMS] == []


def test_descriptions_of_bundled_plans_name_no_options():
    from coach.plan.catalogue import bundled_names, find_plan

    assert not [name for name in bundled_names() if OPTION.search(find_plan(name).description)]
