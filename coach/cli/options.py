"""Options that several commands share: each group is built from the declared fields and handed to a command as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar, get_type_hints

import typer

from coach.cli.wording import option_name
from coach.errors import DurationError, Field, UsageError
from coach.fields import Declaration, Group, group_of
from coach.kinds import Flag, OneOf, Whole
from coach.plan.ratio import Ratio
from coach.settings import Settings, load_settings
from coach.units import Milliseconds, parse_duration

_UNBOUNDED: Final = 999_999
_SOUND_FILES: Final = (".mp3", ".wav")

Function = TypeVar("Function", bound=Callable[..., None])

Changes = Mapping[str, object]
"""Settings that options change, by name; what was not given is None."""


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options for the fields of one group, and the value that a command gets for them."""

    fields: tuple[Declaration, ...]
    build: Callable[..., object]

    def parameters(self) -> list[inspect.Parameter]:
        """Return a parameter for each option, as Typer reads it."""
        return [_parameter(declaration) for declaration in self.fields]

    def value(self, values: dict[str, Any]) -> object:
        """Take this group's options out of all values and make one value of them."""
        return self.build(**{declaration.name: values.pop(declaration.name) for declaration in self.fields})


def ratio_options(cls: type[Ratio] = Ratio) -> OptionGroup:
    """Return the options for a session in other proportions; a command gets a `Ratio`."""
    return OptionGroup(group_of(cls, Group.RATIO), cls)


def settings_options(group: Group, cls: type[Settings] = Settings) -> OptionGroup:
    """Return the options for a group of settings; a command gets `Changes`."""
    return OptionGroup(group_of(cls, group), dict)


RATIO: Final = ratio_options()
SPEECH: Final = settings_options(Group.SPEECH)
BED: Final = settings_options(Group.BED)
FILE: Final = settings_options(Group.FILE)
PACE: Final = settings_options(Group.PACE)


def settings_with(*groups: Changes, out: Path | None = None) -> Settings:
    """Return the config file's settings, changed by the options that were given; `out` is the folder of the sessions.

    Raises UsageError for a name that is a sound file's: it would become a folder.
    """
    if out and out.suffix.lower() in _SOUND_FILES and not out.is_dir():
        raise UsageError(Field("out"), f" {out}: sessions go into a folder, each under a name of its own; give a folder")
    changes: dict[str, object] = {"output": str(out) if out else None}
    for group in groups:
        changes |= group
    return load_settings().with_changes(changes)


def takes(**groups: OptionGroup) -> Callable[[Function], Function]:
    """Let a command take groups of options: each as one value, under the name that is given here."""

    def decorate(function: Function) -> Function:
        def command(**values: Any) -> None:  # noqa: ANN401  # options of any kind
            for name, group in groups.items():
                values[name] = group.value(values)
            function(**values)

        own = [parameter for parameter in inspect.signature(function).parameters.values() if parameter.name not in groups]
        hints = get_type_hints(function, include_extras=True)
        parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
        parameters += [parameter for group in groups.values() for parameter in group.parameters()]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        command.__doc__ = function.__doc__
        command.__name__ = function.__name__
        return command  # type: ignore[return-value]  # the same command with more options

    return decorate


def _parameter(declaration: Declaration) -> inspect.Parameter:
    kind = declaration.kind
    if isinstance(kind, Flag):
        # What is off by default can be switched on; what is on can be switched off.
        names = f"--{declaration.key}" if not declaration.default else f"--{declaration.key}/--no-{declaration.key}"
        annotation: Any = Annotated[bool | None, typer.Option(names, help=declaration.help)]
    elif isinstance(kind, OneOf):
        annotation = Annotated[kind.values | None, typer.Option(help=declaration.help)]
    else:
        option = typer.Option(parser=_parser(declaration), metavar=declaration.metavar, help=declaration.help)
        annotation = Annotated[Any, option]
    default = False if isinstance(kind, Flag) and declaration.group is Group.RATIO else None
    return inspect.Parameter(declaration.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def whole_number(least: int, most: int = _UNBOUNDED) -> Callable[[object], int]:
    """Return what parses an option that takes a whole number within bounds, both included."""
    kind = Whole(least, most)

    def parse(value: object) -> int:
        try:
            return kind.read(value)
        except ValueError as error:
            remedy = str(error) if most < _UNBOUNDED else f"use a whole number from {least}"
            raise typer.BadParameter(f"{value}: {remedy}") from error

    return parse


def length_of_time(text: str) -> Milliseconds:
    """Parse a duration."""
    try:
        return parse_duration(text)
    except DurationError as error:
        raise typer.BadParameter(str(error)) from error


def _parser(declaration: Declaration) -> Callable[[str], object]:
    def parse(text: str) -> object:
        try:
            return declaration.read(text)
        except UsageError as error:
            # Typer names the option already.
            reason = UsageError(*error.parts[1:]).text(option_name)
            raise typer.BadParameter(reason.lstrip(": ")) from error

    return parse
