"""One session as MP3, FIT, .workout, intervals text, calendar, print and page, as other people's readers see them.

Every form has the same boundaries between intervals, to the millisecond where the form has them. Where the runner decides (by
feel), a watch's step is open: there the plan's length stands in.
"""

import csv
import http.client
import io
import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import accumulate
from urllib.parse import urlsplit

import mutagen.id3
import mutagen.mp3
import pytest
import vobject
from icalendar import Calendar
from support import SpokenAtReadingSpeed
from workout_readers import OPEN, apple_steps, fit_steps, garmin_steps, intervals_steps

from coach.errors import UsageError
from coach.export.calendar import write_calendar
from coach.export.cue_sheet import as_csv
from coach.export.paper import write_cue_sheet
from coach.export.watch import FORMATS
from coach.export.workout import session_workout
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.ratio import Ratio
from coach.plan.schedule import default_days, schedule
from coach.script.lines import load_style
from coach.script.writer import ScriptOptions, write_script
from coach.session.request import session_requests

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
PATIENCE = 300
"""Seconds until a session is made."""


def requests_of(name):
    return session_requests(find_plan(name), None, None, Ratio(), None)


def boundaries(request):
    """Return the starts of all intervals and the end of the plan, in milliseconds."""
    intervals = request.timeline.intervals
    return [interval.start for interval in intervals] + [intervals[-1].end]


def added_up(lengths, request):
    """Return the boundaries between steps of these lengths in seconds; an open step is as long as the plan has it."""
    planned = [interval.duration for interval in request.timeline.intervals]
    opened = [interval.free for interval in request.timeline.intervals]
    assert [length is OPEN for length in lengths] == opened
    milliseconds = [plan if length is OPEN else round(length * 1_000) for plan, length in zip(planned, lengths, strict=True)]
    return [0, *accumulate(milliseconds)]


class Times(HTMLParser):
    """The times that a page shows: of elements of a class, in rows of another one."""

    def __init__(self, row, page):
        super().__init__()
        self._row, self._in_row, self._in_time = row, False, False
        self.times = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        classes = (dict(attributes).get("class") or "").split()
        if tag in ("tr", "ol", "ul"):
            self._in_row = self._row in classes
        self._in_time = "time" in classes

    def handle_endtag(self, tag):
        if tag in ("tr", "ol", "ul"):
            self._in_row = False

    def handle_data(self, data):
        if self._in_row and self._in_time and data.strip():
            self.times.append(milliseconds(data))
            self._in_time = False


def milliseconds(clock):
    seconds = 0
    for part in clock.strip().split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1_000


def watch_boundaries(name, data, request):
    """Return the boundaries that each reader of a format sees."""
    if name == "fit":
        seen = ([length for *_, length in fit_steps(data)], [length for *_, length in garmin_steps(data)[0]])
    elif name == "workout":
        seen = ([length for _, length in apple_steps(data)],)
    else:
        seen = ([length for _, length in intervals_steps(data.decode())],)
    return [added_up(lengths, request) for lengths in seen]


def event_boundaries(description):
    """Return the starts that an event's description lists, and the whole length."""
    whole = re.match(r"([\d:]+) in all", description)[1]
    return [milliseconds(start) for start in re.findall(r"^(\d+:\d\d(?::\d\d)?) [A-Z]", description, re.MULTILINE)] + [
        milliseconds(whole)
    ]


