"""Styles: the words of the coach, one folder of Jinja2 templates each.

A template is a list of variants, one a line. Inside a line ` | ` leads to a shorter wording of the same, ` / ` begins a new
phrase (spoken and kept as a clip of its own, so what recurs should stand apart from what does not), and a phrase `[5s]` is a
pause in which the runner speaks. `[if fact]` before a line or a phrase says when it is true (see `coach.script.conditions`).
A line that begins with `/` or `|` goes on with the line before it. Whole numbers print as words of the style's language.
Empty lines, and lines that start with `#`, say nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from coach import resources
from coach.cache import Cache
from coach.errors import CoachError, DurationError, LinesError
from coach.files import is_there
from coach.given_files import read_at_most
from coach.hints import did_you_mean
from coach.language.catalogue import find_language
from coach.language.english import ENGLISH
from coach.language.model import UNSPEAKABLE, Language
from coach.script.conditions import ConditionError, Lines, check_source, with_conditions
from coach.script.declaration import Declaration, read_declaration
from coach.script.parts import OPTIONAL, Part
from coach.toml_table import LARGEST_FILE
from coach.units import Milliseconds, parse_duration

if TYPE_CHECKING:
    from jinja2 import BytecodeCache

    from coach.script.sandbox import LinesEnvironment
    from coach.script.template_names import TemplateNames

DEFAULT_STYLE: Final = "warm"

_PAUSE: Final = re.compile(r"\[(.+)\]")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say something: phrases one after another, with an optional pause for the runner to speak in."""

    phrases: tuple[str, ...]
    pause: Milliseconds = Milliseconds(0)
    """Quiet that is left to the runner between `phrases` and `after`."""
    after: tuple[str, ...] = ()
    """What follows the pause."""

    @property
    def text(self) -> str:
        """All the words."""
        return " ".join(self.phrases + self.after)


_REMEMBERED: Final = 4_096
"""So many rendered templates, and so many of their lines, are kept; then all are forgotten."""

Variant = tuple[Wording, ...]
"""The same thing said from long to short."""


