"""A language: what it can say, and how its numbers and durations sound."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Protocol

from coach.errors import LinesError
from coach.language.words import Words
from coach.units import HOUR, MINUTE, SECOND, Milliseconds, duration_text

UNSPEAKABLE: Final = re.compile(r"[^\w ,.;:?!'’-]|[\d_]")
"""What an engine might read out as the name of a symbol, or not at all. Digits too: numbers are written in words."""

_DIGITS: Final = re.compile(r"\d{1,6}")
_SPACE_BEFORE_MARK: Final = re.compile(r" ([,.;:?!])")
_LETTER: Final = "-A-Za-zÀ-ÖØ-öø-ɏ'’"
_PLAIN: Final = re.compile(rf"[{_LETTER}][{_LETTER},.;:?!]*(?: [{_LETTER}][{_LETTER},.;:?!]*)*")
_MARKS: Final = frozenset('&+%@–—/"')
"""Text that is spoken as it is, where the language's symbols are among these marks; most sentences are such."""
_FEW_SECONDS: Final = 9
_HALF: Final = 30


class Numbers(Protocol):
    """Numbers in the words of a language."""

    def words(self, number: int) -> str:
        """Return a whole number from 0 to 999,999 in words."""
        ...

    def ordinal(self, number: int) -> str:
        """Return a whole number as an order: `third`."""
        ...

    def counted(self, number: int, one: str, many: str | None = None) -> str:
        """Return a number with what it counts: `one run`, `six runs`."""
        ...


@dataclass(frozen=True, slots=True)
class CountedUnit:
    """A unit of time with its number."""

    one: str
    """For the number 1, the number included: `one minute`."""
    many: str
    """For other numbers, which stand in place of `{}`: `{} minutes`."""


@dataclass(frozen=True, slots=True)
class DurationForm:
    """How durations are said in one grammatical form, such as a case."""

    hour: CountedUnit
    minute: CountedUnit
    second: CountedUnit


