"""English."""

from __future__ import annotations

import re
from typing import Final

from coach.language.english_numbers import EnglishNumbers
from coach.language.model import CountedUnit, DurationForm, Language
from coach.language.words import Changes, Labels, Outline, Paces, Titles, UnitSigns, Words

_WORDS: Final = Words(
    efforts={"warm-up": "Warm-up", "run": "Run", "walk": "Walk", "cool-down": "Cool-down"},
    flavours={flavour: flavour for flavour in ("easy", "brisk", "brisker", "race pace", "uphill")},
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
        take="take {value}",
        same_total="same total",
        great="feel great",
        good="feel good",
        tired="feel tired",
    ),
    units=UnitSigns(hour="h", minute="min", second="s"),
    outline=Outline(
        one_run="one run. / {duration}",
        runs_alike="{count} runs altogether. / {duration} each",
        two_runs="two runs, {first} and then {second}",
        runs="{count} runs altogether. / The longest of them lasts {duration}",
        one_stretch="one stretch of running. / {duration}",
        stretches_alike="{count} stretches of running. / {duration} each",
        stretches="{count} stretches of running. / The longest of them lasts {duration}",
        walking={
            "": "a walk",
            "easy": "an easy walk",
            "brisk": "a brisk walk",
            "brisker": "a brisker walk",
            "race pace": "a fast walk",
            "uphill": "an uphill walk",
        },
        then="{first} and then {second}",
        a_walk="a walk",
        after_one="After it comes {walks}.",
        before_one="Before it comes {walks}.",
        around_one="Before and after it comes {walks}.",
        after_each="After each one, there's {walks}.",
        before_each="Before each of them comes {walks}.",
        between="Between them comes {walks}.",
        around="Before and after each of them comes {walks}.",
        only_walk="The main part is {walks}.",
        walk_rounds="The main part has {count} rounds. / Each of them is {walks}.",
        walk_lasts="{duration}.",
        walks_last="{duration} each.",
        of_two_lasts={
            "": "The walk lasts {duration}.",
            "easy": "The easy walk lasts {duration}.",
            "brisk": "The brisk walk lasts {duration}.",
            "brisker": "The brisker walk lasts {duration}.",
            "race pace": "The fast walk lasts {duration}.",
            "uphill": "The uphill walk lasts {duration}.",
        },
    ),
    paces=Paces(
        minutes_per_km="{least} to {most} minutes a kilometre",
        minutes_per_mile="{least} to {most} minutes a mile",
        km_per_hour="{least} to {most} kilometres an hour",
        miles_per_hour="{least} to {most} miles an hour",
        half="{number} and a half",
    ),
)

_WRITTEN: Final = re.compile(r"\d|\w\.\w|\b[A-Za-z][a-z]{0,5}\.|\b(?:HR|RPE)\b|w/|[IVXLC]\b|[½¼¾⅓⅔]|--|https?:")
"""What may need to be spelled out; other texts are said as they stand."""


def _spelled_out(text: str) -> str:
    if not _WRITTEN.search(text):
        return text
    from coach.language.english_text import spell_out

    return spell_out(text)


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
    about="about {duration}",
    minutes_and_few_seconds="{minutes} and {seconds}",
    symbols={"&": " and ", "+": " plus ", "%": " percent ", "@": " at ", "–": ", ", "—": ", ", "/": " ", '"': ""},
    commands={"run": ("run",), "walk": ("walk",)},
    words=_WORDS,
    spell_out=_spelled_out,
)
"""The language of the bundled styles, and of styles that declare none."""
