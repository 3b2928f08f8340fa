"""Numbers and durations in spoken English words."""

from __future__ import annotations

import re
from typing import Final

from coach.units import SECOND, Milliseconds

UNSPEAKABLE: Final = re.compile(r"[^\w ,.;:?!'’-]|[\d_]")
"""Whatever an engine might read out as the name of a symbol, or not at all. Digits too: numbers are written in words."""

_SYMBOLS: Final = {"&": " and ", "+": " plus ", "%": " percent ", "@": " at ", "–": ", ", "—": ", ", "/": " ", '"': ""}

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDRED: Final = 100
_FEW_SECONDS: Final = 9
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def words(number: int) -> str:
    """Say a whole number from 0 to 999,999: `forty-two`, `one hundred and five`."""
    if number < len(_SMALL):
        return _SMALL[number]
    thousands, below_thousand = divmod(number, 1_000)
    if thousands:
        joint = "" if not below_thousand else " " if below_thousand >= _HUNDRED else " and "
        return f"{words(thousands)} thousand{joint}{words(below_thousand) if below_thousand else ''}"
    hundreds, below_hundred = divmod(number, _HUNDRED)
    if hundreds:
        return f"{_SMALL[hundreds]} hundred" + (f" and {words(below_hundred)}" if below_hundred else "")
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")


def ordinal(number: int) -> str:
    """Say a whole number as an order: `third`, `twenty-first`."""
    head, dash, last = words(number).rpartition("-")
    head, gap, last = (head, dash, last) if dash else words(number).rpartition(" ")
    if last in _ORDINALS:
        return head + gap + _ORDINALS[last]
    return head + gap + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Say how many: `one run`, `six runs`."""
    return f"{words(number)} {one if number == 1 else many or one + 's'}"


def spoken_duration(duration: Milliseconds) -> str:
    """Say a duration, rounded to whole seconds: `one minute thirty`, `two minutes`, `one hour thirty minutes`."""
    minutes, seconds = divmod(round(duration / SECOND), 60)
    hours, minutes = divmod(minutes, 60)
    said = [counted(hours, "hour")] if hours else []
    said += [counted(minutes, "minute")] if minutes else []
    if seconds and minutes and not hours:
        # As people say it: "one minute thirty", but "one minute and five seconds".
        said.append(words(seconds) if seconds > _FEW_SECONDS else f"and {counted(seconds, 'second')}")
    elif seconds or not said:
        said.append(counted(seconds, "second"))
    return " ".join(said)


def speakable(text: str) -> str:
    """Turn somebody's own text into words that any engine can say: numbers in words, no symbols."""
    for symbol, said in _SYMBOLS.items():
        text = text.replace(symbol, said)
    text = re.sub(r"\d{1,6}", lambda match: f" {words(int(match[0]))} ", text)
    text = UNSPEAKABLE.sub(" ", text)
    return re.sub(r"\s+([,.;:?!])", r"\1", " ".join(text.split()))
