"""Numbers in English words."""

from __future__ import annotations

from typing import Final

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDRED: Final = 100
_LARGE: Final = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


class EnglishNumbers:
    """Numbers in English words."""

    def words(self, number: int) -> str:
        """Return a whole number below 10 to the 12th in words: `forty-two`, `one hundred and five`."""
        if number < 0:
            return f"minus {self.words(-number)}"
        if number < len(_SMALL):
            return _SMALL[number]
        for size, name in _LARGE:
            count, below = divmod(number, size)
            if count:
                joint = "" if not below else " " if below >= _HUNDRED else " and "
                return f"{self.words(count)} {name}{joint}{self.words(below) if below else ''}"
        hundreds, below_hundred = divmod(number, _HUNDRED)
        if hundreds:
            return f"{_SMALL[hundreds]} hundred" + (f" and {self.words(below_hundred)}" if below_hundred else "")
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")

    def ordinal(self, number: int) -> str:
        """Return a whole number as an order: `third`, `twenty-first`."""
        words = self.words(number)
        at = max(words.rfind("-"), words.rfind(" ")) + 1
        head, last = words[:at], words[at:]
        if last in _ORDINALS:
            return head + _ORDINALS[last]
        return head + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")

    def counted(self, number: int, one: str, many: str | None = None) -> str:
        """Return a number with what it counts: `one run`, `six runs`. Without `many`, the plural ends in `s`."""
        return f"{self.words(number)} {one if number == 1 else many or one + 's'}"
