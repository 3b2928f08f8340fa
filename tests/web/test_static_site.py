"""What `coach publish` writes, taken from a plain web host as a browser and a player would."""

import functools
import http.server
import json
import re
import threading
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import feedparser
import pytest
from playwright.sync_api import expect
from support import until

from coach.files import alone_in
from coach.web.pages import ASSETS


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """A web host that knows nothing of us: files below a folder. Gives the folder of the site and its address."""
    root = tmp_path_factory.mktemp("host")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=root)) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield root / "my" / "runs", f"http://127.0.0.1:{web.server_address[1]}/my/runs/"
        web.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def site(coach, tiny, host):
    folder, address = host
    done = coach("publish", folder, tiny, "--base-url", address, "--start", "2026-12-01", "--days", "tue,thu")
    assert done.stdout.splitlines()[-1] == f"{address}plans/tiny/feed.xml"
    assert "https" in done.stderr
    return folder, address


class Links(HTMLParser):
    def __init__(self, page, text):
        super().__init__()
        self.page, self.links = page, set()
        self.feed(text)

    def handle_starttag(self, _, attributes):
        for name, value in attributes:
            link = (value or "").replace("webcal:", "http:")  # as calendar programs do, on this host without a certificate
            # Other links that open an app lead to no host.
            if name in ("href", "src") and urlsplit(link).scheme in ("", "http", "https"):
                self.links.add(urljoin(self.page, link).partition("#")[0])


def crawled(address):
    """Follow every link on every page; yield addresses and what they give."""
    waiting, seen = [address], set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        assert here.startswith(address), f"{here} leads elsewhere"
        with urlopen(here) as answer:
            body = answer.read()
            kind = answer.headers.get_content_type()
        yield here, kind, body
        if kind == "text/html":
            waiting += Links(here, body.decode()).links


def test_every_link_on_every_page_leads_to_something_on_the_same_host(site):
    kinds = {urlsplit(address).path: kind for address, kind, _ in crawled(site[1])}
    assert sum(path.endswith(".mp3") for path in kinds) == 4
    assert sum(kind == "text/html" for kind in kinds.values()) == 13  # five of them for paper
    assert sum(path.endswith((".fit", ".workout", "/workout.txt")) for path in kinds) == 12


def test_the_feed_is_right_about_every_file_and_dated_by_the_training_days(site):
    with urlopen(f"{site[1]}plans/tiny/feed.xml") as answer:
        feed = feedparser.parse(answer.read())
    assert [entry.published_parsed[:3] for entry in feed.entries] == [(2026, 12, day) for day in (1, 3, 8, 10)]
    for entry in feed.entries:
        with urlopen(entry.enclosures[0].href) as answer:
            assert len(answer.read()) == int(entry.enclosures[0].length)


def test_the_sound_is_what_render_writes(coach, site, tiny, tmp_path):
    coach("render", tiny, "--out", tmp_path)
    published = sorted(path.read_bytes() for path in site[0].rglob("*.mp3"))
    assert published == sorted(path.read_bytes() for path in tmp_path.rglob("*.mp3"))