@dataclass(frozen=True)
class Style:
    """A folder of templates, and the style that it replaces parts of."""

    name: str
    folders: tuple[Path, ...]
    """The folders of its templates in order of precedence: the first that has a part gives it. All are in one language."""
    language: Language = field(default=ENGLISH, repr=False)
    description: str = ""
    cache: Cache | None = field(default=None, repr=False, compare=False)
    """Keeps the compiled templates: compiling them takes longer than all else in a session that is made from the cache."""
    _rendered: dict[tuple[str, tuple[tuple[str, object], ...]], Lines] = field(default_factory=dict, repr=False, compare=False)
    _variants: dict[tuple[str, str], Variant] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _environment(self) -> LinesEnvironment:
        from coach.script.sandbox import LinesEnvironment

        language = self.language
        compiled = _compiled_in(self.cache, language) if self.cache else None
        environment = LinesEnvironment(self.folders, self._in_words, compiled)
        environment.add_filters(ordinal=language.ordinal, form=language.in_form, upper_first=_upper_first)
        environment.offer(counted=language.counted)
        return environment

    def _in_words(self, value: Any) -> Any:  # noqa: ANN401  # whatever a template prints
        return self.language.number(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all templates, and of what the style says about itself and its language."""
        digest = hashlib.blake2b(digest_size=16)
        for folder in self.folders:
            for path in sorted((*folder.glob("*.j2"), *folder.glob("*.toml"))):
                digest.update(path.name.encode() + b"\0" + _content(path) + b"\0")
        return digest.hexdigest()

    def is_silenced(self, part: str) -> bool:
        """Tell whether a part's template holds nothing but comments: its author wants it silent."""
        path = next((folder / f"{part}.j2" for folder in self.folders if (folder / f"{part}.j2").is_file()), None)
        if path is None:
            return False
        lines = map(str.strip, _content(path).decode().splitlines())
        return all(not line or line.startswith("#") for line in lines)

    def parts(self) -> tuple[str, ...]:
        """Return the names of all templates, sorted."""
        return tuple(sorted({path.stem for folder in self.folders for path in folder.glob("*.j2") if path.stem[0] != "_"}))

    def leaves_out(self, part: str) -> bool:
        """Tell whether the style has no template of a part that it may leave out."""
        return part in OPTIONAL and not any((folder / f"{part}.j2").is_file() for folder in self.folders)

    def names(self, part: str) -> TemplateNames:
        """Return the variables that a part's template uses. Raises LinesError for a template that is missing or broken."""
        from jinja2 import TemplateError

        from coach.script.template_names import names_in

        try:
            return names_in(self._environment, f"{part}.j2")
        except TemplateError as error:
            raise self._broken(part, error) from error

    def variants(self, part: str, context: Mapping[str, object], facts: frozenset[str] = frozenset()) -> tuple[Variant, ...]:
        """Render a template and return the variants that may be said where exactly these facts hold.

        Raises LinesError with the file, the line and what is wrong.
        """
        return tuple(self.variant(part, line) for line in self.lines(part, context).holding(facts))

    def lines(self, part: str, context: Mapping[str, object]) -> Lines:
        """Render a template and return its lines with their conditions, not parsed yet: most are never needed.

        `variant` parses them. Raises LinesError as `variants` does.
        """
        key = (part, tuple(context.items()))
        lines = self._rendered.get(key)
        if lines is None:
            if len(self._rendered) >= _REMEMBERED:
                self._rendered.clear()
            lines = self._rendered[key] = self._render(part, context)
        return lines

    def check_conditions(self) -> None:
        """Read the conditions of all templates, also of lines that nothing renders. Raises LinesError for the first."""
        for folder in self.folders:
            for path in sorted(folder.glob("*.j2")):
                self._check_conditions(path)

    def _check_conditions(self, path: Path) -> None:
        try:
            check_source(_content(path).decode())
        except ConditionError as error:
            raise LinesError(f"{path}:{error.line}: {error}; correct the template") from error
        except UnicodeDecodeError as error:
            raise LinesError(f"{path}: is not text in UTF-8; save it as such") from error

    def _render(self, part: str, context: Mapping[str, object]) -> Lines:
        from jinja2 import TemplateError

        try:
            text = self._environment.text(f"{part}.j2", dict(context))
        except (CoachError, MemoryError):
            raise
        except TemplateError as error:
            raise self._broken(part, error) from error
        except UnicodeDecodeError as error:
            raise LinesError(f"style {self.name}: {part}.j2: is not text in UTF-8; save it as such") from error
        except RecursionError as error:
            raise LinesError(f"style {self.name}: {part}.j2: is nested too deeply, or uses itself; simplify it") from error
        except Exception as error:  # a template can raise whatever its expressions do
            raise self._broken(part, error) from error
        try:
            return with_conditions(_joined_lines(text))
        except ConditionError as error:
            self.check_conditions()
            raise LinesError(f"style {self.name}: {part}.j2: {error}; correct the template") from error

    def variant(self, part: str, line: str) -> Variant:
        """Parse a line of a part. Raises LinesError where it is wrong."""
        variant = self._variants.get((part, line))
        if variant is None:
            if len(self._variants) >= _REMEMBERED:
                self._variants.clear()
            variant = self._variants[part, line] = tuple(self._wording(part, wording) for wording in line.split("|"))
        return variant

    def _wording(self, part: str, text: str) -> Wording:
        phrases = [" ".join(phrase.split()) for phrase in text.split("/")]
        before: list[str] = []
        after: list[str] = []
        pause = Milliseconds(0)
        for phrase in phrases:
            if match := _PAUSE.fullmatch(phrase):
                if pause or not before:
                    raise LinesError(f"style {self.name}: {part}.j2: {text.strip()!r}: one pause a line, after some words")
                pause = self._pause(part, match[1])
            elif bad := UNSPEAKABLE.search(phrase):
                raise LinesError(f"style {self.name}: {part}.j2: {phrase!r}: {bad[0]!r} cannot be spoken; write it in words")
            elif phrase:
                (after if pause else before).append(phrase)
        if not before:
            raise LinesError(f"style {self.name}: {part}.j2: a wording without words; take away a stray | or /")
        return Wording(tuple(before), pause, tuple(after))

    def _pause(self, part: str, text: str) -> Milliseconds:
        try:
            return parse_duration(text)
        except DurationError as error:
            raise LinesError(f"style {self.name}: {part}.j2: [{text}]: {error}") from error

    def _broken(self, part: str, error: Exception) -> LinesError:
        from jinja2 import TemplateNotFound

        if isinstance(error, TemplateNotFound):
            return LinesError(
                f"style {self.name}: no {error.name} in {self.language.name} ({self.language.code}); add it, "
                "or name a style in that language that has it as `base` in style.toml"
            )
        file = getattr(error, "filename", None) or f"{part}.j2"
        line = getattr(error, "lineno", None) or _line_in_template(error, str(file))
        place = f"{file}:{line}" if line else str(file)
        return LinesError(f"{place}: {error}; correct the template")


def bundled_styles() -> tuple[str, ...]:
    """Return the names of the styles that come with the product."""
    return tuple(sorted(path.name for path in resources.LINES.iterdir() if path.is_dir()))


def load_style(name: str = DEFAULT_STYLE, cache: Cache | None = None) -> Style:
    """Find a style by a bundled name or a folder. A folder replaces parts of a style in its own language, never of another.

    Which style that is: the `base` in its `style.toml`, else the bundled style of the folder's name, else `warm`.
    `cache` keeps the compiled templates. Raises LinesError for a name that is neither, and for a broken declaration.
    """
    bundled = resources.LINES / name
    if re.fullmatch(r"[a-z][a-z0-9-]*", name) and is_there(bundled):
        return _style(bundled, cache)
    folder = Path(name).expanduser()
    if not (is_there(folder) and folder.is_dir()):
        raise LinesError(f"style {name!r}: neither a bundled style ({', '.join(bundled_styles())}) nor a folder of templates")
    return _style(folder, cache)


def _style(folder: Path, cache: Cache | None, derived: tuple[Path, ...] = ()) -> Style:
    """Read the style in a folder, on which the styles in `derived` are based."""
    is_bundled = folder.parent == resources.LINES
    if not is_bundled:
        _check_parts(folder)
    name = folder.resolve().name
    declared = read_declaration(folder)
    base = None if is_bundled else _base(folder, declared, cache, (*derived, folder))
    code = declared.language or (base.language.code if base else ENGLISH.code)
    if base and base.language.code != code:
        raise LinesError(
            f"style {name}: is in {code!r}, but its base {base.name} in {base.language.code!r}; use a base in {code!r}"
        )
    folders = (folder, *(base.folders if base else ()))
    return Style(name, folders, find_language(code, folders), declared.description, cache)


def _check_parts(folder: Path) -> None:
    """Raise LinesError for a folder without templates, or with one that no part is called, or that is no file."""
    templates = sorted(folder.glob("*.j2"))
    if not templates:
        raise LinesError(f"style {str(folder)!r}: no template (*.j2) in that folder; see docs/lines.md for the parts")
    parts = set(Part)
    for path in templates:
        name = path.stem
        if not path.is_file():
            _content(path)  # which says what it is
        if name not in parts and not name.startswith("_"):
            raise LinesError(f"style {str(folder)!r}: no part is called {name!r}; {did_you_mean(name, sorted(parts))}")


def _base(folder: Path, declared: Declaration, cache: Cache | None, derived: tuple[Path, ...]) -> Style | None:
    """Return the style that a folder of the runner's own replaces parts of; None for a style that stands alone."""
    name, base = folder.resolve().name, declared.base
    if base:
        path = resources.LINES / base if base in bundled_styles() else folder / base
        if not path.is_dir():
            raise LinesError(
                f"style {name}: its base {base!r} is neither a bundled style nor a folder; write the path from {folder}"
            )
        if path.resolve() in {style.resolve() for style in derived}:
            raise LinesError(f"style {name}: its base {base!r} is based on itself; take one `base` out of a style.toml")
        return _style(path, cache, derived)
    if declared.language not in ("", ENGLISH.code):
        return None
    return _style(resources.LINES / (name if name in bundled_styles() else DEFAULT_STYLE), cache)


def _compiled_in(cache: Cache, language: Language) -> BytecodeCache:
    from coach.script.compiled import CompiledTemplates

    return CompiledTemplates(cache, language.code)


def _content(path: Path) -> bytes:
    """Return the bytes of a style's file. Raises LinesError."""
    try:
        return read_at_most(path, LARGEST_FILE)
    except OSError as error:
        raise LinesError(f"{path}: cannot be read ({error.strerror}); replace it by a text") from error


def _joined_lines(text: str) -> tuple[str, ...]:
    """Return the lines that say something; one that begins with `/` or `|` goes on with the line before it."""
    lines: list[str] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith(("/", "|")) and lines:
            lines[-1] += f" {line}"
        elif line and not line.startswith("#"):
            lines.append(line)
    return tuple(lines)


def _upper_first(text: str) -> str:
    """Write the first letter large and leave the others: `capitalize` makes them small, which is wrong in some languages."""
    return text[:1].upper() + text[1:]


def _line_in_template(error: BaseException, file: str) -> int | None:
    """Find the template's own line in the traceback of an error raised while it rendered."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith((".j2", file)):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
