"""Choosing words: which variant of a part is spoken, so that lines seldom repeat and another ratio needs few new clips."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from coach.errors import LinesError
from coach.plan.context import SessionContext
from coach.script.conditions import Lines, resolved
from coach.script.facts import FIRST_OF_PART, PLAN_FACTS
from coach.script.lines import Style, Variant
from coach.script.parts import Part

FEWEST_A_SESSION: Final = 3
"""Lines of a part that a session may use at least, even if the plan then repeats some of them."""

_NEVER_SILENT: Final = frozenset({part for part in Part if part.startswith("command")} | {Part.FINISH})
"""Without these a runner does not know what to do."""


class Chooser:
    """Chooses for one session, among the lines that are true of it; by plan, week and session alone, never by chance."""

    def __init__(self, style: Style, context: SessionContext, facts: frozenset[str]) -> None:
        self._style = style
        self._plan = context.plan.name
        self._ordinal = context.ordinal
        self._plan_sessions = context.plan_sessions
        self._facts = facts
        self._shares: dict[Part, list[int]] = {}
        self._used: set[tuple[Part, int]] = set()

    def variant(
        self, part: Part, variables: Mapping[str, object], turn: int = 0, moment: frozenset[str] = frozenset()
    ) -> Variant:
        """Choose a variant of what recurs: another for each turn, and a different first one for each session.

        `moment`: the facts of the moment. A part whose template is empty has none: its cue is not spoken. Raises LinesError if
        another part has no line in this situation.
        """
        lines = self._style.lines(part, variables).holding(self._facts | moment)
        if not lines:
            self._check_silence(part, variables)
            return ()
        order = _shuffled(f"{self._plan} {part}", len(lines))
        return self._style.variant(part, lines[(order[self._ordinal % len(lines)] + turn) % len(lines)])

    def free_line(self, part: Part, variables: Mapping[str, object], moment: frozenset[str] = frozenset()) -> Variant | None:
        """Choose a line of the session's own that it has not used yet and that is true at this moment; None if there is none.

        `moment`: the facts of the moment. Of the lines for the first of a part, one is chosen first.
        Raises LinesError if the part has no line at all.
        """
        lines = self._style.lines(part, variables)
        if not lines:
            self._check_silence(part, variables)
            return None
        facts = self._facts | moment
        candidates = self._candidates(part, lines, moment)
        number = next((each for each in candidates if lines.lines[each][0].holds(facts)), None)
        if number is None:
            return None
        self._used.add((part, number))
        return self._style.variant(part, resolved(lines.lines[number][1], facts))

    def _candidates(self, part: Part, lines: Lines, moment: frozenset[str]) -> Iterator[int]:
        """Yield the lines that may come next: for the first of its part those that are made for it, then the session's own."""
        if FIRST_OF_PART in moment:
            first = [number for number, (condition, _) in enumerate(lines.lines) if FIRST_OF_PART in condition.facts]
            yield from (first[(self._ordinal + place) % len(first)] for place in range(len(first)))
        yield from (number for number in self._own(part, lines) if (part, number) not in self._used)

    def is_first(self, part: Part) -> bool:
        """Tell whether no line of this part has been chosen yet by `free_line`."""
        return all(used is not part for used, _ in self._used)

    def quota(self, part: Part, variables: Mapping[str, object]) -> int:
        """Return how many lines of a part the session may use at most."""
        return len(self._own(part, self._style.lines(part, variables)))

    def _own(self, part: Part, lines: Lines) -> list[int]:
        """Return the session's own share of the lines that suit its plan: other sessions have others."""
        own = self._shares.get(part)
        if own is None:
            own = self._shares[part] = self._share(part, lines)
        return own

    def _share(self, part: Part, lines: Lines) -> list[int]:
        suited = [number for number, (each, _) in enumerate(lines.lines) if each.may_hold(self._facts, PLAN_FACTS)]
        count = len(suited)
        order = _shuffled(f"{self._plan} {part}", count)
        start, end = (count * ordinal // self._plan_sessions for ordinal in (self._ordinal, self._ordinal + 1))
        own: list[int] = []
        for place in range(start, start + count):
            if place >= end and len(own) >= FEWEST_A_SESSION:
                break
            number = suited[order[place % count]]
            if lines.lines[number][0].may_hold(self._facts):
                own.append(number)
        return own

    def _check_silence(self, part: Part, variables: Mapping[str, object]) -> None:
        """Raise LinesError unless the style silences this part, and may."""
        if part not in _NEVER_SILENT and self._style.is_silenced(part):
            return
        kind = variables["coaching"]
        raise LinesError(
            f"style {self._style.name}: {part}.j2: says nothing for a {kind} session; add a line without a condition"
        )


@lru_cache(maxsize=256)
def _shuffled(seed: str, count: int) -> tuple[int, ...]:
    """Return 0..count-1 in an order that depends on the seed alone."""
    return tuple(sorted(range(count), key=lambda number: hashlib.blake2b(f"{seed} {number}".encode(), digest_size=8).digest()))
