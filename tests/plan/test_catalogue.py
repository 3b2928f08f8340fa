"""The bundled plans: all of them there, each what it says it is."""

from itertools import pairwise

import pytest

from coach.errors import PlanError
from coach.language.english import ENGLISH
from coach.plan.adjust import adjust
from coach.plan.catalogue import DEFAULT_PLAN, bundled_names, find_plan
from coach.plan.model import Coaching, Effort, Flavour, Interval, Repeat, Runner, ScaleUnit
from coach.plan.ratio import Feel, Ratio
from coach.plan.text import plan_text
from coach.plan.toml import parse_plan
from coach.units import MINUTE, SECOND, Milliseconds

PROMISED = {
    "walk-run-start": (Coaching.WALK_RUN, Runner.BEGINNER),
    "walk-run-to-30": (Coaching.WALK_RUN, Runner.BEGINNER),
    "long-run": (Coaching.LONG_RUN, Runner.EXPERIENCED),
    "speed": (Coaching.SPEED, Runner.EXPERIENCED),
    "by-feel": (Coaching.BY_FEEL, Runner.BEGINNER),
    "hills": (Coaching.HILLS, Runner.EXPERIENCED),
    "small": (Coaching.WALK_RUN, Runner.LOW_DAY),
    "returning": (Coaching.WALK_RUN, Runner.RETURNING),
    "brisk-walk": (Coaching.WALK, Runner.BEGINNER),
    "power-walk": (Coaching.WALK, Runner.BEGINNER),
    "hike": (Coaching.WALK, Runner.BEGINNER),
    "finisher": (Coaching.WALK, Runner.EXPERIENCED),
    "second-walk": (Coaching.WALK, Runner.EXPERIENCED),
    "instead-of-run": (Coaching.WALK, Runner.EXPERIENCED),
    "mindful-walk": (Coaching.MINDFUL, Runner.BEGINNER),
    "narrated-walk": (Coaching.NARRATED, Runner.BEGINNER),
    "walking-week": (Coaching.WALK, Runner.LOW_DAY),
}
WALKS = [name for name, (coaching, _) in PROMISED.items() if coaching in (Coaching.WALK, Coaching.MINDFUL, Coaching.NARRATED)]
MAIN_WALKS = [name for name in WALKS if name not in ("walking-week", "power-walk", "hike")]


def sessions(name):
    return [session for week in find_plan(name).weeks for session in week.sessions]


def first_sessions(name):
    return [week.sessions[0] for week in find_plan(name).weeks]


def run_lengths(session):
    return [interval.duration for interval in session.intervals() if interval.effort is Effort.RUN]


def walk_lengths(session):
    return {interval.duration for interval in session.intervals() if interval.effort is Effort.WALK}


def assert_bounded_growth(outings):
    for before, after in pairwise(outings):
        assert after.longest_run <= max(before.longest_run * 1.25, before.longest_run + MINUTE)
        assert after.running <= max(before.running * 1.25, before.running + MINUTE)


def test_all_that_is_promised_is_bundled_and_the_default_comes_first():
    assert set(bundled_names()) == PROMISED.keys()
    assert bundled_names()[0] == DEFAULT_PLAN == "walk-run-start"


@pytest.mark.parametrize("name", PROMISED)
def test_a_plan_is_for_whom_and_of_the_kind_that_is_promised(name):
    plan = find_plan(name)
    assert (plan.coaching, plan.runner) == PROMISED[name]
    assert plan.name == name


@pytest.mark.parametrize("name", PROMISED)
def test_titles_are_spoken_as_they_are_written(name):
    plan = find_plan(name)
    assert ENGLISH.speakable(plan.title) == plan.title
    assert 40 < len(plan.description) < 160


@pytest.mark.parametrize("name", PROMISED)
def test_sessions_with_runs_have_five_minutes_before_and_after(name):
    for session in sessions(name):
        least = 5 * MINUTE if session.longest_run else 30 * SECOND
        assert min(session.warm_up.duration, session.cool_down.duration) >= least


@pytest.mark.parametrize("name", PROMISED)
def test_a_bundled_plan_is_read_as_it_is_written(name):
    assert parse_plan(plan_text(find_plan(name)), name) == find_plan(name)


