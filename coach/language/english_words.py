"""Titles, abbreviations, initials, Roman numerals, times of day and addresses in English words: what is more than a number."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from coach.language.english_dates import after_number
from coach.language.english_numbers import EnglishNumbers

Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], str]]

_NUMBERS: Final = EnglishNumbers()


def _address(match: Match) -> str:
    host = match["host"].removeprefix("www.")
    name = f"{match['user']} at " if match["user"] else ""
    return f"{name}{host}".replace(".", " dot ").replace("-", " ").replace("_", " ")


def _time_of_day(match: Match) -> str:
    hour, minute, half = int(match[1]), match[2], match[3].lower()
    minutes = f" {after_number(int(minute))}" if minute and int(minute) else ""
    return f"{_NUMBERS.words(hour)}{minutes} {half} m{'.' if match[4] else ''}"


def _roman(match: Match) -> str:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    numbers = [values[letter] for letter in match[2].upper()]
    following = [*numbers[1:], 0]
    number = sum(-value if value < after else value for value, after in zip(numbers, following, strict=True))
    return f"{match[1]} {_NUMBERS.words(number)}"


TITLES: Final = {
    "Mr": "Mister",
    "Mrs": "Missus",
    "Ms": "Miz",
    "Dr": "Doctor",
    "Prof": "Professor",
    "Rev": "Reverend",
    "Capt": "Captain",
    "Col": "Colonel",
    "Gen": "General",
    "Lt": "Lieutenant",
    "Sgt": "Sergeant",
    "Jr": "Junior",
    "Sr": "Senior",
    "Hon": "Honourable",
    "Messrs": "Messers",
    "Mt": "Mount",
    "vs": "versus",
    "approx": "about",
    "etc": "et cetera",
    "viz": "namely",
    "cf": "compare",
}
_BEFORE_NUMBER: Final = {
    "vol": "volume",
    "no": "number",
    "nos": "numbers",
    "p": "page",
    "pp": "pages",
    "ch": "chapter",
    "chap": "chapter",
    "fig": "figure",
    "ca": "about",
    "c": "about",
}
_LETTERS: Final = {"e.g": "for example", "i.e": "that is", "a.m": "a m", "p.m": "p m"}

_HOST: Final = r"(?P<host>(?:[\w-]{1,63}\.){1,5}(?:com|org|net|edu|gov|info|io|uk|us|de|fr|eu|ca|au|nz|ie))"
WORD_RULES: Final[tuple[Rule, ...]] = (
    (
        re.compile(
            rf"(?<![\w.@-])(?:https?://)?(?:(?P<user>[\w+-][\w.+-]{{0,63}})@)?{_HOST}\b(?::\d{{1,5}})?(?:/[^\s<>\"”’)]*[\w/])?"
        ),
        _address,
    ),
    (re.compile(r"https?://[^\s<>\"]+"), lambda _: "a web address"),
    (
        re.compile(r"\b(1[0-2]|0?[1-9])(?:[.:]([0-5]\d))?\s?([ap])\.?\s?m\b(\.(?=\s*$|\s+(?-i:[A-Z])))?\.?", re.IGNORECASE),
        _time_of_day,
    ),
    (re.compile(r"\b(e\.g|i\.e|a\.m|p\.m)\.", re.IGNORECASE), lambda match: _LETTERS[match[1].lower()]),
    (
        re.compile(r"\b(vol|nos?|pp?|chap?|fig|ca?)\.\s*(?=\d|[IVXLC]+\b)", re.IGNORECASE),
        lambda match: f"{_BEFORE_NUMBER[match[1].lower()]} ",
    ),
    (
        re.compile(rf"\b({'|'.join(sorted(TITLES, key=len, reverse=True))})\.(?P<end>(?=\s*$|\s+[\"“]?[A-Z]))?"),
        lambda match: TITLES[match[1]] + ("." if match[1] == "etc" and match["end"] is not None else ""),
    ),
    (re.compile(r"\bSt\.(?=\s+[A-Z])"), lambda _: "Saint"),
    (re.compile(r"\bSt\."), lambda _: "Street"),
    (re.compile(r"\b(?:[A-Z]\.){2,8}"), lambda match: " ".join(match[0].replace(".", ""))),
    (re.compile(r"\b([A-Z])\.(?=\s+[A-Z][a-z.])"), lambda match: match[1]),
    (
        re.compile(r"\b(chapter|volume|part|book|act|scene|section|canto)\s+([IVXLC]{1,8})\b\.?(?![\w'’])", re.IGNORECASE),
        _roman,
    ),
    (re.compile(r"\bw/o\b"), lambda _: "without"),
    (re.compile(r"\bw/(?=[\s\w])"), lambda _: "with "),
    (re.compile(r"\bHR\b"), lambda _: "heart rate"),
    (re.compile(r"\bRPE\b"), lambda _: "R P E"),
    (re.compile(r"\s*-{2,}\s*"), lambda _: ", "),
)

WORD_SIGNS: Final = (
    re.compile(r"\.(?=com|org|net|edu|gov|info|io|uk|us|de|fr|eu|ca|au|nz|ie)"),
    re.compile(r"://"),
    re.compile(r"[ap](?=\.?\s?m\b)", re.IGNORECASE),
    re.compile(r"\.(?=[egm]\.)", re.IGNORECASE),
    re.compile(r"\.(?=\s*[\dIVXLC])", re.IGNORECASE),
    None,
    re.compile(r"St\."),
    re.compile(r"St\."),
    re.compile(r"\.(?<=[A-Z]\.)"),
    re.compile(r"\.(?<=[A-Z]\.)"),
    re.compile(r"\s(?=[IVXLC]{1,8}\b)", re.IGNORECASE),
    re.compile(r"w/"),
    re.compile(r"w/"),
    re.compile(r"HR"),
    re.compile(r"RPE"),
    re.compile(r"--"),
)
