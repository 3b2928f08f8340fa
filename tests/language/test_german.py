"""A language from outside: a style folder with a language.toml, and no change to the product."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from support import SpokenAtReadingSpeed

from coach.cache import Cache
from coach.errors import LinesError, VoiceError
from coach.export.cue_sheet import as_text
from coach.language.english import ENGLISH
from coach.mixer.episode import Episode
from coach.plan.catalogue import find_plan
from coach.plan.context import session_context
from coach.plan.ratio import Ratio
from coach.proof.check import check_file
from coach.script.cues import CueKind
from coach.script.lines import bundled_styles, load_style
from coach.script.writer import ScriptOptions, write_script
from coach.session.labels import chapters, session_tags
from coach.session.renderer import Renderer
from coach.session.request import session_requests
from coach.settings import Settings
from coach.units import MINUTE, SECOND, Milliseconds
from coach.web.feed import Item, Show, write_feed

FOLDER = Path(__file__).parent / "german"
STYLE = load_style(str(FOLDER))
GERMAN = STYLE.language

SPELLED_ALIKE = {"am", "in", "so", "was", "also", "die", "min", "minute", "du", "an", "plan", "pause", "ada"}
"""Words of both languages."""


def words_of(text):
    return set(re.findall(r"[^\W\d_]+", text.lower()))


@pytest.fixture(scope="module")
def english_words():
    """Give every word that the English styles say or write in the sample plan."""
    plan = find_plan("walk-run-start")
    texts = [plan.title, ENGLISH.words.labels.comment, *ENGLISH.words.efforts.values()]
    for style in map(load_style, bundled_styles()):
        for number, week in enumerate(plan.weeks, 1):
            for session in range(1, len(week.sessions) + 1):
                context = session_context(plan, number, session)
                sheet = write_script(context, style, SpokenAtReadingSpeed(), ScriptOptions())
                texts += [as_text(sheet), *(cue.text for cue in sheet.cues)]
    return set().union(*map(words_of, texts)) - SPELLED_ALIKE


@pytest.fixture(scope="module")
def sheet():
    context = session_context(find_plan("walk-run-start"), 1, 1)
    return write_script(context, STYLE, SpokenAtReadingSpeed(), ScriptOptions(name="Ada"))


@pytest.fixture(scope="module")
def request_in_german():
    (request,) = session_requests(find_plan("walk-run-start"), 1, 1, Ratio(), None, GERMAN)
    return request


def test_a_whole_session_is_written_without_an_english_word(sheet, english_words):
    texts = [cue.text for cue in sheet.cues if cue.text]
    assert len(texts) >= 40
    assert len(english_words) > 500
    assert [(text, words_of(text) & english_words) for text in texts if words_of(text) & english_words] == []
    assert {CueKind.COMMAND, CueKind.WARNING, CueKind.TALK_TEST, CueKind.HALFWAY, CueKind.FINISH} <= {
        cue.kind for cue in sheet.cues
    }


def test_chapters_and_tags_are_german(sheet, request_in_german, english_words, tmp_path):
    tags = session_tags(request_in_german, sheet, "{}", Cache(tmp_path))
    titles = [chapter.title for chapter in tags.chapters]
    assert titles[:3] == ["Aufwärmen · 5 Min.", "Laufen 1 von 6 · 1 Min.", "Gehen 1 von 6 · 2 Min."]
    assert titles[-2:] == ["Auslaufen · 5 Min.", "Ende"]
    assert tags.language == "deu"
    assert (tags.title, tags.album) == ("Woche 1, Einheit 1", "Gehen und Laufen für den Anfang")
    written = words_of(" ".join((*titles, tags.title, tags.album, tags.comment, tags.lyrics)))
    assert written & english_words == set()


def test_a_changed_ratio_has_a_german_title():
    ratio = Ratio(walk=Milliseconds(90 * SECOND), repeat=8)
    (request,) = session_requests(find_plan("walk-run-start"), 1, 1, ratio, None, GERMAN)
    assert request.title == "Woche 1, Einheit 1 (gehen 1 Min. 30 Sek., x8)"
    assert request.file_name == "week-01-session-1-walk-1m30s-x8.mp3"


@pytest.mark.parametrize(
    ("seconds", "usual", "dative"),
    [
        (60, "eine Minute", "einer Minute"),
        (90, "eine Minute dreißig", "einer Minute dreißig"),
        (61, "eine Minute und eine Sekunde", "einer Minute und einer Sekunde"),
        (3_600, "eine Stunde", "einer Stunde"),
        (5_400, "eine Stunde dreißig Minuten", "einer Stunde dreißig Minuten"),
        (21, "einundzwanzig Sekunden", "einundzwanzig Sekunden"),
    ],
)
def test_durations_have_their_case(seconds, usual, dative):
    duration = GERMAN.duration(Milliseconds(seconds * SECOND))
    assert duration == usual
    assert GERMAN.in_form(duration, "dative") == dative


def test_a_case_that_the_language_lacks_is_named():
    with pytest.raises(LinesError, match="German has no form 'genitive' of durations; its forms: dative"):
        GERMAN.duration(MINUTE, "genitive")


def test_templates_print_numbers_ordinals_and_cases_in_german(tmp_path):
    lines = (
        '{{ 3 }}, {{ 3|ordinal }}, {{ counted(1, "ein Lauf", "Läufe") }}, {{ left|form("dative") }}, {{ left|upper_first }}.'
    )
    (tmp_path / "halfway.j2").write_text(lines, "utf-8")
    (tmp_path / "style.toml").write_text(f'base = "{FOLDER}"\n', "utf-8")
    ((wording,),) = load_style(str(tmp_path)).variants("halfway", {"left": GERMAN.duration(MINUTE)})
    assert wording.text == "drei, dritte, ein Lauf, einer Minute, Eine Minute."


def test_somebodys_own_text_is_spoken_with_german_numbers():
    assert GERMAN.speakable("5 Runden + 1") == "fünf Runden plus eins"


def test_a_part_that_the_style_lacks_is_named_and_never_taken_from_english():
    with pytest.raises(LinesError, match=r"style german: no fuel\.j2 in German \(de\); add it"):
        STYLE.variants("fuel", {})


def test_a_voice_of_another_language_is_refused_with_the_remedy(tmp_path, request_in_german):
    renderer = Renderer(Settings(style=str(FOLDER), voice="system", output=str(tmp_path)), cache=Cache(tmp_path / "cache"))
    with pytest.raises(VoiceError, match=r"system speaks 'en', but the style german is in German \('de'\); choose .* voice"):
        renderer.render([request_in_german])
    assert not list(tmp_path.rglob("*.mp3"))


def test_a_german_voice_speaks_the_session_into_a_file_that_keeps_its_promise(tmp_path, request_in_german):
    voice = tmp_path / "anna.toml"
    voice.write_text('engine = "pyttsx3"\nvoice = "gmw/de"\nlanguage = "de-DE"\n', "utf-8")
    settings = Settings(style=str(FOLDER), voice=str(voice), output=str(tmp_path))
    (path,) = Renderer(settings, cache=Cache(tmp_path / "cache")).render([request_in_german])
    report = check_file(path)
    assert report.holds, [measure for measure in report.measures if measure.faults]
    tag = ID3(path)
    assert str(tag["TLAN"]) == "deu"
    assert str(tag["TIT2"]) == "Woche 1, Einheit 1"
    assert len(chapters(Renderer(settings, cache=Cache(tmp_path / "cache")).scripts([request_in_german])[0], GERMAN)) == 15


def test_feed_and_transcripts_say_that_they_are_german(sheet, request_in_german):
    address = "https://example.org/plan/"
    now = datetime(2026, 5, 1, tzinfo=UTC)
    title = request_in_german.plan_title
    show = Show(title, title, "x", address, address, address, now, language=request_in_german.language.code)
    feed = write_feed(show, [Item(Episode(request_in_german, sheet, 1_000, "abc"), f"{address}1/", now)]).decode()
    assert "<language>de</language>" in feed
    assert feed.count('language="de"') == 2
    assert 'title="Laufen 1 von 6 · 1 Min."' in feed
    assert "6 × 1 Min. laufen, 2 Min. gehen" in feed
