"""`coach voices` and `coach say`: who can speak, and how it sounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import settings_with
from coach.cli.paths import expanded


def voices(
    *,
    every: Annotated[bool, typer.Option("--all", help="Show the computer's own voices of every language.")] = False,
) -> None:
    """List the voices: engine, language, sex, licence, and whether each is ready or how to get it."""
    from coach.speech.engine import EngineName
    from coach.speech.engines import engine
    from coach.speech.voice import DEFAULT_VOICE, bundled_voices

    for voice in bundled_voices():
        default = " (default)" if voice.name == DEFAULT_VOICE else ""
        typer.echo(f"{voice.name}{default}: {voice.description}")
        typer.echo(f"    {voice.engine}, {voice.language}, {voice.sex}, {voice.licence}")
        typer.echo(f"    {engine(voice.engine).readiness(voice.engine_voice)}")
    own = engine(EngineName.PYTTSX3).voices()
    shown = [voice for voice in own if every or voice.language.lower().startswith("en")]
    hidden = f", {len(own) - len(shown)} of other languages with --all" if len(shown) < len(own) else ""
    typer.echo(f"the computer's own voices (pyttsx3): {len(shown)}{hidden}; a voice file names one, see docs/voices.md")
    for system_voice in shown:
        typer.echo(f"    {system_voice.id:<24} {system_voice.language:<8} {system_voice.name}")


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The MP3 or WAV file to write.")] = Path("hello.mp3"),
    voice: Annotated[str | None, typer.Option(metavar="NAME|FILE", help="Who speaks.")] = None,
    rate: Annotated[str | None, typer.Option(metavar="RATE", help="slower, faster, or a factor such as 0.9.")] = None,
) -> None:
    """Say something into an MP3 or WAV file, to hear a voice."""
    from coach.cli.reporting import reporter
    from coach.files import check_ending
    from coach.session.renderer import MP3, WAV, Renderer

    path = check_ending(expanded(out), MP3, WAV)
    settings = settings_with({"voice": voice, "rate": rate})
    with reporter() as listener:
        Renderer(settings, listener).say(text, path)
