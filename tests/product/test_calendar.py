from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar


@pytest.fixture(scope="module")
def events(coach, tmp_path_factory):
    def read(*words):
        path = tmp_path_factory.mktemp("calendar") / "plan.ics"
        done = coach("calendar", *words, "--out", path)
        assert done.stdout.strip() == str(path)
        return Calendar.from_ical(path.read_bytes()).walk("VEVENT"), done.stderr, path

    return read


def test_the_calendar_has_every_session_on_its_day_with_content_length_and_file(events):
    sessions, _, _ = events("walk-run-start", "--start", "2026-12-01")
    assert len(sessions) == 12
    first = sessions[0]
    assert first.decoded("dtstart") == date(2026, 12, 1)
    assert first.decoded("dtend") == date(2026, 12, 2)
    assert "6 × run 1 min, walk 2 min" in str(first["summary"])
    assert "28:00 in all" in str(first["description"])
    assert "week-01-session-1.mp3" in str(first["description"])
    assert sessions[-1].decoded("dtstart") == date(2026, 12, 26)


def test_with_a_time_of_day_a_session_lasts_as_long_as_it_does(events):
    sessions, _, _ = events("walk-run-start", "--start", "2026-12-01", "--at", "07:30", "--timezone", "Asia/Tokyo")
    assert sessions[0].decoded("dtstart") == datetime(2026, 12, 1, 7, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert sessions[0].decoded("duration") == timedelta(minutes=28)


def test_names_of_events_are_different_and_stay_the_same_from_run_to_run(events):
    uids = [[str(event["uid"]) for event in events("walk-run-start", "--start", "2026-12-01")[0]] for _ in range(2)]
    assert len(set(uids[0])) == 12
    assert uids[0] == uids[1]


def test_no_line_is_longer_than_the_standard_allows(events):
    _, _, path = events("walk-run-start", "--start", "2026-12-01")
    assert max(len(line) for line in path.read_bytes().split(b"\r\n")) <= 75


def test_the_default_days_do_not_follow_each_other_and_others_are_pointed_out(events):
    assert "follow each other" not in events("walk-run-start", "--start", "2026-12-01")[1]
    assert (
        "Tuesday and Wednesday follow each other"
        in events("walk-run-start", "--start", "2026-12-01", "--days", "tue,wed,fri")[1]
    )


@pytest.mark.parametrize(
    "words", [(), ("--start", "soon"), ("--start", "2026-12-01", "--days", "never"), ("--start", "2026-12-01", "--at", "noon")]
)
def test_invalid_options_are_refused_with_an_example(coach, words):
    assert "such as" in coach("calendar", "walk-run-start", *words, code=2).stderr
