"""The bed that the settings ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cache import Cache
from coach.errors import BedError, Field, UsageError
from coach.files import is_there
from coach.hints import did_you_mean
from coach.settings import AtEnd, Over, Settings
from coach.sound.beds.choices import AMBIENT, BEAT, BUILT_IN, NONE
from coach.units import Milliseconds

if TYPE_CHECKING:
    from coach.sound.beds.bed import Bed


def choose_bed(
    settings: Settings,
    cache: Cache,
    seed: int = 0,
    begin: Milliseconds = Milliseconds(0),
    notice: Callable[[str], None] = lambda _: None,
) -> Bed | None:
    """Return the bed for a session, None for silence.

    `seed` decides the order of a folder's tracks, `begin` where in a recording the session starts; `notice` hears of files that
    are left out. Raises BedError for a bed
    that is neither built in nor a file or folder, and UsageError for options that do not go together.
    """
    if not (settings.run_bed or settings.walk_bed):
        return _bed(settings.bed, settings, cache, (seed, begin, notice))
    if settings.resume or settings.over is Over.PAUSE:
        raise UsageError(
            *(Field("resume"), " and ", Field("over"), " pause need one bed for the whole session; leave out "),
            *(Field("run_bed"), " and ", Field("walk_bed")),
        )
    from coach.sound.beds.by_effort import BedByEffort

    return BedByEffort(
        _bed(settings.run_bed or settings.bed, settings, cache, (seed, Milliseconds(0), notice)),
        _bed(settings.walk_bed or settings.bed, settings, cache, (seed, Milliseconds(0), notice)),
    )


def own_recording(settings: Settings) -> Path | None:
    """Return the runner's own file or folder, where there is one bed for the whole session and it is that."""
    if settings.bed in BUILT_IN or settings.run_bed or settings.walk_bed:
        return None
    return Path(settings.bed).expanduser()


def _bed(name: str, settings: Settings, cache: Cache, how: tuple[int, Milliseconds, Callable[[str], None]]) -> Bed | None:
    if name == NONE:
        return None
    if name == BEAT:
        from coach.sound.beds.beat import BeatBed

        return BeatBed(settings.run_bpm, settings.walk_bpm, cache=cache)
    if name == AMBIENT:
        from coach.sound.beds.ambient import AmbientBed

        return AmbientBed(cache=cache)
    path = Path(name).expanduser()
    if not is_there(path):
        hint = did_you_mean(name, BUILT_IN, f"use {', '.join(BUILT_IN)}, or the path of a file, a folder or an M3U list")
        raise BedError(f"bed {name!r}: there is no such file or folder; {hint}")
    from coach.sound.beds.music import MusicBed, TalkBed

    seed, begin, notice = how
    if settings.over is Over.PAUSE:
        return TalkBed(path, cache, begin, strict=settings.strict, notice=notice, anew=settings.at_end is AtEnd.ANEW)
    bed = MusicBed(path, cache, seed, begin=begin, strict=settings.strict, notice=notice)
    # A recording that is resumed is played in its own order.
    return replace(bed, shuffled=False) if settings.resume else bed


def bed_identity(settings: Settings) -> str:
    """Return a text that changes with what lies under the session: names, sizes and times of the runner's own files too."""
    names = dict.fromkeys((settings.bed, settings.run_bed, settings.walk_bed))
    return " ".join(name if name in (*BUILT_IN, "") else _files(Path(name).expanduser()) for name in names)


def _files(path: Path) -> str:
    from coach.sound.beds.audio_files import find_audio_files

    try:
        files = [path, *find_audio_files(path)]
    except BedError:  # it is raised where the bed is made
        files = [path]
    return " ".join(f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files if file.is_file())
