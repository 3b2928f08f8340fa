"""What is fuzzed: each target takes bytes of a stranger, and may raise nothing but errors of ours.

`make fuzz MINUTES=10` runs all of them under atheris, guided by coverage; the tests replay the corpus.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

from coach.club.manifest import read_earlier
from coach.club.roster import load_roster
from coach.errors import CoachError, ConfigError, DurationError, InputError, LogError, PlanError, RosterError, UsageError
from coach.export.paper import write_poster
from coach.export.watch import FORMATS
from coach.export.workout import session_workout
from coach.fields import to_data
from coach.language.pack import read_pack
from coach.log.record import read_marks
from coach.log.store import read_log
from coach.mixer.cue_choices import CUE_CHOICES
from coach.mixer.in_page import open_mixer
from coach.mixer.options import Choices
from coach.mixer.page_parts import FEELS, TALKS
from coach.mp3.tag_reading import own_frames, read_chapters, read_facts, read_recipe
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.distance import Paces, parse_pace
from coach.plan.model import Coaching
from coach.plan.ratio import Ratio
from coach.plan.toml import parse_plan
from coach.proof.check import check_file
from coach.proof.expectation import read_expectation
from coach.script.lines import load_style
from coach.script.narration import narrated
from coach.script.reading import phrases
from coach.session.recipe import parse_recipe
from coach.session.request import session_requests
from coach.settings import Settings, load_settings
from coach.sound.beds.audio_files import find_audio_files
from coach.speech.voice import load_voice
from coach.toml_table import TomlPlace, parse_table
from coach.units import parse_duration
from coach.web.addresses import parse_address
from coach.web.guard import host_name
from coach.web.public_address import parse_public_address

_MEMORY = Path("/dev/shm")
_FOLDER = Path(tempfile.mkdtemp(prefix="coach-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None))
"""In memory where the system has such a place: most targets spend their time on opening files."""

_CHOICES = Choices({"heart": "Heart", "system": "System"}, ("calm", "plain", "warm"))

_DEFAULTS = Settings(output=str(_FOLDER / "club"))
_MOST_EXPORTED = 20
_LONGEST_PROBLEM = 500
_MOMENT = datetime(2026, 12, 1, 7, tzinfo=UTC)
_TAG = (Path(__file__).parent / "corpus" / "check" / "seed-00").read_bytes()
"""The tag of a file that promises a run of 9 ms."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _file(name: str, data: bytes) -> Path:
    path = _FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def plan(data: bytes) -> None:
    """Read a plan."""
    with contextlib.suppress(PlanError):
        parse_plan(_text(data), "fuzz")


def duration(data: bytes) -> None:
    """Read a duration."""
    with contextlib.suppress(DurationError):
        parse_duration(_text(data))


def voice(data: bytes) -> None:
    """Read a voice file."""
    with contextlib.suppress(InputError, UsageError):
        load_voice(str(_file("voice.toml", data)))


def style(data: bytes) -> None:
    """Render a template of a style."""
    path = _file("style/welcome.j2", data)
    with contextlib.suppress(InputError):
        load_style(str(path.parent)).variants("welcome", {"week": 1, "name": "Zoë", "run_count": 6})


def settings(data: bytes) -> None:
    """Read a config file."""
    with contextlib.suppress(ConfigError):
        load_settings(_file("config.toml", data))


def recipe(data: bytes) -> None:
    """Read a recipe."""
    with contextlib.suppress(InputError):
        parse_recipe(_text(data), "fuzz.mp3")


def tag(data: bytes) -> None:
    """Read the tag of a file."""
    path = _file("tag.mp3", data)
    for read in (read_recipe, read_facts, read_chapters, own_frames):
        with contextlib.suppress(InputError):
            read(path)


def check(data: bytes) -> None:
    """Read what a file promises."""
    with contextlib.suppress(InputError):
        read_expectation(_file("check.mp3", data))


