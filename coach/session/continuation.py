"""Going on where the last session stopped: in a recording under the voice, or in a text that is read."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from coach.session.recipe import Recipe, SourcePart, file_recipe
from coach.session.request import SessionRequest


class Begin(NamedTuple):
    """Where a session begins in what it continues."""

    bed: int = 0
    """In the recording, in milliseconds."""
    text: int = 0
    """In the text, in sentences."""


class Continuation:
    """Knows where each session begins: from the recipes in the output folder, and from the sessions of this run."""

    def __init__(
        self, output: Path, recording: Path | None, text: Path | None, override: int | None, *, each: bool = False
    ) -> None:
        """Take what is continued; `override` is where the first session begins, or each of them: then none goes on."""
        self._output = output
        self._recording = recording.name if recording else None
        self._text = text.name if text else None
        self._override = override
        self._each = each and override is not None
        self._ended: dict[int, Recipe] = {}

    @property
    def continues(self) -> bool:
        """Whether sessions go on from one another at all."""
        return bool(self._recording or self._text)

    def begin(self, request: SessionRequest) -> Begin:
        """Return where the session begins.

        The first of these that holds: the place that was given, for the first session of a run; where the session before it
        ended in this run; where its own file began, so that rendering it again keeps its place; where the newest file of the
        session before it ended.
        """
        if self._each:
            return Begin(bed=self._override or 0)
        if self._override is not None and not self._ended:
            return Begin(self._override if self._recording else 0, self._override if self._text else 0)
        if not self.continues:
            return Begin()
        own = file_recipe(request.path(self._output))
        before = self._ended.get(request.context.ordinal - 1)
        if before is None and own is None:
            before = self._newest(request)
        return Begin(
            _point(before, own, "bed_place", self._recording),
            _point(before, own, "text_place", self._text),
        )

    def ended(self, request: SessionRequest, recipe: Recipe) -> None:
        """Remember a session of this run."""
        self._ended[request.context.ordinal] = recipe

    def _newest(self, request: SessionRequest) -> Recipe | None:
        folder = request.path(self._output).parent
        paths = sorted(
            (path for path in folder.glob("*.mp3") if path.is_file()), key=lambda path: path.stat().st_mtime, reverse=True
        )
        recipes = (file_recipe(path) for path in paths)
        return next((recipe for recipe in recipes if recipe and recipe.ordinal == request.context.ordinal - 1), None)


def _point(before: Recipe | None, own: Recipe | None, kind: str, source: str | None) -> int:
    for recipe, end in ((before, "end"), (own, "start")):
        place: SourcePart | None = getattr(recipe, kind, None)
        if source and place and place.source == source:
            return int(getattr(place, end))
    return 0
