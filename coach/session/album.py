"""A session as an album: one track for each interval, gapless, with a list that plays them in order."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from coach.cache import Cache
from coach.files import write_file
from coach.mp3.assemble import write_mp3
from coach.mp3.cutting import cut_track
from coach.mp3.tags import Chapter, Tags, render_tag
from coach.progress import Listener, Noticed, nobody
from coach.sound.mixdown import Mixdown
from coach.units import SECOND, Milliseconds, samples

LIST_SUFFIX: Final = ".m3u8"

MOST_LISTED: Final = 255
"""Files of a folder that players with little memory list."""


def write_album(folder: Path, mixdown: Mixdown, tags: Tags, cache: Cache, listener: Listener = nobody) -> Path:
    """Write a track for each chapter into the folder, and the list beside it. Returns the list's path.

    `tags` are those of the whole session, with the album of its tracks. Names begin with a number, so that players that sort by
    name play them in order; more tracks than many players list in a folder are reported. Every track takes its frames from the
    session's own: nothing is encoded twice, and played without a gap they are the session, to the sample.

    Raises OutputError when a file cannot be written.
    """
    names = []
    count = len(tags.chapters)
    if count > MOST_LISTED:
        listener(Noticed(f"{folder.name}: {count} tracks; players in cars often list only {MOST_LISTED} files of a folder"))
    digits = max(2, len(str(count)))
    for number, chapter in enumerate(tags.chapters, 1):
        name = f"{number:0{digits}}-{_slug(chapter.title)}.mp3"
        track = cut_track(mixdown, samples(chapter.start), samples(chapter.end))
        tag = render_tag(_track_tags(tags, number, chapter))
        write_mp3(folder / name, track.mixdown, tag, cache, listener, track.delay)
        names.append(name)
    list_path = folder.with_name(folder.name + LIST_SUFFIX)
    content = _list(folder.name, tags, names).encode()
    write_file(list_path, content)
    return list_path


def _track_tags(tags: Tags, number: int, chapter: Chapter) -> Tags:
    inside = [line for line in tags.timed_lyrics if chapter.start <= line.start < chapter.end]
    return replace(
        tags,
        title=chapter.title,
        track=number,
        tracks=len(tags.chapters),
        disc=1,
        discs=1,
        recipe="",
        chapters=(),
        lyrics="\n".join(line.text for line in inside),
        timed_lyrics=tuple(replace(line, start=Milliseconds(line.start - chapter.start)) for line in inside),
    )


def _list(folder: str, tags: Tags, names: list[str]) -> str:
    """Write the list in extended M3U, UTF-8."""
    lines = ["#EXTM3U", f"#PLAYLIST:{tags.album}"]
    for chapter, name in zip(tags.chapters, names, strict=True):
        lines += [f"#EXTINF:{round((chapter.end - chapter.start) / SECOND)},{chapter.title}", f"{folder}/{name}"]
    return "\n".join(lines) + "\n"


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.partition("·")[0].lower()).strip("-")