@pytest.mark.parametrize("name", bundled_names())
def test_every_session_of_a_plan_has_the_same_boundaries_on_the_watch_in_the_calendar_and_on_paper(name):
    requests = requests_of(name)
    plan = requests[0].plan
    ics = write_calendar(requests, schedule(plan, date(2026, 12, 1), default_days(plan)), NOW)
    icalendar_events = Calendar.from_ical(ics).walk("VEVENT")
    vobject_events = vobject.readOne(ics.decode()).vevent_list
    style = load_style("plain")
    for request, event, other_event in zip(requests, icalendar_events, vobject_events, strict=True):
        expected = boundaries(request)
        workout = session_workout(request)
        for form_name, form in FORMATS.items():
            if not form.fits(workout):
                assert workout.all_walking
                with pytest.raises(UsageError):
                    form.write(workout, NOW)
                continue
            for seen in watch_boundaries(form_name, form.write(workout, NOW), request):
                assert seen == expected, form_name
        assert event_boundaries(str(event["description"])) == expected
        assert event_boundaries(other_event.description.value) == expected
        sheet = write_script(request.context, style, SpokenAtReadingSpeed(), ScriptOptions())
        assert Times("head", write_cue_sheet(request, sheet).decode()).times == expected
        commands = [row for row in csv.DictReader(io.StringIO(as_csv(sheet))) if row["kind"] == "command"]
        assert {int(row["start_ms"]) for row in commands} <= set(expected)


class Reader:
    """Fetches from a server in the same home, waiting for what is being made."""

    def __init__(self, address):
        self.parts = urlsplit(address)

    def __call__(self, path, accept="*/*"):
        for _ in range(PATIENCE):
            connection = http.client.HTTPConnection(self.parts.hostname, self.parts.port, timeout=PATIENCE)
            connection.request("GET", self.parts.path + path, headers={"Host": self.parts.netloc, "Accept": accept})
            answer = connection.getresponse()
            body, status = answer.read(), answer.status
            connection.close()
            if status == http.client.FOUND:
                return self(path.rpartition("/")[0] + "/" + answer.headers["location"])
            if status != http.client.SERVICE_UNAVAILABLE:
                assert status == http.client.OK, (path, status, body[-300:])
                return body
        pytest.fail(f"{path} was not made in time")
        return None


@contextmanager
def started(environment, text):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "coach", "serve", "--port", str(port), "--read", text, *bundled_names()]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            yield Reader(process.stdout.readline().strip())
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def fetch(environment, tmp_path_factory):
    text = tmp_path_factory.mktemp("text") / "story.txt"
    text.write_text("There was a path along the river. " * 400, "utf-8")
    cache = os.environ.get("XDG_CACHE_HOME")
    with started(environment | ({"XDG_CACHE_HOME": cache} if cache else {}), str(text)) as reader:
        yield reader


@pytest.mark.slow
@pytest.mark.parametrize("name", bundled_names())
def test_a_sessions_page_and_all_that_it_offers_have_the_same_boundaries(fetch, name, tmp_path):
    request = requests_of(name)[0]
    expected = boundaries(request)
    home = f"plans/{name}/week-1-session-1/"

    mp3 = tmp_path / "session.mp3"
    mp3.write_bytes(fetch(f"{home}mp3"))
    chapters = sorted(mutagen.id3.ID3(mp3).getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [chapter.start_time for chapter in chapters] == expected  # the last one is the finish, with the closing words
    assert mutagen.mp3.MP3(mp3).info.length * 1_000 > expected[-1]

    page = fetch(home, accept="text/html").decode()
    assert Times("chapters", page).times == expected
    links = dict(re.findall(r'<a href="(workout\.\w+|print\.html)"(?: download="([^"]+)")?>', page))
    workout = session_workout(request)
    expected_links = {f"workout{form.ending}": form for form in FORMATS.values() if form.fits(workout)}
    assert links.keys() == expected_links.keys() | {"print.html"}
    for form_name, form in FORMATS.items():
        if form.fits(workout):
            assert links[f"workout{form.ending}"] == f"week-01-session-1{form.ending}"
            for seen in watch_boundaries(form_name, fetch(f"{home}workout{form.ending}"), request):
                assert seen == expected
    assert Times("head", fetch(f"{home}print.html").decode()).times == expected
    step = f"from.2026-12-01_days.{'-'.join(day.label for day in default_days(request.plan))}"
    event = Calendar.from_ical(fetch(f"plans/{name}/{step}/calendar.ics")).walk("VEVENT")[0]
    assert event_boundaries(str(event["description"])) == expected
