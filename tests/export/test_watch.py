"""Workouts for watches, read back by other people's readers."""

from datetime import UTC, datetime
from itertools import accumulate

import pytest
import workoutgen
from hypothesis import given, settings
from hypothesis import strategies as st
from workout_readers import OPEN, apple_steps, fit_steps, garmin_steps, intervals_steps

from coach.errors import UsageError
from coach.export.apple_workout import write_apple_workout
from coach.export.fit import write_fit
from coach.export.intervals_icu import write_intervals_text
from coach.export.workout import Workout, WorkoutRepeat, WorkoutStep, session_workout
from coach.plan.catalogue import find_plan
from coach.plan.model import Effort
from coach.plan.ratio import Ratio
from coach.plan.toml import load_plan
from coach.session.request import session_requests

NOW = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
SAMPLE = session_requests(find_plan("walk-run-start"), 1, 1, Ratio(), None)[0]

NESTED = """
title = "Nested"
description = "A repeat that holds a repeat, and one alone."
[[week]]
main = [
  { repeat = 2, of = [{ repeat = 3, of = [{ run = "45s" }, { walk = "1m15s" }] }, { run = "2m", flavour = "race pace" }] },
  { repeat = 1, of = [{ run = "1m" }, { walk = "1m" }] },
]
"""


@pytest.fixture
def nested(tmp_path):
    path = tmp_path / "nested.toml"
    path.write_text(NESTED)
    return session_workout(session_requests(load_plan(path), None, None, Ratio(), None)[0])


def test_the_sample_session_is_a_fit_workout_with_names_intensities_and_one_repeat():
    data = write_fit(session_workout(SAMPLE), NOW)
    steps, messages = garmin_steps(data)
    assert messages["file_id_mesgs"][0]["type"] == "workout"
    assert messages["file_id_mesgs"][0]["time_created"] == NOW
    assert messages["workout_mesgs"][0]["wkt_name"] == "Week 1, session 1"
    assert messages["workout_mesgs"][0]["sport"] == "running"
    assert len(messages["workout_step_mesgs"]) == 5  # warm-up, run, walk, the repeat, cool-down
    assert steps == [
        ("Warm-up", "warmup", 300),
        *[("Run", "active", 60), ("Walk", "recovery", 120)] * 6,
        ("Cool-down", "cooldown", 300),
    ]


def test_a_walk_is_a_walking_workout_whose_walks_are_no_recovery():
    request = session_requests(find_plan("walking-week"), 1, 3, Ratio(), None)[0]
    steps, messages = garmin_steps(write_fit(session_workout(request), NOW))
    assert messages["workout_mesgs"][0]["sport"] == "walking"
    assert {intensity for _, intensity, _ in steps} == {"warmup", "active", "cooldown"}


def test_repeats_inside_repeats_are_written_out_and_the_inner_ones_kept(nested):
    assert nested.main == (
        *(WorkoutRepeat(3, nested.main[0].steps), WorkoutStep("Run, race pace", Effort.RUN, 120_000)) * 2,
        WorkoutStep("Run", Effort.RUN, 60_000),
        WorkoutStep("Walk", Effort.WALK, 60_000),
    )
    lengths = [300, *[45, 75] * 3, 120, *[45, 75] * 3, 120, 60, 60, 300]
    data = write_fit(nested, NOW)
    assert [length for _, _, length in fit_steps(data)] == lengths
    assert [length for _, _, length in garmin_steps(data)[0]] == lengths
    assert [length for _, length in apple_steps(write_apple_workout(nested))] == lengths
    assert [length for _, length in intervals_steps(write_intervals_text(nested).decode())] == lengths


@pytest.mark.parametrize("plan", ["by-feel", "hills"])
def test_steps_by_feel_are_open(plan):
    workout = session_workout(session_requests(find_plan(plan), None, None, Ratio(), None)[0])
    data = write_fit(workout, NOW)
    assert [length for _, _, length in fit_steps(data)] == [300, OPEN, 300]
    assert fit_steps(data)[1][0] == "Run or walk"
    assert [length for _, length in apple_steps(write_apple_workout(workout))] == [300, OPEN, 300]
    assert [length for _, length in intervals_steps(write_intervals_text(workout).decode())] == [300, OPEN, 300]


def test_the_same_session_is_the_same_bytes():
    workout = session_workout(SAMPLE)
    assert write_fit(workout, NOW) == write_fit(workout, NOW)
    assert write_apple_workout(workout) == write_apple_workout(workout)


def test_intervals_text_reads_as_its_maker_documents_it():
    assert write_intervals_text(session_workout(SAMPLE)).decode() == (
        "Warm-up\n- Warm-up 5m\n\nMain set 6x\n- Run 1m\n- Walk 2m\n\nCool-down\n- Cool-down 5m\n"
    )


def test_a_title_in_any_script_is_kept_whole_or_cut_between_letters():
    step = WorkoutStep("Run", Effort.RUN, 60_000)
    for title in ("Läufe für Jürgen · 走る", "走" * 200):
        data = write_fit(Workout(title, step, (), step), NOW)
        name = garmin_steps(data)[1]["workout_mesgs"][0]["wkt_name"]
        assert title.startswith(name)
        assert len(name) >= min(len(title), 80)
        assert workoutgen.decode(write_apple_workout(Workout(title, step, (), step)))[0]["name"] == title


@settings(deadline=None)
@given(st.integers(4_000, 24 * 3_600_000))
def test_any_length_is_exact_to_the_millisecond(length):
    step = WorkoutStep("Run", Effort.RUN, length)
    workout = Workout("Long", step, (WorkoutRepeat(2, (step,)),), step)
    steps, messages = garmin_steps(write_fit(workout, NOW))
    assert messages["workout_step_mesgs"][0]["duration_value"] == length
    assert list(accumulate(round(seconds * 1_000) for _, _, seconds in steps)) == [length * n for n in (1, 2, 3, 4)]
    assert [round(seconds * 1_000) for _, seconds in apple_steps(write_apple_workout(workout))] == [length] * 4


def test_a_session_that_is_all_walking_is_refused_as_an_apple_workout():
    walk = session_requests(find_plan("brisk-walk"), None, None, Ratio(), None)[0]
    with pytest.raises(UsageError, match=r"all walking.*FIT"):
        write_apple_workout(session_workout(walk))


def test_one_session_goes_into_the_file_that_is_named(coach, tmp_path):
    path = tmp_path / "monday.fit"
    done = coach("export", "fit", "--week", 2, "--session", 1, "--walk", "90s", "--out", path)
    assert done.stdout.strip() == str(path)
    assert "walk" in done.stderr  # what the ratio changed
    assert [length for _, _, length in fit_steps(path.read_bytes())][1:3] == [120, 90]


def test_without_a_week_all_sessions_go_into_a_folder_named_like_the_mp3s(coach, tmp_path):
    done = coach("export", "workout", "walk-run-start", "--out", tmp_path)
    names = [f"week-{week:02}-session-{session}.workout" for week in (1, 2, 3, 4) for session in (1, 2, 3)]
    assert sorted(path.name for path in (tmp_path / "walk-run-start").iterdir()) == names
    assert done.stdout.split() == [str(tmp_path / "walk-run-start" / name) for name in names]


def test_a_plan_that_the_format_cannot_hold_leaves_nothing_behind(coach, tmp_path):
    done = coach("export", "workout", "walking-week", "--out", tmp_path, code=2)
    assert len(done.stderr.strip().splitlines()) == 1
    assert "outdoor runs only" in done.stderr
    assert list(tmp_path.iterdir()) == []
