"""Speed and incline of an interval."""

import pytest

from coach.errors import InputError, PlanError
from coach.plan.text import plan_text
from coach.plan.toml import parse_plan
from coach.plan.treadmill import parse_incline, parse_speed, setting
from coach.units import DistanceUnit

PLAN = '[[week]]\nmain = [{ walk = "9m", speed = "3.5 mph", incline = "4 %" }]'


def test_a_speed_is_written_in_the_units_of_the_runner():
    speed, incline = parse_speed("3.5 mph"), parse_incline("4 %")
    assert setting(speed, incline, DistanceUnit.MI) == "3.5 mph, 4 % incline"
    assert setting(speed, incline, DistanceUnit.KM) == "5.6 km/h, 4 % incline"
    assert setting(parse_speed("5,6 km/h"), None, DistanceUnit.MI) == "3.5 mph"
    assert setting(None, None, DistanceUnit.KM) == ""


def test_a_plan_with_speed_and_incline_is_read_as_it_is_written():
    plan = parse_plan(PLAN, "mine")
    (walk,) = plan.weeks[0].sessions[0].main
    assert (walk.speed, walk.incline) == (pytest.approx(5.633), 4.0)
    again = parse_plan(plan_text(plan), "mine").weeks[0].sessions[0].main[0]
    assert (again.speed, again.incline) == (pytest.approx(5.633), 4.0)


@pytest.mark.parametrize("text", ["fast", "99 mph", "0 km/h", "3.5", ""])
def test_what_is_no_speed_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(InputError, match="such as"):
        parse_speed(text)


@pytest.mark.parametrize("text", ["steep", "41 %", "4", ""])
def test_what_is_no_incline_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(InputError, match="such as"):
        parse_incline(text)


def test_a_plan_names_the_place_of_a_speed_that_cannot_be_read():
    with pytest.raises(PlanError, match="week 1, interval 1: speed is 'fast'; write a speed such as"):
        parse_plan(PLAN.replace("3.5 mph", "fast"), "mine")
