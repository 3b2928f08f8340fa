"""Somebody's own text, cut into phrases that can be spoken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from coach.errors import InputError
from coach.given_files import open_file
from coach.language.english import ENGLISH
from coach.language.model import Language
from coach.plan.model import Effort
from coach.plan.timeline import TimedInterval, Timeline
from coach.script.cue_track import PHRASE_GAP
from coach.script.cues import Cue, CueKind, CueSheet, Delivery, Durations, Phrase, PlacedPhrase
from coach.script.long_text import LongText
from coach.script.moments import grid_up
from coach.units import Milliseconds

LONGEST_PHRASE: Final = 240
"""Characters; a longer sentence is cut at a comma, or between words."""

LARGEST_TEXT: Final = 20_000_000
"""Bytes; more than any book has."""

PORTION: Final = 10_000
"""Characters, at least, of what is spelled out at once."""

LEAD: Final = 200
"""Milliseconds of silence around a text that is spoken by itself."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?;:])[\"'”’)]*\s+|\n\s*\n")


def phrases(text: str, delivery: Delivery = Delivery.STEADY, language: Language = ENGLISH) -> tuple[Phrase, ...]:
    """Cut a text into sentences that any engine can say. Raises InputError where nothing can be said."""
    return tuple(_long_text(text, delivery, language))


def _long_text(text: str, delivery: Delivery, language: Language) -> LongText:
    sentences = (sentence for sentence in _sentences(text, language) if any(letter.isalpha() for letter in sentence))
    cut = LongText(text, (Phrase(sentence, delivery) for sentence in sentences))
    if not cut:
        raise InputError(f"{text[:40]!r}: nothing in it can be spoken; write words")
    return cut


def _sentences(text: str, language: Language) -> Iterator[str]:
    for portion in _portions(text):
        for sentence in _SENTENCE_END.split(language.spelled_out(portion)):
            yield from _cut(language.without_symbols(sentence))


def _portions(text: str) -> Iterator[str]:
    """Cut a text after some of its paragraphs; a paragraph of immense length after a sentence, or anywhere."""
    start = 0
    while len(text) - start > 2 * PORTION:
        least, most = start + PORTION, start + 2 * PORTION
        paragraph = text.find("\n\n", least, most)
        sentence = None if paragraph >= 0 else _SENTENCE_END.search(text, least, most)
        cut = paragraph if paragraph >= 0 else sentence.end() if sentence else text.rfind(" ", least, most)
        cut = cut if cut > start else most
        yield text[start:cut]
        start = cut
    yield text[start:]


def _cut(sentence: str) -> Iterator[str]:
    """Cut a sentence at commas, or between words, into parts that are not too long."""
    start = 0
    while len(sentence) - start > LONGEST_PHRASE:
        latest = start + LONGEST_PHRASE
        cut = sentence.rfind(",", start, latest) + 1 or sentence.rfind(" ", start, latest)
        cut = cut if cut > start else latest
        yield sentence[start:cut].strip()
        start = cut
    yield sentence[start:].strip()


def load_text(path: Path, language: Language = ENGLISH) -> LongText:
    """Read a text file, Markdown or HTML, as phrases that a narrator would read aloud. Raises InputError."""
    from coach.script.narration import narrated

    try:
        with open_file(path) as file:
            content = file.read(LARGEST_TEXT + 1)
        if len(content) > LARGEST_TEXT:
            raise InputError(f"{path}: larger than 20 MB; give a chapter, or a book")
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not text in UTF-8; save it as such") from error
    try:
        return _long_text(narrated(text, markdown=path.suffix.lower() in (".md", ".markdown")), Delivery.CALM, language)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def spoken_sheet(text: str, durations: Durations, language: Language = ENGLISH) -> CueSheet:
    """Lay a text out as one cue, with a pause between sentences. Raises InputError."""
    lead = grid_up(LEAD)
    placed, end = laid_out(phrases(text, language=language), durations, lead)
    length = grid_up(end + lead)
    interval = TimedInterval(Effort.WARM_UP, None, Milliseconds(0), length, 1, 1)
    return CueSheet(Timeline((interval,)), (Cue(CueKind.NOTE, lead, end, 0, None, placed),), (), length)


def laid_out(
    to_place: Iterable[Phrase], durations: Durations, start: Milliseconds, latest_end: Milliseconds | None = None
) -> tuple[tuple[PlacedPhrase, ...], Milliseconds]:
    """Lay phrases one after another from `start`, as many as end in time. Returns them, and where the last one ends."""
    placed: list[PlacedPhrase] = []
    at = end = start
    for phrase in to_place:
        length = durations.phrase(phrase)
        until = Milliseconds(at + length)
        if latest_end is not None and until > latest_end:
            break
        placed.append(PlacedPhrase(phrase, Milliseconds(at - start), length))
        end = until
        at = grid_up(end + PHRASE_GAP[phrase.delivery])
    return tuple(placed), end
