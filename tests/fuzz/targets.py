"""What is fuzzed: each target takes bytes of a stranger, and may raise nothing but errors of ours.

`make fuzz MINUTES=10` runs all of them under atheris, guided by coverage; the tests replay the corpus.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from coach.errors import CoachError, ConfigError, DurationError, InputError, PlanError, UsageError
from coach.mixer.options import Choices
from coach.mp3.tag_reading import own_frames, read_chapters, read_facts, read_recipe
from coach.plan.catalogue import bundled_names, find_plan
from coach.plan.toml import parse_plan
from coach.proof.expectation import read_expectation
from coach.script.lines import load_style
from coach.script.narration import narrated
from coach.script.reading import phrases
from coach.session.recipe import parse_recipe
from coach.settings import load_settings
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


TARGETS: dict[str, Callable[[bytes], None]] = {
    function.__name__: function
    for function in (plan, duration, voice, style, settings, recipe, tag, check, form, address, text, m3u, toml)
}
BUNDLED = tuple(map(find_plan, bundled_names()))
"""Loaded before anything is fuzzed."""
