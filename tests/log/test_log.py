"""The log's file: written whole, edited by hand, never lost; and marks that are taken in."""

import json
import subprocess
import sys
import tomllib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import CoachError, LogError, UsageError
from coach.log import record
from coach.log.dates import days_done, days_of_all, days_to_come
from coach.log.entry import LogEntry
from coach.log.record import read_marks
from coach.log.standing import Standing, next_step, standing
from coach.log.store import add_to_log, entry_text, log_path, read_log
from coach.log.weeks import logged_weeks, picture
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.next import Felt
from coach.plan.ratio import Ratio
from coach.plan.schedule import parse_days, schedule
from coach.session.request import session_requests
from coach.units import SECOND, Milliseconds

TUESDAY = date(2026, 12, 1)
DAYS = parse_days("tue,thu,sat")
START = find_plan("walk-run-start")

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
lengths = st.integers(0, 9_000).map(lambda seconds: Milliseconds(seconds * SECOND))
entries = st.builds(
    LogEntry,
    st.dates(date(2000, 1, 1), date(2199, 1, 1)),
    st.sampled_from(bundled_names()) | words,
    st.integers(1, 99),
    st.integers(1, 9),
    st.none() | st.sampled_from(Felt),
    st.just("") | words,
    lengths,
    lengths,
)


def entry(day, week, session, felt=None, plan="walk-run-start"):
    return LogEntry(day, plan, week, session, felt)


@settings(deadline=None)  # it writes files
@given(st.lists(entries, max_size=5))
def test_what_is_added_is_read_again(tmp_path_factory, added):
    path = tmp_path_factory.mktemp("state") / "deep" / "log.toml"
    for one in added:
        add_to_log(path, [one])
    assert list(read_log(path)) == sorted(added, key=lambda one: one.day)


def test_what_was_edited_by_hand_stays_comments_too(tmp_path):
    path = tmp_path / "log.toml"
    mine = '# my own words\n[[done]]\nplan = "small" # the small one\ndate = 2026-12-05\nsession = 2\nweek = 1'
    path.write_text(mine)
    add_to_log(path, [entry(TUESDAY, 1, 1)])
    assert path.read_text().startswith(mine)
    assert [(one.plan, one.day) for one in read_log(path)] == [("walk-run-start", TUESDAY), ("small", date(2026, 12, 5))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[done]]\ndate = 2026-12-01\nplan = \nweek = 1", "not valid TOML.*line 3"),
        ('[[done]]\ndate = 2026-12-01\nplan = "small"\nweek = 0\nsession = 1', "session 1: week is 0; write a whole number"),
        ('[[done]]\ndate = "soon"\nplan = "small"\nweek = 1\nsession = 1', "date is 'soon'; write a day such as"),
        ('[[done]]\nplan = "small"\nweek = 1\nsession = 1', "date is missing; add it, such as date = 2026-12-01"),
        ('[[done]]\ndate = 2026-12-01\nplan = "small"\nweek = 1\nsession = 1\nfeld = "easy"', "unknown key 'feld'.*felt"),
        (
            '[[done]]\ndate = 2026-12-01\nplan = "small"\nweek = 1\nsession = 1\nfelt = "great"',
            "felt is 'great'; write one of: easy",
        ),
        ('[[done]]\ndate = 2026-12-01\nplan = "small"\nweek = 1\nsession = 1\nrun = "far"', "run: 'far' is not a duration"),
        ("done = 7", r"write a list .*\[\[done\]\]"),
        ("dnoe = []", "unknown key 'dnoe'"),
        (b"\xff\xfe", "not text in UTF-8"),
    ],
)
def test_a_damaged_log_is_named_with_the_place_and_left_as_it_is(tmp_path, text, message):
    path = tmp_path / "log.toml"
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    with pytest.raises(LogError, match=f"(?s){message}") as error:
        read_log(path)
    assert str(path) in str(error.value)
    with pytest.raises(LogError):
        add_to_log(path, [entry(TUESDAY, 1, 1)])
    assert path.read_bytes() == data
    assert [file.name for file in tmp_path.iterdir()] == ["log.toml"]


