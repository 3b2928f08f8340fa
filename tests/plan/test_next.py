"""What comes next, in the spirit of the handbook."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import UsageError
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.next import (
    BRISK_WALK,
    FOLLOWING,
    GENTLE_WALK,
    LONGEST_MISSED,
    RETURNING,
    Felt,
    Step,
    after_break,
    after_session,
)
from coach.plan.ratio import Feel

START = find_plan("walk-run-start")
names = st.sampled_from(bundled_names())


def after(felt, week, session=None, plan=START):
    return after_session(plan, plan.name, week, session, felt)


def missed(days, week, session=None, plan=START):
    return after_break(plan, plan.name, week, session, days)


def place(advice):
    return (advice.plan, advice.week, advice.session)


def ran(advice):
    return find_plan(advice.plan).weeks[advice.week - 1].sessions[advice.session - 1].running


@st.composite
def places(draw):
    plan = find_plan(draw(names))
    week = draw(st.integers(1, len(plan.weeks)))
    return plan, week, draw(st.integers(1, len(plan.weeks[week - 1].sessions)))


@pytest.mark.parametrize(
    ("felt", "session", "step", "expected"),
    [
        (Felt.RIGHT, None, Step.ON, (3, 1)),
        (Felt.EASY, None, Step.ON, (3, 1)),
        (Felt.RIGHT, 1, Step.ON, (2, 2)),
        (Felt.EASY, 2, Step.ON, (2, 3)),
        (Felt.HARD, None, Step.REPEAT, (2, 1)),
        (Felt.HARD, 3, Step.REPEAT, (2, 1)),
        (Felt.HARD, 1, Step.ON, (2, 2)),
    ],
)
def test_how_week_two_felt_decides_what_comes_next(felt, session, step, expected):
    advice = after(felt, 2, session)
    assert advice.step is step
    assert place(advice) == ("walk-run-start", *expected)


def test_a_hard_session_in_the_middle_of_a_week_gives_longer_walks():
    advice = after(Felt.HARD, 2, 1)
    assert place(advice) == ("walk-run-start", 2, 2)
    assert advice.feel is Feel.TIRED


def test_a_hard_session_that_is_all_of_its_plan_comes_again_gentler():
    hard = after(Felt.HARD, 1, plan=find_plan("long-run"))
    assert (hard.step, hard.feel, hard.headline) == (Step.REPEAT, Feel.TIRED, "Do it again, with longer walks")
    walk = after(Felt.HARD, 1, plan=find_plan("brisk-walk"))
    assert (walk.step, walk.feel, walk.headline) == (Step.REPEAT, None, "Do it again, more gently")


def test_the_reason_of_a_break_names_its_days_as_it_is_told():
    assert missed(9, 3).reason.startswith("9 days are long enough")
    assert after_break(START, START.name, 3, 1, 9, named="So many days").reason.startswith("So many days are long enough")


def test_sore_legs_get_a_walk_or_a_rest_and_a_word_about_pain():
    advice = after(Felt.SORE, 3)
    assert place(advice) == (BRISK_WALK, 1, 1)
    assert "rest" in advice.headline
    assert "stop and get help" in advice.reason


def test_after_a_walk_that_made_sore_an_easier_walk_comes():
    assert after(Felt.SORE, 1, plan=find_plan("walking-week")).plan == GENTLE_WALK


def test_the_end_of_a_plan_leads_to_the_one_that_goes_on_from_there():
    assert place(after(Felt.RIGHT, 4)) == ("walk-run-to-30", 1, 1)
    assert place(after(Felt.EASY, 7, plan=find_plan("returning"))) == ("walk-run-start", 2, 1)


def test_after_a_day_or_a_week_between_the_runner_goes_back_to_the_plan():
    for name, session in (("small", 1), ("small", 3), ("walking-week", 3)):
        advice = after(Felt.RIGHT, 1, session, find_plan(name))
        assert (advice.step, place(advice)) == (Step.BACK_TO_PLAN, ("walk-run-start", 1, 1))
    assert place(after(Felt.RIGHT, 1, 1, find_plan("walking-week"))) == ("walking-week", 1, 2)


def test_the_following_plan_begins_without_a_jump_in_either_direction():
    for name, (following, week) in FOLLOWING.items():
        before, now = find_plan(name).weeks[-1].sessions[0], find_plan(following).weeks[week - 1].sessions[0]
        assert before.running <= now.running <= before.running * 1.25
        assert before.longest_run <= now.longest_run <= before.longest_run * 1.25


def test_the_end_of_the_last_plan_is_repeated_as_often_as_one_likes():
    assert place(after(Felt.EASY, 12, plan=find_plan("walk-run-to-30"))) == ("walk-run-to-30", 12, 1)


@pytest.mark.parametrize(
    ("days", "step", "expected"),
    [
        (0, Step.SAME, (3, 2)),
        (6, Step.SAME, (3, 2)),
        (7, Step.REPEAT, (3, 1)),
        (13, Step.REPEAT, (3, 1)),
        (14, Step.BACK, (2, 1)),
        (27, Step.BACK, (2, 1)),
        (28, Step.AGAIN, (1, 1)),
        (400, Step.AGAIN, (1, 1)),
    ],
)
def test_the_days_that_were_missed_decide_how_far_back_it_goes(days, step, expected):
    advice = missed(days, 3, 2)
    assert advice.step is step
    assert place(advice) == ("walk-run-start", *expected)


def test_there_is_no_week_before_the_first():
    assert place(missed(20, 1)) == ("walk-run-start", 1, 1)


def test_after_a_month_a_plan_that_begins_with_much_running_gives_way_to_a_gentle_one():
    assert place(missed(28, 5, plan=find_plan("walk-run-to-30"))) == (RETURNING, 1, 1)
    assert place(missed(28, 1, plan=find_plan("long-run"))) == (RETURNING, 1, 1)
    assert place(missed(28, 1, plan=find_plan("brisk-walk"))) == ("brisk-walk", 1, 1)


@pytest.mark.parametrize(("week", "session"), [(0, None), (5, None), (1, 0), (1, 4)])
def test_a_week_or_a_session_that_is_not_there_is_refused(week, session):
    for advise in (lambda: after(Felt.RIGHT, week, session), lambda: missed(3, week, session)):
        with pytest.raises(UsageError, match="choose one of them"):
            advise()


@pytest.mark.parametrize("days", [-1, LONGEST_MISSED + 1])
def test_days_that_cannot_be_are_refused(days):
    with pytest.raises(UsageError, match="from 0 to"):
        missed(days, 1)


def test_a_file_of_ones_own_is_called_as_the_runner_calls_it():
    assert after_session(START, "my plans/start.toml", 1, 1, Felt.RIGHT).plan == "my plans/start.toml"


def test_every_plan_that_is_advised_is_bundled():
    assert {BRISK_WALK, GENTLE_WALK, RETURNING, *FOLLOWING, *(name for name, _ in FOLLOWING.values())} <= set(bundled_names())


@given(places())
def test_sore_never_gives_a_run(where):
    plan, week, session = where
    assert ran(after(Felt.SORE, week, session, plan)) == 0


@given(places(), st.sampled_from([Felt.EASY, Felt.RIGHT]))
def test_no_session_is_ever_skipped(where, felt):
    plan, week, session = where
    advice = after(felt, week, session, plan)
    if advice.plan == plan.name and (advice.week, advice.session) > (week, session):
        assert (advice.week, advice.session) in {(week, session + 1), (week + 1, 1)}
        assert advice.week == week or session == len(plan.weeks[week - 1].sessions)
    assert advice.step in {Step.ON, Step.FOLLOWING, Step.BACK_TO_PLAN, Step.REPEAT}


@given(places())
def test_hard_never_gives_more_running_than_there_was(where):
    plan, week, session = where
    most = max(outing.running for outing in plan.weeks[week - 1].sessions[:session])
    assert ran(after(Felt.HARD, week, session, plan)) <= most


@given(places(), st.integers(0, 60), st.integers(0, 60))
def test_more_days_missed_never_lead_further_on(where, fewer, more):
    plan, week, session = where
    fewer, more = sorted((fewer, more))
    sooner, later = (missed(days, week, session, plan) for days in (fewer, more))
    if sooner.plan == later.plan:
        assert (later.week, later.session) <= (sooner.week, sooner.session)
    else:
        assert later.plan == RETURNING


@given(places(), st.sampled_from(Felt) | st.integers(0, 100))
def test_every_advice_has_a_reason_and_a_session_that_is_there(where, told):
    plan, week, session = where
    advice = after(told, week, session, plan) if isinstance(told, Felt) else missed(told, week, session, plan)
    assert advice.reason
    assert advice.headline
    assert ran(advice) >= 0
