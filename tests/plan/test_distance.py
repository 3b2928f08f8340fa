"""Distances with a pace: they become time, and are spoken as distances."""

from dataclasses import replace
from decimal import Decimal

import pytest
from support import SpokenAtReadingSpeed

from coach.errors import InputError, PlanError
from coach.language.english import ENGLISH
from coach.plan.context import session_context
from coach.plan.distance import Distance, Paces, parse_distance, parse_pace
from coach.plan.text import plan_text
from coach.plan.timeline import timeline
from coach.plan.toml import parse_plan
from coach.script.cues import CueKind
from coach.script.lines import bundled_styles, load_style
from coach.script.outline import outline_variables
from coach.script.titles import interval_title, main_set_title
from coach.script.writer import ScriptOptions, write_script

TRACK = """[[week]]
main = [{ repeat = 4, of = [{ run = "400m", at = "5:30/km" }, { walk = "200m", at = "10:00/km" }] }]
"""


def first_run(text):
    return next(interval for interval in parse_plan(text, "mine").weeks[0].sessions[0].intervals() if interval.effort == "run")


def one_run(length, more="", top=""):
    return f'{top}\n[[week]]\nmain = [{{ run = "{length}"{more} }}]\n'


@pytest.mark.parametrize(
    ("amount", "unit", "pace", "seconds"),
    [
        ("400", "m", "5:30/km", 132),
        ("1", "km", "5:30 min/km", 330),
        ("0.25", "mi", "8:00/mi", 120),
        ("1", "mi", "5:00/km", 483),
        ("200", "yd", "6:00 per km", 66),
        ("1", "km", "12 km/h", 300),
        ("1", "mi", "6 mph", 600),
    ],
)
def test_a_distance_takes_its_time_to_the_second(amount, unit, pace, seconds):
    assert Distance(Decimal(amount), unit, pace).time == seconds * 1_000


@pytest.mark.parametrize("text", ["banana", "5:70/km", "1:59/km", "30:01/km", "5:30", "99 mph", ""])
def test_what_is_no_pace_is_refused_with_the_way_to_write_it(text):
    with pytest.raises(InputError, match="write a pace such as"):
        parse_pace(text)


def test_a_bare_m_is_metres_beside_a_pace_and_minutes_under_a_hundred_without():
    assert parse_distance("50m", "5:30/km", beside=True).text == "50 m"
    assert parse_distance("50m", "5:30/km", beside=False) is None
    assert parse_distance("400m", "5:30/km", beside=False).text == "400 m"


@pytest.mark.parametrize("length", ["400m", "1 km", "0.5 mi", "200 yards"])
def test_a_plan_has_one_pace_for_its_runs_and_minutes_stay_minutes(length):
    top = 'at = "5:00/km"'
    assert first_run(one_run(length, top=top)).distance.pace == "5:00/km"
    assert first_run(one_run("5m", top=top)).duration == 300_000
    assert first_run(one_run("1 km", ', at = "6:00/km"', top)).duration == 360_000


def test_the_pace_of_a_session_stands_before_that_of_its_week_and_its_plan():
    plan = 'at = "5:00/km"\n[[week]]\nat = "6:00/km"\n[[week.session]]\nat = "7:00/km"\nmain = [{ run = "1 km" }]'
    assert first_run(plan).duration == 420_000
    assert first_run(plan.replace('at = "7:00/km"\n', "")).duration == 360_000


OWN = Paces("6:00/km", "12:00/km")


@pytest.mark.parametrize(
    ("top", "more", "seconds"), [("", "", 360), ('at = "5:00/km"', "", 300), ("", ', at = "4:00/km"', 240)]
)
def test_the_runner_s_own_pace_is_for_what_has_none_in_the_plan(top, more, seconds):
    plan = parse_plan(one_run("1 km", more, top), "mine", paces=OWN)
    assert plan.weeks[0].sessions[0].longest_run == seconds * 1_000