def test_a_second_run_changes_no_sound_and_a_new_voice_moves_it_while_the_old_stays_one_run(coach, site, tiny):
    folder, address = site
    words = ("publish", folder, tiny, "--base-url", address, "--start", "2026-12-01", "--days", "tue,thu")
    first = {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp3")}
    coach(*words)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.mp3")} == first
    coach(*words, "--talk", "less")
    both = set(folder.rglob("*.mp3"))
    assert set(first) < both
    assert len(both) == 8
    coach(*words, "--talk", "less")
    assert set(folder.rglob("*.mp3")) == both - set(first)
    coach(*words)


def test_what_is_not_ours_is_left_alone(coach, site, tiny):
    folder, address = site
    mine = folder / "plans" / "mine.txt"
    mine.write_text("mine")
    outside = folder.parents[1] / "outside.txt"
    outside.write_text("outside")
    (folder / "way-out").symlink_to(outside.parent)
    names = [
        "../../outside.txt",
        str(outside),
        "way-out/outside.txt",
        "plans/tiny",
        "",
        ".",
        "a\0b",
        "\ud800",
        "a" * 900,
        "a/" * 400,
    ]
    (folder / ".coach-published.json").write_text(json.dumps({"now": [], "before": names}))
    coach("publish", folder, tiny, "--base-url", address)
    assert mine.read_text() == "mine"
    assert outside.read_text() == "outside"
    (folder / "way-out").unlink()


@pytest.mark.parametrize(
    "damaged", ["", "[]", '{"now": 3}', "[" * 100_000, '{"now": ["a", 1], "before": []}', '{"now": [], "before": NaN}']
)
def test_a_damaged_list_of_what_was_written_removes_nothing(coach, site, tiny, damaged):
    folder, address = site
    before = set(folder.rglob("*"))
    (folder / ".coach-published.json").write_text(damaged)
    coach("publish", folder, tiny, "--base-url", address)
    assert set(folder.rglob("*")) == before
    assert set(json.loads((folder / ".coach-published.json").read_text())) == {"now", "before"}


def test_a_second_publication_into_a_folder_is_refused_while_the_first_one_writes(coach, site, tiny):
    folder, address = site
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    with alone_in(folder):
        done = coach("publish", folder, tiny, "--base-url", address, "--talk", "more", code=1)
    assert "another publication writes into it; publish again when it has ended" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_remedy_that_publish_does_not_have_is_not_named(coach, site, tiny):
    folder, address = site
    done = coach("publish", folder, tiny, "--base-url", address, "--start", "2026-12-01", "--days", "tue,thu")
    assert "is there and unchanged" in done.stderr
    assert "--force" not in done.stderr


def test_an_option_of_the_mixer_without_a_mixer_is_refused(coach, tiny, tmp_path):
    done = coach("publish", tmp_path / "site", tiny, "--base-url", "https://example.org/", "--pyodide", tmp_path, code=2)
    assert "--pyodide is what --mixer is made with" in done.stderr
    words = ("--base-url", "https://example.org/", "--mixer-beat", "--pyodide", tmp_path)
    done = coach("publish", tmp_path / "site", tiny, *words, code=2)
    assert "name the folder of Pyodide" in done.stderr
    assert not (tmp_path / "site").exists()


def test_the_pages_name_the_apps_that_need_https(site):
    page = (site[0] / "plans/tiny/subscribe/index.html").read_text()
    assert "Overcast" in page
    assert "https" in page
    assert re.search(r"Trim silence.{1,40}off", page)


@pytest.mark.parametrize(
    "url",
    [
        *("example.org", "ftp://example.org", "https://", "https://example.org/?a=b", "https://exa mple.org", "http://[::1"),
        *(f"https://example.org/{'x' * 400}", "https://example.org/\x7f"),
    ],
)
def test_an_address_that_no_web_host_has_is_refused_with_an_example(coach, tiny, tmp_path, url):
    assert "such as https://" in coach("publish", tmp_path, tiny, "--base-url", url, code=2).stderr


def test_the_service_worker_keeps_every_script_and_the_style():
    names = {path.name for path in ASSETS.iterdir() if path.suffix in (".js", ".css")} - {"sw.js"}
    assert names <= set(re.findall(r'"([\w-]+\.\w+)"', (ASSETS / "sw.js").read_text()))


def test_the_folder_opens_from_disk(site, window):
    page = window((site[0] / "index.html").as_uri())
    page.locator(".card a", has_text="Tiny").click()
    page.get_by_role("link", name="Session 1").first.click()
    page.get_by_role("link", name="The next session").click()
    expect(page.locator("h1")).to_have_text("Week 1, session 2")
    page.evaluate("document.getElementById('audio').play()")
    until(page, "document.getElementById('audio').currentTime > 0.2")
    page.get_by_role("link", name="Plans").first.click()
    expect(page.get_by_role("heading", name="Your next session")).to_be_visible()


def test_from_a_web_host_a_session_is_kept_and_opens_offline(site, window):
    page = window(site[1])
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())")
    assert manifest["start_url"] == "../../"
    until(page, "navigator.serviceWorker.controller !== null")
    page.get_by_role("link", name="Play").click()
    until(page, "document.getElementById('player').dataset.ready === 'yes'")
    until(page, "caches.open('coach-pages').then((pages) => pages.keys()).then((keys) => keys.length >= 2)")
    page.context.set_offline(True)
    page.goto(site[1])
    page.locator("#kept-sessions li a").click()
    until(page, "document.getElementById('player').dataset.ready === 'yes'")
    page.get_by_role("button", name="Start").click()
    until(page, "document.getElementById('audio').currentTime > 0.2")
