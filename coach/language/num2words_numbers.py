"""Numbers in the words of other languages, from the library num2words (LGPL, pure Python)."""

from __future__ import annotations

from functools import lru_cache

from coach.errors import LinesError, MissingEngineError

EXTRA = "languages"
"""The extra of this package that installs num2words."""


class LibraryNumbers:
    """Numbers in a language that num2words knows. The library is loaded with the first number."""

    def __init__(self, language: str) -> None:
        self._language = language

    def words(self, number: int) -> str:
        """Return a whole number in words. Raises MissingEngineError without the library, and LinesError for other languages."""
        return _converted(number, self._language, ordinal=False)

    def ordinal(self, number: int) -> str:
        """Return a whole number as an order, in the library's own form. Raises as `words` does."""
        return _converted(number, self._language, ordinal=True)

    def counted(self, number: int, one: str, many: str | None = None) -> str:
        """Return a number with what it counts. `one` is the whole text for the number 1: `ein Lauf`, `einer Runde`.

        Gender and case are known to the template alone. Raises LinesError without `many`.
        """
        if many is None:
            raise LinesError(f"counted({one!r}) needs its plural as well: counted(number, {one!r}, plural)")
        return one if number == 1 else f"{self.words(number)} {many}"


@lru_cache(maxsize=4_096)
def _converted(number: int, language: str, *, ordinal: bool) -> str:
    try:
        from num2words import num2words
    except ImportError as error:
        raise MissingEngineError(
            f"language {language}: numbers in words need num2words; run pip install 'walk-run-coach[{EXTRA}]'"
        ) from error
    try:
        return str(num2words(number, lang=language, ordinal=ordinal))
    except NotImplementedError as error:
        raise LinesError(f"language {language}: num2words has no such language; use another code for `numbers`") from error
