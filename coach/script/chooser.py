"""Choosing words: which variant of a part is spoken, so that lines seldom repeat and another ratio needs few new clips."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from coach.errors import LinesError
from coach.plan.context import SessionContext
from coach.script.lines import Style, Variant
from coach.script.parts import Part

FEWEST_A_SESSION: Final = 3
"""Lines of a part that a session may use at least, even if the plan then repeats some of them."""

_NEVER_SILENT: Final = frozenset({part for part in Part if part.startswith("command")} | {Part.FINISH})
"""Without these a runner does not know what to do."""


class Chooser:
    """Chooses for one session; by plan, week and session alone, never by chance."""

    def __init__(self, style: Style, context: SessionContext) -> None:
        self._style = style
        self._plan = context.plan.name
        self._ordinal = context.ordinal
        self._plan_sessions = context.plan_sessions

    def variant(self, part: Part, variables: Mapping[str, object], turn: int = 0) -> Variant:
        """Choose a variant of what recurs: another for each turn, and a different first one for each session.

        A part whose template is empty has none: its cue is not spoken. Raises LinesError if another part has no line in this
        situation.
        """
        lines = self._lines(part, variables)
        if not lines:
            return ()
        order = _shuffled(f"{self._plan} {part}", len(lines))
        return self._style.variant(part, lines[(order[self._ordinal % len(lines)] + turn) % len(lines)])

    def free_line(self, part: Part, variables: Mapping[str, object], turn: int) -> Variant:
        """Choose a line that the whole plan says once: the session's own lines, in turn.

        Raises LinesError if the part has no line in this situation.
        """
        lines = self._lines(part, variables)
        if not lines:
            return ()
        order = _shuffled(f"{self._plan} {part}", len(lines))
        return self._style.variant(part, lines[order[(self._ordinal * self._share(len(lines)) + turn) % len(lines)]])

    def quota(self, part: Part, variables: Mapping[str, object]) -> int:
        """Return how many lines of a part the session may use."""
        return self._share(len(self._style.lines(part, variables)))

    def _lines(self, part: Part, variables: Mapping[str, object]) -> tuple[str, ...]:
        lines = self._style.lines(part, variables)
        if not lines and not (part not in _NEVER_SILENT and self._style.is_silenced(part)):
            kind = variables["coaching"]
            raise LinesError(
                f"style {self._style.name}: {part}.j2: says nothing for a {kind} session; add a line without a condition"
            )
        return lines

    def _share(self, pool: int) -> int:
        return max(pool // self._plan_sessions, min(FEWEST_A_SESSION, pool))


@lru_cache(maxsize=256)
def _shuffled(seed: str, count: int) -> tuple[int, ...]:
    """Return 0..count-1 in an order that depends on the seed alone."""
    return tuple(sorted(range(count), key=lambda number: hashlib.blake2b(f"{seed} {number}".encode(), digest_size=8).digest()))
