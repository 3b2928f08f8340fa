"""What plans are for."""

import pytest

from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.purpose import Purpose, by_purpose, purpose
from coach.plan.toml import parse_plan

EXPECTED = {
    Purpose.START: {"walk-run-start", "returning"},
    Purpose.BUILD: {"walk-run-to-30", "speed", "hills", "by-feel"},
    Purpose.LONG: {"long-run"},
    Purpose.EASY_DAY: {"small", "walking-week"},
    Purpose.WALK: {
        *("brisk-walk", "finisher", "hike", "instead-of-run"),
        *("mindful-walk", "narrated-walk", "power-walk", "second-walk"),
    },
}


def test_every_bundled_plan_stands_where_people_look_for_it():
    groups = by_purpose(map(find_plan, bundled_names()))
    assert {heading: {plan.name for plan in members} for heading, members in groups.items()} == EXPECTED
    assert list(groups) == list(Purpose)


@pytest.mark.parametrize(("run", "expected"), [("1m", Purpose.START), ("2m", Purpose.START), ("3m", Purpose.BUILD)])
def test_a_plan_of_ones_own_begins_with_running_if_its_first_runs_are_short(run, expected):
    text = f'[[week]]\nmain = [{{ repeat = 6, of = [{{ run = "{run}" }}, {{ walk = "2m" }}] }}]\n'
    assert purpose(parse_plan(text, "own")) is expected