def test_the_default_plan_is_the_table_of_the_handbook():
    assert [session.duration // MINUTE for session in first_sessions("walk-run-start")] == [28, 34, 35, 38]
    assert [session.running // MINUTE for session in first_sessions("walk-run-start")] == [6, 12, 15, 20]
    assert [len(week.sessions) for week in find_plan("walk-run-start").weeks] == [3, 3, 3, 3]


def test_to_thirty_minutes_grows_by_at_most_a_quarter_a_week_from_where_the_default_plan_ends():
    way = [first_sessions("walk-run-start")[-1], *first_sessions("walk-run-to-30")]
    assert_bounded_growth(way)
    assert all(38 * MINUTE <= session.duration <= 42 * MINUTE for session in way)
    assert way[-1].main == (Interval(Effort.RUN, Milliseconds(30 * MINUTE)),)


def test_to_thirty_minutes_changes_the_runs_or_the_walks_in_a_week_and_never_both():
    way = [first_sessions("walk-run-start")[-1], *first_sessions("walk-run-to-30")[:-1]]
    for before, after in pairwise(way):
        assert len(walk_lengths(before)) == len(walk_lengths(after)) == 1
        changed = [before.longest_run != after.longest_run, walk_lengths(before) != walk_lengths(after)]
        assert sum(changed) == 1
        assert not changed[1] or max(walk_lengths(after)) < max(walk_lengths(before))


def test_on_the_way_to_thirty_minutes_a_run_goes_only_after_it_has_become_short():
    for before, after in pairwise(first_sessions("walk-run-to-30")[:-1]):
        runs_before, runs_after = (
            [run.duration for run in session.intervals() if run.effort is Effort.RUN] for session in (before, after)
        )
        if len(runs_after) < len(runs_before):
            assert runs_before[-1] <= max(runs_before) / 2


def test_coming_back_grows_gently_and_leads_to_the_second_week_of_the_default_plan():
    assert_bounded_growth([*first_sessions("returning"), first_sessions("walk-run-start")[1]])
    assert first_sessions("returning")[0].longest_run == 30 * SECOND


def test_speed_runs_at_race_pace_and_recovers_longer_than_it_runs():
    assert_bounded_growth(first_sessions("speed"))
    for session in sessions("speed"):
        (repeat,) = session.main
        run, walk = repeat.blocks
        assert (run.flavour, walk.flavour) == (Flavour.RACE_PACE, Flavour.EASY)
        assert walk.duration > run.duration


@pytest.mark.parametrize("name", ["by-feel", "hills"])
def test_where_the_runner_decides_the_main_set_is_one_stretch(name):
    (session,) = sessions(name)
    (main,) = session.main
    assert (main.effort, main.flavour) == (Effort.RUN, Flavour.EASY)


def test_a_small_day_takes_ten_to_fifteen_minutes():
    assert [session.duration // MINUTE for session in sessions("small")] == [12, 13, 15]


@pytest.mark.parametrize("name", WALKS)
def test_walks_have_no_runs(name):
    assert all(session.longest_run == 0 for session in sessions(name))


@pytest.mark.parametrize("name", MAIN_WALKS)
@pytest.mark.parametrize("minutes", [3, 10, 25, 40, 60])
def test_a_walk_can_have_any_total(name, minutes):
    session, *_ = sessions(name)
    assert adjust(session, Ratio(total=Milliseconds(minutes * MINUTE)), Runner.BEGINNER).session.duration == minutes * MINUTE


@pytest.mark.parametrize(("miles", "each", "least", "most"), [(6, None, 270, 270), (20, 30, 600, 600), (20, 60, 1_200, 1_200)])
def test_the_finisher_is_as_long_as_the_handbook_says(miles, each, least, most):
    plan = find_plan("finisher")
    ratio = Ratio(miles=miles, each=Milliseconds(each * SECOND) if each else None)
    adjusted = adjust(plan.weeks[0].sessions[0], ratio, plan.runner, plan.scale)
    assert least <= adjusted.session.duration // SECOND <= most
    assert (plan.scale.least, plan.scale.each, plan.scale.most) == (30 * SECOND, 45 * SECOND, 60 * SECOND)


@pytest.mark.parametrize(("each", "minutes"), [(None, 60), (3, 60), (1, 20)])
def test_twenty_minutes_of_running_become_sixty_of_walking_or_the_same_time(each, minutes):
    plan = find_plan("instead-of-run")
    ratio = Ratio(minutes=20, each=Milliseconds(each * MINUTE) if each else None)
    assert adjust(plan.weeks[0].sessions[0], ratio, plan.runner, plan.scale).session.duration == minutes * MINUTE
    assert plan.scale.by is ScaleUnit.MINUTES


@pytest.mark.parametrize(
    ("run", "walk", "total"),
    [(480, 60, 120), (240, 60, 180), (30, 30, 60), (4, 30, 300)],
    ids=["8:1", "4:1", "30/30", "4 s runs"],
)
def test_a_long_run_has_any_ratio_and_any_total(run, walk, total):
    plan = find_plan("long-run")
    ratio = Ratio(run=Milliseconds(run * SECOND), walk=Milliseconds(walk * SECOND), total=Milliseconds(total * MINUTE))
    adjusted = adjust(plan.weeks[0].sessions[0], ratio, plan.runner).session
    assert adjusted.duration == total * MINUTE
    assert adjusted.longest_run == run * SECOND


@pytest.mark.parametrize("name", PROMISED)
@pytest.mark.parametrize("feel", Feel)
@pytest.mark.parametrize("runner", Runner)
def test_every_session_can_be_felt_by_every_runner(name, feel, runner):
    for session in sessions(name):
        felt = adjust(session, Ratio(feel=feel), runner)
        assert felt.changes
        assert felt.session.duration <= session.duration
        assert felt.session.running >= (0.6 if feel is Feel.TIRED else 1) * session.running


def test_repeats_are_where_walks_can_be_changed_in_all_weeks_but_the_last_to_thirty():
    for session in first_sessions("walk-run-to-30")[:-1]:
        assert all(isinstance(block, Repeat) for block in session.main)


def test_a_path_is_a_file_and_a_name_is_a_bundled_plan(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = '[[week]]\nmain = [{ walk = "9m" }]\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    (tmp_path / "small").write_text(text, encoding="utf-8")
    (tmp_path / "notes").write_text(text, encoding="utf-8")
    assert find_plan("mine.toml").title == "mine"
    assert find_plan("small").title == "A small day"
    assert find_plan("./small").title == "small"
    assert find_plan("notes").title == "notes"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("walk-run-strat", "did you mean walk-run-start"),
        ("zzz", "`coach plans` lists them"),
        ("", "`coach plans` lists them"),
        ("gone.toml", "no such file"),
        ("x" * 5_000, "no plan called"),
        ("~nobody-of-this-name/x.toml", "no"),
    ],
)
def test_a_plan_that_is_not_there_is_answered_with_a_hint(name, message):
    with pytest.raises(PlanError, match=message) as caught:
        find_plan(name)
    assert len(str(caught.value)) < 300