def form(data: bytes) -> None:
    """Read the mixer's form."""
    from coach.mixer.options import parse_form

    with contextlib.suppress(CoachError):
        parse_form({key: values[-1] for key, values in parse_qs(_text(data)).items()}, _CHOICES)


def wishes(data: bytes) -> None:
    """Read the address of a mixer's page, and answer it."""
    values = {key: given[-1] for key, given in parse_qs(_text(data), keep_blank_values=True).items()}
    assert len(_MIXER.problem(values)) < _LONGEST_PROBLEM
    for page in (_MIXER.form(values), _MIXER.preview(values)):
        assert "<script" not in page.lower()


def address(data: bytes) -> None:
    """Read an address below a plan, a Host header, and a public address."""
    text = _text(data)
    with contextlib.suppress(UsageError, InputError):
        parse_address(text, _CHOICES)
    host_name(text)
    with contextlib.suppress(UsageError):
        parse_public_address(text, 8420)


def text(data: bytes) -> None:
    """Read a text aloud: plain or HTML, and Markdown."""
    for markdown in (False, True):
        with contextlib.suppress(InputError):
            phrases(narrated(_text(data), markdown=markdown))


def m3u(data: bytes) -> None:
    """Read a list of files."""
    with contextlib.suppress(InputError):
        find_audio_files(_file("list.m3u", data))


def toml(data: bytes) -> None:
    """Read TOML."""
    with contextlib.suppress(PlanError):
        parse_table(_text(data), TomlPlace("fuzz", PlanError))


def roster(data: bytes) -> None:
    """Read a roster, as CSV and as TOML, and make the folders' names."""
    for name in ("roster.csv", "roster.toml"):
        with contextlib.suppress(RosterError):
            load_roster(_file(name, data), _DEFAULTS)


def log(data: bytes) -> None:
    """Read a runner's log, and marks that a page exported."""
    path = _file("log", data)
    with contextlib.suppress(LogError):
        read_log(path)
    with contextlib.suppress(LogError):
        read_marks(path, ())


def manifest(data: bytes) -> None:
    """Read what an earlier batch has made."""
    read_earlier(_file("manifest.json", data))


def language(data: bytes) -> None:
    """Read a language that a style brings along."""
    with contextlib.suppress(InputError):
        read_pack(_file("language.toml", data))


def pace(data: bytes) -> None:
    """Read a pace."""
    with contextlib.suppress(InputError):
        parse_pace(_text(data))


def watch(data: bytes) -> None:
    """Read a plan, and write it for watches and on paper."""
    try:
        read = parse_plan(_text(data), "fuzz", paces=Paces("5:30/km", "10:00/km"))
        requests = session_requests(read, None, None, Ratio(), None)[:_MOST_EXPORTED]
    except (PlanError, UsageError):
        return
    for request in requests:
        for form in FORMATS.values():
            with contextlib.suppress(UsageError):
                form.write(session_workout(request), _MOMENT)
    write_poster(requests)


def damage(data: bytes) -> None:
    """Check a whole file, whose sound is that of a stranger."""
    with contextlib.suppress(InputError):
        check_file(_file("damage.mp3", _TAG + data))


TARGETS: dict[str, Callable[[bytes], None]] = {
    function.__name__: function
    for function in (
        *(plan, duration, voice, style, settings, recipe, tag, check, form, wishes, address, text, m3u, toml),
        *(roster, log, manifest, language, pace, watch, damage),
    )
}
BUNDLED = tuple(map(find_plan, bundled_names()))
"""Loaded before anything is fuzzed."""

_MIXER = open_mixer(
    json.dumps(
        {
            "settings": to_data(Settings(voice="system")),
            "identity": "fuzz",
            "choices": {
                "plans": [plan.name for plan in BUNDLED if plan.coaching is not Coaching.NARRATED],
                "fields": {"talk": TALKS, "feel": FEELS, **{name: choice.values for name, choice in CUE_CHOICES.items()}},
            },
            "published": [BUNDLED[0].name],
            "likely": [],
        }
    ),
    b"",
    b"",
)
"""That of a published package without a word."""
_MIXER.preview({})
