"""Dates as they are written, in English words: `2016-10-05`, `5.10.2016`, `10/25/2016`, `5 Oct 2016`.

The year first: year, month, day. Points: day first, as whoever writes points does. Strokes and hyphens: day or month first, as
far as the numbers tell; where both can be a month they are said in the order in which they stand: only the writer knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from coach.language.english_numbers import EnglishNumbers

_NUMBERS: Final = EnglishNumbers()
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
YEARS: Final = range(1_100, 2_100)
_MOST_DAYS: Final = 31
_SHORT_MONTHS: Final = {month[:3]: month for month in MONTHS if month != "May"} | {"Sept": "September"}

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_SHORT: Final = "|".join(sorted(_SHORT_MONTHS, key=len, reverse=True))
_MONTH: Final = "|".join(MONTHS)

YEAR_FIRST: Final = re.compile(r"(?<![\w.,/-])(\d{4})([-./])(\d\d?)\2(\d\d?)(?:(T)(?=\d)|(?![\w/-])(?!\.\d))")
YEAR_LAST: Final = re.compile(
    r"(?:(?<=[./]\d{4})(?P<to>\s?[-\u2013]\s?)|(?<![\w.,/])(?<!\d-))"
    r"(?P<first>\d\d?)(?P<sign>[-./])(?P<second>\d\d?)(?P=sign)(?P<year>\d{4})(?![\w/])(?!-\d+\b(?![./]))(?!\.\d)"
)
SHORT_MONTH: Final = re.compile(
    rf"\b({_SHORT})\b\.?(?=\s(?:\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.,]\d)|\d{{4}}\b))|(?<=\d\s)({_SHORT})\b(?:\.(?=\s\d)|(?!['’\w]))"
)
SHORT_DAY: Final = re.compile(r"\b(Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?(?=,?\s\d)")
MONTH_AND_DAY: Final = re.compile(rf"\b({_MONTH})\s(\d{{1,2}})(?=\s?(?:$|[,;:!?)]|\.(?!\d)|\s\d{{4}}\b))(?!,\d)")
DAY_AND_MONTH: Final = re.compile(rf"(?<![\w.,:/-])(?:(the)\s)?(\d{{1,2}})\s({_MONTH})\b", re.ASCII)


def year_words(year: int) -> str:
    """Say a year from 1100 to 2099: `eighteen ninety-one`, `nineteen hundred`, `two thousand and five`."""
    century, rest = divmod(year, 100)
    if 2_000 <= year < 2_010:  # noqa: PLR2004  # the years that are said as numbers
        return _NUMBERS.words(year)
    if not rest:
        return f"{_NUMBERS.words(century)} hundred"
    return f"{_NUMBERS.words(century)} {after_number(rest)}"


def after_number(number: int) -> str:
    """Say a number below 100 after another one: `oh five`, `thirty`."""
    return f"oh {_NUMBERS.words(number)}" if number < 10 else _NUMBERS.words(number)  # noqa: PLR2004  # one digit


def _year_first(match: re.Match[str]) -> str:
    year, _, month, day, time_follows = match.groups()
    date = _of(int(year), int(month), int(day))
    return f"{date}, " if date and time_follows else date or match[0]


def _year_last(match: re.Match[str]) -> str:
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    day_first, month_first = _of(year, second, first), _of(year, first, second)
    date = day_first or month_first
    if match["sign"] != "." and day_first and month_first and first != second:
        date = f"{_NUMBERS.words(first)}, {_NUMBERS.words(second)}, {year_words(year)}"
    return f"{' to ' if match['to'] else ''}{date}" if date else match[0]


def _of(year: int, month: int, day: int) -> str:
    """Say a date; empty where it is none."""
    if not (1 <= month <= len(MONTHS) and 1 <= day <= _MOST_DAYS and year in YEARS):
        return ""
    return f"{MONTHS[month - 1]} {_NUMBERS.ordinal(day)}, {year_words(year)}"


def _whole_month(match: re.Match[str]) -> str:
    return _SHORT_MONTHS[match[1] or match[2]]


def _whole_day(match: re.Match[str]) -> str:
    return next(day for day in _DAYS if day.startswith(match[1][:3]))


def _day_of(match: re.Match[str]) -> str:
    """Say `October 5` as `October fifth`, and `5 October` as `the fifth of October`."""
    month, number = (match[1], match[2]) if match[1] in MONTHS else (match[3], match[2])
    if not 1 <= int(number) <= _MOST_DAYS:
        return match[0]
    day = _NUMBERS.ordinal(int(number))
    return f"{month} {day}" if match[1] in MONTHS else f"the {day} of {month}"


DATE_RULES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (SHORT_DAY, _whole_day),
    (YEAR_FIRST, _year_first),
    (YEAR_LAST, _year_last),
    (SHORT_MONTH, _whole_month),
    (MONTH_AND_DAY, _day_of),
    (DAY_AND_MONTH, _day_of),
)
_SIGN_OF_MONTH: Final = re.compile(rf"{'|'.join(sorted({month[:3] for month in MONTHS}))}")
DATE_SIGNS: Final = (
    re.compile("|".join(day[:3] for day in _DAYS)),
    re.compile(r"([-./])(?=\d\d?\1\d)"),
    re.compile(r"([-./])(?=\d\d?\1\d{4})"),
    _SIGN_OF_MONTH,
    _SIGN_OF_MONTH,
    _SIGN_OF_MONTH,
)
"""What a text must have, in the order of the rules."""
