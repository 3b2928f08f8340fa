"""The mixer of a site without a server, in a real browser: what it makes is what `coach render` makes."""

import re
import shutil

import pytest
from playwright.sync_api import Error, expect
from published_mixer import (
    IMAGES,
    KEPT_FILES,
    PIECES,
    PLAN,
    READY,
    SLOW,
    STARTED,
    assert_same_session,
    assert_whole,
    index_address,
    index_of,
    make,
    open_published,
    query,
    save,
    wait_for_image,
    web_host,
    words,
    write_site,
)
from support import until

from coach.mixer.piece_cache import read_pack
from coach.settings import Settings

FORMS = {
    "a session of a plan": {"plan": PLAN, "week": "1", "session": "1"},
    "a ratio of one's own": {"run": "75s", "walk": "45s", "repeat": "9"},
    "an end of the range": {"run": "5s", "walk": "5s", "repeat": "200"},
    "a ratio over the beat": {"run": "80s", "walk": "35s", "repeat": "6", "bed": "beat"},
    "a session of a plan over the beat": {"plan": PLAN, "week": "1", "session": "1", "bed": "beat"},
}
NEXT = {"plan": PLAN, "week": "1", "session": "2"}
IN_THE_GATE = ("a ratio of one's own", "an end of the range", "a session of a plan over the beat")
OTHER = {"run": "2m", "walk": "1m", "repeat": "4"}
FIRST_BYTES = 2_500_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VOICE = "heart"


@pytest.fixture(scope="session")
def settings():
    return Settings(voice=VOICE)


@pytest.fixture(scope="session")
def site(tmp_path_factory, spoken_cache, settings, outside_tool):
    outside_tool("npm")
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, spoken_cache.folder.parent, settings, [*FORMS.values(), NEXT, OTHER])
    return folder


@pytest.fixture(scope="session")
def host(site):
    with web_host(site) as server:
        yield server


@pytest.mark.parametrize("form", [pytest.param(name, marks=() if name in IN_THE_GATE else pytest.mark.long) for name in FORMS])
def test_a_session_made_in_the_page_is_the_one_that_is_rendered(form, host, window, coach, tmp_path, outside_tool):
    page = open_mixer_page(window, host, FORMS[form], accept_downloads=True)
    make(page)
    saved = save(page, tmp_path / "saved.mp3")
    rendered = coach("render", *words(FORMS[form]), "--voice", VOICE, "--out", tmp_path)
    assert_same_session(saved, tmp_path / rendered.stdout.strip().splitlines()[-1])
    coach("check", saved)
    assert_whole(saved, outside_tool)
    assert not page.messages


def open_mixer_page(window, host, form=None, **more):
    page = window(f"{host.address}mixer/index.html{f'?{query(form)}' if form else ''}", **more)
    page.wait_for_selector(STARTED, timeout=SLOW)
    return page


def test_away_from_the_network_a_session_plays_and_with_all_words_another_is_made(host, window):
    page = open_mixer_page(window, host, FORMS["a ratio of one's own"])
    page.get_by_text("Keep all words on this phone").first.click()
    page.get_by_role("button", name="Keep all words on this phone").click()
    expect(page.locator("#keep-state")).to_contain_text("All words are on this device", timeout=SLOW)
    make(page)
    until(page, "navigator.serviceWorker.controller !== null")
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector(READY, timeout=SLOW)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Run 2 of 9").click()
    until(page, "document.getElementById('audio').currentTime > 420")
    page.goto(f"{host.address}mixer/index.html?{query(OTHER)}")
    page.wait_for_selector(STARTED, timeout=SLOW)
    make(page)
    expect(page.locator("#player")).to_have_attribute("data-title", re.compile("run 2 min", re.IGNORECASE))


