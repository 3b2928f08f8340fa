"""The same wishes give the same bytes next year."""

import subprocess
import sys

import pytest

UNDER_A_CLOCK = """
import datetime, sys, time
moment = datetime.datetime({year}, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)

class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return moment.astimezone(tz)

    @classmethod
    def today(cls):
        return moment.replace(tzinfo=None)

class Day(datetime.date):
    @classmethod
    def today(cls):
        return moment.date()

datetime.datetime, datetime.date = Clock, Day
time.time = moment.timestamp
time.time_ns = lambda: int(moment.timestamp()) * 10**9
local, utc, form = time.localtime, time.gmtime, time.strftime
time.localtime = lambda seconds=None: local(moment.timestamp() if seconds is None else seconds)
time.gmtime = lambda seconds=None: utc(moment.timestamp() if seconds is None else seconds)
time.strftime = lambda text, moment=None: form(text, moment or time.localtime())

from pathlib import Path
from coach.cache import Cache
from coach.plan.adjust import custom_plan
from coach.plan.ratio import Ratio
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.progress import Written

assert datetime.datetime.now().year == time.localtime().tm_year == {year}
ratio = Ratio(run=60_000, walk=60_000, repeat=1)
request = session_requests(custom_plan(ratio), None, None, ratio, None)[0]

def report(event):
    if isinstance(event, Written):
        print("unchanged" if event.unchanged else "written")

Renderer(Settings(output={output!r}), report, cache=Cache(Path({cache!r}))).render([request], force={force})
"""


@pytest.fixture
def rendered_in(shared_cache, tmp_path):
    """Render a session in a year, in a process of its own: what was reported, and the file."""

    def render(year, folder, *, force=True):
        output = str(tmp_path / folder)
        code = UNDER_A_CLOCK.format(year=year, output=output, cache=str(shared_cache.folder.parent), force=force)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip(), next((tmp_path / folder).rglob("*.mp3")).read_bytes()

    return render


def test_a_session_has_the_same_bytes_in_two_years(rendered_in):
    assert rendered_in(2026, "one")[1] == rendered_in(2027, "two")[1]


def test_a_file_of_last_year_counts_as_unchanged(rendered_in):
    assert rendered_in(2026, "one")[0] == "written"
    assert rendered_in(2027, "one", force=False)[0] == "unchanged"
