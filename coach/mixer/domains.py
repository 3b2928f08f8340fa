"""What a variable of a line can be, in all sessions that a mixer offers, where that is much: lengths, counts and totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from coach.language.model import Language
from coach.mixer.limits import (
    EARLY_WARNING_SECONDS,
    LONGEST_COUNTED_DOWN,
    LONGEST_SESSION,
    MOST_REPETITIONS,
    MOST_WALKS,
    WARNING_SECONDS,
    lengths,
)
from coach.plan.model import Effort
from coach.script.topics import time_left_marks
from coach.units import HOUR, MINUTE, SECOND, Milliseconds

Values = Mapping[str, object]
"""Variables, and what they are."""

_COUNTED_TOGETHER: Final = 20
"""Up to so many repetitions every pair of a number and of how many there are is heard; beyond, one of the two."""

_EVEN: Final = Milliseconds(5 * SECOND)


@dataclass(frozen=True, slots=True)
class Domain:
    """What some variables can be, together."""

    names: frozenset[str]
    all_values: Callable[[Values], Iterable[Values]]
    """Given the variables of a situation: every value there is."""
    few_values: Callable[[Values], Iterable[Values]]
    """Of each kind that lines tell apart by their conditions, one."""


OwnLengths = Mapping[tuple[Effort, bool], Iterable[Milliseconds]]
"""Lengths of the plans' intervals, by effort, and by whether the runner decides there."""


def domains(language: Language, own: OwnLengths, runs: Iterable[str], walks: Iterable[str]) -> tuple[Domain, ...]:
    """Return the domains in a language; `runs`, `walks`: what is said of runs and walks in outlines."""
    spoken = {
        (effort, free): [
            language.duration(each) for each in sorted({*lengths(effort, free=free), *own.get((effort, free), ())})
        ]
        for effort in Effort
        for free in (False, True)
    }
    longest = spoken[Effort.WALK, False]
    totals = list(dict.fromkeys(map(language.rounded_duration, _totals())))
    left = [language.duration(each) for each in _marks()]
    done = [language.duration(Milliseconds(hour)) for hour in range(HOUR, LONGEST_SESSION + 1, HOUR)]

    def of_effort(name: str) -> Callable[[Values], Iterable[Values]]:
        return lambda now: _each("duration", spoken[Effort(str(now[name])), bool(now.get("free"))])

    few_lengths = _each("duration", (language.duration(MINUTE), language.duration(Milliseconds(90 * SECOND))))
    return (
        Domain(frozenset({"duration"}), of_effort("effort"), lambda _: few_lengths),
        Domain(frozenset({"repetition", "repetitions", "first", "last"}), lambda _: _REPETITIONS, lambda _: _FEW_REPETITIONS),
        _count("run_count", MOST_REPETITIONS, lambda now: bool(now["has_runs"])),
        _count("walk_count", MOST_WALKS, lambda _: True),
        _texts("next_duration", longest),
        _texts("run_for", ["", *longest]),
        _texts("walk_for", ["", *longest]),
        _texts("longest_run", ["", *longest]),
        _texts("total", totals),
        _texts("left", left),
        _texts("done", done),
        _texts("runs", _of_new_phrases(runs)),
        _texts("walks", _of_new_phrases(walks)),
        Domain(frozenset({"seconds"}), lambda _: _SECONDS, lambda _: _SECONDS),
    )


def _of_new_phrases(texts: Iterable[str]) -> list[str]:
    """Return the texts that have a phrase which none before them has."""
    known: set[str] = set()
    chosen = []
    for text in texts:
        phrases = set(text.split(" / "))
        if not phrases <= known:
            chosen.append(text)
            known |= phrases
    return chosen


def _totals() -> Iterable[Milliseconds]:
    return map(Milliseconds, range(_EVEN, LONGEST_SESSION + 1, _EVEN))


def _marks() -> list[Milliseconds]:
    from coach.plan.timeline import TimedInterval

    longest = TimedInterval(Effort.WALK, None, Milliseconds(0), LONGEST_SESSION, repetition=1, repetitions=1)
    usual = time_left_marks(longest)
    return sorted({*usual, Milliseconds(2 * MINUTE), *map(Milliseconds, range(MINUTE, LONGEST_COUNTED_DOWN + 1, MINUTE))})


def _each(name: str, values: Iterable[object]) -> list[Values]:
    return [{name: value} for value in values]


def _texts(name: str, values: Sequence[str]) -> Domain:
    few = _each(name, dict.fromkeys((*(value for value in values if not value), *values[:1], *values[-1:])))
    every = _each(name, values)
    return Domain(frozenset({name}), lambda _: every, lambda _: few)


def _count(name: str, most: int, fits: Callable[[Values], bool]) -> Domain:
    every = _each(name, range(1, most + 1))
    few = _each(name, (1, 2, 3, _COUNTED_TOGETHER, _COUNTED_TOGETHER + 1, most))
    none = _each(name, (0,))
    return Domain(frozenset({name}), lambda now: every if fits(now) else none, lambda now: few if fits(now) else none)


def _repetition(number: int, of_all: int) -> Values:
    return {"repetition": number, "repetitions": of_all, "first": number == 1, "last": number == of_all}


_MANY: Final = range(_COUNTED_TOGETHER + 1, MOST_REPETITIONS + 1)
_REPETITIONS: Final = [
    *(_repetition(number, of_all) for of_all in range(1, _COUNTED_TOGETHER + 1) for number in range(1, of_all + 1)),
    *(_repetition(number, MOST_REPETITIONS) for number in range(1, MOST_REPETITIONS)),
    *(_repetition(of_all, of_all) for of_all in _MANY),
]
_FEW_REPETITIONS: Final = [
    _repetition(number, of_all)
    for number, of_all in ((1, 1), (1, 2), (2, 2), (2, 3), *((number, _MANY[0]) for number in (1, 2, _MANY[0])))
]
_SECONDS: Final = _each("seconds", (*WARNING_SECONDS, *EARLY_WARNING_SECONDS))
