"""What is fetched ahead: the next session of a plan, or what usual ratios have."""

import pytest

from coach.mixer.ahead import most_used, next_form, usual_forms
from coach.mixer.answers import answer_mix
from coach.mixer.options import Choices, plan_for
from coach.plan.catalogue import find_plan
from coach.settings import Settings
from coach.units import MINUTE

LAST = {"week": "4", "session": "3"}


def request_of(form):
    return answer_mix(form, "", Choices({}, ()), Settings(), plan_for)["request"]


@pytest.mark.parametrize(
    ("place", "following"),
    [(("1", "1"), ("1", "2")), (("1", "3"), ("2", "1")), (("4", "2"), ("4", "3"))],
)
def test_after_a_session_of_a_plan_comes_its_next_one_in_the_same_proportions(place, following):
    form = {"plan": "walk-run-start", "week": place[0], "session": place[1], "walk": "90s", "feel": "tired", "talk": "less"}
    expected = {"plan": "walk-run-start", "week": following[0], "session": following[1], "walk": "90s", "talk": "less"}
    assert next_form(form, request_of(form)) == expected


def test_nothing_comes_after_the_last_session():
    plan = find_plan("walk-run-start")
    assert (len(plan.weeks), len(plan.weeks[-1].sessions)) == (4, 3)
    form = {"plan": plan.name, **LAST}
    assert next_form(form, request_of(form)) is None


def test_pieces_of_most_sessions_come_first():
    sessions = [["always", "often", "once"], ["always", "often", "again"], ["always", "always"]]
    assert most_used(sessions) == ["always", "often", "again", "once"]


def test_usual_ratios_can_be_made_and_are_of_a_usual_length():
    for form in usual_forms():
        assert 48 * MINUTE <= request_of(form).timeline.duration <= 55 * MINUTE
