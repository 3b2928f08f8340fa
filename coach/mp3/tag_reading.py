"""Reading the tag of a finished file, which other programs may have edited since, and which may come from anybody."""

# mutagen declares itself typed, but its frames are not.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach.errors import RecipeError
from coach.mp3.id3 import Choose, plain_tag
from coach.mp3.tags import FILE_NAME, RECIPE_NAME, Chapter, FileFacts, frame_mark
from coach.units import Milliseconds

if TYPE_CHECKING:
    from mutagen.id3 import ID3

_OURS_ALONE: Final = frozenset({b"CHAP", b"CTOC", b"USLT", b"SYLT"})
"""Frames that follow from the session itself: they are written anew."""

_LARGEST_FACTS: Final = 20_000


def read_recipe(path: Path) -> str:
    """Return the recipe that a file carries.

    Raises RecipeError when the file cannot be read or carries none.
    """
    recipe = _text(path, RECIPE_NAME)
    if recipe is None:
        raise RecipeError(
            f"{path}: carries no recipe of coach; give a file that coach has rendered (tracks of an album carry none)"
        )
    return recipe


def read_facts(path: Path) -> FileFacts | None:
    """Return what coach noted about a file when it wrote it; None where nothing is noted.

    Raises RecipeError when the file cannot be read.
    """
    text = _text(path, FILE_NAME)
    try:
        facts: Any = json.loads(text) if text and len(text) <= _LARGEST_FACTS else None
        return FileFacts(str(facts["sound"]), {str(name): str(value) for name, value in facts["tags"].items()})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def read_chapters(path: Path) -> tuple[Chapter, ...]:
    """Return the chapters of a file in the order of time: some editors list them in another one.

    Raises RecipeError when the file cannot be read or has no tag.
    """
    chapters = [
        Chapter(str(frame.sub_frames.get("TIT2", "")), Milliseconds(frame.start_time), Milliseconds(frame.end_time))
        for frame in _load(path, lambda name: name == b"CHAP").getall("CHAP")
    ]
    return tuple(sorted(chapters, key=lambda chapter: (chapter.start, chapter.end)))


def own_frames(path: Path) -> tuple[Any, ...]:
    """Return the frames that a runner, or another program, has added to the tag of a file of ours, or has changed in it.

    They are ready for a tag of version 2.3. Raises RecipeError when the file cannot be read.
    """
    facts = read_facts(path)
    if facts is None:
        return ()
    id3 = _load(path, lambda name: name not in _OURS_ALONE)
    id3.update_to_v23()
    return tuple(frame for key, frame in id3.items() if _is_the_runners(key, frame, facts))


def _is_the_runners(key: str, frame: Any, facts: FileFacts) -> bool:  # noqa: ANN401 - mutagen's frames carry no types
    if key in (f"TXXX:{RECIPE_NAME}", f"TXXX:{FILE_NAME}"):
        return False
    return facts.tags.get(key) != frame_mark(frame)


def _text(path: Path, name: str) -> str | None:
    frames = _load(path, lambda frame: frame == b"TXXX").getall(f"TXXX:{name}")
    return str(frames[0]) if frames else None


def _load(path: Path, choose: Choose) -> ID3:
    """Read those frames of a file's tag that are needed; the others are skipped unread."""
    from mutagen.id3 import ID3

    try:
        return ID3(BytesIO(plain_tag(path, choose)), translate=False)
    except FileNotFoundError as error:
        raise RecipeError(f"{path}: there is no such file; give a file that coach has rendered") from error
    except OSError as error:
        raise RecipeError(f"{path}: cannot be read ({error.strerror}); give a file that coach has rendered") from error
    except Exception as error:  # a broken tag fails in mutagen in many ways
        raise RecipeError(f"{path}: no tag can be read; give a file that coach has rendered, whole") from error
