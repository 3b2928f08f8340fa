from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import UsageError
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.schedule import Weekday, days_label, default_days, parse_days, remarks, schedule

SAMPLE = find_plan("walk-run-start")
THREE = parse_days("tue,thu,sat")
TUESDAY = date(2026, 12, 1)

some_days = st.sets(st.sampled_from(list(Weekday)), min_size=1).map(lambda days: tuple(sorted(days)))
some_dates = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_the_sample_plan_falls_on_tuesday_thursday_and_saturday_of_four_weeks():
    days = [scheduled.day for scheduled in schedule(SAMPLE, TUESDAY, THREE)]
    assert days == [TUESDAY + timedelta(7 * week + offset) for week in range(4) for offset in (0, 2, 4)]


@given(some_dates, some_days, st.sampled_from(bundled_names()))
def test_every_session_has_one_day_of_those_that_were_chosen_in_the_plans_order(start, days, name):
    plan = find_plan(name)
    scheduled_sessions = schedule(plan, start, days)
    assert [(o.week, o.session) for o in scheduled_sessions] == [
        (w, s) for w, week in enumerate(plan.weeks, 1) for s in range(1, len(week.sessions) + 1)
    ]
    assert all(scheduled.day.weekday() in days for scheduled in scheduled_sessions)
    assert start <= scheduled_sessions[0].day < start + timedelta(7)
    assert all(first.day < second.day for first, second in pairwise(scheduled_sessions))


@given(some_dates, some_days)
def test_a_new_week_of_the_plan_never_begins_within_seven_days_of_the_one_before(start, days):
    firsts = [scheduled.day for scheduled in schedule(SAMPLE, start, days) if scheduled.session == 1]
    assert all(second - first >= timedelta(7) for first, second in pairwise(firsts))


@pytest.mark.parametrize("name", bundled_names())
def test_days_that_were_not_chosen_do_not_follow_each_other_where_a_week_has_room_for_that(name):
    plan = find_plan(name)
    most = max(len(week.sessions) for week in plan.weeks)
    days = default_days(plan)
    assert len(days) >= min(most, 7)
    if most <= 3:
        assert not any("follow each other" in remark for remark in remarks(plan, TUESDAY, days))


@pytest.mark.parametrize(("days", "text"), [("tue,wed,sat", "Tuesday and Wednesday"), ("sun,mon,thu", "Sunday and Monday")])
def test_days_that_follow_each_other_are_pointed_out(days, text):
    assert any(text in remark for remark in remarks(SAMPLE, TUESDAY, parse_days(days)))


def test_too_few_days_and_a_start_between_days_are_pointed_out():
    text = " ".join(remarks(SAMPLE, date(2026, 12, 2), parse_days("tue,sat")))
    assert "longer than seven days" in text
    assert "2026-12-05" in text


@given(some_days)
def test_days_are_read_as_they_are_written(days):
    assert parse_days(days_label(days)) == days


@pytest.mark.parametrize("text", ["", "monday,someday", ",", "m"])
def test_what_is_no_weekday_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match="tue,thu,sat"):
        parse_days(text)
