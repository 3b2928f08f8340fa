"""Plans that grow by small single steps, and what is refused as too much too soon."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from coach.errors import PlanError, UsageError
from coach.plan.grow import grow, outline
from coach.plan.model import Effort
from coach.plan.pace import Pace, may_follow, pace_session, parse_pace, present_total
from coach.plan.text import plan_text
from coach.plan.toml import load_plan, parse_plan
from coach.units import MINUTE, SECOND, Milliseconds


def grown(start, goal, weeks=None, **wishes):
    return grow(parse_pace(start), parse_pace(goal), weeks, **wishes)


def longest_walk(session):
    return max((interval.duration for interval in session.intervals() if interval.effort is Effort.WALK), default=0)


def first_sessions(plan):
    return [week.sessions[0] for week in plan.weeks]


def assert_small_single_steps(sessions):
    for before, after in pairwise(sessions):
        assert after.longest_run <= max(before.longest_run * 1.25, before.longest_run + MINUTE)
        assert after.running <= max(before.running * 1.25, before.running + MINUTE)
        walk_is_kept = longest_walk(after) in (longest_walk(before), 0)
        assert (after.longest_run == before.longest_run) or walk_is_kept
    assert all(38 * MINUTE <= session.duration <= 42 * MINUTE for session in sessions)


@pytest.mark.parametrize(
    ("start", "goal"),
    [
        ("1m/2m", "30m"),
        ("1m/2m", "8m/1m"),
        ("5m/2m", "30m"),
        ("4s/30s", "15s/15s"),
        ("30s/30s", "2m/30s"),
        ("8m/1m", "30m"),
        ("1m/5m", "20m"),
        ("30s/30s", "10m/1m"),
        ("15s/45s", "1m/1m"),
    ],
)
def test_every_week_is_one_small_step(start, goal):
    plan = grown(start, goal)
    sessions = first_sessions(plan)
    assert_small_single_steps(sessions)
    assert sessions[0] == pace_session(parse_pace(start))
    assert sessions[-1] == pace_session(parse_pace(goal))


def test_sessions_stay_as_long_as_the_runner_trains_now():
    total = present_total(parse_pace("1m/2m"), 6)
    plan = grown("1m/2m", "4m/1m", total=total)
    assert total == 28 * MINUTE
    assert first_sessions(plan)[0].running == 6 * MINUTE
    assert all(26 * MINUTE <= session.duration <= 30 * MINUTE for session in first_sessions(plan))


def test_a_goal_that_is_longer_than_the_total_is_refused():
    with pytest.raises(PlanError, match=r"does not fit into a session of about 25 min.* a longer total"):
        grown("1m/2m", "20m", total=25 * MINUTE)


def test_easier_weeks_come_only_by_wish_and_never_last():
    plain, eased = grown("1m/2m", "4m/1m"), grown("1m/2m", "4m/1m", easier_every=3)
    weeks, steps = first_sessions(eased), first_sessions(plain)
    assert weeks[3] == steps[1]
    assert weeks[-1] == steps[-1]
    assert [session for number, session in enumerate(weeks, 1) if number % 4] == steps
    assert len(grown("1m/2m", "4m/1m", len(weeks) + 2, easier_every=3).weeks) == len(weeks) + 2


def test_the_way_to_thirty_minutes_ends_with_one_run_without_a_walk():
    last = first_sessions(grown("1m/2m", "30m"))[-1]
    assert [interval.effort for interval in last.intervals()] == [Effort.WARM_UP, Effort.RUN, Effort.COOL_DOWN]
    assert last.running == 30 * MINUTE


def test_on_the_way_to_thirty_minutes_the_walks_shrink_too():
    walks = [longest_walk(session) for session in first_sessions(grown("1m/2m", "30m"))[:-1]]
    assert walks == sorted(walks, reverse=True)
    assert walks[-1] == MINUTE


def test_more_weeks_make_smaller_steps():
    def largest_step(plan):
        return max(after.longest_run / before.longest_run for before, after in pairwise(first_sessions(plan)))

    fewest = grown("1m/2m", "30m")
    longer = grown("1m/2m", "30m", len(fewest.weeks) + 12)
    assert len(longer.weeks) == len(fewest.weeks) + 12
    assert largest_step(longer) < largest_step(fewest)
    assert_small_single_steps(first_sessions(longer))


def test_too_few_weeks_are_refused_with_the_number_that_it_takes():
    fewest = len(grown("1m/2m", "30m").weeks)
    with pytest.raises(PlanError, match=f"too much too soon.* it takes {fewest} weeks; use weeks {fewest} or more"):
        grown("1m/2m", "30m", fewest - 1)
    assert len(grown("1m/2m", "30m", fewest).weeks) == fewest


@pytest.mark.parametrize("goal", ["1h", "33m", "30m/3m"])
def test_a_goal_that_needs_longer_sessions_is_too_much_too_soon(goal):
    with pytest.raises(PlanError, match="too much too soon"):
        grown("1m/3m", goal)


@pytest.mark.parametrize(
    ("start", "goal", "weeks", "message"),
    [
        ("1m", "30m", None, "no walk that could shrink"),
        ("5m/1m", "3m/1m", None, "nothing grows"),
        ("5m/1m", "5m/2m", None, "nothing grows"),
        ("5m/1m", "5m/1m", None, "nothing grows"),
        ("1m/11m", "2m/11m", None, "a walk longer than 10 min"),
        ("1m/2m", "30m", 1, "use a number from 2 to 104"),
        ("1m/2m", "30m", 105, "use a number from 2 to 104"),
    ],
)
def test_what_makes_no_growth_is_refused(start, goal, weeks, message):
    with pytest.raises(UsageError, match=message):
        grown(start, goal, weeks)


@pytest.mark.parametrize("text", ["", "/", "1m/", "1m/2m/3m", "x", "1m:2m", "3s/1m", "1m/3s", "0s/1m"])
def test_a_ratio_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageError):
        parse_pace(text)


def test_a_plan_that_was_grown_is_read_back_from_its_file(tmp_path):
    plan = grown("2m/2m", "8m/1m")
    path = tmp_path / f"{plan.name}.toml"
    path.write_text(plan_text(plan), encoding="utf-8")
    assert load_plan(path) == plan


def test_weeks_that_are_alike_are_told_in_one_line():
    assert outline(grown("1m/1m", "1m15s/1m", 3)) == ["weeks 1-2: Run 1 min, walk 1 min", "week 3: Run 1 min 15 s, walk 1 min"]


seconds = st.integers(4, 1_920).map(lambda count: Milliseconds(count * SECOND))
walk_lengths = st.integers(4, 600).map(lambda count: Milliseconds(count * SECOND))


@given(seconds, st.none() | walk_lengths)
def test_any_pace_fills_a_session_of_38_to_42_minutes(run, walk):
    assume(run + (walk or 0) <= 32 * MINUTE)
    session = pace_session(Pace(run, walk))
    assert 38 * MINUTE <= session.duration <= 42 * MINUTE
    assert session.longest_run == run
    assert longest_walk(session) == (walk or 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.none() | st.integers(1, 40), st.integers(1, 120))
def test_whatever_is_asked_for_the_steps_are_small_or_it_is_refused(run, walk, goal_walk, goal_run):
    start = Pace(Milliseconds(run * 15 * SECOND), Milliseconds(walk * 15 * SECOND))
    goal = Pace(Milliseconds(goal_run * 15 * SECOND), Milliseconds(goal_walk * 15 * SECOND) if goal_walk else None)
    try:
        plan = grow(start, goal)
    except (UsageError, PlanError) as error:
        assert re.search("nothing grows|no way of small steps|too much too soon", str(error))  # noqa: PT017  # any of these may happen
        return
    sessions = first_sessions(plan)
    assert_small_single_steps(sessions)
    assert all(may_follow(before, after) for before, after in pairwise(sessions))
    assert parse_plan(plan_text(plan), plan.name) == plan
