"""A fortnight of a runner's log, with a week that was missed in between: a story in commands."""

import json
import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar


def test_a_fortnight_with_a_missed_week(runner):
    # On a Tuesday in November somebody begins.
    told = runner.on("2026-11-03").is_told()
    assert told.startswith("Begin with week 1, session 1.")
    assert "nothing of this plan in your log" in told
    assert told.endswith("coach render walk-run-start --week 1 --session 1\n")
    assert "week 1, session 1, it felt right" in runner.did_it("--felt", "right", "--note", "Cold, and lovely.")

    # On Thursday the second session comes, and it is hard.
    assert "Do week 1, session 2." in runner.on("2026-11-05").is_told()
    assert "week 1, session 2, it felt hard" in runner.did_it("--felt", "hard")

    # On Saturday the third one is advised with longer walks; it feels easy.
    told = runner.on("2026-11-07").is_told()
    assert "Do week 1, session 3, with longer walks." in told
    assert "28:00: 4 × run 1 min, walk 3 min" in told
    assert "--feel tired" in told
    assert "week 1, session 3, it felt easy" in runner.did_it("--felt", "easy")

    # Then a cold, and no session for a week and more. Until Wednesday nothing is lost.
    told = runner.on("2026-11-11").is_told()
    assert "Do week 2, session 1." in told
    assert "3 days without a session take nothing away" in told

    # On the Tuesday after it is suggested, with the reason, to begin the week again; nothing is entered for the runner.
    before = runner.log_file.read_text()
    told = runner.on("2026-11-17").is_told()
    assert "Repeat week 1 from its first session." in told
    assert "Why: 9 days are long enough" in told
    assert runner.log_file.read_text() == before

    # The runner takes the advice, and the plan goes on from there.
    assert "week 1, session 1, it felt right" in runner.did_it("--felt", "right")
    assert "Do week 1, session 2." in runner.on("2026-11-19").is_told()
    runner.did_it("--felt", "right")

    # The log shows it all: five sessions, three weeks, one of them empty.
    shown = runner.types("log").stdout
    assert shown.count("walk-run-start") == 5
    assert "Cold, and lovely." in shown
    weeks = shown.partition("Minutes in the week from\n")[2].splitlines()
    assert [week[:10] for week in weeks] == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert "  16 run   68 walked" in weeks[0]  # the third session had longer walks, and fewer of them: 22 + 22 + 24
    assert "   0 run    0 walked" in weeks[1]
    assert weeks[0].count("#") > 0
    assert weeks[0].count("#") + weeks[0].count("-") > weeks[2].count("#") + weeks[2].count("-") > 0


def test_calendar_dates_move_with_the_log(runner):
    for day in ("2026-11-03", "2026-11-05", "2026-11-07"):
        runner.on(day).did_it("--felt", "right")
    path = runner.home / "plan.ics"
    runner.types("calendar", "--out", path)
    events = {str(event["uid"]): event for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    assert len(events) == 12
    for session, day in enumerate((3, 5, 7), 1):
        done = events[f"walk-run-start-w1-s{session}@walk-run-coach"]
        assert done.decoded("dtstart") == date(2026, 11, day)
        assert str(done["summary"]).startswith("✓")
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    coming = [event.decoded("dtstart") for uid, event in events.items() if "-w1-" not in uid]
    assert all(day >= today for day in coming)
    assert coming == sorted(coming)
    # After the break the runner begins the week again: its events move, and those of the days before are replaced.
    output = runner.types("calendar", "--week", 1, "--session", 1, "--out", path).stderr
    assert "then give" not in output.lower()
    moved = {str(event["uid"]): event for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
    assert moved.keys() == events.keys()
    assert all(event.decoded("dtstart") >= today for event in moved.values())
    assert all(moved[uid]["sequence"] >= events[uid]["sequence"] for uid in events)


def test_feed_dates_move_with_the_log(runner):
    plan = runner.home / "tiny.toml"
    plan.write_text(
        'title = "Tiny"\ndescription = "Quickly made."\nsessions-a-week = 2\n[[week]]\n'
        'main = [{ repeat = 1, of = [{ run = "30s" }, { walk = "30s" }] }]\n'
    )
    runner.on("2026-11-05").did_it(plan, "--week", 1, "--session", 1, "--felt", "right")
    words = ("publish", "site", plan, "--base-url", "https://example.org/", "--from-log")
    runner.types(*words, "--days", "tue,sat")
    feed = (runner.home / "site" / "plans" / "tiny" / "feed.xml").read_text()
    first, second = sorted(parsedate_to_datetime(text) for text in re.findall(r"<pubDate>(.*?)</pubDate>", feed))
    assert first.date() == date(2026, 11, 5)
    assert second.date() >= datetime.now(ZoneInfo("Europe/Berlin")).date()
    assert second.weekday() in (1, 5)
    assert "contradict" in runner.types(*words, "--start", "2026-12-01", code=2).stderr


def test_two_runners_share_a_computer_and_not_a_log(runner):
    runner.did_it("--felt", "easy")
    runner.did_it("--profile", "anna", "by-feel", "--felt", "right")
    assert "by-feel" not in runner.types("log").stdout
    anna = json.loads(runner.types("log", "--json", "--profile", "anna").stdout)
    assert [(mark["plan"], mark["felt"]) for mark in anna] == [("by-feel", "right")]
    assert "Do week 1, session 2" in runner.on("2026-11-05").is_told()
    told = runner.is_told("--profile", "anna")
    assert "Do it again as often as you like, for the 2nd time." in told


def test_next_without_numbers_knows_where_the_runner_is(runner):
    runner.did_it("--week", 3, "--session", 1, "--felt", "right")
    output = runner.types("next", "--felt", "sore").stdout
    assert "No run now" in output
    assert "repeat week 3" in output
    assert "Go back to week 2" in runner.types("next", "--missed", 20).stdout
    assert "Do week 4, session 1" in runner.types("next", "--week", 3, "--felt", "right").stdout


def test_after_the_last_session_the_following_plan_is_named(runner):
    runner.did_it("--week", 4, "--session", 3, "--felt", "right")
    told = runner.on("2026-11-05").is_told()
    assert "Begin walk-run-to-30" in told
    assert runner.did_it().startswith("Logged for 2026-11-05: walk-run-to-30, week 1, session 1")
    assert "all of walk-run-start is in your log" in runner.types("calendar", "walk-run-start", code=2).stderr


def test_a_sore_runner_walks_and_then_comes_back(runner):
    runner.did_it("--week", 2, "--session", 2, "--felt", "sore")
    assert "No run now" in runner.on("2026-11-05").is_told()
    assert "say which session it was" in runner.types("done", "--date", runner.today, code=2).stderr
    runner.did_it("brisk-walk", "--week", 1, "--session", 1, "--felt", "right")
    told = runner.on("2026-11-07").is_told()
    assert "Repeat week 2 from its first session." in told
    assert "you were sore" in told


def test_the_session_of_the_day_is_rendered_where_it_is_asked_for(runner):
    told = runner.is_told("small", "--render")
    assert told.splitlines()[-1] == "output/small/week-01-session-1.mp3"
    assert (runner.home / "output" / "small" / "week-01-session-1.mp3").stat().st_size > 1_000_000
