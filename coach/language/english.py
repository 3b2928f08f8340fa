"""English."""

from __future__ import annotations

from typing import Final

from coach.language.model import CountedUnit, DurationForm, Language
from coach.language.words import Changes, Labels, Outline, Paces, Titles, UnitSigns, Words

_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS: Final = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDRED: Final = 100
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
        """Return a whole number to 999,999 in words: `forty-two`, `one hundred and five`, `minus three`."""
        if number < 0:
            return f"minus {self.words(-number)}"
        if number < len(_SMALL):
            return _SMALL[number]
        thousands, below_thousand = divmod(number, 1_000)
        if thousands:
            joint = "" if not below_thousand else " " if below_thousand >= _HUNDRED else " and "
            return f"{self.words(thousands)} thousand{joint}{self.words(below_thousand) if below_thousand else ''}"
        hundreds, below_hundred = divmod(number, _HUNDRED)
        if hundreds:
            return f"{_SMALL[hundreds]} hundred" + (f" and {self.words(below_hundred)}" if below_hundred else "")
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")

    def ordinal(self, number: int) -> str:
        """Return a whole number as an order: `third`, `twenty-first`."""
        head, dash, last = self.words(number).rpartition("-")
        head, gap, last = (head, dash, last) if dash else self.words(number).rpartition(" ")
        if last in _ORDINALS:
            return head + gap + _ORDINALS[last]
        return head + gap + (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")

    def counted(self, number: int, one: str, many: str | None = None) -> str:
        """Return a number with what it counts: `one run`, `six runs`. Without `many`, the plural ends in `s`."""
        return f"{self.words(number)} {one if number == 1 else many or one + 's'}"


_WORDS: Final = Words(
    efforts={"warm-up": "Warm-up", "run": "Run", "walk": "Walk", "cool-down": "Cool-down"},
    flavours={flavour: flavour for flavour in ("easy", "brisk", "race pace", "uphill")},
    titles=Titles(
        run_or_walk="Run or walk",
        repetition="{name} {repetition} of {repetitions}",
        finish="Finish",
        session="Session {session}",
        week_and_session="Week {week}, session {session}",
        run="run {duration}",
        walk="walk {duration}",
        run_or_walk_for="run or walk {duration}",
        run_and_walk="run {run}, walk {walk}",
        in_all="{duration} in all",
    ),
    labels=Labels(
        genre="Fitness",
        comment=(
            "Play at normal speed, with Trim silence and Smart speed off: they cut the pauses, and with them the timing, "
            "out of the session. Shuffle and crossfade off. Keep the volume low enough to hear traffic. "
            "Pain, dizziness or chest discomfort: stop and get help. "
            "Not medical advice; in doubt see a doctor first."
        ),
        advice=(
            "Before the first run, turn off “Trim silence” and “Smart speed” in your player, and play at normal speed: "
            "the quiet stretches are the session’s clock."
        ),
        safety=(
            "Keep the volume low enough to hear traffic. Pain, dizziness or chest discomfort: stop and get help. "
            "Not medical advice; in doubt see a doctor first."
        ),
        minutes="minutes",
        week="week",
        session="session",
        end_of_file="end of the file",
    ),
    changes=Changes(
        run="run {value}",
        walk="walk {value}",
        warm_up="warm-up {value}",
        cool_down="cool-down {value}",
        total="total {value}",
        repeat="x{value}",
        mile="{value} mile",
        miles="{value} miles",
        minute="{value} minute",
        minutes="{value} minutes",
        each="{value} each",
        same_total="same total",
        great="feel great",
        good="feel good",
        tired="feel tired",
    ),
    units=UnitSigns(hour="h", minute="min", second="s"),
    outline=Outline(
        one_run="one run of {duration}",
        runs_alike="{count} runs of {duration}",
        two_runs="two runs, {first} and then {second}",
        runs="{count} runs, the longest of them {duration}",
        one_stretch="one stretch of running, {duration} long",
        stretches_alike="{count} stretches of running, {duration} each",
        stretches="{count} stretches of running, the longest of them {duration}",
        walking={
            "": "{duration} of walking",
            "easy": "{duration} of easy walking",
            "brisk": "{duration} of brisk walking",
            "race pace": "{duration} of fast walking",
            "uphill": "{duration} of uphill walking",
        },
        then="{first} and then {second}",
        a_walk="a walk",
        after_one="After it, {walks}.",
        before_one="Before it, {walks}.",
        around_one="Before and after it, {walks}.",
        after_each="After each of them, {walks}.",
        before_each="Before each of them, {walks}.",
        between="Between them, {walks}.",
        around="Before and after each of them, {walks}.",
        only_walk="The main part is {walks}.",
        walk_rounds="The main part is {count} rounds of {walks}.",
    ),
    paces=Paces(
        minutes_per_km="{least} to {most} minutes a kilometre",
        minutes_per_mile="{least} to {most} minutes a mile",
        km_per_hour="{least} to {most} kilometres an hour",
        miles_per_hour="{least} to {most} miles an hour",
        half="{number} and a half",
    ),
)

ENGLISH: Final = Language(
    code="en",
    tag_code="eng",
    name="English",
    numbers=EnglishNumbers(),
    durations={
        "": DurationForm(
            CountedUnit("one hour", "{} hours"),
            CountedUnit("one minute", "{} minutes"),
            CountedUnit("one second", "{} seconds"),
        )
    },
    minutes_and_seconds="{minutes} {seconds}",
    half={"hour": "{number} and a half hours", "minute": "{number} and a half minutes"},
    joint=" and ",
    minutes_and_few_seconds="{minutes} and {seconds}",
    symbols={"&": " and ", "+": " plus ", "%": " percent ", "@": " at ", "–": ", ", "—": ", ", "/": " ", '"': ""},
    commands={"run": ("run",), "walk": ("walk",)},
    words=_WORDS,
)
"""The language of the bundled styles, and of styles that declare none."""
