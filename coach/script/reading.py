"""Somebody's own text, cut into phrases that can be spoken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from coach.errors import InputError
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.cue_track import BREATH, grid_up
from coach.script.cues import Cue, CueKind, CueSheet, Delivery, Durations, Phrase, PlacedPhrase
from coach.script.spoken import speakable
from coach.units import Milliseconds

LONGEST_PHRASE: Final = 240
"""Characters; a longer sentence is cut at a comma, or between words."""

LARGEST_TEXT: Final = 20_000_000
"""Bytes; more than any book has."""

LEAD: Final = 200
"""Milliseconds of silence round a text that is said by itself."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?;:])[\"'”’)]*\s+|\n\s*\n")

# What Markdown writes for the eye: fences, headings, quotes, lists, emphasis, and the address of a link or an image.
_MARKDOWN: Final = (
    (re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL), " "),
    (re.compile(r"^---\n.*?^---\n", re.DOTALL | re.MULTILINE), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^\s{0,3}(#{1,6}|>|[-*+]|\d+\.)\s+", re.MULTILINE), "\n\n"),
    (re.compile(r"[*_`~]+"), ""),
)


def phrases(text: str, delivery: Delivery = Delivery.STEADY) -> tuple[Phrase, ...]:
    """Cut a text into sentences that any engine can say. Raises InputError where nothing can be said."""
    worded = tuple(Phrase(said, delivery) for said in _sentences(text) if any(letter.isalpha() for letter in said))
    if not worded:
        raise InputError(f"{text[:40]!r}: nothing in it can be spoken; write words")
    return worded


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        said = speakable(sentence)
        while len(said) > LONGEST_PHRASE:
            cut = said.rfind(",", 0, LONGEST_PHRASE) + 1 or said.rfind(" ", 0, LONGEST_PHRASE)
            cut = cut if cut > 0 else LONGEST_PHRASE
            yield said[:cut].strip()
            said = said[cut:].strip()
        yield said


def load_text(path: Path) -> tuple[Phrase, ...]:
    """Read a text file, or a Markdown file without its marks, as phrases to be read aloud. Raises InputError."""
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise InputError(f"{path}: larger than 20 MB; give a chapter, or a book")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not text in UTF-8; save it as such") from error
    if path.suffix.lower() in (".md", ".markdown"):
        for mark, instead in _MARKDOWN:
            text = mark.sub(instead, text)
    try:
        return phrases(text, Delivery.CALM)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def spoken_sheet(text: str, durations: Durations) -> CueSheet:
    """Lay a text out as one cue, with a breath between sentences. Raises InputError."""
    lead = grid_up(LEAD)
    spoken, end = laid_out(phrases(text), durations, lead)
    length = grid_up(end + lead)
    interval = TimedInterval(Effort.WARM_UP, None, Milliseconds(0), length, 1, 1)
    return CueSheet(Timeline((interval,)), (Cue(CueKind.NOTE, lead, end, 0, None, spoken),), (), length)


def laid_out(
    worded: tuple[Phrase, ...], durations: Durations, start: Milliseconds, latest_end: Milliseconds | None = None
) -> tuple[tuple[PlacedPhrase, ...], Milliseconds]:
    """Lay phrases one after another from `start`, as many as end in time. Returns them, and where the last one ends."""
    spoken: list[PlacedPhrase] = []
    at = end = start
    for phrase in worded:
        length = durations.spoken(phrase)
        until = Milliseconds(at + length)
        if latest_end is not None and until > latest_end:
            break
        spoken.append(PlacedPhrase(phrase, Milliseconds(at - start), length))
        end = until
        at = grid_up(end + BREATH)
    return tuple(spoken), end
