"""What a mixer offers, and what it says to what it does not."""

import pytest

from coach.errors import UsageError
from coach.mixer.limits import check, lengths
from coach.mixer.options import Choices, parse_form, plan_for, requests_for
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.feel import by_feel
from coach.plan.model import Effort, Interval, Repeat, Runner
from coach.plan.ratio import Feel
from coach.settings import Settings
from coach.units import MINUTE, SECOND, Milliseconds


def asked(week=None, session=None, plan="custom", **values):
    options = parse_form({name.replace("_", "-"): value for name, value in values.items()}, Choices({}, ()))
    request = requests_for(plan_for(plan, options), options, Settings(), week, session)[0]
    check(request, options.settings(Settings()))


@pytest.mark.parametrize("effort", [Effort.RUN, Effort.WALK])
def test_runs_and_walks_come_in_fine_steps_where_they_are_short(effort):
    offered = lengths(effort)
    assert {seconds * SECOND for seconds in range(5, 601, 5)} <= offered
    assert {seconds * SECOND for seconds in range(600, 1_201, 15)} <= offered
    assert {minutes * MINUTE for minutes in range(20, 181)} <= offered


def test_what_feel_makes_of_any_walk_is_offered_as_well():
    for walk in lengths(Effort.RUN):
        for runner in Runner:
            for feel in Feel:
                block = Repeat(1, (Interval(Effort.RUN, MINUTE), Interval(Effort.WALK, walk)))
                (felt,) = by_feel((block,), feel, runner, [])
                longer = felt.blocks[-1].duration
                assert longer in lengths(Effort.WALK) or longer > max(lengths(Effort.WALK)), (walk, feel, longer)


@pytest.mark.parametrize("name", [name for name in bundled_names() if name != "narrated-walk"])
@pytest.mark.parametrize("feel", ["", "great", "good", "tired"])
def test_every_session_of_every_plan_is_offered_as_it_is_and_by_feel(name, feel):
    for week, of_week in enumerate(find_plan(name).weeks, 1):
        for session in range(1, len(of_week.sessions) + 1):
            asked(week, session, name, feel=feel)


@pytest.mark.parametrize(
    "values",
    [
        {"run": "5s", "walk": "5s", "repeat": "200"},
        {"run": "2h49m", "walk": "1m", "repeat": "1"},
        {"run": "5s", "walk": "2h49m", "repeat": "1"},
        {"run": "48s", "walk": "2m", "repeat": "3", "warm_up": "30m", "cool_down": "1h"},
    ],
)
def test_the_ends_are_offered_and_odd_lengths_are_not(values):
    if values["run"] == "48s":
        with pytest.raises(UsageError, match="48s has no words here; use steps of 5s up to 10m"):
            asked(**values)
    else:
        asked(**values)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"run": "30s", "walk": "15s", "repeat": "201"}, "that makes 201 of them; 200 are the most here"),
        ({"run": "10m", "walk": "5m", "repeat": "12"}, "the longest session here is 3:00:00"),
        ({"run": "12m20s", "walk": "1m", "repeat": "2"}, "use steps of 15s up to 20m"),
        ({"run": "1m", "walk": "1m", "repeat": "2", "warm_up": "45m"}, "the longest here is 30m"),
        ({"run": "1m", "walk": "1m", "repeat": "2", "warning": "12s"}, "12s has no words here"),
        ({"run": "1m", "walk": "1m", "repeat": "2", "time_left_every": "15s"}, "15s has no words here"),
        ({"run": "25m", "walk": "1m", "repeat": "2", "time_left_every": "60s"}, "is for parts of up to 20m"),
    ],
)
def test_what_is_beyond_is_refused_with_what_to_use_instead(values, message):
    with pytest.raises(UsageError) as refused:
        asked(**values)
    assert message in str(refused.value)


def test_a_session_without_runs_has_at_most_a_hundred_walks():
    asked(1, 2, "hike", walk="20s", repeat="50")
    with pytest.raises(UsageError, match="that makes 102 of them; 100 are the most here"):
        asked(1, 2, "hike", walk="20s", repeat="51")


def test_where_the_runner_decides_lengths_come_in_steps_of_five_minutes():
    assert lengths(Effort.RUN, free=True) == {Milliseconds(minutes * MINUTE) for minutes in range(5, 181, 5)}