def test_after_a_session_of_a_plan_pieces_of_its_next_one_are_fetched_ahead(host, window, site):
    first = FORMS["a session of a plan"]
    page = open_mixer_page(window, host, first)
    begin = len(host.requests)
    make(page)
    wait_for_quiet(page, host)
    ahead = pieces_in(host.requests[begin:]) - names_of(site, first)
    assert ahead
    assert ahead <= names_of(site, NEXT)
    page.goto(f"{host.address}mixer/index.html?{query(NEXT)}")
    page.wait_for_selector(STARTED, timeout=SLOW)
    begin = len(host.requests)
    make(page)
    wait_for_quiet(page, host)
    assert pieces_in(host.requests[begin:]) >= names_of(site, NEXT) - names_of(site, first) - ahead
    assert not pieces_in(host.requests[begin:]) & ahead
    assert not page.messages


def test_a_first_session_moves_at_most_so_much_with_what_is_fetched_ahead(host, window, site):
    page = open_mixer_page(window, host, OTHER)
    begin = len(host.requests)
    make(page)
    wait_for_quiet(page, host)
    moved = pieces_in(host.requests[begin:])
    index = index_of(site)
    early = {name for name, _ in read_pack((site / index["start"]).read_bytes())}
    assert len(early) > 10
    assert not moved & early
    assert names_of(site, OTHER) < moved
    size = sum((site / f"{PIECES}{name}").stat().st_size for name in moved)
    size += sum((site / address).stat().st_size for address in (index_address(site), index["lengths"], index["start"]))
    assert FIRST_BYTES - 100_000 < size <= FIRST_BYTES


def wait_for_quiet(page, host):
    """Wait until a page has fetched nothing for three seconds."""
    seen = -1
    while seen != len(host.requests):
        seen = len(host.requests)
        page.wait_for_timeout(3_000)


def names_of(site, form):
    """Return the pieces that a session needs besides those that every device gets."""
    return set(open_published(site).missing(form))


def pieces_in(requests):
    """Return the pieces that were asked for."""
    return {path.split(PIECES)[1] for path in requests if PIECES in path}


def test_the_next_visit_goes_on_from_an_image_and_makes_the_same_session(host, window, coach, tmp_path):
    form = FORMS["a ratio of one's own"]
    page = open_mixer_page(window, host, OTHER, accept_downloads=True)
    wait_for_image(page)
    page.goto(f"{host.address}mixer/index.html?{query(form)}")
    page.wait_for_selector(f"{STARTED}[data-start=image]", timeout=SLOW)
    make(page)
    rendered = coach("render", *words(form), "--voice", VOICE, "--out", tmp_path)
    assert_same_session(save(page, tmp_path / "saved.mp3"), tmp_path / rendered.stdout.strip().splitlines()[-1])
    assert not page.messages


@pytest.mark.parametrize("work", [pytest.param("damage", marks=pytest.mark.long), "flip"])
def test_where_an_image_does_not_fit_the_mixer_starts_anew(host, window, work):
    page = open_mixer_page(window, host, OTHER)
    wait_for_image(page)
    page.evaluate(KEPT_FILES, [IMAGES, work])
    page.goto(f"{host.address}mixer/index.html?{query(OTHER)}")
    page.wait_for_selector(f"{STARTED}[data-start=anew]", timeout=SLOW)
    make(page)
    assert any("starts anew" in message for message in page.messages)


def test_pieces_that_were_damaged_on_the_device_are_fetched_anew(host, window):
    page = open_mixer_page(window, host, OTHER)
    page.get_by_text("Keep all words on this phone").first.click()
    page.get_by_role("button", name="Keep all words on this phone").click()
    expect(page.locator("#keep-state")).to_contain_text("All words are on this device", timeout=SLOW)
    assert page.evaluate(KEPT_FILES, [PIECES, "damage"])
    make(page)
    assert not page.messages


