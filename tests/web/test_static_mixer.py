"""The mixer of a site without a server, in a real browser: what it makes is what `coach render` makes."""

import re
import subprocess

import pytest
from mutagen.id3 import ID3
from playwright.sync_api import Error, expect
from published_mixer import PLAN, web_host, write_site
from support import missing, until

from coach.mp3.inspect import sound_checksum
from coach.settings import Settings

FORMS = {
    "a session of a plan": {"plan": PLAN, "week": "1", "session": "1"},
    "a ratio of one's own": {"run": "75s", "walk": "45s", "repeat": "9"},
    "an end of the range": {"run": "5s", "walk": "5s", "repeat": "200"},
}
OTHER = {"run": "2m", "walk": "1m", "repeat": "4"}
VOICE = "heart"
READY = "#player[data-ready=yes]"
SLOW = 120_000


@pytest.fixture(scope="session")
def settings():
    return Settings(voice=VOICE)


@pytest.fixture(scope="session")
def site(tmp_path_factory, environment, spoken_cache, settings, outside_tool):
    outside_tool("npm")
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, spoken_cache.folder.parent, settings, [*FORMS.values(), OTHER])
    return folder


@pytest.fixture(scope="session")
def host(site):
    with web_host(site) as server:
        yield server


def query(form):
    return "&".join(f"{name}={value}" for name, value in form.items())


def words(form):
    """Return the words of `coach render` for a form."""
    options = [word for name, value in form.items() if name != "plan" for word in (f"--{name}", value)]
    return [form["plan"], *options] if "plan" in form else options


def make(page):
    page.get_by_role("link", name="Play").click()
    page.wait_for_selector(READY, timeout=SLOW)


def save(page, path):
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the file").click()
    download.value.save_as(path)
    return path


def frames(tag, name):
    return [frame.HashKey + str(frame) for frame in tag.getall(name)]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_session_made_in_the_page_is_the_one_that_is_rendered(form, host, window, coach, tmp_path, outside_tool):
    page = window(f"{host.address}mixer/index.html?{query(form)}", accept_downloads=True)
    page.wait_for_selector("#mixing[data-ready=yes]", timeout=SLOW)
    make(page)
    saved = save(page, tmp_path / "saved.mp3")
    rendered = coach("render", *words(form), "--voice", VOICE, "--out", tmp_path)
    native = tmp_path / rendered.stdout.strip().splitlines()[-1]
    assert sound_checksum(saved) == sound_checksum(native)
    ours, theirs = ID3(saved), ID3(native)
    for name in ("CHAP", "CTOC", "USLT", "SYLT", "TXXX", "TIT2", "TALB", "COMM"):
        assert frames(ours, name) == frames(theirs, name), name
    coach("check", saved)
    assert "error" not in subprocess.run(
        [outside_tool("ffmpeg"), "-v", "error", "-i", saved, "-f", "null", "-"], capture_output=True, text=True, check=True
    ).stderr
    report = subprocess.run([outside_tool("mp3val"), saved], capture_output=True, text=True, check=True).stdout
    assert "WARNING" not in report, report
    assert "ERROR" not in report, report
    assert not page.messages
