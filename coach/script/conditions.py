"""Conditions: `[if another-run, not beginner, long|very-long]` before a line, or before a phrase inside it.

A comma means "and", `|` means "or", `not` turns one fact round. The facts are those of `coach.script.facts`. A line whose
condition does not hold cannot be said; a phrase inside a line is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from coach.hints import did_you_mean
from coach.script.facts import FACTS, SESSION_FACTS

_CONDITION: Final = re.compile(r"\[if\b([^\]]*)\]\s*")
_INSIDE: Final = re.compile(r"\[if\b([^\]]*)\]([^/|\[]*)")
"""A condition inside a line, with the phrase that it is about."""
_ITEM: Final = re.compile(r"(not\s+)?([\w-]+)")


class ConditionError(ValueError):
    """A condition that cannot be read: what is wrong, and the remedy."""

    line: int = 0
    """The line of the template, from 1, where it is known."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true where a line is said: of each group of items at least one."""

    groups: tuple[tuple[tuple[str, bool], ...], ...] = ()
    """Facts, each with whether it must hold or must not; one group for each comma."""
    facts: frozenset[str] = frozenset()
    """All facts that are named."""

    def holds(self, facts: frozenset[str]) -> bool:
        """Tell whether it is true where exactly these facts hold."""
        return all(any((fact in facts) is expected for fact, expected in group) for group in self.groups)

    def may_hold(self, facts: frozenset[str], known: Collection[str] = SESSION_FACTS) -> bool:
        """Tell whether it can become true where these facts hold; only facts in `known` are known to hold or not."""
        return all(any(fact not in known or (fact in facts) is expected for fact, expected in group) for group in self.groups)

    def must_hold(self, facts: frozenset[str], known: Collection[str]) -> bool:
        """Tell whether it is true wherever these facts hold; only facts in `known` are known to hold or not."""
        return all(any(fact in known and (fact in facts) is expected for fact, expected in group) for group in self.groups)


ALWAYS: Final = Condition()


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a part, each with its condition: those that may be said are found again by the facts that matter."""

    lines: tuple[tuple[Condition, str], ...]
    """In the order of the template. A text may have conditions inside."""
    facts: frozenset[str]
    """All facts that any of the lines names, inside as well."""
    _holding: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.lines)

    def holding(self, facts: frozenset[str]) -> tuple[str, ...]:
        """Return the lines that may be said where exactly these facts hold, in their order, without conditions."""
        key = facts & self.facts
        lines = self._holding.get(key)
        if lines is None:
            lines = tuple(resolved(text, key) for condition, text in self.lines if condition.holds(key))
            self._holding[key] = lines
        return lines


def with_conditions(rendered: tuple[str, ...]) -> Lines:
    """Take the conditions off the front of the lines. Raises ConditionError."""
    lines = tuple(split(line) for line in rendered)
    # Not `condition`: Python 3.12.1 takes that for the function below.
    facts = [own.facts for own, _ in lines]
    facts += [condition(match[1]).facts for _, text in lines if "[if" in text for match in _CONDITION.finditer(text)]
    return Lines(lines, frozenset().union(*facts))


def split(line: str) -> tuple[Condition, str]:
    """Part a line into its condition and its words, in which conditions may remain. Raises ConditionError."""
    match = _CONDITION.match(line)
    return (condition(match[1]), line[match.end() :]) if match else (ALWAYS, line)


def resolved(text: str, facts: frozenset[str]) -> str:
    """Return a line without the phrases whose conditions do not hold, and without conditions. Raises ConditionError."""
    if "[if" not in text:
        return text
    return _INSIDE.sub(lambda match: match[2] if condition(match[1]).holds(facts) else " ", text)


def check_source(source: str) -> None:
    """Read every condition in the source of a template. Raises ConditionError with the line of the first wrong one."""
    for number, line in enumerate(source.splitlines(), 1):
        for match in _CONDITION.finditer(line):
            try:
                condition(match[1])
            except ConditionError as error:
                error.line = number
                raise


@lru_cache(maxsize=1024)
def condition(text: str) -> Condition:
    """Read what stands between `[if` and `]`. Raises ConditionError for a fact that there is not, or what cannot be read."""
    groups = tuple(tuple(_item(item, text) for item in group.split("|")) for group in text.split(","))
    return Condition(groups, frozenset(fact for group in groups for fact, _ in group))


def _item(item: str, text: str) -> tuple[str, bool]:
    match = _ITEM.fullmatch(item.strip())
    if match is None:
        raise ConditionError(f"[if{text}]: cannot be read; write facts like [if another-run, not beginner]")
    negated, fact = match.groups()
    if fact not in FACTS:
        raise ConditionError(f"[if{text}]: no fact is called {fact!r}; {did_you_mean(fact, FACTS)}")
    return fact, not negated