def test_all_words_over_the_beat_are_kept_apart_from_those_over_silence(host, window):
    page = open_mixer_page(window, host, OTHER)
    page.get_by_text("Keep all words on this phone").first.click()
    expect(page.locator("#keep-state")).to_contain_text("every session over silence", timeout=SLOW)
    page.get_by_label("Under the voice").select_option("beat")
    expect(page.locator("#keep-state")).to_contain_text("every session over the beat", timeout=SLOW)
    page.get_by_role("button", name="Keep all words on this phone").click()
    expect(page.locator("#keep-state")).to_contain_text("All words are on this device", timeout=SLOW)
    page.context.set_offline(True)
    for name, value in FORMS["a ratio over the beat"].items():
        if name != "bed":
            page.locator(f"#{name}").fill(value)
    expect(page.locator("#result")).to_contain_text("6 × run 1 min 20 s", timeout=SLOW)
    make(page)


@pytest.mark.parametrize("size", ["small phone", pytest.param("desk", marks=pytest.mark.long)])
def test_the_page_and_a_session_are_accessible_fit_and_have_no_console_messages(size, host, window):
    from axe_playwright_python.sync_playwright import Axe

    page = open_mixer_page(window, host, OTHER, size=size)
    for shown in ("the mixer", "a session"):
        if shown == "a session":
            make(page)
        result = Axe().run(page, options={"runOnly": RULES})
        assert result.violations_count == 0, result.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.messages == []


SHARE_SHEET = """
  Object.defineProperty(navigator, "canShare", { value: ({ files }) => files.every((file) => file.type === "audio/mpeg") });
  Object.defineProperty(navigator, "share", {
    value: async ({ files: [file], title }) => {
      const begin = String.fromCharCode(...new Uint8Array(await file.slice(0, 3).arrayBuffer()));
      const isInATap = navigator.userActivation.isActive;
      (window.handedOver ??= []).push({ title, name: file.name, type: file.type, size: file.size, begin, isInATap });
    },
  });
"""
"""In place of the sheet of a phone: a browser on Linux has none. It notes what it is handed."""


def test_the_share_sheet_is_handed_the_file_in_a_tap(host, window, tmp_path):
    page = open_mixer_page(window, host, accept_downloads=True)
    page.add_init_script(SHARE_SHEET)
    page.goto(f"{host.address}mixer/index.html?{query(OTHER)}")
    page.wait_for_selector(STARTED, timeout=SLOW)
    make(page)
    size = save(page, tmp_path / "saved.mp3").stat().st_size
    page.get_by_role("button", name="Share", exact=True).click()
    until(page, "window.handedOver?.length === 1")
    # An app on an iPhone's home screen knows no downloads: there the other button opens the sheet, too.
    page.evaluate("Object.defineProperty(navigator, 'standalone', { value: true })")
    page.get_by_role("button", name="Save the file").click()
    until(page, "window.handedOver.length === 2")
    name = page.locator("#save").get_attribute("data-name")
    file = {"title": name, "name": name, "type": "audio/mpeg", "size": size, "begin": "ID3", "isInATap": True}
    assert page.evaluate("window.handedOver") == [file, file]
    assert name.endswith(".mp3")


def test_where_there_is_no_share_sheet_no_button_offers_it(host, window):
    page = open_mixer_page(window, host, OTHER)
    assert not page.evaluate("'share' in navigator")
    make(page)
    expect(page.get_by_role("button", name="Save the file")).to_be_visible()
    expect(page.locator("#share-file")).to_be_hidden()


@pytest.mark.long
def test_the_other_session_of_a_visit_needs_no_new_start(host, window):
    page = open_mixer_page(window, host, FORMS["a ratio of one's own"])
    make(page)
    started = sum("python.wasm" in path for path in host.requests)
    page.go_back()
    for name, value in OTHER.items():
        page.locator(f"#{name}").fill(value)
    expect(page.locator("#result")).to_contain_text("4 × run 2 min", timeout=SLOW)
    make(page)
    assert sum("python.wasm" in path for path in host.requests) == started