class SpokenDuration(str):
    """A duration in words that can be said in another grammatical form."""

    __slots__ = ("milliseconds",)
    milliseconds: Milliseconds


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language in which a style is written. There is one object for each language that is loaded."""

    code: str
    """BCP 47: `en`. For pages, feeds and transcripts."""
    tag_code: str
    """ISO 639-2: `eng`. For tags."""
    name: str
    """In English, for messages."""
    numbers: Numbers
    durations: Mapping[str, DurationForm]
    """By the name of the form; the usual form has the name `""`."""
    minutes_and_seconds: str
    """Fields: `minutes` (with the unit) and `seconds` (the number alone), for 10 to 59 seconds: `one minute thirty`."""
    minutes_and_few_seconds: str
    """Fields: `minutes` and `seconds`, both with the unit, for 1 to 9 seconds: `one minute and five seconds`."""
    symbols: Mapping[str, str]
    """Symbols, and what is said in their place."""
    commands: Mapping[str, tuple[str, ...]]
    """Words, of which a command to `run` or to `walk` must contain one."""
    words: Words
    half: Mapping[str, str] = field(default_factory=dict)
    """How half a unit more is said, by the names of units, `hour` and `minute`. Field: `number`."""
    joint: str = " "
    """What stands before the last of several units: `one hour and ten minutes`."""
    about: str = ""
    """How a length that is rounded is said. Field: `duration`. Without it no length is rounded."""
    plans: Mapping[str, str] = field(default_factory=dict)
    """Titles of plans in this language, by the name of the plan."""
    spell_out: Callable[[str], str] | None = None
    """What writes numbers, units and abbreviations of a text as they are said; without it, numbers alone are."""

    def number(self, number: int) -> str:
        """Return a whole number from 0 to 999,999 in words."""
        return self.numbers.words(number)

    def ordinal(self, number: int) -> str:
        """Return a whole number as an order: `third`."""
        return self.numbers.ordinal(number)

    def counted(self, number: int, one: str, many: str | None = None) -> str:
        """Return a number with what it counts: `one run`, `six runs`."""
        return self.numbers.counted(number, one, many)

    def duration(self, duration: Milliseconds, form: str = "") -> SpokenDuration:
        """Return a duration in words, rounded to whole seconds: `eight and a half minutes`, `one hour and ten minutes`.

        Raises LinesError for a grammatical form that the language does not have.
        """
        return _spoken(self, duration, form)

    def rounded_duration(self, duration: Milliseconds) -> str:
        """Return the length of a whole session in words, where few words name it: `thirty-four minutes`.

        Whole minutes, and under an hour half minutes, are said as they are. What lies between them is rounded to a minute:
        `about one hour and seven minutes`.
        """
        exact = MINUTE // 2 if duration < HOUR else MINUTE
        if not self.about or duration % exact == 0 or duration < MINUTE:
            return self.duration(duration)
        return self.about.format(duration=self.duration(Milliseconds(round(duration / MINUTE) * MINUTE)))

    def duration_forms(self, duration: Milliseconds) -> tuple[str, ...]:
        """Return a duration in words, in every grammatical form."""
        return _spoken_forms(self, duration)

    def in_form(self, duration: SpokenDuration, form: str) -> str:
        """Return a spoken duration in another grammatical form; an empty text stays empty. Raises LinesError."""
        return self.duration(duration.milliseconds, form) if isinstance(duration, SpokenDuration) else duration

    def words_for(self, duration: Milliseconds, units: DurationForm) -> str:
        """Return a duration in words, with these units."""
        minutes, seconds = divmod(round(duration / SECOND), 60)
        hours, minutes = divmod(minutes, 60)
        if hours and (minutes, seconds) == (_HALF, 0) and "hour" in self.half:
            return self.half["hour"].format(number=self.number(hours))
        if minutes and seconds == _HALF and not hours and "minute" in self.half:
            return self.half["minute"].format(number=self.number(minutes))
        if seconds and minutes and not hours:
            minutes_text = self._unit(minutes, units.minute)
            if seconds > _FEW_SECONDS:
                return self.minutes_and_seconds.format(minutes=minutes_text, seconds=self.number(seconds))
            return self.minutes_and_few_seconds.format(minutes=minutes_text, seconds=self._unit(seconds, units.second))
        parts = ((hours, units.hour), (minutes, units.minute), (seconds, units.second))
        named = [self._unit(number, unit) for number, unit in parts if number]
        *first, last = named or [self._unit(0, units.second)]
        return self.joint.join([" ".join(first), last]) if first else last

    def _unit(self, number: int, unit: CountedUnit) -> str:
        return unit.one if number == 1 else unit.many.format(self.number(number))

    def short_duration(self, duration: Milliseconds) -> str:
        """Write a duration with its units, down to the second: `2 min`, `45 s`, `1 min 30 s`, `1 h 10 min`."""
        units = self.words.units
        return duration_text(duration, units.hour, units.minute, units.second)

    def whole_minutes(self, duration: Milliseconds) -> str:
        """Write a session's length for a heading, in whole minutes: `28 min`, `1 h 05 min`."""
        units = self.words.units
        hours, minutes = divmod(round(duration / MINUTE), 60)
        return f"{hours} {units.hour} {minutes:02} {units.minute}" if hours else f"{minutes} {units.minute}"

    def plan_title(self, name: str, title: str) -> str:
        """Return a plan's title in this language; the plan's own where the language has none for it."""
        return self.plans.get(name, title)

    def speakable(self, text: str) -> str:
        """Turn somebody's own text into words that any engine can say: numbers and abbreviations in words, no symbols."""
        return self.without_symbols(self.spelled_out(text))

    def spelled_out(self, text: str) -> str:
        """Write numbers, units and abbreviations of a text as they are said, where the language knows how."""
        return self.spell_out(text) if self.spell_out else text

    def without_symbols(self, text: str) -> str:
        """Return a text that is spelled out without symbols; numbers that are left are written in words."""
        if _PLAIN.fullmatch(text) and self.symbols.keys() <= _MARKS:
            return text
        for symbol, spoken in self.symbols.items():
            text = text.replace(symbol, spoken)
        if _DIGITS.search(text):
            text = _DIGITS.sub(lambda match: f" {self.number(int(match[0]))} ", text)
        text = " ".join(UNSPEAKABLE.sub(" ", text).split())
        return _SPACE_BEFORE_MARK.sub(r"\1", text) if " " in text else text

    def is_spoken_by(self, voice_language: str) -> bool:
        """Tell whether a voice of this language (BCP 47, such as `en-GB`) speaks it. Regions are not told apart."""
        return _primary(voice_language) == _primary(self.code)


@lru_cache(maxsize=1_024)
def _spoken(language: Language, duration: Milliseconds, form: str) -> SpokenDuration:
    units = language.durations.get(form)
    if units is None:
        known = ", ".join(name for name in language.durations if name) or "none"
        raise LinesError(f"{language.name} has no form {form!r} of durations; its forms: {known}")
    text = SpokenDuration(language.words_for(duration, units))
    text.milliseconds = duration
    return text


@lru_cache(maxsize=1_024)
def _spoken_forms(language: Language, duration: Milliseconds) -> tuple[str, ...]:
    return tuple(_spoken(language, duration, form) for form in language.durations)


def _primary(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].lower()
