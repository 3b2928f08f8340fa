"""The calendar, read back by programs that other people wrote: icalendar, vobject and khal."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from coach.errors import UsageError
from coach.export.calendar import CalendarEntry, Timing, second_walks, write_calendar, write_entries
from coach.plan.catalogue import find_plan
from coach.plan.ratio import Ratio
from coach.plan.schedule import parse_days, schedule
from coach.plan.time_of_day import parse_time_of_day
from coach.session.request import session_requests
from coach.units import Milliseconds

SAMPLE = find_plan("walk-run-start")
REQUESTS = session_requests(SAMPLE, None, None, Ratio(), None)
DAYS = parse_days("tue,thu,sat")
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
BERLIN = Timing(ZoneInfo("Europe/Berlin"))
BEFORE_WINTER_TIME = date(2026, 10, 20)
"""The clocks go back on 25 October 2026, after the first week of a plan that begins here."""


def entries_from(start, at=None):
    days = schedule(SAMPLE, start, DAYS)
    return [CalendarEntry(request, scheduled.day, at) for request, scheduled in zip(REQUESTS, days, strict=True)]


def by_uid(data):
    return {str(event["uid"]): event for event in Calendar.from_ical(data).walk("VEVENT")}


@pytest.fixture
def khal(tmp_path):
    """Keep a calendar of khal's own: import files and list what is in it."""
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[plan]]\npath = {tmp_path / 'events'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\n"
    )

    def run(*words):
        command = [str(Path(sys.executable).with_name("khal")), "-c", str(config), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def load(data):
        path = tmp_path / "plan.ics"
        path.write_bytes(data)
        run("import", "--batch", "-a", "plan", path)
        form = ("--format", "{start-date} {start-time} {end-time} {title}", "--day-format", "")
        return [line for line in run("list", *form, "2026-01-01", "2027-12-31").splitlines() if line.strip()]

    return load


def test_three_readers_see_every_session_at_half_past_seven_on_both_sides_of_the_change_to_winter_time(khal):
    data = write_entries(entries_from(BEFORE_WINTER_TIME, time(7, 30)), NOW, BERLIN)
    expected = [datetime.combine(scheduled.day, time(7, 30)) for scheduled in schedule(SAMPLE, BEFORE_WINTER_TIME, DAYS)]
    offsets = [timedelta(hours=2)] * 3 + [timedelta(hours=1)] * 9

    starts = [event.decoded("dtstart") for event in Calendar.from_ical(data).walk("VEVENT")]
    assert [moment.replace(tzinfo=None) for moment in starts] == expected
    assert [moment.utcoffset() for moment in starts] == offsets

    starts = [event.dtstart.value for event in vobject.readOne(data.decode()).vevent_list]
    assert [moment.replace(tzinfo=None) for moment in starts] == expected
    assert [moment.utcoffset() for moment in starts] == offsets

    lines = khal(data)
    ends = [
        moment + timedelta(milliseconds=request.timeline.duration) for moment, request in zip(expected, REQUESTS, strict=True)
    ]
    assert [line[:22] for line in lines] == [
        f"{start:%Y-%m-%d %H:%M} {end:%H:%M}" for start, end in zip(expected, ends, strict=True)
    ]
    assert "Week 1, session 1" in lines[0]


def test_a_plan_that_is_moved_replaces_its_events(khal):
    first = write_entries(entries_from(date(2026, 10, 20), time(7, 30)), NOW, BERLIN)
    moved = write_entries(entries_from(date(2026, 10, 27), time(19)), NOW + timedelta(seconds=1), BERLIN)
    before, after = by_uid(first), by_uid(moved)
    assert before.keys() == after.keys()
    assert len(before) == 12
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)
    assert len(khal(first)) == 12
    lines = khal(moved)
    assert len(lines) == 12
    assert lines[0].startswith("2026-10-27 19:00")


def test_an_alarm_rings_before_each_session():
    timing = Timing(ZoneInfo("America/New_York"), Milliseconds(1_800_000))
    found = by_uid(write_entries(entries_from(date(2026, 12, 1), time(19)), NOW, timing))
    for event in found.values():
        (alarm,) = event.walk("VALARM")
        assert alarm["action"] == "DISPLAY"
        assert alarm["trigger"].dt == timedelta(minutes=-30)