def test_nothing_may_be_fetched_from_elsewhere_by_the_page_or_its_worker(host, window, site):
    page = open_mixer_page(window, host)
    with web_host(site) as elsewhere:
        fetching = f"fetch('{elsewhere.address}index.html')"
        for where in (page, *page.workers):
            with pytest.raises(Error, match="Failed to fetch"):
                where.evaluate(fetching)
        assert page.workers
        assert not elsewhere.requests
    assert any("Content Security Policy" in message for message in page.messages)


@pytest.mark.parametrize("lacking", ["WebAssembly", "Worker", "the engine's files"])
def test_where_no_session_can_be_made_the_nearest_published_one_is_offered(lacking, host, chromium):
    browser = chromium("--js-flags=--jitless") if lacking == "WebAssembly" else chromium()
    page = browser.new_page()
    if lacking == "Worker":
        page.add_init_script("delete window.Worker")
    if lacking == "the engine's files":
        page.context.route("**/*-python.wasm.bin", lambda route: route.fulfill(status=404))
    page.goto(f"{host.address}mixer/index.html?{query(OTHER)}")
    expect(page.locator("#engine-state")).to_contain_text("cannot be made in this browser", timeout=SLOW)
    link = page.locator("#engine-state a")
    expect(link).to_have_attribute("href", re.compile(rf"/plans/{PLAN}/week-1-session-\d/index.html"))
    browser.close()


def test_an_address_that_asks_for_what_cannot_be_made_says_so_and_offers_nothing_else(host, window):
    page = open_mixer_page(window, host, OTHER | {"run": "61s"})
    expect(page.locator("#run-hint")).to_contain_text("steps of 5s", timeout=SLOW)
    expect(page.locator("#result")).to_have_attribute("inert", "")
    page.locator("#run").fill(OTHER["run"])
    expect(page.locator("#result")).to_contain_text("4 × run 2 min", timeout=SLOW)
    expect(page.locator("#result")).not_to_have_attribute("inert", "")


HOSTILE = {
    "run=%3Cscript%3Ewindow.ran=1%3C/script%3E&walk=%22%3E%3Cimg%20src=x%20onerror=window.ran=1%3E&repeat=9": "Run: '<script>",
    f"run=1e400&walk=-5s&repeat={'9' * 60_000}": "Run: '1e400' is not a duration",
    "plan=../../narrated-walk&week=-1&session=1e9": "This page has no plan",
}


@pytest.mark.long
def test_a_hostile_address_runs_no_script_and_ends_in_one_message(host, window):
    page = window(f"{host.address}offline/index.html")
    for values, message in HOSTILE.items():
        page.goto(f"{host.address}mixer/session/index.html?{values}")
        expect(page.locator("#engine-state")).to_contain_text(message, timeout=SLOW)
        expect(page.locator("#made")).to_be_empty()
        assert page.evaluate("window.ran") is None
    assert page.messages == []


def test_a_form_that_has_no_words_says_so_and_the_last_session_stays(host, window):
    page = open_mixer_page(window, host)
    page.locator("#run").fill("61s")
    expect(page.locator("#run-hint")).to_contain_text("steps of 5s", timeout=SLOW)
    expect(page.locator("#result .total")).to_have_text("28 min")


@pytest.mark.long
def test_a_page_of_the_site_as_it_was_goes_on_working(site, settings, spoken_cache, window, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    with web_host(folder) as host:
        page = open_mixer_page(window, host)
        # Published anew: the earlier package's files stay as long as one more publication.
        write_site(folder, spoken_cache.folder.parent, settings, [OTHER], version="two")
        for name, value in FORMS["a ratio of one's own"].items():
            page.locator(f"#{name}").fill(value)
        expect(page.locator("#result")).to_contain_text("9 × run 1 min 15 s", timeout=SLOW)
        make(page)