def test_a_walk_has_the_runner_s_walking_pace_and_minutes_stay_minutes():
    text = '[[week]]\nmain = [{ run = "5m" }, { walk = "200m" }, { walk = "1 km", speed = "6 km/h" }, { walk = "2m" }]'
    main = parse_plan(text, "mine", paces=OWN).weeks[0].sessions[0].main
    assert [block.duration // 1_000 for block in main] == [300, 144, 600, 120]


def test_a_plan_written_again_keeps_the_pace_that_it_was_read_with():
    plan = parse_plan(one_run("1 km"), "mine", paces=OWN)
    assert parse_plan(plan_text(plan), "mine", paces=Paces("5:00/km")).weeks == plan.weeks


def test_a_speed_on_a_treadmill_is_a_pace_too():
    assert first_run(one_run("1 km", ', speed = "12 km/h"')).duration == 300_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (one_run("400m"), "minutes or metres. For minutes write 400 min; for 400 metres give the pace"),
        (one_run("1 km"), "a distance is read with its pace.*or give your own, with pace or in the config file"),
        (TRACK.replace(', at = "10:00/km"', ""), 'for 200 metres give the pace: at = "10:00/km" beside it; .* with walk_pace'),
        (one_run("400m", ', at = "soon"'), "at is 'soon'; write a pace such as"),
        (one_run("2m30s", ', at = "5:30/km"'), "beside at write a distance"),
        (one_run("5m", ', at = "5:30/km"'), "takes 2 s; use at least 4 s"),
        (one_run("900 km", ', at = "5:30/km"'), "at most 200 km"),
        (one_run("0 km", ', at = "5:30/km"'), "more than 0"),
        (TRACK.replace(', at = "10:00/km"', "").replace("[[week]]", 'at = "5:00/km"\n[[week]]'), "interval 2: walk is '200m'"),
    ],
)
def test_nonsense_is_refused_with_place_and_remedy(text, message):
    with pytest.raises(PlanError, match=message):
        parse_plan(text, "mine")


def test_a_plan_with_distances_is_written_as_it_is_read():
    plan = parse_plan(TRACK, "mine")
    assert 'run = "400m", at = "5:30/km"' in plan_text(plan)
    assert parse_plan(plan_text(plan), "mine").weeks == plan.weeks


@pytest.mark.parametrize("style", bundled_styles())
def test_a_distance_is_spoken_with_its_time(style):
    context = session_context(parse_plan(TRACK, "mine"), 1, 1)
    sheet = write_script(context, load_style(style), SpokenAtReadingSpeed(), ScriptOptions())
    runs = [
        cue.text for cue in sheet.cues if cue.kind is CueKind.COMMAND and "run" in cue.text.lower() and cue.interval in (1, 3)
    ]
    assert len(runs) == 2
    assert all("four hundred metres. About two minutes twelve." in text for text in runs)


@pytest.mark.parametrize("style", bundled_styles())
def test_titles_and_the_outline_name_the_distance(style):
    context = session_context(parse_plan(TRACK, "mine"), 1, 1)
    sheet = write_script(context, load_style(style), SpokenAtReadingSpeed(), ScriptOptions())
    (outline,) = [cue.text for cue in sheet.cues if cue.kind is CueKind.OUTLINE]
    assert "Four hundred metres each." in outline
    assert interval_title(context.timeline.intervals[1]).endswith("· 400 m (2 min 12 s)")
    assert main_set_title(context.timeline).endswith("run 400 m (2 min 12 s), walk 200 m (2 min)")


def test_the_outline_of_runs_that_adjoin_says_their_time():
    text = '[[week]]\nmain = [{ repeat = 2, of = [{ run = "400m", at = "5:00/km" }, { run = "2m" }, { walk = "1m" }] }]'
    context = session_context(parse_plan(text, "mine"), 1, 1)
    runs = outline_variables(context.timeline, ENGLISH)["runs"].lower()
    assert "four minutes" in runs
    assert "metres" not in runs


def test_where_the_time_is_changed_the_distance_is_not_said():
    session = parse_plan(TRACK, "mine").weeks[0].sessions[0]
    repeat = session.main[0]
    run = replace(repeat.blocks[0], duration=90_000)
    changed = replace(session, main=(replace(repeat, blocks=(run, repeat.blocks[1])),))
    assert [interval.distance for interval in timeline(changed).intervals[1:3]] == ["", "200 m"]
