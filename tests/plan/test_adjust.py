"""Other proportions: what overrides touch, what they leave alone, and what they say about it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import UsageError
from coach.plan.adjust import adjust, beyond_custom, custom_plan, within_reach
from coach.plan.feel import by_feel
from coach.plan.fill import SHORTEST_WALK_SESSION
from coach.plan.model import Effort, Repeat, Runner, Scale, ScaleUnit, unrolled
from coach.plan.ratio import Feel, Ratio
from coach.plan.rules import DEFAULT_EASING, SHORTEST_EASING
from coach.plan.steps import step_at
from coach.script.titles import ratio_title
from coach.units import MINUTE, SECOND, Milliseconds

FINISHER = Scale(ScaleUnit.MILES, Milliseconds(45_000), Milliseconds(30_000), MINUTE, 6)


def seconds(*counts):
    return tuple(Milliseconds(count * SECOND) for count in counts)


@pytest.fixture
def week_one(make):
    return make.session(make.repeat(6, make.run(60), make.walk(120)))


def changed(session, runner=Runner.EXPERIENCED, scale=None, **wishes):
    return adjust(session, Ratio(**wishes), runner, scale)


def refusal(session, runner=Runner.EXPERIENCED, scale=None, **wishes):
    with pytest.raises(UsageError) as caught:
        adjust(session, Ratio(**wishes), runner, scale)
    return str(caught.value)


def lengths(session, effort):
    return [interval.duration // SECOND for interval in session.intervals() if interval.effort is effort]


def outside_repeats(session):
    return [block for block in session.main if not isinstance(block, Repeat)]


# --- lengths and repetitions -------------------------------------------------------------------------------------------


def test_a_new_run_and_a_new_walk_are_told_before_and_after(week_one):
    run, walk = seconds(90, 60)
    adjusted = changed(week_one, run=run, walk=walk)
    assert lengths(adjusted.session, Effort.RUN) == [90] * 6
    assert lengths(adjusted.session, Effort.WALK) == [60] * 6
    assert adjusted.changes == (
        "run 1 min becomes 1 min 30 s, as you asked",
        "walk 2 min becomes 1 min, as you asked",
        "total 28 min becomes 25 min",
    )


def test_lengths_reach_into_repeats_within_repeats_and_not_beside_them(make):
    session = make.session(make.run(600), make.repeat(2, make.repeat(2, make.run(10), make.walk(20)), make.walk(90)))
    (run,) = seconds(15)
    assert lengths(changed(session, run=run).session, Effort.RUN) == [600, 15, 15, 15, 15]


def test_other_repetitions_of_a_nested_repeat_are_the_outer_ones(make):
    session = make.session(make.repeat(2, make.repeat(3, make.run(10), make.walk(20)), make.walk(90)))
    assert len(lengths(changed(session, repeat=4).session, Effort.RUN)) == 12


@given(st.data())
def test_overrides_touch_only_runs_and_walks_inside_repeats(shapes, data):
    session = data.draw(shapes.running)
    run, walk = seconds(*data.draw(st.tuples(st.integers(4, 300), st.integers(4, 300))))
    before = [interval for block in session.main if isinstance(block, Repeat) for interval in unrolled(block)]
    overrides = {"run": run} if any(interval.effort is Effort.RUN for interval in before) else {}
    overrides |= {"walk": walk} if any(interval.effort is Effort.WALK for interval in before) else {}
    adjusted = changed(session, **overrides).session
    assert outside_repeats(adjusted) == outside_repeats(session)
    assert (adjusted.warm_up, adjusted.cool_down) == (session.warm_up, session.cool_down)
    inside = [interval for block in adjusted.main if isinstance(block, Repeat) for interval in unrolled(block)]
    assert all(interval.duration == {Effort.RUN: run, Effort.WALK: walk}[interval.effort] for interval in inside)
    assert [(interval.effort, interval.flavour, interval.note) for interval in inside] == [
        (interval.effort, interval.flavour, interval.note) for interval in before
    ]


@given(st.data())
def test_no_override_changes_nothing_and_says_nothing(shapes, data):
    session = data.draw(shapes.session)
    adjusted = adjust(session, Ratio(), Runner.BEGINNER)
    assert (adjusted.session, adjusted.changes) == (session, ())


def test_overrides_that_find_nothing_or_contradict_each_other_are_refused(make, week_one):
    (minute,) = seconds(60)
    assert "has nothing to change; leave it out" in refusal(make.session(make.run(600)), walk=minute)
    assert "has no repeat; repeat needs exactly one" in refusal(make.session(make.run(600)), repeat=3)
    two = make.session(make.repeat(2, make.run(60)), make.repeat(2, make.run(60)))
    assert "has 2 repeats; a total needs exactly one" in refusal(two, total=30 * MINUTE)
    assert "contradict" in refusal(week_one, total=30 * MINUTE, keep_total=True)
    assert "contradict" in refusal(week_one, total=30 * MINUTE, repeat=3)
    assert "contradict" in refusal(week_one, keep_total=True, repeat=3)
    assert "too short to be commanded" in refusal(week_one, run=Milliseconds(3_999))
    assert "use a whole number from 1" in refusal(week_one, repeat=0)
    assert "more than 5000 intervals" in refusal(week_one, repeat=5_000)
    assert "at most 12:00:00" in refusal(week_one, total=Milliseconds(13 * 60 * MINUTE))


def test_a_session_without_walks_stays_the_plans_own_where_others_have_some(make, week_one):
    run, walk = seconds(45, 90)
    last = make.session(make.run(1_800))
    wishes = Ratio(run=run, walk=walk)
    assert within_reach(wishes, last, (week_one, last)) == Ratio()
    assert within_reach(wishes, week_one, (week_one, last)) == wishes
    assert within_reach(wishes, last, (last,)) == wishes


# --- warm-up and cool-down ---------------------------------------------------------------------------------------------


def test_warm_up_and_cool_down_are_lengthened_and_never_shortened(week_one):
    longer = changed(week_one, warm_up=6 * MINUTE, cool_down=7 * MINUTE).session
    assert (longer.warm_up.duration, longer.cool_down.duration) == (6 * MINUTE, 7 * MINUTE)
    assert "can only be lengthened" in refusal(week_one, warm_up=4 * MINUTE)
    assert "can only be lengthened" in refusal(week_one, cool_down=Milliseconds(299_000))


@given(st.data())
def test_no_override_ever_shortens_the_warm_up_or_the_cool_down_of_a_session_with_runs(shapes, data):
    session = data.draw(shapes.running.filter(lambda session: session.longest_run))
    overrides = data.draw(
        st.sampled_from(["warm_up", "cool_down", "total"]).flatmap(
            lambda name: st.integers(1, 7_200).map(lambda count: {name: Milliseconds(count * SECOND)})
        )
    )
    try:
        adjusted = changed(session, **overrides).session
    except UsageError:
        return
    assert adjusted.warm_up.duration >= session.warm_up.duration >= DEFAULT_EASING
    assert adjusted.cool_down.duration >= session.cool_down.duration >= DEFAULT_EASING


# --- totals ------------------------------------------------------------------------------------------------------------


def test_a_total_is_filled_with_whole_repetitions_and_the_rest_is_easy_walking(week_one):
    adjusted = changed(week_one, total=45 * MINUTE)
    assert len(lengths(adjusted.session, Effort.RUN)) == 11
    assert adjusted.session.cool_down.duration == 7 * MINUTE
    assert adjusted.session.duration == 45 * MINUTE
    assert adjusted.changes == (
        "6 repetitions become 11: as many whole ones as fit into 45 min",
        "the 2 min left, too little for one more repetition, is easy walking: the cool-down lasts 7 min",
        "total 28 min becomes 45 min",
    )


def test_the_plans_total_is_kept_with_longer_runs(week_one):
    (run,) = seconds(300)
    adjusted = changed(week_one, run=run, keep_total=True).session
    assert adjusted.duration == week_one.duration
    assert lengths(adjusted, Effort.RUN) == [300, 300]
    assert adjusted.cool_down.duration == 9 * MINUTE


def test_a_total_without_room_for_one_repetition_names_the_least(week_one):
    assert "use at least 13 min" in refusal(week_one, total=12 * MINUTE)
    assert changed(week_one, total=13 * MINUTE).session.duration == 13 * MINUTE


@given(st.data())
def test_a_total_is_met_to_the_millisecond_and_every_run_and_walk_stays_whole(shapes, data):
    session = data.draw(shapes.running.filter(lambda session: sum(isinstance(block, Repeat) for block in session.main) == 1))
    total = Milliseconds(data.draw(st.integers(600, 10_800)) * SECOND)
    try:
        adjusted = changed(session, total=total).session
    except UsageError as error:
        assert "use at least" in str(error) or "at most" in str(error) or "more than" in str(error)  # noqa: PT017  # a property: any of the two may happen
        return
    assert adjusted.duration == total
    assert {block.duration for block in adjusted.intervals()} - {adjusted.cool_down.duration} <= {
        block.duration for block in session.intervals()
    }


def test_a_run_without_repeats_takes_what_the_total_leaves(make):
    session = make.session(make.run(1_200))
    assert lengths(changed(session, total=20 * MINUTE).session, Effort.RUN) == [600]
    assert "use at least 11 min" in refusal(session, total=10 * MINUTE)


# --- walks -------------------------------------------------------------------------------------------------------------


def test_a_longer_walk_keeps_its_warm_up_and_cool_down(make):
    session = make.session(make.walk(660), warm_up=120, cool_down=120)
    adjusted = changed(session, total=40 * MINUTE).session
    assert [interval.duration // SECOND for interval in adjusted.intervals()] == [120, 2_160, 120]


def test_a_shorter_walk_shrinks_in_proportion_and_loses_no_part(make):
    session = make.session(make.walk(3_000))
    adjusted = changed(session, total=20 * MINUTE)
    assert [interval.duration // SECOND for interval in adjusted.session.intervals()] == [100, 1_000, 100]
    assert "in proportion, and none is left out" in adjusted.changes[0]


def test_a_mindful_walk_of_three_minutes_has_all_its_parts(make):
    session = make.session(make.walk(660), warm_up=120, cool_down=120)
    adjusted = changed(session, total=3 * MINUTE).session
    assert [interval.duration // SECOND for interval in adjusted.intervals()] == [30, 120, 30]
    assert "use at least 1 min 30 s" in refusal(session, total=MINUTE)


def test_a_warm_up_that_was_asked_for_does_not_shrink(make):
    session = make.session(make.walk(180), warm_up=45, cool_down=45)
    assert "use at least 2 min 15 s" in refusal(session, warm_up=MINUTE, total=2 * MINUTE)
    adjusted = changed(session, warm_up=MINUTE, total=3 * MINUTE).session
    assert [interval.duration // SECOND for interval in adjusted.intervals()] == [60, 75, 45]


@given(st.data())
def test_a_walk_of_any_total_keeps_every_part_at_its_least_and_meets_the_total(shapes, data):
    session = data.draw(shapes.walking.filter(lambda session: not any(isinstance(block, Repeat) for block in session.main)))
    total = Milliseconds(data.draw(st.integers(30, 7_200)) * SECOND)
    try:
        adjusted = changed(session, total=total).session
    except UsageError as error:
        assert "use at least" in str(error)  # noqa: PT017  # a property: any of the two may happen
        return
    assert adjusted.duration == total
    assert len(adjusted.main) == len(session.main)
    assert min(adjusted.warm_up.duration, adjusted.cool_down.duration) >= SHORTEST_EASING


@pytest.mark.parametrize(
    ("wishes", "total"),
    [
        ({"miles": 6}, 270),
        ({"miles": 6, "each": MINUTE}, 360),
        ({"miles": 20, "each": Milliseconds(30_000)}, 600),
        ({"miles": 13.1}, 590),
        ({"each": MINUTE}, 360),
    ],
)
def test_miles_and_each_make_the_length_of_the_whole_walk(make, wishes, total):
    session = make.session(make.walk(180), warm_up=45, cool_down=45)
    assert changed(session, scale=FINISHER, **wishes).session.duration == total * SECOND


def test_a_walk_that_would_be_too_short_becomes_the_shortest_and_says_so(make):
    session = make.session(make.walk(180), warm_up=45, cool_down=45)
    adjusted = changed(session, scale=FINISHER, miles=1)
    assert adjusted.session.duration == SHORTEST_WALK_SESSION
    assert adjusted.changes[:2] == (
        "1 mile, 45 s for each: a walk of 45 s",
        "45 s is too short to be coached; the walk becomes 1 min 30 s",
    )


def test_a_scale_that_is_not_the_plans_is_refused(make, week_one):
    session = make.session(make.walk(180), warm_up=45, cool_down=45)
    assert "see finisher" in refusal(week_one, miles=6)
    assert "see instead-of-run" in refusal(week_one, minutes=20)
    assert "use miles" in refusal(session, scale=FINISHER, minutes=20)
    assert "use miles" in refusal(session, scale=FINISHER, minutes=20, miles=6)
    assert "walks 30 s to 1 min for each" in refusal(session, scale=FINISHER, miles=6, each=2 * MINUTE)
    assert "contradict" in refusal(session, scale=FINISHER, miles=6, total=9 * MINUTE)
    for miles in (0, -1, float("nan"), float("inf"), 601):
        assert "above 0, at most 600" in refusal(session, scale=FINISHER, miles=miles)


# --- feel --------------------------------------------------------------------------------------------------------------


def test_tired_lengthens_the_walks_by_half_and_keeps_the_total_by_fewer_repetitions(week_one):
    adjusted = changed(week_one, runner=Runner.BEGINNER, feel=Feel.TIRED)
    assert lengths(adjusted.session, Effort.WALK) == [180] * 4
    assert lengths(adjusted.session, Effort.RUN) == [60] * 4
    assert adjusted.session.duration == week_one.duration
    assert adjusted.changes[0] == "you feel tired: walks are lengthened by half, 2 min becomes 3 min"
    assert adjusted.changes[1] == "6 repetitions become 4: as many whole ones as fit into 28 min"


def test_tired_takes_the_time_from_the_longest_runs_where_each_repetition_is_a_large_part(make):
    session = make.session(make.repeat(1, make.run(17 * 60), make.walk(60), make.run(12 * 60), make.walk(60)))
    adjusted = changed(session, feel=Feel.TIRED)
    assert lengths(adjusted.session, Effort.WALK) == [90, 90]
    assert lengths(adjusted.session, Effort.RUN) == [16 * 60, 12 * 60]
    assert adjusted.session.duration == session.duration
    assert "the longest runs give the time" in adjusted.changes[1]


@pytest.mark.parametrize(("run", "shortened"), [(600, 540), (455, 420), (360, 300), (330, 295), (240, 205), (690, 630)])
def test_a_long_run_that_gives_its_time_lasts_whole_or_half_minutes(make, run, shortened):
    session = make.session(make.repeat(1, make.run(run), make.walk(70), make.run(120)))
    adjusted = changed(session, feel=Feel.TIRED)
    assert lengths(adjusted.session, Effort.WALK) == [105]
    assert lengths(adjusted.session, Effort.RUN) == [shortened, 120]
    assert adjusted.session.duration <= session.duration


def test_tired_changes_nothing_where_a_short_run_would_nearly_vanish(make):
    session = make.session(make.repeat(1, make.run(60), make.walk(120)))
    adjusted = changed(session, feel=Feel.TIRED)
    assert adjusted.session == session
    assert "stays as it is" in adjusted.changes[-1]


def test_tired_with_the_repetitions_that_were_asked_for_may_take_longer(week_one):
    adjusted = changed(week_one, feel=Feel.TIRED, repeat=6)
    assert lengths(adjusted.session, Effort.WALK) == [180] * 6
    assert adjusted.session.duration == week_one.duration + 6 * MINUTE


@pytest.mark.parametrize(("walk", "felt"), [(120, 90), (90, 70), (45, 35), (40, 30), (36, 30), (30, 30), (20, 20), (4, 4)])
def test_great_shortens_walks_to_three_quarters_never_under_half_a_minute(make, walk, felt):
    session = make.session(make.repeat(2, make.run(60), make.walk(walk)))
    assert lengths(changed(session, feel=Feel.GREAT).session, Effort.WALK) == [felt] * 2


@pytest.mark.parametrize(("walk", "felt"), [(180, 160), (120, 110), (90, 80), (60, 60), (45, 45), (30, 30)])
def test_great_shortens_a_beginners_walks_by_a_tenth_never_under_a_minute(make, walk, felt):
    session = make.session(make.repeat(2, make.run(60), make.walk(walk)))
    assert lengths(changed(session, runner=Runner.BEGINNER, feel=Feel.GREAT).session, Effort.WALK) == [felt] * 2


def test_a_returning_runners_walks_are_only_ever_lengthened(week_one):
    adjusted = changed(week_one, runner=Runner.RETURNING, feel=Feel.GREAT)
    assert adjusted.session == week_one
    assert "only ever lengthened" in adjusted.changes[0]


def test_good_leaves_the_session_as_it_is_and_says_so(week_one):
    assert changed(week_one, feel=Feel.GOOD).changes == ("you feel good: the session stays as it is",)


def test_a_session_of_walking_is_not_changed_by_feel(make):
    session = make.session(make.repeat(4, make.walk(180), make.walk(120)))
    assert changed(session, feel=Feel.TIRED).session == session


def test_feel_works_on_the_walk_that_was_asked_for(week_one):
    (walk,) = seconds(60)
    assert lengths(changed(week_one, walk=walk, feel=Feel.TIRED).session, Effort.WALK) == [90] * 4


@given(st.data(), st.sampled_from(Feel), st.sampled_from(Runner))
def test_feel_changes_no_run_and_no_walk_in_the_wrong_direction(shapes, data, feel, runner):
    session = data.draw(shapes.running)
    felt = replace(session, main=by_feel(session.main, feel, runner, []))
    for before, after in zip(session.intervals(), felt.intervals(), strict=True):
        longer, shorter = after.duration > before.duration, after.duration < before.duration
        assert before.effort is Effort.WALK or not (longer or shorter)
        assert not longer or (feel is Feel.TIRED and after.duration <= before.duration * 1.5 + step_at(after.duration) / 2)
        least = 60_000 if runner is Runner.BEGINNER else 30_000
        assert not shorter or (feel is Feel.GREAT and after.duration >= least and runner is not Runner.RETURNING)


@given(st.data(), st.sampled_from(Runner))
def test_no_feel_makes_a_session_longer(shapes, data, runner):
    session = data.draw(shapes.running)
    for feel in Feel:
        felt = adjust(session, Ratio(feel=feel), runner).session
        assert felt.duration <= session.duration
        assert felt.warm_up.duration == session.warm_up.duration
        assert felt.cool_down.duration >= session.cool_down.duration


# --- a session of one's own --------------------------------------------------------------------------------------------


def own_session(**wishes):
    ratio = Ratio(**wishes)
    plan = custom_plan(ratio)
    return adjust(plan.weeks[0].sessions[0], beyond_custom(ratio), plan.runner)


def test_a_ratio_of_ones_own_needs_no_plan():
    run, walk = seconds(60, 90)
    adjusted = own_session(run=run, walk=walk, repeat=8)
    assert (adjusted.session.duration, adjusted.changes) == (30 * MINUTE, ())


def test_a_total_of_ones_own_is_filled_with_repetitions():
    run, walk = seconds(60, 90)
    adjusted = own_session(run=run, walk=walk, total=46 * MINUTE)
    assert lengths(adjusted.session, Effort.RUN) == [60] * 14
    assert adjusted.session.duration == 46 * MINUTE
    assert (
        adjusted.changes[0] == "the 1 min left, too little for one more repetition, is easy walking: the cool-down lasts 6 min"
    )


def test_feel_and_a_longer_warm_up_reach_a_session_of_ones_own():
    run, walk = seconds(60, 60)
    adjusted = own_session(run=run, walk=walk, repeat=3, feel=Feel.TIRED, warm_up=8 * MINUTE).session
    assert lengths(adjusted, Effort.WALK) == [90] * 3
    assert adjusted.warm_up.duration == 8 * MINUTE


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"run": 60_000, "walk": 90_000}, "needs run, walk and repeat"),
        ({"run": 60_000, "repeat": 3}, "needs run, walk and repeat"),
        ({"run": 60_000, "walk": 90_000, "repeat": 3, "total": 1_800_000}, "contradict"),
        ({"run": 60_000, "walk": 90_000, "keep_total": True}, "keeps the total of a plan"),
        ({"run": 1_000, "walk": 90_000, "repeat": 3}, "run 1 s is too short"),
        ({"run": 60_000, "walk": 1_000, "repeat": 3}, "walk 1 s is too short"),
        ({"run": 60_000, "walk": 90_000, "repeat": 4_999}, "more than 5000 intervals"),
        ({"run": 60_000, "walk": 90_000, "repeat": 3, "warm_up": 60_000}, "warm_up 1 min: .* use 5 min or more"),
        ({"run": 60_000, "walk": 90_000, "total": 600_000}, "use at least 12 min 30 s"),
    ],
)
def test_a_ratio_that_makes_no_session_is_refused(wishes, message):
    with pytest.raises(UsageError, match=message):
        own_session(**wishes)


# --- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "label", "words"),
    [
        ({}, "", ""),
        ({"walk": 90_000}, "walk-1m30s", "walk 1 min 30 s"),
        ({"run": 60_000, "walk": 90_000, "repeat": 8}, "run-1m-walk-1m30s-x8", "run 1 min, walk 1 min 30 s, x8"),
        ({"total": 1_800_000, "warm_up": 360_000}, "warm-up-6m-total-30m", "warm-up 6 min, total 30 min"),
        ({"keep_total": True, "feel": Feel.TIRED}, "same-total-feel-tired", "same total, feel tired"),
        ({"miles": 6.0}, "miles-6", "6 miles"),
        ({"miles": 1}, "miles-1", "1 mile"),
        ({"miles": 13.1, "each": 60_000}, "miles-13.1-each-1m", "13.1 miles, 1 min each"),
        ({"minutes": 20}, "minutes-20", "20 minutes"),
    ],
)
def test_every_override_stands_in_the_file_name_and_in_the_title(wishes, label, words):
    ratio = Ratio(**wishes)
    assert (ratio.label, ratio_title(ratio), bool(ratio)) == (label, words, bool(label))
