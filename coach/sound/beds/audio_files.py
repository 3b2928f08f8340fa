"""The runner's own audio files: finds them, and measures length, loudness and peak of each once."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from coach.cache import Cache
from coach.errors import BedError
from coach.files import is_there
from coach.given_files import open_file
from coach.sound.beds.profile import LevelProfile
from coach.units import Decibels, Lufs, Milliseconds

SUFFIXES: Final = frozenset(
    {".mp3", ".m4a", ".m4b", ".aac", ".mp4", ".flac", ".wav", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".wma"}
)
"""What counts as sound in a folder."""

PLAYLISTS: Final = frozenset({".m3u", ".m3u8"})

_MEASURING: Final = "track-2"
"""Part of every key. Counts up when the measurement changes."""

SHORTEST: Final = Milliseconds(1_000)
"""A shorter file is a click in a loop, and no bed."""

_READ: Final = 65_536
_AFTER_NUMBERS: Final = 10**12
_LARGEST_PLAYLIST: Final = 10_000_000
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class AudioFile:
    """A file, measured."""

    path: Path
    key: str
    """Identifies the content."""
    length: Milliseconds
    loudness: Lufs
    """Integrated, over both channels (EBU R128)."""
    peak: Decibels
    """The highest sample, in dBFS."""
    profile: LevelProfile = field(default_factory=LevelProfile)
    """How loud it is from moment to moment."""


def find_audio_files(path: Path) -> tuple[Path, ...]:
    """List the files that a path stands for: itself, the sound files in a folder and its folders, or those of an M3U.

    Raises BedError when there are none. An M3U may name files that are not there: whoever plays them leaves them out, or not.
    """
    if path.is_dir():
        paths = sorted((file for file in path.rglob("*") if _is_sound(file, path)), key=_reading_order)
    elif path.suffix.lower() in PLAYLISTS:
        paths = list(_listed(path))
        if paths and not any(map(is_there, paths)):
            raise BedError(f"{path}: {paths[0]}: there is no such file; correct the list")
    else:
        paths = [path]
    if not paths:
        raise BedError(f"{path}: holds no music; put MP3, M4A, FLAC, OGG or WAV files there")
    return tuple(paths)


def measure_audio_file(path: Path, cache: Cache) -> AudioFile:
    """Return the track in a file, measured once ever. Raises BedError for a file that cannot be read as sound."""
    identity = _identity(path)
    key = f"{_MEASURING}|{identity}"
    entry = cache.get(key)
    if entry is None:
        from coach.sound.beds.measure import measure

        length, loudness, peak, levels = measure(path)
        entry = json.dumps([length, loudness, peak, levels.loudness, levels.speech_band]).encode()
        cache.put(key, entry)
    length, loudness, peak, *profile = json.loads(entry)
    if length < SHORTEST:
        raise BedError(f"{path}: lasts {length} ms; a bed needs files of {SHORTEST // 1_000} s at least")
    return AudioFile(path, identity, Milliseconds(length), Lufs(loudness), Decibels(peak), LevelProfile(*map(tuple, profile)))


def _identity(path: Path) -> str:
    """Tell a file's content by its size, its time of change, its beginning and its end."""
    try:
        if not is_there(path):
            raise BedError(f"{path}: there is no such file; check the path")
        status = path.stat()
        with open_file(path) as file:
            head = file.read(_READ)
            file.seek(max(status.st_size - _READ, 0))
            tail = file.read(_READ)
    except OSError as error:
        raise BedError(f"{path}: cannot be opened ({error.strerror}); check the path and its permissions") from error
    status_text = f"{status.st_size} {status.st_mtime_ns} ".encode()
    return blake2b(status_text + head + tail, digest_size=12).hexdigest()


def _listed(playlist: Path) -> Iterator[Path]:
    try:
        with open_file(playlist) as file:
            text = file.read(_LARGEST_PLAYLIST + 1)
    except OSError as error:
        raise BedError(f"{playlist}: cannot be opened ({error.strerror}); check the path") from error
    if len(text) > _LARGEST_PLAYLIST:
        raise BedError(f"{playlist}: larger than {_LARGEST_PLAYLIST // 1_000_000} MB; an M3U list is a text with file names")
    for line in re.split(r"[\r\n]+", _decoded(text)):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        if entry.lower().startswith("file://"):
            entry = unquote(re.sub(r"^file://[^/]*", "", entry, flags=re.IGNORECASE))
        elif re.match(r"[a-z]+://", entry, re.IGNORECASE):
            raise BedError(f"{playlist}: {entry} is on the network; name files on this computer")
        if "\0" in entry:
            raise BedError(f"{playlist}: is no list of files; give an M3U, a folder or a file")
        yield _as_on_disk(playlist.parent / entry.replace("\\", "/"))


def _decoded(text: bytes) -> str:
    """Decode a list as its maker wrote it: a mark tells UTF-16, else it is UTF-8 or the Windows code page."""
    if text.startswith(_UTF_16_MARKS):
        return text.decode("utf-16", "replace")
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")


def _as_on_disk(path: Path) -> Path:
    """Return the path with its names as the disk has them: accents may be written in two ways, and letters large or small."""
    if is_there(path):
        return path
    on_disk = Path(path.anchor)
    for name in path.parts[1:] if path.anchor else path.parts:
        if name == ".." or is_there(on_disk / name):
            on_disk /= name
            continue
        try:
            same = (entry.name for entry in on_disk.iterdir() if _plain_name(entry.name) == _plain_name(name))
            on_disk /= next(same, name)
        except OSError:
            return path
    return on_disk


def _plain_name(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_sound(file: Path, folder: Path) -> bool:
    """Tell whether a file in a folder is one to play; what is hidden, or lies in a hidden folder, is not."""
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() in SUFFIXES and not hidden and file.is_file()


def _reading_order(file: Path) -> list[tuple[int, str]]:
    """Sort numbers in names by their value: chapter 2 before chapter 10."""
    parts = re.split(r"(\d+)", str(file))
    return [(int(part), "") if number % 2 else (_AFTER_NUMBERS, part.lower()) for number, part in enumerate(parts)]
