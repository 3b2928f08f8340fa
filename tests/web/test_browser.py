"""A real Chromium, driven as a runner would: on a phone and on a desk, by light and by night."""

import contextlib
import os
import re
import shutil

import pytest

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
PAGES = {
    "plans": "",
    "plan": "plans/walk-run-start/",
    "mixed plan": "plans/tiny/walk.45s/",
    "session": "plans/tiny/week-1-session-1/",
    "mixer": "mixer/",
    "mixer from a plan": "mixer/?plan=walk-run-start&week=2&session=1&walk=90s&feel=tired",
    "subscribe": "plans/tiny/subscribe/?start=2026-12-01&days=tue&days=wed",
    "phone": "phone/",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser():
    chromium, sync_playwright = shutil.which("chromium"), None
    with contextlib.suppress(ImportError):
        from playwright.sync_api import sync_playwright
    if not (chromium and sync_playwright):
        refuse = pytest.fail if os.environ.get("COACH_OUTSIDE_READERS") == "require" else pytest.skip
        refuse("chromium or the extra [browser] is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        yield running
        running.close()


@pytest.fixture
def visit(browser, server):
    """Open a page in a window of its own; the messages of the console are in `.messages`."""
    opened = []

    def go(path, size="phone", scheme="light", *, script=True):
        window = browser.new_context(viewport=SIZES[size], color_scheme=scheme, java_script_enabled=script)
        opened.append(window)
        page = window.new_page()
        page.messages = []
        page.on("console", lambda message: page.messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.goto(server.address + path)
        if script:
            page.wait_for_selector("#job", state="detached", timeout=120_000)
        return page

    yield go
    for window in opened:
        window.close()


def until(page, expression, seconds=120):
    """Wait for something to become true; asked from outside, since the pages let no text become a program."""
    for _ in range(seconds * 10):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never became true: {expression}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_every_page_fits_its_window_has_no_console_messages_and_is_accessible(visit, path, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(path, size, scheme)
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.messages == []


def test_from_the_plans_to_playing_sound_and_from_part_to_part(visit):
    page = visit("")
    page.get_by_role("link", name="Tiny").click()
    page.get_by_role("link", name="Session 1").first.click()
    page.wait_for_selector("#audio")
    page.evaluate("document.getElementById('audio').play()")
    until(page, "document.getElementById('audio').currentTime > 0.5")
    page.locator("#chapters a", has_text="Run").click()
    until(page, "document.getElementById('audio').currentTime > 300.2")
    assert page.evaluate("document.getElementById('audio').currentTime") < 330
    assert page.evaluate("document.getElementById('audio').error") is None
    assert "Run" in page.locator("#now").inner_text()
    assert page.locator("#chapters a[aria-current]").count() == 1
    box = page.locator("#timeline").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 20)
    until(page, "document.getElementById('audio').currentTime > 480")
    assert page.messages == []


def test_the_player_knows_the_length_without_fetching_everything(visit):
    page = visit("plans/tiny/week-1-session-1/")
    until(page, "document.getElementById('audio').readyState >= 1")
    assert page.evaluate("document.getElementById('audio').duration") == pytest.approx(660, abs=40)


def test_the_mixer_follows_the_form_at_once_and_its_download_is_another_file(visit, tmp_path):
    page = visit("mixer/")
    page.get_by_label("Walk", exact=True).fill("30s")
    page.get_by_label("Run", exact=True).fill("30s")
    page.get_by_label("Times").fill("2")
    until(page, "document.querySelector('.total').textContent.includes('12 min')")
    files = []
    for walk in ("30s", "45s"):
        page.get_by_label("Walk", exact=True).fill(walk)
        until(page, f"document.getElementById('download').href.includes('walk.{walk}')")
        with page.expect_download(timeout=120_000) as waiting:
            page.get_by_role("link", name="Download MP3").click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        files.append(path)
        if "mixer" not in page.url:
            page.goto(re.sub(r"plans/.*", f"mixer/?run=30s&walk={walk}&repeat=2", page.url))
    assert [path.name for path in files] == ["run-30s-walk-30s-x2.mp3", "run-30s-walk-45s-x2.mp3"]
    assert files[1].stat().st_size - files[0].stat().st_size == pytest.approx(30 * 8_000, rel=0.3)
    assert all(path.read_bytes().startswith(b"ID3") for path in files)


def test_a_mix_that_does_not_work_is_explained_in_place_of_the_picture_and_nothing_breaks(visit):
    page = visit("mixer/")
    page.get_by_label("Run", exact=True).fill("2s")
    page.wait_for_selector(".problem")
    assert "at least 4s" in page.locator(".problem").inner_text()
    page.get_by_label("Run", exact=True).fill("20s")
    page.wait_for_selector(".total")
    assert page.messages == []


def test_without_scripts_everything_but_the_live_picture_works(visit):
    page = visit("mixer/", script=False)
    page.get_by_label("Walk", exact=True).fill("1m30s")
    page.get_by_role("button", name="Show").click()
    assert "25 min" in page.locator(".total").inner_text()
    page.goto(re.sub(r"mixer/.*", "plans/tiny/week-1-session-1/", page.url))
    assert page.get_by_role("link", name="Download").first.get_attribute("href").endswith("week-01-session-1.mp3")
    assert page.locator("#chapters a").first.get_attribute("href").endswith(".mp3#t=0")


def test_the_keyboard_reaches_download_and_every_part(visit):
    page = visit("plans/tiny/week-1-session-1/")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))
    assert reached[0] == "Skip to the content"
    assert any(text.startswith("Download") for text in reached[:10])
    assert any("Cool-down" in text for text in reached)


def test_download_is_in_sight_on_a_phone_before_anything_is_scrolled(visit):
    page = visit("plans/tiny/week-1-session-1/")
    box = page.get_by_role("link", name=re.compile("^Download")).first.bounding_box()
    assert box["y"] + box["height"] < SIZES["phone"]["height"] * 0.7
    assert box["height"] >= 44
