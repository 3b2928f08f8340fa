"""Choosing words: which variant of a part is spoken, so that lines seldom repeat and another ratio needs few new clips."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from coach.errors import LinesError
from coach.plan.context import SessionContext
from coach.script.conditions import Condition, Lines, resolved
from coach.script.facts import PLAN_FACTS, SESSION_FACTS
from coach.script.lines import Style, Variant
from coach.script.moment_facts import FIRST_OF_PART
from coach.script.parts import Part

SESSIONS_APART: Final = 12
"""In a programme a free line comes back in the twelfth session after it, at the earliest."""

TAKES_APART: Final = 5
"""A take of a session in a programme has the share of the session so many after it: no take has that of the one before."""

ONCE: Final = ("first-session", "last-session")
"""What is true of one session of a programme: lines that name it may be said there whatever their turn, before others."""

PLACES: Final = frozenset({"in-run", "in-walk", "in-main-set", "in-warm-up", "in-cool-down"})
ANYWHERE: Final = (frozenset[str](),)

_SPREADING: Final = (5**0.5 - 1) / 2
"""Places in the order of the fractions of their multiples of the golden ratio: any stretch of them is spread over all."""

_OF_PLAN: Final = (PLAN_FACTS, PLAN_FACTS | PLACES)
_OF_SESSION: Final = (frozenset(SESSION_FACTS), PLACES.union(SESSION_FACTS))

Places = tuple[frozenset[str], ...]
"""The kinds of places where the lines of a part may be said, each by the facts of `PLACES` that hold there."""

_NEVER_SILENT: Final = frozenset({part for part in Part if part.startswith("command")} | {Part.FINISH})
"""Without these a runner does not know what to do."""


class Chooser:
    """Chooses for one session, among the lines that are true of it; by plan, week, session and take alone, never by chance."""

    def __init__(self, style: Style, context: SessionContext, facts: frozenset[str], take: int = 1) -> None:
        self._style = style
        self._plan = context.plan.name
        self._ordinal = context.ordinal
        self._plan_sessions = context.plan_sessions
        self._turn = context.ordinal + (take - 1) * context.plan_sessions
        """Later takes go on with the lines that sessions after the plan's last one would have."""
        self._is_programme = "programme" in facts
        self._draw_turn = context.ordinal + (take - 1) * (TAKES_APART if self._is_programme else 1)
        """A later take of a session has the free lines of a session after it."""
        self._facts = facts
        self._draws: dict[Part, list[int]] = {}
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

    def line_of_turn(
        self, part: Part, variables: Mapping[str, object], moment: frozenset[str] = frozenset(), every: int = 1, turn: int = 0
    ) -> Variant | None:
        """Choose the line of a part that has one in every session (or in one of `every`): all of them come in turn.

        `turn`: which of several in this session it is. Returns None if none is true at this moment, or if the style leaves the
        part out. Raises LinesError if the part has no line at all.
        """
        lines = self._true_lines(part, variables, moment)
        if not lines:
            return None
        order = _shuffled(f"{self._plan} {part}", len(lines))
        return self._style.variant(part, lines[order[(self._turn // every + turn) % len(lines)]])

    def line_number(self, part: Part, variables: Mapping[str, object], number: int, moment: frozenset[str]) -> Variant | None:
        """Return a line of a part by its number among those that are true, from 0; None without it, or without the part."""
        lines = self._true_lines(part, variables, moment)
        return self._style.variant(part, lines[number]) if number < len(lines) else None

    def _true_lines(self, part: Part, variables: Mapping[str, object], moment: frozenset[str]) -> tuple[str, ...]:
        """Return the lines of a part that are true now; none if the style leaves the part out, or silences it."""
        if self._style.leaves_out(part):
            return ()
        lines = self._style.lines(part, variables)
        if not lines.lines:
            self._check_silence(part, variables)
        return lines.holding(self._facts | moment)

    def draw(
        self, part: Part, variables: Mapping[str, object], wanted: int, pool: Places = ANYWHERE, places: Places = ANYWHERE
    ) -> int:
        """Draw the session's own lines of a part, and return how many of them may be said.

        In a programme every line has its turn in one session of twelve. Elsewhere the lines are shared out so that as many
        takes of the session as possible have different ones, with `wanted` lines in each. `pool`: where the lines that are
        shared out may be said, the same for all sessions of a plan; `places`: where they may be said in this one.
        """
        lines = self._style.lines(part, variables)
        suited = [number for number, (condition, _) in enumerate(lines.lines) if self._suits(condition, pool)]
        sharers = self._sharers(len(suited), wanted)
        shuffled = [suited[number] for number in _shuffled(f"{self._plan} {part}", len(suited))]
        shuffled.sort(key=lambda number: _rarity(lines.lines[number][0]))
        own = [number for number in self._share(shuffled, sharers) if self._may_be_said(lines, number, places)]
        begin = self._draw_turn // sharers * wanted % len(own) if own else 0
        once = [number for number in suited if _names(lines.lines[number][0], ONCE) and number not in own]
        may_be_said = [number for number in once if self._may_be_said(lines, number, places)] + own[begin:] + own[:begin]
        may_be_said.sort(key=lambda number: not _names(lines.lines[number][0], ONCE))
        self._draws[part] = may_be_said
        return len(may_be_said)

    def _share(self, numbers: Sequence[int], sharers: int) -> Sequence[int]:
        """Return the numbers of the lines that are this session's, or this take's.

        Where there is one session, fewer takes share the lines the more of them it wants. The first take of a longer one has
        all that a shorter one has: so another ratio needs few new clips.
        """
        turn = self._draw_turn % sharers
        if self._plan_sessions > 1:
            return numbers[turn::sharers]
        mixed = [numbers[place] for place in sorted(range(len(numbers)), key=lambda place: place * _SPREADING % 1)]
        return mixed[turn * len(mixed) // sharers : (turn + 1) * len(mixed) // sharers]

    def _may_be_said(self, lines: Lines, number: int, places: Places) -> bool:
        return self._may_hold(lines.lines[number][0], places, _OF_SESSION)

    def _sharers(self, lines: int, draws: int) -> int:
        """Return among how many sessions, or takes of the only one, lines are shared out."""
        if self._is_programme:
            return SESSIONS_APART
        if self._plan_sessions > 1:
            return min(self._plan_sessions, SESSIONS_APART)
        return max(1, min(SESSIONS_APART, lines // max(draws, 1)))

    def free_line(self, part: Part, variables: Mapping[str, object], moment: frozenset[str] = frozenset()) -> Variant | None:
        """Choose a line of the session's own that it has not used yet and that is true at this moment; None if there is none.

        `moment`: the facts of the moment. Of the lines for the first of a part, one is chosen first.
        Raises LinesError if the part has no line at all.
        """
        lines = self._style.lines(part, variables)
        if not lines:
            self._check_silence(part, variables)
            return None
        if part not in self._draws:
            self.draw(part, variables, 1)
        facts = self._facts | moment
        number = next(
            (
                number
                for number in (*self._for_the_first(lines, moment), *self._draws[part])
                if (part, number) not in self._used and lines.lines[number][0].holds(facts)
            ),
            None,
        )
        if number is None:
            return None
        self._used.add((part, number))
        return self._style.variant(part, resolved(lines.lines[number][1], facts))

    def spare_line(self, part: Part, variables: Mapping[str, object], moment: frozenset[str] = frozenset()) -> Variant | None:
        """Choose a line that is not the session's own and true at this moment; None in a programme, or if there is none."""
        if self._is_programme:
            return None
        lines, facts = self._style.lines(part, variables).lines, self._facts | moment
        order = _shuffled(f"{self._plan} {part} {self._draw_turn}", len(lines))
        free = (number for number in order if (part, number) not in self._used and FIRST_OF_PART not in lines[number][0].facts)
        number = next((number for number in free if lines[number][0].holds(facts)), None)
        if number is None:
            return None
        self._used.add((part, number))
        return self._style.variant(part, resolved(lines[number][1], facts))

    def sayable(self, part: Part, variables: Mapping[str, object], moments: Iterable[frozenset[str]]) -> int:
        """Return how many of the drawn lines are true at one of these moments at least, each given by its facts."""
        lines, facts = self._style.lines(part, variables).lines, [self._facts | moment for moment in moments]
        return sum(any(lines[number][0].holds(each) for each in facts) for number in self._draws[part])

    def is_first(self, part: Part) -> bool:
        """Tell whether no line of this part has been chosen yet by `free_line`."""
        return all(used is not part for used, _ in self._used)

    def _for_the_first(self, lines: Lines, moment: frozenset[str]) -> list[int]:
        """Return the lines that are made for the first of a part and true now, another one in front in each session."""
        if FIRST_OF_PART not in moment:
            return []
        facts = self._facts | moment
        first = [number for number, (each, _) in enumerate(lines.lines) if FIRST_OF_PART in each.facts and each.holds(facts)]
        begin = self._turn % len(first) if first else 0
        return first[begin:] + first[:begin]

    def _suits(self, condition: Condition, pool: Places) -> bool:
        """Tell whether a line suits the plan and one of the places; those for the first of a part are not shared out."""
        return FIRST_OF_PART not in condition.facts and self._may_hold(condition, pool, _OF_PLAN)

    def _may_hold(self, condition: Condition, places: Places, known: tuple[frozenset[str], frozenset[str]]) -> bool:
        """Tell whether a line can be true in one of the places. `known`: which facts are known, without and with a place."""
        return any(condition.may_hold(self._facts | place, known[bool(place)]) for place in places)

    def _check_silence(self, part: Part, variables: Mapping[str, object]) -> None:
        """Raise LinesError unless the style silences this part, and may."""
        if part not in _NEVER_SILENT and self._style.is_silenced(part):
            return
        kind = variables["coaching"]
        raise LinesError(
            f"style {self._style.name}: {part}.j2: says nothing for a {kind} session; add a line without a condition"
        )


def _rarity(condition: Condition) -> int:
    """Tell roughly how seldom a line can be said, so that every session has its share of those that nearly always can."""
    return 0 if condition.facts <= PLAN_FACTS else 1 if condition.facts <= _OF_PLAN[1] else 2


def _names(condition: Condition, facts: Iterable[str]) -> bool:
    return any((fact, True) in group for fact in facts for group in condition.groups)


@lru_cache(maxsize=256)
def _shuffled(seed: str, count: int) -> tuple[int, ...]:
    """Return 0..count-1 in an order that depends on the seed alone."""
    return tuple(sorted(range(count), key=lambda number: hashlib.blake2b(f"{seed} {number}".encode(), digest_size=8).digest()))
