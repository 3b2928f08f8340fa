"""What is unwise about sessions: it is said, and nothing is refused."""

import pytest

from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.model import Runner
from coach.plan.ratio import Ratio
from coach.plan.toml import parse_plan
from coach.session.request import session_requests


def cautions(plan, week=None, session=None, runner=None, **ratio):
    requests = session_requests(find_plan(plan) if isinstance(plan, str) else plan, week, session, Ratio.of(**ratio), runner)
    assert len({request.cautions for request in requests}) == 1
    return tuple(map(str, requests[0].cautions))


@pytest.mark.parametrize("plan", bundled_names())
def test_no_bundled_plan_is_unwise_as_it_stands(plan):
    assert cautions(plan) == ()


def test_much_longer_runs_in_week_1_are_called_unwise_for_a_beginner():
    (caution,) = cautions("walk-run-start", week=1, run="20m", repeat=1)
    assert caution.startswith("runs of 20 min in week 1 (the plan has 1 min) are a lot for a beginner")
    assert cautions("walk-run-start", week=1, runner=Runner.EXPERIENCED, run="20m", repeat=1) == ()


def test_long_runs_in_week_1_of_a_plan_of_ones_own_are_called_unwise():
    plan = parse_plan('[[week]]\nmain = [{ run = "20m" }]', "mine")
    assert "runs of 20 min in week 1 are a lot for a beginner" in cautions(plan)[0]


def test_a_longer_run_in_a_later_week_is_unwise_only_where_the_plan_has_much_less():
    assert cautions("walk-run-start", week=4, run="6m") == ()
    assert "in week 2 (the plan has 2 min)" in cautions("walk-run-start", week=2, run="6m")[0]


def test_one_length_of_run_over_a_whole_plan_says_what_it_changes_and_which_week_becomes_easier():
    (caution,) = cautions("walk-run-start", run="90s")
    assert caution.startswith(
        "run 1 min 30 s changes 12 sessions in 4 weeks, and week 4 becomes easier than week 1 (6 min of running"
    )


def test_other_walks_over_a_whole_plan_are_not_unwise():
    assert cautions("walk-run-start", walk="90s") == ()


def test_one_length_of_run_for_one_week_is_not_unwise():
    assert cautions("walk-run-start", week=1, run="90s") == ()
