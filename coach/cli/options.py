"""Options that several commands share: each group is declared once and handed to a command as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from coach.errors import DurationError
from coach.language.english import ENGLISH
from coach.plan.model import Runner
from coach.plan.ratio import Feel, Ratio
from coach.script.topics import Talk
from coach.settings import Over, Settings, load_settings, parse_wake
from coach.units import DistanceUnit, Milliseconds, parse_duration

LONGEST_NAME = 40
"""Letters of a name that is spoken."""

Function = TypeVar("Function", bound=Callable[..., None])


def duration(text: str) -> Milliseconds:
    """Parse a duration option."""
    try:
        return parse_duration(text)
    except DurationError as error:
        raise typer.BadParameter(str(error)) from error


def first_name(text: str) -> str:
    """Parse the runner's name: short, and something that can be said; empty for none."""
    said = ENGLISH.speakable(text)
    if text and (len(text) > LONGEST_NAME or not any(letter.isalpha() for letter in said)):
        raise typer.BadParameter(f"{text[:20]!r} cannot be said as a name; give letters, at most {LONGEST_NAME}")
    return said


def wake_length(text: str) -> Milliseconds:
    """Parse the length of the wake sounds."""
    try:
        return parse_wake(text)
    except DurationError as error:
        raise typer.BadParameter(str(error)) from error


def _length(help_text: str) -> Any:  # noqa: ANN401  # what typer gives
    return typer.Option(parser=duration, metavar="DURATION", help=help_text)


@dataclass(frozen=True, slots=True)
class RatioOptions:
    """The session in other proportions."""

    run: Annotated[Milliseconds | None, _length("Length of the runs, such as 1m or 90s.")] = None
    walk: Annotated[Milliseconds | None, _length("Length of the walks.")] = None
    repeat: Annotated[int | None, typer.Option(min=1, metavar="N", help="How many times run and walk.")] = None
    warm_up: Annotated[Milliseconds | None, _length("A longer warm-up.")] = None
    cool_down: Annotated[Milliseconds | None, _length("A longer cool-down.")] = None
    total: Annotated[Milliseconds | None, _length("Length of the whole session, filled with whole repetitions.")] = None
    keep_total: Annotated[bool, typer.Option("--keep-total", help="Keep the plan's total by more or fewer repetitions.")] = (
        False
    )
    feel: Annotated[Feel | None, typer.Option(help="How you feel today: tired lengthens the walks, great shortens them.")] = (
        None
    )
    miles: Annotated[float | None, typer.Option(metavar="N", help="Miles of the run that a walk follows (finisher).")] = None
    minutes: Annotated[
        int | None, typer.Option(metavar="N", help="Minutes of the run that a walk replaces (instead-of-run).")
    ] = None
    each: Annotated[Milliseconds | None, _length("Walking for each of the --miles or --minutes.")] = None

    def ratio(self) -> Ratio:
        """Return what is asked for."""
        return Ratio(**{field.name: getattr(self, field.name) for field in fields(self)})


@dataclass(frozen=True, slots=True)
class SpeakingOptions:
    """How the coach speaks; whatever is not given comes from the config file."""

    voice: Annotated[str | None, typer.Option(metavar="NAME|FILE", help="Who speaks; `coach voices` lists them.")] = None
    rate: Annotated[str | None, typer.Option(metavar="RATE", help="slower, faster, or a factor such as 0.9.")] = None
    style: Annotated[
        str | None, typer.Option(metavar="NAME|FOLDER", help="How it is worded; `coach lines` lists the styles.")
    ] = None
    talk: Annotated[Talk | None, typer.Option(help="How much the coach talks.")] = None
    name: Annotated[str | None, typer.Option(parser=first_name, metavar="NAME", help="Your first name, to be said.")] = None
    runner: Annotated[Runner | None, typer.Option(help="Who is running; by default whom the plan is for.")] = None
    units: Annotated[DistanceUnit | None, typer.Option(help="What distance is spoken in.")] = None
    wake: Annotated[
        Milliseconds | None,
        typer.Option(
            parser=wake_length, metavar="SECONDS", help="Length of the soft sounds that wake a sleeping headset; 0 for none."
        ),
    ] = None

    read: Annotated[str | None, typer.Option(metavar="FILE", help="A text that narrated walks read, Markdown too.")] = None

    def changes(self) -> dict[str, object]:
        """Return the options by their settings' names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class BedOptions:
    """What lies under the voice."""

    bed: Annotated[
        str | None, typer.Option(metavar="BED", help="none, beat, ambient, or your own: a file, a folder, an M3U list.")
    ] = None
    run_bed: Annotated[str | None, typer.Option(metavar="BED", help="Another bed for the runs.")] = None
    walk_bed: Annotated[str | None, typer.Option(metavar="BED", help="Another bed for the walks.")] = None
    run_bpm: Annotated[int | None, typer.Option(metavar="BPM", help="Beats a minute in runs (beat).")] = None
    walk_bpm: Annotated[int | None, typer.Option(metavar="BPM", help="Beats a minute in walks (beat).")] = None
    over: Annotated[Over | None, typer.Option(help="Speech lowers the bed (duck) or stops it meanwhile (pause).")] = None
    resume: Annotated[bool | None, typer.Option("--resume", help="Go on in your recording where the last session stopped.")] = (
        None
    )

    def changes(self) -> dict[str, object]:
        """Return the options by their settings' names."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def current_year() -> int:
    """Return the year that files are dated with."""
    import datetime as dt

    return dt.datetime.now(tz=dt.UTC).year


def settings_with(*groups: SpeakingOptions | BedOptions, out: Path | None = None) -> Settings:
    """Return the config file's settings, changed by the options that were given."""
    settings = load_settings()
    for group in groups:
        settings = settings.with_changes(group.changes())
    return settings.with_changes({"output": str(out) if out else None})


def takes(**groups: type) -> Callable[[Function], Function]:
    """Let a command take groups of options: each as one value, under the name that is given here."""

    def decorate(function: Function) -> Function:
        def command(**values: Any) -> None:  # noqa: ANN401  # options of any kind
            for name, group in groups.items():
                values[name] = group(**{field.name: values.pop(field.name) for field in fields(group)})
            function(**values)

        own = [parameter for parameter in inspect.signature(function).parameters.values() if parameter.name not in groups]
        hints = get_type_hints(function, include_extras=True)
        parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
        for group in groups.values():
            types = get_type_hints(group, include_extras=True)
            parameters += [
                inspect.Parameter(
                    field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=types[field.name]
                )
                for field in fields(group)
            ]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what typer reads
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        command.__doc__ = function.__doc__
        command.__name__ = function.__name__
        return command  # type: ignore[return-value]  # the same command with more options

    return decorate