def test_a_damaged_log_ends_the_command_with_one_message_and_its_code(runner):
    runner.log_file.parent.mkdir(parents=True)
    runner.log_file.write_text("[[done]\n")
    for command in (("today",), ("done",), ("log",), ("next",), ("calendar",)):
        message = runner.types(*command, code=3).stderr.strip().splitlines()[-1]
        assert str(runner.log_file) in message
    assert runner.log_file.read_text() == "[[done]\n"
    runner.types("plan", "--week", 1)  # the log is needed by nothing else


def test_a_log_that_is_lost_loses_nothing_else(runner):
    runner.did_it("--felt", "right")
    runner.log_file.unlink()
    assert "Begin with week 1, session 1" in runner.is_told()
    assert "Nothing is in the log yet" in runner.types("log").stdout


@pytest.mark.parametrize("name", ["../x", "Anna", "", "a b", "x" * 60, "-a"])
def test_a_profile_that_is_no_name_is_refused(name):
    with pytest.raises(UsageError, match="such as anna"):
        log_path(name)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("done", "--week", "1"), "both --week and --session"),
        (("done", "--week", "9", "--session", "1"), "no week 9"),
        (("done", "--date", "2199-01-01"), "still to come"),
        (("done", "--note", "x" * 501), "at most 500"),
        (("log", "export"), "coach log import FILE"),
        (("today", "walk-run-stat"), "walk-run-start"),
        (("calendar", "--run", "1m", "--walk", "1m", "--repeat", "5"), "--start 2026-12-01"),
    ],
)
def test_a_slip_is_refused_and_nothing_is_logged(runner, command, message):
    done = runner.types(*command, code=3 if command[1] in ("--note", "walk-run-stat") else 2)
    assert message in done.stderr
    assert not runner.log_file.exists()


def test_the_same_day_is_not_logged_twice_by_accident(runner):
    runner.did_it()
    assert "already" in runner.types("done", "--date", runner.today, code=2).stderr
    assert len(json.loads(runner.types("log", "--json").stdout)) == 1


