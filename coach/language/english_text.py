"""English as it is written, spelled out as it is said: numbers, units, times, money, abbreviations, addresses.

The rules are our own: the libraries weighed turn a number into words (num2words, inflect), as `EnglishNumbers` does, but find
none in a text; the one that does (NeMo) is far too large. The tests hold the words against num2words. Each rule takes time in
proportion to the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from coach.language.english_dates import DATE_RULES, DATE_SIGNS, YEARS, after_number, year_words
from coach.language.english_numbers import EnglishNumbers
from coach.language.english_units import RATES, UNIT, unit_after
from coach.language.english_words import TITLES, WORD_RULES, WORD_SIGNS, Match, Rule

_NUMBERS: Final = EnglishNumbers()
_LONGEST_NUMBER: Final = 12
"""Digits of a number that is said as one; longer ones are said digit by digit."""

_FRACTIONS: Final = {
    (1, 2): "a half",
    (1, 3): "a third",
    (2, 3): "two thirds",
    (1, 4): "a quarter",
    (3, 4): "three quarters",
    (1, 8): "an eighth",
    (3, 8): "three eighths",
    (5, 8): "five eighths",
    (7, 8): "seven eighths",
}
_SIGNS: Final = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3", "\u2212": "-", "\u00a0": " "}
_MONEY: Final = {"$": ("dollar", "cent"), "£": ("pound", "penny"), "€": ("euro", "cent")}

_NUMBER: Final = r"(?<![\w.,])(\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.(\d{1,6}))?"
"""A number with its decimals; commas stand between thousands."""


def spell_out(text: str) -> str:
    """Return an English text with numbers, units, abbreviations and addresses written as they are said."""
    for sign, written in _SIGNS.items():
        text = text.replace(sign, written)
    paragraphs = text.split("\n\n")
    return "\n\n".join(_spelled_out(each) if _MAY_NEED_A_RULE.search(each) else each for each in paragraphs)


def _spelled_out(paragraph: str) -> str:
    paragraph = _applied(WORD_RULES, WORD_SIGNS, paragraph)
    return "\n".join(_numbers_in(line) if _DIGIT.search(line) else line for line in paragraph.split("\n"))


def _numbers_in(line: str) -> str:
    return _applied(NUMBER_RULES, NUMBER_SIGNS, line)


def _applied(rules: tuple[Rule, ...], signs: tuple[re.Pattern[str] | None, ...], text: str) -> str:
    for (pattern, spoken), sign in zip(rules, signs, strict=True):
        if sign is None or sign.search(text):
            text = pattern.sub(spoken, text)
    return text


@lru_cache(maxsize=10_000)
def number_words(whole: str, decimals: str | None = None) -> str:
    """Say a number that is written with digits: `1,250`, or `26` with the decimals `2`."""
    digits = whole.replace(",", "")
    if len(digits) > _LONGEST_NUMBER or (len(digits) > 1 and digits[0] == "0"):
        words = _digit_by_digit(digits)
    else:
        words = _NUMBERS.words(int(digits))
    return f"{words} point {_digit_by_digit(decimals)}" if decimals else words


def _digit_by_digit(digits: str) -> str:
    return " ".join(_NUMBERS.words(int(digit)) for digit in digits)


def _money(match: Match) -> str:
    one, small = _MONEY[match[1]]
    whole, decimals, shillings = match[2], match[3], match[4]
    amount = f"{number_words(whole)} {one if whole == '1' else one + 's'}"
    if shillings:
        return f"{amount} {number_words(shillings)} shilling{'' if shillings == '1' else 's'}"
    if decimals and int(decimals):
        if len(decimals) != 2:  # noqa: PLR2004  # hundredths
            return f"{number_words(whole, decimals)} {one}s"
        many = "pence" if small == "penny" else f"{small}s"
        return f"{amount} and {number_words(str(int(decimals)))} {small if int(decimals) == 1 else many}"
    return amount


def _long_time(match: Match) -> str:
    parts = zip(match.groups(), ("hour", "minute", "second"), strict=True)
    return " ".join(_NUMBERS.counted(int(number), unit) for number, unit in parts if int(number))


def _clock(match: Match) -> str:
    """Say `5:30 min/km`, `5:30 min`, or `6:30`, which is a time of day or a length."""
    minutes, seconds, unit = int(match[1]), int(match[2]), match[3]
    if unit and "/" in unit:
        return f"{_pace_words(minutes, seconds)} {RATES[re.sub(' ', '', unit.lower()).removeprefix('min')]}"
    if unit:
        return _long_time_words(minutes, seconds)
    if not minutes or not seconds:
        return _long_time_words(minutes, seconds)
    return f"{_NUMBERS.words(minutes)} {after_number(seconds)}"


def _pace_words(minutes: int, seconds: int) -> str:
    if not seconds:
        return _NUMBERS.counted(minutes, "minute")
    return f"{_NUMBERS.words(minutes)} {after_number(seconds)}"


def _long_time_words(minutes: int, seconds: int) -> str:
    if not minutes:
        return _NUMBERS.counted(seconds, "second")
    return _NUMBERS.counted(minutes, "minute") + (f" {after_number(seconds)}" if seconds else "")


def _range(match: Match) -> str:
    return f"{match[1]} to {match[2]}"


def _fraction(match: Match) -> str:
    before, upper, lower = match[1], int(match[2]), int(match[3])
    words = _FRACTIONS.get((upper, lower))
    if words is None:
        words = f"{number_words(match[2])} {'out of' if upper <= lower else 'over'} {number_words(match[3])}"
        return f"{before} {words}" if before else words
    return f"{number_words(before)} and {words}" if before else words


def _ordinal(match: Match) -> str:
    return _NUMBERS.ordinal(int(match[1].replace(",", "")))


def _decade(match: Match) -> str:
    words = year_words(int(match[1]))
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _with_unit(match: Match) -> str:
    one = (match[1] == "1" and not match[2]) or match["noun"] is not None
    return f"{number_words(match[1], match[2])} {unit_after(match[4], one=one, number=match[1], gap=bool(match['gap']))}"


def _year(match: Match) -> str:
    return year_words(int(match[1])) if int(match[1]) in YEARS else match[0]


def _plain_number(match: Match) -> str:
    return f" {number_words(match[1], match[2])} "


def _separate_digits(match: Match) -> str:
    """Say a telephone number, or another one in groups: digit by digit."""
    return ", ".join(_digit_by_digit(group) for group in match[0].split("-"))


def _version(match: Match) -> str:
    words = " point ".join(number_words(part) for part in match[2].split("."))
    return f"version {words}" if match[1] else words


def _hours_and_minutes(match: Match) -> str:
    return f"{_NUMBERS.counted(int(match[1]), 'hour')} {_NUMBERS.counted(int(match[2]), 'minute')}"


def _minutes_and_seconds(match: Match) -> str:
    return _long_time_words(int(match[1]), int(match[2]))


_DIGIT: Final = re.compile(r"\d")
_MAY_NEED_A_RULE: Final = re.compile(
    r"\d|\w\.\w|//|@|w/|--|\b[A-Z]\.|HR|RPE|\bSt\."
    rf"|\b(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})\."
    r"|(?i:\b(?:chapter|volume|part|book|act|scene|section|canto)\s+[IVXLC]{1,8}\b|\b(?:vol|nos?|pp?|chap?|fig|ca?)\.\s*[IVXLC])"
)
"""What some rule needs, if only roughly: a paragraph without it stays as it is."""
_UNLESS_YEAR: Final = r"(?!\s*(?:%|[a-z]+s\b))"
NUMBER_RULES: Final[tuple[Rule, ...]] = (
    *DATE_RULES,
    (re.compile(r"([$£€])\s?(\d{1,3}(?:,\d{3}){1,4}|\d{1,12})(?:\.(\d{1,4}))?(?:\s(\d{1,2})s\b\.?)?"), _money),
    (re.compile(r"(?<![\d:.])(\d{1,2}):([0-5]\d):([0-5]\d)(?![\d:])"), _long_time),
    (
        re.compile(
            r"(?<![\d:.])(\d{1,3}):([0-5]\d)(?![\d:])(?:\s?((?:min\s?)?/\s?(?:km|mile|mi)\b|min(?:utes?)?\b))?", re.IGNORECASE
        ),
        _clock,
    ),
    (
        re.compile(r"(?<![\w.,/-])(\d{1,6}(?:[.,]\d{1,3})?)\s?[-\u2013\u2014]\s?(\d{1,6}(?:[.,]\d{1,3})?)(?![\w-]|[/]\d)"),
        _range,
    ),
    (re.compile(r"(?<![\w.-])\d{2,6}(?:-\d{2,6}){2,4}(?![\w-])"), _separate_digits),
    (re.compile(r"(?<![\w.])(v\.?\s?)?(\d{1,4}(?:\.\d{1,4}){2,4})(?![\w])"), _version),
    (re.compile(r"(?<![\w.])(\d{1,2})h(\d{1,2})(?:m(?:in)?)?\b"), _hours_and_minutes),
    (re.compile(r"(?<![\w.])(\d{1,2})m(\d{1,2})s?\b"), _minutes_and_seconds),
    (re.compile(r"(?<![\d/.,])(?:(\d{1,3})\s)?(\d{1,3})/(\d{1,3})(?![\d/])"), _fraction),
    (re.compile(r"(?<![\w.])(\d{1,3}(?:,\d{3})*)(?:st|nd|rd|th)\b"), _ordinal),
    (re.compile(r"(?<![\w.,])(1[1-9]\d0|20\d0)['’]?s\b"), _decade),
    (re.compile(r"(?<!\w)-(?=\d)"), lambda _: "minus "),
    (re.compile(r"(?<!\w)[~\u2248](?=\s?\d)"), lambda _: "about "),
    (re.compile(r"(?<!\w)#(?=\d)"), lambda _: "number "),
    (re.compile(r"(?<=\d)\s?[x\u00d7]\s?(?=\d)"), lambda _: " times "),
    (
        re.compile(rf"{_NUMBER}(?P<gap>\s?){UNIT}(?=(?P<noun>\s(?:loop|run|walk|race|route|course|hike|jog|lap)\b)?)"),
        _with_unit,
    ),
    (re.compile(rf"(?<![\w.,])([12]\d{{3}})(?![\d,]?\d|\.\d|\w){_UNLESS_YEAR}"), _year),
    (re.compile(r"(\d{1,3}(?:,\d{3}){1,4}(?![\d,])|\d{1,15})(?:\.(\d{1,6}))?"), _plain_number),
)
NUMBER_SIGNS: Final = (
    *DATE_SIGNS,
    re.compile(r"[$£€]"),
    re.compile(r":(?=[0-5]\d:)"),
    re.compile(r":(?=[0-5]\d)"),
    re.compile(r"[-\u2013\u2014](?=\s?\d)"),
    re.compile(r"-(?=\d\d)"),
    re.compile(r"\.(?=\d{1,4}\.\d)"),
    re.compile(r"h(?=\d)"),
    re.compile(r"m(?=\d)"),
    re.compile(r"/(?=\d)"),
    re.compile(r"[snrt](?<=\d[snrt])"),
    re.compile(r"0(?=['’]?s)"),
    re.compile(r"-(?=\d)"),
    re.compile(r"[~\u2248]"),
    re.compile(r"#"),
    re.compile(r"[x\u00d7](?=\s?\d)"),
    None,
    None,
    None,
)
"""What a text must have, in the order of the rules; None: any. Looking for it is many times faster than to try the rule."""
