"""A real Chromium, driven as a runner would: on a phone and on a desk, by light and by night."""

import re

import pytest
from playwright.sync_api import expect
from support import SIZES, until

PAGES = {
    "plans": "",
    "plan": "plans/walk-run-start/",
    "mixed plan": "plans/tiny/walk.45s/",
    "session": "plans/tiny/week-1-session-1/",
    "mixer": "mixer/",
    "mixer from a plan": "mixer/?plan=walk-run-start&week=2&session=1&walk=90s&feel=tired",
    "subscribe": "plans/tiny/subscribe/?start=2026-12-01&days=tue&days=wed",
    "phone": "phone/",
    "offline": "offline/",
}
GATE = {("small phone", "light"), ("desk", "dark")}
WINDOWS = [
    pytest.param(size, scheme, marks=[] if (size, scheme) in GATE else [pytest.mark.long])
    for size in SIZES
    for scheme in ("light", "dark")
]
"""The gate looks at each page in two windows, `make test-player` in all."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize(("size", "scheme"), WINDOWS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_every_page_fits_its_window_has_no_console_messages_and_is_accessible(visit, path, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(path, size, scheme)
    result = Axe().run(page, options={"runOnly": RULES})
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.messages == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_text_at_twice_its_size_fits_a_small_phone(visit, path):
    page = visit(path, "small phone")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["small phone"]["width"]
    too_wide = "[...document.querySelectorAll('main *')].filter((e) => !e.closest('svg') && !e.closest('.panel, .unseen')"
    assert page.evaluate(f"{too_wide} && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML)") == []


INVISIBLE = """
[...document.querySelectorAll("body *")].filter((element) => {
  const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!text || !element.checkVisibility() || element.closest("svg, script")) return false;
  return getComputedStyle(element).color.match(/\\d+/g).slice(0, 3).every((part) => Number(part) > 120);
}).map((element) => element.outerHTML)
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_session_prints_as_a_cue_sheet_on_two_pages_in_dark_letters(visit, scheme):
    page = visit("plans/walk-run-start/week-1-session-1/", scheme=scheme)
    for paper in ("A4", "Letter"):
        assert len(re.findall(rb"/Type /Page\b", page.pdf(format=paper))) <= 2, paper
    page.emulate_media(media="print")
    assert page.evaluate(INVISIBLE) == []
    assert page.locator("#chapters").is_visible()
    assert page.locator(".cues li").last.is_visible()
    assert page.get_by_role("link", name="Download").count() == 0
    expect(page.get_by_text("On the watch and on paper"), "a heading without its links").to_be_hidden()


