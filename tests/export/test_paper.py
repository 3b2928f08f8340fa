"""What is made for paper, printed by Chromium on A4 and on Letter, and read back with Poppler."""

import contextlib
import os
import re
import shutil
import subprocess

import pytest
from support import SpokenAtReadingSpeed

from coach.export.paper import write_cue_sheet, write_poster
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.ratio import Ratio
from coach.plan.toml import load_plan
from coach.script.lines import load_style
from coach.script.writer import ScriptOptions, write_script
from coach.session.request import session_requests
from coach.units import Milliseconds

PAPERS = {"A4": (595, 842), "Letter": (612, 792)}
"""In points."""
MARGIN = 30
"""Points that printers leave blank; our margins are wider."""
TITLE_SIZE, TEXT_SIZE = 30, 13
"""Points."""


def sheet_of(request):
    return write_script(request.context, load_style("warm"), SpokenAtReadingSpeed(), ScriptOptions())


@pytest.fixture(scope="module")
def browser():
    chromium, sync_playwright = shutil.which("chromium"), None
    with contextlib.suppress(ImportError):
        from playwright.sync_api import sync_playwright
    if not (chromium and sync_playwright and shutil.which("pdftotext")):
        refuse = pytest.fail if os.environ.get("COACH_OUTSIDE_READERS") == "require" else pytest.skip
        refuse("chromium, playwright or pdftotext is not installed")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def printed(browser, tmp_path):
    """Print a page on paper; give the words of each sheet with their boxes, in points."""

    def run(html, paper):
        source, pdf = tmp_path / "page.html", tmp_path / f"{paper}.pdf"
        source.write_bytes(html)
        page = browser.new_page()
        addresses = []
        page.on("request", lambda request: addresses.append(request.url))
        page.goto(source.as_uri())
        page.pdf(path=pdf, format=paper)
        page.close()
        assert addresses == [source.as_uri()]  # nothing is loaded from elsewhere
        boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
        return [
            [(float(x), float(y), float(right), float(bottom), word) for x, y, right, bottom, word in _WORD.findall(sheet)]
            for sheet in boxes.split("<page ")[1:]
        ]

    return run


_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def words_of(sheets):
    text = " ".join(word for sheet in sheets for *_, word in sheet)
    return squeezed(
        text.replace("&apos;", "'").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    )


def squeezed(text):
    return re.sub(r"\s+", "", text)


def check_sheets(sheets, paper, *, most):
    width, height = PAPERS[paper]
    assert len(sheets) <= most
    for sheet in sheets:
        assert len(sheet) > 20  # no sheet is empty, or nearly so
        for left, top, right, bottom, word in sheet:
            assert MARGIN <= left < right <= width - MARGIN, word
            assert MARGIN <= top < bottom <= height - MARGIN, word
    _, top, _, bottom, _ = sheets[0][0]
    assert bottom - top >= TITLE_SIZE


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", bundled_names())
def test_each_plan_is_a_poster_on_one_sheet(printed, name, paper):
    requests = session_requests(find_plan(name), None, None, Ratio(), None)
    sheets = printed(write_poster(requests), paper)
    check_sheets(sheets, paper, most=1)
    text = words_of(sheets)
    assert squeezed(requests[0].plan.title) in text
    for week in requests[0].plan.weeks:
        assert squeezed(week.title or "") in text


def test_a_poster_has_a_box_for_every_session():
    requests = session_requests(find_plan("walk-run-to-30"), None, None, Ratio(), None)
    assert write_poster(requests).decode().count('<span class="box">') == 36


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    ("name", "ratio", "most"),
    [("walk-run-start", {}, 5), ("by-feel", {}, 3), ("small", {}, 3), ("long-run", {"total": Milliseconds(3 * 3_600_000)}, 18)],
)
def test_a_cue_sheet_has_every_time_and_every_word_and_nothing_is_cut(printed, name, ratio, most, paper):
    request = session_requests(find_plan(name), 1, 1, Ratio(**ratio), None)[0]
    sheet = sheet_of(request)
    sheets = printed(write_cue_sheet(request, sheet), paper)
    check_sheets(sheets, paper, most=most)
    text = words_of(sheets)
    assert squeezed(request.title) in text
    for cue in sheet.cues:
        assert squeezed(cue.text or "") in text
    sizes = [bottom - top for page in sheets for _, top, _, bottom, word in page if word.isalpha()]
    assert sorted(sizes)[len(sizes) // 2] >= TEXT_SIZE


def test_an_authors_words_are_words_and_no_markup(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'title = "<b>Mine</b> & yours"\ndescription = "<script>alert(1)</script>"\n[[week]]\n'
        'main = [{ repeat = 2, of = [{ run = "30s", note = "<i>easy</i>" }, { walk = "30s" }] }]\n'
    )
    requests = session_requests(load_plan(path), None, None, Ratio(), None)
    for page in (write_poster(requests), write_cue_sheet(requests[0], sheet_of(requests[0]))):
        assert b"&lt;b&gt;Mine" in page
        assert b"<script" not in page
        assert b"<i>easy" not in page


def test_the_command_writes_the_poster_or_the_cue_sheets(coach, tmp_path):
    poster = tmp_path / "fridge.html"
    assert coach("print", "returning", "--out", poster).stdout.strip() == str(poster)
    done = coach("print", "small", "--week", 1, "--out", tmp_path)
    names = [tmp_path / "small" / f"week-01-session-{session}.html" for session in (1, 2, 3)]
    assert done.stdout.split() == [str(name) for name in names]
    assert all(b"Warm-up" in name.read_bytes() for name in names)
