"""The recipe that every file carries: all that made it, so that it can be checked, and made again.

It is JSON inside the MP3's tag. It names no folder of the computer that made it, and the runner only where the session does.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from coach.errors import RecipeError, UsageError
from coach.fields import from_data, to_data
from coach.json_table import JsonTable, parse_json
from coach.mp3.tag_reading import read_recipe
from coach.plan.model import MOST_INTERVALS
from coach.plan.ratio import Ratio
from coach.settings import Settings

RECIPE_VERSION: Final = 1

FILE_VERSION: Final = 10
"""Counts up when the same request gives another file: files that are there are then rendered again."""

_LONGEST_NAME: Final = 100
_LONGEST_TITLE: Final = 400
_MOST: Final = 100_000
_LAST_PLACE: Final = 10**10
"""In ms, or in sentences."""


@dataclass(frozen=True, slots=True)
class SourcePart:
    """Which part of a recording lies under the session, or which part of a text it reads."""

    source: str
    """The file's name, without its folder."""
    start: int
    """Where the session begins: in ms of a recording, in sentences of a text."""
    end: int
    """Where it ends: the next session may go on here."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What made a session's file."""

    coach: str
    """The version of the product."""
    fingerprint: str
    """Equal fingerprints mean equal sound."""
    plan: str
    title: str
    week: int
    session: int
    ordinal: int
    """Which of all the plan's sessions it is, from 0."""
    ratio: Ratio
    settings: Settings
    """Files among them by their names alone."""
    script: dict[str, Any]
    """The cue sheet, as `coach script` prints it in JSON."""
    bed_place: SourcePart | None = None
    text_place: SourcePart | None = None
    chapter_titles: tuple[str, ...] = ()
    """In the language of the session; empty in files of older versions, whose chapters are English."""
    file_version: int = 0
    """The FILE_VERSION of the coach that made the file; 0 in files that do not say it."""

    def to_json(self) -> str:
        """Write the recipe as ASCII JSON."""
        # The script is plain data already, and by far the largest part: it is not copied once more.
        data = asdict(replace(self, script={})) | {"script": self.script, "recipe_version": RECIPE_VERSION}
        data |= {"ratio": to_data(self.ratio), "settings": to_data(self.settings)}
        return json.dumps(data, separators=(",", ":"))


def parse_recipe(text: str, file: str) -> Recipe:
    """Read a recipe. Raises RecipeError where it is broken or of a version to come."""
    try:
        data = parse_json(text)
        version = data.whole("recipe_version", _MOST)
        if version != RECIPE_VERSION:
            raise RecipeError(
                f"{file}: its recipe has version {version}, this coach reads {RECIPE_VERSION}; render the session again"
            )
        return _recipe(data)
    except (ValueError, TypeError, UsageError) as error:
        raise RecipeError(f"{file}: its recipe is broken ({error}); render the session again") from error


def _recipe(data: JsonTable) -> Recipe:
    return Recipe(
        coach=data.text("coach", _LONGEST_NAME),
        fingerprint=data.text("fingerprint", _LONGEST_NAME),
        plan=data.text("plan", _LONGEST_NAME),
        title=data.text("title", _LONGEST_TITLE),
        week=data.whole("week", _MOST),
        session=data.whole("session", _MOST),
        ordinal=data.whole("ordinal", _MOST),
        ratio=from_data(Ratio, data.section("ratio").table),
        settings=from_data(Settings, data.section("settings").table),
        script=dict(data.section("script").table),
        bed_place=_place(data, "bed_place"),
        text_place=_place(data, "text_place"),
        chapter_titles=data.texts("chapter_titles", MOST_INTERVALS + 3, _LONGEST_TITLE),
        file_version=data.whole("file_version", _MOST) if "file_version" in data.table else 0,
    )


def _place(data: JsonTable, key: str) -> SourcePart | None:
    if data.table.get(key) is None:
        return None
    place = data.section(key)
    return SourcePart(place.text("source", _LONGEST_TITLE), place.whole("start", _LAST_PLACE), place.whole("end", _LAST_PLACE))


def file_recipe(path: Path) -> Recipe | None:
    """Return the recipe of a file; None where there is no file, or none that carries one."""
    try:
        return parse_recipe(read_recipe(path), path.name)
    except RecipeError:
        return None