def test_what_is_done_has_no_alarm_and_no_time():
    timing = Timing(ZoneInfo("Europe/Berlin"), Milliseconds(1_800_000))
    entry = CalendarEntry(REQUESTS[0], date(2026, 12, 1), done=True)
    (event,) = by_uid(write_entries([entry], NOW, timing)).values()
    assert event.walk("VALARM") == []
    assert event.decoded("dtstart") == date(2026, 12, 1)
    assert str(event["summary"]).startswith("✓ Week 1, session 1")


def test_a_day_can_have_a_second_walk_with_an_event_of_its_own(khal):
    entries = entries_from(date(2026, 12, 1), time(7, 30))
    data = write_entries([*entries, *second_walks(entries, time(18))], NOW, BERLIN)
    assert len(by_uid(data)) == 24
    lines = khal(data)
    assert [line[11:16] for line in lines] == ["07:30", "18:00"] * 12
    assert lines[1].endswith("walk 20 min")


def test_a_second_walk_during_the_first_session_is_refused():
    with pytest.raises(UsageError, match="before the first session is over"):
        second_walks(entries_from(date(2026, 12, 1), time(7, 30)), time(7, 45))


def test_a_served_calendar_asks_to_be_looked_at_again_and_a_file_does_not():
    days = schedule(SAMPLE, date(2026, 12, 1), DAYS)
    served = Calendar.from_ical(write_calendar(REQUESTS, days, NOW, links=[f"https://example.org/{n}/" for n in range(12)]))
    assert served["refresh-interval"].dt == timedelta(hours=12)
    assert served["refresh-interval"].params["value"] == "DURATION"
    assert str(served["x-published-ttl"]) == "PT12H"
    assert "refresh-interval" not in Calendar.from_ical(write_calendar(REQUESTS, days, NOW))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:30", time(7, 30)),
        ("07:30", time(7, 30)),
        ("7pm", time(19)),
        ("7 PM", time(19)),
        ("7:05am", time(7, 5)),
        ("19:00", time(19)),
        ("12am", time(0)),
        ("12:30pm", time(12, 30)),
        ("6.45", time(6, 45)),
        ("7 p.m.", time(19)),
    ],
)
def test_times_of_day_are_read_as_runners_write_them(text, expected):
    assert parse_time_of_day(text) == expected


@pytest.mark.parametrize("text", ["7", "noon", "25:00", "7:60", "13pm", "0am", "", "7:3", "7:30\u0660"])
def test_what_may_be_another_time_is_refused_with_examples(text):
    with pytest.raises(UsageError, match="7:30, 7pm or 19:00"):
        parse_time_of_day(text)


def test_the_command_takes_the_zone_of_the_computer_or_another_one(coach, tmp_path):
    path = tmp_path / "plan.ics"
    coach("calendar", "--start", "2026-12-01", "--at", "7pm", "--alarm", "30m", "--out", path)
    (first, *_) = by_uid(path.read_bytes()).values()
    assert first.decoded("dtstart").utcoffset() == timedelta(hours=1)  # TZ is Europe/Berlin
    coach("calendar", "--start", "2026-12-01", "--at", "19:00", "--timezone", "Australia/Perth", "--out", path)
    (first, *_) = by_uid(path.read_bytes()).values()
    assert first.decoded("dtstart").utcoffset() == timedelta(hours=8)
    assert "BEGIN:VTIMEZONE\r\nTZID:Australia/Perth" in path.read_bytes().decode()


def test_without_a_zone_that_has_a_name_the_remedy_is_said(coach):
    words = ("calendar", "--start", "2026-12-01", "--at", "7:30")
    assert "--timezone Europe/Berlin" in coach(*words, code=2, env={"TZ": "ABC-1"}).stderr
    assert "'Mars'" in coach(*words, "--timezone", "Mars", code=2).stderr


def test_an_alarm_without_a_time_is_refused(coach):
    assert "--at 7:30" in coach("calendar", "--start", "2026-12-01", "--alarm", "30m", code=2).stderr
