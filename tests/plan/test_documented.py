"""The reference page says all that a plan can say, and its examples are plans."""

import re
from pathlib import Path

import pytest

from coach.plan import toml
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.model import Coaching, Flavour, Runner, ScaleUnit
from coach.plan.next import AGAIN_FROM, BACK_FROM, REPEAT_FROM, Felt
from coach.plan.ratio import Feel
from coach.units import clock

PAGE = (Path(__file__).parents[2] / "docs" / "plans.md").read_text(encoding="utf-8")
KEYS = {
    *toml.PLAN_KEYS,
    *toml.WEEK_KEYS,
    *toml.SESSION_KEYS,
    *toml.INTERVAL_KEYS,
    *toml.REPEAT_KEYS,
    *toml.EASING_KEYS,
    *toml.SCALE_KEYS,
}
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_is_explained_and_stands_in_an_example(key):
    assert f"`{key}`" in PAGE
    assert any(re.search(rf"(?<![\w-]){key}(?![\w-])", example) for example in EXAMPLES)


@pytest.mark.parametrize("value", [*Coaching, *Runner, *Flavour, *ScaleUnit])
def test_every_value_of_a_closed_set_is_listed(value):
    assert f'`"{value}"`' in PAGE


@pytest.mark.parametrize("value", [*Feel, *Felt])
def test_every_feeling_is_listed(value):
    assert re.search(rf"`(--feel )?{value}`", PAGE)


@pytest.mark.parametrize("name", bundled_names())
def test_every_bundled_plan_has_a_row(name):
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]
    assert len(rows) == 1
    assert str(find_plan(name).runner).replace("-", " ") in rows[0]


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_is_a_plan(number):
    assert toml.parse_plan(EXAMPLES[number], "example").weeks


def test_the_table_of_steps_is_the_plan_to_thirty_minutes():
    rows = re.findall(r"^\| (\d+) \| .* \| ([\d:]+) \| ([\d:]+) \|$", PAGE, re.MULTILINE)
    weeks = find_plan("walk-run-to-30").weeks
    assert rows == [
        (str(number), clock(week.sessions[0].duration), clock(week.sessions[0].running)) for number, week in enumerate(weeks, 1)
    ]


def test_the_bounds_of_days_missed_are_those_of_the_program():
    numbers = [int(number) for number in re.findall(r"\| (?:under )?(\d+)[^|]*\|", PAGE[PAGE.index("| under ") :])[:4]]
    assert numbers == [REPEAT_FROM, REPEAT_FROM, BACK_FROM, AGAIN_FROM]