@pytest.mark.parametrize("path", ["", "plans/walk-run-start/"])
def test_no_page_prints_white_on_white(visit, path):
    page = visit(path, scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate(INVISIBLE) == []


def test_the_address_of_a_podcast_is_copied_where_the_browser_allows_it_and_selected_elsewhere(visit, chromium, serving, tiny):
    page = visit("plans/tiny/subscribe/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#address").input_value()
    expect(page.locator(".qr"), "a phone does not photograph itself").to_be_hidden()
    browser = chromium("--host-resolver-rules=MAP runs.test 127.0.0.1")
    try:
        with serving("--host", "runs.test", tiny) as server:
            page = browser.new_page()
            page.goto(f"http://runs.test:{server.port}/plans/tiny/subscribe/")
            page.wait_for_selector("#copy", timeout=120_000)
            page.get_by_role("button", name="Copy").click()
            page.get_by_text("Selected: copy it from here.").wait_for()
            assert page.evaluate("getSelection().toString()") == page.locator("#address").input_value()
            assert (
                page.get_by_role("link", name="AntennaPod").get_attribute("href").startswith("antennapod-subscribe://runs.test")
            )
            expect(page.locator(".qr")).to_be_visible()
    finally:
        browser.close()


def test_the_mixer_follows_the_form_at_once_and_its_download_is_another_file(visit, tmp_path):
    page = visit("mixer/")
    page.get_by_label("Walk", exact=True).fill("30s")
    page.get_by_label("Run", exact=True).fill("30s")
    page.get_by_label("Times", exact=True).fill("2")
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


def test_while_something_is_mistyped_the_last_good_picture_total_and_download_stay(visit):
    page = visit("mixer/")
    before = page.locator("#download").get_attribute("href")
    page.get_by_label("Run", exact=True).fill("2s")
    until(page, "document.getElementById('problem').textContent !== ''")
    page.get_by_label("Walk", exact=True).fill("banana")
    until(page, "document.getElementById('walk-hint').textContent.includes('banana')")
    expect(page.get_by_label("Walk", exact=True)).to_have_attribute("aria-invalid", "true")
    assert page.locator(".total").inner_text() == "28 min"
    assert page.locator("#download").get_attribute("href") == before
    page.get_by_label("Walk", exact=True).fill("20s")
    page.get_by_label("Run", exact=True).fill("20s")
    until(page, "document.querySelector('.total').textContent === '14 min'")
    expect(page.locator("#problem")).to_have_text("")
    expect(page.get_by_label("Walk", exact=True)).not_to_have_attribute("aria-invalid", "true")
    assert page.messages == []


def test_a_number_without_a_unit_is_asked_about_once_and_answered_with_a_tap(visit):
    page = visit("mixer/")
    page.get_by_label("Walk", exact=True).fill("90")
    page.get_by_role("button", name="90 seconds").click()
    until(page, "document.querySelector('.total').textContent === '25 min'")
    assert page.get_by_role("button", name="90 minutes").count() == 0


def test_what_people_write_is_understood_and_a_total_takes_the_place_of_times(visit):
    page = visit("mixer/")
    total = "document.querySelector('.total').textContent"
    walk = page.get_by_label("Walk", exact=True)
    for text, length in (("1,5", "25 min"), ("1 minute", "22 min"), ("1:30", "25 min"), ("2 min", "28 min")):
        walk.fill(text)
        until(page, f"{total} === '{length}'")
    expect(page.get_by_label("Times", exact=True)).to_have_value("6")
    page.get_by_text("Total length, warm-up, cool-down").click()
    page.get_by_label("Total length", exact=True).fill("40")
    page.get_by_role("button", name="40 minutes").click()
    until(page, f"{total} === '40 min'")
    expect(page.get_by_label("Times", exact=True)).to_have_value("")
    page.get_by_role("button", name="Times: more").click()
    expect(page.get_by_label("Total length", exact=True)).to_have_value("")
    expect(page.locator("#problem")).to_have_text("")
    assert page.messages == []


def test_a_total_of_hours_is_reached_by_buttons_and_by_an_answer(visit):
    page = visit("mixer/?run=5m&walk=1m&total=1h35m")
    total = page.get_by_label("Total length", exact=True)
    for value in ("1h36m", "1h37m"):
        page.get_by_role("button", name="Total length: more").click()
        expect(total).to_have_value(value)
    total.fill("1,5")
    page.get_by_role("button", name="1,5 hours").click()
    until(page, "document.querySelector('.total').textContent.includes('30')")
    expect(total).to_have_value("1,5 h")


def test_on_a_desk_the_picture_and_what_is_unwise_are_beside_the_form(visit):
    page = visit("mixer/?plan=walk-run-start&week=1&session=1&run=20m", size="desk")
    expect(page.get_by_text("runs of 20 min in week 1 (the plan has 1 min) are a lot for a beginner")).to_be_in_viewport()
    expect(page.locator(".mix-picture")).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Run", exact=True)).to_be_in_viewport()


def test_a_narrated_walk_is_not_offered_without_a_text(visit):
    page = visit("")
    assert page.get_by_text("Mindful walk").count() > 0
    assert page.get_by_text("Narrated walk").count() == 0
    page = visit("mixer/")
    assert page.locator("#plan option[value=mindful-walk]").count() == 1
    assert page.locator("#plan option[value=narrated-walk]").count() == 0


def test_buttons_beside_a_field_make_it_less_or_more_and_repeat_while_held(visit):
    page = visit("mixer/")
    run = page.get_by_label("Run", exact=True)
    for button, values in (("Run: more", ["1m15s", "1m30s"]), ("Run: less", ["1m15s", "1m", "55s"])):
        for value in values:
            page.get_by_role("button", name=button).click()
            expect(run).to_have_value(value)
    more = page.get_by_role("button", name="Times: more")
    more.scroll_into_view_if_needed()
    box = more.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    until(page, "Number(document.getElementById('repeat').value) >= 9")
    page.mouse.up()
    until(page, "document.querySelector('.summary').textContent.startsWith(document.getElementById('repeat').value)")
    assert page.messages == []


def test_a_plan_is_offered_only_the_fields_that_it_takes(visit):
    page = visit("mixer/")
    names = "[...document.querySelectorAll('#what input')].map((field) => field.name).join(' ')"
    for plan, offered, refused in (
        ("walk-run-start", {"run", "walk", "repeat", "total"}, {"miles", "minutes"}),
        ("finisher", {"miles"}, {"run", "walk", "repeat", "minutes"}),
        ("instead-of-run", {"minutes"}, {"run", "repeat", "miles"}),
        ("by-feel", set(), {"run", "walk", "repeat", "miles"}),
    ):
        page.get_by_label("Start from").select_option(plan)
        until(page, f"location.search.includes('{plan}')")
        fields = set(page.evaluate(names).split())
        assert offered <= fields, plan
        assert not refused & fields, plan
    page.get_by_label("Start from").select_option("finisher")
    page.get_by_label("Miles that you ran", exact=True).fill("7")
    until(page, "document.querySelector('#download').href.includes('/miles.7/')")


def test_a_link_to_a_mix_is_copied_or_selected_and_says_what_it_is(visit):
    page = visit("mixer/?run=90s&walk=1m&repeat=8")
    page.get_by_role("button", name="Copy a link").click()
    until(page, "document.getElementById('shared').textContent !== ''")
    link = page.locator("#shared-address").input_value()
    assert link.endswith("plans/custom/run.1m30s_walk.1m_repeat.8/week-1-session-1/")
    page.goto(link)
    page.wait_for_selector("#play", timeout=120_000)
    assert page.locator("meta[property='og:description']").get_attribute("content").replace("\u00a0", " ") == (
        "30 min: 8 × run 1 min 30 s, walk 1 min"
    )


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


def test_play_and_download_are_in_sight_on_a_phone_before_anything_is_scrolled(visit):
    page = visit("plans/tiny/week-1-session-1/")
    for button in (page.get_by_role("button", name="Play"), page.get_by_role("link", name=re.compile("^Download")).first):
        box = button.bounding_box()
        assert box["y"] + box["height"] < SIZES["phone"]["height"] * 0.75
        assert box["height"] >= 44
    page = visit("", "small phone")
    box = page.get_by_role("link", name="Play").bounding_box()
    assert box["y"] + box["height"] < SIZES["small phone"]["height"]
    assert box["height"] >= 60