def test_the_pages_marks_are_taken_in_once(runner, tmp_path):
    marks = [
        {"plan": "walk-run-start", "week": 1, "session": 2, "date": "2026-11-05", "felt": "hard", "note": 'a "note"\nin lines'},
        {"plan": "walk-run-start", "week": 1, "session": 1, "date": "2026-11-03"},
    ]
    path = tmp_path / "marks.json"
    path.write_text(json.dumps(marks))
    assert runner.types("log", "import", path).stdout == "2 new sessions in the log.\n"
    assert runner.types("log", "import", path).stdout == "0 new sessions in the log.\n"
    shown = json.loads(runner.types("log", "--json").stdout)
    assert [(mark["session"], mark["run"], mark["walk"]) for mark in shown] == [(1, "6m", "22m"), (2, "6m", "22m")]
    assert shown[1]["note"] == 'a "note" in lines'
    path.write_text(json.dumps(shown))
    assert runner.types("log", "import", path).stdout == "0 new sessions in the log.\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "not valid JSON"),
        ("{}", "no list of marks"),
        ("[7]", "mark 1: is no object"),
        ('[{"plan": "small", "week": 1, "session": 1, "date": "2026-13-01"}]', "mark 1: date is '2026-13-01'"),
        ('[{"plan": "smal", "week": 1, "session": 1, "date": "2026-12-01"}]', "mark 1: no plan called"),
        ('[{"plan": "small", "week": 1, "session": 9, "date": "2026-12-01"}]', "mark 1: no session 9 in week 1"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_marks_that_cannot_be_used_are_refused_whole(tmp_path, text, message):
    path = tmp_path / "marks.json"
    path.write_text(text)
    with pytest.raises(LogError, match=message):
        read_marks(path, [])


@pytest.mark.parametrize("name", bundled_names())
@pytest.mark.parametrize("felt", [None, *Felt])
def test_wherever_a_runner_is_there_is_a_next_session_that_can_be_made(name, felt):
    plan = find_plan(name)
    for week, content in enumerate(plan.weeks, 1):
        for session in range(1, len(content.sessions) + 1):
            for days in (1, 5, 9, 20, 200):
                where = standing([entry(TUESDAY, week, session, felt, plan=name)], name)
                advice = next_step(where, TUESDAY + timedelta(days))
                assert advice.reason
                assert advice.headline
                session_requests(find_plan(advice.plan), advice.week, advice.session, Ratio(), None)


def test_a_last_session_that_the_plan_does_not_have_any_more_is_named():
    with pytest.raises(LogError, match="week 9, session 1 on 2026-12-01"):
        standing([entry(TUESDAY, 9, 1)], "walk-run-start")


def test_a_single_walk_in_between_leaves_no_plan():
    log = [entry(TUESDAY, 1, 1), entry(TUESDAY + timedelta(1), 1, 1, plan="brisk-walk")]
    assert standing(log).called == "walk-run-start"
    assert standing(log[1:]).called == "brisk-walk"
    assert standing([]).called == "walk-run-start"


@settings(deadline=None)
@given(st.integers(0, 11), st.integers(0, 40))
def test_what_is_left_of_a_plan_follows_in_its_order_on_training_days_from_today(done, later):
    days = schedule(START, TUESDAY, DAYS)
    log = tuple(entry(one.day, one.week, one.session) for one in days[:done])
    where = Standing(START, "walk-run-start", log)
    today = (log[-1].day if log else TUESDAY) + timedelta(later)
    coming = days_to_come(where, today, DAYS)
    assert [(one.week, one.session) for one in coming] == [(one.week, one.session) for one in days[done:]]
    assert all(one.day >= today and one.day.weekday() in DAYS for one in coming)
    assert [one.day for one in days_done(where, coming)] == [one.day for one in log]
    assert [(one.week, one.session) for one in days_of_all(where, coming, today)] == [(one.week, one.session) for one in days]
    if done and later <= 2:
        assert coming == days[done:]  # nothing was missed, so nothing moves


def test_a_week_without_a_session_is_a_week_in_the_picture():
    log = [
        LogEntry(TUESDAY, "small", 1, 1, run=Milliseconds(600_000), walk=Milliseconds(600_000)),
        LogEntry(TUESDAY + timedelta(14), "small", 1, 1, run=Milliseconds(0), walk=Milliseconds(300_000)),
    ]
    weeks = logged_weeks(log)
    assert [(week.sessions, week.run, week.walk) for week in weeks] == [(1, 600_000, 600_000), (0, 0, 0), (1, 0, 300_000)]
    first, empty, last = picture(weeks)
    assert (first.count("█"), first.count("░")) == (20, 20)
    assert "█" not in empty + last
    assert last.count("░") == 10
    assert logged_weeks([]) == ()
    assert picture(weeks, plain=True)[0].isascii()


def test_an_entry_is_toml_whatever_its_words_are():
    text = entry_text(LogEntry(TUESDAY, "small", 1, 1, None, 'quote " back \\ del \x7f ü 走'))
    assert tomllib.loads(text)["done"][0]["note"] == 'quote " back \\ del \x7f ü 走'


def test_errors_of_the_log_belong_to_the_tree():
    assert issubclass(LogError, CoachError)


def test_sessions_that_are_logged_at_once_are_all_kept(tmp_path):
    program = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from coach.log.entry import LogEntry; from coach.log.store import add_to_log\n"
        "for day in range(1, 11): add_to_log(Path('log.toml'), [LogEntry(date(2026, int(sys.argv[1]), day), 'finisher', 1, 1)])"
    )
    processes = [subprocess.Popen([sys.executable, "-c", program, str(month)], cwd=tmp_path) for month in range(1, 7)]
    assert [process.wait(120) for process in processes] == [0] * 6
    assert len(read_log(tmp_path / "log.toml")) == 60


def test_a_plan_is_read_once_for_all_its_marks(tmp_path, monkeypatch):
    names = []
    monkeypatch.setattr(record, "find_plan", lambda name, paces: names.append(name) or find_plan(name, paces))
    marks = [{"plan": "finisher", "week": 1, "session": 1, "date": f"2026-11-{day:02}"} for day in range(1, 31)]
    (tmp_path / "marks.json").write_text(json.dumps(marks))
    assert len(read_marks(tmp_path / "marks.json", ())) == 30
    assert names == ["finisher"]
